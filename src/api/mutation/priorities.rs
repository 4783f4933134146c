//! Priorities and the questions to governments.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};

use super::given::{all, date, patch, text};
use super::{Payload, UserError, payloads, submit};
use crate::api::context::{Look, internal};
use crate::api::types::scalar::Date;
use crate::api::vocabulary::{AppliesTo, Marking, Urgency};
use crate::domain::command::{self, ReportCommand};
use crate::domain::{Command, Priority, Question};
use crate::graph::{AnyRef, Ref};
use crate::queries::priorities;

/// An agreement to disagree for the moment.
#[derive(InputObject)]
pub(super) struct DisagreementInput {
    /// About what. Required.
    about: Option<String>,
    /// The day on which it is looked at again. Required.
    revisit_on: Option<Date>,
}

/// A question to governments.
#[derive(InputObject)]
pub(super) struct QuestionInput {
    /// The question. Required.
    text: Option<String>,
    /// How the argument is built, with practices and mechanisms.
    arguments: Option<String>,
}

/// A priority to add.
#[derive(InputObject)]
struct AddPriorityInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others, and always
    /// where it is restricted.
    key: Option<String>,
    /// The number of the Act. Required.
    act: Option<i32>,
    /// The message. Required.
    text: Option<String>,
    /// How urgent it is. Required.
    urgency: Option<Urgency>,
    /// To whom it applies. Required.
    applies_to: Option<AppliesTo>,
    /// That there is no agreement on a part of it for the moment.
    disagreement: Option<DisagreementInput>,
    /// Who may see it; default COALITION.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A change of a priority. What is absent stays, what is null is cleared.
