//! Questions for Acts, phases and milestones.

use async_graphql::{Context, Object, Result};

use super::super::context::Look;
use super::super::types::scalar::Date;
use super::filter::window;
use crate::domain::{Act, Milestone, Phase};
use crate::graph::Ref;
use crate::queries::lists;

/// Questions for the campaign.
#[derive(Default)]
pub(crate) struct CampaignQueries;

/// What can be asked.
#[Object]
impl CampaignQueries {
    /// The Act with this number; null where there is none.
    async fn act(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number by which it is known, such as 4.")] number: i32,
    ) -> Option<Ref<Act>> {
        ctx.view().find(&number.to_string())
    }

    /// The Acts in their order.
    async fn acts(&self, ctx: &Context<'_>) -> Vec<Ref<Act>> {
        ctx.view().all().collect()
    }

    /// The phases in their order.
    async fn phases(&self, ctx: &Context<'_>) -> Vec<Ref<Phase>> {
        ctx.view().all().collect()
    }

    /// The milestones that have a day in the window, by first day, then id.
    async fn milestones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day of the window; default open.")] from: Option<Date>,
        #[graphql(desc = "The last day of the window; default open.")] to: Option<Date>,
    ) -> Result<Vec<Ref<Milestone>>> {
        let (from, to) = window("", from, to)?;
        Ok(lists::milestones(ctx.view(), from, to))
    }
}
