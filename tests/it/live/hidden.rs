//! Nothing hidden tells, in events either: two services, of which one never had what is hidden from the caller, tell the
//! same byte for byte while the same is written, hidden things left out in one.

use demarche::domain::Clearance;
use serde_json::{Value, json};

use super::{CHANGES, STANDINGS, Watching, caller};
use crate::program::dice;
use crate::service::Service;
use crate::takeaways::advocate;
use crate::wish::{a_contact, a_follow_up, a_stance, grant, with};

/// Checkpoints are sealed: that they resume alike is another story.
fn bytes(mut event: Value) -> String {
    let fields = event["data"].as_object_mut().unwrap();
    for (_, told) in fields.iter_mut() {
        assert_eq!(told["checkpoint"].as_str().unwrap().len(), 80);
        told["checkpoint"].take();
    }
    event.to_string()
}

#[test]
fn what_is_hidden_might_as_well_not_be_written() {
    let mut dice = dice();
    let mut hidden_events = 0;
    for whom in [Clearance::Viewer, Clearance::Analyst, advocate("mfa")] {
        let (full, deleted) = (Service::fresh(), Service::fresh());
        let watch = |of: &Service, whom: &Clearance| {
            [CHANGES, STANDINGS].map(|it| Watching::begin(of, caller(whom), it, json!({})).ok().unwrap())
        };
        let (mut one, mut other) = (watch(&full, &whom), watch(&deleted, &whom));
        let mut everything = watch(&full, &Clearance::Coordinator);
        let sees_coalition = whom != Clearance::Viewer;
        for number in 0..40 {
            let marking = ["PUBLIC", "COALITION", "RESTRICTED"][dice.usize(..3)];
            let sees = marking == "PUBLIC" || marking == "COALITION" && sees_coalition;
            let key = if marking == "RESTRICTED" { "absent".to_owned() } else { format!("k-{number}") };
            let act = dice.i32(1..5);
            let (mutation, input) = match dice.usize(..3) {
                0 => ("addContact", with(a_contact(), json!({ "key": key, "marking": marking }))),
                1 => (
                    "planFollowUp",
                    with(a_follow_up(), json!({ "key": key, "marking": marking, "contact": "absent" })),
                ),
                _ => {
                    let position = ["POSITIVE", "NEGATIVE"][dice.usize(..2)];
                    let day = format!("2018-01-{:02}", dice.u8(1..29));
                    let changes =
                        json!({ "key": key, "marking": marking, "act": act, "position": position, "observedOn": day });
                    ("recordStance", with(a_stance(), changes))
                }
            };
            grant(&full, mutation, input.clone());
            if sees {
                grant(&deleted, mutation, input);
            }
            for (found, expected) in one.iter_mut().zip(&mut other) {
                let found: Vec<_> = found.events().into_iter().map(bytes).collect();
                let expected: Vec<_> = expected.events().into_iter().map(bytes).collect();
                assert_eq!(found, expected, "{whom:?} {mutation} {marking}");
                assert!(sees || found.is_empty());
            }
            let all: usize = everything.iter_mut().map(|it| it.events().len()).sum();
            hidden_events += if sees { 0 } else { all };
        }
    }
    assert!(hidden_events > 10, "nothing was hidden");
}

#[test]
fn a_takeaway_wakes_nobody() {
    let service = Service::fresh();
    let mut coordinator = Watching::changes(&service, &Clearance::Coordinator, None);
    let heard = service.store.publications();
    let document = r#"mutation { recordTakeaway(input: { phase: 2, stance: { state: "MEX", act: 6, position: POSITIVE,
        confidence: MEDIUM, rationale: "Warm words." } }) { recorded userErrors { message } } }"#;
    let answer = service.ask_as(advocate("mfa"), document, json!({}));
    assert_eq!(answer["data"]["recordTakeaway"]["recorded"], json!(true), "{answer}");
    assert!(!heard.has_changed().unwrap());
    assert_eq!(coordinator.events(), Vec::<Value>::new());
    grant(&service, "addContact", a_contact());
    assert!(heard.has_changed().unwrap());
    assert_eq!(coordinator.events().len(), 1);
}
