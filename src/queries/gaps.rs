//! What nobody is doing: states that matter on an Act, with no follow-up that covers them.

use hashbrown::HashSet;

use super::Standing;
use super::leaders::by_leadership;
use super::lists::negotiation_rounds;
use super::page::{Row, Step};
use super::roadmap::Roadmap;
use super::scope::Selection;
use super::standings::{by_number, by_state_name};
use crate::domain::{Act, City, FollowUpStatus, Leadership, Level, Link, Milestone, Position, State};
use crate::graph::{Ref, View};

/// Which follow-ups cover a gap.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Only those there.
    pub cities: Selection<Ref<City>>,
    /// Only those at this level.
    pub levels: Selection<Level>,
    /// Also those about all Acts.
    pub general: bool,
}

/// A state that leads, can lead or is on the fence on an Act, without a follow-up that covers it.
#[derive(Clone, Copy, Debug)]
pub struct Gap(pub Standing);

/// The gaps of a road map: by Act, then leadership, then state name.
pub fn gaps(view: View<'_>, plan: &Roadmap, coverage: &Coverage) -> Vec<Gap> {
    let covered = covered(view, plan, coverage);
    let states = plan.scope.list(view);
    let mut gaps = Vec::new();
    for act in &plan.acts {
        // Coverage is one look-up, a standing is read from all its assessments: the cheap question comes first.
        let open = states.iter().filter(|state| {
            let general = coverage.general && covered.contains(&(**state, None));
            !general && !covered.contains(&(**state, Some(*act)))
        });
        let standings = open.map(|state| Standing::of(view, *state, *act, plan.as_of));
        let start = gaps.len();
        gaps.extend(standings.filter(matters).map(Gap));
        // States come by name, and the sort is stable.
        if let Some(of_act) = gaps.get_mut(start..) {
            of_act.sort_by_key(|it| (it.0.leadership.is_none(), it.0.leadership));
        }
    }
    gaps
}

fn matters(standing: &Standing) -> bool {
    matches!(standing.leadership, Some(Leadership::Leads | Leadership::CanLead))
        || standing.position == Some(Position::OnTheFence)
}

/// The states with a follow-up in the window that is done, or open and not overdue; with its Act, or none for all Acts.
fn covered(view: View<'_>, plan: &Roadmap, coverage: &Coverage) -> HashSet<(Ref<State>, Option<Ref<Act>>)> {
    let due = view.follow_ups_due(plan.window.from, plan.window.to);
    let covering = due.filter(|it| {
        view.get(*it).is_some_and(|follow_up| {
            let counts = match follow_up.status() {
                FollowUpStatus::Done => true,
                FollowUpStatus::Open => follow_up.due >= plan.as_of,
                FollowUpStatus::Cancelled => false,
            };
            counts && coverage.levels.admits(&follow_up.level)
        }) && coverage.cities.admits_known(view.one(*it, Link::City).as_ref())
    });
    covering.filter_map(|it| Some((view.one(it, Link::State)?, view.one(it, Link::Act)))).collect()
}

/// The first negotiation round that starts on or after the day from which the plan is looked at.
pub fn next_round(view: View<'_>, gap: &Gap) -> Option<Ref<Milestone>> {
    negotiation_rounds(view).find(|it| view.get(*it).is_some_and(|it| it.from >= gap.0.when.as_of))
}

impl Row for Gap {
    const ORDER: (&'static str, usize) = ("gaps", 4);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let [name, code] = by_state_name(view, self.0.state);
        vec![by_number(view, self.0.act), by_leadership(self.0.leadership), name, code]
    }
}
