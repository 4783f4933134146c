//! Wishes about what is learned under the Chatham House Rule, and what becomes public.

use super::AddEvidence;
use crate::domain::{Confidence, Leadership, Position};

/// A wish about what is learned under the Chatham House Rule, and what becomes public.
#[derive(Clone, Debug, PartialEq)]
pub enum TakeawayCommand {
    /// Record what was learned, and nothing of how.
    Record(RecordTakeaway),
    /// Make something public.
    Publish(Publish),
}

impl TakeawayCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Record(_) => "recordTakeaway",
            Self::Publish(_) => "publish",
        }
    }
}

/// See [`TakeawayCommand::Record`]. One of the two is to be given.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entities")]
pub struct RecordTakeaway {
    pub phase: Option<i32>,
    pub stance: Option<TakeawayStance>,
    pub referral: Option<TakeawayReferral>,
}

/// Where a state stands, as was learned.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct TakeawayStance {
    pub state: Option<String>,
    pub act: Option<i32>,
    pub position: Option<Position>,
    pub leadership: Option<Leadership>,
    pub confidence: Option<Confidence>,
    pub rationale: Option<String>,
}

/// With whom one should speak, as was learned.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct TakeawayReferral {
    pub state: Option<String>,
    pub contact: Option<String>,
    pub act: Option<i32>,
    pub city: Option<String>,
    pub hint: Option<Position>,
    pub note: Option<String>,
}

/// See [`TakeawayCommand::Publish`]. All but the id is for what was learned under the Chatham House Rule.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entities")]
pub struct Publish {
    pub id: String,
    pub evidence: Vec<String>,
    pub new_evidence: Option<AddEvidence>,
    pub observed_on: Option<String>,
    pub confidence: Option<Confidence>,
    pub rationale: Option<String>,
    pub expected_revision: Option<i32>,
}
