//! Nothing hidden tells: for random worlds, callers and questions, the answer is byte for byte the one that the same world
//! gives from which everything hidden from that caller was deleted. And what should be seen is.

mod asks;
mod oracle;
mod world;

use std::collections::HashSet;
use std::sync::Arc;

use demarche::domain::{Clearance, Commit, Id, Key};
use demarche::journal::{Journal, MemoryJournal, Place};
use demarche::store::Replay;
use serde_json::{Value, json};

use crate::live::{self, CHANGES, STANDINGS, Watching};
use crate::program::{dice, rounds};
use crate::service::Service;
use asks::Asks;
use oracle::Oracle;
use world::{Fact, World, commit};

/// The one whose rights the facts are seen with.
fn callers() -> Vec<Clearance> {
    let advocate = |number: usize| Clearance::Advocate {
        organisation: Id::new(Key::trusted(world::ORGANISATIONS[number % 3])),
        advocate: Id::new(Key::trusted(&format!("a-{number}"))),
    };
    let advocates = (0..6).map(advocate);
    [Clearance::Viewer, Clearance::Analyst, Clearance::Coordinator].into_iter().chain(advocates).collect()
}

/// A service with these facts. Where all of a commit is deleted its place stays empty, so that nothing else moves.
/// Takeaways are in no commit.
fn service(reference: &[Commit], facts: &[Vec<Fact>]) -> Service {
    let mut replay = Replay::default();
    let (mut takeaways, mut others) = (Vec::new(), Vec::new());
    for facts in facts {
        let (apart, facts): (Vec<Fact>, Vec<Fact>) = facts.iter().cloned().partition(|it| it.1["takeaway"].is_string());
        takeaways.extend(commit(0, &apart).events.into_iter().map(|it| it.entity));
        others.push(facts);
    }
    let facts = others;
    let commits = facts.iter().enumerate().map(|(number, facts)| commit(number + 1, facts));
    for (place, commit) in (1..).map(Place::new).zip(reference.iter().cloned().chain(commits)) {
        if !commit.events.is_empty() {
            replay.take(place, commit);
        }
    }
    let journal = Arc::new(MemoryJournal::new());
    journal.keep_takeaways(&takeaways).map(drop).unwrap();
    let service = Service::open(journal, replay.finish().unwrap(), "2018-02-12");
    assert_eq!(service.store.snapshot().graph().takeaways().count(), takeaways.len());
    service
}

fn cursors(answer: &Value, found: &mut Vec<String>) {
    match answer {
        Value::Object(fields) => {
            found.extend(fields.get("endCursor").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|it| cursors(it, found));
        }
        Value::Array(values) => values.iter().for_each(|it| cursors(it, found)),
        _ => {}
    }
}

/// Checkpoints are sealed: they are equal by what they resume, which is another story.
fn without_checkpoints(mut answer: Value) -> Value {
    match &mut answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                let is_one = name == "checkpoint" && value.is_string();
                *value = if is_one { json!("sealed") } else { without_checkpoints(value.take()) };
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|it| *it = without_checkpoints(it.take())),
        _ => {}
    }
    answer
}

/// The first place at which two answers differ.
fn difference(found: &Value, expected: &Value) -> String {
    match (found, expected) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => a
            .iter()
            .find(|(key, value)| b.get(*key) != Some(value))
            .map_or_else(String::new, |(key, value)| format!("{key}.{}", difference(value, &expected[key]))),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find(|(_, (a, b))| a != b)
            .map_or_else(String::new, |(at, (a, b))| format!("{at}.{}", difference(a, b))),
        _ => format!(" with what is hidden {found}\nand without {expected}"),
    }
}

/// The questions that reach what is hidden: otherwise nothing would be shown.
const TELLING: [&str; 28] = [
    "node",
    "nodes",
    "contacts",
    "followUps",
    "followUpTally",
    "stances",
    "search",
    "standings",
    "leaders",
    "outreach",
    "roadmap",
    "changes",
    "priorities",
    "questions",
    "reports",
    "stocktaking",
    "meetings",
    "attendances",
    "meetingPlan",
    "takeaways",
    "referrals",
    "referralChains",
    "namedButNeverMet",
    "nextBestContacts",
    "introductions",
    "trips",
    "personalData",
    "mentions",
];

/// How often a question that has not told anything yet is drawn once more, at most.
const LUCK: u32 = 60;

/// Two worlds: one with all there is, and one without what is hidden from a caller.
struct Worlds<'w> {
    full: &'w Service,
    deleted: Service,
    caller: Clearance,
}

impl Worlds<'_> {
    /// Checks that the caller is answered alike; with a cursor of the answer.
    fn check(&self, document: &str) -> Option<String> {
        let ask = |of: &Service| without_checkpoints(of.ask_as(self.caller.clone(), document, json!({})));
        let (expected, found) = (ask(&self.deleted), ask(self.full));
        assert!(found == expected, "{:?} asks {document}\n{}", self.caller, difference(&found, &expected));
        // Once more: from what is kept.
        assert_eq!(ask(self.full), expected, "{:?} asks again {document}", self.caller);
        let mut found = Vec::new();
        cursors(&expected, &mut found);
        found.into_iter().next()
    }

    /// Whether the question reaches anything hidden: whoever sees everything is answered otherwise without it.
    fn tells(&self, document: &str) -> bool {
        let ask = |of: &Service| without_checkpoints(of.ask_as(Clearance::Admin, document, json!({})));
        ask(self.full) != ask(&self.deleted)
    }
}

