//! What callers are told over HTTP who have spent their budget, and who have waited too long.

use std::time::{Duration, Instant};

use demarche::api::{Api, Limits};
use demarche::domain::CallerRole;
use demarche::web::Anonymous;
use serde_json::{Value, json};

use crate::http::Front;
use crate::live::{Events, Socket};
use crate::program::PATIENCE;
use crate::service::Service;
use crate::wire::{self, Door, Reply};

const CONTENT: &str = "Content-Type: application/json";
const RESPONSE: &str = "Accept: application/graphql-response+json";

fn limited(limits: Limits) -> Front {
    let mut service = Service::fresh();
    service.api = Api::new(limits);
    Front::serving(service, None, Anonymous::Viewer, Default::default())
}

fn body(document: &str) -> String {
    json!({ "query": document }).to_string()
}

/// The refusal of what there is no budget for, with so many seconds to wait.
fn check_spent(reply: &Reply, seconds: u32) {
    assert_eq!((reply.status, reply.header("retry-after")), (429, seconds.to_string().as_str()), "{reply:?}");
    assert_eq!(reply.header("cache-control"), "no-store");
    check_error(&reply.json(), seconds);
}

fn check_error(answer: &Value, seconds: u32) {
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], "LIMIT_EXCEEDED", "{answer}");
    let expected = format!("is spent: ask again in {seconds} seconds");
    assert!(error["message"].as_str().unwrap().contains(&expected), "{answer}");
    assert!(answer.get("data").is_none(), "{answer}");
}

#[test]
fn who_has_spent_the_minutes_budget_is_told_when_there_is_another() {
    // Ten acts at one field each cost 21: the bound of that list is 20.
    let acts = "{ acts { number } }";
    let front = limited(Limits { budget: Some(21), ..Limits::default() });
    let caller = || Door { token: Some(front.service.token(CallerRole::Coordinator)), ..front.address.clone() };
    let get = format!("/graphql?query={}", wire::escaped(acts));

    let post = caller();
    assert_eq!(wire::post(&post, &body(acts)).status, 200);
    // What is refused costs nothing, and what is kept costs 1: there is not even that.
    check_spent(&wire::post(&post, &body(acts)), 60);
    check_spent(&wire::post(&post, &body("{ act(number: 3) { number } }")), 60);
    check_spent(&wire::get(&post, &get), 60);
    let wish = "mutation { addOrganisation(input: { key: \"unpaid\", name: \"N\" }) { organisation { id } } }";
    check_spent(&wire::post(&post, &body(wish)), 60);
    let unpaid = wire::post(&caller(), &body("{ node(id: \"organisation:unpaid\") { id } }"));
    assert_eq!(unpaid.json(), json!({ "data": { "node": null } }));
    front.service.pass(15);
    check_spent(&post.send("POST /graphql", &[CONTENT, RESPONSE], body(acts).as_bytes()), 45);

    // Events are refused as anything else is, before the stream begins.
    let again: String = (0..11).map(|at| format!("a{at}: checkpoint ")).collect();
    let changes = &format!("subscription {{ changes {{ {again} }} }}");
    let events = caller();
    let (mut watched, head) = Events::open(&events, changes, json!({}));
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(watched.line().as_deref(), Some(":"));
    let accept = "Accept: text/event-stream";
    check_spent(&events.send("POST /graphql", &[CONTENT, accept], body(changes).as_bytes()), 45);
    check_spent(&events.send("POST /graphql", &[CONTENT, accept], body("{ acts { title } }").as_bytes()), 45);

    // Over a WebSocket the operation ends, and the connection does not.
    let mut socket = Socket::ready(&caller());
    socket.subscribe("1", "{ acts { id } }", json!({}));
    assert_eq!([socket.message(), socket.message()].map(|it| it["type"].clone()), ["next", "complete"]);
    for document in [acts, changes] {
        socket.subscribe("2", document, json!({}));
        let told = socket.message();
        assert_eq!((&told["id"], &told["type"]), (&json!("2"), &json!("error")), "{told}");
        check_error(&json!({ "errors": told["payload"] }), 45);
    }

    // Callers have budgets of their own; those who have not signed in have one together.
    let nobody = Door { token: None, ..front.address.clone() };
    assert_eq!(wire::post(&nobody, &body(acts)).status, 200);
    check_spent(&wire::post(&nobody, &body(acts)), 45);
    front.service.pass(45);
    assert_eq!(wire::post(&post, &body(acts)).status, 200);
    socket.subscribe("3", acts, json!({}));
    assert_eq!([socket.message(), socket.message()].map(|it| it["type"].clone()), ["next", "complete"]);
}

#[test]
fn what_is_kept_costs_1() {
    let acts = "{ acts { number } }";
    let front = limited(Limits { budget: Some(23), ..Limits::default() });
    for _ in 0..3 {
        assert_eq!(wire::post(&front.address, &body(acts)).status, 200);
    }
    check_spent(&wire::post(&front.address, &body(acts)), 60);
}

#[test]
fn who_has_waited_too_long_is_told_what_to_do() {
    let front = limited(Limits { waiting: Duration::from_millis(50), ..Limits::default() });
    let wish = r#"mutation { addOrganisation(input: { name: "Waited for", idempotencyKey: "w" }) {
        organisation { id } userErrors { code } } }"#;
    let send = |accept: &str| front.address.send("POST /graphql", &[CONTENT, accept], body(wish).as_bytes());
    let check = |reply: &Reply, status: u16| {
        assert_eq!(reply.status, status, "{reply:?}");
        let answer = reply.json();
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "UNAVAILABLE", "{answer}");
        assert!(error["message"].as_str().unwrap().contains("send it again with the same idempotencyKey"), "{answer}");
        assert!(answer.get("data").is_none(), "{answer}");
    };
    let before = front.service.store.snapshot().graph().len();
    let writing = front.service.hold_writes();
    check(&send(RESPONSE), 503);
    check(&send("Accept: application/json"), 200);
    let mut socket = Socket::ready(&front.address);
    socket.subscribe("1", wish, json!({}));
    assert_eq!(socket.message()["payload"][0]["extensions"]["code"], "UNAVAILABLE");
    // Reading goes on meanwhile.
    assert_eq!(front.post("{ act(number: 3) { number } }", json!({})).json()["data"]["act"]["number"], 3);
    drop(writing);
    // As it says: sent again it is done, and done once.
    let began = Instant::now();
    let done = loop {
        let reply = send(RESPONSE);
        if reply.status == 200 {
            break reply.json();
        }
        check(&reply, 503);
        assert!(began.elapsed() < PATIENCE, "it is never answered");
    };
    assert_eq!(done["data"]["addOrganisation"]["userErrors"], json!([]), "{done}");
    assert!(done["data"]["addOrganisation"]["organisation"]["id"].is_string(), "{done}");
    assert_eq!(front.service.store.snapshot().graph().len(), before + 1);
}
