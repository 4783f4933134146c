//! Whether a wish about meetings, who is expected and who attends is allowed, and what it brings about. The rules
//! themselves are the domain's; who may ask stands with each wish.

mod expected;
mod gathering;
mod plan;
mod seats;

use super::{Decision, Rejection, Setting};
use crate::domain::Meeting;
use crate::domain::command::MeetingCommand;
use crate::graph::View;

pub(super) use gathering::broken_by_import;

pub(super) fn decide(view: View<'_>, command: MeetingCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    match command {
        MeetingCommand::Add(it) => plan::add(view, *it, setting),
        MeetingCommand::Update(it) => plan::update(view, *it, setting),
        MeetingCommand::Expect(it) => expected::expect(view, &it, setting),
        MeetingCommand::Unexpect(it) => expected::unexpect(view, &it, setting),
        MeetingCommand::Seat(it) => seats::seat(view, &it, setting),
        MeetingCommand::SeatAll(it) => seats::seat_all(view, &it, setting),
        MeetingCommand::UpdateAttendance(it) => seats::update(view, &it, setting),
        MeetingCommand::Withdraw(it) => seats::withdraw(view, &it, setting),
    }
}

/// Whether the caller may record the meeting: those who coordinate any, and advocates what they met with themselves.
fn may_record(view: View<'_>, meeting: &Meeting) -> bool {
    let clearance = view.clearance();
    clearance.coordinates() || meeting.is_for_advocates() && clearance.is_of([meeting.recorded_by.as_ref(), None])
}

/// Whether the caller may change the meeting: those who coordinate, and of what advocates record the organisation whose
/// advocate did; under the Chatham House Rule those of it who were there.
fn may_change(view: View<'_>, meeting: &Meeting) -> bool {
    may_record(view, meeting) && view.knows_who_recorded(meeting)
}

/// Whether the caller may say who attends. Whoever may not know it may not add to it either: they could try people out.
fn may_seat(view: View<'_>, meeting: &Meeting) -> bool {
    may_change(view, meeting) && view.knows_who_attends(meeting)
}
