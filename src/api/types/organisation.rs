//! Organisations.

use async_graphql::{Context, ID, Object, Result};

use crate::api::vocabulary::Region;
use crate::domain::{Link, Organisation, Role};
use crate::graph::Ref;

/// A member of the coalition, a partner, or another assessor.
#[Object(name = "Organisation")]
impl Ref<Organisation> {
    /// The global id, such as organisation:mfa.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The name in full.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.name)
    }

    /// The abbreviation.
    async fn short_name<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.short_name.as_deref())
    }

    /// The region it anchors.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        Ok(self.of(ctx)?.region().map(Into::into))
    }

    /// Its roles, in the order in which they were recorded.
    async fn roles<'c>(&self, ctx: &Context<'c>) -> Result<Vec<OrganisationRole<'c>>> {
        Ok(self.of(ctx)?.roles.iter().map(OrganisationRole).collect())
    }

    /// The organisations that are its members, in the order in which they were recorded.
    async fn members(&self, ctx: &Context<'_>) -> Vec<Ref<Organisation>> {
        self.many(ctx, Link::Members)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}

/// What an organisation does, and for what.
pub(in crate::api) struct OrganisationRole<'c>(&'c Role);

/// What an organisation does, and for what.
#[Object]
impl OrganisationRole<'_> {
    /// The role as a slug, such as regional-anchor or core-group-member.
    async fn role(&self) -> &str {
        &self.0.role
    }

    /// For what.
    async fn scope(&self) -> Option<&str> {
        self.0.scope.as_deref()
    }
}
