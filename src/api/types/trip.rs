//! Trips.

use async_graphql::{Context, ID, Object, Result};

use super::scalar::Date;
use crate::api::vocabulary::{Marking, TripStatus};
use crate::domain::{Advocate, City, Link, Organisation, Trip};
use crate::graph::Ref;

/// A stay of an organisation in a city.
#[Object(name = "Trip")]
impl Ref<Trip> {
    /// The global id, such as trip:mfa-geneva-march.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// Whose trip it is.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Ref<Organisation>> {
        self.must(ctx, Link::Organisation)
    }

    /// Who travels.
    async fn advocate(&self, ctx: &Context<'_>) -> Option<Ref<Advocate>> {
        self.one(ctx, Link::Advocate)
    }

    /// Where to.
    async fn city(&self, ctx: &Context<'_>) -> Result<Ref<City>> {
        self.must(ctx, Link::City)
    }

    /// The first day there.
    async fn from(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.from.into())
    }

    /// The last day there.
    async fn to(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.to.into())
    }

    /// How certain it is.
    async fn status(&self, ctx: &Context<'_>) -> Result<TripStatus> {
        Ok(self.of(ctx)?.status.into())
    }

    /// Who may see it.
    async fn marking(&self, ctx: &Context<'_>) -> Result<Marking> {
        Ok(self.of(ctx)?.marking.into())
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
