//! Who attends: naming one or many, changing, withdrawing. Nobody is told of others whom they may not know of: whoever
//! may not know who attends is refused before anything is looked up.

use super::gathering::{broken_by, field};
use super::{may_record, may_seat};
use crate::domain::Event;
use crate::domain::command::{Patch, Seat, SeatAll, SeatOne, UpdateAttendance, WithdrawAttendance};
use crate::domain::{
    Advocate, Attendance, AttendanceRole, AttendanceStage, Attendee, Contact, Day, Entity, Kinded, Marking, Meeting,
};
use crate::graph::View;
use crate::store::decide::form::{Form, nothing};
use crate::store::decide::{Decision, Rejection, Setting, UserErrorCode};

/// How many may be named at once.
const MOST: usize = 500;
/// For how many years it is kept that somebody attended, unless somebody says otherwise.
const KEPT: i64 = 2;

pub(super) fn seat(view: View<'_>, input: &SeatOne, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some((_, meeting)) = form.find::<Meeting>("meeting", &input.meeting) else {
        return form.decide(Decision::default);
    };
    if !may_seat(view, meeting) {
        return Err(not_yours());
    }
    let attendance = Entity::from(read(&mut form, meeting, &input.seat, setting));
    check(view, &mut form, std::slice::from_ref(&attendance), |_| None);
    form.decide(|| Decision::of(vec![attendance]))
}

pub(super) fn seat_all(view: View<'_>, input: &SeatAll, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some((_, meeting)) = form.find::<Meeting>("meeting", &input.meeting) else {
        return form.decide(Decision::default);
    };
    if !may_seat(view, meeting) {
        return Err(not_yours());
    }
    if input.seats.is_empty() {
        form.refuse(UserErrorCode::Required, "seats", "name at least one person");
    }
    if input.seats.len() > MOST {
        form.refuse(UserErrorCode::Invalid, "seats", format!("name at most {MOST} people at once"));
        return form.decide(Decision::default);
    }
    let mut all: Vec<Entity> = Vec::new();
    for (at, seat) in input.seats.iter().enumerate() {
        let within = |form: &mut Form<'_>| read(form, meeting, seat, setting);
        all.push(form.within("seats", |form| form.within(at.to_string(), within)).into());
    }
    check(view, &mut form, &all, |it| all.iter().position(|other| other.id() == it.any()));
    let events = all.into_iter().map(|entity| Event { entity }).collect();
    form.decide(|| Decision { events, entity: Some(meeting.id.any()), ..Decision::default() })
}

pub(super) fn update(view: View<'_>, input: &UpdateAttendance, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Attendance>("attendance", &input.attendance, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    let meeting = view.find::<Meeting>(before.meeting.as_str()).and_then(|it| view.get(it));
    let seats = meeting.is_some_and(|it| may_seat(view, it));
    if !seats {
        may_answer(view, before, input)?;
    }
    let ends = meeting.map(|it| it.end.day());
    let attendance = Attendance {
        role: form.replaced("role", &input.role, &before.role, |_, it| Some(*it)),
        stage: form.replaced("stage", &input.stage, &before.stage, |_, it| Some(*it)),
        nominated_by: form
            .patched(&input.nominated_by, &before.nominated_by, |form, it| form.name("nominatedBy", Some(it))),
        erased_on: form
            .replaced("erasedOn", &input.erased_on, &before.erased_on, |form, it| erased_on(form, Some(it), ends)),
        ..before.clone()
    };
    // Their own answer takes up no place, so no rule has to be held against it that they could learn from.
    if seats {
        check(view, &mut form, &[attendance.clone().into()], |_| None);
    }
    form.settle(before, attendance)
}

pub(super) fn withdraw(
    view: View<'_>,
    input: &WithdrawAttendance,
    setting: &Setting<'_>,
) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Attendance>("attendance", &input.attendance, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    let meeting = view.find::<Meeting>(before.meeting.as_str()).and_then(|it| view.get(it));
    if !meeting.is_some_and(|it| may_seat(view, it)) {
        let stage = Patch::Set(AttendanceStage::Withdrawn);
        may_answer(view, before, &UpdateAttendance { stage, ..UpdateAttendance::default() })?;
    }
    let attendance = Attendance { stage: AttendanceStage::Withdrawn, ..before.clone() };
    // Nobody is kept from staying away, whatever their place was: what is lacking then is told by the plan.
    form.settle(before, attendance)
}

/// The attendance of the advocate who records a meeting of their own.
pub(super) fn attends_itself(
    view: View<'_>,
    form: &mut Form<'_>,
    meeting: &Meeting,
    setting: &Setting<'_>,
) -> Option<Attendance> {
    let advocate = view.clearance().advocate().filter(|_| may_record(view, meeting))?;
    view.find::<Advocate>(advocate.as_str())?;
    let is_over = meeting.start.day() <= setting.today;
    Some(Attendance {
        id: form.key(None, Marking::Restricted),
        meeting: meeting.id.clone(),
        attendee: Some(Attendee::Advocate(advocate.clone())),
        role: AttendanceRole::Participant,
        stage: if is_over { AttendanceStage::Attended } else { AttendanceStage::Confirmed },
        nominated_by: None,
        erased_on: usually_erased_on(meeting, setting),
    })
}

