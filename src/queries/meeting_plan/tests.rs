//! Plans that work out, just so or not at all, and what they fail on.

use super::*;
use crate::domain::{Attendance, AttendanceStage, Key, Marking, Rule};

fn id<K>(text: &str) -> Id<K> {
    Id::new(Key::trusted(text))
}

fn day() -> Day {
    Day::parse("2017-12-02").unwrap()
}

fn meeting(kind: MeetingKind, key: &str, act: u16, round: Option<u16>) -> Meeting {
    let hour = if round == Some(2) { "15:30" } else { "14:00" };
    let time = |hour: &str| LocalTime::parse(&format!("{}T{hour}", day())).unwrap();
    Meeting {
        id: id(key),
        kind,
        title: key.into(),
        act: (act > 0).then(|| id(&act.to_string())),
        city: id("puerto-vallarta"),
        start: time(hour),
        end: time("23:00"),
        rule: Rule::Open,
        round,
        part_of: (act > 0).then(|| id("whole")),
        places: None,
        government_places: None,
        marking: Marking::Coalition,
        recorded_by: None,
    }
}

/// A gathering with so many places, and who sits where: sessions by Act (1 to 5 in round 1, 6 to 10 in round 2), tables by
/// Act as well.
struct Gathering {
    whole: Meeting,
    meetings: Vec<Meeting>,
    attendances: Vec<Attendance>,
}

impl Gathering {
    fn new(places: u16, government_places: u16, sessions: std::ops::RangeInclusive<u16>) -> Self {
        let whole = Meeting {
            places: Some(places),
            government_places: Some(government_places),
            ..meeting(MeetingKind::Plenary, "whole", 0, None)
        };
        let session = |act| {
            let round = if act <= 5 { 1 } else { 2 };
            meeting(MeetingKind::GroupSession, &format!("session-{act}"), act, Some(round))
        };
        Self { whole, meetings: sessions.map(session).collect(), attendances: Vec::new() }
    }

    fn with_tables(mut self, acts: &[u16]) -> Self {
        let table = |(at, act): (usize, &u16)| meeting(MeetingKind::Table, &format!("table-{act}-{at}"), *act, None);
        self.meetings.extend(acts.iter().enumerate().map(table));
        self
    }

    /// People with these numbers take a seat at a meeting.
    fn seat(mut self, at: &str, role: AttendanceRole, people: impl IntoIterator<Item = u32>) -> Self {
        for number in people {
            let attendee = match role {
                AttendanceRole::GovernmentRepresentative => Attendee::Contact(id(&format!("c-{number}"))),
                _ => Attendee::Advocate(id(&format!("a-{number}"))),
            };
            self.attendances.push(Attendance {
                id: id(&self.attendances.len().to_string()),
                meeting: id(at),
                attendee: Some(attendee),
                role,
                stage: AttendanceStage::Selected,
                nominated_by: None,
                erased_on: day(),
            });
        }
        self
    }

    fn sit(self, at: &str, people: impl IntoIterator<Item = u32>) -> Self {
        self.seat(at, AttendanceRole::Participant, people)
    }

    fn lead(self, at: &str, people: impl IntoIterator<Item = u32>) -> Self {
        self.seat(at, AttendanceRole::CoLead, people)
    }

    fn held<'a>(&'a self, meeting: &'a Meeting) -> Held<'a> {
        let attendances: Vec<_> = self.attendances.iter().filter(|it| it.meeting == meeting.id).collect();
        Held { meeting, standing: attendances.len(), attendances, is_reported: false, is_cited: false }
    }

    fn outlook(&self) -> Outlook {
        let all: Vec<_> = self.meetings.iter().map(|it| self.held(it)).collect();
        outlook(&self.held(&self.whole), &all, day())
    }

