//! The advocacy road map, and its gaps.

use async_graphql::{Context, Object, Result};

use super::connection::Connection;
use super::scalar::{Date, YearMonth};
use crate::api::context::Look;
use crate::api::vocabulary::{self, Level};
use crate::domain::{Act, FollowUp, Milestone, State};
use crate::graph::Ref;
use crate::queries::gaps::{self, Coverage, Gap};
use crate::queries::page::Paging;
use crate::queries::roadmap::{Roadmap, RoadmapMonth};
use crate::queries::{Standing, arguments};

/// The plan of a phase or a window, month by month, looked at from a day.
#[Object]
impl Roadmap {
    /// The first day.
    async fn from(&self) -> Date {
        self.window.from.into()
    }

    /// The last day.
    async fn to(&self) -> Date {
        self.window.to.into()
    }

    /// The day from which the plan is looked at; always in the window.
    async fn as_of(&self) -> Date {
        self.as_of.into()
    }

    /// Every month of the window in order, empty ones included.
    async fn months(&self) -> &[RoadmapMonth] {
        &self.months
    }

    /// How many follow-ups are open.
    async fn open(&self) -> i32 {
        self.counts.open
    }

    /// How many follow-ups are done.
    async fn done(&self) -> i32 {
        self.counts.done
    }

    /// How many follow-ups were called off.
    async fn cancelled(&self) -> i32 {
        self.counts.cancelled
    }

    /// How many of the open follow-ups were due before asOf.
    async fn overdue(&self) -> i32 {
        self.counts.overdue
    }

    /// What nobody is doing: states that lead, can lead or are on the fence on an Act, with no follow-up that covers them.
    /// By Act, then leadership, then state name.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn gaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only follow-ups in the cities with these keys cover.")] cities: Option<Vec<String>>,
        #[graphql(desc = "Only follow-ups at these levels cover.")] levels: Option<Vec<Level>>,
        #[graphql(desc = "Whether follow-ups on all Acts cover.", default_with = "Some(true)")] general: Option<bool>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Gap>> {
        let view = ctx.view();
        let coverage = Coverage {
            cities: arguments::cities(view, "cities", &cities.unwrap_or_default())?.into(),
            levels: vocabulary::all(levels),
            general: general.unwrap_or(true),
        };
        let rows = gaps::gaps(view, self, &coverage);
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }
}

/// A month of the plan.
#[Object]
impl RoadmapMonth {
    /// The month of the calendar.
    async fn month(&self) -> YearMonth {
        YearMonth(self.month)
    }

    /// What happens in the month and the window, by first day, then id.
    async fn milestones(&self) -> &[Ref<Milestone>] {
        &self.milestones
    }

    /// What is due in the month and the window, of any status, by the day it is due, then by id.
    async fn follow_ups(&self) -> &[Ref<FollowUp>] {
        &self.follow_ups
    }

    /// How many of these are open.
    async fn open(&self) -> i32 {
        self.counts.open
    }

    /// How many of these are done.
    async fn done(&self) -> i32 {
        self.counts.done
    }
}

/// A state that matters on an Act, and that no follow-up covers.
#[Object(name = "RoadmapGap")]
impl Gap {
    /// The state that nobody is to meet.
    async fn state(&self) -> Ref<State> {
        self.0.state
    }

    /// The Act that it matters on.
    async fn act(&self) -> Ref<Act> {
        self.0.act
    }

    /// Where it stands as of the day from which the plan is looked at.
    async fn standing(&self) -> Standing {
        self.0
    }

    /// The first negotiation round that starts on or after that day.
    async fn next_round(&self, ctx: &Context<'_>) -> Option<Ref<Milestone>> {
        gaps::next_round(ctx.view(), self)
    }
}
