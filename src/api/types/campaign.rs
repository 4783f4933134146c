//! Acts, phases and milestones.

use async_graphql::{Context, ID, Object, Result};

use super::place::as_of;
use super::scalar::Date;
use crate::api::context::Look;
use crate::api::vocabulary::{self, MilestoneKind};
use crate::domain::{Act, City, Link, Milestone, Phase};
use crate::graph::Ref;
use crate::queries::{Scope, Tally};

/// One of the headings under which the coalition sorts its demands.
#[Object(name = "Act")]
impl Ref<Act> {
    /// The global id, such as act:4.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The number by which it is known, such as 4.
    async fn number(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.number.into())
    }

    /// The title, as the coalition words it.
    async fn title<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.title)
    }

    /// How many states stand where on this Act.
    async fn tally(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day to look at; default today.")] as_of: Option<Date>,
        #[graphql(desc = "Only states of these regions; default all.")] regions: Option<Vec<vocabulary::Region>>,
    ) -> Result<Tally> {
        let day = self::as_of(ctx, as_of)?;
        let scope = Scope { regions: vocabulary::all(regions), ..Scope::default() };
        Ok(Tally::on(ctx.view(), *self, day, &scope))
    }
}

/// A phase of the process. Phases overlap.
#[Object(name = "Phase")]
impl Ref<Phase> {
    /// The global id, such as phase:3.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The number by which it is known, such as 3.
    async fn number(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.number.into())
    }

    /// The name of what is done in it.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.name)
    }

    /// The first day.
    async fn from(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.from.into())
    }

    /// The last day.
    async fn to(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.to.into())
    }
}

/// Something that happens in the process, on one day or over several.
#[Object(name = "Milestone")]
impl Ref<Milestone> {
    /// The global id, such as milestone:round-1.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The title, such as that of a round of negotiations.
    async fn title<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.title)
    }

    /// What sort of milestone it is.
    async fn kind(&self, ctx: &Context<'_>) -> Result<MilestoneKind> {
        Ok(self.of(ctx)?.kind.into())
    }

    /// The first day.
    async fn from(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.from.into())
    }

    /// The last day.
    async fn to(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.to.into())
    }

    /// Where it takes place.
    async fn city(&self, ctx: &Context<'_>) -> Option<Ref<City>> {
        self.one(ctx, Link::City)
    }

    /// The phase it belongs to.
    async fn phase(&self, ctx: &Context<'_>) -> Option<Ref<Phase>> {
        self.one(ctx, Link::Phase)
    }

    /// The process it belongs to, as a slug: gcm is that of the compact on migration, gcr of that on refugees.
    async fn process<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.process)
    }
}
