//! Evidence: what an assessment rests on.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Day;
use super::clearance::Marking;
use super::id::Id;
use super::links::links;
use super::meeting::Meeting;
use super::organisation::Organisation;
use super::place::State;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What sort of evidence it is.
    EvidenceKind {
        /// A document.
        Document = "document",
        /// A treaty signed, ratified or acceded to.
        Treaty = "treaty",
        /// An office held.
        Office = "office",
        /// An announcement.
        Announcement = "announcement",
        /// A statement.
        Statement = "statement",
        /// A vote cast.
        Vote = "vote",
        /// Anything else.
        Other = "other",
    }
}

/// A document, or a fact about a state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its key.
    pub id: Id<Evidence>,
    /// What sort of evidence.
    pub kind: EvidenceKind,
    /// Its title.
    pub title: ArcStr,
    /// The last day of the period known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<ArcStr>,
    /// Where it is found: http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<ArcStr>,
    /// The state it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Id<State>>,
    /// The meeting at which it came about. Never one under the Chatham House Rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Id<Meeting>>,
    /// Who may see it. What was recorded before evidence had markings is public.
    #[serde(default = "public")]
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}
links!(Evidence { state: State, meeting: Meeting, recorded_by: RecordedBy });

fn public() -> Marking {
    Marking::Public
}