    /// Whether it works out, what binds, and how much there is to spare of that.
    fn check(&self, works_out: bool, binding: NeedKind, slack: i64) {
        let found = self.outlook();
        let bound = found.binding().unwrap();
        assert_eq!((found.works_out(), bound.kind, bound.slack()), (works_out, binding, slack), "{found:#?}");
        assert!(!bound.message.is_empty());
    }

    /// What is needed and what there is of one thing, for each time that it is needed.
    fn needs(&self, kind: NeedKind) -> Vec<(usize, usize)> {
        let needs = self.outlook().needs;
        needs.iter().filter(|it| it.kind == kind).map(|it| (it.needed, it.available)).collect()
    }
}

#[test]
fn a_plan_with_room_works_out() {
    let plan = Gathering::new(60, 40, 1..=10);
    plan.check(true, NeedKind::SeatsOfRound, 15);
    assert_eq!(plan.needs(NeedKind::SeatsOfRound), [(60, 75), (60, 75)]);
    assert_eq!(plan.needs(NeedKind::PeopleForSessions), [(35, 60), (35, 60)]);
}

#[test]
fn the_plan_of_the_concept_note_has_nothing_to_spare() {
    Gathering::new(75, 40, 1..=10).check(true, NeedKind::SeatsOfRound, 0);
    // However they sit down, as long as nobody sits twice in a round.
    let plan = Gathering::new(75, 40, 1..=10).sit("session-1", 0..15).sit("session-2", 15..30).sit("session-6", 0..3);
    plan.check(true, NeedKind::SeatsOfRound, 0);
    let full = (1..=10).fold(Gathering::new(75, 40, 1..=10), |plan, act: u32| {
        let from = (act - 1) % 5 * 15;
        plan.sit(&format!("session-{act}"), from..from + 15)
    });
    full.check(true, NeedKind::Places, 0);
    assert_eq!(full.needs(NeedKind::SeatsOfRound), [(75, 75), (75, 75)]);
    assert_eq!(full.needs(NeedKind::PeopleForSessions), [(0, 0), (0, 0)]);
}

#[test]
fn a_round_with_too_few_seats_fails() {
    let plan = Gathering::new(75, 40, 1..=9);
    plan.check(false, NeedKind::SeatsOfRound, -15);
    assert_eq!(plan.needs(NeedKind::SeatsOfRound), [(75, 75), (75, 60)]);
    assert!(plan.outlook().binding().unwrap().message.starts_with("In round 2, 75 seats are needed"));
    Gathering::new(76, 40, 1..=10).check(false, NeedKind::SeatsOfRound, -1);
}

#[test]
fn sessions_that_cannot_be_filled_fail() {
    Gathering::new(35, 40, 1..=10).check(true, NeedKind::PeopleForSessions, 0);
    Gathering::new(34, 40, 1..=10).check(false, NeedKind::PeopleForSessions, -1);
    // Whoever sits in a full session is lost to the others: 40 people, 30 of them in two, leave 10 for three.
    let plan = Gathering::new(40, 40, 1..=5).sit("session-1", 0..15).sit("session-2", 15..30);
    plan.check(false, NeedKind::PeopleForSessions, -11);
}

#[test]
fn whoever_sits_without_a_place_counts() {
    let plan = Gathering::new(15, 40, 1..=2).sit("session-1", 0..15).sit("session-2", 15..24);
    plan.check(false, NeedKind::Places, -9);
    assert_eq!(plan.outlook().people, 24);
}

#[test]
fn sessions_without_a_round_go_by_the_clock() {
    let mut plan = Gathering::new(30, 0, 1..=4);
    for it in &mut plan.meetings {
        it.round = None;
    }
    assert_eq!(plan.needs(NeedKind::SeatsOfRound), [(30, 60)]);
    plan.meetings[0].start = LocalTime::parse("2017-12-02T18:00").unwrap();
    assert_eq!(plan.needs(NeedKind::SeatsOfRound), [(30, 45), (30, 15)]);
}

