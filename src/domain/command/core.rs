//! The core writes: organisations, evidence, stances, contacts, follow-ups.

use super::Patch;
use crate::domain::{Confidence, EvidenceKind, Leadership, Level, Marking, Position};

/// See [`super::Command::AddOrganisation`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddOrganisation {
    pub key: Option<String>,
    pub name: Option<String>,
    pub short_name: Option<String>,
    pub members: Vec<String>,
}

/// See [`super::Command::UpdateOrganisation`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateOrganisation {
    pub organisation: String,
    pub expected_revision: Option<i32>,
    pub name: Patch<String>,
    pub short_name: Patch<String>,
    pub members: Patch<Vec<String>>,
}

/// See [`super::Command::AddEvidence`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddEvidence {
    pub key: Option<String>,
    pub kind: Option<EvidenceKind>,
    pub title: Option<String>,
    pub date: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub state: Option<String>,
    pub meeting: Option<String>,
    pub marking: Option<Marking>,
}

/// See [`super::Command::RecordStance`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct RecordStance {
    pub key: Option<String>,
    pub state: Option<String>,
    pub act: Option<i32>,
    pub position: Option<Position>,
    pub leadership: Option<Leadership>,
    pub observed_on: Option<String>,
    pub confidence: Option<Confidence>,
    pub rationale: Option<String>,
    pub evidence: Vec<String>,
    pub new_evidence: Option<AddEvidence>,
    pub assessed_by: Option<String>,
    pub marking: Option<Marking>,
}

/// See [`super::Command::RetractStance`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct RetractStance {
    pub stance: String,
    pub reason: Option<String>,
    pub expected_revision: Option<i32>,
}

/// See [`super::Command::AddContact`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddContact {
    pub key: Option<String>,
    pub state: Option<String>,
    pub body: Option<String>,
    pub city: Option<String>,
    pub post: Option<String>,
    pub institution: Option<String>,
    pub level: Option<Level>,
    pub acts: Vec<i32>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub source: Option<String>,
    pub kept_until: Option<String>,
    pub marking: Option<Marking>,
}

/// See [`super::Command::UpdateContact`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateContact {
    pub contact: String,
    pub expected_revision: Option<i32>,
    pub city: Patch<String>,
    pub post: Patch<String>,
    pub institution: Patch<String>,
    pub level: Patch<Level>,
    pub acts: Patch<Vec<i32>>,
    pub name: Patch<String>,
    pub email: Patch<String>,
    pub phone: Patch<String>,
    pub source: Patch<String>,
    pub kept_until: Patch<String>,
    pub marking: Patch<Marking>,
}

/// See [`super::Command::PlanFollowUp`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct PlanFollowUp {
    pub key: Option<String>,
    pub purpose: Option<String>,
    pub state: Option<String>,
    pub body: Option<String>,
    pub act: Option<i32>,
    pub contact: Option<String>,
    pub city: Option<String>,
    pub level: Option<Level>,
    pub assignee: Option<String>,
    pub due: Option<String>,
    pub marking: Option<Marking>,
}

/// See [`super::Command::UpdateFollowUp`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateFollowUp {
    pub follow_up: String,
    pub expected_revision: Option<i32>,
    pub purpose: Patch<String>,
    pub contact: Patch<String>,
    pub city: Patch<String>,
    pub level: Patch<Level>,
    pub assignee: Patch<String>,
    pub due: Patch<String>,
}

/// See [`super::Command::CompleteFollowUp`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct CompleteFollowUp {
    pub follow_up: String,
    pub expected_revision: Option<i32>,
    pub completed_on: Option<String>,
    pub outcome: Option<String>,
    pub under_the_rule: bool,
}

/// See [`super::Command::CancelFollowUp`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct CancelFollowUp {
    pub follow_up: String,
    pub expected_revision: Option<i32>,
    pub reason: Option<String>,
}
