//! Every mutation: its payload holds the entity as it now is, with what it refers to, and a question asked afterwards
//! finds it.

use std::path::Path;

use demarche::domain::{Clearance, Id, Key, Kinded};
use serde_json::{Value, json};

use crate::service::Service;
use crate::wish::{a_contact, a_follow_up, a_stance, check_refused, commits, grant, with};

fn id<K: Kinded>(key: &str) -> Id<K> {
    Id::new(Key::trusted(key))
}

/// The entity of a wish that is granted, less what is made by the service.
fn check(service: &Service, mutation: &str, input: Value, expected: Value) -> String {
    let found = grant(service, mutation, input);
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(found[name], *value, "{name} in {found}");
    }
    let id = found["id"].as_str().unwrap().to_owned();
    let node = service.data(&format!("{{ node(id: {id:?}) {{ id __typename }} }}"));
    assert_eq!(node["node"]["id"], json!(id));
    id
}

#[test]
fn an_organisation_is_added() {
    let service = Service::fresh();
    let id = check(
        &service,
        "addOrganisation",
        json!({ "key": "no-borders", "name": "  No Borders  ", "shortName": "NB" }),
        json!({ "id": "organisation:no-borders", "name": "No Borders", "shortName": "NB", "region": null, "roles": [], "revision": 1 }),
    );
    let hits = service.data(r#"{ search(text: "no borders") { node { id } } }"#);
    assert_eq!(hits["search"][0]["node"]["id"], json!(id));
    check(
        &service,
        "planFollowUp",
        with(a_follow_up(), json!({ "assignee": id })),
        json!({ "assignee": { "id": id, "name": "No Borders" } }),
    );
}

#[test]
fn an_organisation_has_members_and_is_changed() {
    let service = Service::fresh();
    let of = |ids: &[&str]| json!(ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>());
    let members = json!(["organisation:picum", "organisation:mfa"]);
    let id = check(
        &service,
        "addOrganisation",
        json!({ "key": "network", "name": "Network", "shortName": "N", "members": members }),
        json!({ "members": of(&["organisation:picum", "organisation:mfa"]) }),
    );
    let changed = |changes: Value, expected: Value| {
        check(&service, "updateOrganisation", with(json!({ "organisation": id }), changes), expected);
    };
    changed(
        json!({ "name": "The Network", "shortName": null, "expectedRevision": 1 }),
        json!({ "name": "The Network", "shortName": null, "revision": 2,
            "members": of(&["organisation:picum", "organisation:mfa"]) }),
    );
    changed(
        json!({ "members": ["organisation:quno"] }),
        json!({ "name": "The Network", "members": of(&["organisation:quno"]), "revision": 3 }),
    );
    changed(json!({ "members": ["organisation:quno"] }), json!({ "revision": 3 }));
    changed(json!({ "members": null }), json!({ "members": [], "revision": 4 }));
    // What an organisation is besides stays.
    let before = service.data(r#"{ node(id: "organisation:mfa") { ... on Organisation { region roles { role } } } }"#);
    assert_ne!(before["node"]["roles"], json!([]));
    let input = json!({ "organisation": "organisation:mfa", "members": [id] });
    check(
        &service,
        "updateOrganisation",
        input,
        json!({ "region": before["node"]["region"], "roles": before["node"]["roles"], "members": of(&[&id]) }),
    );
    // As in a file, two may be members of each other.
    changed(json!({ "members": ["organisation:mfa"] }), json!({ "members": of(&["organisation:mfa"]) }));
}

#[test]
fn what_an_organisation_cannot_be_is_refused() {
    let service = Service::fresh();
    let refused = |mutation: &str, input: Value, expected: &[&str]| check_refused(&service, mutation, input, expected);
    let of_mfa = |changes: Value| with(json!({ "organisation": "organisation:mfa" }), changes);
    refused(
        "addOrganisation",
        json!({ "name": "N", "members": ["organisation:nobody", "act:1"] }),
        &["NOT_FOUND members", "NOT_FOUND members"],
    );
    let twice = json!(["organisation:picum", "organisation:picum"]);
    refused("addOrganisation", json!({ "name": "N", "members": twice }), &["INVALID members"]);
    refused("updateOrganisation", of_mfa(json!({ "members": twice })), &["INVALID members"]);
    refused("updateOrganisation", of_mfa(json!({ "members": ["organisation:mfa"] })), &["RULE members"]);
    refused("updateOrganisation", of_mfa(json!({ "name": null })), &["REQUIRED name"]);
    refused(
        "updateOrganisation",
        of_mfa(json!({ "name": "N", "expectedRevision": 7 })),
        &["REVISION_CONFLICT expectedRevision"],
    );
    refused("updateOrganisation", json!({ "organisation": "organisation:nobody" }), &["NOT_FOUND organisation"]);
    let own = Clearance::Advocate { organisation: id("mfa"), advocate: id("mfa-1") };
    let wish = r#"mutation { updateOrganisation(input: { organisation: "organisation:mfa", name: "N" }) {
        userErrors { code } } }"#;
    let answer = service.ask_as(own, wish, json!({}));
    assert_eq!(answer["data"]["updateOrganisation"]["userErrors"], json!([{ "code": "FORBIDDEN" }]));
}

