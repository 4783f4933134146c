//! Advocates.

use async_graphql::{Context, ID, Object, Result};

use super::scalar::Date;
use crate::domain::{Advocate, Link, Organisation};
use crate::graph::Ref;

/// A person of an organisation. Who it is is shown to coordinators and to the organisation.
#[Object(name = "Advocate")]
impl Ref<Advocate> {
    /// The global id, such as advocate:01hzy8a.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The organisation that the person belongs to.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Ref<Organisation>> {
        self.must(ctx, Link::Organisation)
    }

    /// The name; null where the caller may not see it.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.person(ctx)?.name.as_deref()
    }

    /// The e-mail address; null as for the name.
    async fn email<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.person(ctx)?.email.as_deref()
    }

    /// The telephone number; null as for the name.
    async fn phone<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.person(ctx)?.phone.as_deref()
    }

    /// Where the details come from; null as for the name.
    async fn source<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.in_person(ctx)?.source.as_deref()
    }

    /// The last day on which the details are kept; null as for the name.
    async fn kept_until(&self, ctx: &Context<'_>) -> Option<Date> {
        self.in_person(ctx)?.kept_until.map(Into::into)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
