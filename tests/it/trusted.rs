//! Trusted documents over HTTP: named as each client names them, and nothing else is answered; without a list, clients that
//! name a document are told to send it.

use demarche::api::TrustedDocuments;
use demarche::web::Anonymous;
use serde_json::{Value, json};

use crate::http::Front;
use crate::service::Service;
use crate::wire::{self, Reply, escaped};

const LIST: &str = r#"{"acts": "query Acts($number: Int!) { act(number: $number) { number } }", "kinds": "{ __typename }",
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
    let mut service = Service::fresh();
    service.api = service.api.clone().trusting(TrustedDocuments::read(LIST).unwrap()).unwrap();
    let answer = service.ask("{ acts { id } }", json!({}));
    assert!(answer.get("data").is_none(), "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(service.ask("{ __typename }", json!({}))["data"], json!({ "__typename": "Query" }));
}
