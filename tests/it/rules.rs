//! The rules of the mutations: what is refused, with which code and at which field, and that nothing is left behind.

use serde_json::{Value, json};

use crate::service::Service;
use crate::wish::{a_contact, a_follow_up, a_stance, check_refused, grant, payload, with};

fn check(mutation: &str, input: Value, changes: Value, expected: &[&str]) {
    check_refused(&Service::fresh(), mutation, with(input, changes), expected);
}

#[test]
fn what_is_referred_to_exists() {
    let stance = |changes, expected: &[&str]| check("recordStance", a_stance(), changes, expected);
    stance(json!({ "state": "ZZZ" }), &["NOT_FOUND state"]);
    stance(json!({ "state": "MX" }), &["NOT_FOUND state"]);
    stance(json!({ "act": 11 }), &["NOT_FOUND act"]);
    stance(json!({ "evidence": ["evidence:nothing"] }), &["NOT_FOUND evidence"]);
    stance(json!({ "evidence": ["evidence:act-now", "state:MEX"] }), &["NOT_FOUND evidence"]);
    stance(json!({ "assessedBy": "organisation:nobody" }), &["NOT_FOUND assessedBy"]);
    stance(json!({ "assessedBy": "picum" }), &["NOT_FOUND assessedBy"]);
    check("addEvidence", json!({ "kind": "OTHER", "title": "T" }), json!({ "state": "ZZZ" }), &["NOT_FOUND state"]);

    let contact = |changes, expected: &[&str]| check("addContact", a_contact(), changes, expected);
    contact(json!({ "state": "ZZZ" }), &["NOT_FOUND state"]);
    contact(json!({ "state": null, "body": "body:nothing" }), &["NOT_FOUND body"]);
    contact(json!({ "city": "city:atlantis" }), &["NOT_FOUND city"]);
    contact(json!({ "acts": [1, 11] }), &["NOT_FOUND acts"]);

    let plan = |changes, expected: &[&str]| check("planFollowUp", a_follow_up(), changes, expected);
    plan(json!({ "state": "ZZZ" }), &["NOT_FOUND state"]);
    plan(json!({ "state": null, "contact": null, "body": "body:nothing" }), &["NOT_FOUND body"]);
    plan(json!({ "act": 0 }), &["NOT_FOUND act"]);
    plan(json!({ "contact": "contact:nobody" }), &["NOT_FOUND contact"]);
    plan(json!({ "city": "geneva" }), &["NOT_FOUND city"]);
    plan(json!({ "assignee": "organisation:nobody" }), &["NOT_FOUND assignee"]);

    let change = json!({ "contact": "contact:mex-geneva" });
    check("updateContact", change.clone(), json!({ "city": "city:atlantis" }), &["NOT_FOUND city"]);
    check("updateContact", change, json!({ "acts": [12] }), &["NOT_FOUND acts"]);
    let change = json!({ "followUp": "followUp:arm-3-round-4" });
    check("updateFollowUp", change.clone(), json!({ "contact": "contact:nobody" }), &["NOT_FOUND contact"]);
    check("updateFollowUp", change.clone(), json!({ "city": "city:atlantis" }), &["NOT_FOUND city"]);
    check("updateFollowUp", change, json!({ "assignee": "organisation:nobody" }), &["NOT_FOUND assignee"]);
}

#[test]
fn what_is_to_be_changed_exists() {
    let reason = json!({ "reason": "r" });
    check("retractStance", json!({ "stance": "stance:nothing" }), reason.clone(), &["NOT_FOUND stance"]);
    check("retractStance", json!({ "stance": "evidence:act-now" }), reason.clone(), &["NOT_FOUND stance"]);
    check("updateContact", json!({ "contact": "contact:nobody" }), json!({ "post": "x" }), &["NOT_FOUND contact"]);
    check("updateFollowUp", json!({ "followUp": "followup:x" }), json!({ "purpose": "x" }), &["NOT_FOUND followUp"]);
    let done = json!({ "completedOn": "2018-01-01", "outcome": "x" });
    check("completeFollowUp", json!({ "followUp": "followUp:nothing" }), done, &["NOT_FOUND followUp"]);
    check("cancelFollowUp", json!({ "followUp": "" }), reason, &["NOT_FOUND followUp"]);
}

