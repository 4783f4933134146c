//! What is measured: who may read it, what is in it, and that it tells nothing of takeaways.

use serde_json::{Value, json};

use crate::live::Events;
use crate::program::{PATIENCE, Place, Served, serving, token_for};
use crate::wire::{self, Door, Reply};

/// A service with its metrics at an address of their own; an admin's door, and that address.
fn measured(place: &Place) -> (Served, Door, Door) {
    place.with_fixtures("data");
    token_for(&place.path("data"));
    let admin = place.run("data", &["token", "create", "--role", "admin", "--name", "Admin"]).done();
    let data = place.text("data");
    let served = Served::begin(serving(&["--data", &data, "--metrics-listen", "127.0.0.1:0", "--today", "2018-02-10"]));
    let line = served.says("metrics are at http://");
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let admin = Door { token: Some(admin.trim().to_owned()), ..served.address.clone() };
    (served, admin, Door { address, token: None })
}

/// The value of a series: the name, and what its labels hold.
fn value(text: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let is_it = |line: &&str| line.split(['{', ' ']).next() == Some(name) && labels.iter().all(|it| line.contains(it));
    text.lines().find(is_it).map(|it| it.rsplit(' ').next().unwrap().parse().unwrap())
}

fn read(door: &Door) -> String {
    let reply = wire::get(door, "/metrics");
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"));
    reply.text()
}

fn ask(door: &Door, document: &str) -> Reply {
    wire::post(door, &json!({ "query": document }).to_string())
}

#[test]
fn admins_read_the_metrics_and_others_do_not() {
    let place = Place::new();
    let (served, admin, own) = measured(&place);
    let refused = |door: &Door, status: u16| assert_eq!(wire::get(door, "/metrics").status, status);
    refused(&served.address, 403);
    refused(&Door { token: None, ..served.address.clone() }, 401);
    let cookie = format!("Cookie: demarche={}", admin.token.as_ref().unwrap());
    assert_eq!(wire::send(&served.address, "GET /metrics", &[&cookie], b"").status, 401);
    let (all, some) = (read(&admin), read(&own));
    let entities = value(&all, "demarche_graph_entities", &[]).unwrap();
    assert!(entities > 193.0 && value(&all, "demarche_graph_references", &[]).unwrap() > entities, "{all}");
    assert!(!some.contains("demarche_graph"), "{some}");
    for name in ["demarche_takes_writes", "demarche_audit_healthy"] {
        assert_eq!(value(&some, name, &[]), Some(1.0), "{name}");
    }
    assert!(value(&some, "demarche_resident_memory_bytes", &[]).unwrap() % f64::from(16 << 20) == 0.0, "{some}");
    // There is nothing else.
    for path in ["/", "/graphql", "/health/live"] {
        assert_eq!(wire::get(&own, path).status, 404, "{path}");
    }
}

#[test]
fn requests_are_counted_by_names_that_are_known_and_errors_by_codes() {
    let place = Place::new();
    let (served, admin, own) = measured(&place);
    let viewer = ask(&admin, "mutation { createToken(input: { role: VIEWER, name: \"V\" }) { secret } }").json();
    let secret = viewer["data"]["createToken"]["secret"].as_str().unwrap_or_else(|| panic!("{viewer}")).to_owned();
    let viewer = Door { token: Some(secret), ..served.address.clone() };
    // The first use of a token is noted, and what comes after it in the journal is.
    ask(&viewer, "query Own0 { acts { number } }");
    ask(&served.address, "mutation { addOrganisation(input: { key: \"o\", name: \"O\" }) { organisation { id } } }");
    for _ in 0..3 {
        ask(&viewer, "query Leaders { leaders(act: 3) { totalCount } }");
    }
    for at in 1..50 {
        ask(&viewer, &format!("query Own{at} {{ acts {{ number }} }}"));
    }
    ask(&viewer, "{ nothing }");
    // Neither is what is no request of GraphQL at all.
    assert_eq!(viewer.send("POST /graphql", &["Content-Type: text/plain"], b"{ acts { number } }").status, 415);
    assert_eq!(viewer.send("PUT /graphql", &[], b"").status, 405);
    assert_eq!(wire::send(&own, "POST /metrics", &[], b"").status, 405);
    let text = read(&own);
    let requests = |labels: &[&str]| value(&text, "demarche_requests_total", labels);
    let ok = "outcome=\"answered\"";
    assert_eq!(requests(&["operation=\"Leaders\"", "kind=\"query\"", ok]), Some(3.0), "{text}");
    assert_eq!(requests(&["operation=\"other\"", "kind=\"query\"", ok]), Some(50.0), "{text}");
    assert_eq!(requests(&["operation=\"unnamed\"", "kind=\"query\"", "outcome=\"refused\""]), Some(1.0), "{text}");
    assert_eq!(requests(&["operation=\"unnamed\"", "kind=\"mutation\"", ok]), Some(2.0), "{text}");
    assert!(!text.contains("Own"), "{text}");
    assert_eq!(value(&text, "demarche_errors_total", &["code=\"BAD_USER_INPUT\""]), Some(4.0), "{text}");
    assert_eq!(value(&text, "demarche_answers_total", &["kept=\"yes\""]), Some(2.0), "{text}");
    let timed = |labels: &[&str]| value(&text, "demarche_request_seconds_count", labels);
    assert_eq!(timed(&["operation=\"Leaders\""]), Some(3.0), "{text}");
    assert!(value(&text, "demarche_request_seconds_bucket", &["operation=\"Leaders\"", "le=\"+Inf\""]) == Some(3.0));
    assert!(value(&text, "demarche_flush_seconds_count", &[]).unwrap() >= 2.0, "{text}");
    assert_eq!(value(&text, "demarche_writes_waiting", &[]), Some(0.0));
    for name in ["requests_total", "errors_total", "answers_total", "request_seconds", "flush_seconds"] {
        assert!(text.contains(&format!("# HELP demarche_{name} ")), "{name} {text}");
    }
}

