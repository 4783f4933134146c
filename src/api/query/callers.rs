//! Questions about who asks, and about tokens.

use async_graphql::{Context, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::viewer::Viewer;
use crate::domain::Token;
use crate::graph::Ref;
use crate::queries::{page::Paging, tokens};

/// Questions about callers.
#[derive(Default)]
pub(crate) struct CallerQueries;

/// What can be asked.
#[Object]
impl CallerQueries {
    /// Who asks: their role, their organisation, and what they may see.
    async fn viewer(&self, ctx: &Context<'_>) -> Viewer {
        Viewer::of(ctx)
    }

    /// The tokens, the newest first, then by id. For admins: to all others there are none.
    async fn tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Token>>> {
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), tokens::tokens(ctx.view()))?))
    }
}
