//! The core writes: organisations, evidence, stances, follow-ups.

mod inputs;

use async_graphql::{Context, Object, Result};

use super::{payloads, submit};
use crate::domain::{Evidence, FollowUp, Organisation, Stance};
pub(super) use inputs::AddEvidenceInput;
use inputs::*;

payloads! {
    /// What became of an organisation to add.
    AddOrganisationPayload { organisation: Organisation },
    /// What became of a change of an organisation.
    UpdateOrganisationPayload { organisation: Organisation },
    /// What became of a piece of evidence to add.
    AddEvidencePayload { evidence: Evidence },
    /// What became of an assessment to record.
    RecordStancePayload { stance: Stance },
    /// What became of an assessment to take back.
    RetractStancePayload { stance: Stance },
    /// What became of a follow-up to plan.
    PlanFollowUpPayload { follow_up: FollowUp },
    /// What became of a change of a follow-up.
    UpdateFollowUpPayload { follow_up: FollowUp },
    /// What became of a follow-up to close as done.
    CompleteFollowUpPayload { follow_up: FollowUp },
    /// What became of a follow-up to call off.
    CancelFollowUpPayload { follow_up: FollowUp },
}

/// The core writes.
#[derive(Default)]
pub(crate) struct CoreMutation;

/// The core writes.
#[Object]
impl CoreMutation {
    /// Adds an organisation.
    async fn add_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation to add.")] input: AddOrganisationInput,
    ) -> Result<AddOrganisationPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes an organisation; its roles stay. For coordinators.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of an organisation.")] input: UpdateOrganisationInput,
    ) -> Result<UpdateOrganisationPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Adds a piece of evidence.
    async fn add_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The piece of evidence to add.")] input: AddEvidenceInput,
    ) -> Result<AddEvidencePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Records an assessment, with the evidence it rests on.
    async fn record_stance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The assessment to record.")] input: RecordStanceInput,
    ) -> Result<RecordStancePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Takes back an assessment that was a mistake. It stays in the history and counts on no day. One that is public is taken
    /// back by coordinators: whoever saw it learns that, and why.
    async fn retract_stance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The assessment to take back.")] input: RetractStanceInput,
    ) -> Result<RetractStancePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Plans a follow-up.
    async fn plan_follow_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The follow-up to plan.")] input: PlanFollowUpInput,
    ) -> Result<PlanFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes an open follow-up. A public one that anybody but a coordinator words anew is COALITION from then on.
    async fn update_follow_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of an open follow-up.")] input: UpdateFollowUpInput,
    ) -> Result<UpdateFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Closes a follow-up as done, with its day and its outcome; without both where it was met under the Chatham House
    /// Rule. A public one that anybody but a coordinator closes with an outcome is COALITION from then on.
    async fn complete_follow_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The follow-up to close as done.")] input: CompleteFollowUpInput,
    ) -> Result<CompleteFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Calls a follow-up off, with the reason. A public one that anybody but a coordinator calls off is COALITION from then on.
    async fn cancel_follow_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The follow-up to call off.")] input: CancelFollowUpInput,
    ) -> Result<CancelFollowUpPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
