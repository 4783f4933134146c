//! What is public, changed by those who do not publish: their words are not for everybody before a coordinator has read
//! them. Questions, which are set anew by others than those who set them, are in `reports::questions`.

use demarche::domain::Clearance;
use serde_json::{Value, json};

use super::tries::{check, of_picum, tried};
use crate::reports::person;
use crate::service::Service;

/// Who sees a thing: a viewer, an analyst.
fn seen(service: &Service, id: &str) -> [bool; 2] {
    let document = format!("{{ node(id: {id:?}) {{ id }} }}");
    [Clearance::Viewer, Clearance::Analyst]
        .map(|it| !service.ask_as(it, &document, json!({}))["data"]["node"].is_null())
}

fn publish(service: &Service, id: &str) {
    assert_eq!(tried(service, &Clearance::Coordinator, "publish", &json!({ "id": id })), [] as [&str; 0], "{id}");
    assert_eq!(seen(service, id), [true, true], "{id}");
}

/// Checks who sees a thing that was public after an advocate of its organisation, or a coordinator, has changed it.
fn check_seen(service: &Service, who: &Clearance, (mutation, id, input): (&str, &str, Value), expected: [bool; 2]) {
    publish(service, id);
    assert_eq!(tried(service, who, mutation, &input), [] as [&str; 0], "{who:?} {mutation} {input}");
    assert_eq!(seen(service, id), expected, "{who:?} {mutation} {input}");
}

#[test]
fn other_words_are_not_public_before_a_coordinator_says_so() {
    let own = person("lead-8");
    let service = of_picum();
    let of = |name: &str, id: &str, changes: Value| {
        let mut input = changes;
        input[name] = json!(id);
        input
    };
    let changes = [
        ("updateFollowUp", "followUp:f", of("followUp", "followUp:f", json!({ "purpose": "Quartz" }))),
        ("updatePriority", "priority:p", of("priority", "priority:p", json!({ "text": "Quartz" }))),
        ("updateContact", "contact:c", of("contact", "contact:c", json!({ "post": "Quartz" }))),
        ("updateContact", "contact:c", of("contact", "contact:c", json!({ "institution": "Quartz" }))),
        ("updateMeeting", "meeting:m", of("meeting", "meeting:m", json!({ "title": "Quartz" }))),
    ];
    for change in changes {
        check_seen(&service, &own, change, [false, true]);
    }
    let same = [
        ("updateFollowUp", "followUp:f", of("followUp", "followUp:f", json!({ "due": "2018-03-02" }))),
        ("updateFollowUp", "followUp:f", of("followUp", "followUp:f", json!({ "purpose": "Quartz" }))),
        ("updatePriority", "priority:p", of("priority", "priority:p", json!({ "urgency": "LOW" }))),
        ("endorsePriority", "priority:p", of("priority", "priority:p", json!({}))),
        ("updateContact", "contact:c", of("contact", "contact:c", json!({ "level": "LOCAL", "institution": null }))),
        ("updateMeeting", "meeting:m", of("meeting", "meeting:m", json!({ "places": 12 }))),
    ];
    for change in same {
        check_seen(&service, &own, change, [true, true]);
    }
    let post = ("updateContact", "contact:c", of("contact", "contact:c", json!({ "post": "Another" })));
    check_seen(&service, &Clearance::Coordinator, post, [true, true]);
    let done = json!({ "completedOn": "2018-01-31", "outcome": "Quartz" });
    check_seen(&service, &own, ("completeFollowUp", "followUp:f", of("followUp", "followUp:f", done)), [false, true]);
    let service = of_picum();
    let reason = of("followUp", "followUp:f", json!({ "reason": "Quartz" }));
    check_seen(&service, &own, ("cancelFollowUp", "followUp:f", reason), [false, true]);
    let service = of_picum();
    let silent = of("followUp", "followUp:f", json!({ "underTheRule": true }));
    check_seen(&service, &own, ("completeFollowUp", "followUp:f", silent), [true, true]);
}

#[test]
fn what_is_public_is_taken_back_in_public_by_coordinators() {
    let service = of_picum();
    let retract = json!({ "stance": "stance:s", "reason": "Quartz" });
    publish(&service, "stance:s");
    check(&service, &person("lead-8"), "retractStance", retract.clone(), "FORBIDDEN stance");
    let told = || {
        let document = r#"{ node(id: "stance:s") { ... on Stance { retracted retractionReason } } }"#;
        service.ask_as(Clearance::Viewer, document, json!({}))["data"]["node"].clone()
    };
    assert_eq!(told(), json!({ "retracted": false, "retractionReason": null }));
    assert_eq!(tried(&service, &Clearance::Coordinator, "retractStance", &retract), [] as [&str; 0]);
    assert_eq!(told(), json!({ "retracted": true, "retractionReason": "Quartz" }));
}
