//! Wishes: what a caller asks to change, as it was asked. Nothing here has been checked; texts, days, codes and
//! ids stand as the caller wrote them, so that one decision can name every mistake at once.

use super::kinds::Entity;
use super::{Confidence, EvidenceKind, Leadership, Level, Marking, Position};

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Add an organisation.
    AddOrganisation(AddOrganisation),
    /// Add a piece of evidence.
    AddEvidence(AddEvidence),
    /// Record an assessment.
    RecordStance(Box<RecordStance>),
    /// Take an assessment back.
    RetractStance(RetractStance),
    /// Add a contact.
    AddContact(Box<AddContact>),
    /// Change a contact.
    UpdateContact(Box<UpdateContact>),
    /// Plan a follow-up.
    PlanFollowUp(Box<PlanFollowUp>),
    /// Change an open follow-up.
    UpdateFollowUp(Box<UpdateFollowUp>),
    /// Close a follow-up as done.
    CompleteFollowUp(CompleteFollowUp),
    /// Close a follow-up as called off.
    CancelFollowUp(CancelFollowUp),
    /// Bring in entities from files, by key.
    Import(Vec<Entity>),
}

impl Command {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AddOrganisation(_) => "addOrganisation",
            Self::AddEvidence(_) => "addEvidence",
            Self::RecordStance(_) => "recordStance",
            Self::RetractStance(_) => "retractStance",
            Self::AddContact(_) => "addContact",
            Self::UpdateContact(_) => "updateContact",
            Self::PlanFollowUp(_) => "planFollowUp",
            Self::UpdateFollowUp(_) => "updateFollowUp",
            Self::CompleteFollowUp(_) => "completeFollowUp",
            Self::CancelFollowUp(_) => "cancelFollowUp",
            Self::Import(_) => "import",
        }
    }
}

/// What a change asks of one property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Leave it.
    #[default]
    Keep,
    /// Empty it.
    Clear,
    /// Make it this.
    Set(T),
}

/// See [`Command::AddOrganisation`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddOrganisation {
    pub key: Option<String>,
    pub name: Option<String>,
    pub short_name: Option<String>,
}

/// See [`Command::AddEvidence`].
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
}

/// See [`Command::RecordStance`].
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

/// See [`Command::RetractStance`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct RetractStance {
    pub stance: String,
    pub reason: Option<String>,
    pub expected_revision: Option<i32>,
}

/// See [`Command::AddContact`].
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
}

/// See [`Command::UpdateContact`].
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
}

/// See [`Command::PlanFollowUp`].
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

/// See [`Command::UpdateFollowUp`].
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

/// See [`Command::CompleteFollowUp`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct CompleteFollowUp {
    pub follow_up: String,
    pub expected_revision: Option<i32>,
    pub completed_on: Option<String>,
    pub outcome: Option<String>,
}

/// See [`Command::CancelFollowUp`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct CancelFollowUp {
    pub follow_up: String,
    pub expected_revision: Option<i32>,
    pub reason: Option<String>,
}
