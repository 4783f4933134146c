//! Meetings, and who meets, as far as the caller may know.

use super::arguments::{self, BadArgument};
use super::page::{Row, Step};
use super::scope::Selection;
use crate::domain::meeting_rules::Held;
use crate::domain::{
    Act, Advocate, Attendance, AttendanceRole, AttendanceStage, City, Contact, Day, Evidence, Expectation, Id, Link,
    Meeting, MeetingKind, Report, Rule, State,
};
use crate::graph::{Ref, View};

/// Which meetings are asked.
#[derive(Clone, Debug, Default)]
pub struct MeetingFilter {
    /// Of which kinds.
    pub kinds: Selection<MeetingKind>,
    /// About which Acts; one about none is not chosen by any.
    pub acts: Selection<Ref<Act>>,
    /// Where.
    pub cities: Selection<Ref<City>>,
    /// With a day no earlier.
    pub from: Option<Day>,
    /// With a day no later.
    pub to: Option<Day>,
    /// Parts of this gathering.
    pub part_of: Option<Ref<Meeting>>,
    /// For which this advocate is known to be named.
    pub attendee: Option<Ref<Advocate>>,
}

/// The meetings, by when they begin, then by key.
pub fn meetings(view: View<'_>, filter: &MeetingFilter) -> Vec<Ref<Meeting>> {
    let attended = filter.attendee.map(|it| {
        let all = view.referring::<Attendance, _>(it, Link::Attendee);
        all.filter_map(|it| view.one::<_, Meeting>(it, Link::Meeting)).collect::<Vec<_>>()
    });
    let is_attended = |it: &Ref<Meeting>| attended.as_ref().is_none_or(|all| all.contains(it));
    view.all::<Meeting>().filter(|it| filter.admits(view, *it) && is_attended(it)).collect()
}

impl MeetingFilter {
    fn admits(&self, view: View<'_>, it: Ref<Meeting>) -> bool {
        view.get(it).is_some_and(|meeting| {
            self.kinds.admits(&meeting.kind)
                && self.from.is_none_or(|from| from <= meeting.end.day())
                && self.to.is_none_or(|to| meeting.start.day() <= to)
        }) && self.acts.admits_known(view.one(it, Link::Act).as_ref())
            && self.cities.admits_known(view.one(it, Link::City).as_ref())
            && self.part_of.is_none_or(|whole| view.one(it, Link::PartOf) == Some(whole))
    }
}

/// Which attendances are asked.
#[derive(Clone, Debug, Default)]
pub struct AttendanceFilter {
    /// At this meeting.
    pub meeting: Option<Ref<Meeting>>,
    /// Of this advocate.
    pub advocate: Option<Ref<Advocate>>,
    /// Of the holder of this post.
    pub contact: Option<Ref<Contact>>,
    /// As what.
    pub roles: Selection<AttendanceRole>,
    /// How far they have come.
    pub stages: Selection<AttendanceStage>,
}

/// The attendances that the caller may know of, by when the meeting begins, the meeting's key, role, then by key.
pub fn attendances_of(view: View<'_>, filter: &AttendanceFilter) -> Vec<Ref<Attendance>> {
    let found: Vec<Ref<Attendance>> = match (filter.meeting, filter.advocate, filter.contact) {
        (Some(it), ..) => view.referring(it, Link::Meeting).collect(),
        (_, Some(it), _) => view.referring(it, Link::Attendee).collect(),
        (.., Some(it)) => view.referring(it, Link::Attendee).collect(),
        _ => view.all().collect(),
    };
    let is_of = |it: &Ref<Attendance>| {
        filter.advocate.is_none_or(|advocate| view.one(*it, Link::Attendee) == Some(advocate))
            && filter.contact.is_none_or(|contact| view.one(*it, Link::Attendee) == Some(contact))
            && view.get(*it).is_some_and(|it| filter.roles.admits(&it.role) && filter.stages.admits(&it.stage))
    };
    let mut found: Vec<_> = found.into_iter().filter(is_of).collect();
    found.sort_by_cached_key(|it| it.place(view));
    found
}

/// A meeting that is named to ask who attends it. Whoever may not know that of a meeting under the Chatham House Rule
/// is answered as for one that is not there.
pub fn attended(view: View<'_>, argument: &str, text: &str) -> Result<Ref<Meeting>, BadArgument> {
    let found = arguments::id::<Meeting>(view, argument, text)?;
    let may_know = view.get(found).is_some_and(|it| it.rule == Rule::Open || view.knows_who_attends(it));
    if may_know { Ok(found) } else { Err(BadArgument::new(argument, format!("there is no {text}"))) }
}

