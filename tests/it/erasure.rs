//! Whoever is erased is erased from everywhere: memory, journal, snapshots, exports and backups.

use std::path::Path;
use std::sync::Arc;

use demarche::domain::{Clearance, Entity};
use demarche::journal::SledJournal;
use serde_json::{Value, json};

use crate::kept::{Kept, ask, erase, exported, found_in, gathering, randomness};
use crate::program::Place;

const NEEDLES: [&str; 5] = ["Thessaly", "Grimsdottir", "thessaly@example.org", "+41 22 999 88 77", "neighbour of T"];

/// Adds a contact with details that nobody else has, and changes it once.
const ADD: &str = r#"mutation { addContact(input: { state: "MEX", city: "city:geneva", post: "Counsellor", level: GLOBAL,
    name: "Thessaly Grimsdottir", email: "thessaly@example.org", phone: "+41 22 999 88 77", source: "a neighbour of T.", idempotencyKey: "once" })
    { contact { id name source keptUntil } userErrors { code message } } }"#;

fn added(answer: &Value) -> String {
    let contact = &answer["data"]["addContact"]["contact"];
    assert_eq!(
        (&contact["name"], &contact["keptUntil"]),
        (&json!("Thessaly Grimsdottir"), &json!("2028-11-23")),
        "{answer}"
    );
    contact["id"].as_str().unwrap().to_owned()
}

fn details(kept: &Kept, id: &str) -> Value {
    let answer =
        kept.ask(&format!("{{ node(id: {id:?}) {{ ... on Contact {{ post name email phone source keptUntil }} }} }}"));
    answer["data"]["node"].clone()
}

fn bare() -> Value {
    json!({ "post": "Counsellor", "name": null, "email": null, "phone": null, "source": null, "keptUntil": null })
}

#[test]
fn who_is_erased_is_found_nowhere_any_more() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let id = added(&kept.ask(ADD));
    kept.ask(&format!(
        r#"mutation {{ updateContact(input: {{ contact: {id:?}, phone: "+41 22 999 88 77 66" }}) {{ contact {{ id }} }} }}"#
    ));
    kept.ask(
        r#"mutation { planFollowUp(input: { purpose: "Ask Ms Grímsdottir for time", state: "MEX", level: GLOBAL,
        assignee: "organisation:picum", due: "2026-12-01" }) { followUp { id } } }"#,
    );
    // A snapshot file with the details, and backups from before.
    kept.store.close().unwrap();
    drop(kept);
    place.back_up("data", "journal.before", "keys.before").done();
    assert!(exported(&place, "data").contains("Thessaly"));
    let kept = Kept::start(&dir);
    let snapshots =
        || -> Vec<_> { std::fs::read_dir(dir.join("snapshots")).unwrap().map(|it| it.unwrap().file_name()).collect() };
    let before = snapshots();
    assert_eq!(before.len(), 1);

    let held_by_reader = kept.store.snapshot();
    let erased = kept.ask(&erase(&id));
    drop(held_by_reader);
    let erased = &erased["data"]["erasePerson"];
    assert_eq!((&erased["id"], &erased["userErrors"]), (&json!(id), &json!([])));
    let found: Vec<_> =
        erased["freeTexts"].as_array().unwrap().iter().map(|it| (&it["field"], &it["excerpt"])).collect();
    assert_eq!(found, [(&json!("purpose"), &json!("Ask Ms Grímsdottir for time"))]);
    assert!(!snapshots().contains(&before[0]));
    assert_eq!(details(&kept, &id), bare());
    // The copy that was caught up, and the one after it.
    for number in 0..2 {
        kept.ask(&format!(
            r#"mutation {{ addOrganisation(input: {{ key: "o-{number}", name: "N" }}) {{ organisation {{ id }} }} }}"#
        ));
        assert_eq!(details(&kept, &id), bare());
    }
    // The same wish once more is taken for another, not for a new one.
    assert_eq!(kept.ask(ADD)["data"]["addContact"]["userErrors"][0]["code"], json!("IDEMPOTENCY_CONFLICT"));
    let whole = kept.ask(&format!("{{ personalData(of: {id:?}) {{ json }} }}")).to_string();
    assert!(!NEEDLES.iter().any(|it| whole.contains(it)), "{whole}");
    kept.store.close().unwrap();
    drop(kept);
    assert!(!snapshots().is_empty() && !snapshots().contains(&before[0]));

    // Nothing in any file, nor in what comes out of any.
    place.back_up("data", "journal.after", "keys.after").done();
    assert_eq!(found_in(&place.path("data"), &NEEDLES), [""; 0]);
    let passphrase = place.passphrase();
    let list = place.text("data/persons.erased");
    let check = |to: &str, files: &[&str]| {
        let files: Vec<_> = files.iter().map(|it| place.text(it)).chain([list.clone()]).collect();
        let mut arguments = vec!["restore", "--passphrase", &passphrase];
        arguments.extend(files.iter().map(String::as_str));
        place.run(to, &arguments).done();
        place.verified(to);
        assert_eq!(found_in(&place.path(to), &NEEDLES), [""; 0]);
        let out = exported(&place, to);
        assert!(!NEEDLES.iter().any(|it| out.contains(it)) && out.contains("Counsellor"), "{to}");
    };
    check("after", &["journal.after", "keys.after"]);
    check("old-keys", &["journal.after", "keys.before"]);
    check("old", &["journal.before", "keys.before"]);
    let out = exported(&place, "data");
    assert!(!NEEDLES.iter().any(|it| out.contains(it)));
    place.verified("data");
    let kept = Kept::start(&dir);
    assert_eq!(details(&kept, &id), bare());
    assert_eq!(kept.ask(ADD)["data"]["addContact"]["userErrors"][0]["code"], json!("IDEMPOTENCY_CONFLICT"));
}

