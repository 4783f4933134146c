//! Questions for contacts and follow-ups.

use async_graphql::{Context, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::vocabulary::FollowUpKey;
use super::filter::{ContactFilterInput, FollowUpFilterInput};
use crate::domain::{Contact, FollowUp};
use crate::graph::Ref;
use crate::queries::follow_ups::{self, FollowUpCount};
use crate::queries::{contacts, page::Paging};

/// Questions for contacts and follow-ups.
#[derive(Default)]
pub(crate) struct ContactQueries;

/// What can be asked.
#[Object]
impl ContactQueries {
    /// The contacts, by the name of their state or body, then by id.
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contacts; default all.")] filter: Option<ContactFilterInput>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Contact>>> {
        let rows = contacts::contacts(ctx.view(), &filter.unwrap_or_default().read(ctx.view())?);
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), rows)?))
    }

    /// The follow-ups, by the day they are due, then by id.
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which follow-ups; default all.")] filter: Option<FollowUpFilterInput>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<FollowUp>>> {
        let rows = follow_ups::follow_ups(ctx.view(), &filter.unwrap_or_default().read(ctx.view())?);
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), rows)?))
    }

    /// Follow-ups counted by one property, as of today: the most open first, then by key in the order of code points, null last.
    async fn follow_up_tally(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The property.")] by: FollowUpKey,
        #[graphql(desc = "Which follow-ups; default all.")] filter: Option<FollowUpFilterInput>,
    ) -> Result<Vec<FollowUpCount>> {
        Ok(follow_ups::tally(ctx.view(), by.into(), &filter.unwrap_or_default().read(ctx.view())?))
    }
}
