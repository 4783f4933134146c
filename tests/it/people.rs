//! A person's rights: who may have what is held on somebody, and who may erase it; and what is to be kept no longer goes
//! by itself.

use std::sync::Arc;

use demarche::domain::{AnyId, Clearance, Id, Key};
use demarche::journal::{self, Journal, MemoryJournal};
use demarche::store::Replayed;
use serde_json::{Value, json};

use crate::kept::{erase, gathering, import};
use crate::service::{Service, day};

#[test]
fn what_is_to_be_kept_no_longer_goes_by_itself() {
    let journal = Arc::<MemoryJournal>::default();
    let replayed = Replayed::from(&*crate::service::DEMO.store.snapshot());
    let service = Service::open(journal.clone(), replayed, "2026-11-23");
    import(&service.store, gathering());
    let known = || {
        let answer = service.ask_as(
            Clearance::Admin,
            r#"{ a: node(id: "advocate:adv-1") { ... on Advocate { name keptUntil } } b: node(id: "attendance:att-1") { id }
            c: node(id: "token:tok-1") { ... on Token { name revokedAt } } }"#,
            json!({}),
        );
        let data = &answer["data"];
        [!data["a"]["name"].is_null(), !data["b"].is_null(), !data["c"]["name"].is_null()]
    };
    let pass_to = |date: &str| {
        let noon: jiff::Timestamp = format!("{date}T12:00:00Z").parse().unwrap();
        let now = service.store.world().now();
        service.pass(noon.duration_since(now).as_secs());
    };
    // Without being told the store keeps what it has: it may be a verb's.
    pass_to("2026-11-24");
    service.ask(r#"mutation { addOrganisation(input: { name: "N" }) { organisation { id } } }"#, json!({}));
    service.store.keep_retention().unwrap();
    assert_eq!(known(), [true; 3]);
    let places = || service.journal.tail().place;
    let before = places();
    // Every day is looked at by itself, with the first write of it at the latest.
    let next = |date: &str| {
        pass_to(date);
        service.ask(r#"mutation { addOrganisation(input: { name: "N" }) { organisation { id } } }"#, json!({}));
        service.ask(r#"mutation { addOrganisation(input: { name: "N" }) { organisation { id } } }"#, json!({}));
        known()
    };
    assert_eq!(next("2027-05-31"), [true; 3]);
    assert_eq!(places().get(), before.get() + 2);
    assert_eq!(next("2027-06-01"), [true, false, true]);
    assert_eq!(next("2028-01-01"), [true, false, true]);
    assert_eq!(next("2028-01-02"), [false, false, false]);
    assert_eq!(places().get(), before.get() + 2 * 4 + 2);
    let mut found = service.journal.read(journal::Place::BEGINNING).flat_map(|it| it.unwrap().1.events);
    assert!(found.all(|it| it.entity.private().is_none()));
}

fn advocate(organisation: &str, key: &str) -> Clearance {
    Clearance::Advocate { organisation: Id::new(Key::trusted(organisation)), advocate: Id::new(Key::trusted(key)) }
}

#[test]
fn only_administrators_erase_and_only_those_concerned_are_told() {
    let service = Service::demo("2018-02-01");
    import(&service.store, gathering());
    let code = |clearance: &Clearance, document: &str| {
        let answer = service.ask_as(clearance.clone(), document, json!({}));
        let data = answer["data"].as_object().and_then(|it| it.values().next()).cloned().unwrap_or_default();
        let error = &answer["errors"][0]["extensions"]["code"];
        if error.is_null() { data["userErrors"][0]["code"].clone() } else { error.clone() }
    };
    let erase_contact = erase("contact:mex-geneva");
    let data = r#"{ personalData(of: "advocate:adv-1") { json } }"#;
    let mentions = r#"{ mentions(of: "advocate:adv-1") { id } }"#;
    let check = |clearance: Clearance, expected: [&str; 3]| {
        let found = [&erase_contact, data, mentions].map(|it| code(&clearance, it));
        assert_eq!(found, expected.map(|it| if it.is_empty() { json!(null) } else { json!(it) }), "{clearance:?}");
    };
    check(Clearance::Viewer, ["FORBIDDEN", "BAD_USER_INPUT", "BAD_USER_INPUT"]);
    check(Clearance::Analyst, ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    check(advocate("picum", "adv-2"), ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    check(advocate("picum", "adv-1"), ["FORBIDDEN", "", "FORBIDDEN"]);
    check(Clearance::Coordinator, ["FORBIDDEN", "", "FORBIDDEN"]);
    check(Clearance::Admin, ["", "", ""]);
    let refused = |document: &str, expected: Value| {
        let answer = service.ask_as(Clearance::Admin, document, json!({}));
        assert_eq!(answer["data"]["erasePerson"]["userErrors"], expected, "{answer}");
    };
    for (id, what) in [("contact:nobody", "contact"), ("state:MEX", "contact or advocate"), ("", "contact or advocate")]
    {
        let message = format!("there is no {what} {id:?}");
        refused(&erase(id), json!([{ "code": "NOT_FOUND", "path": ["id"], "message": message }]));
    }
    let stale = r#"mutation { erasePerson(input: { id: "advocate:adv-1", expectedRevision: 7 }) { userErrors { code path message } } }"#;
    let message = "it has changed since: its revision is now 1";
    refused(stale, json!([{ "code": "REVISION_CONFLICT", "path": ["expectedRevision"], "message": message }]));
}

#[test]
fn advocates_are_added_and_changed_for_their_own_organisation() {
    let service = Service::demo("2018-02-01");
    let add = |clearance: Clearance, input: &str| {
        let document = format!(
            "mutation {{ addAdvocate(input: {{ {input} }}) {{ advocate {{ id name source keptUntil revision }} userErrors {{ code path }} }} }}"
        );
        service.ask_as(clearance, &document, json!({}))["data"]["addAdvocate"].clone()
    };
    let own = || advocate("picum", "nobody-yet");
    let named = r#"organisation: "organisation:picum", name: "Participant 17", email: "p17@example.org""#;
    let added = add(own(), named);
    let it = &added["advocate"];
    let expected = (&json!("Participant 17"), &json!("as told to whoever recorded it"), &json!("2028-02-01"));
    // The clock of the story stands on the day of the story; two years later is 2020.
    assert_eq!((&it["name"], &it["source"]), (expected.0, expected.1), "{added}");
    assert_eq!(it["keptUntil"], json!("2020-02-01"));
    let id = it["id"].as_str().unwrap();
    let errors = |answer: &Value| {
        answer["userErrors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["code"].as_str().unwrap().to_owned() + " " + it["path"][0].as_str().unwrap_or(""))
            .collect::<Vec<_>>()
    };
    let check = |clearance: Clearance, input: &str, expected: &[&str]| {
        assert_eq!(errors(&add(clearance, input)), expected, "{input}");
    };
    check(own(), r#"organisation: "organisation:mfa""#, &["FORBIDDEN organisation"]);
    check(Clearance::Coordinator, r#"organisation: "organisation:mfa""#, &[]);
    check(Clearance::Analyst, named, &["FORBIDDEN "]);
    check(
        own(),
        r#"email: "nobody", keptUntil: "2018-01-31""#,
        &["INVALID keptUntil", "REQUIRED organisation", "INVALID email"],
    );
    let update = |clearance: Clearance, input: &str| {
        let document = format!(
            "mutation {{ updateAdvocate(input: {{ advocate: {id:?}, {input} }}) {{ advocate {{ name email source keptUntil revision }} userErrors {{ code path }} }} }}"
        );
        service.ask_as(clearance, &document, json!({}))["data"]["updateAdvocate"].clone()
    };
    let changed = update(own(), r#"phone: "+41 22", source: "a card", keptUntil: "2019-01-01", expectedRevision: 1"#);
    let expected = json!({ "name": "Participant 17", "email": "p17@example.org", "source": "a card", "keptUntil": "2019-01-01", "revision": 2 });
    assert_eq!(changed["advocate"], expected, "{changed}");
    assert_eq!(errors(&update(advocate("mfa", "somebody"), r#"name: "X""#)), ["FORBIDDEN "]);
    assert_eq!(errors(&update(Clearance::Viewer, r#"name: "X""#)), ["FORBIDDEN "]);
    let cleared = update(own(), "name: null, email: null, phone: null, source: null, keptUntil: null");
    assert_eq!(
        cleared["advocate"],
        json!({ "name": null, "email": null, "source": null, "keptUntil": null, "revision": 3 })
    );
    // Who may not see the details is not told where they come from, nor that they changed.
    update(own(), r#"name: "Participant 18", source: "a list", keptUntil: null"#);
    let node = format!("{{ node(id: {id:?}) {{ ... on Advocate {{ organisation {{ id }} name source revision }} }} }}");
    let seen = service.ask_as(Clearance::Analyst, &node, json!({}))["data"]["node"].clone();
    assert_eq!((&seen["name"], &seen["source"]), (&json!(null), &json!(null)));
    assert_eq!(seen["organisation"]["id"], json!("organisation:picum"));
    let unknown = AnyId::parse("advocate:nobody").unwrap();
    assert!(service.store.snapshot().graph().entity(&unknown).is_none());
    assert_eq!(day("2018-02-01").years_later(2), day("2020-02-01"));
}

#[test]
fn what_was_learned_under_the_rule_is_given_to_nobody() {
    let service = Service::demo("2018-02-01");
    let whole = || service.data(r#"{ personalData(of: "contact:che-capital") { json } }"#);
    let before = whole();
    let open = json!({ "state": "CHE", "contact": "contact:che-capital", "act": 6 });
    let takeaway = json!({ "phase": 2, "referral": { "state": "CHE", "contact": "contact:che-capital", "act": 6, "note": "Ask early." } });
    let document = "mutation($input: RecordTakeawayInput!) { recordTakeaway(input: $input) { recorded } }";
    let answer = service.ask(document, json!({ "input": takeaway }));
    assert_eq!(answer["data"]["recordTakeaway"]["recorded"], json!(true), "{answer}");
    assert_eq!(whole(), before);
    // One that was given in the open is.
    crate::wish::grant(&service, "addReferral", open);
    assert_ne!(whole(), before);
}

#[test]
fn a_holder_is_not_given_what_was_held_on_the_one_before() {
    let service = Service::demo("2018-02-01");
    let update = |changes: Value| {
        let input = crate::wish::with(json!({ "contact": "contact:mex-geneva" }), changes);
        crate::wish::grant(&service, "updateContact", input)
    };
    let versions = || {
        let found = service.data(r#"{ personalData(of: "contact:mex-geneva") { versions { name email } json } }"#);
        let json: Value = serde_json::from_str(found["personalData"]["json"].as_str().unwrap()).unwrap();
        let rows = found["personalData"]["versions"].as_array().unwrap().clone();
        assert_eq!(json["versions"].as_array().unwrap().len(), rows.len());
        let told =
            |it: &Value| format!("{} {}", it["name"].as_str().unwrap_or("-"), it["email"].as_str().unwrap_or("-"));
        rows.iter().map(told).collect::<Vec<_>>()
    };
    let check = |changes: Value, expected: &[&str]| {
        update(changes.clone());
        assert_eq!(versions(), expected, "{changes}");
    };
    check(json!({ "email": "desk@example.org" }), &["- desk@example.org"]);
    check(json!({ "phone": "+41 22" }), &["- desk@example.org", "- desk@example.org"]);
    check(json!({ "name": "Participant 16" }), &["Participant 16 desk@example.org"]);
    check(
        json!({ "email": "p16@example.org" }),
        &["Participant 16 desk@example.org", "Participant 16 p16@example.org"],
    );
    check(json!({ "name": "Participant 17", "email": "p17@example.org" }), &["Participant 17 p17@example.org"]);
    check(json!({ "name": null, "email": null, "phone": null }), &["- -"]);
    check(json!({ "name": "Participant 18" }), &["- -", "Participant 18 -"]);
    let file = "contact_id,iso3,city_id,post,level,acts,marking,name,source,kept_until\nmex-geneva,MEX,geneva,Desk,global,,coalition,Participant 19,a list,2019-01-01\n";
    service.import(&[("contacts.csv", file.as_bytes())]).unwrap();
    assert_eq!(versions(), ["Participant 19 -"]);
    let mut recorded = service.journal.read(journal::Place::BEGINNING).flat_map(|it| it.unwrap().1.events);
    assert!(recorded.all(|it| it.entity.person().is_none_or(|it| it.name.as_deref() == Some("Participant 19"))));
}