#[test]
fn an_erased_advocate_attends_nothing_and_has_no_tokens_while_others_do() {
    let place = Place::new();
    let kept = Kept::begin(&place.path("data"));
    kept.import(gathering());
    let whole = |of: &str| {
        kept.ask(&format!("{{ personalData(of: {of:?}) {{ name versions {{ name }} json }} }}"))["data"]["personalData"]
            .clone()
    };
    let before = whole("advocate:adv-1");
    let held: Value = serde_json::from_str(before["json"].as_str().unwrap()).unwrap();
    assert_eq!(held["attendances"][0]["meeting"], json!("meeting:gathering"));
    assert_eq!(
        (&held["tokens"][0]["name"], &held["trips"][0]["city"]),
        (&json!("Quillfeather's telephone"), &json!("city:geneva"))
    );
    assert_eq!(before["versions"], json!([{ "name": "Zebedee Quillfeather 1" }]));
    // Of the other nothing is said, though both were there.
    for other in ["Quillfeather 2", "adv-2", "att-2", "quill2"] {
        assert!(!before.to_string().contains(other), "{before}");
    }
    assert_eq!(kept.ask(&erase("advocate:adv-1"))["data"]["erasePerson"]["userErrors"], json!([]));
    let after = whole("advocate:adv-1");
    let held: Value = serde_json::from_str(after["json"].as_str().unwrap()).unwrap();
    let token = &held["tokens"][0];
    assert_eq!(
        (&held["attendances"], &token["name"], &token["revokedAt"]),
        (&json!([]), &json!(null), &json!("2026-11-23T12:00:00Z"))
    );
    assert_eq!((&after["name"], &after["versions"]), (&json!(null), &json!([])));
    assert_eq!(whole("advocate:adv-2")["name"], json!("Zebedee Quillfeather 2"));
    assert_eq!(kept.ask(r#"{ node(id: "attendance:att-1") { id } }"#)["data"]["node"], json!(null));
    kept.store.close().unwrap();
    drop(kept);
    // Not only not in clear: who attended cannot be read from the journal with the keys there are.
    let mut attended = Vec::new();
    let read = &mut |_, commit: demarche::domain::Commit| {
        attended.extend(commit.events.into_iter().filter_map(|it| match it.entity {
            Entity::Attendance(it) => Some((it.id.as_str().to_owned(), it.attendee.is_some())),
            _ => None,
        }));
    };
    drop(SledJournal::open(&place.path("data"), randomness(), read).unwrap());
    let expected = [("att-1", false), ("att-2", true), ("att-1", false)];
    assert_eq!(attended, expected.map(|(key, known)| (key.to_owned(), known)));
}

#[test]
fn an_erasure_that_was_cut_short_is_finished_by_the_next_start() {
    let check = |until: &dyn Fn(&Path), poisons: bool| {
        let place = Place::new();
        let dir = place.path("data");
        let kept = Kept::begin(&dir);
        let id = added(&kept.ask(ADD));
        until(&dir);
        let answer = kept.ask(&erase(&id));
        assert_eq!(answer["errors"][0]["extensions"]["code"] == json!("UNAVAILABLE"), poisons, "{answer}");
        // Nobody is shown the details meanwhile.
        assert_eq!(details(&kept, &id), bare());
        kept.store.close().unwrap();
        drop(kept);
        for name in ["persons.erased.partial", "persons.keys.partial"] {
            let _ = std::fs::remove_dir(dir.join(name));
        }
        let kept = Kept::start(&dir);
        assert_eq!(details(&kept, &id), bare());
        kept.store.close().unwrap();
        drop(kept);
        let mut names = Vec::new();
        let read = &mut |_, commit: demarche::domain::Commit| {
            let persons = commit.events.iter().filter_map(|it| it.entity.person());
            names.extend(persons.filter_map(|it| it.name.clone()));
        };
        drop(SledJournal::open(&dir, randomness(), read).unwrap());
        assert_eq!(names, [""; 0]);
        let keys = std::fs::read_to_string(dir.join("persons.keys")).unwrap();
        assert!(!keys.contains(&id), "{keys}");
    };
    // Before the list, and between the list and the keys.
    check(&|dir| std::fs::create_dir(dir.join("persons.erased.partial")).unwrap(), true);
    check(&|dir| std::fs::create_dir(dir.join("persons.keys.partial")).unwrap(), true);
    check(&|_| {}, false);
}

#[test]
fn a_person_erased_once_may_be_recorded_again_and_stays() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let id = added(&kept.ask(ADD));
    // In one request, so that they may well come to one batch.
    let again = format!(
        r#"mutation {{ a: updateContact(input: {{ contact: {id:?}, name: "Participant 17" }}) {{ contact {{ name }} }} }}"#
    );
    let (store, erasing) = (Arc::clone(&kept.store), erase(&id));
    std::thread::scope(|scope| {
        scope.spawn(|| ask(&store, Clearance::Admin, &erasing));
        scope.spawn(|| ask(&store, Clearance::Admin, &again));
    });
    kept.ask(&again);
    assert_eq!(details(&kept, &id)["name"], json!("Participant 17"));
    kept.store.close().unwrap();
    drop((store, kept));
    let kept = Kept::start(&dir);
    assert_eq!(details(&kept, &id)["name"], json!("Participant 17"));
}

#[test]
fn a_post_that_another_takes_over_forgets_who_held_it() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let id = added(&kept.ask(ADD));
    let whole = |kept: &Kept| {
        kept.ask(&format!("{{ personalData(of: {id:?}) {{ versions {{ name phone }} json }} }}"))["data"]["personalData"]
            .clone()
    };
    kept.ask(&format!(
        r#"mutation {{ updateContact(input: {{ contact: {id:?}, phone: "+41 22 999 88 77 66" }}) {{ contact {{ id }} }} }}"#
    ));
    assert_eq!(whole(&kept)["versions"].as_array().unwrap().len(), 2, "the same person with another number");
    kept.store.close().unwrap();
    drop(kept);
    place.back_up("data", "journal.before", "keys.before").done();

    let kept = Kept::start(&dir);
    let take_over = format!(
        r#"mutation {{ updateContact(input: {{ contact: {id:?}, name: "Participant 17", email: "p17@example.org", phone: null,
        source: "a card", keptUntil: "2029-01-01", idempotencyKey: "over" }}) {{ contact {{ name revision }} userErrors {{ code }} }} }}"#
    );
    let taken = json!({ "contact": { "name": "Participant 17", "revision": 3 }, "userErrors": [] });
    assert_eq!(kept.ask(&take_over)["data"]["updateContact"], taken);
    let only = json!([{ "name": "Participant 17", "phone": null }]);
    let check = |kept: &Kept| {
        let found = whole(kept);
        assert_eq!(found["versions"], only);
        assert!(!NEEDLES.iter().any(|it| found.to_string().contains(it)), "{found}");
        // The wish that did it may be repeated; what was asked about the other is not known any more.
        assert_eq!(kept.ask(&take_over)["data"]["updateContact"], taken);
        assert_eq!(kept.ask(ADD)["data"]["addContact"]["userErrors"][0]["code"], json!("IDEMPOTENCY_CONFLICT"));
    };
    check(&kept);
    kept.store.close().unwrap();
    drop(kept);
    let mut names = Vec::new();
    let read = &mut |_, commit: demarche::domain::Commit| {
        let persons = commit.events.iter().filter_map(|it| it.entity.person());
        names.extend(persons.filter_map(|it| it.name.clone()));
    };
    drop(SledJournal::open(&dir, randomness(), read).unwrap());
    assert_eq!(names, ["Participant 17"]);
    let kept = Kept::start(&dir);
    check(&kept);
    // Whoever leaves takes the details along as well, and who comes later finds nothing of them.
    let leave = format!(
        "mutation {{ updateContact(input: {{ contact: {id:?}, name: null, email: null, source: null, keptUntil: null }}) {{ contact {{ name }} }} }}"
    );
    kept.ask(&leave);
    assert_eq!(whole(&kept)["versions"], json!([]));
    kept.store.close().unwrap();
    drop(kept);
    place.verified("data");
    // What was copied before does not bring anyone back.
    let (passphrase, list) = (place.passphrase(), place.text("data/persons.erased"));
    let (journal, keys) = (place.text("journal.before"), place.text("keys.before"));
    place.run("old", &["restore", "--passphrase", &passphrase, &journal, &keys, &list]).done();
    let out = exported(&place, "old");
    assert!(!NEEDLES.iter().any(|it| out.contains(it)) && out.contains("Counsellor"));
}