/// The governments expected at a meeting, by name; nothing for whoever may not know.
pub fn expected(view: View<'_>, meeting: Ref<Meeting>) -> Option<Vec<Ref<State>>> {
    view.get(meeting).filter(|it| view.knows_who_is_expected(it))?;
    let expected = view.referring::<Expectation, _>(meeting, Link::Meeting);
    let expected = expected.filter(|it| view.get(*it).is_some_and(|it| !it.withdrawn));
    let mut states: Vec<Ref<State>> = expected.filter_map(|it| view.one(it, Link::State)).collect();
    states.sort_by_key(|it| view.get(*it).map(|it| it.name.clone()));
    states.dedup();
    Some(states)
}

/// Who attends a meeting, by role, then by id, as far as the caller may know; nothing for whoever may not know at all.
pub fn attendances(view: View<'_>, meeting: Ref<Meeting>) -> Option<Vec<Ref<Attendance>>> {
    let may_know = view.get(meeting).is_some_and(|it| it.rule == Rule::Open || view.knows_who_attends(it));
    may_know.then(|| {
        let mut all: Vec<_> = view.referring::<Attendance, _>(meeting, Link::Meeting).collect();
        all.sort_by_key(|it| view.get(*it).map(|it| it.role));
        all
    })
}

/// A meeting with all that the caller may know of who attends it.
pub fn held(view: View<'_>, meeting: Ref<Meeting>) -> Option<Held<'_>> {
    Some(held_with(view, view.get(meeting)?, |_| false, []))
}

/// A meeting, which may be a new one, with those who attend: first those who do already, but for those who are replaced,
/// then those who come.
pub fn held_with<'a>(
    view: View<'a>,
    meeting: &'a Meeting,
    is_replaced: impl Fn(&Id<Attendance>) -> bool,
    coming: impl IntoIterator<Item = &'a Attendance>,
) -> Held<'a> {
    let at = view.find::<Meeting>(meeting.id.as_str());
    let standing = at.into_iter().flat_map(|it| view.referring::<Attendance, _>(it, Link::Meeting));
    let standing = standing.filter_map(|it| view.get(it)).filter(|it| !is_replaced(&it.id));
    let mut attendances: Vec<_> = standing.collect();
    let standing = attendances.len();
    attendances.extend(coming);
    Held {
        meeting,
        attendances,
        standing,
        is_reported: at.is_some_and(|it| view.referring::<Report, _>(it, Link::Meeting).next().is_some()),
        is_cited: at.is_some_and(|it| view.referring::<Evidence, _>(it, Link::Meeting).next().is_some()),
    }
}

/// The sessions and tables of the gathering that a meeting is a part of, or of none where it is a part of none.
pub fn beside<'g>(view: View<'g>, meeting: &Meeting) -> Vec<Held<'g>> {
    let whole = meeting.part_of.as_ref().and_then(|it| view.find::<Meeting>(it.as_str()));
    let all: Vec<Ref<Meeting>> = match (whole, &meeting.part_of) {
        (Some(whole), _) => view.referring(whole, Link::PartOf).collect(),
        (None, Some(_)) => Vec::new(),
        (None, None) => view.all().collect(),
    };
    let is_beside = |it: &&Ref<Meeting>| {
        let planned = |it: &Meeting| matches!(it.kind, MeetingKind::GroupSession | MeetingKind::Table);
        view.get(**it).is_some_and(|it| planned(it) && it.part_of == meeting.part_of)
    };
    all.iter().filter(is_beside).filter_map(|it| held(view, *it)).collect()
}

impl Row for Ref<Meeting> {
    const ORDER: (&'static str, usize) = ("meetings", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        view.get(*self).map_or_else(Vec::new, |it| vec![it.start.to_string().as_str().into(), it.id.as_str().into()])
    }
}

impl Row for Ref<Attendance> {
    const ORDER: (&'static str, usize) = ("attendances", 4);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let Some(it) = view.get(*self) else { return Vec::new() };
        let start =
            view.one::<_, Meeting>(*self, Link::Meeting).and_then(|it| view.get(it)).map(|it| it.start.to_string());
        let role = AttendanceRole::ALL.iter().position(|role| *role == it.role).and_then(|it| i32::try_from(it).ok());
        vec![
            start.unwrap_or_default().as_str().into(),
            it.meeting.as_str().into(),
            role.unwrap_or_default().into(),
            it.id.as_str().into(),
        ]
    }
}