/// What a person may do of their own attendance: say yes where they were chosen or asked, and stay away.
fn may_answer(view: View<'_>, own: &Attendance, input: &UpdateAttendance) -> Result<(), Rejection> {
    let is_own = own.advocate().is_some() && own.advocate() == view.clearance().advocate();
    if !is_own {
        return Err(Rejection::forbidden("attendance", "this is another person's attendance: ask a coordinator"));
    }
    let others = [
        ("role", input.role != Patch::Keep),
        ("nominatedBy", input.nominated_by != Patch::Keep),
        ("erasedOn", input.erased_on != Patch::Keep),
    ];
    if let Some((field, _)) = others.into_iter().find(|(_, is_asked)| *is_asked) {
        return Err(Rejection::forbidden(
            field,
            "of your own attendance you may change the stage alone: ask a coordinator",
        ));
    }
    use AttendanceStage::{Attended, Confirmed, Invited, Selected, Withdrawn};
    let allowed = match (own.stage, &input.stage) {
        (_, Patch::Keep | Patch::Clear) => true,
        (now, Patch::Set(then)) if now == *then => true,
        (Selected | Invited, Patch::Set(Confirmed)) => true,
        (now, Patch::Set(Withdrawn)) => now != Attended,
        _ => false,
    };
    let message =
        "you may confirm an attendance for which you were selected or invited, and withdraw one: ask a coordinator";
    if allowed { Ok(()) } else { Err(Rejection::forbidden("stage", message)) }
}

fn not_yours() -> Rejection {
    Rejection::forbidden("meeting", "who attends this meeting is for coordinators to say: ask one")
}

fn read(form: &mut Form<'_>, meeting: &Meeting, seat: &Seat, setting: &Setting<'_>) -> Attendance {
    let attendee = match (&seat.advocate, &seat.contact) {
        (Some(_), Some(_)) => {
            form.refuse(UserErrorCode::Invalid, "contact", "an advocate attends or the holder of a post, not both");
            None
        }
        (None, None) => {
            form.refuse(UserErrorCode::Required, "advocate", "name an advocate or a contact");
            None
        }
        (Some(advocate), None) => form.reference::<Advocate>("advocate", Some(advocate)).map(Attendee::Advocate),
        (None, Some(contact)) => form.reference::<Contact>("contact", Some(contact)).map(Attendee::Contact),
    };
    let usual = match seat.contact {
        Some(_) => AttendanceRole::GovernmentRepresentative,
        None => AttendanceRole::Participant,
    };
    let day = erased_on(form, seat.erased_on.as_deref(), Some(meeting.end.day()));
    Attendance {
        id: form.key(None, Marking::Restricted),
        meeting: meeting.id.clone(),
        attendee: attendee.or_else(|| Some(Attendee::Advocate(nothing()))),
        role: seat.role.unwrap_or(usual),
        stage: seat.stage.unwrap_or(AttendanceStage::Selected),
        nominated_by: form.name("nominatedBy", seat.nominated_by.as_deref()),
        erased_on: day.unwrap_or_else(|| usually_erased_on(meeting, setting)),
    }
}

/// A day on which an attendance is erased: not before the meeting is over.
fn erased_on(form: &mut Form<'_>, given: Option<&str>, ends: Option<Day>) -> Option<Day> {
    let day = form.day("erasedOn", given)?;
    if ends.is_some_and(|it| day < it) {
        form.refuse(UserErrorCode::Invalid, "erasedOn", "an attendance is not erased before the meeting is over");
    }
    Some(day)
}

/// Some years after the meeting, or after now where that is later: else what is recorded late would be erased at once.
fn usually_erased_on(meeting: &Meeting, setting: &Setting<'_>) -> Day {
    meeting.end.day().max(Day::of(setting.now)).years_later(KEPT)
}

/// Holds attendances against the rules of meetings. `place` says which of a list one is, where there is a list.
fn check(
    view: View<'_>,
    form: &mut Form<'_>,
    coming: &[Entity],
    place: impl Fn(&crate::domain::Id<Attendance>) -> Option<usize>,
) {
    // One whose attendee was refused says nothing of the others either.
    let known = |it: &&Entity| {
        let attendee = Attendance::of(it).and_then(|it| it.attendee.as_ref());
        !matches!(attendee, Some(Attendee::Advocate(it)) if it.as_str().is_empty())
    };
    let known: Vec<Entity> = coming.iter().filter(known).cloned().collect();
    for breach in broken_by(view, &known) {
        let about = breach.attendance.as_ref().and_then(|id| known.iter().find(|it| it.id() == id.any()));
        let field = match (field(breach.rule, true), about.and_then(Attendance::of).map(|it| &it.attendee)) {
            ("attendee", Some(Some(Attendee::Contact(_)))) => "contact",
            ("attendee", _) => "advocate",
            (field, _) => field,
        };
        match breach.attendance.as_ref().and_then(&place) {
            None => form.break_rule(breach.rule, field, &breach.message),
            Some(at) => form.within("seats", |form| {
                form.within(at.to_string(), |form| form.break_rule(breach.rule, field, &breach.message));
            }),
        }
    }
}
