//! Reports: drafting, filing, and answering what they propose.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::given::{all, date, text};
use super::priorities::{DisagreementInput, QuestionInput, disagreement};
use super::{payloads, submit};

use crate::api::types::scalar::Date;
use crate::api::vocabulary::{AppliesTo, Confidence, Leadership, Level, Position, Urgency};
use crate::domain::command::{self, ReportCommand};
use crate::domain::{Command, Report};

/// What a report holds. In a draft all of it may be missing; each part that is there is whole.
#[derive(InputObject)]
struct ReportContentInput {
    /// The highlights, at most three. A report that is filed has at least one.
    highlights: Option<Vec<String>>,
    /// What is answered to the fields of the template, in any order.
    answers: Option<Vec<ReportAnswerInput>>,
    /// The priorities that the session agreed on.
    priorities: Option<Vec<ProposedPriorityInput>>,
    /// The questions to governments, in order, at most three.
    questions: Option<Vec<QuestionInput>>,
    /// The answer to the question of complementarity.
    complementarity: Option<ComplementarityInput>,
    /// The stances it proposes, on the Act of the session.
    stances: Option<Vec<ProposedStanceInput>>,
    /// The follow-ups it proposes, on the Act of the session.
    follow_ups: Option<Vec<ProposedFollowUpInput>>,
}

/// An answer to a field of the template.
#[derive(InputObject)]
struct ReportAnswerInput {
    /// The id of the field.
    field: ID,
    /// The answer. Required.
    text: Option<String>,
}

/// A priority that the session agreed on.
#[derive(InputObject)]
struct ProposedPriorityInput {
    /// The message. Required.
    text: Option<String>,
    /// How urgent it is. Required.
    urgency: Option<Urgency>,
    /// To whom it applies. Required.
    applies_to: Option<AppliesTo>,
    /// That there is no agreement on a part of it for the moment.
    disagreement: Option<DisagreementInput>,
}

/// The answer to the question of complementarity with the compact on refugees.
#[derive(InputObject)]
struct ComplementarityInput {
    /// The answer. Required.
    text: Option<String>,
    /// To whom what was discussed applies, by and large. Required.
    applies_to: Option<AppliesTo>,
}

/// A stance to propose.
#[derive(InputObject)]
struct ProposedStanceInput {
    /// Your own slug for the proposal, of a-z, 0-9 and -, once in a report; made by the service where absent.
    key: Option<String>,
    /// The code of the state. Required.
    state: Option<String>,
    /// Where the state stands. Required.
    position: Option<Position>,
    /// Whether the state leads; absent where nothing is said of it.
    leadership: Option<Leadership>,
    /// How sure the session is. Required.
    confidence: Option<Confidence>,
    /// The day the position was held, not in the future; default the day of the session.
    observed_on: Option<Date>,
    /// Why.
    rationale: Option<String>,
}

/// A follow-up to propose: on a state or on a body.
#[derive(InputObject)]
struct ProposedFollowUpInput {
    /// Your own slug for the proposal, of a-z, 0-9 and -, once in a report; made by the service where absent.
    key: Option<String>,
    /// What for. Required.
    purpose: Option<String>,
    /// The code of the state addressed. One of state and body is required.
    state: Option<String>,
    /// The id of the body addressed. One of state and body is required.
    body: Option<ID>,
    /// The id of the contact to meet.
    contact: Option<ID>,
    /// The id of the city.
    city: Option<ID>,
    /// At what level. Required.
    level: Option<Level>,
    /// The id of the organisation that is to do it. Required.
    assignee: Option<ID>,
    /// By when. Required.
    due: Option<Date>,
}

