//! Trips: planned, changed and called off by whose they are, and seen in the plan of a stay.

use demarche::domain::Clearance;
use serde_json::{Value, json};

use crate::referrals::{advocate, bring_advocates, refused, told, wish};
use crate::service::Service;
use crate::wish::{check_refused, commits, grant, with};

/// A trip that may be planned.
fn a_trip() -> Value {
    json!({ "organisation": "organisation:mfa", "city": "city:geneva", "from": "2018-03-12", "to": "2018-03-16" })
}

#[test]
fn a_trip_goes_its_way() {
    let service = Service::fresh();
    bring_advocates(&service, &["mfa", "picum"]);
    let input = with(a_trip(), json!({ "key": "mfa-march", "advocate": "advocate:mfa-1" }));
    let expected = json!({ "id": "trip:mfa-march", "organisation": { "id": "organisation:mfa" }, "advocate": { "id": "advocate:mfa-1" },
        "city": { "id": "city:geneva" }, "from": "2018-03-12", "to": "2018-03-16", "status": "PLANNED", "marking": "COALITION", "revision": 1 });
    assert_eq!(grant(&service, "planTrip", input), expected);
    let change = |it: Value| with(json!({ "trip": "trip:mfa-march" }), it);
    let changed = change(json!({ "to": "2018-03-20", "status": "CONFIRMED", "advocate": null, "expectedRevision": 1 }));
    let after = with(expected, json!({ "to": "2018-03-20", "status": "CONFIRMED", "advocate": null, "revision": 2 }));
    assert_eq!(grant(&service, "updateTrip", changed), after);
    let before = commits(&service);
    assert_eq!(grant(&service, "updateTrip", change(json!({ "from": "2018-03-12" }))), after);
    assert_eq!(commits(&service), before);
    let check = |it: Value, expected: &[&str]| check_refused(&service, "updateTrip", change(it), expected);
    check(json!({ "from": "2018-03-21" }), &["INVALID to"]);
    check(
        json!({ "from": null, "to": "soon", "status": "CANCELLED" }),
        &["INVALID status", "INVALID to", "REQUIRED from"],
    );
    check(json!({ "advocate": "advocate:picum-1" }), &["RULE advocate"]);
    check(json!({ "expectedRevision": 1, "to": "2018-03-21" }), &["REVISION_CONFLICT expectedRevision"]);
    let cancelled = grant(&service, "cancelTrip", json!({ "trip": "trip:mfa-march", "expectedRevision": 2 }));
    assert_eq!((&cancelled["status"], &cancelled["revision"]), (&json!("CANCELLED"), &json!(3)));
    check(json!({ "to": "2018-03-21" }), &["CLOSED trip"]);
    check_refused(&service, "cancelTrip", json!({ "trip": "trip:mfa-march" }), &["CLOSED trip"]);
}

#[test]
fn what_no_trip_can_be_is_refused() {
    let service = Service::fresh();
    bring_advocates(&service, &["picum"]);
    let check = |it: Value, expected: &[&str]| check_refused(&service, "planTrip", it, expected);
    check(json!({}), &["REQUIRED city", "REQUIRED from", "REQUIRED organisation", "REQUIRED to"]);
    check(with(a_trip(), json!({ "to": "2018-03-11" })), &["INVALID to"]);
    check(with(a_trip(), json!({ "status": "CANCELLED" })), &["INVALID status"]);
    check(with(a_trip(), json!({ "advocate": "advocate:picum-1" })), &["RULE advocate"]);
    check(
        with(
            a_trip(),
            json!({ "organisation": "organisation:x", "advocate": "advocate:x", "city": "city:x", "from": "x" }),
        ),
        &["INVALID from", "NOT_FOUND advocate", "NOT_FOUND city", "NOT_FOUND organisation"],
    );
}

#[test]
fn trips_are_of_ones_own_organisation() {
    let service = Service::fresh();
    let own = with(a_trip(), json!({ "organisation": "absent" }));
    let payload = wish(&service, &advocate("mfa"), "planTrip", own);
    assert_eq!(payload["entity"]["organisation"]["id"], json!("organisation:mfa"), "{payload}");
    let own = payload["entity"]["id"].clone();
    let hidden = wish(&service, &advocate("mfa"), "planTrip", with(a_trip(), json!({ "marking": "RESTRICTED" })));
    let hidden = hidden["entity"]["id"].clone();
    let check = |clearance: Clearance, mutation: &str, input: Value, expected: &[&str]| {
        assert_eq!(refused(&service, &clearance, mutation, input), expected, "{clearance:?} {mutation}");
    };
    check(advocate("picum"), "planTrip", a_trip(), &["FORBIDDEN organisation"]);
    check(Clearance::Analyst, "planTrip", a_trip(), &["FORBIDDEN "]);
    for mutation in ["updateTrip", "cancelTrip"] {
        let input = |trip: Value| match mutation {
            "updateTrip" => json!({ "trip": trip, "status": "CONFIRMED" }),
            _ => json!({ "trip": trip }),
        };
        check(advocate("picum"), mutation, input(own.clone()), &["FORBIDDEN "]);
        check(advocate("picum"), mutation, input(hidden.clone()), &["NOT_FOUND trip"]);
        check(advocate("picum"), mutation, input(json!("trip:none")), &["NOT_FOUND trip"]);
    }
    let payload = wish(&service, &Clearance::Coordinator, "cancelTrip", json!({ "trip": hidden }));
    assert_eq!(payload["userErrors"], json!([]));
}

