//! Stances: one assessor's assessment of one state on one Act. Never overwritten; a mistake is retracted.

use arcstr::ArcStr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Day;
use super::campaign::{Act, Phase};
use super::clearance::Marking;
use super::evidence::Evidence;
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::place::State;
use super::report::Report;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Where a state stands. Nobody having assessed it is no position.
    Position {
        /// For the demands of the Act.
        Positive = "positive",
        /// Undecided, or tied to conditions.
        OnTheFence = "on_the_fence",
        /// Against.
        Negative = "negative",
    }
}

vocabulary! {
    /// Whether a state leads, for whatever position.
    Leadership {
        /// It leads.
        Leads = "leads",
        /// It could: a target, not a weaker leader.
        CanLead = "can_lead",
        /// Assessed as neither.
        None = "none",
    }
}

vocabulary! {
    /// How sure the assessor is, the least first.
    Confidence {
        /// Not very.
        Low = "low",
        /// Fairly.
        Medium = "medium",
        /// Very.
        High = "high",
    }
}

/// One assessment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stance {
    /// Its key.
    pub id: Id<Stance>,
    /// The state assessed.
    pub state: Id<State>,
    /// The Act it is about.
    pub act: Id<Act>,
    /// Where the state stands.
    pub position: Position,
    /// Whether it leads; absent where the assessment says nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leadership: Option<Leadership>,
    /// The day the position was held.
    pub observed_on: Day,
    /// How sure the assessor is.
    pub confidence: Confidence,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<ArcStr>,
    /// What it rests on, as recorded.
    pub evidence: Box<[Id<Evidence>]>,
    /// Who assessed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed_by: Option<Id<Organisation>>,
    /// The report it rests on, besides evidence or in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id<Report>>,
    /// Of a takeaway, the phase it is of: it was learned under the Chatham House Rule, and nothing else is kept of how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takeaway: Option<Id<Phase>>,
    /// Who may see it.
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did, or nobody may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// That it was a mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retraction: Option<Box<Retraction>>,
}
links!(Stance {
    state: State,
    act: Act,
    evidence: Evidence,
    assessed_by: AssessedBy,
    report: Report,
    takeaway: Phase,
    recorded_by: RecordedBy,
});

/// A stance taken back. It counts on no day, and stays in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retraction {
    /// The day it was taken back.
    pub on: Day,
    /// Why; absent only in imported files that do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ArcStr>,
}
