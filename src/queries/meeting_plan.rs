//! Whether the sessions and tables of a day can still work out: what the whole needs, held against what there is, and
//! which of it is scarcest. Counted as if all places of the gathering were taken in the end.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::matching::place;
use super::meetings::{beside, held};
use crate::domain::meeting_rules::{CO_LEADS, DELEGATES, Held, LEADERS, SESSION};
use crate::domain::{AttendanceRole, Attendee, Day, Id, LocalTime, Meeting, MeetingKind};
use crate::graph::{Ref, View};

/// The sessions and tables of a day.
#[derive(Clone, Debug)]
pub struct MeetingPlan {
    /// The day.
    pub day: Day,
    /// The sessions and tables that begin on it, by when they begin, then by key.
    pub meetings: Vec<Ref<Meeting>>,
    /// For each gathering that they are parts of, by key, whether they can work out; nothing for whoever does not
    /// coordinate.
    pub outlooks: Option<Vec<(Ref<Meeting>, Outlook)>>,
}

/// Whether the sessions and tables of a gathering can still work out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// How many of civil society take part in the end: as many as there are places, or as have a seat where that is more.
    pub people: usize,
    /// How many delegates of governments take part in the end, counted likewise.
    pub delegates: usize,
    /// What is needed, in the order of the day.
    pub needs: Vec<Need>,
}

/// Something that is needed, and what there is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What.
    pub kind: NeedKind,
    /// How much is needed.
    pub needed: usize,
    /// How much there is.
    pub available: usize,
    /// In a sentence.
    pub message: String,
}

/// What is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedKind {
    /// A place at the gathering for everybody who has a seat.
    Places,
    /// A seat in one session of the round for everybody.
    SeatsOfRound,
    /// People to fill the sessions of the round up to seven.
    PeopleForSessions,
    /// A facilitator for each table: a co-lead of the session on its Act who is not needed elsewhere at that time.
    Facilitators,
    /// People of civil society to fill the tables up to five.
    PeopleForTables,
    /// Delegates to fill the tables up to two.
    DelegatesForTables,
    /// A seat at a table for each delegate.
    SeatsForDelegates,
    /// A seat at a table for everybody of civil society; recommended.
    SeatsAtTables,
    /// For whoever has a session, a seat at a table on its Act, or on that of their other session; recommended.
    RecommendedTables,
}

impl NeedKind {
    /// Whether the plan fails without it; the others are recommended.
    pub fn is_must(self) -> bool {
        !matches!(self, Self::SeatsAtTables | Self::RecommendedTables)
    }
}

impl Need {
    /// How much more there is than is needed; negative where there is too little.
    pub fn slack(&self) -> i64 {
        let number = |it| i64::try_from(it).unwrap_or(i64::MAX);
        number(self.available).saturating_sub(number(self.needed))
    }
}

impl Outlook {
    /// Whether all that must be can be.
    pub fn works_out(&self) -> bool {
        self.musts().all(|it| it.slack() >= 0)
    }

    /// Of what must be, that of which there is the least to spare; the first of several.
    pub fn binding(&self) -> Option<&Need> {
        self.musts().min_by_key(|it| it.slack())
    }

    fn musts(&self) -> impl Iterator<Item = &Need> {
        self.needs.iter().filter(|it| it.kind.is_must())
    }
}

/// The plan of a day.
pub fn plan(view: View<'_>, day: Day) -> MeetingPlan {
    let is_planned = |it: &Meeting| matches!(it.kind, MeetingKind::GroupSession | MeetingKind::Table);
    let of_day = |it: &Meeting| is_planned(it) && it.start.day() == day;
    let meetings: Vec<_> = view.all::<Meeting>().filter(|it| view.get(*it).is_some_and(of_day)).collect();
    let outlooks = view.clearance().coordinates().then(|| {
        let all = meetings.iter().filter_map(|it| view.get(*it));
        let gatherings: BTreeMap<_, _> = all.filter_map(|it| Some((it.part_of.as_ref()?, it))).collect();
        let outlooks = gatherings.into_iter().filter_map(|(whole, one)| {
            let whole = view.find::<Meeting>(whole.as_str())?;
            Some((whole, outlook(&held(view, whole)?, &beside(view, one), day)))
        });
        outlooks.collect()
    });
    MeetingPlan { day, meetings, outlooks }
}

