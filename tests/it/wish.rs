//! Mutations as stories ask for them: a wish by the name of its mutation and its input, and what became of it.

use demarche::api::{self, Asked, Caller};
use demarche::domain::{Actor, Clearance};
use demarche::journal::{Journal, Place};
use serde_json::{Value, json};

use crate::service::Service;

const ORGANISATION: &str = "id name shortName region roles { role } members { id } revision";
const EVIDENCE: &str = "id kind title date publisher url state { code name } revision";
const STANCE: &str =
    "id state { code } act { number } position leadership observedOn confidence rationale evidence { id title }
    assessedBy { id } marking recordedAt retracted retractedOn retractionReason revision";
const CONTACT: &str =
    "id state { code } body { id } city { id name } post institution level acts { number } name email phone
    marking followUps { id } revision";
const FOLLOW_UP: &str = "id purpose state { code } body { id } act { number } contact { id post } city { id } level
    assignee { id name } due status overdue completedOn outcome cancellationReason marking revision";

const REFERRAL: &str =
    "id state { code } contact { id } act { number } city { id } hint status givenBy { id } note marking
    recordedBy { id } revision";
const TRIP: &str = "id organisation { id } advocate { id } city { id } from to status marking revision";

/// The document of a mutation: its input is `$input`, and the payload's entity is called `entity`.
pub(crate) fn document(mutation: &str) -> String {
    let (entity, fields) = match mutation {
        "addOrganisation" | "updateOrganisation" => ("organisation", ORGANISATION),
        "addEvidence" => ("evidence", EVIDENCE),
        "recordStance" | "retractStance" => ("stance", STANCE),
        "addContact" | "updateContact" => ("contact", CONTACT),
        "addReferral" | "updateReferral" => ("referral", REFERRAL),
        "planTrip" | "updateTrip" | "cancelTrip" => ("trip", TRIP),
        _ => ("followUp", FOLLOW_UP),
    };
    let input = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    format!(
        "mutation($input: {input}!) {{ done: {mutation}(input: $input) {{
            entity: {entity} {{ {fields} }} userErrors {{ code path message rule }} }} }}"
    )
}

/// The whole answer to a wish of somebody.
pub(crate) fn answer_to(service: &Service, actor: &str, mutation: &str, input: Value) -> Value {
    let caller = Caller { actor: Actor(actor.into()), clearance: Clearance::Coordinator, token: None };
    let variables = json!({ "input": input });
    let asked = Asked { document: document(mutation), variables, ..Asked::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let answer = runtime.block_on(api::answer(&service.api, &service.store, caller, asked)).bytes;
    serde_json::from_slice(&answer).unwrap()
}

/// The payload. Whatever the input, there is one: what a caller can mend is never an error of the request.
pub(crate) fn payload(service: &Service, mutation: &str, input: Value) -> Value {
    let answer = answer_to(service, "test", mutation, input);
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"]["done"].clone()
}

/// The entity of a wish that is granted.
pub(crate) fn grant(service: &Service, mutation: &str, input: Value) -> Value {
    let payload = payload(service, mutation, input);
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload["entity"].clone()
}

/// The mistakes in a payload, each as its rule of meetings or else its code, and the path to the field, sorted.
pub(crate) fn mistakes(payload: &Value) -> Vec<String> {
    let told = |it: &Value| {
        assert!(it["rule"].is_null() || it["code"] == json!("RULE"), "{it}");
        let what = it["rule"].as_str().or(it["code"].as_str()).unwrap();
        let path: Vec<_> = it["path"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        format!("{what} {}", path.join("."))
    };
    let mut all: Vec<_> = payload["userErrors"].as_array().unwrap().iter().map(told).collect();
    all.sort();
    all
}

/// Checks that a wish is refused for these reasons and no others, and that it leaves nothing behind.
pub(crate) fn check_refused(service: &Service, mutation: &str, input: Value, expected: &[&str]) {
    let (events, entities) = (commits(service), service.store.snapshot().graph().len());
    let payload = payload(service, mutation, input.clone());
    assert_eq!(mistakes(&payload), expected, "{mutation} {input} {payload}");
    assert!(payload["entity"].is_null(), "{payload}");
    assert!(payload["userErrors"].as_array().unwrap().iter().all(|it| it["message"] != json!("")), "{payload}");
    assert_eq!((commits(service), service.store.snapshot().graph().len()), (events, entities));
}

/// How many commits the journal holds.
pub(crate) fn commits(service: &Service) -> usize {
    service.journal.read(Place::BEGINNING).count()
}

/// An input, changed: members of `changes` replace those of the same name, and `"absent"` takes one away.
pub(crate) fn with(mut input: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        match value.as_str() {
            Some("absent") => drop(input.as_object_mut().unwrap().remove(name)),
            _ => input[name.as_str()] = value.clone(),
        }
    }
    input
}

/// A stance that may be recorded.
pub(crate) fn a_stance() -> Value {
    json!({ "state": "MEX", "act": 6, "position": "NEGATIVE", "leadership": "LEADS", "observedOn": "2018-01-20",
        "confidence": "HIGH", "evidence": ["evidence:act-now"] })
}

/// A contact that may be added.
pub(crate) fn a_contact() -> Value {
    json!({ "state": "CHE", "city": "city:geneva", "post": "Human rights desk", "level": "GLOBAL" })
}

/// A follow-up that may be planned.
pub(crate) fn a_follow_up() -> Value {
    json!({ "purpose": "Ask about Act 6", "state": "MEX", "act": 6, "contact": "contact:mex-geneva",
        "city": "city:geneva", "level": "GLOBAL", "assignee": "organisation:picum", "due": "2018-03-01" })
}
