//! What is learned under the Chatham House Rule, and what becomes public.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::core::AddEvidenceInput;
use super::given::ids;
use super::{Payload, UserError, submit};
use crate::api::context::{Look, internal};
use crate::api::error::unavailable;
use crate::api::types::node::Node;
use crate::api::types::scalar::Date;
use crate::api::types::takeaway::{REMINDER, StoredTakeaway};
use crate::api::vocabulary::{Confidence, Leadership, Position};
use crate::domain::Command;
use crate::domain::command::{self, TakeawayCommand};
use crate::graph::AnyRef;
use crate::store::Request;

/// What was learned under the Chatham House Rule: a stance or a referral. There is no field for the meeting, and no name
/// for the wish: nothing is kept by which it could be joined to either, so a wish that is repeated is a second takeaway.
#[derive(InputObject)]
pub(super) struct RecordTakeawayInput {
    /// The number of the phase in which it was learned. Required, and it must have begun.
    phase: Option<i32>,
    /// Whether only to show what would be stored. Nothing is stored then.
    #[graphql(default)]
    rehearse: bool,
    /// Where a state stands. One of stance and referral is required.
    stance: Option<TakeawayStanceInput>,
    /// With whom one should speak. One of stance and referral is required.
    referral: Option<TakeawayReferralInput>,
}

/// Where a state stands, as was learned under the Chatham House Rule.
#[derive(InputObject)]
struct TakeawayStanceInput {
    /// The code of the state. Required.
    state: Option<String>,
    /// The number of the Act. Required.
    act: Option<i32>,
    /// Where the state stands. Required.
    position: Option<Position>,
    /// Whether the state leads; absent where nothing was said of it.
    leadership: Option<Leadership>,
    /// How sure you are. Required.
    confidence: Option<Confidence>,
    /// Why, in words that do not tell who spoke.
    rationale: Option<String>,
}

/// With whom one should speak, as was learned under the Chatham House Rule. By whom it was given is not kept.
#[derive(InputObject)]
struct TakeawayReferralInput {
    /// The code of the state that it leads to; where absent, that of the contact. One of state and contact is required.
    state: Option<String>,
    /// The id of the contact that it leads to, of a state. One of state and contact is required.
    contact: Option<ID>,
    /// The number of the Act; absent means all Acts.
    act: Option<i32>,
    /// The id of the city where one should speak.
    city: Option<ID>,
    /// Where the state is said to stand.
    hint: Option<Position>,
    /// What else was said, in words that do not tell who spoke.
    note: Option<String>,
}

/// Something to make public. All fields but the id and the revision are for takeaways alone.
#[derive(InputObject)]
pub(super) struct PublishInput {
    /// The id of what is to become public: a stance, contact, follow-up, report, priority, question, referral, piece of
    /// evidence or open meeting; or a takeaway. Personal details never become public.
    id: ID,
    /// Of a takeaway: the ids of the public evidence that the new stance or referral rests on. At least one piece, here or as newEvidence.
    evidence: Option<Vec<ID>>,
    /// Of a takeaway: public evidence that is not recorded yet.
    new_evidence: Option<AddEvidenceInput>,
    /// Of a takeaway that is a stance: the day the position was held by that evidence; default the latest date of it.
    observed_on: Option<Date>,
    /// Of a takeaway that is a stance: how sure you are by that evidence; default as sure as the takeaway.
    confidence: Option<Confidence>,
    /// Of a takeaway: why, by that evidence; of a referral it is the note. The words of the takeaway are never carried over.
    rationale: Option<String>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before. For a takeaway it is not kept.
    idempotency_key: Option<String>,
}

/// What became of a takeaway to record. It has no id: whoever recorded it may not see it again.
#[derive(SimpleObject)]
struct RecordTakeawayPayload {
    /// What the Chatham House Rule asks.
    reminder: &'static str,
    /// All that is stored of it, or would be; null where the wish was refused.
    stored: Option<StoredTakeaway>,
    /// Whether it was recorded.
    recorded: bool,
    /// Every mistake of the input; empty where the wish was granted.
    user_errors: Vec<UserError>,
}

