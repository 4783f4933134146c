//! A text that is redacted is read nowhere any more, and all else is.

use std::path::Path;

use demarche::domain::Clearance;
use demarche::journal::{self, Journal, SledJournal};
use serde_json::json;

use crate::kept::{Kept, exported, found_in, randomness};
use crate::program::Place;
use crate::service::Service;

const PLAN: &str = r#"mutation { planFollowUp(input: { purpose: "Ask Ms Grimsdottir for time", state: "MEX", level: GLOBAL,
    assignee: "organisation:picum", due: "2026-12-01" }) { followUp { id } } }"#;

const STANCE: &str = r#"mutation { recordStance(input: { state: "MEX", act: 6, position: POSITIVE, observedOn: "2018-01-10", confidence: HIGH,
    rationale: "Said by Thessaly", evidence: ["evidence:act-now"] }) { stance { id } } }"#;

fn redact(id: &str, rest: &str) -> String {
    format!(
        "mutation {{ redactText(input: {{ id: {id:?}, {rest} }}) {{ node {{ id }} userErrors {{ code path message }} }} }}"
    )
}

/// Every text that the journal in a directory gives of an entity, the oldest first.
fn texts_of(dir: &Path, id: &str) -> Vec<Vec<(String, String)>> {
    let mut found = Vec::new();
    let read = &mut |_, commit: demarche::domain::Commit| {
        let own = commit.events.iter().filter(|it| it.entity.id().to_string() == id);
        found.extend(own.map(|it| {
            it.entity.free_texts().into_iter().map(|(name, text)| (name, text.to_string())).collect::<Vec<_>>()
        }));
    };
    drop(SledJournal::open(dir, randomness(), read).unwrap());
    found
}

fn row(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    texts.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect()
}

