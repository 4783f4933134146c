//! Evidence and stances.

use async_graphql::{Context, ID, Object, Result};

use super::scalar::{Date, DateTime};
use crate::api::vocabulary::{Confidence, EvidenceKind, Leadership, Marking, Position};
use crate::domain::{Act, Evidence, Link, Meeting, Organisation, Phase, Report, Stance, State};
use crate::graph::Ref;

/// A document, or a fact about a state, on which assessments rest.
#[Object(name = "Evidence")]
impl Ref<Evidence> {
    /// The global id, such as evidence:vote-73-195-mex.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// What sort of evidence it is.
    async fn kind(&self, ctx: &Context<'_>) -> Result<EvidenceKind> {
        Ok(self.of(ctx)?.kind.into())
    }

    /// The title of the document, or the fact in a few words.
    async fn title<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.title)
    }

    /// Its date; where only a month or a year is known, the last day of it.
    async fn date(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.date.map(Into::into))
    }

    /// Who published it.
    async fn publisher<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.publisher.as_deref())
    }

    /// Its address on the web.
    async fn url<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.url.as_deref())
    }

    /// The state it is about.
    async fn state(&self, ctx: &Context<'_>) -> Option<Ref<State>> {
        self.one(ctx, Link::State)
    }

    /// The meeting at which it came about.
    async fn meeting(&self, ctx: &Context<'_>) -> Option<Ref<Meeting>> {
        self.one(ctx, Link::Meeting)
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

/// One assessor's assessment of one state on one Act. It is never overwritten: a newer one supersedes it by its
/// date, and a mistake is retracted.
#[Object(name = "Stance")]
impl Ref<Stance> {
    /// The global id, such as stance:mex-10-2018-12-19-1.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The state assessed.
    async fn state(&self, ctx: &Context<'_>) -> Result<Ref<State>> {
        self.must(ctx, Link::State)
    }

    /// The Act it is about.
    async fn act(&self, ctx: &Context<'_>) -> Result<Ref<Act>> {
        self.must(ctx, Link::Act)
    }

    /// Where the state stands.
    async fn position(&self, ctx: &Context<'_>) -> Result<Position> {
        Ok(self.of(ctx)?.position.into())
    }

    /// Whether the state leads; null where this assessment says nothing about it.
    async fn leadership(&self, ctx: &Context<'_>) -> Result<Option<Leadership>> {
        Ok(self.of(ctx)?.leadership.map(Into::into))
    }

    /// The day the position was held.
    async fn observed_on(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.observed_on.into())
    }

    /// How sure the assessor is.
    async fn confidence(&self, ctx: &Context<'_>) -> Result<Confidence> {
        Ok(self.of(ctx)?.confidence.into())
    }

    /// Why.
    async fn rationale<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.rationale.as_deref())
    }

    /// What it rests on, as recorded.
    async fn evidence(&self, ctx: &Context<'_>) -> Vec<Ref<Evidence>> {
        self.many(ctx, Link::Evidence)
    }

    /// Who assessed it.
    async fn assessed_by(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::AssessedBy)
    }

    /// Who may see it.
    async fn marking(&self, ctx: &Context<'_>) -> Result<Marking> {
        Ok(self.of(ctx)?.marking.into())
    }

    /// When it was recorded.
    async fn recorded_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(self.of(ctx)?.recorded_at.into())
    }

    /// Whether it was taken back as a mistake. It then counts on no day.
    async fn retracted(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.retraction.is_some())
    }

    /// The day it was taken back.
    async fn retracted_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.retraction.as_ref().map(|it| it.on.into()))
    }

    /// Why it was taken back.
    async fn retraction_reason<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.retraction.as_ref().and_then(|it| it.reason.as_deref()))
    }

    /// The report it rests on, besides evidence or in its place.
    async fn report(&self, ctx: &Context<'_>) -> Option<Ref<Report>> {
        self.one(ctx, Link::Report)
    }

    /// Of a takeaway, the phase it is of; null for all others. Nothing else is kept of how it came to be known.
    async fn takeaway(&self, ctx: &Context<'_>) -> Option<Ref<Phase>> {
        self.one(ctx, Link::Phase)
    }

    /// The organisation whose advocate recorded it; null where a coordinator did, or where nobody may know.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::RecordedBy)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
