//! A text that is redacted is read nowhere any more, and all else is.

use std::path::Path;

use demarche::domain::{Clearance, Entity, Kind};
use demarche::journal::{self, Journal, SledJournal};
use serde_json::{Value, json};

use crate::kept::{Kept, entity, exported, found_in, randomness};
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

/// A session, the draft of its report as it was saved first and last, and a piece of evidence: Ms Grimsdottir is named in every
/// text there is.
fn naming() -> [Vec<Entity>; 2] {
    let said = |what: &str| format!("{what} by Ms Grimsdottir");
    let report = |highlight: &str| {
        let priority = |text: &str| {
            json!({ "text": said(text), "urgency": "high", "applies_to": "both",
            "disagreement": { "about": said("Doubted"), "revisit_on": "2027-01-01" } })
        };
        entity(
            Kind::Report,
            json!({ "id": "report-9", "session": "session-9", "stage": "draft", "marking": "restricted",
            "highlights": [said(highlight)], "answers": [{ "field": "field-9", "text": said("Answered") }],
            "priorities": [priority("Demanded"), priority("Wished")],
            "questions": [{ "text": said("Asked"), "arguments": said("Argued") }],
            "complementarity": { "text": said("Compared"), "applies_to": "both" },
            "stances": [{ "key": "s-1", "state": "MEX", "position": "positive", "confidence": "low", "rationale": said("Held") }],
            "follow_ups": [{ "key": "f-1", "purpose": said("Met"), "state": "MEX", "level": "global", "assignee": "picum",
                "due": "2027-02-01" }] }),
        )
    };
    let holder = json!({ "id": "holder", "state": "MEX", "city": "geneva", "post": "Desk", "level": "global", "marking": "coalition",
        "person": { "name": "Katla Grimsdottir" }, "source": "her card", "kept_until": "2028-01-01" });
    let session = json!({ "id": "session-9", "kind": "group_session", "title": said("Chaired"), "act": "3", "city": "geneva",
        "start": "2017-12-02T09:00", "end": "2017-12-02T10:30", "rule": "open", "marking": "coalition" });
    let evidence = json!({ "id": "evidence-9", "kind": "statement", "title": said("Stated"), "publisher": said("Printed"),
        "marking": "public" });
    let field = json!({ "id": "field-9", "number": 99, "title": said("Wondered"), "guidance": said("Explained") });
    let first = vec![
        entity(Kind::Contact, holder),
        entity(Kind::Meeting, session),
        entity(Kind::Evidence, evidence),
        entity(Kind::ReportField, field),
        report("Noted"),
    ];
    [first, vec![report("Underlined")]]
}