#[test]
fn a_redacted_text_is_found_nowhere_any_more() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let plan = kept.ask(PLAN)["data"]["planFollowUp"]["followUp"]["id"].as_str().unwrap().to_owned();
    let stance = kept.ask(STANCE)["data"]["recordStance"]["stance"]["id"].as_str().unwrap().to_owned();
    kept.ask(&format!(
        r#"mutation {{ cancelFollowUp(input: {{ followUp: {plan:?}, reason: "Nobody came" }}) {{ followUp {{ id }} }} }}"#
    ));
    kept.store.close().unwrap();
    drop(kept);
    // In clear it is in snapshot files alone, and they go.
    let in_clear = found_in(&dir, &["Grimsdottir", "Thessaly"]);
    assert!(in_clear.iter().all(|it| it.contains("/snapshots/")), "{in_clear:?}");
    place.back_up("data", "journal.before", "keys.before").done();
    let kept = Kept::start(&dir);
    let done = kept.ask(&redact(&plan, r#"field: "purpose", replacement: "Ask for time", expectedRevision: 2"#));
    assert_eq!(done["data"]["redactText"], json!({ "node": { "id": plan }, "userErrors": [] }));
    assert_eq!(kept.ask(&redact(&stance, r#"field: "rationale""#))["data"]["redactText"]["userErrors"], json!([]));
    let shown = kept.ask(&format!(
        "{{ a: node(id: {plan:?}) {{ ... on FollowUp {{ purpose cancellationReason revision }} }} b: node(id: {stance:?}) {{ ... on Stance {{ rationale }} }} }}"
    ));
    let expected = json!({ "a": { "purpose": "Ask for time", "cancellationReason": "Nobody came", "revision": 3 },
        "b": { "rationale": "(redacted)" } });
    assert_eq!(shown["data"], expected);
    // What comes after it can be read and redacted like anything.
    kept.ask(&redact(&plan, r#"field: "cancellationReason", replacement: "No one came""#));
    kept.store.close().unwrap();
    drop(kept);
    assert_eq!(found_in(&dir, &["Grimsdottir", "Thessaly"]), [""; 0]);
    let expected = [
        row(&[("purpose", "(redacted)")]),
        row(&[("purpose", "(redacted)")]),
        row(&[("purpose", "(redacted)")]),
        row(&[("purpose", "Ask for time"), ("cancellationReason", "No one came")]),
    ];
    assert_eq!(texts_of(&dir, &plan), expected);
    assert_eq!(texts_of(&dir, &stance), [row(&[]), row(&[("rationale", "(redacted)")])]);
    place.verified("data");

    // Nor is it in what is restored of older keys, with today's journal or with today's list.
    place.back_up("data", "journal.after", "keys.after").done();
    let (passphrase, list) = (place.passphrase(), place.text("data/persons.erased"));
    let check = |to: &str, files: &[&str], expected: usize| {
        let files: Vec<_> = files.iter().map(|it| place.text(it)).chain([list.clone()]).collect();
        let mut arguments = vec!["restore", "--passphrase", &passphrase];
        arguments.extend(files.iter().map(String::as_str));
        place.run(to, &arguments).done();
        let found = texts_of(&place.path(to), &plan);
        assert!(found.len() == expected && !format!("{found:?}").contains("Grims"), "{found:?}");
        assert!(!exported(&place, to).contains("Grimsdottir"), "{to}");
        place.verified(to);
    };
    check("after", &["journal.after", "keys.after"], 4);
    check("old-keys", &["journal.after", "keys.before"], 4);
    check("old", &["journal.before", "keys.before"], 2);
    assert_eq!(texts_of(&place.path("after"), &plan), expected);
    assert_eq!(texts_of(&place.path("old-keys"), &plan), expected);
}

#[test]
fn a_redaction_that_was_cut_short_is_finished_by_the_next_start() {
    let check = |blocked: &str| {
        let place = Place::new();
        let dir = place.path("data");
        let kept = Kept::begin(&dir);
        let plan = kept.ask(PLAN)["data"]["planFollowUp"]["followUp"]["id"].as_str().unwrap().to_owned();
        std::fs::create_dir(dir.join(blocked)).unwrap();
        let answer = kept.ask(&redact(&plan, r#"field: "purpose", replacement: "Ask for time""#));
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"), "{answer}");
        kept.store.close().unwrap();
        drop(kept);
        std::fs::remove_dir(dir.join(blocked)).unwrap();
        Kept::start(&dir).store.close().unwrap();
        for _ in 0..2 {
            let expected = [row(&[("purpose", "(redacted)")]), row(&[("purpose", "Ask for time")])];
            assert_eq!(texts_of(&dir, &plan), expected, "{blocked}");
        }
    };
    check("persons.erased.partial");
    check("texts.keys.partial");
}

#[test]
fn what_cannot_be_redacted_is_named() {
    let service = Service::demo("2018-02-01");
    let plan = service.ask(&PLAN.replace("2026", "2018"), json!({}));
    let plan = plan["data"]["planFollowUp"]["followUp"]["id"].as_str().unwrap().to_owned();
    let check = |clearance: Clearance, id: &str, rest: &str, expected: [&str; 3]| {
        let answer = service.ask_as(clearance, &redact(id, rest), json!({}));
        let error = &answer["data"]["redactText"]["userErrors"][0];
        let found = [&error["code"], &error["path"][0], &error["message"]].map(|it| it.as_str().unwrap_or_default());
        assert_eq!(found, expected, "{answer}");
    };
    let none = "there is no \"followUp:none\"";
    check(Clearance::Admin, "followUp:none", r#"field: "purpose""#, ["NOT_FOUND", "id", none]);
    let names = format!("{plan} has no free text \"outcome\": it has purpose");
    check(Clearance::Admin, &plan, r#"field: "outcome""#, ["NOT_FOUND", "field", &names]);
    let names = "state:MEX has no free text \"name\": it has none";
    check(Clearance::Admin, "state:MEX", r#"field: "name""#, ["NOT_FOUND", "field", names]);
    check(Clearance::Admin, &plan, "replacement: null", ["REQUIRED", "field", "field is required"]);
    let stale = "it has changed since: its revision is now 1";
    let asked = r#"field: "purpose", expectedRevision: 2"#;
    check(Clearance::Admin, &plan, asked, ["REVISION_CONFLICT", "expectedRevision", stale]);
    let who = "only administrators erase and redact: ask one";
    check(Clearance::Coordinator, &plan, r#"field: "purpose""#, ["FORBIDDEN", "", who]);
    check(Clearance::Admin, &plan, r#"field: "purpose""#, ["", "", ""]);
    let mut found = service.journal.read(journal::Place::BEGINNING).flat_map(|it| it.unwrap().1.events);
    assert!(!found.any(|it| format!("{:?}", it.entity).contains("Grimsdottir")));
}