/// Whether the sessions and tables of a day can work out, in view of the whole gathering and of all its sessions and
/// tables, those of other days among them.
pub fn outlook(whole: &Held<'_>, all: &[Held<'_>], day: Day) -> Outlook {
    let people = leaders(std::iter::once(whole).chain(all));
    let delegates = delegates(std::iter::once(whole).chain(all));
    let places = whole.meeting.places.map(usize::from);
    let government_places = whole.meeting.government_places.map(usize::from);
    let mut outlook = Outlook {
        people: people.len().max(places.unwrap_or(0)),
        delegates: delegates.len().max(government_places.unwrap_or(0)),
        needs: Vec::new(),
    };
    if let Some(places) = places {
        let message =
            format!("{} people of civil society have a seat, and the gathering has {places} places.", people.len());
        outlook.need(NeedKind::Places, people.len(), places, message);
    }
    let of_day = |kind| all.iter().filter(move |it| it.meeting.kind == kind && it.meeting.start.day() == day);
    let mut rounds: BTreeMap<(Option<u16>, Option<LocalTime>), Vec<&Held<'_>>> = BTreeMap::new();
    for it in of_day(MeetingKind::GroupSession) {
        let time = it.meeting.round.is_none().then_some(it.meeting.start);
        rounds.entry((it.meeting.round, time)).or_default().push(it);
    }
    for ((round, time), sessions) in rounds {
        let name = match (round, time) {
            (Some(round), _) => format!("round {round}"),
            (None, time) => format!("the sessions at {}", time.unwrap_or_else(|| LocalTime::noon(day))),
        };
        outlook.round(&name, &sessions);
    }
    let tables: Vec<_> = of_day(MeetingKind::Table).collect();
    let mut slots: BTreeMap<LocalTime, Vec<&Held<'_>>> = BTreeMap::new();
    for it in &tables {
        slots.entry(it.meeting.start).or_default().push(it);
    }
    for (time, tables) in slots {
        outlook.tables_at(time, &tables, all);
    }
    if !tables.is_empty() {
        outlook.seats(&tables, all);
    }
    outlook
}

impl Outlook {
    fn need(&mut self, kind: NeedKind, needed: usize, available: usize, message: String) {
        self.needs.push(Need { kind, needed, available, message });
    }

