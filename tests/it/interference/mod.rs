//! Nothing hidden tells: for random worlds, callers and questions, the answer is byte for byte the one that the same world
//! gives from which everything hidden from that caller was deleted. And what should be seen is.

mod asks;
mod oracle;
mod world;

use std::collections::HashMap;
use std::sync::Arc;

use demarche::domain::{Clearance, Commit};
use demarche::journal::{MemoryJournal, Place};
use demarche::store::Replay;
use serde_json::{Value, json};

use crate::program::{dice, rounds};
use crate::service::Service;
use asks::Asks;
use oracle::Oracle;
use world::{Fact, World, callers, commit};

/// A service with these facts. Where all of a commit is deleted its place stays empty, so that nothing else moves.
fn service(reference: &[Commit], facts: &[Vec<Fact>]) -> Service {
    let mut replay = Replay::default();
    let commits = facts.iter().enumerate().map(|(number, facts)| commit(number + 1, facts));
    for (place, commit) in (1..).map(Place::new).zip(reference.iter().cloned().chain(commits)) {
        if !commit.events.is_empty() {
            replay.take(place, commit);
        }
    }
    Service::open(Arc::new(MemoryJournal::new()), replay.finish().unwrap(), "2018-02-12")
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
const TELLING: [&str; 14] = [
    "node",
    "nodes",
    "contacts",
    "followUps",
    "stances",
    "search",
    "standings",
    "leaders",
    "outreach",
    "roadmap",
    "changes",
    "priorities",
    "reports",
    "stocktaking",
];

#[test]
fn what_is_hidden_might_as_well_not_be() {
    let mut dice = dice();
    let mut told: HashMap<String, u32> = HashMap::new();
    for _ in 0..rounds(1) {
        let world = World::draw(&mut dice);
        let full = service(&world.reference, &world.facts);
        let everything = Clearance::Admin;
        let ids = Oracle::new(&world.facts, &everything).all().map(|it| it.0).collect();
        let asks = Asks::read(ids);
        for caller in callers() {
            let deleted = service(&world.reference, &Oracle::new(&world.facts, &caller).delete(&world.facts));
            for root in asks.roots() {
                let mut after: Option<String> = None;
                for _ in 0..2 {
                    let document = asks.draw(&mut dice, &root, after.as_deref());
                    let ask = |of: &Service, as_whom: &Clearance| {
                        without_checkpoints(of.ask_as(as_whom.clone(), &document, json!({})))
                    };
                    let expected = ask(&deleted, &caller);
                    let found = ask(&full, &caller);
                    assert!(found == expected, "{caller:?} asks {document}\n{}", difference(&found, &expected));
                    // Once more: from what is kept.
                    assert_eq!(ask(&full, &caller), expected, "{caller:?} asks again {document}");
                    let mut found = Vec::new();
                    cursors(&expected, &mut found);
                    after = found.first().cloned();
                    *told.entry(root.clone()).or_default() += u32::from(ask(&full, &everything) != expected);
                }
            }
        }
        // Some have had no luck: they are asked until they tell.
        for root in TELLING {
            for _ in 0..100 {
                let told = told.entry(root.to_owned()).or_default();
                if *told > 0 {
                    break;
                }
                let document = asks.draw(&mut dice, root, None);
                let ask = |whom: &Clearance| full.ask_as(whom.clone(), &document, json!({}));
                *told += u32::from(ask(&everything) != ask(&Clearance::Viewer));
            }
        }
    }
    for root in TELLING {
        assert!(told.get(root).is_some_and(|it| *it > 0), "{root} never told a hidden thing from none");
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
