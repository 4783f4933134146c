//! Meetings: adding, changing. Their kind stays; their rule is tightened at most.

use super::gathering::{broken_by, field};
use super::seats::attends_itself;
use super::{may_change, may_record};
use crate::domain::command::{AddMeeting, Patch, UpdateMeeting};
use crate::domain::{Entity, LocalTime, Marking, Meeting, MeetingKind, Rule};
use crate::graph::View;
use crate::store::decide::form::Form;
use crate::store::decide::{Decision, Rejection, Setting, UserErrorCode};

pub(super) fn add(view: View<'_>, input: AddMeeting, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let kind = form.required("kind", input.kind);
    let is_table = matches!(kind, Some(MeetingKind::Table | MeetingKind::SpontaneousTable));
    let rule = input.rule.unwrap_or(if is_table { Rule::ChathamHouse } else { Rule::Open });
    let marking = input.marking.unwrap_or(match kind {
        Some(kind) if rule == Rule::ChathamHouse && kind.is_for_advocates() => Marking::Restricted,
        _ => Marking::Coalition,
    });
    let start = form.required("start", input.start.as_deref()).and_then(|it| local_time(&mut form, "start", it));
    let end = form.required("end", input.end.as_deref()).and_then(|it| local_time(&mut form, "end", it));
    let noon = LocalTime::noon(setting.today);
    let meeting = Meeting {
        id: form.key(input.key.as_deref(), marking),
        kind: kind.unwrap_or(MeetingKind::Bilateral),
        title: form.required_name("title", input.title.as_deref()),
        act: form.act("act", input.act),
        city: form.required_reference("city", input.city.as_deref()),
        start: start.or(end).unwrap_or(noon),
        end: end.or(start).unwrap_or(noon),
        rule,
        round: input.round.and_then(|it| number(&mut form, "round", it)),
        part_of: form.reference("partOf", input.part_of.as_deref()),
        places: input.places.and_then(|it| number(&mut form, "places", it)),
        government_places: input.government_places.and_then(|it| number(&mut form, "governmentPlaces", it)),
        marking,
        recorded_by: form.recorder(),
    };
    if !may_record(view, &meeting) && kind.is_some() {
        let message = "you record spontaneous tables and bilateral meetings; ask a coordinator to plan others";
        form.refuse(UserErrorCode::Forbidden, "kind", message);
    }
    // Whoever records what they took part in knows who else did.
    let own = attends_itself(view, &mut form, &meeting, setting);
    let meeting = Entity::from(meeting);
    form.check(&meeting, &[]);
    keep(view, &mut form, &meeting);
    form.decide(|| Decision::of(own.into_iter().map(Entity::from).chain([meeting]).collect()))
}

pub(super) fn update(view: View<'_>, input: UpdateMeeting, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Meeting>("meeting", &input.meeting, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    if !may_change(view, before) {
        return Err(Rejection::forbidden(
            "meeting",
            "this meeting is for coordinators to change, or for those who recorded it: ask a coordinator",
        ));
    }
    let is_tightened = matches!(input.rule, Patch::Set(rule) if rule != before.rule);
    if is_tightened && !view.clearance().coordinates() {
        let message = "only coordinators change what may be said of a meeting: ask one";
        form.refuse(UserErrorCode::Forbidden, "rule", message);
    }
    let read_number = |field| move |form: &mut Form<'_>, it: &i32| number(form, field, *it);
    let read_time = |field| move |form: &mut Form<'_>, it: &String| local_time(form, field, it);
    let meeting = Meeting {
        title: form
            .replaced("title", &input.title, &before.title, |form, it| Some(form.required_name("title", Some(it)))),
        act: form.patched(&input.act, &before.act, |form, it| form.act("act", Some(*it))),
        city: form.replaced("city", &input.city, &before.city, |form, it| form.reference("city", Some(it))),
        start: form.replaced("start", &input.start, &before.start, read_time("start")),
        end: form.replaced("end", &input.end, &before.end, read_time("end")),
        rule: form.replaced("rule", &input.rule, &before.rule, |_, it| Some(*it)),
        round: form.patched(&input.round, &before.round, read_number("round")),
        part_of: form.patched(&input.part_of, &before.part_of, |form, it| form.reference("partOf", Some(it))),
        places: form.patched(&input.places, &before.places, read_number("places")),
        government_places: form.patched(
            &input.government_places,
            &before.government_places,
            read_number("governmentPlaces"),
        ),
        marking: match &input.marking {
            Patch::Keep if is_tightened && before.kind.is_for_advocates() => Marking::Restricted,
            marking => form.replaced("marking", marking, &before.marking, |_, it| Some(*it)),
        },
        ..before.clone()
    };
    keep(view, &mut form, &meeting.clone().into());
    form.settle(before, meeting)
}

/// Holds a meeting against the rules of meetings.
fn keep(view: View<'_>, form: &mut Form<'_>, meeting: &Entity) {
    for breach in broken_by(view, std::slice::from_ref(meeting)) {
        form.break_rule(breach.rule, field(breach.rule, false), &breach.message);
    }
}

fn local_time(form: &mut Form<'_>, field: &str, given: &str) -> Option<LocalTime> {
    LocalTime::parse(given).map_err(|reason| form.refuse(UserErrorCode::Invalid, field, reason)).ok()
}

/// A number from 1 on.
fn number(form: &mut Form<'_>, field: &str, given: i32) -> Option<u16> {
    let number = u16::try_from(given).ok().filter(|it| *it > 0);
    if number.is_none() {
        form.refuse(UserErrorCode::Invalid, field, format!("{given} is not between 1 and {}", u16::MAX));
    }
    number
}
