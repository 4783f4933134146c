//! Trusted documents over HTTP: named as each client names them, and nothing else is answered; without a list, clients that
//! name a document are told to send it.

use demarche::api::TrustedDocuments;
use demarche::web::Anonymous;
use serde_json::{Value, json};

use crate::http::Front;
use crate::live::{Events, Socket};
use crate::program::{Place, Served, run};
use crate::service::Service;
use crate::wire::{self, Reply, escaped};

const LIST: &str = r#"{"acts": "query Acts($number: Int!) { act(number: $number) { number } }", "kinds": "{ __typename }",
    "news": "subscription News { changes { nodes { kind } } }",
    "cancel": "mutation { cancelFollowUp(input: { followUp: \"followUp:none\", reason: \"x\" }) { userErrors { code } } }"}"#;

fn trusting() -> Front {
    let mut service = Service::fresh();
    service.api = service.api.clone().trusting(TrustedDocuments::read(LIST).unwrap()).unwrap();
    Front::serving(service, None, Anonymous::Refused, Default::default())
}

fn post(front: &Front, body: &Value) -> Reply {
    wire::post(&front.address, &body.to_string())
}

/// The error of an answer that shows no data: its code and message.
fn refusal(reply: &Reply) -> (String, String) {
    let answer = reply.json();
    assert!(answer.get("data").is_none(), "{answer}");
    let error = &answer["errors"][0];
    (error["extensions"]["code"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
}

#[test]
fn documents_are_named_and_nothing_else_is_answered() {
    let front = trusting();
    let check = |body: Value, expected: Result<&str, &str>| {
        let reply = post(&front, &body);
        assert_eq!(reply.status, 200, "{body}: {reply:?}");
        match expected {
            Ok(expected) => assert_eq!(reply.json()["data"].to_string(), expected, "{body}"),
            Err(code) => assert_eq!(refusal(&reply).0, code, "{body}"),
        }
    };
    let variables = json!({ "number": 4 });
    let act = Ok(r#"{"act":{"number":4}}"#);
    let hash = |it: &str| json!({ "persistedQuery": { "version": 1, "sha256Hash": it } });
    check(json!({ "documentId": "acts", "variables": variables }), act);
    check(json!({ "doc_id": "acts", "variables": variables }), act);
    check(json!({ "id": "acts", "variables": variables, "operationName": "Acts" }), act);
    check(json!({ "extensions": hash("acts"), "variables": variables }), act);
    check(json!({ "id": "cancel" }), Ok(r#"{"cancelFollowUp":{"userErrors":[{"code":"NOT_FOUND"}]}}"#));
    check(json!({ "documentId": "Acts" }), Err("BAD_USER_INPUT"));
    check(json!({ "extensions": hash("none") }), Err("PERSISTED_QUERY_NOT_FOUND"));
    check(json!({ "extensions": hash("none"), "query": "{ __typename }" }), Err("FORBIDDEN"));
    check(json!({ "query": "{ __typename }" }), Err("FORBIDDEN"));
    check(json!({ "query": "{ __schema { description } }" }), Err("FORBIDDEN"));
    check(json!({ "documentId": "kinds", "query": "{ acts { id } }" }), Err("FORBIDDEN"));
    check(json!({ "documentId": "kinds", "query": "{ __typename }" }), Ok(r#"{"__typename":"Query"}"#));
    let missing = post(&front, &json!({ "extensions": hash("none") }));
    assert_eq!(refusal(&missing).1, "PersistedQueryNotFound");
}

#[test]
fn documents_are_named_in_an_address() {
    let front = trusting();
    let get = |parameters: &str| wire::get(&front.address, &format!("/graphql?{parameters}"));
    let variables = escaped(r#"{"number":4}"#);
    let expected = json!({ "data": { "act": { "number": 4 } } });
    assert_eq!(get(&format!("documentId=acts&variables={variables}")).json(), expected);
    let hash = escaped(r#"{"persistedQuery":{"version":1,"sha256Hash":"acts"}}"#);
    assert_eq!(get(&format!("extensions={hash}&variables={variables}")).json(), expected);
    assert_eq!(get("id=cancel").status, 405);
    assert_eq!(refusal(&get(&format!("query={}", escaped("{ __typename }")))).0, "FORBIDDEN");
}

#[test]
fn without_a_list_documents_are_to_be_sent() {
    let front = Front::open();
    let hash = json!({ "persistedQuery": { "version": 1, "sha256Hash": "a" } });
    for body in [json!({ "extensions": hash }), json!({ "documentId": "a" }), json!({ "doc_id": "a" })] {
        let reply = post(&front, &body);
        let expected = ("PERSISTED_QUERY_NOT_SUPPORTED".to_owned(), "PersistedQueryNotSupported".to_owned());
        assert_eq!((reply.status, refusal(&reply)), (200, expected), "{body}");
    }
    let both = post(&front, &json!({ "query": "{ __typename }", "extensions": hash, "id": "a" }));
    assert_eq!(both.json(), json!({ "data": { "__typename": "Query" } }));
}

#[test]
fn whatever_way_a_request_comes_it_is_held_to_the_list() {
    let front = trusting();
    let service = &front.service;
    let answer = service.ask("{ acts { id } }", json!({}));
    assert!(answer.get("data").is_none(), "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(service.ask("{ __typename }", json!({}))["data"], json!({ "__typename": "Query" }));

    // What is asked; and what comes first over either stream: the data, or the code of the refusal.
    let kinds = Ok(json!({ "__typename": "Query" }));
    let asked = [
        (json!({ "query": "{ acts { id } }" }), Err("FORBIDDEN")),
        (json!({ "query": "subscription { changes { checkpoint } }" }), Err("FORBIDDEN")),
        (json!({ "documentId": "kinds", "query": "{ acts { id } }" }), Err("FORBIDDEN")),
        (json!({ "documentId": "none" }), Err("BAD_USER_INPUT")),
        (json!({ "id": "none", "query": "subscription { changes { checkpoint } }" }), Err("FORBIDDEN")),
        (json!({ "query": "{ __typename }" }), Err("FORBIDDEN")),
        (json!({ "query": "subscription News { changes { nodes { kind } } }" }), Err("FORBIDDEN")),
        (json!({ "documentId": "kinds" }), kinds.clone()),
        (json!({ "doc_id": "kinds", "query": "{ __typename }" }), kinds),
    ];
    for (payload, expected) in asked {
        let (mut events, head) = Events::post(&front.address, &payload);
        assert!(head.starts_with("HTTP/1.1 200"), "{payload} {head}");
        // What is refused because of the list is JSON: nothing was asked that could be told in events.
        let heard = match head.contains("text/event-stream") {
            true => events.next().unwrap().1,
            false => serde_json::from_str(&events.line().unwrap()).unwrap(),
        };
        check(&payload, &heard, &expected);
        let mut socket = Socket::ready(&front.address);
        socket.say(&json!({ "id": "1", "type": "subscribe", "payload": payload }));
        let told = socket.message();
        let heard =
            if told["type"] == "error" { json!({ "errors": told["payload"] }) } else { told["payload"].clone() };
        check(&payload, &heard, &expected);
    }

    // A subscription in the list is held, however its id is spelled.
    let told = json!({ "changes": { "nodes": [{ "kind": "CREATED" }] } });
    let hash = json!({ "persistedQuery": { "version": 1, "sha256Hash": "news" } });
    let ways = [json!({ "documentId": "news" }), json!({ "extensions": hash })];
    let mut events: Vec<_> = ways.iter().map(|it| Events::post(&front.address, it).0).collect();
    events.iter_mut().for_each(|it| assert_eq!(it.line().as_deref(), Some(":")));
    let mut socket = Socket::ready(&front.address);
    for (id, payload) in ways.iter().enumerate() {
        socket.say(&json!({ "id": id.to_string(), "type": "subscribe", "payload": payload }));
    }
    // They have begun once the answer to what was said after them is here.
    socket.say(&json!({ "id": "after", "type": "subscribe", "payload": { "documentId": "kinds" } }));
    assert_eq!([socket.message(), socket.message()].map(|it| it["id"].clone()), ["after", "after"]);
    let contact = "contact_id,iso3,city_id,post,level,acts,marking\nlisted,CHE,geneva,Desk,global,,public\n";
    service.import(&[("contacts.csv", contact.as_bytes())]).unwrap();
    for events in &mut events {
        assert_eq!(events.next().unwrap().1["data"], told);
    }
    for _ in ways {
        assert_eq!(socket.message()["payload"]["data"], told);
    }
}

/// The first thing that is heard of what was asked.
fn check(asked: &Value, heard: &Value, expected: &Result<Value, &str>) {
    match expected {
        Ok(data) => assert_eq!(&heard["data"], data, "{asked} {heard}"),
        Err(code) => {
            assert_eq!(heard["errors"][0]["extensions"]["code"], *code, "{asked} {heard}");
            assert!(heard.get("data").is_none(), "{asked} {heard}");
        }
    }
}

#[test]
fn the_program_reads_the_list_from_a_file() {
    let place = Place::new();
    place.with_fixtures("data");
    let (data, list) = (place.text("data"), place.file("documents.json", LIST));
    let served = Served::start(&["--data", &data, "--documents", &list]);
    let refused = served.ask("{ acts { number } }", json!({}));
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
    let body = json!({ "documentId": "acts", "variables": { "number": 4 } }).to_string();
    assert_eq!(wire::post(&served.address, &body).json(), json!({ "data": { "act": { "number": 4 } } }));
    drop(served);
    // A list that cannot be meant is told before anything is opened.
    let wrong = place.file("wrong.json", r#"{"acts": "{ acts { nothing } }"}"#);
    let missing = place.text("missing.json");
    for file in [&wrong, &missing] {
        let ran = run(&["serve", "--listen", "127.0.0.1:0", "--data", &place.text("other"), "--documents", file]);
        assert!(ran.code.is_some_and(|it| it != 0) && ran.err.contains(file.as_str()), "{ran:?}");
        assert!(!place.path("other").exists());
    }
}
