//! Mutations: an input becomes a command, the answer becomes a payload. What a caller can mend is in the payload. One
//! file per subject; inputs stand with the mutations that take them, those of the core writes in `core/inputs`.

mod contacts;
mod core;
mod given;
mod meetings;
mod people;
mod priorities;
mod referrals;
mod reports;
mod takeaways;
mod tokens;

use std::sync::Arc;

use async_graphql::{Context, MergedObject, Result, SimpleObject};

use super::context::{Look, internal};
use super::error::unavailable;
use super::vocabulary::{MeetingRuleBroken, UserErrorCode};
use crate::domain::Command;
use crate::graph::AnyRef;
use crate::store::{self, Request};

/// What can be changed. Every mutation answers once its change is durable and visible.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    core::CoreMutation,
    contacts::ContactMutation,
    people::PeopleMutation,
    tokens::TokenMutation,
    takeaways::TakeawayMutation,
    referrals::ReferralMutation,
    reports::ReportMutation,
    priorities::PriorityMutation,
    meetings::MeetingMutation,
);

/// The longest name for a wish, in characters.
const LONGEST_NAME: usize = 200;

/// A mistake that the caller can mend.
#[derive(SimpleObject)]
struct UserError {
    /// What sort of mistake it is.
    code: UserErrorCode,
    /// The way to the field of the input: names of fields, and places in lists from 0 on, the outermost first.
    path: Vec<String>,
    /// What is wrong, and what to do.
    message: String,
    /// The rule of meetings, reports or questions that it breaks; null where it breaks none.
    rule: Option<MeetingRuleBroken>,
}

impl From<store::UserError> for UserError {
    fn from(it: store::UserError) -> Self {
        Self { code: it.code.into(), path: it.path, message: it.message, rule: it.rule.map(Into::into) }
    }
}

/// The answer to a mutation.
trait Payload {
    fn done(ctx: &Context<'_>, entity: AnyRef) -> Result<Self>
    where
        Self: Sized;

    fn refused(errors: Vec<UserError>) -> Self;
}

/// Declares payloads that show one entity.
macro_rules! payloads {
    ($($(#[$meta:meta])* $payload:ident { $field:ident: $kind:ident }),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(async_graphql::SimpleObject)]
        struct $payload {
            /// The entity as it now is; null where the wish was refused.
            $field: Option<crate::graph::Ref<$kind>>,
            /// Every mistake of the input; empty where the wish was granted.
            user_errors: Vec<super::UserError>,
        }

        impl super::Payload for $payload {
            fn done(ctx: &async_graphql::Context<'_>, entity: crate::graph::AnyRef) -> async_graphql::Result<Self> {
                match entity {
                    crate::graph::AnyRef::$kind(it) => Ok(Self { $field: Some(it), user_errors: Vec::new() }),
                    _ => Err(crate::api::context::internal(ctx)),
                }
            }

            fn refused(user_errors: Vec<super::UserError>) -> Self {
                Self { $field: None, user_errors }
            }
        }
    )+ };
}
use payloads;

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
            let id = outcome.entity.ok_or_else(|| internal(ctx))?;
            match ctx.view().lookup(&id) {
                Some(entity) => P::done(ctx, entity),
                // A wish that was granted before, about what the caller has ceased to see.
                None => Ok(P::refused(vec![gone().into()])),
            }
        }
        Err(rejection) => Ok(P::refused(rejection.errors.into_iter().map(Into::into).collect())),
    }
}

/// Why a repeated wish is not answered as before.
fn gone() -> store::UserError {
    let message = "this was granted before, and what came of it is no longer there for you to see: ask a coordinator";
    store::UserError::new(store::UserErrorCode::NotFound, &[], message)
}

/// The name of the mutation and its input, the same in whatever order the caller wrote the fields.
fn asked(ctx: &Context<'_>) -> Result<String> {
    let arguments: std::collections::BTreeMap<_, _> = ctx.field().arguments()?.into_iter().collect();
    let json = serde_json::to_value(&arguments)?;
    Ok(format!("{}{json}", ctx.field().name()))
}
