//! Questions for reports, priorities and the questions to governments, and the stocktaking.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::place::as_of as day_asked;
use super::super::types::scalar::Date;
use super::super::vocabulary::{self, AppliesTo, ReportStage, Urgency};
use super::filter::{acts as acts_by_number, organisations};
use crate::domain::{Priority, Question, Report, ReportField};
use crate::graph::{Ref, View};
use crate::queries::page::Paging;
use crate::queries::priorities::{self, PriorityFilter};
use crate::queries::stocktaking::{self, Stocktaking};
use crate::queries::{BadArgument, arguments, reports};

/// Narrows priorities. An empty list narrows nothing, like an absent one.
#[derive(InputObject, Default)]
#[graphql(name = "PriorityFilter")]
struct PriorityFilterInput {
    /// Of these Acts, by number.
    acts: Option<Vec<i32>>,
    /// Of these urgencies.
    urgency: Option<Vec<Urgency>>,
    /// Applying to these.
    applies_to: Option<Vec<AppliesTo>>,
    /// Endorsed by at least one of these organisations, by id.
    endorsed_by: Option<Vec<ID>>,
    /// Only those with a disagreement to be looked at again before this day.
    revisit_before: Option<Date>,
}

impl PriorityFilterInput {
    fn read(self, view: View<'_>) -> Result<PriorityFilter, BadArgument> {
        Ok(PriorityFilter {
            acts: acts_by_number("filter.acts", self.acts, view)?,
            urgency: vocabulary::all(self.urgency),
            applies_to: vocabulary::all(self.applies_to),
            endorsed_by: organisations("filter.endorsedBy", self.endorsed_by, view)?,
            revisit_before: self.revisit_before.map(|it| it.day("filter.revisitBefore")).transpose()?,
        })
    }
}

/// Questions for what the sessions come to.
#[derive(Default)]
pub(crate) struct ReportQueries;

/// What can be asked.
#[Object]
impl ReportQueries {
    /// The reports of group sessions, by Act, then by when the session began, then by id. A draft is there for its
    /// session's rapporteur and co-leads, and for coordinators.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of sessions on these Acts, by number; default all.")] acts: Option<Vec<i32>>,
        #[graphql(desc = "Only at this stage; default both.")] stage: Option<ReportStage>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Report>>> {
        let view = ctx.view();
        let acts = acts_by_number("acts", acts, view)?;
        let rows = reports::reports(view, &acts, &vocabulary::all(stage.map(|it| vec![it])));
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }

    /// The fields of the reporting template, in its order.
    async fn report_template(&self, ctx: &Context<'_>) -> Vec<Ref<ReportField>> {
        ctx.view().all().collect()
    }

    /// The priorities: by Act, then the most urgent first, then by the number of endorsements, the most first, then by id.
    async fn priorities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which priorities; default all.")] filter: Option<PriorityFilterInput>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Priority>>> {
        let view = ctx.view();
        let rows = priorities::priorities(view, &filter.unwrap_or_default().read(view)?);
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }

    /// The questions to governments on an Act, in order: at most three, and the same for every state.
    async fn questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Act by number.")] act: i32,
    ) -> Result<Vec<Ref<Question>>> {
        Ok(priorities::questions(ctx.view(), arguments::act(ctx.view(), "act", act)?))
    }

    /// What the sessions come to, for the plenary: by Act the priorities with who endorses them, disagreements with their
    /// days, complementarity, highlights, questions and the leaders proposed.
    async fn stocktaking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Acts by number; default all.")] acts: Option<Vec<i32>>,
        #[graphql(
            desc = "The day to look at; default today. Reports of later sessions, and priorities agreed on later, are left \
                    out; endorsements, disagreements and questions have no days, and are as they now are."
        )]
        as_of: Option<Date>,
    ) -> Result<Stocktaking> {
        let day = day_asked(ctx, as_of)?;
        Ok(stocktaking::stocktaking(ctx.view(), &acts.unwrap_or_default(), day)?)
    }
}
