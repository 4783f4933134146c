//! Meetings: what kinds there are, whether the Chatham House Rule holds, and which governments are expected.
//! Who attends is in `attendance`; what a meeting of each kind may be is decided by the store.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::campaign::Act;
use super::clearance::Marking;
use super::id::Id;
use super::links::links;
use super::local_time::LocalTime;
use super::organisation::Organisation;
use super::place::{City, State};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What sort of meeting it is.
    MeetingKind {
        /// A group session of civil society on one Act.
        GroupSession = "group_session",
        /// A table with governments on one Act.
        Table = "table",
        /// A table that nobody planned.
        SpontaneousTable = "spontaneous_table",
        /// Everybody together; also a whole gathering that other meetings are parts of.
        Plenary = "plenary",
        /// A consultation.
        Consultation = "consultation",
        /// A round of negotiations.
        NegotiationRound = "negotiation_round",
        /// A hearing.
        Hearing = "hearing",
        /// A webinar.
        Webinar = "webinar",
        /// With one government or body.
        Bilateral = "bilateral",
    }
}

vocabulary! {
    /// What may be said of a meeting afterwards.
    Rule {
        /// Everything.
        Open = "open",
        /// What was said, but neither by whom nor who was there. Once on a meeting, it stays.
        ChathamHouse = "chatham_house",
    }
}

impl MeetingKind {
    /// Whether advocates record such meetings themselves, of what they met with; the others are planned.
    pub fn is_for_advocates(self) -> bool {
        matches!(self, Self::SpontaneousTable | Self::Bilateral)
    }
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its key.
    pub id: Id<Meeting>,
    /// What sort of meeting.
    pub kind: MeetingKind,
    /// What it is called.
    pub title: ArcStr,
    /// The Act it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Id<Act>>,
    /// Where.
    pub city: Id<City>,
    /// When it begins, by the clocks there.
    pub start: LocalTime,
    /// When it ends, by the clocks there.
    pub end: LocalTime,
    /// What may be said of it.
    pub rule: Rule,
    /// In which of several rounds that follow one another; sessions of one round are at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u16>,
    /// The gathering it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Id<Meeting>>,
    /// How many places there are for civil society.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u16>,
    /// How many places there are for delegates of governments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub government_places: Option<u16>,
    /// Who may see it, besides those who attend.
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}
links!(Meeting { act: Act, city: City, part_of: PartOf, recorded_by: RecordedBy });

impl Meeting {
    /// Whether it is a table with governments, planned or not.
    pub fn is_table(&self) -> bool {
        matches!(self.kind, MeetingKind::Table | MeetingKind::SpontaneousTable)
    }

    /// Whether it is of a kind that advocates record themselves.
    pub fn is_for_advocates(&self) -> bool {
        self.kind.is_for_advocates()
    }

    /// Whether it is at the same time as another of the same gathering: in the same round, or, where either has none, by
    /// the clock. Those that are part of no gathering have no rounds in common, and clocks of one city alone.
    pub fn meets_beside(&self, other: &Self) -> bool {
        let is_loose = self.part_of.is_none() && other.part_of.is_none();
        match (self.round, other.round) {
            (Some(one), Some(other)) if !is_loose => one == other,
            _ => (!is_loose || self.city == other.city) && self.start < other.end && other.start < self.end,
        }
    }

    /// Whether its marking keeps the Chatham House Rule, if that holds. Everybody may not know of any such meeting. Of a
    /// bilateral one, and of a table that an advocate recorded, even that one met would tell who did.
    pub fn is_kept_apart(&self) -> bool {
        let tells_who_met =
            self.kind == MeetingKind::Bilateral || self.is_for_advocates() && self.recorded_by.is_some();
        match self.marking {
            _ if !self.is_under_the_rule() => true,
            Marking::Public => false,
            Marking::Coalition => !tells_who_met,
            Marking::Restricted => true,
        }
    }

    /// Whether it is the session to which a table of the same gathering belongs: the one on its Act.
    pub fn is_session_for(&self, table: &Self) -> bool {
        self.kind == MeetingKind::GroupSession
            && table.act.is_some()
            && self.act == table.act
            && self.part_of == table.part_of
    }

    /// Whether the Chatham House Rule holds.
    pub fn is_under_the_rule(&self) -> bool {
        self.rule == Rule::ChathamHouse
    }
}

/// That a government is expected at a meeting. An entity of its own, so that a change of it is no change of the
/// meeting, which others see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// Its key: random.
    pub id: Id<Expectation>,
    /// The meeting.
    pub meeting: Id<Meeting>,
    /// The state.
    pub state: Id<State>,
    /// Whether it is expected no longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}
links!(Expectation { meeting: Meeting, state: State });