#[test]
fn what_is_hidden_might_as_well_not_be() {
    let mut dice = dice();
    for _ in 0..rounds(1) {
        let world = World::draw(&mut dice);
        let full = service(&world.reference, &world.facts);
        let asks = Asks::read(Oracle::new(&world.facts, &Clearance::Admin).all().map(|it| it.0).collect());
        // What was told, for each sort of callers of whom something is hidden.
        let mut told = HashSet::new();
        for caller in callers() {
            let sort = std::mem::discriminant(&caller);
            let is_kept_from = caller != Clearance::Coordinator;
            let deleted = service(&world.reference, &Oracle::new(&world.facts, &caller).delete(&world.facts));
            let worlds = Worlds { full: &full, deleted, caller };
            for root in asks.roots() {
                let is_to_tell = is_kept_from && TELLING.contains(&root.as_str());
                let mut has_told = !is_to_tell || told.contains(&(sort, root.clone()));
                let mut after: Option<String> = None;
                for drawn in 0..2 + LUCK {
                    if drawn >= 2 && has_told {
                        break;
                    }
                    let document = asks.draw(&mut dice, &root, after.as_deref());
                    after = worlds.check(&document);
                    has_told = has_told || worlds.tells(&document);
                }
                assert!(has_told, "{root} never told {:?} a hidden thing from none", worlds.caller);
                told.insert((sort, root));
            }
        }
    }
}

#[test]
fn everybody_sees_exactly_what_they_may() {
    let mut dice = dice();
    for _ in 0..rounds(4) {
        let world = World::draw(&mut dice);
        let service = service(&world.reference, &world.facts);
        for caller in callers().into_iter().chain([Clearance::Admin]) {
            let (mut seen, mut hidden) = (0, 0);
            for (id, sees) in Oracle::new(&world.facts, &caller).all() {
                let answer = service.ask_as(caller.clone(), &format!("{{ node(id: {id:?}) {{ id }} }}"), json!({}));
                let expected = if sees { json!({ "node": { "id": id } }) } else { json!({ "node": null }) };
                assert_eq!(answer, json!({ "data": expected }), "{caller:?}");
                if sees { seen += 1 } else { hidden += 1 }
            }
            assert!(seen > 10, "{caller:?} sees {seen} and not {hidden}");
            assert!(hidden > 0, "{caller:?} sees everything: erased attendances are nobody's");
        }
    }
}

#[test]
fn subscribers_who_go_on_are_told_alike() {
    let mut dice = dice();
    for _ in 0..rounds(1) {
        let world = World::draw(&mut dice);
        let full = service(&world.reference, &world.facts);
        let mut differ = 0;
        for caller in callers() {
            let deleted = service(&world.reference, &Oracle::new(&world.facts, &caller).delete(&world.facts));
            let told = |of: &Service, caller: &Clearance, document: &str| -> Vec<Value> {
                let start = of.ask_as(caller.clone(), "{ changes(first: 100) { checkpoint } }", json!({}));
                let since = json!({ "since": start["data"]["changes"]["checkpoint"] });
                let watching = Watching::begin(of, live::caller(caller), document, since);
                let mut watching = watching.unwrap_or_else(|it| unreachable!("{it}"));
                watching.events().into_iter().map(without_checkpoints).collect()
            };
            for document in [CHANGES, STANDINGS] {
                let (found, expected) = (told(&full, &caller, document), told(&deleted, &caller, document));
                assert!(!expected.is_empty(), "{caller:?} is told nothing");
                assert_eq!(found.len(), expected.len(), "{caller:?} {document}");
                for (found, expected) in found.iter().zip(&expected) {
                    assert!(found == expected, "{caller:?} {document}\n{}", difference(found, expected));
                }
                let everything = |of: &Service| told(of, &Clearance::Admin, document);
                differ += usize::from(everything(&full) != everything(&deleted));
            }
        }
        assert!(differ > 10, "little was hidden: {differ}");
    }
}

#[test]
fn checkpoints_resume_alike() {
    const PAGE: &str = "query($since: String) { checkpoint changes(since: $since, first: 3) {
        nodes { node { id } kind revision recordedAt } checkpoint hasMore } }";
    let mut dice = dice();
    for _ in 0..rounds(1) {
        let world = World::draw(&mut dice);
        let full = service(&world.reference, &world.facts);
        for caller in callers() {
            let deleted = service(&world.reference, &Oracle::new(&world.facts, &caller).delete(&world.facts));
            // The reference data is everybody's, and long.
            let start = |of: &Service| of.ask_as(caller.clone(), "{ changes(first: 100) { checkpoint } }", json!({}));
            let [mut one, mut other] = [&full, &deleted].map(|of| start(of)["data"]["changes"]["checkpoint"].clone());
            loop {
                let [a, b] = [(&full, &one), (&deleted, &other)].map(|(of, since)| {
                    of.ask_as(caller.clone(), PAGE, json!({ "since": since }))["data"]["changes"].clone()
                });
                assert_eq!((&a["nodes"], &a["hasMore"]), (&b["nodes"], &b["hasMore"]), "{caller:?}");
                (one, other) = (a["checkpoint"].clone(), b["checkpoint"].clone());
                assert_eq!(one.as_str().unwrap().len(), other.as_str().unwrap().len());
                if a["hasMore"] == false {
                    break;
                }
            }
        }
    }
}
