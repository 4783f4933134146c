//! Questions for stances, standings and how they moved.

use async_graphql::{Context, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::place::when;
use super::super::types::scalar::{Date, DateTime};
use super::super::vocabulary::{self, Position, Region, Step, UnGroup};
use super::filter::{StanceFilterInput, scope};
use crate::domain::Stance;
use crate::graph::Ref;
use crate::queries::page::Paging;
use crate::queries::stance_matrix::{self, StanceMatrix};
use crate::queries::tallies::{self, Series};
use crate::queries::{Standing, Window, stances, standings};

/// Questions for stances and standings.
#[derive(Default)]
pub(crate) struct StanceQueries;

/// What can be asked.
#[Object]
impl StanceQueries {
    /// The assessments, the newest observed first, then by id.
    async fn stances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which assessments; default all that are not retracted.")] filter: Option<StanceFilterInput>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Stance>>> {
        let rows = stances::stances(ctx.view(), &filter.unwrap_or_default().read(ctx.view())?);
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), rows)?))
    }

    /// Where states stand, as a flat table with the unknown ones: by Act, then state name.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn standings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day to look at; default today.")] as_of: Option<Date>,
        #[graphql(
            desc = "Only what had been recorded by then; default all. A stance counts as it stood at that time: taken back \
                    later, it still counts. One from a file counts from the recorded_at that the file gives, and is \
                    taken back when the day given there begins. Any stance shown is shown as it now is, and what the \
                    caller may not see now does not count."
        )]
        known_at: Option<DateTime>,
        #[graphql(desc = "The Acts by number; default all.")] acts: Option<Vec<i32>>,
        #[graphql(desc = "The states by code; default all.")] states: Option<Vec<String>>,
        #[graphql(desc = "Only states of these regions; default all.")] regions: Option<Vec<Region>>,
        #[graphql(desc = "Only states of these regional groups; default all.")] un_groups: Option<Vec<UnGroup>>,
        #[graphql(desc = "Only these positions; default all and unknown.")] positions: Option<Vec<Position>>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Standing>> {
        let view = ctx.view();
        let (when, scope) = (when(ctx, as_of, known_at)?, scope(view, states, regions, un_groups)?);
        let rows = standings::standings(view, when, &acts.unwrap_or_default(), &scope, &vocabulary::all(positions))?;
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }

    /// How tallies moved: one series per Act, in Act order; one point per step, each as of its last day, the last one
    /// cut at the window's end.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn tally_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day of the window.")] from: Date,
        #[graphql(desc = "The last day of the window, at most ten years later.")] to: Date,
        #[graphql(desc = "How far apart the points are.")] step: Step,
        #[graphql(desc = "The Acts by number; default all.")] acts: Option<Vec<i32>>,
        #[graphql(desc = "Only states of these regions; default all.")] regions: Option<Vec<Region>>,
        #[graphql(desc = "Only states of these regional groups; default all.")] un_groups: Option<Vec<UnGroup>>,
    ) -> Result<Vec<Series>> {
        let view = ctx.view();
        let window = Window::new("", from.day("from")?, to.day("to")?)?;
        let scope = scope(view, None, regions, un_groups)?;
        Ok(tallies::series(view, window, step.into(), &acts.unwrap_or_default(), &scope)?)
    }

    /// Every state against every Act: the heat map of a day.
    async fn stance_matrix(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day to look at; default today.")] as_of: Option<Date>,
        #[graphql(
            desc = "Only what had been recorded by then; default all. A stance counts as it stood at that time: taken back \
                    later, it still counts. One from a file counts from the recorded_at that the file gives, and is \
                    taken back when the day given there begins. Any stance shown is shown as it now is, and what the \
                    caller may not see now does not count."
        )]
        known_at: Option<DateTime>,
        #[graphql(desc = "The Acts by number; default all.")] acts: Option<Vec<i32>>,
        #[graphql(desc = "Only states of these regions; default all.")] regions: Option<Vec<Region>>,
        #[graphql(desc = "Only states of these regional groups; default all.")] un_groups: Option<Vec<UnGroup>>,
    ) -> Result<StanceMatrix> {
        let view = ctx.view();
        let (when, scope) = (when(ctx, as_of, known_at)?, scope(view, None, regions, un_groups)?);
        Ok(stance_matrix::stance_matrix(view, when, &acts.unwrap_or_default(), &scope)?)
    }
}