#[test]
fn every_text_that_names_somebody_is_listed_and_redacted_one_by_one() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    naming().into_iter().for_each(|it| kept.import(it));
    kept.store.close().unwrap();
    drop(kept);
    let in_clear = found_in(&dir, &["Grimsdottir"]);
    assert!(in_clear.iter().all(|it| it.contains("/snapshots/")), "{in_clear:?}");
    let kept = Kept::start(&dir);
    let found = kept.ask("{ mentions(of: \"contact:holder\") { id field excerpt } }")["data"]["mentions"].clone();
    let found: Vec<_> = found.as_array().unwrap().iter().map(|it| (it["id"].clone(), it["field"].clone())).collect();
    let listed: Vec<_> = found.iter().map(|it| format!("{} {}", it.0, it.1).replace('"', "")).collect();
    let expected = "meeting:session-9 title, evidence:evidence-9 title, evidence:evidence-9 publisher, \
                    reportField:field-9 title, reportField:field-9 guidance, report:report-9 highlights.1, \
                    report:report-9 answers.field-9, report:report-9 priorities.1, \
                    report:report-9 priorities.1.disagreement, report:report-9 priorities.2, \
                    report:report-9 priorities.2.disagreement, report:report-9 questions.1, \
                    report:report-9 questions.1.arguments, report:report-9 complementarity, report:report-9 stances.s-1, \
                    report:report-9 followUps.f-1";
    assert_eq!(listed.join(", "), expected);
    for (id, field) in found {
        let rest = format!("field: {field}, replacement: \"Said by somebody\"");
        let answer = kept.ask(&redact(id.as_str().unwrap(), &rest));
        assert_eq!(answer["data"]["redactText"], json!({ "node": { "id": id }, "userErrors": [] }), "{field}");
    }
    let mentions = "{ mentions(of: \"contact:holder\") { id } }";
    assert_eq!(kept.ask(mentions)["data"]["mentions"], json!([]));
    let title = "{ node(id: \"evidence:evidence-9\") { ... on Evidence { title publisher } } }";
    let expected = json!({ "title": "Said by somebody", "publisher": "Said by somebody" });
    assert_eq!(kept.ask(title)["data"]["node"], expected);
    // A title is one line, whatever it is replaced by.
    let answer = kept.ask(&redact("evidence:evidence-9", r#"field: "title", replacement: "a\nb""#));
    assert_eq!(answer["data"]["redactText"]["userErrors"][0]["path"], json!(["replacement"]));
    kept.store.close().unwrap();
    drop(kept);
    assert_eq!(found_in(&dir, &["Grimsdottir"]), [""; 0]);
    let versions = texts_of(&dir, "report:report-9");
    assert_eq!(versions.len(), 2 + 11);
    assert!(versions[..12].iter().flatten().all(|it| it.1 == "(redacted)"), "{versions:?}");
    assert!(versions[12].iter().all(|it| it.1 == "Said by somebody"), "{versions:?}");
    place.verified("data");
}

#[test]
fn a_takeaway_is_redacted_by_administrators_and_is_none_the_newer_for_it() {
    let service = Service::demo("2018-02-10");
    let record = r#"mutation { recordTakeaway(input: { phase: 2, stance: { state: "MEX", act: 6, position: POSITIVE, confidence: LOW,
        rationale: "Ms Grimsdottir said so" } }) { recorded } }"#;
    service.ask(record, json!({}));
    let seen = |clearance: Clearance| {
        let all = "{ takeaways { nodes { ... on Stance { id rationale revision recordedAt takeaway { number } } } }
            changes(first: 100) { checkpoint nodes { node { id } } } takeawayTally { count } }";
        service.ask_as(clearance, all, json!({}))["data"].clone()
    };
    let before = seen(Clearance::Admin);
    let id = before["takeaways"]["nodes"][0]["id"].as_str().unwrap().to_owned();
    let commits = || service.journal.read(journal::Place::BEGINNING).count();
    let written = commits();
    let codes = |clearance: Clearance, rest: &str| -> Vec<Value> {
        let answer = service.ask_as(clearance, &redact(&id, rest), json!({}));
        let errors =
            answer["data"]["redactText"]["userErrors"].as_array().unwrap_or_else(|| panic!("{answer}")).clone();
        assert_eq!(answer["data"]["redactText"]["node"].is_null(), !errors.is_empty());
        errors.iter().map(|it| it["code"].clone()).collect()
    };
    let rationale = r#"field: "rationale""#;
    for clearance in [Clearance::Viewer, Clearance::Coordinator, crate::takeaways::advocate("mfa")] {
        assert_eq!(codes(clearance, rationale), ["FORBIDDEN"]);
    }
    assert_eq!(codes(Clearance::Admin, r#"field: "note""#), ["NOT_FOUND"]);
    assert_eq!(codes(Clearance::Admin, r#"field: "rationale", expectedRevision: 2"#), ["REVISION_CONFLICT"]);
    assert_eq!(seen(Clearance::Admin), before);
    let named = r#"field: "rationale", replacement: "It was said", expectedRevision: 1, idempotencyKey: "k""#;
    assert_eq!(codes(Clearance::Admin, named), [""; 0]);
    let mut expected = before.clone();
    expected["takeaways"]["nodes"][0]["rationale"] = json!("It was said");
    assert_eq!(seen(Clearance::Admin), expected);
    assert_eq!(commits(), written);
    // The name of the wish was not kept, so it is free.
    assert_eq!(codes(Clearance::Admin, r#"field: "rationale", idempotencyKey: "k""#), [""; 0]);
    expected["takeaways"]["nodes"][0]["rationale"] = json!("(redacted)");
    assert_eq!(seen(Clearance::Admin), expected);
    // Both copies of the graph, and the journal's own, have let go of it.
    service.ask(&PLAN.replace("2026", "2018"), json!({}));
    assert_eq!(seen(Clearance::Admin)["takeaways"], expected["takeaways"]);
    assert!(!format!("{:?}", service.journal.takeaways()).contains("Grimsdottir"));
}
