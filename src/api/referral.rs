//! Referrals.

use async_graphql::{Context, ID, Object, Result};

use super::vocabulary::{Marking, Position, ReferralStatus};
use crate::domain::{Act, City, Contact, Link, Organisation, Phase, Referral, State};
use crate::graph::Ref;

/// That one should speak with a post, or with a state.
#[Object(name = "Referral")]
impl Ref<Referral> {
    /// The global id, such as referral:01hzy8a.
    pub(super) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The state it leads to, be it to a post of it or not.
    async fn state(&self, ctx: &Context<'_>) -> Result<Ref<State>> {
        self.must(ctx, Link::State)
    }

    /// The post it leads to.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Ref<Contact>> {
        self.one(ctx, Link::Contact)
    }

    /// The Act it is about; null means all Acts.
    async fn act(&self, ctx: &Context<'_>) -> Option<Ref<Act>> {
        self.one(ctx, Link::Act)
    }

    /// Where one should speak.
    async fn city(&self, ctx: &Context<'_>) -> Option<Ref<City>> {
        self.one(ctx, Link::City)
    }

    /// Where the state is said to stand.
    async fn hint(&self, ctx: &Context<'_>) -> Result<Option<Position>> {
        Ok(self.of(ctx)?.hint.map(Into::into))
    }

    /// What became of it.
    async fn status(&self, ctx: &Context<'_>) -> Result<ReferralStatus> {
        Ok(self.of(ctx)?.status.into())
    }

    /// Who gave it; always null for a takeaway.
    async fn given_by(&self, ctx: &Context<'_>) -> Option<Ref<Contact>> {
        self.one(ctx, Link::GivenBy)
    }

    /// What else was said.
    async fn note<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.note.as_deref())
    }

    /// Of a takeaway, the phase it is of; null for all others.
    async fn takeaway(&self, ctx: &Context<'_>) -> Option<Ref<Phase>> {
        self.one(ctx, Link::Phase)
    }

    /// Who may see it.
    async fn marking(&self, ctx: &Context<'_>) -> Result<Marking> {
        Ok(self.of(ctx)?.marking.into())
    }

    /// The organisation whose advocate recorded it; null where a coordinator did.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::RecordedBy)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