#[test]
fn evidence_is_added() {
    let service = Service::fresh();
    check(
        &service,
        "addEvidence",
        json!({ "key": "mex-speech", "kind": "STATEMENT", "title": "Speech in round 1", "date": "2018-02-20",
            "publisher": "Mission of Mexico", "url": "https://example.org/speech", "state": "mex" }),
        json!({ "id": "evidence:mex-speech", "kind": "STATEMENT", "title": "Speech in round 1", "date": "2018-02-20",
            "publisher": "Mission of Mexico", "url": "https://example.org/speech", "state": { "code": "MEX", "name": "Mexico" }, "revision": 1 }),
    );
    let bare = json!({ "kind": "OTHER", "title": "A note" });
    check(&service, "addEvidence", bare, json!({ "date": null, "publisher": null, "url": null, "state": null }));
}

#[test]
fn a_stance_is_recorded_and_moves_the_standing() {
    let service = Service::fresh();
    let question = r#"{ leaders(act: 6) { nodes { state { code } position stance { id } } } act(number: 6) { tally { negative } } }"#;
    assert_eq!(service.data(question)["leaders"]["nodes"], json!([]));
    let input = with(a_stance(), json!({ "rationale": "Said so.\r\nTwice.", "assessedBy": "organisation:picum" }));
    let id = check(
        &service,
        "recordStance",
        input,
        json!({ "state": { "code": "MEX" }, "act": { "number": 6 }, "position": "NEGATIVE", "leadership": "LEADS",
            "observedOn": "2018-01-20", "confidence": "HIGH", "rationale": "Said so.\nTwice.",
            "evidence": [{ "id": "evidence:act-now", "title": "Act Now: joint statement and scorecard on the New York Declaration" }],
            "assessedBy": { "id": "organisation:picum" }, "marking": "COALITION", "recordedAt": "2018-02-01T12:00:00Z",
            "retracted": false, "retractedOn": null, "revision": 1 }),
    );
    let found = service.data(question);
    assert_eq!(
        found["leaders"]["nodes"],
        json!([{ "state": { "code": "MEX" }, "position": "NEGATIVE", "stance": { "id": id } }])
    );
    assert_eq!(found["act"]["tally"]["negative"], json!(1));
}

#[test]
fn a_stance_brings_its_evidence_along() {
    let service = Service::fresh();
    let new = json!({ "key": "mex-speech", "kind": "STATEMENT", "title": "Speech", "state": "MEX" });
    let input = with(a_stance(), json!({ "evidence": "absent", "newEvidence": new, "key": "mex-6" }));
    check(
        &service,
        "recordStance",
        input,
        json!({ "id": "stance:mex-6", "evidence": [{ "id": "evidence:mex-speech", "title": "Speech" }] }),
    );
    assert_eq!(commits(&service), 1);
    let both = with(
        a_stance(),
        json!({ "newEvidence": { "kind": "OTHER", "title": "Two" }, "evidence": ["evidence:mex-speech"] }),
    );
    let found = grant(&service, "recordStance", both);
    let titles: Vec<_> = found["evidence"].as_array().unwrap().iter().map(|it| &it["title"]).collect();
    assert_eq!(titles, [&json!("Speech"), &json!("Two")]);
}

#[test]
fn a_retracted_stance_counts_on_no_day_and_stays_in_the_history() {
    let service = Service::fresh();
    let stance = grant(&service, "recordStance", a_stance())["id"].clone();
    let question = r#"{ before: standings(acts: [6], states: ["MEX"], asOf: "2018-01-25") { nodes { position leadership } }
        today: standings(acts: [6], states: ["MEX"]) { nodes { position leadership } }
        state(code: "MEX") { stances(act: 6) { nodes { id retracted } } }
        stances(filter: { states: ["MEX"], acts: [6] }) { totalCount } leaders(act: 6) { totalCount } }"#;
    let there = json!({ "position": "NEGATIVE", "leadership": "LEADS" });
    let found = service.data(question);
    assert_eq!((&found["before"]["nodes"][0], &found["today"]["nodes"][0]), (&there, &there));

    let reason = json!({ "stance": stance, "reason": "The wrong state" });
    let expected = json!({ "id": stance, "retracted": true, "retractedOn": "2018-02-01", "retractionReason": "The wrong state", "revision": 2 });
    check(&service, "retractStance", reason, expected);
    let found = service.data(question);
    let unknown = json!({ "position": null, "leadership": null });
    assert_eq!((&found["before"]["nodes"][0], &found["today"]["nodes"][0]), (&unknown, &unknown));
    assert_eq!(found["state"]["stances"]["nodes"], json!([{ "id": stance, "retracted": true }]));
    assert_eq!((&found["stances"]["totalCount"], &found["leaders"]["totalCount"]), (&json!(0), &json!(0)));
}

