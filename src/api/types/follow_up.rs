//! Follow-ups.

use async_graphql::{Context, ID, Object, Result};

use super::scalar::Date;
use crate::api::context::Look;
use crate::api::vocabulary::{FollowUpStatus, Level, Marking};
use crate::domain::{Act, Body, City, Contact, FollowUp, Link, Organisation, Progress, Report, State};
use crate::graph::Ref;

/// A planned meeting: who, when and at what level.
#[Object(name = "FollowUp")]
impl Ref<FollowUp> {
    /// The global id, such as followUp:arm-3-round-2.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// What for.
    async fn purpose<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.purpose)
    }

    /// The state addressed; exactly one of state and body is there.
    async fn state(&self, ctx: &Context<'_>) -> Option<Ref<State>> {
        self.one(ctx, Link::State)
    }

    /// The body addressed.
    async fn body(&self, ctx: &Context<'_>) -> Option<Ref<Body>> {
        self.one(ctx, Link::Body)
    }

    /// The Act it is about; null means all Acts.
    async fn act(&self, ctx: &Context<'_>) -> Option<Ref<Act>> {
        self.one(ctx, Link::Act)
    }

    /// Whom to meet.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Ref<Contact>> {
        self.one(ctx, Link::Contact)
    }

    /// Where.
    async fn city(&self, ctx: &Context<'_>) -> Option<Ref<City>> {
        self.one(ctx, Link::City)
    }

    /// At what level.
    async fn level(&self, ctx: &Context<'_>) -> Result<Level> {
        Ok(self.of(ctx)?.level.into())
    }

    /// Who does it.
    async fn assignee(&self, ctx: &Context<'_>) -> Result<Ref<Organisation>> {
        self.must(ctx, Link::Assignee)
    }

    /// The day by which it is to be done.
    async fn due(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.due.into())
    }

    /// How far it has come.
    async fn status(&self, ctx: &Context<'_>) -> Result<FollowUpStatus> {
        Ok(self.of(ctx)?.status().into())
    }

    /// Whether it is open and was due before today.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.is_overdue(ctx.view().today()))
    }

    /// The day it was done.
    async fn completed_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.completed_on().map(Into::into))
    }

    /// What came of it.
    async fn outcome<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(match &self.of(ctx)?.progress {
            Progress::Done { outcome, .. } => outcome.as_deref(),
            _ => None,
        })
    }

    /// Why it was called off.
    async fn cancellation_reason<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(match &self.of(ctx)?.progress {
            Progress::Cancelled { reason } => reason.as_deref(),
            _ => None,
        })
    }

    /// The report that proposed it.
    async fn report(&self, ctx: &Context<'_>) -> Option<Ref<Report>> {
        self.one(ctx, Link::Report)
    }

    /// The organisation whose advocate recorded it; null where a coordinator did.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::RecordedBy)
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
