//! What is learned under the Chatham House Rule: recorded without a trace, seen by those who coordinate, citable by public
//! evidence alone.

mod publishing;
mod recording;
mod sight;
mod traces;

use demarche::domain::{Clearance, Id, Key};
use serde_json::{Value, json};

use crate::service::Service;

/// An advocate of an organisation.
pub(crate) fn advocate(organisation: &str) -> Clearance {
    let advocate = Id::new(Key::trusted("participant-17"));
    Clearance::Advocate { organisation: Id::new(Key::trusted(organisation)), advocate }
}

/// A stance that may be recorded. Of Mexico on Act 6 the reference data say nothing.
fn a_stance() -> Value {
    json!({ "phase": 2, "stance": { "state": "MEX", "act": 6, "position": "POSITIVE", "leadership": "CAN_LEAD",
        "confidence": "MEDIUM", "rationale": "Warm words on detention." } })
}

/// A referral that may be recorded.
fn a_referral() -> Value {
    json!({ "phase": 2, "referral": { "state": "CHE", "contact": "contact:che-capital", "act": 6, "city": "city:geneva",
        "hint": "ON_THE_FENCE", "note": "Ask early." } })
}

/// The payload of a wish to record.
fn record(service: &Service, clearance: Clearance, input: &Value) -> Value {
    let document = "mutation($input: RecordTakeawayInput!) { recordTakeaway(input: $input) { reminder recorded
        stored { phase { number } state { code } act { number } position leadership confidence rationale observedOn recordedAt
            contact { id post } city { id } hint status note marking }
        userErrors { code path message rule } } }";
    let answer = service.ask_as(clearance, document, json!({ "input": input }));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"]["recordTakeaway"].clone()
}

/// Records something that is granted.
fn grant(service: &Service, clearance: Clearance, input: &Value) -> Value {
    let payload = record(service, clearance, input);
    assert_eq!((&payload["userErrors"], &payload["recorded"]), (&json!([]), &json!(true)), "{payload}");
    payload
}

/// The takeaways that somebody sees, by what they are.
fn listed(service: &Service, clearance: Clearance) -> Vec<Value> {
    let document = "{ takeaways { totalCount nodes { __typename
        ... on Stance { id position evidence { id } assessedBy { id } recordedBy { id } recordedAt observedOn marking revision
            takeaway { number } report { id } }
        ... on Referral { id givenBy { id } recordedBy { id } marking revision takeaway { number } } } } }";
    let answer = service.ask_as(clearance, document, json!({}));
    assert!(answer["errors"].is_null(), "{answer}");
    let found = &answer["data"]["takeaways"];
    let nodes = found["nodes"].as_array().unwrap().clone();
    assert_eq!(found["totalCount"], json!(nodes.len()));
    nodes
}

/// The id of the only takeaway that there is.
fn only(service: &Service) -> String {
    let all = listed(service, Clearance::Coordinator);
    assert_eq!(all.len(), 1);
    all[0]["id"].as_str().unwrap().to_owned()
}