/// What became of something to make public.
#[derive(SimpleObject)]
struct PublishPayload {
    /// What is public now; of a takeaway, the new stance or referral. Null where the wish was refused.
    published: Option<Node>,
    /// Every mistake of the input; empty where the wish was granted.
    user_errors: Vec<UserError>,
}

impl Payload for PublishPayload {
    fn done(_: &Context<'_>, entity: AnyRef) -> Result<Self> {
        Ok(Self { published: Some(entity.into()), user_errors: Vec::new() })
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { published: None, user_errors }
    }
}

impl From<RecordTakeawayInput> for Command {
    fn from(it: RecordTakeawayInput) -> Self {
        let RecordTakeawayInput { phase, stance, referral, .. } = it;
        let stance = stance.map(|it| command::TakeawayStance {
            state: it.state,
            act: it.act,
            position: it.position.map(Into::into),
            leadership: it.leadership.map(Into::into),
            confidence: it.confidence.map(Into::into),
            rationale: it.rationale,
        });
        let referral = referral.map(|it| command::TakeawayReferral {
            state: it.state,
            contact: it.contact.map(|it| it.0),
            act: it.act,
            city: it.city.map(|it| it.0),
            hint: it.hint.map(Into::into),
            note: it.note,
        });
        Self::Takeaway(Box::new(TakeawayCommand::Record(command::RecordTakeaway { phase, stance, referral })))
    }
}

impl From<PublishInput> for Command {
    fn from(it: PublishInput) -> Self {
        Self::Takeaway(Box::new(TakeawayCommand::Publish(command::Publish {
            id: it.id.0,
            evidence: ids(it.evidence.unwrap_or_default()),
            new_evidence: it.new_evidence.map(Into::into),
            observed_on: it.observed_on.map(Date::text),
            confidence: it.confidence.map(Into::into),
            rationale: it.rationale,
            expected_revision: it.expected_revision,
        })))
    }
}

/// What is learned under the Chatham House Rule, and what becomes public.
#[derive(Default)]
pub(crate) struct TakeawayMutation;

/// What is learned under the Chatham House Rule, and what becomes public.
#[Object]
impl TakeawayMutation {
    /// Records what was learned under the Chatham House Rule, without any sign of who said it, who recorded it, when, or
    /// where. Coordinators alone see it afterwards.
    async fn record_takeaway(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was learned under the Chatham House Rule.")] input: RecordTakeawayInput,
    ) -> Result<RecordTakeawayPayload> {
        let session = ctx.session();
        let rehearse = input.rehearse;
        let (caller, command) = (&session.caller, input.into());
        let (actor, clearance) = (caller.actor.clone(), caller.clearance.clone());
        let request = Request { command, actor, clearance, once: None };
        let outcome = if rehearse {
            session.store.rehearse(&request)
        } else {
            let answer = session.store.submit(request).await.map_err(|fault| unavailable(&fault))?;
            session.advance(Arc::clone(&answer.snapshot));
            answer.outcome
        };
        let reminder = REMINDER;
        match outcome {
            Ok(outcome) => {
                let stored = outcome.takeaway.and_then(|it| StoredTakeaway::of(ctx.view(), &it));
                let stored = Some(stored.ok_or_else(|| internal(ctx))?);
                Ok(RecordTakeawayPayload { reminder, stored, recorded: !rehearse, user_errors: Vec::new() })
            }
            Err(rejection) => {
                let user_errors = rejection.errors.into_iter().map(Into::into).collect();
                Ok(RecordTakeawayPayload { reminder, stored: None, recorded: false, user_errors })
            }
        }
    }

    /// Makes something public. What was learned under the Chatham House Rule stays hidden; a new stance or referral says the
    /// same, resting on public evidence alone, and nothing leads from it to the takeaway. For coordinators.
    async fn publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Something to make public.")] input: PublishInput,
    ) -> Result<PublishPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
