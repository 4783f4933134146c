//! Wishes about meetings, who is expected and who attends.

use super::Patch;
use crate::domain::{AttendanceRole, AttendanceStage, Marking, MeetingKind, Rule};

/// A wish about meetings, who is expected and who attends.
#[derive(Clone, Debug, PartialEq)]
pub enum MeetingCommand {
    /// Add a meeting.
    Add(Box<AddMeeting>),
    /// Change a meeting.
    Update(Box<UpdateMeeting>),
    /// Expect a government at a meeting.
    Expect(ExpectState),
    /// Expect a government no longer.
    Unexpect(ExpectState),
    /// Name one person for a meeting.
    Seat(SeatOne),
    /// Name many, all or none.
    SeatAll(SeatAll),
    /// Change how somebody attends.
    UpdateAttendance(UpdateAttendance),
    /// Note that somebody does not come.
    Withdraw(WithdrawAttendance),
}

impl MeetingCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add(_) => "addMeeting",
            Self::Update(_) => "updateMeeting",
            Self::Expect(_) => "expectState",
            Self::Unexpect(_) => "unexpectState",
            Self::Seat(_) => "seat",
            Self::SeatAll(_) => "seatAll",
            Self::UpdateAttendance(_) => "updateAttendance",
            Self::Withdraw(_) => "withdrawAttendance",
        }
    }

    /// What it is asked of, as the caller wrote it: an id, if it is asked of something that is there.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Add(_) => None,
            Self::Update(it) => Some(&it.meeting),
            Self::Expect(it) | Self::Unexpect(it) => Some(&it.meeting),
            Self::Seat(it) => Some(&it.meeting),
            Self::SeatAll(it) => Some(&it.meeting),
            Self::UpdateAttendance(it) => Some(&it.attendance),
            Self::Withdraw(it) => Some(&it.attendance),
        }
    }
}

/// See [`MeetingCommand::Add`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddMeeting {
    pub key: Option<String>,
    pub kind: Option<MeetingKind>,
    pub title: Option<String>,
    pub act: Option<i32>,
    pub city: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub rule: Option<Rule>,
    pub round: Option<i32>,
    pub part_of: Option<String>,
    pub places: Option<i32>,
    pub government_places: Option<i32>,
    pub marking: Option<Marking>,
}

/// See [`MeetingCommand::Update`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateMeeting {
    pub meeting: String,
    pub expected_revision: Option<i32>,
    pub title: Patch<String>,
    pub act: Patch<i32>,
    pub city: Patch<String>,
    pub start: Patch<String>,
    pub end: Patch<String>,
    pub rule: Patch<Rule>,
    pub round: Patch<i32>,
    pub part_of: Patch<String>,
    pub places: Patch<i32>,
    pub government_places: Patch<i32>,
    pub marking: Patch<Marking>,
}

/// See [`MeetingCommand::Expect`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct ExpectState {
    pub meeting: String,
    pub state: Option<String>,
}

/// Who is to attend, and as what.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct Seat {
    pub advocate: Option<String>,
    pub contact: Option<String>,
    pub role: Option<AttendanceRole>,
    pub stage: Option<AttendanceStage>,
    pub nominated_by: Option<String>,
    pub erased_on: Option<String>,
}

/// See [`MeetingCommand::Seat`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct SeatOne {
    pub meeting: String,
    pub seat: Seat,
}

/// See [`MeetingCommand::SeatAll`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct SeatAll {
    pub meeting: String,
    pub seats: Vec<Seat>,
}

/// See [`MeetingCommand::UpdateAttendance`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateAttendance {
    pub attendance: String,
    pub expected_revision: Option<i32>,
    pub role: Patch<AttendanceRole>,
    pub stage: Patch<AttendanceStage>,
    pub nominated_by: Patch<String>,
    pub erased_on: Patch<String>,
}

/// See [`MeetingCommand::Withdraw`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct WithdrawAttendance {
    pub attendance: String,
    pub expected_revision: Option<i32>,
}
