//! The three questions the service is there for: who leads, whom to meet, what is nobody doing.

use async_graphql::{Context, ID, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::place::when;
use super::super::types::scalar::{Date, DateTime};
use super::super::vocabulary::{self, Confidence, Leadership, Level, Position, Region, UnGroup};
use super::filter::{acts as acts_by_number, organisations, scope};
use crate::queries::leaders::{self, Leader, Leaders};
use crate::queries::outreach::{self, Outreach, OutreachPlan};
use crate::queries::page::Paging;
use crate::queries::roadmap::{self, Roadmap, RoadmapQuestion};
use crate::queries::{Window, arguments};

/// The questions of advocates and coordinators.
#[derive(Default)]
pub(crate) struct AdvocacyQueries;

/// What can be asked.
#[Object]
impl AdvocacyQueries {
    /// Which states lead, or can lead, on an Act. Those that lead come first, then those that can, then those that do
    /// not; within each the positive, those on the fence and the negative; then by state name. A state nobody has
    /// assessed, or whose leadership nobody has said, is never among them.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn leaders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Act by number.")] act: i32,
        #[graphql(desc = "The day to look at; default today.")] as_of: Option<Date>,
        #[graphql(
            desc = "Only what had been recorded by then; default all. A stance counts as it stood at that time: taken back \
                    later, it still counts. One from a file counts from the recorded_at that the file gives, and is \
                    taken back when the day given there begins. Any stance shown is shown as it now is, and what the \
                    caller may not see now does not count."
        )]
        known_at: Option<DateTime>,
        #[graphql(desc = "Only these positions; default all.")] positions: Option<Vec<Position>>,
        #[graphql(desc = "Which leadership; default LEADS and CAN_LEAD.")] leadership: Option<Vec<Leadership>>,
        #[graphql(desc = "Only states of these regions; default all.")] regions: Option<Vec<Region>>,
        #[graphql(desc = "Only states of these regional groups; default all.")] un_groups: Option<Vec<UnGroup>>,
        #[graphql(desc = "Leave out those whose position rests on a stance observed before this day.")]
        observed_since: Option<Date>,
        #[graphql(desc = "Leave out those whose position rests on a less sure stance.")] min_confidence: Option<
            Confidence,
        >,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Leader>> {
        let view = ctx.view();
        let asked = Leaders {
            act: arguments::act(view, "act", act)?,
            when: when(ctx, as_of, known_at)?,
            positions: vocabulary::all(positions),
            leadership: vocabulary::all(leadership),
            scope: scope(view, None, regions, un_groups)?,
            observed_since: observed_since.map(|it| it.day("observedSince")).transpose()?,
            min_confidence: min_confidence.map(Into::into),
        };
        Ok(Connection(Paging { first, after, last, before }.cut(view, leaders::leaders(view, &asked))?))
    }

    /// Whom to meet in a city, and about what.
    async fn outreach(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The city by key, such as geneva.")] city: String,
        #[graphql(desc = "The first day of the stay.")] from: Date,
        #[graphql(desc = "The last day of the stay.")] to: Date,
        #[graphql(desc = "Only contacts about these Acts; default all. What a visit shows is not narrowed.")]
        acts: Option<Vec<i32>>,
        #[graphql(desc = "Only contacts with an open follow-up that is due.", default_with = "Some(false)")]
        due_only: Option<bool>,
    ) -> Result<OutreachPlan> {
        let view = ctx.view();
        let asked = Outreach {
            city: arguments::city(view, "city", &city)?,
            window: Window::new("", from.day("from")?, to.day("to")?)?,
            acts: acts_by_number("acts", acts, view)?,
            due_only: due_only.unwrap_or(false),
        };
        Ok(outreach::outreach(view, &asked))
    }

    /// The advocacy road map. Without dates it is the whole of the phase; without a phase, that of the earliest
    /// negotiation round. One date replaces that end of the phase. The filters narrow follow-ups, never milestones;
    /// gaps are narrowed by Acts, states, regions and groups only.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn roadmap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The phase by number.")] phase: Option<i32>,
        #[graphql(desc = "The first day, instead of the phase's.")] from: Option<Date>,
        #[graphql(desc = "The last day, instead of the phase's.")] to: Option<Date>,
        #[graphql(desc = "The day to look at it from, moved into the window; default today.")] as_of: Option<Date>,
        #[graphql(desc = "The Acts by number; default all.")] acts: Option<Vec<i32>>,
        #[graphql(desc = "The states by code; default all.")] states: Option<Vec<String>>,
        #[graphql(desc = "Only states of these regions; default all.")] regions: Option<Vec<Region>>,
        #[graphql(desc = "Only states of these regional groups; default all.")] un_groups: Option<Vec<UnGroup>>,
        #[graphql(desc = "Only follow-ups in the cities with these keys.")] cities: Option<Vec<String>>,
        #[graphql(desc = "Only follow-ups at these levels.")] levels: Option<Vec<Level>>,
        #[graphql(desc = "Only follow-ups of the organisations with these ids.")] assignees: Option<Vec<ID>>,
    ) -> Result<Roadmap> {
        let view = ctx.view();
        let asked = RoadmapQuestion {
            phase,
            from: from.map(|it| it.day("from")).transpose()?,
            to: to.map(|it| it.day("to")).transpose()?,
            as_of: as_of.map(|it| it.day("asOf")).transpose()?,
            acts: acts.unwrap_or_default(),
            scope: scope(view, states, regions, un_groups)?,
            cities: arguments::cities(view, "cities", &cities.unwrap_or_default())?.into(),
            levels: vocabulary::all(levels),
            assignees: organisations("assignees", assignees, view)?,
        };
        Ok(roadmap::roadmap(view, &asked)?)
    }
}
