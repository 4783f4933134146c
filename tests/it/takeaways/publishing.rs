//! Making things public: a takeaway by a new stance that rests on public evidence and leads nowhere back; all else by its
//! marking.

use demarche::domain::{Actor, Clearance};
use demarche::journal::{Journal, Place};
use serde_json::{Value, json};

use super::{a_referral, a_stance, advocate, grant, listed, only};
use crate::service::Service;
use crate::wish::{self, commits, with};

fn publish(service: &Service, clearance: Clearance, input: &Value) -> Value {
    let document = "mutation($input: PublishInput!) { publish(input: $input) { published { id __typename
            ... on Stance { position leadership observedOn confidence rationale marking evidence { id } assessedBy { id }
                takeaway { number } recordedBy { id } }
            ... on Contact { marking revision } ... on Evidence { marking title } ... on FollowUp { marking } }
        userErrors { code path message rule } } }";
    let answer = service.ask_as(clearance, document, json!({ "input": input }));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"]["publish"].clone()
}

fn check_refused(service: &Service, clearance: Clearance, input: Value, expected: &[&str]) {
    let before = commits(service);
    let payload = publish(service, clearance, &input);
    assert_eq!(wish::mistakes(&payload), expected, "{input} {payload}");
    assert_eq!((commits(service), &payload["published"]), (before, &Value::Null));
}

#[test]
fn a_takeaway_becomes_a_new_stance_on_public_evidence() {
    let service = Service::demo("2018-02-10");
    grant(&service, advocate("mfa"), &a_stance());
    let id = only(&service);
    let hidden = json!({ "kind": "STATEMENT", "title": "Not for all", "marking": "COALITION" });
    let hidden = wish::grant(&service, "addEvidence", hidden)["id"].clone();
    let this = |changes: Value| with(json!({ "id": id }), changes);
    check_refused(&service, Clearance::Coordinator, this(json!({})), &["REQUIRED evidence", "REQUIRED observedOn"]);
    let on_hidden = this(json!({ "evidence": [hidden], "observedOn": "2018-02-05" }));
    check_refused(&service, Clearance::Coordinator, on_hidden, &["RULE evidence"]);
    let new = json!({ "kind": "STATEMENT", "title": "Said in public", "date": "2018-02-06", "marking": "RESTRICTED" });
    check_refused(&service, Clearance::Coordinator, this(json!({ "newEvidence": new })), &["RULE newEvidence.marking"]);
    let evidence = json!({ "evidence": ["evidence:act-now"] });
    for clearance in [advocate("mfa"), advocate("picum")] {
        // To whoever recorded it, too, it is not there.
        check_refused(&service, clearance, this(evidence.clone()), &["NOT_FOUND id"]);
    }

    let new = json!({ "kind": "STATEMENT", "title": "Said in public", "date": "2018-02-06" });
    let input = this(json!({ "evidence": ["evidence:act-now"], "newEvidence": new, "idempotencyKey": "k1" }));
    let published = publish(&service, Clearance::Coordinator, &input)["published"].clone();
    let shown = with(published.clone(), json!({ "id": "absent", "evidence": "absent" }));
    let expected = json!({ "__typename": "Stance", "position": "POSITIVE", "leadership": "CAN_LEAD",
        "observedOn": "2018-02-06", "confidence": "MEDIUM", "rationale": null, "marking": "PUBLIC", "assessedBy": null,
        "takeaway": null, "recordedBy": null });
    assert_eq!(shown, expected);
    assert_eq!(published["evidence"].as_array().unwrap().len(), 2);
    let document = "query($id: ID!) { node(id: $id) { id } }";
    let sees = |id: &Value| {
        let answer = service.ask_as(Clearance::Viewer, document, json!({ "id": id }));
        !answer["data"]["node"].is_null()
    };
    assert_eq!((sees(&published["id"]), sees(&json!(id))), (true, false));
    assert_eq!(listed(&service, Clearance::Coordinator).len(), 1);

    // Nothing in the journal leads from the one to the other.
    let (_, commit) = service.journal.read(Place::BEGINNING).last().unwrap().unwrap();
    assert_eq!((commit.command.as_str(), commit.idempotency.is_none()), ("recordStance", true));
    let written: String = commit.events.iter().map(|it| it.entity.to_json().unwrap().to_string()).collect();
    let key = id.strip_prefix("stance:").unwrap();
    for needle in [key, "Warm words", "2018-01-31", "2018-02-01"] {
        assert!(!written.contains(needle), "{needle} {written}");
    }
    assert_eq!((commit.events.len(), commit.actor), (2, Actor("test".into())));
}

#[test]
fn what_is_given_for_the_public_stance_counts() {
    let service = Service::demo("2018-02-10");
    grant(&service, advocate("mfa"), &a_stance());
    let given = json!({ "id": only(&service), "evidence": ["evidence:act-now"], "observedOn": "2018-02-03",
        "confidence": "LOW", "rationale": "As they said in public." });
    let published = publish(&service, Clearance::Admin, &given)["published"].clone();
    let found = ["observedOn", "confidence", "rationale"].map(|it| published[it].clone());
    assert_eq!(found, [json!("2018-02-03"), json!("LOW"), json!("As they said in public.")]);
}

