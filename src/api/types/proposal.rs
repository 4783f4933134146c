//! What reports propose, and what became of it.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::priority::Disagreement;
use super::scalar::Date;
use crate::api::context::{Look, internal};
use crate::api::vocabulary::{AppliesTo, Confidence, Leadership, Level, Position, ProposalStatus, Urgency};
use crate::domain::{
    Body, City, Contact, FollowUp, FollowUpProposal, Organisation, PriorityProposal, QuestionProposal, Report, Stance,
    StanceProposal, State,
};
use crate::graph::Ref;
use crate::queries::reports::{ProposedFollowUp, ProposedStance};

/// A priority as a report has it.
#[derive(SimpleObject)]
pub(in crate::api) struct ProposedPriority<'c> {
    /// The message.
    text: &'c str,
    /// How urgent it is.
    urgency: Urgency,
    /// To whom it applies.
    applies_to: AppliesTo,
    /// What is disagreed about for the moment; null where nothing is.
    disagreement: Option<Disagreement<'c>>,
}

impl<'c> From<&'c PriorityProposal> for ProposedPriority<'c> {
    fn from(it: &'c PriorityProposal) -> Self {
        Self {
            text: &it.text,
            urgency: it.urgency.into(),
            applies_to: it.applies_to.into(),
            disagreement: it.disagreement.as_deref().map(Into::into),
        }
    }
}

/// A question to governments as a report has it.
#[derive(SimpleObject)]
pub(in crate::api) struct ProposedQuestion<'c> {
    /// The question.
    text: &'c str,
    /// How the argument is built, with practices and mechanisms.
    arguments: Option<&'c str>,
}

impl<'c> From<&'c QuestionProposal> for ProposedQuestion<'c> {
    fn from(it: &'c QuestionProposal) -> Self {
        Self { text: &it.text, arguments: it.arguments.as_deref() }
    }
}

impl ProposedStance {
    fn of<'c>(&self, ctx: &Context<'c>) -> Result<&'c StanceProposal> {
        self.get(ctx.view()).ok_or_else(|| internal(ctx))
    }
}

/// A stance that a report proposes, on the Act of its session. Once a co-lead accepts it, it is a stance that rests on the
/// report.
#[Object]
impl ProposedStance {
    /// Its key among the proposals of the report: by it the proposal is accepted or declined.
    async fn key<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(self.of(ctx)?.key.as_str())
    }

    /// The report that proposes it.
    async fn report(&self) -> Ref<Report> {
        self.report
    }

    /// The state assessed.
    async fn state(&self, ctx: &Context<'_>) -> Result<Ref<State>> {
        ctx.view().find(self.of(ctx)?.state.as_str()).ok_or_else(|| internal(ctx))
    }

    /// Where the state stands.
    async fn position(&self, ctx: &Context<'_>) -> Result<Position> {
        Ok(self.of(ctx)?.position.into())
    }

    /// Whether it leads; null where nothing is said of it.
    async fn leadership(&self, ctx: &Context<'_>) -> Result<Option<Leadership>> {
        Ok(self.of(ctx)?.leadership.map(Into::into))
    }

    /// How sure the session is.
    async fn confidence(&self, ctx: &Context<'_>) -> Result<Confidence> {
        Ok(self.of(ctx)?.confidence.into())
    }

    /// The day the position was held; null means the day of the session.
    async fn observed_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.observed_on.map(Into::into))
    }

    /// Why.
    async fn rationale<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.rationale.as_deref())
    }

    /// What became of it.
    async fn status(&self, ctx: &Context<'_>) -> Result<ProposalStatus> {
        Ok(self.of(ctx)?.outcome.status().into())
    }

    /// The stance it became.
    async fn stance(&self, ctx: &Context<'_>) -> Result<Option<Ref<Stance>>> {
        Ok(self.of(ctx)?.outcome.accepted().and_then(|it| ctx.view().find(it.as_str())))
    }
}

impl ProposedFollowUp {
    fn of<'c>(&self, ctx: &Context<'c>) -> Result<&'c FollowUpProposal> {
        self.get(ctx.view()).ok_or_else(|| internal(ctx))
    }
}

/// A follow-up that a report proposes, on the Act of its session. Once a co-lead accepts it, it is a follow-up.
#[Object]
impl ProposedFollowUp {
    /// Its key among the proposals of the report: by it the proposal is accepted or declined.
    async fn key<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(self.of(ctx)?.key.as_str())
    }

    /// The report that proposes it.
    async fn report(&self) -> Ref<Report> {
        self.report
    }

    /// What for.
    async fn purpose<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.purpose)
    }

    /// The state addressed.
    async fn state(&self, ctx: &Context<'_>) -> Result<Option<Ref<State>>> {
        Ok(self.of(ctx)?.state.as_ref().and_then(|it| ctx.view().find(it.as_str())))
    }

    /// The body addressed.
    async fn body(&self, ctx: &Context<'_>) -> Result<Option<Ref<Body>>> {
        Ok(self.of(ctx)?.body.as_ref().and_then(|it| ctx.view().find(it.as_str())))
    }

    /// Whom to meet.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Ref<Contact>>> {
        Ok(self.of(ctx)?.contact.as_ref().and_then(|it| ctx.view().find(it.as_str())))
    }

    /// Where.
    async fn city(&self, ctx: &Context<'_>) -> Result<Option<Ref<City>>> {
        Ok(self.of(ctx)?.city.as_ref().and_then(|it| ctx.view().find(it.as_str())))
    }

    /// At what level.
    async fn level(&self, ctx: &Context<'_>) -> Result<Level> {
        Ok(self.of(ctx)?.level.into())
    }

    /// Who is to do it.
    async fn assignee(&self, ctx: &Context<'_>) -> Result<Ref<Organisation>> {
        ctx.view().find(self.of(ctx)?.assignee.as_str()).ok_or_else(|| internal(ctx))
    }

    /// The day by which it is to be done.
    async fn due(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.due.into())
    }

    /// What became of it.
    async fn status(&self, ctx: &Context<'_>) -> Result<ProposalStatus> {
        Ok(self.of(ctx)?.outcome.status().into())
    }

    /// The follow-up it became; null also where it is one that the caller may not see.
    async fn follow_up(&self, ctx: &Context<'_>) -> Result<Option<Ref<FollowUp>>> {
        Ok(self.of(ctx)?.outcome.accepted().and_then(|it| ctx.view().find(it.as_str())))
    }
}
