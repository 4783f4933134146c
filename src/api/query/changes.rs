//! Questions for what is new.

use async_graphql::{Context, Object, Result};

use super::super::context::Look;
use super::super::types::changes::checkpoint;
use crate::graph::Mark;
use crate::queries::changes::{self, News};

/// Questions for changes.
#[derive(Default)]
pub(crate) struct ChangeQueries;

/// What can be asked.
#[Object]
impl ChangeQueries {
    /// What changed after a checkpoint, the newest last: every change of what the caller may see now and could see as the
    /// change left it. What has come to be seen comes with the change that showed it. What can no longer be seen goes
    /// without a word: the query `node` gives null for it. That a follow-up was met under the Chatham House Rule is told to
    /// nobody, since it would be known when.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "A checkpoint that was given to a caller who could see the same; default the beginning. One that is \
                          not known here, because the data were restored or the caller may see other things now, is \
                          refused: everything is to be taken anew then."
        )]
        since: Option<String>,
        #[graphql(desc = "At most so many, 1 to 100; default 50.")] first: Option<i32>,
    ) -> Result<News> {
        let session = ctx.session();
        let since = match since {
            None => Some(Mark::BEGINNING),
            Some(text) => session.store.checkpoints().open(&session.caller.clearance, &text),
        };
        Ok(changes::changes(ctx.view(), since, first)?)
    }

    /// The checkpoint after which nothing has changed yet: for whoever has read the lists in the same request, and wants
    /// to hear of what comes.
    async fn checkpoint(&self, ctx: &Context<'_>) -> String {
        checkpoint(ctx, changes::latest(ctx.view()))
    }
}
