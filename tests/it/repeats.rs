//! Wishes that come twice, changes that meet one another, changes that change nothing, and a journal that fails.

use serde_json::{Value, json};

use crate::service::Service;
use crate::wish::{
    a_contact, a_follow_up, a_stance, answer_to, check_refused, commits, document, grant, payload, with,
};

/// One input for each mutation.
fn wishes() -> [(&'static str, Value); 11] {
    let follow_up = "followUp:arm-3-round-4";
    [
        ("addOrganisation", json!({ "name": "N" })),
        ("updateOrganisation", json!({ "organisation": "organisation:mfa", "name": "N" })),
        ("addEvidence", json!({ "kind": "OTHER", "title": "T" })),
        ("recordStance", a_stance()),
        ("retractStance", json!({ "stance": "stance:alb-3-2007-06-05-1", "reason": "r" })),
        ("addContact", a_contact()),
        ("updateContact", json!({ "contact": "contact:mex-geneva", "post": "Desk" })),
        ("planFollowUp", a_follow_up()),
        ("updateFollowUp", json!({ "followUp": follow_up, "due": "2018-06-01" })),
        ("completeFollowUp", json!({ "followUp": follow_up, "completedOn": "2018-02-01", "outcome": "o" })),
        ("cancelFollowUp", json!({ "followUp": follow_up, "reason": "r" })),
    ]
}

#[test]
fn a_wish_that_comes_twice_is_granted_once() {
    for (mutation, input) in wishes() {
        let service = Service::fresh();
        let named = with(input.clone(), json!({ "idempotencyKey": "k1" }));
        let first = grant(&service, mutation, named.clone());
        assert_eq!(grant(&service, mutation, named.clone()), first, "{mutation}");
        assert_eq!(commits(&service), 1, "{mutation}");

        let other = with(input.clone(), json!({ "idempotencyKey": "k1", "expectedRevision": 7 }));
        let other = match mutation {
            "addOrganisation" => json!({ "name": "M", "idempotencyKey": "k1" }),
            "addEvidence" => json!({ "kind": "OTHER", "title": "U", "idempotencyKey": "k1" }),
            "recordStance" => with(a_stance(), json!({ "act": 7, "idempotencyKey": "k1" })),
            "addContact" => with(a_contact(), json!({ "post": "Other", "idempotencyKey": "k1" })),
            "planFollowUp" => with(a_follow_up(), json!({ "purpose": "Other", "idempotencyKey": "k1" })),
            _ => other,
        };
        check_refused(&service, mutation, other, &["IDEMPOTENCY_CONFLICT idempotencyKey"]);
        check_refused(
            &service,
            "addOrganisation",
            json!({ "name": "Z", "idempotencyKey": "k1" }),
            &["IDEMPOTENCY_CONFLICT idempotencyKey"],
        );
    }
}

#[test]
fn a_name_is_its_callers_own() {
    let service = Service::fresh();
    let input = json!({ "name": "N", "idempotencyKey": "k1" });
    let ask = |actor: &str, input: &Value| {
        answer_to(&service, actor, "addOrganisation", input.clone())["data"]["done"].clone()
    };
    let first = ask("ana", &input);
    let other = ask("ben", &input);
    assert!(
        first["entity"]["id"].is_string() && other["entity"]["id"].is_string() && first != other,
        "{first} {other}"
    );
    assert_eq!(
        ask("ben", &json!({ "name": "M", "idempotencyKey": "k1" }))["userErrors"][0]["code"],
        json!("IDEMPOTENCY_CONFLICT")
    );
    assert_eq!(ask("ana", &input), first);
    assert_eq!(commits(&service), 2);
}

#[test]
fn the_order_of_the_fields_is_no_other_input() {
    let service = Service::fresh();
    let add = |input: &str| {
        service.data(&format!(
            "mutation {{ addOrganisation(input: {{ {input} }}) {{ organisation {{ id }} userErrors {{ code }} }} }}"
        ))
    };
    let first = add(r#"name: "N", shortName: "S", idempotencyKey: "k""#);
    assert_eq!(add(r#"idempotencyKey: "k", shortName: "S", name: "N""#), first);
    assert_eq!(commits(&service), 1);
}

#[test]
fn a_refused_wish_may_come_again_mended() {
    let service = Service::fresh();
    let named = |name: &str| json!({ "name": name, "idempotencyKey": "k1" });
    check_refused(&service, "addOrganisation", named(" "), &["REQUIRED name"]);
    grant(&service, "addOrganisation", named("N"));
}

#[test]
fn a_repetition_shows_the_entity_as_it_now_is() {
    let service = Service::fresh();
    let named = with(a_follow_up(), json!({ "idempotencyKey": "k1" }));
    let id = grant(&service, "planFollowUp", named.clone())["id"].clone();
    grant(&service, "updateFollowUp", json!({ "followUp": id, "due": "2018-06-01" }));
    let again = grant(&service, "planFollowUp", named);
    assert_eq!((&again["id"], &again["due"], &again["revision"]), (&id, &json!("2018-06-01"), &json!(2)));
}

#[test]
fn a_change_names_the_revision_it_has_seen() {
    let stale = |mutation: &str, input: Value| {
        let service = Service::fresh();
        let change = |revision: i32| with(input.clone(), json!({ "expectedRevision": revision }));
        for revision in [0, 2, -1] {
            check_refused(&service, mutation, change(revision), &["REVISION_CONFLICT expectedRevision"]);
        }
        let refused = payload(&service, mutation, change(2));
        let message = refused["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("revision is now 1"), "{mutation} {message}");
        assert_eq!(grant(&service, mutation, change(1))["revision"], json!(2), "{mutation}");
    };
    let adds = ["addOrganisation", "addEvidence", "recordStance", "addContact", "planFollowUp"];
    for (mutation, input) in wishes().into_iter().filter(|it| !adds.contains(&it.0)) {
        stale(mutation, input);
    }
}

#[test]
fn of_two_who_saw_the_same_revision_one_is_told() {
    let service = Service::fresh();
    let change = |due: &str| json!({ "followUp": "followUp:arm-3-round-4", "due": due, "expectedRevision": 1 });
    grant(&service, "updateFollowUp", change("2018-06-01"));
    check_refused(&service, "updateFollowUp", change("2018-06-02"), &["REVISION_CONFLICT expectedRevision"]);
    let found = service.data(r#"{ node(id: "followUp:arm-3-round-4") { ... on FollowUp { due revision } } }"#);
    assert_eq!(found["node"], json!({ "due": "2018-06-01", "revision": 2 }));
}

#[test]
fn a_change_that_changes_nothing_is_no_event() {
    let check = |mutation: &str, input: Value| {
        let service = Service::fresh();
        let found = grant(&service, mutation, input);
        assert_eq!((commits(&service), &found["revision"]), (0, &json!(1)), "{mutation}");
    };
    check("updateOrganisation", json!({ "organisation": "organisation:mfa", "members": null }));
    check("updateContact", json!({ "contact": "contact:mex-geneva" }));
    check(
        "updateContact",
        json!({ "contact": "contact:mex-geneva", "city": "city:geneva", "level": "GLOBAL", "name": null }),
    );
    check("updateFollowUp", json!({ "followUp": "followUp:arm-3-round-4" }));
    let same = json!({ "followUp": "followUp:arm-3-round-4", "level": "GLOBAL", "city": "city:new-york" });
    check("updateFollowUp", same);
}

#[test]
fn a_journal_that_fails_ends_the_writes_and_not_the_reads() {
    let service = Service::fresh();
    grant(&service, "addOrganisation", json!({ "key": "kept", "name": "Kept" }));
    service.journal.fail("the device is on fire");
    for (mutation, input) in wishes() {
        let answer = answer_to(&service, "test", mutation, input);
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"), "{mutation} {answer}");
        assert!(!answer.to_string().contains("on fire"), "{answer}");
    }
    let found = service.data(r#"{ node(id: "organisation:kept") { id } search(text: "N") { node { id } } state(code: "MEX") { name }
        standings(states: ["MEX"], acts: [6]) { nodes { position } } followUps(filter: { states: ["MEX"] }) { totalCount } }"#);
    let before = crate::service::DEMO.data(r#"{ followUps(filter: { states: ["MEX"] }) { totalCount } }"#);
    assert_eq!(found["node"]["id"], json!("organisation:kept"));
    assert_eq!(
        (&found["standings"]["nodes"][0]["position"], &found["followUps"]),
        (&json!(null), &before["followUps"])
    );
    assert_eq!(commits(&service), 1);
    assert!(matches!(service.store.health(), demarche::journal::Health::Poisoned(_)));
}

#[test]
fn without_room_nothing_is_changed_and_writes_go_on_once_there_is_some() {
    let service = Service::fresh();
    grant(&service, "addOrganisation", json!({ "key": "kept", "name": "Kept" }));
    let input = json!({ "key": "late", "name": "Late", "idempotencyKey": "k" });
    service.journal.fill(true);
    for _ in 0..2 {
        let answer = answer_to(&service, "test", "addOrganisation", input.clone());
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"), "{answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().starts_with("nothing was changed"), "{answer}");
        assert_eq!(service.data(r#"{ node(id: "organisation:late") { id } }"#)["node"], json!(null));
    }
    service.journal.fill(false);
    grant(&service, "addOrganisation", input.clone());
    // The name of the wish was not spent while there was no room, and is now.
    grant(&service, "addOrganisation", input);
    assert_eq!(commits(&service), 2);
}

#[test]
fn wishes_in_one_batch_each_see_the_one_before() {
    let service = Service::fresh();
    let asks: Vec<_> = (0..16)
        .map(|_| {
            let variables = json!({ "input": { "key": "one", "name": "One" } });
            let (api, store) = (service.api.clone(), service.store.clone());
            std::thread::spawn(move || {
                let caller = demarche::api::Caller {
                    actor: demarche::domain::Actor("test".into()),
                    clearance: demarche::domain::Clearance::Coordinator,
                    token: None,
                };
                let asked =
                    demarche::api::Asked { document: document("addOrganisation"), variables, ..Default::default() };
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                let answer = runtime.block_on(demarche::api::answer(&api, &store, caller, asked)).bytes;
                serde_json::from_slice::<Value>(&answer).unwrap()["data"]["done"]["userErrors"].clone()
            })
        })
        .collect();
    let answers: Vec<_> = asks.into_iter().map(|it| it.join().unwrap()).collect();
    let granted = answers.iter().filter(|it| **it == json!([])).count();
    let refused = answers.iter().filter(|it| it[0]["code"] == json!("ALREADY_EXISTS")).count();
    assert_eq!((granted, refused, commits(&service)), (1, 15, 1));
}
