//! Mutations: an input becomes a command, the answer becomes a payload. What a caller can mend is in the payload.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};

use super::context::Look;
use super::error::{internal, unavailable};
use super::input::*;
use super::vocabulary::UserErrorCode;
use crate::domain::{Command, Contact, Evidence, FollowUp, Organisation, Stance};
use crate::graph::{AnyRef, Ref};
use crate::store::{self, Request};

/// The longest name for a wish, in characters.
const LONGEST_NAME: usize = 200;

/// A mistake that the caller can mend.
#[derive(SimpleObject)]
struct UserError {
    /// What sort of mistake it is.
    code: UserErrorCode,
    /// The way to the field of the input.
    path: Vec<String>,
    /// What is wrong, and what to do.
    message: String,
}

impl From<store::UserError> for UserError {
    fn from(it: store::UserError) -> Self {
        Self { code: it.code.into(), path: it.path, message: it.message }
    }
}

/// The answer to a mutation.
trait Payload {
    fn done(ctx: &Context<'_>, entity: AnyRef) -> Result<Self>
    where
        Self: Sized;

    fn refused(errors: Vec<UserError>) -> Self;
}

macro_rules! payloads {
    ($($(#[$meta:meta])* $payload:ident { $field:ident: $kind:ident }),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(SimpleObject)]
        struct $payload {
            /// The entity as it now is; null where the wish was refused.
            $field: Option<Ref<$kind>>,
            /// Every mistake of the input; empty where the wish was granted.
            user_errors: Vec<UserError>,
        }

        impl Payload for $payload {
            fn done(ctx: &Context<'_>, entity: AnyRef) -> Result<Self> {
                match entity {
                    AnyRef::$kind(it) => Ok(Self { $field: Some(it), user_errors: Vec::new() }),
                    _ => Err(internal(ctx)),
                }
            }

            fn refused(user_errors: Vec<UserError>) -> Self {
                Self { $field: None, user_errors }
            }
        }
    )+ };
}

payloads! {
    /// What became of an organisation to add.
    AddOrganisationPayload { organisation: Organisation },
    /// What became of a piece of evidence to add.
    AddEvidencePayload { evidence: Evidence },
    /// What became of an assessment to record.
    RecordStancePayload { stance: Stance },
    /// What became of an assessment to take back.
    RetractStancePayload { stance: Stance },
    /// What became of a contact to add.
    AddContactPayload { contact: Contact },
    /// What became of a change of a contact.
    UpdateContactPayload { contact: Contact },
    /// What became of a follow-up to plan.
    PlanFollowUpPayload { follow_up: FollowUp },
    /// What became of a change of a follow-up.
    UpdateFollowUpPayload { follow_up: FollowUp },
    /// What became of a follow-up to close as done.
    CompleteFollowUpPayload { follow_up: FollowUp },
    /// What became of a follow-up to call off.
    CancelFollowUpPayload { follow_up: FollowUp },
}

/// What can be changed. Every mutation answers once its change is durable and visible.
pub(crate) struct Mutation;

/// What can be changed. Every mutation answers once its change is durable and visible.
#[Object]
impl Mutation {
    /// Adds an organisation.
    async fn add_organisation(&self, ctx: &Context<'_>, input: AddOrganisationInput) -> Result<AddOrganisationPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Adds a piece of evidence.
    async fn add_evidence(&self, ctx: &Context<'_>, input: AddEvidenceInput) -> Result<AddEvidencePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Records an assessment, with the evidence it rests on.
    async fn record_stance(&self, ctx: &Context<'_>, input: RecordStanceInput) -> Result<RecordStancePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Takes back an assessment that was a mistake. It stays in the history and counts on no day.
    async fn retract_stance(&self, ctx: &Context<'_>, input: RetractStanceInput) -> Result<RetractStancePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Adds a contact.
    async fn add_contact(&self, ctx: &Context<'_>, input: AddContactInput) -> Result<AddContactPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes a contact.
    async fn update_contact(&self, ctx: &Context<'_>, input: UpdateContactInput) -> Result<UpdateContactPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Plans a follow-up.
    async fn plan_follow_up(&self, ctx: &Context<'_>, input: PlanFollowUpInput) -> Result<PlanFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes an open follow-up.
    async fn update_follow_up(&self, ctx: &Context<'_>, input: UpdateFollowUpInput) -> Result<UpdateFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Closes a follow-up as done, with its day and its outcome.
    async fn complete_follow_up(
        &self,
        ctx: &Context<'_>,
        input: CompleteFollowUpInput,
    ) -> Result<CompleteFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Calls a follow-up off, with the reason.
    async fn cancel_follow_up(&self, ctx: &Context<'_>, input: CancelFollowUpInput) -> Result<CancelFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}

async fn submit<P: Payload>(ctx: &Context<'_>, key: Option<String>, input: impl Into<Command>) -> Result<P> {
    let session = ctx.session();
    if key.as_ref().is_some_and(|key| key.is_empty() || key.chars().count() > LONGEST_NAME) {
        let message = format!("an idempotency key has 1 to {LONGEST_NAME} characters");
        let error = store::UserError::new(store::UserErrorCode::Invalid, &["idempotencyKey"], message);
        return Ok(P::refused(vec![error.into()]));
    }
    let once = key.map(|key| asked(ctx).map(|input| session.store.once(key, &input))).transpose()?;
    let request = Request {
        command: input.into(),
        actor: session.caller.actor.clone(),
        clearance: session.caller.clearance.clone(),
        once,
    };
    let answer = session.store.submit(request).await.map_err(|fault| unavailable(&fault))?;
    session.advance(Arc::clone(&answer.snapshot));
    match answer.outcome {
        Ok(outcome) => {
            let entity = outcome.entity.and_then(|id| ctx.view().lookup(&id));
            P::done(ctx, entity.ok_or_else(|| internal(ctx))?)
        }
        Err(rejection) => Ok(P::refused(rejection.errors.into_iter().map(Into::into).collect())),
    }
}

/// The name of the mutation and its input, the same in whatever order the caller wrote the fields.
fn asked(ctx: &Context<'_>) -> Result<String> {
    let arguments: std::collections::BTreeMap<_, _> = ctx.field().arguments()?.into_iter().collect();
    let json = serde_json::to_value(&arguments)?;
    Ok(format!("{}{json}", ctx.field().name()))
}