#[test]
fn what_is_needed_is_given() {
    let nothing = || json!({});
    check("addOrganisation", nothing(), json!({}), &["REQUIRED name"]);
    check("addEvidence", nothing(), json!({}), &["REQUIRED kind", "REQUIRED title"]);
    let of_stance = [
        "REQUIRED act",
        "REQUIRED confidence",
        "REQUIRED evidence",
        "REQUIRED observedOn",
        "REQUIRED position",
        "REQUIRED state",
    ];
    check("recordStance", nothing(), json!({}), &of_stance);
    check("addContact", nothing(), json!({}), &["REQUIRED city", "REQUIRED level", "REQUIRED post", "REQUIRED state"]);
    let of_plan = ["REQUIRED assignee", "REQUIRED due", "REQUIRED level", "REQUIRED purpose", "REQUIRED state"];
    check("planFollowUp", nothing(), json!({}), &of_plan);
    check("retractStance", json!({ "stance": "stance:mex-10-2018-12-19-1" }), json!({}), &["REQUIRED reason"]);
    let follow_up = || json!({ "followUp": "followUp:arm-3-round-4" });
    check("completeFollowUp", follow_up(), json!({}), &["REQUIRED completedOn", "REQUIRED outcome"]);
    check(
        "completeFollowUp",
        follow_up(),
        json!({ "completedOn": null, "outcome": " " }),
        &["REQUIRED completedOn", "REQUIRED outcome"],
    );
    check("cancelFollowUp", follow_up(), json!({ "reason": "\n" }), &["REQUIRED reason"]);
}

#[test]
fn what_is_needed_is_not_cleared() {
    let contact = json!({ "contact": "contact:mex-geneva", "city": null, "post": null, "level": null });
    check("updateContact", contact, json!({}), &["REQUIRED city", "REQUIRED level", "REQUIRED post"]);
    check("updateContact", json!({ "contact": "contact:mex-geneva" }), json!({ "post": " " }), &["REQUIRED post"]);
    let follow_up =
        json!({ "followUp": "followUp:arm-3-round-4", "purpose": null, "level": null, "assignee": null, "due": null });
    let expected = ["REQUIRED assignee", "REQUIRED due", "REQUIRED level", "REQUIRED purpose"];
    check("updateFollowUp", follow_up, json!({}), &expected);
}

#[test]
fn a_stance_cites_evidence() {
    let stance = |changes, expected: &[&str]| check("recordStance", a_stance(), changes, expected);
    stance(json!({ "evidence": "absent" }), &["REQUIRED evidence"]);
    stance(json!({ "evidence": null }), &["REQUIRED evidence"]);
    stance(json!({ "evidence": [] }), &["REQUIRED evidence"]);
    stance(json!({ "evidence": ["evidence:act-now", "evidence:act-now"] }), &["INVALID evidence"]);
    let new = |new| with(json!({ "evidence": "absent" }), json!({ "newEvidence": new }));
    stance(new(json!({ "kind": "OTHER", "title": " " })), &["REQUIRED newEvidence.title"]);
    stance(new(json!({})), &["REQUIRED newEvidence.kind", "REQUIRED newEvidence.title"]);
    let bad = json!({ "kind": "VOTE", "title": "T", "date": "2018-02-30", "url": "ftp://x", "state": "ZZZ", "key": "act-now" });
    let expected = [
        "ALREADY_EXISTS newEvidence.key",
        "INVALID newEvidence.date",
        "INVALID newEvidence.url",
        "NOT_FOUND newEvidence.state",
    ];
    stance(new(bad), &expected);
    // A stance that is refused does not leave its evidence behind.
    stance(with(new(json!({ "kind": "OTHER", "title": "T" })), json!({ "state": "ZZZ" })), &["NOT_FOUND state"]);
}