#[test]
fn delegates_need_seats_and_tables_need_delegates() {
    let tables = |delegates, acts: &[u16]| Gathering::new(75, delegates, 1..=10).with_tables(acts);
    let ten: Vec<u16> = (1..=10).collect();
    assert_eq!(tables(40, &ten).needs(NeedKind::SeatsForDelegates), [(40, 50)]);
    assert!(tables(50, &ten).outlook().works_out());
    tables(51, &ten).check(false, NeedKind::SeatsForDelegates, -1);
    assert!(tables(20, &ten).outlook().works_out());
    tables(19, &ten).check(false, NeedKind::DelegatesForTables, -1);
    let crowded = tables(10, &[1, 2, 3, 4]).seat("table-1-0", AttendanceRole::GovernmentRepresentative, 0..5);
    crowded.check(false, NeedKind::DelegatesForTables, -1);
}

#[test]
fn tables_need_people_and_people_are_advised_to_sit_at_them() {
    let ten: Vec<u16> = (1..=10).collect();
    let plan = Gathering::new(75, 40, 1..=10).with_tables(&ten);
    assert_eq!(plan.needs(NeedKind::PeopleForTables), [(50, 75)]);
    assert_eq!(plan.needs(NeedKind::SeatsAtTables), [(75, 80)]);
    // That not everybody can is no failure.
    let plan = Gathering::new(75, 40, 1..=10).with_tables(&ten[..9]);
    assert_eq!(plan.needs(NeedKind::SeatsAtTables), [(75, 72)]);
    assert!(plan.outlook().works_out());
}

#[test]
fn every_table_needs_a_facilitator_of_its_own() {
    let plan = |acts: &[u16]| Gathering::new(75, 6, 1..=10).with_tables(acts);
    // Co-leads that are still to be named will do: two a session.
    assert_eq!(plan(&[1, 1]).needs(NeedKind::Facilitators), [(2, 2)]);
    plan(&[1, 1, 1]).check(false, NeedKind::Facilitators, -1);
    // The same two lead both sessions, and three tables are at once.
    let led = |plan: Gathering| plan.lead("session-1", [1, 2]).lead("session-6", [1, 2]);
    assert_eq!(led(plan(&[1, 6])).needs(NeedKind::Facilitators), [(2, 2)]);
    assert_eq!(led(plan(&[1, 6, 6])).needs(NeedKind::Facilitators), [(3, 2)]);
    assert!(led(plan(&[1, 6, 6])).outlook().needs.iter().any(|it| it.message.contains("meeting:table-6-")));
    // A co-lead who sits at another table then is not free.
    let busy = led(plan(&[1, 6])).sit("table-6-1", [1]);
    assert_eq!(busy.needs(NeedKind::Facilitators), [(2, 2)]);
    let busy = busy.sit("table-6-1", [2]);
    assert_eq!(busy.needs(NeedKind::Facilitators), [(2, 1)]);
    // An Act without a session has nobody.
    let plan = Gathering::new(15, 10, 1..=1).with_tables(&[2]);
    assert_eq!(plan.needs(NeedKind::Facilitators), [(1, 0)]);
}

#[test]
fn tables_on_ones_acts_are_recommended() {
    let plan = || Gathering::new(75, 6, 1..=10).with_tables(&[1, 2]).sit("session-1", 0..15).sit("session-2", 15..18);
    assert_eq!(plan().needs(NeedKind::RecommendedTables), [(18, 11)]);
    // Whoever has two sessions makes room for those who have one.
    let plan = || plan().sit("session-7", 0..15).with_tables(&[7]);
    assert_eq!(plan().needs(NeedKind::RecommendedTables), [(18, 18)]);
    // Whoever sits elsewhere takes a seat there and has none of theirs.
    assert_eq!(plan().sit("table-2-1", 0..8).needs(NeedKind::RecommendedTables), [(18, 7)]);
    assert!(plan().outlook().works_out());
}
