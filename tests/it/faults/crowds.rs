//! Many callers with one wish: it is granted once, and all of them hear the same; across a restart too.

use std::sync::Barrier;

use serde_json::{Value, json};

use super::history::Found;
use crate::program::{Place, Served};
use crate::wire::{self, Door};

const CALLERS: usize = 50;

/// All callers ask at once: the answers.
fn at_once(address: &Door, document: &str, input: impl Fn(usize) -> Value + Sync) -> Vec<Value> {
    let barrier = Barrier::new(CALLERS);
    let ask = |caller| {
        let body = json!({ "query": document, "variables": { "input": input(caller) } }).to_string();
        barrier.wait();
        let answer = wire::post(address, &body).json();
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"]["done"].clone()
    };
    std::thread::scope(|scope| {
        let ask = &ask;
        let asked: Vec<_> = (0..CALLERS).map(|it| scope.spawn(move || ask(it))).collect();
        asked.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

/// How many changes there are after the import.
fn changes(place: &Place) -> usize {
    Found::read(&place.path("data")).unwrap().commits.len() - 1
}

fn demo(place: &Place) -> Served {
    Served::start(&["--demo", "--data", &place.text("data"), "--today", "2018-02-01"])
}

#[test]
fn fifty_callers_with_one_key_make_one_change() {
    let document = "mutation($input: RecordStanceInput!) { done: recordStance(input: $input) {
        stance { id observedOn rationale recordedAt revision } userErrors { code path message } } }";
    let input = |rationale: &str| {
        json!({ "state": "MEX", "act": 6, "position": "NEGATIVE", "observedOn": "2018-01-20", "confidence": "HIGH",
            "rationale": rationale, "evidence": ["evidence:act-now"], "idempotencyKey": "k1" })
    };
    let place = Place::new();
    let mut first = None;
    for _ in 0..3 {
        let served = demo(&place);
        let answers = at_once(&served.address, document, |_| input("as heard"));
        let expected = first.get_or_insert(answers[0].clone());
        assert!(expected["stance"]["id"].is_string(), "{expected}");
        assert!(answers.iter().all(|it| it == expected), "{answers:?}");
        for answer in at_once(&served.address, document, |caller| input(&format!("as heard by {caller}"))) {
            assert_eq!(answer["stance"], json!(null));
            assert_eq!(answer["userErrors"][0]["code"], json!("IDEMPOTENCY_CONFLICT"), "{answer}");
        }
        // Killed: nothing is put in order on the way out.
        drop(served);
        assert_eq!(changes(&place), 1);
    }
}

#[test]
fn of_fifty_who_saw_one_revision_one_wins() {
    let document = "mutation($input: UpdateContactInput!) { done: updateContact(input: $input) {
        contact { post revision } userErrors { code path message } } }";
    let place = Place::new();
    let served = demo(&place);
    for revision in 1..=3 {
        let post = |caller: usize| format!("Desk {caller} of round {revision}");
        let answers = at_once(
            &served.address,
            document,
            |caller| json!({ "contact": "contact:mex-geneva", "post": post(caller), "expectedRevision": revision }),
        );
        let winners: Vec<_> = (0..CALLERS).filter(|it| answers[*it]["userErrors"] == json!([])).collect();
        assert_eq!(winners.len(), 1, "{answers:?}");
        let kept = json!({ "post": post(winners[0]), "revision": revision + 1 });
        assert_eq!(answers[winners[0]]["contact"], kept);
        for answer in answers.iter().filter(|it| it["userErrors"] != json!([])) {
            let error = &answer["userErrors"][0];
            assert_eq!((&error["code"], &error["path"]), (&json!("REVISION_CONFLICT"), &json!(["expectedRevision"])));
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(&format!("revision is now {}", revision + 1)), "{message}");
        }
        let found = served.data("{ node(id: \"contact:mex-geneva\") { ... on Contact { post revision } } }");
        assert_eq!(found["node"], kept);
    }
    drop(served);
    assert_eq!(changes(&place), 3);
}
