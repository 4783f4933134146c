//! Tokens.

use async_graphql::{Context, ID, Object, Result};

use super::scalar::{Date, DateTime};
use crate::api::vocabulary::{CallerRole, TokenUse};
use crate::domain::{Advocate, Link, Organisation, Token};
use crate::graph::Ref;

/// By what a caller shows who it is. Its secret was shown once, and is not kept.
#[Object(name = "Token")]
impl Ref<Token> {
    /// The global id, such as token:01hzy8a.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// What it is called.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.person(ctx)?.name.as_deref()
    }

    /// What its secret is good for.
    async fn usage(&self, ctx: &Context<'_>) -> Result<TokenUse> {
        Ok(self.of(ctx)?.usage.into())
    }

    /// What its bearer may see and do.
    async fn role(&self, ctx: &Context<'_>) -> Result<CallerRole> {
        Ok(self.of(ctx)?.role.into())
    }

    /// Whose advocate its bearer is.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::Organisation)
    }

    /// Which advocate its bearer is.
    async fn advocate(&self, ctx: &Context<'_>) -> Option<Ref<Advocate>> {
        self.one(ctx, Link::Advocate)
    }

    /// When it was made.
    async fn created_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(self.of(ctx)?.created_at.into())
    }

    /// From when on it is good for nothing.
    async fn expires_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.expires_at.map(Into::into))
    }

    /// The last day on which it was used.
    async fn last_used_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.last_used_on.map(Into::into))
    }

    /// When it was taken away.
    async fn revoked_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.revoked_at.map(Into::into))
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