#[test]
fn all_else_becomes_public_by_its_marking() {
    let service = Service::demo("2018-02-10");
    let contact = json!({ "id": "contact:mex-geneva" });
    check_refused(&service, advocate("mfa"), contact.clone(), &["FORBIDDEN id"]);
    check_refused(&service, Clearance::Viewer, contact.clone(), &["FORBIDDEN "]);
    check_refused(
        &service,
        Clearance::Coordinator,
        with(contact.clone(), json!({ "expectedRevision": 7, "rationale": "x", "evidence": ["evidence:act-now"] })),
        &["INVALID evidence", "INVALID rationale", "REVISION_CONFLICT expectedRevision"],
    );
    let published = publish(&service, Clearance::Coordinator, &with(contact.clone(), json!({ "expectedRevision": 1 })));
    assert_eq!(
        (&published["published"]["marking"], &published["published"]["revision"]),
        (&json!("PUBLIC"), &json!(2))
    );
    let seen = "{ node(id: \"contact:mex-geneva\") { ... on Contact { post name email phone } } }";
    let seen = service.ask_as(Clearance::Viewer, seen, json!({}))["data"]["node"].clone();
    assert_eq!((seen["post"].is_null(), &seen["name"], &seen["email"]), (false, &Value::Null, &Value::Null));
    // Once more changes nothing.
    let before = commits(&service);
    let again = publish(&service, Clearance::Coordinator, &contact);
    assert_eq!((&again["published"]["revision"], commits(&service)), (&json!(2), before));

    let plan = with(wish::a_follow_up(), json!({ "marking": "RESTRICTED" }));
    let follow_up = json!({ "id": wish::grant(&service, "planFollowUp", plan)["id"] });
    let published = publish(&service, Clearance::Coordinator, &follow_up);
    assert_eq!(published["published"]["marking"], json!("PUBLIC"));
    check_refused(&service, Clearance::Coordinator, json!({ "id": "state:MEX" }), &["INVALID id"]);
    check_refused(&service, Clearance::Coordinator, json!({ "id": "stance:none" }), &["NOT_FOUND id"]);
    check_refused(&service, Clearance::Coordinator, json!({ "id": "nonsense" }), &["NOT_FOUND id"]);
}

#[test]
fn a_takeaway_becomes_a_new_referral_on_public_evidence() {
    let service = Service::demo("2018-02-10");
    grant(&service, advocate("mfa"), &a_referral());
    let id = only(&service);
    let this = |changes: Value| with(json!({ "id": id }), changes);
    let refused = |changes: Value, expected: &[&str]| {
        check_refused(&service, Clearance::Coordinator, this(changes), expected);
    };
    refused(json!({}), &["REQUIRED evidence"]);
    refused(json!({ "evidence": ["evidence:none"] }), &["NOT_FOUND evidence"]);
    refused(json!({ "evidence": ["evidence:act-now", "evidence:act-now"] }), &["INVALID evidence"]);
    refused(
        json!({ "evidence": ["evidence:act-now"], "observedOn": "2018-02-05", "confidence": "LOW" }),
        &["INVALID confidence", "INVALID observedOn"],
    );
    let hidden = json!({ "kind": "STATEMENT", "title": "Not for all", "marking": "COALITION" });
    let hidden = wish::grant(&service, "addEvidence", hidden)["id"].clone();
    refused(json!({ "evidence": [hidden] }), &["RULE evidence"]);
    for clearance in [advocate("mfa"), advocate("picum")] {
        check_refused(&service, clearance, this(json!({ "evidence": ["evidence:act-now"] })), &["NOT_FOUND id"]);
    }

    let new = json!({ "kind": "STATEMENT", "title": "Said in public", "date": "2018-02-06" });
    let input =
        this(json!({ "evidence": ["evidence:act-now"], "newEvidence": new, "rationale": "As they said in public.",
        "idempotencyKey": "k1" }));
    let published = publish(&service, Clearance::Coordinator, &input)["published"].clone();
    let document = "query($id: ID!) { node(id: $id) { ... on Referral { state { code } act { number } hint status note
        marking givenBy { id } recordedBy { id } takeaway { number } evidence { title } } } }";
    let seen = |who: Clearance, id: &Value| service.ask_as(who, document, json!({ "id": id }))["data"]["node"].clone();
    let before = seen(Clearance::Coordinator, &json!(id));
    let after = seen(Clearance::Viewer, &published["id"]);
    for field in ["state", "act", "hint"] {
        assert_eq!(after[field], before[field], "{field} {after}");
    }
    assert_ne!(after["state"], Value::Null);
    assert_eq!((&after["takeaway"], before["takeaway"].is_null()), (&Value::Null, false));
    assert_eq!(after["evidence"].as_array().unwrap().len(), 2);
    assert_eq!(
        ["status", "note", "marking", "givenBy", "recordedBy"].map(|it| after[it].clone()),
        [json!("OPEN"), json!("As they said in public."), json!("PUBLIC"), Value::Null, Value::Null]
    );
    assert_eq!(seen(Clearance::Viewer, &json!(id)), Value::Null);
    assert_eq!(listed(&service, Clearance::Coordinator).len(), 1);

    // Nothing in the journal leads from the one to the other.
    let (_, commit) = service.journal.read(Place::BEGINNING).last().unwrap().unwrap();
    assert_eq!((commit.command.as_str(), commit.idempotency.is_none()), ("addReferral", true));
    let written: String = commit.events.iter().map(|it| it.entity.to_json().unwrap().to_string()).collect();
    let note = before["note"].as_str().unwrap();
    for needle in [id.strip_prefix("referral:").unwrap(), note, "2018-01-31", "2018-02-01"] {
        assert!(!written.contains(needle), "{needle} {written}");
    }
}
