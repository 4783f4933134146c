//! Counts of states and of follow-ups.

use async_graphql::{Object, SimpleObject};

use super::scalar::Date;
use crate::domain::{Act, Day};
use crate::graph::Ref;
use crate::queries::Tally;
use crate::queries::follow_ups::FollowUpCount;
use crate::queries::tallies::Series;

/// Counts of states. The four positions add up to all states that were counted.
#[Object]
impl Tally {
    /// States with a positive position.
    async fn positive(&self) -> i32 {
        self.positive
    }

    /// States on the fence.
    async fn on_the_fence(&self) -> i32 {
        self.on_the_fence
    }

    /// States with a negative position.
    async fn negative(&self) -> i32 {
        self.negative
    }

    /// States that nobody has assessed.
    async fn unknown(&self) -> i32 {
        self.unknown
    }

    /// States that lead, for whatever position.
    async fn leads(&self) -> i32 {
        self.leads
    }

    /// States that can lead, for whatever position.
    async fn can_lead(&self) -> i32 {
        self.can_lead
    }
}

/// How an Act's tally moved.
#[Object(name = "TallySeries")]
impl Series {
    /// The Act that is counted.
    async fn act(&self) -> Ref<Act> {
        self.act
    }

    /// The points, in order of their days.
    async fn points(&self) -> Vec<TallyPoint> {
        self.points.iter().map(|(on, tally)| TallyPoint::new(*on, *tally)).collect()
    }
}

/// An Act's tally on a day.
#[derive(SimpleObject)]
pub(in crate::api) struct TallyPoint {
    /// The day it is as of: the last one of its step, or of the window.
    on: Date,
    /// The tally as of that day.
    tally: Tally,
}

impl TallyPoint {
    fn new(on: Day, tally: Tally) -> Self {
        Self { on: on.into(), tally }
    }
}

/// The follow-ups that share one property.
#[Object]
impl FollowUpCount {
    /// The id of the assignee, state, Act or city, or the enum value, or the month; null for those that have none.
    async fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// How many are open.
    async fn open(&self) -> i32 {
        self.open
    }

    /// How many of the open ones were due before today.
    async fn overdue(&self) -> i32 {
        self.overdue
    }

    /// How many are done.
    async fn done(&self) -> i32 {
        self.done
    }

    /// How many were called off.
    async fn cancelled(&self) -> i32 {
        self.cancelled
    }

    /// The earliest day on which an open one is due.
    async fn oldest_open_due(&self) -> Option<Date> {
        self.oldest_open_due.map(Into::into)
    }
}
