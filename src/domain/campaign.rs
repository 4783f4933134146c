//! The campaign itself: its Acts, its phases and its milestones. They are data: another campaign brings its own.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::id::Id;
use super::links::links;
use super::place::City;
use super::vocabulary::vocabulary;
use super::{Day, Key};

vocabulary! {
    /// What sort of milestone it is.
    MilestoneKind {
        /// A round of negotiations between governments.
        NegotiationRound = "negotiation",
        /// A draft of the text.
        Draft = "draft",
        /// Another document.
        Document = "document",
        /// A consultation.
        Consultation = "consultation",
        /// A hearing.
        Hearing = "hearing",
        /// A resolution.
        Resolution = "resolution",
        /// A meeting of civil society.
        CivilSociety = "civil-society",
        /// A meeting of governments.
        Intergovernmental = "intergovernmental",
        /// A government's withdrawal.
        Withdrawal = "withdrawal",
        /// A vote.
        Vote = "vote",
        /// A deadline.
        Deadline = "deadline",
        /// Anything else.
        Other = "other",
    }
}

/// One of the headings under which the coalition sorts its demands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Its number, as text.
    pub id: Id<Act>,
    /// Its number.
    pub number: u16,
    /// Its title.
    pub title: ArcStr,
}
links!(Act {});

/// A phase of the process. Phases overlap, so a day may lie in none, one or two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// Its number, as text.
    pub id: Id<Phase>,
    /// Its number.
    pub number: u16,
    /// Its name.
    pub name: ArcStr,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}
links!(Phase {});

/// The key of an Act or a phase.
pub fn numbered(number: u16) -> Key {
    Key::trusted(&number.to_string())
}

/// Something that happens in the process, on one day or over several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its key.
    pub id: Id<Milestone>,
    /// Its title.
    pub title: ArcStr,
    /// What sort of milestone.
    pub kind: MilestoneKind,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Where it takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Id<City>>,
    /// The phase it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Id<Phase>>,
    /// The process it belongs to, such as `gcm`.
    pub process: ArcStr,
}
links!(Milestone { city: City, phase: Phase });