#[test]
fn contacts_are_added_for_states_and_bodies() {
    let service = Service::fresh();
    let details = json!({ "institution": "Permanent Mission", "acts": [7, 2, 7], "name": "Ana Pérez", "email": "ana@example.org", "phone": "+41 22 1" });
    check(
        &service,
        "addContact",
        with(a_contact(), details),
        json!({ "state": { "code": "CHE" }, "body": null, "city": { "id": "city:geneva", "name": "Geneva" }, "post": "Human rights desk",
            "institution": "Permanent Mission", "level": "GLOBAL", "acts": [{ "number": 2 }, { "number": 7 }], "name": "Ana Pérez",
            "email": "ana@example.org", "phone": "+41 22 1", "marking": "COALITION", "followUps": [], "revision": 1 }),
    );
    let of_body = with(a_contact(), json!({ "state": "absent", "body": "body:eu", "city": "city:brussels" }));
    let id = check(
        &service,
        "addContact",
        of_body,
        json!({ "state": null, "body": { "id": "body:eu" }, "acts": [], "name": null }),
    );
    let found = service
        .data(r#"{ outreach(city: "brussels", from: "2018-02-01", to: "2018-02-02") { visits { contact { id } } } }"#);
    assert!(found.to_string().contains(&id), "{found}");
}

#[test]
fn a_contact_changes_what_is_given_and_keeps_the_rest() {
    let service = Service::fresh();
    let first = json!({ "institution": "Mission", "acts": [3], "name": "Ana", "email": "a@b.org", "phone": "1" });
    let id = grant(&service, "addContact", with(a_contact(), first))["id"].clone();
    let check = |changes: Value, expected: Value| {
        check(&service, "updateContact", with(json!({ "contact": id }), changes), expected);
    };
    check(
        json!({ "post": "Migration desk" }),
        json!({ "post": "Migration desk", "institution": "Mission", "level": "GLOBAL", "city": { "id": "city:geneva", "name": "Geneva" },
            "acts": [{ "number": 3 }], "name": "Ana", "email": "a@b.org", "phone": "1", "revision": 2 }),
    );
    check(
        json!({ "institution": null, "acts": null, "name": null, "email": null, "phone": null }),
        json!({ "post": "Migration desk", "institution": null, "acts": [], "name": null, "email": null, "phone": null, "revision": 3 }),
    );
    check(
        json!({ "city": "city:new-york", "level": "LOCAL", "acts": [1, 10], "name": "Ben" }),
        json!({ "city": { "id": "city:new-york", "name": "New York" }, "level": "LOCAL", "acts": [{ "number": 1 }, { "number": 10 }],
            "name": "Ben", "email": null, "revision": 4 }),
    );
    let posted = |city: &str| {
        service
            .data(&format!("{{ contacts(filter: {{ states: [\"CHE\"], cities: [{city:?}] }}) {{ nodes {{ id }} }} }}"))
    };
    assert!(posted("new-york").to_string().contains(id.as_str().unwrap()));
    assert!(!posted("geneva").to_string().contains(id.as_str().unwrap()));
}

#[test]
fn a_follow_up_goes_its_way() {
    let service = Service::fresh();
    let id = check(
        &service,
        "planFollowUp",
        a_follow_up(),
        json!({ "purpose": "Ask about Act 6", "state": { "code": "MEX" }, "body": null, "act": { "number": 6 },
            "contact": { "id": "contact:mex-geneva", "post": "Migration and humanitarian desk" }, "city": { "id": "city:geneva" }, "level": "GLOBAL",
            "assignee": { "id": "organisation:picum", "name": "Platform for International Cooperation on Undocumented Migrants" },
            "due": "2018-03-01", "status": "OPEN", "overdue": false, "completedOn": null, "outcome": null, "cancellationReason": null,
            "marking": "COALITION", "revision": 1 }),
    );
    check(
        &service,
        "updateFollowUp",
        json!({ "followUp": id, "due": "2018-01-31", "contact": null, "city": null }),
        json!({ "purpose": "Ask about Act 6", "due": "2018-01-31", "overdue": true, "contact": null, "city": null, "level": "GLOBAL", "revision": 2 }),
    );
    check(
        &service,
        "updateFollowUp",
        json!({ "followUp": id, "purpose": "Ask again", "level": "LOCAL", "assignee": "organisation:made-afrique", "city": "city:mexico-city" }),
        json!({ "purpose": "Ask again", "level": "LOCAL", "city": { "id": "city:mexico-city" }, "due": "2018-01-31", "contact": null, "revision": 3 }),
    );
    check(
        &service,
        "completeFollowUp",
        json!({ "followUp": id, "completedOn": "2018-02-01", "outcome": "They will\r\nthink." }),
        json!({ "status": "DONE", "overdue": false, "completedOn": "2018-02-01", "outcome": "They will\nthink.", "revision": 4 }),
    );
    let with_body =
        with(a_follow_up(), json!({ "state": "absent", "contact": "absent", "act": null, "body": "body:eu" }));
    let other =
        check(&service, "planFollowUp", with_body, json!({ "state": null, "body": { "id": "body:eu" }, "act": null }));
    check(
        &service,
        "cancelFollowUp",
        json!({ "followUp": other, "reason": "No time" }),
        json!({ "status": "CANCELLED", "cancellationReason": "No time", "outcome": null, "revision": 2 }),
    );
}

#[test]
fn a_completion_is_the_last_contact() {
    let service = Service::fresh();
    let question = r#"{ node(id: "contact:mex-geneva") { ... on Contact { lastContactedOn } } }"#;
    assert_eq!(service.data(question)["node"]["lastContactedOn"], json!(null));
    let id = grant(&service, "planFollowUp", a_follow_up())["id"].clone();
    grant(&service, "completeFollowUp", json!({ "followUp": id, "completedOn": "2018-01-30", "outcome": "Met" }));
    assert_eq!(service.data(question)["node"]["lastContactedOn"], json!("2018-01-30"));
}

#[test]
fn each_mutation_of_a_request_sees_the_one_before() {
    let service = Service::fresh();
    let document = r#"mutation {
        organisation: addOrganisation(input: { key: "x", name: "X" }) { organisation { name } }
        evidence: addEvidence(input: { key: "x", kind: OTHER, title: "T" }) { evidence { title } }
        stance: recordStance(input: { key: "x", state: "MEX", act: 6, position: POSITIVE, observedOn: "2018-01-01", confidence: LOW,
            evidence: ["evidence:x"], assessedBy: "organisation:x" }) { stance { state { standings(acts: [6]) { position } } } userErrors { path } }
        retracted: retractStance(input: { stance: "stance:x", reason: "r" }) { stance { revision state { standings(acts: [6]) { position } } } }
        refused: retractStance(input: { stance: "stance:x", reason: "r" }) { stance { id } userErrors { code } }
        last: addOrganisation(input: { key: "x", name: "Y" }) { userErrors { code } } }"#;
    let expected = json!({ "organisation": { "organisation": { "name": "X" } }, "evidence": { "evidence": { "title": "T" } },
        "stance": { "stance": { "state": { "standings": [{ "position": "POSITIVE" }] } }, "userErrors": [] },
        "retracted": { "stance": { "revision": 2, "state": { "standings": [{ "position": null }] } } },
        "refused": { "stance": null, "userErrors": [{ "code": "RULE" }] },
        "last": { "userErrors": [{ "code": "ALREADY_EXISTS" }] } });
    assert_eq!(service.data(document), expected);
    assert_eq!(commits(&service), 4);
}

#[test]
fn every_mutation_is_told_somewhere() {
    let sdl = demarche::api::Api::default().sdl();
    let mutations = sdl.split("type Mutation {").nth(1).unwrap().split("\n}").next().unwrap();
    let fields = mutations.lines().filter(|it| it.ends_with('('));
    let names: Vec<_> = fields.map(|it| it.trim().split('(').next().unwrap()).collect();
    assert!(names.len() >= 10);
    let stories = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it"));
    let within = |dir: &Path| std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect::<Vec<_>>();
    let files = within(stories).into_iter().flat_map(|it| if it.is_dir() { within(&it) } else { vec![it] });
    let told: Vec<_> = files.filter(|it| it.is_file()).map(|it| std::fs::read_to_string(it).unwrap()).collect();
    for name in names {
        let is_told = |it: &String| it.contains(&format!("{name:?}")) || it.contains(&format!("{name}(input: "));
        assert!(told.iter().any(is_told), "{name}");
    }
}