#[test]
fn the_plan_of_a_stay_says_who_will_be_there() {
    let service = Service::fresh();
    let plan = |key: &str, more: Value| {
        grant(&service, "planTrip", with(a_trip(), with(json!({ "key": key }), more)));
    };
    plan("c", json!({}));
    plan("b", json!({ "organisation": "organisation:picum", "from": "2018-03-01", "to": "2018-03-10" }));
    plan("a", json!({ "from": "2018-03-10", "to": "2018-03-12", "marking": "PUBLIC" }));
    plan("d", json!({ "from": "2018-03-16", "to": "2018-03-30", "status": "CONFIRMED" }));
    plan("elsewhere", json!({ "city": "city:new-york" }));
    plan("off", json!({}));
    grant(&service, "cancelTrip", json!({ "trip": "trip:off" }));
    let hidden = json!({ "marking": "RESTRICTED", "organisation": "organisation:picum", "from": "2018-03-13" });
    let hidden = grant(&service, "planTrip", with(a_trip(), hidden))["id"].as_str().unwrap().to_owned();
    let hidden = hidden.trim_start_matches("trip:");
    let check = |clearance: Clearance, document: &str, expected: &[&str]| {
        let found = told(&service, &clearance, document);
        let found = found.as_object().unwrap().values().next().unwrap();
        let found = if found["trips"].is_null() { &found["nodes"] } else { &found["trips"] };
        let expected: Vec<_> = expected.iter().map(|it| json!({ "id": format!("trip:{it}") })).collect();
        assert_eq!(*found, json!(expected), "{clearance:?} {document}");
    };
    let stay = |from: &str, to: &str| {
        format!(r#"{{ outreach(city: "geneva", from: "{from}", to: "{to}") {{ trips {{ id }} }} }}"#)
    };
    check(Clearance::Analyst, &stay("2018-03-12", "2018-03-15"), &["a", "c"]);
    check(Clearance::Coordinator, &stay("2018-03-12", "2018-03-15"), &["a", "c", hidden]);
    check(advocate("picum"), &stay("2018-03-12", "2018-03-15"), &["a", "c", hidden]);
    check(advocate("mfa"), &stay("2018-03-10", "2018-03-16"), &["b", "a", "c", "d"]);
    check(Clearance::Viewer, &stay("2018-03-10", "2018-03-16"), &["a"]);
    check(Clearance::Analyst, &stay("2018-03-31", "2018-04-01"), &[]);
    let list = |arguments: &str| format!("{{ trips{arguments} {{ nodes {{ id }} }} }}");
    check(Clearance::Analyst, &list(""), &["b", "a", "c", "elsewhere", "d"]);
    check(Clearance::Analyst, &list(r#"(city: "geneva", from: "2018-03-13")"#), &["c", "d"]);
    check(Clearance::Analyst, &list(r#"(to: "2018-03-10")"#), &["b", "a"]);
    check(Clearance::Analyst, &list("(status: [CANCELLED, CONFIRMED])"), &["off", "d"]);
    let page = service.data("{ trips(first: 2) { totalCount pageInfo { endCursor } } }");
    let rest = list(&format!("(after: {})", page["trips"]["pageInfo"]["endCursor"]));
    check(Clearance::Analyst, &rest, &["c", "elsewhere", "d"]);
}

#[test]
fn trips_come_by_their_first_day() {
    let service = Service::fresh();
    for (key, from) in [("x", "2018-03-14"), ("a", "2018-03-15"), ("b", "2018-03-13"), ("y", "2018-03-13")] {
        grant(&service, "planTrip", with(a_trip(), json!({ "key": key, "from": from })));
    }
    let ids = json!([{ "id": "trip:b" }, { "id": "trip:y" }, { "id": "trip:x" }, { "id": "trip:a" }]);
    let found = service.data(
        r#"{ trips { nodes { id } } outreach(city: "geneva", from: "2018-03-01", to: "2018-03-31") { trips { id } } }"#,
    );
    assert_eq!((&found["trips"]["nodes"], &found["outreach"]["trips"]), (&ids, &ids));
}
