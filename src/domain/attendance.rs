//! Attendance: who is to be, or was, at a meeting, and as what. It can reveal what a person believes or belongs to: who
//! it is is sealed, and erased on a day that it carries.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Day;
use super::Key;
use super::advocate::Advocate;
use super::contact::Contact;
use super::id::Id;
use super::kinds::Kind;
use super::links::{Reference, links};
use super::meeting::Meeting;
use super::vocabulary::vocabulary;

vocabulary! {
    /// As what a person attends.
    AttendanceRole {
        /// One of the two who lead a group session.
        CoLead = "co_lead",
        /// Who reports on a group session.
        Rapporteur = "rapporteur",
        /// Who sees that a table with governments comes to talk.
        Facilitator = "facilitator",
        /// Of civil society, without another role.
        Participant = "participant",
        /// For a government.
        GovernmentRepresentative = "government_representative",
    }
}

impl AttendanceRole {
    /// Those that write the report of a group session.
    pub const REPORT_WRITERS: &[Self] = &[Self::Rapporteur, Self::CoLead];
}

vocabulary! {
    /// How far it has come that a person attends, the least first.
    AttendanceStage {
        /// Named by a process.
        Nominated = "nominated",
        /// Chosen by the organisers.
        Selected = "selected",
        /// Asked to come.
        Invited = "invited",
        /// Has said yes.
        Confirmed = "confirmed",
        /// Was there.
        Attended = "attended",
        /// Does not come after all, and takes up no place.
        Withdrawn = "withdrawn",
    }
}

/// Who attends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attendee {
    /// A person of an organisation.
    Advocate(Id<Advocate>),
    /// The holder of a post.
    Contact(Id<Contact>),
}

impl Reference for Attendee {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        match self {
            Self::Advocate(it) => it.each(visit),
            Self::Contact(it) => it.each(visit),
        }
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        match self {
            Self::Advocate(it) => it.each_mut(visit),
            Self::Contact(it) => it.each_mut(visit),
        }
    }
}

/// That a person is to be, or was, at a meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attendance {
    /// Its key: random.
    pub id: Id<Attendance>,
    /// The meeting.
    pub meeting: Id<Meeting>,
    /// Who. Sealed in the journal; absent once it is erased: then nobody sees the attendance any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<Attendee>,
    /// As what.
    pub role: AttendanceRole,
    /// How far it has come.
    pub stage: AttendanceStage,
    /// By which process the person was nominated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nominated_by: Option<ArcStr>,
    /// The day on which it is erased.
    pub erased_on: Day,
}
links!(Attendance { meeting: Meeting, attendee: Attendee });

impl Attendance {
    /// The advocate who attends, if it is one.
    pub fn advocate(&self) -> Option<&Id<Advocate>> {
        match &self.attendee {
            Some(Attendee::Advocate(it)) => Some(it),
            _ => None,
        }
    }

    /// Whether it is somebody's of a government or body: whoever speaks for one, and every holder of a post.
    pub fn is_delegate(&self) -> bool {
        self.role == AttendanceRole::GovernmentRepresentative || matches!(self.attendee, Some(Attendee::Contact(_)))
    }

    /// Whether it takes up a place: from selection on, until it is withdrawn.
    pub fn takes_a_place(&self) -> bool {
        !matches!(self.stage, AttendanceStage::Nominated | AttendanceStage::Withdrawn)
    }
}