    fn round(&mut self, name: &str, sessions: &[&Held<'_>]) {
        let taken: usize = sessions.iter().map(|it| it.leaders().count()).sum();
        let seated = leaders(sessions.iter().copied());
        let unseated = self.people.saturating_sub(seated.len());
        let (needed, available) = (taken + unseated, sessions.len() * SESSION.1);
        let message = format!(
            "In {name}, {needed} seats are needed for everybody to be in a session; {} sessions of at most {} have {available}.",
            sessions.len(),
            SESSION.1
        );
        self.need(NeedKind::SeatsOfRound, needed, available, message);
        let lacking = lacking(sessions, SESSION.0, |it| it.leaders().count());
        let message = format!(
            "In {name}, the sessions lack {lacking} people to have {} each; {unseated} have no seat in it yet.",
            SESSION.0
        );
        self.need(NeedKind::PeopleForSessions, lacking, unseated, message);
    }

    fn tables_at(&mut self, time: LocalTime, tables: &[&Held<'_>], all: &[Held<'_>]) {
        let led = facilitated(tables, all);
        let without = tables.iter().zip(&led).find(|(_, is_led)| !**is_led).map(|(it, _)| it.meeting.id.written());
        let available = led.iter().filter(|it| **it).count();
        let message = match without {
            None => format!("Each of the {} tables at {time} has, or can have, a facilitator.", tables.len()),
            Some(table) => format!(
                "Of the {} tables at {time}, {available} can have a facilitator who leads the session on the same Act; {table} cannot.",
                tables.len()
            ),
        };
        self.need(NeedKind::Facilitators, tables.len(), available, message);
        let seated = leaders(tables.iter().copied());
        let (needed, available) =
            (lacking(tables, LEADERS.0, |it| it.leaders().count()), self.people.saturating_sub(seated.len()));
        let message = format!(
            "The tables at {time} lack {needed} people of civil society to have {} each; {available} have no seat then.",
            LEADERS.0
        );
        self.need(NeedKind::PeopleForTables, needed, available, message);
        let seated = delegates(tables.iter().copied());
        let (needed, available) =
            (lacking(tables, DELEGATES.0, |it| it.delegates().count()), self.delegates.saturating_sub(seated.len()));
        let message = format!(
            "The tables at {time} lack {needed} delegates to have {} each; {available} have no seat then.",
            DELEGATES.0
        );
        self.need(NeedKind::DelegatesForTables, needed, available, message);
    }

    fn seats(&mut self, tables: &[&Held<'_>], all: &[Held<'_>]) {
        let taken: usize = tables.iter().map(|it| it.delegates().count()).sum();
        let seated = delegates(tables.iter().copied());
        let needed = taken + self.delegates.saturating_sub(seated.len());
        let available = tables.len() * DELEGATES.1;
        let message = format!(
            "{needed} seats are needed for every delegate to be at a table; {} tables of at most {} have {available}.",
            tables.len(),
            DELEGATES.1
        );
        self.need(NeedKind::SeatsForDelegates, needed, available, message);
        let taken: usize = tables.iter().map(|it| it.leaders().count()).sum();
        let seated = leaders(tables.iter().copied());
        let needed = taken + self.people.saturating_sub(seated.len());
        let available = tables.len() * LEADERS.1;
        let message = format!(
            "{needed} seats are needed for everybody of civil society to be at a table; {} tables of at most {} have {available}.",
            tables.len(),
            LEADERS.1
        );
        self.need(NeedKind::SeatsAtTables, needed, available, message);
        let (needed, available) = recommended(tables, all);
        let message =
            format!("{needed} people have a session; {available} of them can be at a table on one of their Acts.");
        self.need(NeedKind::RecommendedTables, needed, available, message);
    }
}

/// Which tables of one time have a facilitator, or can have one at once.
fn facilitated(tables: &[&Held<'_>], all: &[Held<'_>]) -> Vec<bool> {
    let has = |it: &Held<'_>| it.with_role(AttendanceRole::Facilitator).next().is_some();
    // Whoever sits at a table is free for that table alone.
    let seat_of =
        |who: &Attendee| tables.iter().position(|it| it.leaders().any(|it| it.attendee.as_ref() == Some(who)));
    let mut candidates: BTreeSet<Candidate<'_>> = BTreeSet::new();
    let of_table = tables.iter().enumerate().map(|(at, table)| {
        if has(table) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for session in all.iter().filter(|it| it.meeting.is_session_for(table.meeting)) {
            let leads: Vec<_> = session.with_role(AttendanceRole::CoLead).collect();
            let named =
                leads.iter().filter_map(|it| it.attendee.as_ref()).filter(|it| seat_of(it).is_none_or(|it| it == at));
            found.extend(named.map(Candidate::Named));
            found.extend((leads.len()..CO_LEADS).map(|number| Candidate::ToBeNamed(&session.meeting.id, number)));
        }
        found
    });
    let of_table: Vec<_> = of_table.collect();
    candidates.extend(of_table.iter().flatten().copied());
    let candidates: Vec<_> = candidates.into_iter().collect();
    let suits: Vec<Vec<usize>> =
        of_table.iter().map(|it| it.iter().filter_map(|it| candidates.binary_search(it).ok()).collect()).collect();
    let placed = place(&suits, &vec![1; candidates.len()]);
    tables.iter().zip(placed).map(|(table, placed)| has(table) || placed.is_some()).collect()
}

/// Who could facilitate: a co-lead, or one that a session still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Candidate<'a> {
    Named(&'a Attendee),
    ToBeNamed(&'a Id<Meeting>, usize),
}

/// How many have a session, and how many of them are, or can all at once be, at a table on one of its Acts.
fn recommended(tables: &[&Held<'_>], all: &[Held<'_>]) -> (usize, usize) {
    let sessions = || all.iter().filter(|it| it.meeting.kind == MeetingKind::GroupSession);
    let mut suits: BTreeMap<&Attendee, Vec<usize>> = BTreeMap::new();
    for session in sessions() {
        let suiting = tables
            .iter()
            .enumerate()
            .filter(|(_, table)| session.meeting.is_session_for(table.meeting))
            .map(|(at, _)| at);
        let suiting: Vec<_> = suiting.collect();
        for who in session.leaders().filter_map(|it| it.attendee.as_ref()) {
            suits.entry(who).or_default().extend(&suiting);
        }
    }
    let total = suits.len();
    let mut room: Vec<usize> = tables.iter().map(|it| LEADERS.1.saturating_sub(it.leaders().count())).collect();
    let mut settled = 0;
    for (at, table) in tables.iter().enumerate() {
        for who in table.leaders().filter_map(|it| it.attendee.as_ref()) {
            // Whoever has a table is not moved.
            settled += usize::from(suits.remove(who).is_some_and(|it| it.contains(&at)));
        }
    }
    room.resize(tables.len(), 0);
    let suits: Vec<_> = suits.into_values().collect();
    (total, settled + place(&suits, &room).iter().flatten().count())
}

/// How many are lacking for each to have so many.
fn lacking(meetings: &[&Held<'_>], least: usize, count: impl Fn(&Held<'_>) -> usize) -> usize {
    meetings.iter().map(|it| least.saturating_sub(count(it))).sum()
}

/// The people of civil society who have a seat at any of these, each once.
fn leaders<'a: 'h, 'h>(meetings: impl Iterator<Item = &'h Held<'a>>) -> HashSet<&'a Attendee> {
    meetings.flat_map(|it| it.leaders().filter_map(|it| it.attendee.as_ref())).collect()
}

/// The delegates of governments who have a seat at any of these, each once.
fn delegates<'a: 'h, 'h>(meetings: impl Iterator<Item = &'h Held<'a>>) -> HashSet<&'a Attendee> {
    meetings.flat_map(|it| it.delegates().filter_map(|it| it.attendee.as_ref())).collect()
}

#[cfg(test)]
mod tests;
