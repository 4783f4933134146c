//! The road map of a phase or a window, month by month. Its gaps have a file of their own.

use super::arguments::{self, BadArgument, Window};
use super::follow_ups::{FollowUpFilter, follow_ups};
use super::lists::{milestones, negotiation_rounds};
use super::scope::{Scope, Selection};
use crate::domain::{Act, City, Day, FollowUp, FollowUpStatus, Level, Link, Milestone, Month, Organisation, Phase};
use crate::graph::{Ref, View};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct RoadmapQuestion {
    /// Of which phase.
    pub phase: Option<i32>,
    /// From this day instead of the phase's first.
    pub from: Option<Day>,
    /// To this day instead of the phase's last.
    pub to: Option<Day>,
    /// Looked at from this day.
    pub as_of: Option<Day>,
    /// Follow-ups and gaps on which Acts.
    pub acts: Vec<i32>,
    /// Follow-ups and gaps of which states.
    pub scope: Scope,
    /// Follow-ups where.
    pub cities: Selection<Ref<City>>,
    /// Follow-ups at which level.
    pub levels: Selection<Level>,
    /// Follow-ups of whom.
    pub assignees: Selection<Ref<Organisation>>,
}

/// A plan seen from a day.
#[derive(Clone, Debug)]
pub struct Roadmap {
    /// Its days.
    pub window: Window,
    /// The day from which it is looked at; in the window.
    pub as_of: Day,
    /// Every month of the window.
    pub months: Vec<RoadmapMonth>,
    /// The Acts asked, in their order.
    pub acts: Vec<Ref<Act>>,
    /// The states asked.
    pub scope: Scope,
    /// Of all months together.
    pub counts: Counts,
}

/// A month of the plan.
#[derive(Clone, Debug)]
pub struct RoadmapMonth {
    /// Which.
    pub month: Month,
    /// What happens, by first day, then key.
    pub milestones: Vec<Ref<Milestone>>,
    /// What is due, of any status, by the day it is due, then by key.
    pub follow_ups: Vec<Ref<FollowUp>>,
    /// Of this month.
    pub counts: Counts,
}

/// Follow-ups by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the statuses")]
pub struct Counts {
    pub open: i32,
    /// Also in `open`: due before the day from which the plan is looked at.
    pub overdue: i32,
    pub done: i32,
    pub cancelled: i32,
}

impl Counts {
    fn add(&mut self, it: &FollowUp, as_of: Day) {
        match it.status() {
            FollowUpStatus::Open => self.open += 1,
            FollowUpStatus::Done => self.done += 1,
            FollowUpStatus::Cancelled => self.cancelled += 1,
        }
        self.overdue += i32::from(it.is_overdue(as_of));
    }
}

/// The road map.
pub fn roadmap(view: View<'_>, asked: &RoadmapQuestion) -> Result<Roadmap, BadArgument> {
    let window = window(view, asked)?;
    let as_of = asked.as_of.unwrap_or_else(|| view.today()).clamp(window.from, window.to);
    let acts = arguments::acts(view, "acts", &asked.acts)?;
    let filter = FollowUpFilter {
        scope: asked.scope.clone(),
        cities: asked.cities.clone(),
        acts: if asked.acts.is_empty() { Selection::default() } else { acts.clone().into() },
        levels: asked.levels.clone(),
        assignees: asked.assignees.clone(),
        from: Some(window.from),
        to: Some(window.to),
        ..FollowUpFilter::default()
    };
    let mut months = empty_months(view, window);
    let mut counts = Counts::default();
    for it in follow_ups(view, &filter) {
        let Some(follow_up) = view.get(it) else { continue };
        let at = months.binary_search_by_key(&follow_up.due.month(), |it| it.month);
        if let Some(month) = at.ok().and_then(|at| months.get_mut(at)) {
            month.follow_ups.push(it);
            month.counts.add(follow_up, as_of);
            counts.add(follow_up, as_of);
        }
    }
    Ok(Roadmap { window, as_of, months, acts, scope: asked.scope.clone(), counts })
}

fn empty_months(view: View<'_>, window: Window) -> Vec<RoadmapMonth> {
    let months = std::iter::successors(Some(window.from.month()), |month| month.next());
    months
        .take_while(|month| month.first() <= window.to)
        .map(|month| {
            let (from, to) = (month.first().max(window.from), month.last().min(window.to));
            let milestones = milestones(view, Some(from), Some(to));
            RoadmapMonth { month, milestones, follow_ups: Vec::new(), counts: Counts::default() }
        })
        .collect()
}

/// The window asked: the phase's, or that of the earliest negotiation round, each end replaced by the day given for it.
fn window(view: View<'_>, asked: &RoadmapQuestion) -> Result<Window, BadArgument> {
    let phase = match asked.phase {
        Some(number) => Some(arguments::phase(view, "phase", number)?),
        None => negotiation_rounds(view).find_map(|round| view.one::<_, Phase>(round, Link::Phase)),
    };
    let phase = phase.and_then(|it| view.get(it));
    let from = asked.from.or(phase.map(|it| it.from));
    let to = asked.to.or(phase.map(|it| it.to));
    match (from, to) {
        // The end that was given is to blame.
        (Some(from), Some(to)) if from > to && asked.from.is_none() => {
            Err(BadArgument::new("to", format!("{to} is before {from}, the first day of the phase; give from as well")))
        }
        (Some(from), Some(to)) => Window::new("", from, to),
        (None, _) => Err(required("from")),
        (_, None) => Err(required("to")),
    }
}

fn required(argument: &str) -> BadArgument {
    BadArgument::new(argument, "no negotiation round has a phase, so give a phase, or both from and to")
}
