//! Small worlds drawn at random: the reference data without its advocacy, and then people, meetings and all that is said
//! and planned, with every marking, changed many times over. Written as facts, not asked for: what the rules refuse is
//! none of this story's business.

use std::collections::{BTreeMap, BTreeSet};

use demarche::domain::{Actor, Commit, Entity, Event, Kind};
use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::service::DEMO;

pub(super) const ORGANISATIONS: [&str; 3] = ["mfa", "picum", "panidmr"];
const STATES: [&str; 5] = ["MEX", "CHE", "HUN", "ARM", "PHL"];
/// A state that is named in referrals, and that nobody meets.
const UNMET: &str = "GHA";
const CITIES: [&str; 3] = ["geneva", "new-york", "brussels"];
const MARKINGS: [&str; 4] = ["public", "coalition", "restricted", "restricted"];
/// What is said of people and things; some of it is looked for in searches.
pub(super) const WORDS: [&str; 6] = ["quartz", "velvet", "juniper", "saffron", "marble", "cobalt"];

/// One fact.
pub(super) type Fact = (Kind, Value);

pub(super) struct World {
    /// The reference data, which everybody sees.
    pub(super) reference: Vec<Commit>,
    /// What came after it, commit by commit.
    pub(super) facts: Vec<Vec<Fact>>,
}

pub(super) struct Draw<'d> {
    dice: &'d mut Rng,
    known: BTreeMap<(Kind, String), Value>,
    facts: Vec<Vec<Fact>>,
}

pub(super) fn commit(number: usize, facts: &[Fact]) -> Commit {
    let entity =
        |(kind, fact): &Fact| Entity::from_json(*kind, &fact.to_string()).map_err(|it| format!("{it}: {fact}"));
    Commit {
        actor: Actor("test".into()),
        recorded_at: format!("2018-01-01T00:{:02}:{:02}Z", number / 60 % 60, number % 60).parse().unwrap(),
        command: "import".into(),
        idempotency: None,
        events: facts.iter().map(|it| Event { entity: entity(it).unwrap() }).collect(),
        succeeded: Default::default(),
    }
}

/// What everybody sees, of a few states: questions over all of them take long.
fn reference() -> Vec<Commit> {
    let snapshot = DEMO.store.snapshot();
    let kept = |entity: &Entity| {
        let mut kind_and_json =
            (entity.kind(), serde_json::from_str::<Value>(entity.to_json().unwrap().get()).unwrap());
        let (kind, it) = &mut kind_and_json;
        let is_known = |state: &Value| state.is_null() || STATES.iter().chain([&UNMET]).any(|known| *state == *known);
        if let Some(members) = it["members"].as_array_mut() {
            members.retain(|it| is_known(&it["state"]));
        }
        let keep = match kind {
            Kind::State => is_known(&it["id"]),
            Kind::City => is_known(&it["state"]) || CITIES.iter().any(|known| it["id"] == *known),
            Kind::Body | Kind::Act | Kind::Phase | Kind::Organisation => true,
            _ => false,
        };
        if !is_known(&it["state"]) {
            it.as_object_mut().unwrap().remove("state");
        }
        keep.then_some(kind_and_json)
    };
    let facts: Vec<_> = snapshot.graph().entities().filter_map(kept).collect();
    let facts = facts.into_iter().map(|(kind, mut it)| {
        it.as_object_mut().unwrap().retain(|_, it| !it.is_null());
        (kind, it)
    });
    vec![commit(0, &facts.collect::<Vec<_>>())]
}

impl World {
    pub(super) fn draw(dice: &mut Rng) -> Self {
        let mut draw = Draw { dice, known: BTreeMap::new(), facts: Vec::new() };
        draw.people();
        draw.meetings();
        draw.advocacy();
        draw.changes();
        Self { reference: reference(), facts: draw.facts }
    }
}