#[test]
fn days_are_real_and_not_in_the_future() {
    // It is the first of February in UTC, and the second already at UTC+14.
    let check_day = |mutation: &str, input: Value, field: &str, day: &str, expected: &[&str]| {
        let input = with(input, json!({ field: day }));
        let service = Service::fresh();
        match expected {
            [] => drop(grant(&service, mutation, input)),
            expected => check_refused(&service, mutation, input, expected),
        }
    };
    let observed = |day, expected: &[&str]| check_day("recordStance", a_stance(), "observedOn", day, expected);
    observed("2018-02-01", &[]);
    observed("2018-02-02", &[]);
    observed("2018-02-03", &["INVALID observedOn"]);
    observed("2018-02-30", &["INVALID observedOn"]);
    observed("2018-2-1", &["INVALID observedOn"]);
    observed("yesterday", &["INVALID observedOn"]);
    let done = || json!({ "followUp": "followUp:arm-3-round-4", "outcome": "x" });
    let completed = |day, expected: &[&str]| check_day("completeFollowUp", done(), "completedOn", day, expected);
    completed("2018-02-02", &[]);
    completed("2018-02-03", &["INVALID completedOn"]);
    completed("2018-02-30", &["INVALID completedOn"]);
    completed("", &["INVALID completedOn"]);
    let due = |day, expected: &[&str]| check_day("planFollowUp", a_follow_up(), "due", day, expected);
    due("2030-01-01", &[]);
    due("2018-02-30", &["INVALID due"]);
    let moved = json!({ "followUp": "followUp:arm-3-round-4" });
    check_day("updateFollowUp", moved, "due", "2018-04-31", &["INVALID due"]);
    let evidence = json!({ "kind": "OTHER", "title": "T" });
    check_day("addEvidence", evidence.clone(), "date", "2018-02-30", &["INVALID date"]);
    check_day("addEvidence", evidence, "date", "2018-02-28", &[]);
}

#[test]
fn a_closed_follow_up_takes_no_change() {
    let service = Service::fresh();
    let close = |mutation: &str, input: Value| {
        let id = grant(&service, "planFollowUp", a_follow_up())["id"].clone();
        grant(&service, mutation, with(input, json!({ "followUp": id })));
        id
    };
    let done = json!({ "completedOn": "2018-01-01", "outcome": "x" });
    let closed = [close("completeFollowUp", done.clone()), close("cancelFollowUp", json!({ "reason": "x" }))];
    for id in closed {
        let check = |mutation: &str, input: Value| {
            check_refused(&service, mutation, with(input, json!({ "followUp": id })), &["CLOSED followUp"]);
        };
        check("updateFollowUp", json!({ "due": "2018-05-01" }));
        check("updateFollowUp", json!({}));
        check("completeFollowUp", done.clone());
        check("cancelFollowUp", json!({ "reason": "x" }));
        let answer = payload(&service, "updateFollowUp", json!({ "followUp": id }));
        assert!(answer.to_string().contains("this follow-up is "), "{answer}");
    }
}

#[test]
fn a_state_or_a_body_and_not_both() {
    check("addContact", a_contact(), json!({ "body": "body:eu" }), &["INVALID body"]);
    check("addContact", a_contact(), json!({ "state": null }), &["REQUIRED state"]);
    check("planFollowUp", a_follow_up(), json!({ "body": "body:eu", "contact": null }), &["INVALID body"]);
    check("planFollowUp", a_follow_up(), json!({ "state": null, "contact": null }), &["REQUIRED state"]);
}

#[test]
fn the_contact_is_of_the_state_or_body_of_the_follow_up() {
    let plan = |changes, expected: &[&str]| check("planFollowUp", a_follow_up(), changes, expected);
    plan(json!({ "contact": "contact:arm-new-york" }), &["RULE contact"]);
    plan(json!({ "state": null, "body": "body:eu" }), &["RULE contact"]);
    // Of a state that is none, no contact can be.
    plan(json!({ "state": "ZZZ", "contact": "contact:arm-new-york" }), &["NOT_FOUND state"]);
    let moved = json!({ "followUp": "followUp:arm-3-round-4", "contact": "contact:mex-geneva" });
    check("updateFollowUp", moved, json!({}), &["RULE contact"]);
    let moved = json!({ "followUp": "followUp:arm-3-round-4", "contact": "contact:arm-capital" });
    grant(&Service::fresh(), "updateFollowUp", moved);
}

