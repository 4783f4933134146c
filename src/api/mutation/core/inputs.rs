//! Inputs of these mutations as callers write them, and the commands they become. Fields that are needed may still be
//! absent here: what is missing is said together with all other mistakes.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::api::mutation::given::{date, ids, patch, text};
use crate::api::types::scalar::Date;
use crate::api::vocabulary::{Confidence, EvidenceKind, Leadership, Level, Marking, Position};
use crate::domain::Command;
use crate::domain::command;

/// An organisation to add.
#[derive(InputObject)]
pub(in crate::api::mutation) struct AddOrganisationInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others.
    key: Option<String>,
    /// Its name. Required.
    name: Option<String>,
    /// Its abbreviation.
    short_name: Option<String>,
    /// The ids of the organisations that are its members, each once.
    members: Option<Vec<ID>>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// A change of an organisation: what is absent stays, null empties it.
#[derive(InputObject)]
pub(in crate::api::mutation) struct UpdateOrganisationInput {
    /// The id of the organisation.
    organisation: ID,
    /// Its name; cannot be cleared.
    name: MaybeUndefined<String>,
    /// Its abbreviation.
    short_name: MaybeUndefined<String>,
    /// The ids of all organisations that are its members, each once, in place of those there were. None is its own member.
    members: MaybeUndefined<Vec<ID>>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// A piece of evidence to add.
#[derive(InputObject)]
pub(in crate::api::mutation) struct AddEvidenceInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others.
    key: Option<String>,
    /// What sort of evidence it is. Required.
    kind: Option<EvidenceKind>,
    /// Its title. Required.
    title: Option<String>,
    /// Its date; where only a month or a year is known, the last day of it.
    date: Option<Date>,
    /// Who published it.
    publisher: Option<String>,
    /// Its address on the web, http or https.
    url: Option<String>,
    /// The code of the state it is about.
    state: Option<String>,
    /// The id of the meeting at which it came about; never one under the Chatham House Rule.
    meeting: Option<ID>,
    /// Who may see it; default COALITION, or, inside another input, as what it is evidence for.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before. Inside another input it says nothing.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// An assessment to record.
#[derive(InputObject)]
pub(in crate::api::mutation) struct RecordStanceInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others, and always
    /// where it is restricted.
    key: Option<String>,
    /// The code of the state. Required.
    state: Option<String>,
    /// The number of the Act. Required.
    act: Option<i32>,
    /// Where the state stands. Required.
    position: Option<Position>,
    /// Whether the state leads; absent where the assessment says nothing of it.
    leadership: Option<Leadership>,
    /// The day the position was held. Required, and not in the future.
    observed_on: Option<Date>,
    /// How sure you are. Required.
    confidence: Option<Confidence>,
    /// Why.
    rationale: Option<String>,
    /// The ids of the evidence it rests on. At least one piece, here or as newEvidence.
    evidence: Option<Vec<ID>>,
    /// Evidence that is not recorded yet; it is added with the stance. Evidence is public, whoever may see the stance.
    new_evidence: Option<AddEvidenceInput>,
    /// The id of the organisation that assessed it.
    assessed_by: Option<ID>,
    /// Who may see it; default COALITION.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// An assessment to take back.
#[derive(InputObject)]
pub(in crate::api::mutation) struct RetractStanceInput {
    /// The id of the stance.
    stance: ID,
    /// Why. Required.
    reason: Option<String>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// A follow-up to plan: on a state or on a body.
#[derive(InputObject)]
pub(in crate::api::mutation) struct PlanFollowUpInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others, and always
    /// where it is restricted.
    key: Option<String>,
    /// What for. Required.
    purpose: Option<String>,
    /// The code of the state addressed. One of state and body is required.
    state: Option<String>,
    /// The id of the body addressed. One of state and body is required.
    body: Option<ID>,
    /// The number of the Act; absent means all Acts.
    act: Option<i32>,
    /// The id of the contact to meet.
    contact: Option<ID>,
    /// The id of the city.
    city: Option<ID>,
    /// At what level. Required.
    level: Option<Level>,
    /// The id of the organisation that does it. Required. Advocates name their own; coordinators name any.
    assignee: Option<ID>,
    /// By when. Required.
    due: Option<Date>,
    /// Who may see it; default COALITION.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// A change of an open follow-up. What is absent stays, what is null is cleared.
#[derive(InputObject)]
pub(in crate::api::mutation) struct UpdateFollowUpInput {
    /// The id of the follow-up.
    follow_up: ID,
    /// What for; cannot be cleared.
    purpose: MaybeUndefined<String>,
    /// The id of the contact to meet.
    contact: MaybeUndefined<ID>,
    /// The id of the city.
    city: MaybeUndefined<ID>,
    /// At what level; cannot be cleared.
    level: MaybeUndefined<Level>,
    /// The id of the organisation that does it; cannot be cleared. Advocates name their own; coordinators name any.
    assignee: MaybeUndefined<ID>,
    /// By when; cannot be cleared.
    due: MaybeUndefined<Date>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// A follow-up to close as done.
#[derive(InputObject)]
pub(in crate::api::mutation) struct CompleteFollowUpInput {
    /// The id of the follow-up.
    follow_up: ID,
    /// The day it was done. Required, and not in the future; absent where it was met under the Chatham House Rule.
    completed_on: Option<Date>,
    /// What came of it. Required; absent where it was met under the Chatham House Rule.
    outcome: Option<String>,
    /// Whether it was met under the Chatham House Rule: then it closes without day and without text, and no change is told.
    #[graphql(default)]
    under_the_rule: bool,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

/// A follow-up to call off.
#[derive(InputObject)]
pub(in crate::api::mutation) struct CancelFollowUpInput {
    /// The id of the follow-up.
    follow_up: ID,
    /// Why. Required.
    reason: Option<String>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    pub(in crate::api::mutation) idempotency_key: Option<String>,
}

impl From<AddOrganisationInput> for Command {
    fn from(it: AddOrganisationInput) -> Self {
        let AddOrganisationInput { key, name, short_name, members, .. } = it;
        let members = ids(members.unwrap_or_default());
        Self::AddOrganisation(command::AddOrganisation { key, name, short_name, members })
    }
}

impl From<UpdateOrganisationInput> for Command {
    fn from(it: UpdateOrganisationInput) -> Self {
        Self::UpdateOrganisation(command::UpdateOrganisation {
            organisation: it.organisation.0,
            expected_revision: it.expected_revision,
            name: patch(it.name, |it| it),
            short_name: patch(it.short_name, |it| it),
            members: patch(it.members, ids),
        })
    }
}

impl From<AddEvidenceInput> for command::AddEvidence {
    fn from(it: AddEvidenceInput) -> Self {
        Self {
            key: it.key,
            kind: it.kind.map(Into::into),
            title: it.title,
            date: date(it.date),
            publisher: it.publisher,
            url: it.url,
            state: it.state,
            meeting: it.meeting.map(|it| it.0),
            marking: it.marking.map(Into::into),
        }
    }
}

impl From<AddEvidenceInput> for Command {
    fn from(it: AddEvidenceInput) -> Self {
        Self::AddEvidence(it.into())
    }
}

impl From<RecordStanceInput> for Command {
    fn from(it: RecordStanceInput) -> Self {
        Self::RecordStance(Box::new(command::RecordStance {
            key: it.key,
            state: it.state,
            act: it.act,
            position: it.position.map(Into::into),
            leadership: it.leadership.map(Into::into),
            observed_on: date(it.observed_on),
            confidence: it.confidence.map(Into::into),
            rationale: it.rationale,
            evidence: ids(it.evidence.unwrap_or_default()),
            new_evidence: it.new_evidence.map(Into::into),
            assessed_by: text(it.assessed_by),
            marking: it.marking.map(Into::into),
        }))
    }
}

impl From<RetractStanceInput> for Command {
    fn from(it: RetractStanceInput) -> Self {
        let RetractStanceInput { stance, reason, expected_revision, .. } = it;
        Self::RetractStance(command::RetractStance { stance: stance.0, reason, expected_revision })
    }
}

impl From<PlanFollowUpInput> for Command {
    fn from(it: PlanFollowUpInput) -> Self {
        Self::PlanFollowUp(Box::new(command::PlanFollowUp {
            key: it.key,
            purpose: it.purpose,
            state: it.state,
            body: text(it.body),
            act: it.act,
            contact: text(it.contact),
            city: text(it.city),
            level: it.level.map(Into::into),
            assignee: text(it.assignee),
            due: date(it.due),
            marking: it.marking.map(Into::into),
        }))
    }
}

impl From<UpdateFollowUpInput> for Command {
    fn from(it: UpdateFollowUpInput) -> Self {
        Self::UpdateFollowUp(Box::new(command::UpdateFollowUp {
            follow_up: it.follow_up.0,
            expected_revision: it.expected_revision,
            purpose: patch(it.purpose, |it| it),
            contact: patch(it.contact, |it| it.0),
            city: patch(it.city, |it| it.0),
            level: patch(it.level, Into::into),
            assignee: patch(it.assignee, |it| it.0),
            due: patch(it.due, Date::text),
        }))
    }
}

impl From<CompleteFollowUpInput> for Command {
    fn from(it: CompleteFollowUpInput) -> Self {
        Self::CompleteFollowUp(command::CompleteFollowUp {
            follow_up: it.follow_up.0,
            expected_revision: it.expected_revision,
            completed_on: date(it.completed_on),
            outcome: it.outcome,
            under_the_rule: it.under_the_rule,
        })
    }
}

impl From<CancelFollowUpInput> for Command {
    fn from(it: CancelFollowUpInput) -> Self {
        let CancelFollowUpInput { follow_up, reason, expected_revision, .. } = it;
        Self::CancelFollowUp(command::CancelFollowUp { follow_up: follow_up.0, reason, expected_revision })
    }
}
