//! Questions for what was learned under the Chatham House Rule.

use async_graphql::{Context, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::takeaway::{Takeaway, TakeawayCount};
use crate::queries::arguments;
use crate::queries::page::Paging;
use crate::queries::takeaways::{self, TakeawayFilter};

/// Questions for what was learned under the Chatham House Rule.
#[derive(Default)]
pub(crate) struct TakeawayQueries;

/// What can be asked.
#[Object]
impl TakeawayQueries {
    /// What was learned under the Chatham House Rule, by phase, then in random order. Coordinators alone see any.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn takeaways(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only about the Act with this number; default all.")] act: Option<i32>,
        #[graphql(desc = "Only about the state with this code; default all.")] state: Option<String>,
        #[graphql(desc = "Only of the phase with this number; default all.")] phase: Option<i32>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Takeaway>> {
        let view = ctx.view();
        let filter = TakeawayFilter {
            act: act.map(|it| arguments::act(view, "act", it)).transpose()?,
            state: state.map(|it| arguments::state(view, "state", &it)).transpose()?,
            phase: phase.map(|it| arguments::phase(view, "phase", it)).transpose()?,
        };
        let rows = takeaways::takeaways(view, &filter).into_iter().filter_map(Takeaway::of).collect();
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }

    /// How many takeaways there are of each phase, by its number: all that is known of their coming about. Null for all but
    /// admins.
    async fn takeaway_tally(&self, ctx: &Context<'_>) -> Option<Vec<TakeawayCount>> {
        let view = ctx.view();
        let counts = || takeaways::tally(view).into_iter().map(|(phase, count)| TakeawayCount { phase, count });
        view.clearance().administers().then(|| counts().collect())
    }
}