#[derive(InputObject)]
struct UpdatePriorityInput {
    /// The id of the priority.
    priority: ID,
    /// The message; cannot be cleared. Whoever has endorsed it has endorsed those words: other words take the
    /// endorsements away.
    text: MaybeUndefined<String>,
    /// How urgent it is; cannot be cleared.
    urgency: MaybeUndefined<Urgency>,
    /// To whom it applies; cannot be cleared.
    applies_to: MaybeUndefined<AppliesTo>,
    /// That there is no agreement on a part of it for the moment.
    disagreement: MaybeUndefined<DisagreementInput>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A priority to endorse.
#[derive(InputObject)]
struct EndorsePriorityInput {
    /// The id of the priority.
    priority: ID,
    /// The id of the organisation that endorses it; default your own. Required of coordinators.
    organisation: Option<ID>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// An endorsement to take back.
#[derive(InputObject)]
struct WithdrawEndorsementInput {
    /// The id of the priority.
    priority: ID,
    /// The id of the organisation that endorses it no longer; default your own. Required of coordinators.
    organisation: Option<ID>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// The questions to set on an Act.
#[derive(InputObject)]
struct SetQuestionsInput {
    /// The number of the Act. Required.
    act: Option<i32>,
    /// The questions, in order, at most three, in place of those there are; none withdraws them all.
    questions: Vec<QuestionInput>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// An agreement to disagree, as it is written.
pub(super) fn disagreement(it: DisagreementInput) -> command::GivenDisagreement {
    command::GivenDisagreement { about: it.about, revisit_on: date(it.revisit_on) }
}

impl From<QuestionInput> for command::GivenQuestion {
    fn from(it: QuestionInput) -> Self {
        Self { text: it.text, arguments: it.arguments }
    }
}

impl From<AddPriorityInput> for Command {
    fn from(it: AddPriorityInput) -> Self {
        Self::Report(ReportCommand::AddPriority(Box::new(command::AddPriority {
            key: it.key,
            act: it.act,
            text: it.text,
            urgency: it.urgency.map(Into::into),
            applies_to: it.applies_to.map(Into::into),
            disagreement: it.disagreement.map(disagreement),
            marking: it.marking.map(Into::into),
        })))
    }
}

impl From<UpdatePriorityInput> for Command {
    fn from(it: UpdatePriorityInput) -> Self {
        Self::Report(ReportCommand::UpdatePriority(Box::new(command::UpdatePriority {
            priority: it.priority.0,
            expected_revision: it.expected_revision,
            text: patch(it.text, |it| it),
            urgency: patch(it.urgency, Into::into),
            applies_to: patch(it.applies_to, Into::into),
            disagreement: patch(it.disagreement, disagreement),
        })))
    }
}

impl From<EndorsePriorityInput> for Command {
    fn from(it: EndorsePriorityInput) -> Self {
        let EndorsePriorityInput { priority, organisation, expected_revision, .. } = it;
        let organisation = text(organisation);
        Self::Report(ReportCommand::Endorse(command::Endorsement {
            priority: priority.0,
            expected_revision,
            organisation,
        }))
    }
}

impl From<WithdrawEndorsementInput> for Command {
    fn from(it: WithdrawEndorsementInput) -> Self {
        let WithdrawEndorsementInput { priority, organisation, expected_revision, .. } = it;
        let endorsement =
            command::Endorsement { priority: priority.0, expected_revision, organisation: text(organisation) };
        Self::Report(ReportCommand::WithdrawEndorsement(endorsement))
    }
}

impl From<SetQuestionsInput> for Command {
    fn from(it: SetQuestionsInput) -> Self {
        let questions = all(Some(it.questions), Into::into);
        Self::Report(ReportCommand::SetQuestions(command::SetQuestions { act: it.act, questions }))
    }
}

payloads! {
    /// What became of a priority to add.
    AddPriorityPayload { priority: Priority },
    /// What became of a change of a priority.
    UpdatePriorityPayload { priority: Priority },
    /// What became of a priority to endorse.
    EndorsePriorityPayload { priority: Priority },
    /// What became of an endorsement to take back.
    WithdrawEndorsementPayload { priority: Priority },
}

/// What became of questions to set.
#[derive(SimpleObject)]
struct SetQuestionsPayload {
    /// The questions on the Act as they now are, in order; null where the wish was refused.
    questions: Option<Vec<Ref<Question>>>,
    /// Every mistake of the input; empty where the wish was granted.
    user_errors: Vec<UserError>,
}

impl Payload for SetQuestionsPayload {
    fn done(ctx: &Context<'_>, entity: AnyRef) -> Result<Self> {
        match entity {
            AnyRef::Act(it) => {
                let questions = Some(priorities::questions(ctx.view(), it));
                Ok(Self { questions, user_errors: Vec::new() })
            }
            _ => Err(internal(ctx)),
        }
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { questions: None, user_errors }
    }
}

/// Priorities and questions.
#[derive(Default)]
pub(crate) struct PriorityMutation;

/// Priorities and questions.
#[Object]
impl PriorityMutation {
    /// Adds a priority. Nobody endorses it yet.
    async fn add_priority(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The priority to add.")] input: AddPriorityInput,
    ) -> Result<AddPriorityPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes a priority. For the organisation that recorded it, for the rapporteur and the co-leads of the session it
    /// comes from, and for coordinators. A public one that anybody but a coordinator words anew is COALITION from then on.
    async fn update_priority(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of a priority.")] input: UpdatePriorityInput,
    ) -> Result<UpdatePriorityPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Endorses a priority: an advocate for its own organisation, a coordinator for any. Endorsing it again changes nothing.
    async fn endorse_priority(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The priority to endorse.")] input: EndorsePriorityInput,
    ) -> Result<EndorsePriorityPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Takes an endorsement back: an advocate that of its own organisation, a coordinator any.
    async fn withdraw_endorsement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endorsement to take back.")] input: WithdrawEndorsementInput,
    ) -> Result<WithdrawEndorsementPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Sets the questions to governments on an Act, in order, at most three. For the co-leads of a session on that Act, and
    /// for coordinators. Where the one of the same number was public, other words are COALITION until they are published.
    async fn set_questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The questions to set on an Act.")] input: SetQuestionsInput,
    ) -> Result<SetQuestionsPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
