//! Follow-ups: who meets whom, by when and at what level.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Day;
use super::campaign::Act;
use super::clearance::Marking;
use super::contact::{Contact, Level};
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::place::{Body, City, State};
use super::report::Report;
use super::vocabulary::vocabulary;

vocabulary! {
    /// How far a follow-up has come.
    FollowUpStatus {
        /// Still to be done.
        Open = "open",
        /// Done.
        Done = "done",
        /// Called off.
        Cancelled = "cancelled",
    }
}

/// A planned meeting with a state or a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its key.
    pub id: Id<FollowUp>,
    /// What for.
    pub purpose: ArcStr,
    /// The state addressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Id<State>>,
    /// The body addressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Id<Body>>,
    /// The Act it is about; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Id<Act>>,
    /// Whom to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Id<Contact>>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Id<City>>,
    /// At what level.
    pub level: Level,
    /// Who does it.
    pub assignee: Id<Organisation>,
    /// By when.
    pub due: Day,
    /// How far it has come.
    pub progress: Progress,
    /// The report that proposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id<Report>>,
    /// Who may see it.
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}
links!(FollowUp {
    state: State,
    body: Body,
    act: Act,
    contact: Contact,
    city: City,
    assignee: Assignee,
    report: Report,
    recorded_by: RecordedBy,
});

/// How far a follow-up has come, with what each stage brings along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// Still to be done.
    Open,
    /// Done.
    Done {
        /// The day; none where it was met under the Chatham House Rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Day>,
        /// What came of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<ArcStr>,
    },
    /// Called off.
    Cancelled {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<ArcStr>,
    },
}

impl FollowUp {
    /// How far it has come, in a word.
    pub fn status(&self) -> FollowUpStatus {
        match self.progress {
            Progress::Open => FollowUpStatus::Open,
            Progress::Done { .. } => FollowUpStatus::Done,
            Progress::Cancelled { .. } => FollowUpStatus::Cancelled,
        }
    }

    /// The day it was done.
    pub fn completed_on(&self) -> Option<Day> {
        match self.progress {
            Progress::Done { on, .. } => on,
            _ => None,
        }
    }

    /// Whether it was met under the Chatham House Rule: it is done, and nothing says when.
    pub fn is_undated(&self) -> bool {
        matches!(self.progress, Progress::Done { on: None, .. })
    }

    /// Whether it is open and due before this day.
    pub fn is_overdue(&self, day: Day) -> bool {
        self.progress == Progress::Open && self.due < day
    }
}