#[test]
fn what_comes_by_a_stream_is_counted_and_open_subscriptions_are() {
    let place = Place::new();
    let (served, _, own) = measured(&place);
    let open = || value(&read(&own), "demarche_subscriptions", &[]).unwrap();
    assert_eq!(open(), 0.0);
    let document = "subscription WatchChanges { changes { checkpoint } }";
    let mut streams = [document; 3].map(|it| Events::open(&served.address, it, json!({})).0);
    streams.iter_mut().for_each(|it| assert_eq!(it.line().as_deref(), Some(":")));
    assert_eq!(open(), 3.0);
    let ask = |document: &str| Events::open(&served.address, document, json!({})).0.next().unwrap();
    ask("query Leaders { leaders(act: 3) { totalCount } }");
    ask("subscription WatchChanges { nothing }");
    let text = read(&own);
    let requests = |labels: &[&str]| value(&text, "demarche_requests_total", labels);
    let subscribed = ["operation=\"WatchChanges\"", "kind=\"subscription\"", "outcome=\"subscribed\""];
    assert_eq!(requests(&subscribed), Some(3.0), "{text}");
    assert_eq!(requests(&["operation=\"WatchChanges\"", "outcome=\"refused\""]), Some(1.0), "{text}");
    assert_eq!(requests(&["operation=\"Leaders\"", "outcome=\"answered\""]), Some(1.0), "{text}");
    // Those who go away are not counted any more.
    drop(streams);
    let waited = std::time::Instant::now();
    while open() != 0.0 {
        assert!(waited.elapsed() < PATIENCE, "{}", read(&own));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_takeaway_moves_nothing() {
    let place = Place::new();
    let (served, _, own) = measured(&place);
    // What stands still while nothing happens: connections and memory aside.
    let still = || {
        let text = read(&own);
        let moves = |it: &str| it.contains("demarche_connections") || it.contains("demarche_resident_memory_bytes");
        let mut lines: Vec<_> = text.lines().filter(|it| !moves(it)).map(str::to_owned).collect();
        // What was measured stands in no order.
        lines.sort();
        lines
    };
    let poll = || assert_eq!(ask(&served.address, "query Leaders { leaders(act: 3) { totalCount } }").status, 200);
    poll();
    poll();
    // The first use of a token is noted when the answer is given already: what is answered after it was written after it.
    ask(
        &served.address,
        "mutation { addOrganisation(input: { key: \"first\", name: \"O\" }) { organisation { id } } }",
    );
    let before = still();
    let stance: Value = json!({ "state": "MEX", "act": 6, "position": "POSITIVE", "leadership": "CAN_LEAD",
        "confidence": "MEDIUM", "rationale": "Warm words." });
    let document = "mutation($input: RecordTakeawayInput!) { recordTakeaway(input: $input) { recorded } }";
    let body = json!({ "query": document, "variables": { "input": { "phase": 2, "stance": stance } } }).to_string();
    let recorded = wire::post(&served.address, &body).json();
    assert_eq!(recorded["data"]["recordTakeaway"]["recorded"], json!(true), "{recorded}");
    assert_eq!(still(), before);
    // Whoever coordinates is answered anew after it, which shows nowhere either: the count alone moves, as it did before.
    poll();
    let after = still();
    let differ: Vec<_> = before.iter().zip(&after).filter(|(one, other)| one != other).collect();
    assert_eq!((before.len(), differ.len()), (after.len(), 1), "{differ:?}");
    assert!(differ[0].1.starts_with("demarche_requests_total"), "{differ:?}");
    // A change that may be known of is measured.
    ask(&served.address, "mutation { addOrganisation(input: { key: \"o\", name: \"O\" }) { organisation { id } } }");
    assert_ne!(still(), after);
}
