//! What civil society agrees on under an Act: its priorities, and the questions it puts to governments.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Day;
use super::campaign::Act;
use super::clearance::Marking;
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::report::Report;
use super::vocabulary::vocabulary;

vocabulary! {
    /// How urgent a priority is, the most urgent first.
    Urgency {
        /// Before all else.
        High = "high",
        /// Soon.
        Medium = "medium",
        /// Later.
        Low = "low",
    }
}

vocabulary! {
    /// To whom something applies: its complementarity with the compact on refugees.
    AppliesTo {
        /// Migrants only.
        Migrants = "migrants",
        /// Refugees only.
        Refugees = "refugees",
        /// Both.
        Both = "both",
    }
}

/// A key message of an Act. How far it is shared is told by who endorses it, never by yes or no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Priority {
    /// Its key.
    pub id: Id<Priority>,
    /// The Act.
    pub act: Id<Act>,
    /// The message.
    pub text: ArcStr,
    /// How urgent it is.
    pub urgency: Urgency,
    /// To whom it applies.
    pub applies_to: AppliesTo,
    /// Who endorses it, in the order in which they did.
    #[serde(default)]
    pub endorsed_by: Box<[Id<Organisation>]>,
    /// That there is no agreement on a part of it for the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<Box<Disagreement>>,
    /// The report it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id<Report>>,
    /// The day from which on it is one: of the session, or on which it was added. Absent means always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_on: Option<Day>,
    /// Who may see it.
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}
links!(Priority { act: Act, endorsed_by: EndorsedBy, report: Report, recorded_by: RecordedBy });

/// An agreement to disagree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disagreement {
    /// About what.
    pub about: ArcStr,
    /// The day on which it is looked at again.
    pub revisit_on: Day,
}

/// One of the three questions to the governments at the table on an Act. They are the same for every state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its key.
    pub id: Id<Question>,
    /// The Act.
    pub act: Id<Act>,
    /// Which of the three, from 1 on.
    pub number: u16,
    /// The question.
    pub text: ArcStr,
    /// How the argument is built, with practices and mechanisms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<ArcStr>,
    /// The report it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id<Report>>,
    /// Whether it is asked no longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Who may see it.
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}
links!(Question { act: Act, report: Report, recorded_by: RecordedBy });
