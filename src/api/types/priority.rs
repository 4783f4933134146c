//! Priorities, and the questions put to governments.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::scalar::Date;
use crate::api::context::Look;
use crate::api::vocabulary::{AppliesTo, Marking, Urgency};
use crate::domain::{self, Act, Link, Organisation, Priority, Question, Report};
use crate::graph::Ref;
use crate::queries::priorities::endorsers;

/// An agreement to disagree for the moment.
#[derive(SimpleObject)]
pub(in crate::api) struct Disagreement<'c> {
    /// About what.
    about: &'c str,
    /// The day on which it is looked at again.
    revisit_on: Date,
}

impl<'c> From<&'c domain::Disagreement> for Disagreement<'c> {
    fn from(it: &'c domain::Disagreement) -> Self {
        Self { about: &it.about, revisit_on: it.revisit_on.into() }
    }
}

/// A key message of an Act.
#[Object(name = "Priority")]
impl Ref<Priority> {
    /// The global id, such as priority:act-3-1.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The Act that it is a message of.
    async fn act(&self, ctx: &Context<'_>) -> Result<Ref<Act>> {
        self.must(ctx, Link::Act)
    }

    /// The message.
    async fn text<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.text)
    }

    /// How urgent it is.
    async fn urgency(&self, ctx: &Context<'_>) -> Result<Urgency> {
        Ok(self.of(ctx)?.urgency.into())
    }

    /// To whom it applies.
    async fn applies_to(&self, ctx: &Context<'_>) -> Result<AppliesTo> {
        Ok(self.of(ctx)?.applies_to.into())
    }

    /// The organisations that endorse it, in the order in which they did.
    async fn endorsed_by(&self, ctx: &Context<'_>) -> Vec<Ref<Organisation>> {
        self.many(ctx, Link::EndorsedBy)
    }

    /// How many organisations endorse it. Convergence is graded by that, and by who they are, never by yes or no.
    async fn endorsements(&self, ctx: &Context<'_>) -> i32 {
        i32::try_from(endorsers(ctx.view(), *self).count()).unwrap_or(i32::MAX)
    }

    /// What is disagreed about for the moment; null where nothing is.
    async fn disagreement<'c>(&self, ctx: &Context<'c>) -> Result<Option<Disagreement<'c>>> {
        Ok(self.of(ctx)?.disagreement.as_deref().map(Into::into))
    }

    /// The report it comes from.
    async fn report(&self, ctx: &Context<'_>) -> Option<Ref<Report>> {
        self.one(ctx, Link::Report)
    }

    /// The day from which on it is one: that of the session, or on which it was added; null where that is not recorded.
    async fn agreed_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.agreed_on.map(Into::into))
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

/// One of the three questions to the governments at the table on an Act, the same for every state.
#[Object(name = "Question")]
impl Ref<Question> {
    /// The global id, such as question:act-3-1.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The Act that it is asked about.
    async fn act(&self, ctx: &Context<'_>) -> Result<Ref<Act>> {
        self.must(ctx, Link::Act)
    }

    /// Which of the three it is, from 1 on.
    async fn number(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.number.into())
    }

    /// The question.
    async fn text<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.text)
    }

    /// How the argument is built, with practices and mechanisms.
    async fn arguments<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.arguments.as_deref())
    }

    /// The report it comes from.
    async fn report(&self, ctx: &Context<'_>) -> Option<Ref<Report>> {
        self.one(ctx, Link::Report)
    }

    /// Whether it is asked no longer. Lists hold only those that are asked.
    async fn withdrawn(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.withdrawn)
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