impl Draw<'_> {
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.dice.usize(..of.len())]
    }

    fn word(&mut self) -> &'static str {
        self.one(&WORDS)
    }

    fn marking(&mut self) -> &'static str {
        self.one(&MARKINGS)
    }

    fn day(&mut self) -> String {
        format!("2018-{:02}-{:02}", self.dice.u8(1..13), self.dice.u8(1..29))
    }

    /// The organisation that recorded something, or nobody's.
    fn recorder(&mut self) -> Value {
        if self.dice.bool() { json!(self.one(&ORGANISATIONS)) } else { Value::Null }
    }

    /// A thing of this kind, or often none.
    fn maybe(&mut self, kind: Kind) -> Value {
        let keys: Vec<_> = self.known.keys().filter(|it| it.0 == kind).map(|it| it.1.clone()).collect();
        if keys.is_empty() || self.dice.u8(..3) == 0 { Value::Null } else { json!(keys[self.dice.usize(..keys.len())]) }
    }

    fn put(&mut self, kind: Kind, mut fact: Value) {
        fact.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let key = fact["id"].as_str().unwrap().to_owned();
        self.known.insert((kind, key), fact.clone());
        // Most commits hold one fact, some several.
        match self.facts.last_mut().filter(|_| self.dice.u8(..4) == 0) {
            Some(last) if last.iter().all(|(_, it)| it["id"] != fact["id"]) => last.push((kind, fact)),
            _ => self.facts.push(vec![(kind, fact)]),
        }
    }

    fn person(&mut self) -> Value {
        match self.dice.u8(..3) {
            0 => Value::Null,
            _ => {
                json!({ "name": format!("Participant {}", self.word()), "email": format!("{}@example.org", self.word()) })
            }
        }
    }

    fn people(&mut self) {
        for number in 0..6 {
            let person = self.person();
            let fact =
                json!({ "id": format!("a-{number}"), "organisation": ORGANISATIONS[number % 3], "person": person });
            self.put(Kind::Advocate, fact);
        }
        for number in 0..10 {
            let (person, marking, recorder) = (self.person(), self.marking(), self.recorder());
            let (state, city, word) = (self.one(&STATES), self.one(&CITIES), self.word());
            let fact = json!({ "id": format!("c-{number}"), "state": state, "city": city, "post": format!("Desk {word}"),
                "level": "global", "acts": [], "person": person, "marking": marking, "recorded_by": recorder });
            self.put(Kind::Contact, fact);
        }
        for (number, role) in ["viewer", "analyst", "coordinator", "admin"].into_iter().enumerate() {
            let fact = json!({ "id": format!("t-{number}"), "hash": "00", "use": "bearer", "role": role,
                "person": { "name": self.word() }, "created_at": "2018-01-01T00:00:00Z" });
            self.put(Kind::Token, fact);
        }
    }

    fn meetings(&mut self) {
        self.meeting("gathering", "plenary", None, "open", Some("public"));
        for act in 1..4 {
            self.meeting(&format!("session-{act}"), "group_session", Some(act), "open", None);
            let marking = (act == 1).then_some("coalition");
            self.meeting(&format!("table-{act}"), "table", Some(act), "chatham_house", marking);
        }
        self.meeting("lunch", "spontaneous_table", None, "chatham_house", Some("restricted"));
        self.meeting("talk", "bilateral", None, "open", Some("restricted"));
        for number in 0..40 {
            let attendee = match self.dice.u8(..4) {
                0 => json!({ "contact": format!("c-{}", self.dice.u8(..10)) }),
                _ => json!({ "advocate": format!("a-{}", self.dice.u8(..6)) }),
            };
            let meeting = self.some(Kind::Meeting);
            let role = self.one(&["co_lead", "rapporteur", "facilitator", "participant", "participant"]);
            let stage = self.one(&["nominated", "selected", "confirmed", "attended", "attended", "withdrawn"]);
            let process = self.word();
            // One in ten is erased already.
            let attendee = if self.dice.u8(..10) == 0 { Value::Null } else { attendee };
            let fact = json!({ "id": format!("at-{number}"), "meeting": meeting, "attendee": attendee, "role": role,
                "stage": stage, "nominated_by": process, "erased_on": "2019-12-03" });
            self.put(Kind::Attendance, fact);
        }
        // Some who are in the session on an Act without leading it.
        for number in 1..4 {
            let fact = json!({ "id": format!("at-of-{number}"), "meeting": "session-1", "attendee": { "advocate": format!("a-{number}") },
                "role": "participant", "stage": "confirmed", "erased_on": "2019-12-03" });
            self.put(Kind::Attendance, fact);
        }
        for number in 0..14 {
            // Most at tables, where those who lead the session on the same Act know of them.
            let table = json!(format!("table-{}", number % 3 + 1));
            let (meeting, state) = (if number < 9 { table } else { self.some(Kind::Meeting) }, self.one(&STATES));
            let fact = json!({ "id": format!("e-{number}"), "meeting": meeting, "state": state });
            self.put(Kind::Expectation, fact);
        }
    }

    fn some(&mut self, kind: Kind) -> Value {
        loop {
            let found = self.maybe(kind);
            if !found.is_null() {
                return found;
            }
        }
    }

    fn meeting(&mut self, key: &str, kind: &str, act: Option<u8>, rule: &str, marking: Option<&str>) {
        let marking =
            marking.map_or_else(|| self.one(&["coalition", "coalition", "restricted"]).to_owned(), str::to_owned);
        let part_of = (key != "gathering").then_some("gathering");
        let (recorder, word, places) = (self.recorder(), self.word(), (key == "gathering").then_some(75));
        let fact = json!({ "id": key, "kind": kind, "title": format!("Meeting {word}"), "act": act.map(|it| it.to_string()),
            "city": self.one(&CITIES), "start": "2017-12-02T14:00", "end": "2017-12-02T15:30", "rule": rule, "round": 1,
            "part_of": part_of, "places": places, "marking": marking, "recorded_by": recorder });
        self.put(Kind::Meeting, fact);
    }

    fn advocacy(&mut self) {
        for number in 0..8 {
            let (marking, recorder, word) = (self.marking(), self.recorder(), self.word());
            let open = ["session-1", "talk", "gathering"];
            let meeting = if self.dice.bool() { json!(self.one(&open)) } else { Value::Null };
            let fact = json!({ "id": format!("ev-{number}"), "kind": "statement", "title": format!("Paper {word}"),
                "meeting": meeting, "marking": marking, "recorded_by": recorder });
            self.put(Kind::Evidence, fact);
        }
        for number in 0..3 {
            // One is filed and public, of a session that not everybody sees.
            let (stage, marking, recorder) = match number {
                0 => ("filed", "public", self.recorder()),
                _ => (self.one(&["draft", "filed"]), self.marking(), self.recorder()),
            };
            let highlight = format!("Highlight {}", self.word());
            let (purpose, contact) = (format!("Ask about {}", self.word()), self.maybe(Kind::Contact));
            let (state, leadership) = (self.one(&STATES), self.one(&["leads", "can_lead", "none"]));
            let disagreement = json!({ "about": self.word(), "revisit_on": self.day() });
            let fact = json!({ "id": format!("r-{number}"), "session": format!("session-{}", number + 1), "stage": stage,
                "highlights": [highlight], "complementarity": { "text": self.word(), "applies_to": "both" },
                "priorities": [{ "text": self.word(), "urgency": "high", "applies_to": "both", "disagreement": disagreement }],
                "questions": [{ "text": self.word() }], "follow_ups": [{ "key": "one", "purpose": purpose, "state": state,
                    "contact": contact, "level": "global", "assignee": self.one(&ORGANISATIONS), "due": "2018-03-01" }],
                "stances": [{ "key": "two", "state": state, "position": "positive", "leadership": leadership,
                    "confidence": "low", "rationale": self.word() }],
                "marking": marking, "recorded_by": recorder });
            if stage == "filed" {
                // Before it was filed it was a draft, for those who write it.
                let mut draft = fact.clone();
                draft["stage"] = json!("draft");
                draft["marking"] = json!("restricted");
                draft["recorded_by"] = Value::Null;
                self.put(Kind::Report, draft);
            }
            self.put(Kind::Report, fact);
        }
        for number in 0..45 {
            self.stance(number, number < 4);
        }
        for number in 0..25 {
            self.follow_up(&format!("f-{number}"));
        }
        for number in 0..14 {
            let takeaway = number < 3;
            let (marking, recorder) =
                if takeaway { ("restricted", Value::Null) } else { (self.marking(), self.recorder()) };
            let (contact, given_by) =
                (self.maybe(Kind::Contact), if takeaway { Value::Null } else { self.maybe(Kind::Contact) });
            let (met, note) = (number % 3 > 0, format!("Note {}", self.word()));
            let state = if met { self.one(&STATES) } else { UNMET };
            let status =
                self.one(if met { &["open", "followed_up", "dead_end"] } else { &["open", "open", "dead_end"] });
            let hint = self.one(&["positive", "negative"]);
            let evidence = if takeaway { json!([]) } else { json!([format!("ev-{}", self.dice.u8(..8))]) };
            let fact = json!({ "id": format!("x-{number}"), "state": state, "contact": contact, "act": "1", "city": self.one(&CITIES),
                "hint": hint, "status": status, "given_by": given_by, "note": note, "evidence": evidence, "takeaway": takeaway.then_some("3"),
                "marking": marking, "recorded_by": recorder });
            if number > 10 {
                // Some are shown to everybody later.
                self.put(Kind::Referral, fact.clone());
                let mut shown = fact;
                shown["marking"] = json!("public");
                self.put(Kind::Referral, shown);
                continue;
            }
            self.put(Kind::Referral, fact);
        }
        for number in 0..8 {
            let (marking, recorder, report) = (self.marking(), self.recorder(), self.maybe(Kind::Report));
            let (text, urgency) = (format!("Message {}", self.word()), self.one(&["high", "medium", "low"]));
            let fact = json!({ "id": format!("p-{number}"), "act": self.one(&["1", "2", "3"]), "text": text, "urgency": urgency,
                "applies_to": "both", "endorsed_by": [self.one(&ORGANISATIONS)], "report": report, "agreed_on": self.day(), "marking": marking, "recorded_by": recorder });
            self.put(Kind::Priority, fact);
            let (marking, recorder, text) = (self.marking(), self.recorder(), format!("What of {}?", self.word()));
            let report = self.maybe(Kind::Report);
            let fact = json!({ "id": format!("q-{number}"), "act": self.one(&["1", "2", "3"]), "number": number % 3 + 1,
                "text": text, "report": report, "withdrawn": self.dice.bool(), "marking": marking, "recorded_by": recorder });
            self.put(Kind::Question, fact);
            let (marking, advocate) = (self.marking(), self.maybe(Kind::Advocate));
            let fact = json!({ "id": format!("tr-{number}"), "organisation": self.one(&ORGANISATIONS), "advocate": advocate,
                "city": self.one(&CITIES), "from": "2018-02-10", "to": "2018-02-20", "status": "confirmed", "marking": marking });
            self.put(Kind::Trip, fact);
        }
    }

    /// No two are of one day: which of them was recorded later is told by the order in which they began, seen or not.
    fn stance(&mut self, number: u8, takeaway: bool) {
        let (key, day) = (format!("s-{number}"), format!("2018-{:02}-{:02}", number / 28 + 1, number % 28 + 1));
        let (marking, recorder) =
            if takeaway { ("restricted", Value::Null) } else { (self.marking(), self.recorder()) };
        let evidence = if takeaway { json!([]) } else { json!([format!("ev-{}", self.dice.u8(..8))]) };
        let (observed, at) =
            if takeaway { ("2018-07-31".to_owned(), "2018-08-01T00:00:00Z") } else { (day, "2018-01-01T00:00:00Z") };
        let report = if takeaway { Value::Null } else { self.maybe(Kind::Report) };
        let (state, act) = (self.one(&STATES), self.one(&["1", "2", "3"]));
        let assessor = if takeaway { Value::Null } else { recorder.clone() };
        let (position, leadership) =
            (self.one(&["positive", "negative", "on_the_fence"]), self.one(&["leads", "can_lead", "none"]));
        let rationale = format!("Because of {}", self.word());
        let fact = json!({ "id": key, "state": state, "act": act, "position": position, "leadership": leadership,
            "observed_on": observed, "confidence": "high", "rationale": rationale, "evidence": evidence, "assessed_by": assessor,
            "report": report, "takeaway": takeaway.then_some("3"), "marking": marking, "recorded_by": recorder, "recorded_at": at });
        self.put(Kind::Stance, fact);
    }

    fn follow_up(&mut self, key: &str) {
        let (marking, recorder, contact) = (self.marking(), self.recorder(), self.maybe(Kind::Contact));
        let state = match &contact {
            Value::String(it) => self.known[&(Kind::Contact, it.clone())]["state"].clone(),
            _ => json!(self.one(&STATES)),
        };
        let progress = match self.dice.u8(..3) {
            0 => json!("open"),
            1 => json!({ "done": { "on": "2018-02-02", "outcome": self.word() } }),
            _ => json!({ "cancelled": { "reason": self.word() } }),
        };
        let (purpose, due) = (format!("Speak of {}", self.word()), self.day());
        let fact = json!({ "id": key, "purpose": purpose, "state": state, "act": self.one(&["1", "2", "3"]), "contact": contact,
            "city": self.one(&CITIES), "level": "global", "assignee": self.one(&ORGANISATIONS), "due": due, "progress": progress,
            "marking": marking, "recorded_by": recorder });
        self.put(Kind::FollowUp, fact);
    }

    /// Changes of what is there: of markings, of words, of persons alone, of who does it, of being there at all.
    fn changes(&mut self) {
        let kinds: BTreeSet<_> = self.known.keys().map(|it| it.0).collect();
        let kinds: Vec<_> = kinds.into_iter().collect();
        for _ in 0..120 {
            // Kinds of which there is little change as often as others.
            let kind = self.one(&kinds);
            let all: Vec<_> = self.known.keys().filter(|it| it.0 == kind && it.1 != "r-0").cloned().collect();
            let (kind, key) = all[self.dice.usize(..all.len())].clone();
            let mut fact = self.known[&(kind, key.clone())].clone();
            if fact["takeaway"].is_string() {
                continue;
            }
            let person = self.person();
            let changed: Map<String, Value> = match (kind, self.dice.u8(..4)) {
                (Kind::Contact | Kind::Advocate, 0 | 1) => {
                    let kept = if person.is_null() { Value::Null } else { json!(self.day()) };
                    [("person".to_owned(), person), ("kept_until".to_owned(), kept)].into_iter().collect()
                }
                (Kind::Contact, _) => {
                    [("post".to_owned(), json!(format!("Desk {}", self.word())))].into_iter().collect()
                }
                (Kind::FollowUp, 0) => [("assignee".to_owned(), json!(self.one(&ORGANISATIONS)))].into_iter().collect(),
                (Kind::FollowUp, 1) => [("due".to_owned(), json!(self.day()))].into_iter().collect(),
                (Kind::Attendance, _) => {
                    [("stage".to_owned(), json!(self.one(&["confirmed", "attended", "withdrawn"])))]
                        .into_iter()
                        .collect()
                }
                (Kind::Expectation, _) => [("withdrawn".to_owned(), json!(true))].into_iter().collect(),
                (Kind::Stance, 0) if fact["retraction"].is_null() => {
                    [("retraction".to_owned(), json!({ "on": "2018-01-03", "reason": self.word() }))]
                        .into_iter()
                        .collect()
                }
                (Kind::Token, _) => [("last_used_on".to_owned(), json!(self.day()))].into_iter().collect(),
                (Kind::Advocate, _) => [("source".to_owned(), json!(self.word()))].into_iter().collect(),
                // What others refer to is only ever hidden: shown later, it would have to be there before it is seen. And a
                // stance names the time at which it was recorded, whoever could see it then.
                (Kind::Evidence | Kind::Report | Kind::Meeting | Kind::Stance, 3) => {
                    let narrower = if fact["marking"] == "public" { "coalition" } else { "restricted" };
                    [("marking".to_owned(), json!(narrower))].into_iter().collect()
                }
                (Kind::Evidence | Kind::Report | Kind::Meeting | Kind::Stance, _) => continue,
                _ => [("marking".to_owned(), json!(self.marking()))].into_iter().collect(),
            };
            fact.as_object_mut().unwrap().extend(changed);
            fact.as_object_mut().unwrap().retain(|_, it| !it.is_null());
            if fact == self.known[&(kind, key)] {
                continue;
            }
            self.put(kind, fact);
        }
    }
}
