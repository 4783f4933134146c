//! How many states stand where: counts on a day, and how they moved.

use super::arguments::{self, Window};
use super::{BadArgument, Scope, Standing};
use crate::domain::{Act, Day, Leadership, Position, State};
use crate::graph::{Ref, View};

/// Counts of states. The four positions add up to all states that were counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the positions and the leaderships")]
pub struct Tally {
    pub positive: i32,
    pub on_the_fence: i32,
    pub negative: i32,
    pub unknown: i32,
    pub leads: i32,
    pub can_lead: i32,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, standing: &Standing) {
        match standing.position {
            Some(Position::Positive) => self.positive += 1,
            Some(Position::OnTheFence) => self.on_the_fence += 1,
            Some(Position::Negative) => self.negative += 1,
            None => self.unknown += 1,
        }
        match standing.leadership {
            Some(Leadership::Leads) => self.leads += 1,
            Some(Leadership::CanLead) => self.can_lead += 1,
            Some(Leadership::None) | None => {}
        }
    }

    /// Counts some standings.
    pub fn of<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Self {
        let mut tally = Self::default();
        standings.into_iter().for_each(|it| tally.add(it));
        tally
    }

    /// Counts the states of a scope on an Act on a day.
    pub fn on(view: View<'_>, act: Ref<Act>, as_of: Day, scope: &Scope) -> Self {
        let standings = scope.list(view).into_iter().map(|state| Standing::of(view, state, act, as_of));
        Self::of(&standings.collect::<Vec<_>>())
    }
}

/// How far apart the points of a series are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Every day.
    Day,
    /// Every Sunday.
    Week,
    /// Every last day of a month.
    Month,
}

impl Step {
    fn end(self, day: Day) -> Day {
        match self {
            Self::Day => day,
            Self::Week => day.end_of_week(),
            Self::Month => day.month().last(),
        }
    }
}

/// An Act's tally on several days.
#[derive(Clone, Debug)]
pub struct Series {
    /// The Act.
    pub act: Ref<Act>,
    /// The days, ascending, each with its tally.
    pub points: Vec<(Day, Tally)>,
}

/// One series an Act: a point per step of the window, each as of its last day, the last one cut at the window's end.
pub fn series(
    view: View<'_>,
    window: Window,
    step: Step,
    acts: &[i32],
    scope: &Scope,
) -> Result<Vec<Series>, BadArgument> {
    let mut days = Vec::new();
    let mut next = window.from;
    while next <= window.to {
        let end = step.end(next).min(window.to);
        days.push(end);
        if end.next() == end {
            break;
        }
        next = end.next();
    }
    let states = scope.list(view);
    let acts = arguments::acts(view, "acts", acts)?;
    Ok(acts.into_iter().map(|act| Series { act, points: points(view, act, &states, &days) }).collect())
}

/// A standing moves only on a day of an assessment, so each is read anew only after one.
fn points(view: View<'_>, act: Ref<Act>, states: &[Ref<State>], days: &[Day]) -> Vec<(Day, Tally)> {
    let mut points: Vec<_> = days.iter().map(|day| (*day, Tally::default())).collect();
    for state in states {
        let moves = view.days_of_assessments(*state, act);
        let mut current = None;
        let mut known = 0;
        for (day, tally) in &mut points {
            let passed = moves.partition_point(|it| it <= day);
            let standing = match current.filter(|_| passed == known) {
                Some(same) => same,
                None => Standing::of(view, *state, act, *day),
            };
            (current, known) = (Some(standing), passed);
            tally.add(&standing);
        }
    }
    points
}