/// A draft to save.
#[derive(InputObject)]
struct SaveReportDraftInput {
    /// The id of the session.
    session: ID,
    /// What the draft holds, in place of all that it held.
    content: ReportContentInput,
    /// The revision of the draft you have seen, 0 for none: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A report to hand in.
#[derive(InputObject)]
struct FileReportInput {
    /// The id of the session.
    session: ID,
    /// What the report holds, in place of all that its draft held; absent: what the draft holds.
    content: Option<ReportContentInput>,
    /// The revision of the draft you have seen, 0 for none: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A proposal to make real.
#[derive(InputObject)]
struct AcceptProposalInput {
    /// The id of the report.
    report: ID,
    /// The key of the proposal in the report.
    proposal: String,
    /// The revision of the report you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A proposal to turn down.
#[derive(InputObject)]
struct DeclineProposalInput {
    /// The id of the report.
    report: ID,
    /// The key of the proposal in the report.
    proposal: String,
    /// The revision of the report you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

impl From<ReportContentInput> for command::ReportContent {
    fn from(it: ReportContentInput) -> Self {
        Self {
            highlights: it.highlights.unwrap_or_default(),
            answers: all(it.answers, |it| command::GivenAnswer { field: it.field.0, text: it.text }),
            priorities: all(it.priorities, |it| command::GivenPriority {
                text: it.text,
                urgency: it.urgency.map(Into::into),
                applies_to: it.applies_to.map(Into::into),
                disagreement: it.disagreement.map(disagreement),
            }),
            questions: all(it.questions, Into::into),
            complementarity: it
                .complementarity
                .map(|it| command::GivenComplementarity { text: it.text, applies_to: it.applies_to.map(Into::into) }),
            stances: all(it.stances, Into::into),
            follow_ups: all(it.follow_ups, Into::into),
        }
    }
}

impl From<ProposedStanceInput> for command::GivenStance {
    fn from(it: ProposedStanceInput) -> Self {
        Self {
            key: it.key,
            state: it.state,
            position: it.position.map(Into::into),
            leadership: it.leadership.map(Into::into),
            confidence: it.confidence.map(Into::into),
            observed_on: date(it.observed_on),
            rationale: it.rationale,
        }
    }
}

impl From<ProposedFollowUpInput> for command::GivenFollowUp {
    fn from(it: ProposedFollowUpInput) -> Self {
        Self {
            key: it.key,
            purpose: it.purpose,
            state: it.state,
            body: text(it.body),
            contact: text(it.contact),
            city: text(it.city),
            level: it.level.map(Into::into),
            assignee: text(it.assignee),
            due: date(it.due),
        }
    }
}

impl From<SaveReportDraftInput> for Command {
    fn from(it: SaveReportDraftInput) -> Self {
        Self::Report(ReportCommand::SaveDraft(Box::new(command::SaveReportDraft {
            session: it.session.0,
            expected_revision: it.expected_revision,
            content: it.content.into(),
        })))
    }
}

impl From<FileReportInput> for Command {
    fn from(it: FileReportInput) -> Self {
        Self::Report(ReportCommand::File(Box::new(command::FileReport {
            session: it.session.0,
            expected_revision: it.expected_revision,
            content: it.content.map(Into::into),
        })))
    }
}

impl From<AcceptProposalInput> for Command {
    fn from(it: AcceptProposalInput) -> Self {
        let AcceptProposalInput { report, proposal, expected_revision, .. } = it;
        let answer = command::AnswerProposal { report: report.0, expected_revision, proposal };
        Self::Report(ReportCommand::Accept(answer))
    }
}

impl From<DeclineProposalInput> for Command {
    fn from(it: DeclineProposalInput) -> Self {
        let DeclineProposalInput { report, proposal, expected_revision, .. } = it;
        let answer = command::AnswerProposal { report: report.0, expected_revision, proposal };
        Self::Report(ReportCommand::Decline(answer))
    }
}

payloads! {
    /// What became of a draft to save.
    SaveReportDraftPayload { report: Report },
    /// What became of a report to hand in.
    FileReportPayload { report: Report },
    /// What became of a proposal to make real.
    AcceptProposalPayload { report: Report },
    /// What became of a proposal to turn down.
    DeclineProposalPayload { report: Report },
}

/// Reports.
#[derive(Default)]
pub(crate) struct ReportMutation;

/// Reports.
#[Object]
impl ReportMutation {
    /// Saves the draft of a group session's report, in place of the draft there is. For the session's rapporteur and
    /// co-leads, and for coordinators, who alone see it.
    async fn save_report_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft to save.")] input: SaveReportDraftInput,
    ) -> Result<SaveReportDraftPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Hands in the report of a group session, once: what is given, or its draft. Its priorities and questions become
    /// real with it; the stances and follow-ups it proposes wait for a co-lead. For the session's rapporteur, and for
    /// coordinators. Other meetings have no report, and none under the Chatham House Rule has.
    async fn file_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report to hand in.")] input: FileReportInput,
    ) -> Result<FileReportPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Makes a stance or a follow-up that a report proposes real, with the report as what it rests on. Such a stance is the
    /// session's: it has no assessor. For the session's co-leads, and for coordinators.
    async fn accept_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal to make real.")] input: AcceptProposalInput,
    ) -> Result<AcceptProposalPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Turns down a stance or a follow-up that a report proposes; it stays in the report. For the session's co-leads, and
    /// for coordinators.
    async fn decline_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal to turn down.")] input: DeclineProposalInput,
    ) -> Result<DeclineProposalPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