#[test]
fn a_stance_is_retracted_once() {
    let service = Service::fresh();
    let input = json!({ "stance": "stance:alb-3-2007-06-05-1", "reason": "A mistake" });
    grant(&service, "retractStance", input.clone());
    check_refused(&service, "retractStance", input, &["RULE stance"]);
}

#[test]
fn keys_are_slugs_and_free() {
    let check_key = |mutation: &str, input: Value, taken: &str| {
        let key = |key: &str| with(input.clone(), json!({ "key": key }));
        check(mutation, key(taken), json!({}), &["ALREADY_EXISTS key"]);
        for bad in ["", "A", "a b", "é", "a_b", &"a".repeat(65)] {
            check(mutation, key(bad), json!({}), &["INVALID key"]);
        }
        let id = grant(&Service::fresh(), mutation, key(&"a".repeat(64)))["id"].clone();
        assert!(id.as_str().unwrap().ends_with(&"a".repeat(64)), "{id}");
    };
    check_key("addOrganisation", json!({ "name": "N" }), "picum");
    check_key("addEvidence", json!({ "kind": "OTHER", "title": "T" }), "act-now");
    check_key("recordStance", a_stance(), "alb-3-2007-06-05-1");
    check_key("addContact", a_contact(), "mex-geneva");
    check_key("planFollowUp", a_follow_up(), "arm-3-round-4");
}

#[test]
fn keys_of_restricted_things_are_never_chosen() {
    let restricted = json!({ "marking": "RESTRICTED" });
    for (mutation, input) in [("recordStance", a_stance()), ("planFollowUp", a_follow_up())] {
        check(mutation, with(input.clone(), json!({ "key": "mine" })), restricted.clone(), &["INVALID key"]);
        let service = Service::fresh();
        let made = |changes: &Value| {
            let id = grant(&service, mutation, with(input.clone(), changes.clone()))["id"].clone();
            let key = id.as_str().unwrap().split(':').nth(1).unwrap().to_owned();
            assert!(key.len() == 26 && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{key}");
            key
        };
        // The first ten characters of a ULID are its time, which stands still here.
        let (open, hidden) = ([made(&json!({})), made(&json!({}))], [made(&restricted), made(&restricted)]);
        assert_eq!(open[0][..10], open[1][..10]);
        assert!(hidden[0][..10] != hidden[1][..10] && hidden.iter().all(|it| it[..10] != open[0][..10]), "{hidden:?}");
        assert_ne!(open[0], open[1]);
    }
}

#[test]
fn three_mistakes_are_three_errors() {
    check(
        "planFollowUp",
        a_follow_up(),
        json!({ "purpose": "", "due": "2018-02-30", "act": 11 }),
        &["INVALID due", "NOT_FOUND act", "REQUIRED purpose"],
    );
    check(
        "recordStance",
        a_stance(),
        json!({ "act": 11, "observedOn": "2018-02-03", "key": "A" }),
        &["INVALID key", "INVALID observedOn", "NOT_FOUND act"],
    );
    let change = json!({ "contact": "contact:mex-geneva", "post": "a\nb", "email": "nobody", "city": null });
    check("updateContact", change, json!({}), &["INVALID email", "INVALID post", "REQUIRED city"]);
    let done = json!({ "followUp": "followUp:arm-3-round-4", "completedOn": "2018-03-01", "outcome": "\u{7}", "expectedRevision": 2 });
    check(
        "completeFollowUp",
        done,
        json!({}),
        &["INVALID completedOn", "INVALID outcome", "REVISION_CONFLICT expectedRevision"],
    );
}
