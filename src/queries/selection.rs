//! Who is chosen for a gathering: how many places are taken, and how evenly. For those who coordinate.

use std::collections::BTreeMap;

use arcstr::ArcStr;

use super::arguments::{self, BadArgument};
use super::meetings::held;
use crate::domain::{Advocate, Attendance, AttendanceStage, Meeting, Organisation, Region};
use crate::graph::{Ref, View};

/// The selection for a gathering.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The gathering.
    pub meeting: Option<Ref<Meeting>>,
    /// Of civil society.
    pub people: Places,
    /// Of governments.
    pub delegates: Places,
    /// Of civil society by the region that the organisation anchors, in the order of the regions, none last.
    pub by_region: Vec<(Option<Region>, Taken)>,
    /// Of civil society by the process of nomination, by name, none last.
    pub by_process: Vec<(Option<ArcStr>, Taken)>,
    /// Of civil society by stage, in the order of the stages, those that there are.
    pub by_stage: Vec<(AttendanceStage, usize)>,
}

/// Places, and how many of them are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// How many there are; nothing where nobody has said.
    pub places: Option<usize>,
    /// How many are taken.
    pub taken: usize,
}

impl Places {
    /// How many are left.
    pub fn left(&self) -> Option<usize> {
        self.places.map(|it| it.saturating_sub(self.taken))
    }
}

/// How many there are of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many were nominated and neither chosen nor withdrawn.
    pub nominated: usize,
    /// How many take up a place.
    pub taken: usize,
}

impl Taken {
    fn count(&mut self, it: &Attendance) {
        if it.takes_a_place() {
            self.taken += 1;
        } else if it.stage == AttendanceStage::Nominated {
            self.nominated += 1;
        }
    }
}

/// The selection for a gathering; whoever does not coordinate is answered as for one that is not there.
pub fn selection(view: View<'_>, argument: &str, text: &str) -> Result<Chosen, BadArgument> {
    let meeting = arguments::id::<Meeting>(view, argument, text)?;
    let unknown = || BadArgument::new(argument, format!("there is no {text}"));
    let it = held(view, meeting).filter(|_| view.clearance().coordinates()).ok_or_else(unknown)?;
    let mut chosen = Chosen {
        meeting: Some(meeting),
        people: Places { places: it.meeting.places.map(usize::from), taken: it.leaders().count() },
        delegates: Places { places: it.meeting.government_places.map(usize::from), taken: it.delegates().count() },
        ..Chosen::default()
    };
    // None comes last.
    let mut regions: BTreeMap<(bool, Option<Region>), Taken> = BTreeMap::new();
    let mut processes: BTreeMap<(bool, Option<ArcStr>), Taken> = BTreeMap::new();
    let mut stages: BTreeMap<AttendanceStage, usize> = BTreeMap::new();
    for it in it.attendances.iter().filter(|it| !it.is_delegate()) {
        *stages.entry(it.stage).or_default() += 1;
        if it.stage == AttendanceStage::Withdrawn {
            continue;
        }
        let region = region(view, it);
        regions.entry((region.is_none(), region)).or_default().count(it);
        processes.entry((it.nominated_by.is_none(), it.nominated_by.clone())).or_default().count(it);
    }
    chosen.by_region = regions.into_iter().map(|((_, region), taken)| (region, taken)).collect();
    chosen.by_process = processes.into_iter().map(|((_, process), taken)| (process, taken)).collect();
    chosen.by_stage = stages.into_iter().collect();
    Ok(chosen)
}

fn region(view: View<'_>, it: &Attendance) -> Option<Region> {
    let advocate = it.advocate().and_then(|it| view.find::<Advocate>(it.as_str())).and_then(|it| view.get(it))?;
    let organisation = view.find::<Organisation>(advocate.organisation.as_str()).and_then(|it| view.get(it))?;
    organisation.region()
}
