//! Writes about referrals and trips, and their inputs.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use super::given::{date, patch, text};
use super::{payloads, submit};
use crate::api::types::scalar::Date;
use crate::api::vocabulary::{Marking, Position, ReferralStatus, TripStatus};
use crate::domain::Command;
use crate::domain::command::{self, ReferralCommand};
use crate::domain::{Referral, Trip};

/// A referral to add: to a state, or to a post of one. What was learned under the Chatham House Rule is no referral but a takeaway.
#[derive(InputObject)]
struct AddReferralInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others, and always
    /// where it is restricted.
    key: Option<String>,
    /// The code of the state it leads to; where absent, that of the contact. One of state and contact is required.
    state: Option<String>,
    /// The id of the contact it leads to, of a state. One of state and contact is required.
    contact: Option<ID>,
    /// The number of the Act; absent means all Acts.
    act: Option<i32>,
    /// The id of the city where one should speak.
    city: Option<ID>,
    /// Where the state is said to stand.
    hint: Option<Position>,
    /// The id of the contact who gave it.
    given_by: Option<ID>,
    /// What else was said.
    note: Option<String>,
    /// Who may see it; default COALITION.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A change of a referral. What is absent stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateReferralInput {
    /// The id of the referral. A takeaway takes no change.
    referral: ID,
    /// What became of it; cannot be cleared.
    status: MaybeUndefined<ReferralStatus>,
    /// The id of the city where one should speak.
    city: MaybeUndefined<ID>,
    /// Where the state is said to stand.
    hint: MaybeUndefined<Position>,
    /// What else was said.
    note: MaybeUndefined<String>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A trip to plan.
#[derive(InputObject)]
struct PlanTripInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others, and always
    /// where it is restricted.
    key: Option<String>,
    /// The id of the organisation that travels; default the caller's own, and required of callers without one.
    organisation: Option<ID>,
    /// The id of the advocate who travels, of that organisation.
    advocate: Option<ID>,
    /// The id of the city. Required.
    city: Option<ID>,
    /// The first day there. Required.
    from: Option<Date>,
    /// The last day there. Required.
    to: Option<Date>,
    /// How certain it is: PLANNED, the default, or CONFIRMED.
    status: Option<TripStatus>,
    /// Who may see it; default COALITION.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A change of a trip. What is absent stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateTripInput {
    /// The id of the trip.
    trip: ID,
    /// The id of the advocate who travels, of the trip's organisation.
    advocate: MaybeUndefined<ID>,
    /// The first day there; cannot be cleared.
    from: MaybeUndefined<Date>,
    /// The last day there; cannot be cleared.
    to: MaybeUndefined<Date>,
    /// PLANNED or CONFIRMED; cannot be cleared.
    status: MaybeUndefined<TripStatus>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A trip to call off.
#[derive(InputObject)]
struct CancelTripInput {
    /// The id of the trip.
    trip: ID,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

impl From<AddReferralInput> for Command {
    fn from(it: AddReferralInput) -> Self {
        Self::Referral(ReferralCommand::AddReferral(Box::new(command::AddReferral {
            key: it.key,
            state: it.state,
            contact: text(it.contact),
            act: it.act,
            city: text(it.city),
            hint: it.hint.map(Into::into),
            given_by: text(it.given_by),
            note: it.note,
            marking: it.marking.map(Into::into),
        })))
    }
}

impl From<UpdateReferralInput> for Command {
    fn from(it: UpdateReferralInput) -> Self {
        Self::Referral(ReferralCommand::UpdateReferral(Box::new(command::UpdateReferral {
            referral: it.referral.0,
            expected_revision: it.expected_revision,
            status: patch(it.status, Into::into),
            city: patch(it.city, |it| it.0),
            hint: patch(it.hint, Into::into),
            note: patch(it.note, |it| it),
        })))
    }
}

impl From<PlanTripInput> for Command {
    fn from(it: PlanTripInput) -> Self {
        Self::Referral(ReferralCommand::PlanTrip(Box::new(command::PlanTrip {
            key: it.key,
            organisation: text(it.organisation),
            advocate: text(it.advocate),
            city: text(it.city),
            from: date(it.from),
            to: date(it.to),
            status: it.status.map(Into::into),
            marking: it.marking.map(Into::into),
        })))
    }
}

impl From<UpdateTripInput> for Command {
    fn from(it: UpdateTripInput) -> Self {
        Self::Referral(ReferralCommand::UpdateTrip(Box::new(command::UpdateTrip {
            trip: it.trip.0,
            expected_revision: it.expected_revision,
            advocate: patch(it.advocate, |it| it.0),
            from: patch(it.from, Date::text),
            to: patch(it.to, Date::text),
            status: patch(it.status, Into::into),
        })))
    }
}

impl From<CancelTripInput> for Command {
    fn from(it: CancelTripInput) -> Self {
        let CancelTripInput { trip, expected_revision, .. } = it;
        Self::Referral(ReferralCommand::CancelTrip(command::CancelTrip { trip: trip.0, expected_revision }))
    }
}

payloads! {
    /// What became of a referral to add.
    AddReferralPayload { referral: Referral },
    /// What became of a change of a referral.
    UpdateReferralPayload { referral: Referral },
    /// What became of a trip to plan.
    PlanTripPayload { trip: Trip },
    /// What became of a change of a trip.
    UpdateTripPayload { trip: Trip },
    /// What became of a trip to call off.
    CancelTripPayload { trip: Trip },
}

/// Writes about referrals and trips.
#[derive(Default)]
pub(crate) struct ReferralMutation;

/// Writes about referrals and trips.
#[Object]
impl ReferralMutation {
    /// Adds a referral: with whom else one should speak, as somebody has said.
    async fn add_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The referral to add.")] input: AddReferralInput,
    ) -> Result<AddReferralPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Says what became of a referral, or more of it. A public one that anybody but a coordinator notes something on is
    /// COALITION from then on.
    async fn update_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of a referral.")] input: UpdateReferralInput,
    ) -> Result<UpdateReferralPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Plans a trip of an organisation to a city.
    async fn plan_trip(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The trip to plan.")] input: PlanTripInput,
    ) -> Result<PlanTripPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes a trip that is not called off.
    async fn update_trip(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of a trip.")] input: UpdateTripInput,
    ) -> Result<UpdateTripPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Calls a trip off.
    async fn cancel_trip(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The trip to call off.")] input: CancelTripInput,
    ) -> Result<CancelTripPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
