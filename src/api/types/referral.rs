//! Referrals, their chains, and the governments that they name.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::api::context::Look;
use crate::api::vocabulary::{Marking, Position, ReferralStatus};
use crate::domain::{Act, City, Contact, Evidence, Link, Organisation, Phase, Referral, State};
use crate::graph::Ref;
use crate::queries::chains::Chain;
use crate::queries::never_met::{self, NamedGovernment};
use crate::queries::referrals;

/// That one should speak with a post, or with a state.
#[Object(name = "Referral")]
impl Ref<Referral> {
    /// The global id, such as referral:01hzy8a.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
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

    /// The evidence it rests on, as recorded; empty for most, which rest on what somebody said.
    async fn evidence(&self, ctx: &Context<'_>) -> Vec<Ref<Evidence>> {
        self.many(ctx, Link::Evidence)
    }

    /// Of a takeaway, the phase it is of; null for all others.
    async fn takeaway(&self, ctx: &Context<'_>) -> Option<Ref<Phase>> {
        self.one(ctx, Link::Phase)
    }

    /// What came of it: the referrals given by the contact it leads to, by id.
    async fn next(&self, ctx: &Context<'_>) -> Vec<Ref<Referral>> {
        referrals::next(ctx.view(), *self).collect()
    }

    /// What it came of: the referrals that lead to the contact who gave it, by id.
    async fn previous(&self, ctx: &Context<'_>) -> Vec<Ref<Referral>> {
        referrals::previous(ctx.view(), *self).collect()
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

/// Referrals of which each came of the one before.
#[Object(name = "ReferralChain")]
impl Chain {
    /// Two to ten referrals in the order in which one led to the next; none is there twice.
    async fn referrals(&self) -> &[Ref<Referral>] {
        &self.referrals
    }
}

/// A government that was named in referrals, and that nobody has met.
#[Object]
impl NamedGovernment {
    /// The state that was named.
    async fn state(&self) -> Ref<State> {
        self.state
    }

    /// In how many referrals it was named, dead ends left out.
    async fn count(&self) -> i32 {
        number(self.referrals.len())
    }

    /// Where it was said to stand: each position that was hinted at, in the order from positive to negative.
    async fn hints(&self, ctx: &Context<'_>) -> Vec<HintCount> {
        let hints = never_met::hints(ctx.view(), self).into_iter();
        hints.map(|(position, count)| HintCount { position: position.into(), count: number(count) }).collect()
    }

    /// The Acts it was named for, in Act order; empty where it was named for all Acts only.
    async fn acts(&self, ctx: &Context<'_>) -> Vec<Ref<Act>> {
        never_met::acts(ctx.view(), self)
    }

    /// The referrals that name it, by id.
    async fn referrals(&self) -> &[Ref<Referral>] {
        &self.referrals
    }
}

/// How often a position was hinted at.
#[derive(SimpleObject)]
struct HintCount {
    /// The position that was hinted at.
    position: Position,
    /// In how many referrals, 1 or more.
    count: i32,
}

/// A count as the schema has it.
pub(in crate::api) fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
