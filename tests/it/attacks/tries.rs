//! Attacks one by one: who tries what, and what comes of it. Whatever is refused leaves nothing behind.

use demarche::api::{self, Asked, Caller};
use demarche::domain::{Actor, Clearance, Kind};
use serde_json::{Value, json};

use super::{attackers, world};
use crate::reports::{self, entity, import, imported, person};
use crate::service::Service;
use crate::takeaways::advocate;
use crate::wish::{commits, mistakes};

/// What picum has recorded for all the coalition to see.
pub(super) fn of_picum() -> Service {
    let service = world();
    let facts = [
        (
            Kind::Contact,
            json!({ "id": "c", "state": "MEX", "city": "geneva", "post": "Desk", "level": "global", "acts": [],
            "person": { "name": "Participant 40" } }),
        ),
        (
            Kind::FollowUp,
            json!({ "id": "f", "purpose": "Ask", "state": "MEX", "level": "global", "assignee": "picum", "due": "2018-03-01",
            "progress": "open" }),
        ),
        (Kind::Evidence, json!({ "id": "e", "kind": "statement", "title": "Paper" })),
        (
            Kind::Stance,
            json!({ "id": "s", "state": "MEX", "act": "9", "position": "positive", "observed_on": "2018-01-20",
            "confidence": "high", "evidence": ["e"], "assessed_by": "picum", "recorded_at": "2018-01-21T00:00:00Z" }),
        ),
        (Kind::Referral, json!({ "id": "r", "state": "MEX", "status": "open" })),
        (
            Kind::Priority,
            json!({ "id": "p", "act": "9", "text": "First", "urgency": "high", "applies_to": "both", "endorsed_by": ["picum"] }),
        ),
        (
            Kind::Trip,
            json!({ "id": "t", "organisation": "picum", "city": "geneva", "from": "2018-02-10", "to": "2018-02-25",
            "status": "planned", "marking": "coalition" }),
        ),
        (
            Kind::Meeting,
            json!({ "id": "m", "kind": "bilateral", "title": "Talk", "city": "geneva", "start": "2018-01-10T12:00",
            "end": "2018-01-10T13:00", "rule": "open" }),
        ),
    ];
    let all = facts.into_iter().map(|(kind, mut it)| {
        it["marking"] = json!("coalition");
        if kind != Kind::Trip {
            it["recorded_by"] = json!("picum");
        }
        entity(kind, &it)
    });
    import(&service, all.collect());
    reports::filed(&service);
    service
}

/// The mistakes of somebody's wish, as `CODE path`.
pub(super) fn tried(service: &Service, who: &Clearance, mutation: &str, input: &Value) -> Vec<String> {
    let input_type = match mutation {
        "unexpectState" => "ExpectStateInput".to_owned(),
        _ => format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]),
    };
    let document = format!(
        "mutation($input: {input_type}!) {{ done: {mutation}(input: $input) {{ userErrors {{ code path message }} }} }}"
    );
    let answer = service.ask_as(who.clone(), &document, json!({ "input": input }));
    assert!(answer["errors"].is_null(), "{who:?} {mutation} {answer}");
    mistakes(&answer["data"]["done"])
}

pub(super) fn check(service: &Service, who: &Clearance, mutation: &str, input: Value, expected: &str) {
    let before = commits(service);
    assert_eq!(tried(service, who, mutation, &input), [expected], "{who:?} {mutation} {input}");
    assert_eq!(commits(service), before, "{who:?} {mutation} {input}");
}

/// What an advocate of another organisation tries with what they see.
fn attempts(report: &str) -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("updateFollowUp", json!({ "followUp": "followUp:f", "assignee": "organisation:panidmr" }), "FORBIDDEN "),
        (
            "completeFollowUp",
            json!({ "followUp": "followUp:f", "completedOn": "2018-02-01", "outcome": "Met" }),
            "FORBIDDEN ",
        ),
        ("completeFollowUp", json!({ "followUp": "followUp:f", "underTheRule": true }), "FORBIDDEN "),
        ("cancelFollowUp", json!({ "followUp": "followUp:f", "reason": "No" }), "FORBIDDEN "),
        ("retractStance", json!({ "stance": "stance:s", "reason": "No" }), "FORBIDDEN "),
        ("updateContact", json!({ "contact": "contact:c", "post": "Another" }), "FORBIDDEN "),
        ("updateContact", json!({ "contact": "contact:c", "name": null }), "FORBIDDEN name"),
        ("updateContact", json!({ "contact": "contact:c", "marking": "RESTRICTED" }), "FORBIDDEN "),
        ("updateReferral", json!({ "referral": "referral:r", "status": "DEAD_END" }), "FORBIDDEN "),
        ("updateTrip", json!({ "trip": "trip:t", "status": "CONFIRMED" }), "FORBIDDEN "),
        ("cancelTrip", json!({ "trip": "trip:t" }), "FORBIDDEN "),
        ("updatePriority", json!({ "priority": "priority:p", "text": "Last" }), "FORBIDDEN "),
        (
            "withdrawEndorsement",
            json!({ "priority": "priority:p", "organisation": "organisation:picum" }),
            "FORBIDDEN organisation",
        ),
        (
            "endorsePriority",
            json!({ "priority": "priority:p", "organisation": "organisation:mfa" }),
            "FORBIDDEN organisation",
        ),
        ("updateMeeting", json!({ "meeting": "meeting:m", "title": "No talk" }), "FORBIDDEN meeting"),
        ("updateMeeting", json!({ "meeting": "meeting:table-7", "rule": "OPEN" }), "FORBIDDEN meeting"),
        ("expectState", json!({ "meeting": "meeting:table-7", "state": "MEX" }), "FORBIDDEN meeting"),
        ("unexpectState", json!({ "meeting": "meeting:table-7", "state": "MEX" }), "FORBIDDEN meeting"),
        ("seat", json!({ "meeting": "meeting:table-7", "advocate": "advocate:participant-7" }), "FORBIDDEN meeting"),
        ("seat", json!({ "meeting": "meeting:table-7", "advocate": "advocate:lead-8" }), "FORBIDDEN meeting"),
        ("seatAll", json!({ "meeting": "meeting:m", "seats": [{ "contact": "contact:c" }] }), "FORBIDDEN meeting"),
        (
            "updateAttendance",
            json!({ "attendance": "attendance:at-lead-7", "role": "PARTICIPANT" }),
            "FORBIDDEN attendance",
        ),
        ("withdrawAttendance", json!({ "attendance": "attendance:at-lead-7" }), "FORBIDDEN attendance"),
        (
            "updateAttendance",
            json!({ "attendance": "attendance:at-participant-7", "role": "CO_LEAD" }),
            "FORBIDDEN role",
        ),
        ("fileReport", json!({ "session": "meeting:session-8", "content": {} }), "FORBIDDEN session"),
        ("saveReportDraft", json!({ "session": "meeting:session-8", "content": {} }), "FORBIDDEN session"),
        ("acceptProposal", json!({ "report": report, "proposal": "mexico" }), "FORBIDDEN report"),
        ("declineProposal", json!({ "report": report, "proposal": "mexico" }), "FORBIDDEN report"),
        ("setQuestions", json!({ "act": 7, "questions": [] }), "FORBIDDEN act"),
        ("updateAdvocate", json!({ "advocate": "advocate:lead-7", "name": null }), "FORBIDDEN "),
        ("addAdvocate", json!({ "organisation": "organisation:picum" }), "FORBIDDEN organisation"),
        (
            "planFollowUp",
            json!({ "purpose": "Ask", "state": "MEX", "level": "GLOBAL", "assignee": "organisation:picum", "due": "2018-03-01" }),
            "FORBIDDEN assignee",
        ),
        (
            "planTrip",
            json!({ "organisation": "organisation:picum", "city": "city:geneva", "from": "2018-02-10", "to": "2018-02-11" }),
            "FORBIDDEN organisation",
        ),
        (
            "recordStance",
            json!({ "state": "MEX", "act": 9, "position": "NEGATIVE", "observedOn": "2018-01-20", "confidence": "LOW",
            "evidence": ["evidence:e"], "assessedBy": "organisation:picum" }),
            "FORBIDDEN assessedBy",
        ),
        ("addEvidence", json!({ "kind": "STATEMENT", "title": "Mine", "marking": "PUBLIC" }), "FORBIDDEN marking"),
        ("publish", json!({ "id": "stance:s" }), "FORBIDDEN id"),
        ("publish", json!({ "id": report }), "FORBIDDEN id"),
        ("addOrganisation", json!({ "name": "Mine" }), "FORBIDDEN "),
        ("erasePerson", json!({ "id": "contact:c" }), "FORBIDDEN "),
        ("redactText", json!({ "id": "stance:s", "field": "rationale" }), "FORBIDDEN "),
        ("createToken", json!({ "role": "ADMIN", "name": "Mine" }), "FORBIDDEN "),
    ]
}

#[test]
fn another_organisation_changes_confirms_and_erases_nothing() {
    let service = of_picum();
    let report = service.data("{ reports(stage: FILED) { nodes { id } } }")["reports"]["nodes"][0]["id"].clone();
    let report = report.as_str().unwrap();
    for (mutation, input, expected) in attempts(report) {
        check(&service, &person("participant-7"), mutation, input.clone(), expected);
        for who in [Clearance::Viewer, Clearance::Analyst] {
            check(&service, &who, mutation, input.clone(), "FORBIDDEN ");
        }
    }
    // Those who coordinate do all of it but what is the admin's, so that it was for who asked that it was refused.
    let (mut granted, mut refused) = (0, Vec::new());
    for (mutation, input, _) in attempts(report) {
        match tried(&service, &Clearance::Coordinator, mutation, &input).as_slice() {
            [] => granted += 1,
            [one, ..] => refused.push(format!("{mutation}: {one}")),
        }
    }
    assert!(granted >= 28, "{granted} {refused:?}");
    for mutation in ["erasePerson", "redactText", "createToken"] {
        assert!(refused.contains(&format!("{mutation}: FORBIDDEN ")), "{mutation} {refused:?}");
    }
}

#[test]
fn nobody_is_made_to_do_what_their_organisation_has_not_said() {
    let service = of_picum();
    let assign = |to: &str| json!({ "followUp": "followUp:f", "assignee": to });
    check(&service, &person("lead-8"), "updateFollowUp", assign("organisation:quno"), "FORBIDDEN assignee");
    // They may change the rest of what somebody else is to do.
    assert_eq!(
        tried(&service, &Clearance::Coordinator, "updateFollowUp", &assign("organisation:quno")),
        [] as [&str; 0]
    );
    let due = json!({ "followUp": "followUp:f", "due": "2018-03-02" });
    assert_eq!(tried(&service, &person("lead-8"), "updateFollowUp", &due), [] as [&str; 0]);
    assert_eq!(tried(&service, &person("lead-8"), "updateFollowUp", &assign("organisation:picum")), [] as [&str; 0]);
}

#[test]
fn what_is_for_administrators_is_nothing_for_others() {
    let service = of_picum();
    service.token(demarche::domain::CallerRole::Admin);
    let ask = |who: &Clearance, document: &str| service.ask_as(who.clone(), document, json!({}));
    let questions = [
        "{ tokens { totalCount nodes { id name role lastUsedOn } } }",
        "{ takeawayTally { count } }",
        "{ auditTrail { nodes { actor } } }",
    ];
    let others: Vec<_> = attackers().into_iter().chain([Clearance::Coordinator]).collect();
    let empty = Service::fresh();
    for question in questions {
        let told: Vec<String> = others.iter().map(|it| ask(it, question).to_string()).collect();
        for (who, told) in others.iter().zip(&told) {
            assert_eq!(*told, told_of(&empty, who, question), "{who:?} {question}");
            assert!(!told.contains("Test"), "{told}");
        }
    }
    assert_eq!(ask(&Clearance::Admin, questions[0])["data"]["tokens"]["totalCount"], json!(1));
    for document in [r#"{ personalData(of: "contact:c") { json } }"#, r#"{ mentions(of: "contact:c") { id } }"#] {
        // Picum recorded the contact, and a person's data are for the person and those who coordinate.
        for who in [person("participant-7"), person("rapporteur-7"), Clearance::Analyst] {
            assert_eq!(
                ask(&who, document)["errors"][0]["extensions"]["code"],
                json!("FORBIDDEN"),
                "{who:?} {document}"
            );
            let unknown = document.replace("contact:c", "contact:zzzzzzzzz");
            let hidden = document.replace("contact:c", "contact:h-contact");
            let [unknown, hidden] = [(unknown, "contact:zzzzzzzzz"), (hidden, "contact:h-contact")]
                .map(|(it, id)| ask(&who, &it).to_string().replace(id, "ID"));
            assert_eq!(hidden, unknown, "{who:?}");
        }
    }
}

fn told_of(service: &Service, who: &Clearance, document: &str) -> String {
    service.ask_as(who.clone(), document, json!({})).to_string()
}

#[test]
fn the_rule_is_neither_taken_off_nor_got_round() {
    let service = of_picum();
    let session = |kind: &str, rule: &str| {
        entity(
            Kind::Meeting,
            &json!({ "id": "session-9", "kind": kind, "title": "session-9", "act": "9", "city": "puerto-vallarta",
                "start": "2017-12-02T14:00", "end": "2017-12-02T15:30", "rule": rule, "marking": "coalition" }),
        )
    };
    let cites = |id: &str, meeting: &str| {
        let json =
            json!({ "id": id, "kind": "statement", "title": "Said there", "meeting": meeting, "marking": "coalition" });
        entity(Kind::Evidence, &json)
    };
    let report = |session: &str| {
        entity(Kind::Report, &json!({ "id": "round", "session": session, "stage": "filed", "marking": "coalition" }))
    };
    let stance = |evidence: &[&str], phase: Value| {
        let mut json = json!({ "id": "round", "state": "MEX", "act": "9", "position": "positive", "observed_on": "2018-01-20",
            "confidence": "high", "evidence": evidence, "recorded_at": "2018-01-21T00:00:00Z", "marking": "coalition" });
        if !phase.is_null() {
            json["takeaway"] = phase;
        }
        entity(Kind::Stance, &json)
    };
    let check_file = |all, expected: &[&str]| assert_eq!(imported(&service, all), expected);
    // As another kind of meeting, which may be open; and with what is to cite it.
    check_file(vec![session("plenary", "open")], &["RuleStays 0.rule"]);
    check_file(vec![cites("x", "session-9"), session("plenary", "open")], &["RuleStays 1.rule"]);
    check_file(vec![cites("x", "session-9")], &["RuleForbidsCiting 0.meeting"]);
    check_file(vec![cites("x", "h-lunch"), stance(&["x"], Value::Null)], &["RuleForbidsCiting 0.meeting"]);
    // By what is cited already: it stood for another meeting before.
    check_file(vec![cites("e", "table-7")], &["RuleForbidsCiting 0.meeting"]);
    check_file(vec![report("session-9")], &["TableHasNoReport 0.session"]);
    check_file(vec![report("table-7")], &["TableHasNoReport 0.session"]);
    check_file(vec![stance(&[], Value::Null)], &["Required 0.evidence"]);
    check_file(vec![stance(&[], json!("2"))], &["Rule 0.key"]);
    // And by mutations.
    let coordinator = Clearance::Coordinator;
    let content = json!({ "highlights": ["Said there"] });
    check(
        &service,
        &coordinator,
        "fileReport",
        json!({ "session": "meeting:session-9", "content": content }),
        "RULE session",
    );
    check(
        &service,
        &coordinator,
        "saveReportDraft",
        json!({ "session": "meeting:table-7", "content": content }),
        "RULE session",
    );
    let said = json!({ "kind": "STATEMENT", "title": "Said there", "meeting": "meeting:h-lunch", "marking": "PUBLIC" });
    check(&service, &coordinator, "addEvidence", said.clone(), "RULE meeting");
    check(&service, &coordinator, "publish", json!({ "id": "meeting:table-7" }), "RULE id");
    let takeaway =
        super::takeaways(&service, &advocate("mfa")).into_iter().find(|it| it.starts_with("stance:")).unwrap();
    let publish = |evidence: Value| json!({ "id": takeaway, "observedOn": "2018-01-20", "newEvidence": evidence });
    check(&service, &coordinator, "publish", publish(said), "RULE newEvidence.meeting");
    check(
        &service,
        &coordinator,
        "publish",
        json!({ "id": takeaway, "observedOn": "2018-01-20", "evidence": ["evidence:e"] }),
        "RULE evidence",
    );
    check(
        &service,
        &coordinator,
        "publish",
        json!({ "id": takeaway, "observedOn": "2018-01-20" }),
        "REQUIRED evidence",
    );
    check(&service, &coordinator, "retractStance", json!({ "stance": takeaway, "reason": "No" }), "RULE ");
}

/// As `Service::ask_as`, under a name.
fn ask_as(service: &Service, actor: &str, clearance: Clearance, document: &str) -> Value {
    let caller = Caller { actor: Actor(actor.into()), clearance, token: None };
    let asked = Asked { document: document.to_owned(), ..Asked::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let answer = runtime.block_on(api::answer(&service.api, &service.store, caller, asked)).bytes;
    serde_json::from_slice(&answer).unwrap()
}

#[test]
fn a_name_for_a_wish_brings_nothing_to_light() {
    let service = of_picum();
    let plan = |marking: &str| {
        format!(
            r#"mutation {{ done: planFollowUp(input: {{ purpose: "Ask", state: "MEX", level: GLOBAL, assignee: "organisation:mfa",
                due: "2018-03-01", marking: {marking}, idempotencyKey: "k" }}) {{ followUp {{ id }} userErrors {{ code path }} }} }}"#
        )
    };
    let first = ask_as(&service, "ana", Clearance::Coordinator, &plan("RESTRICTED"));
    // Another who has guessed the name, with the same input and with another.
    let other = ask_as(&service, "ben", advocate("mfa"), &plan("RESTRICTED"));
    assert_ne!(other["data"]["done"]["followUp"]["id"], first["data"]["done"]["followUp"]["id"]);
    let other = ask_as(&service, "cem", advocate("mfa"), &plan("COALITION"));
    assert_eq!(other["data"]["done"]["userErrors"], json!([]), "{other}");
    // A name under which a takeaway was recorded is as good as new.
    let record = r#"mutation { recordTakeaway(input: { phase: 2, referral: { state: "MEX" } }) { recorded } }"#;
    assert_eq!(ask_as(&service, "dan", advocate("mfa"), record)["data"]["recordTakeaway"]["recorded"], json!(true));
    assert_eq!(ask_as(&service, "dan", advocate("mfa"), &plan("COALITION"))["data"]["done"]["userErrors"], json!([]));
    // Whoever sees no more what they once wished is told so, and not more.
    let save = r#"mutation { done: saveReportDraft(input: { session: "meeting:session-8", idempotencyKey: "k",
        content: { highlights: ["One"] } }) { report { id } userErrors { code path } } }"#;
    import(&service, vec![of_session_8()]);
    let saved = ask_as(&service, "eve", person("rapporteur-8"), save);
    assert_eq!(saved["data"]["done"]["userErrors"], json!([]), "{saved}");
    let leave = json!({ "attendance": "attendance:at-rapporteur-8" });
    assert_eq!(tried(&service, &Clearance::Coordinator, "withdrawAttendance", &leave), [] as [&str; 0]);
    let again = ask_as(&service, "eve", person("rapporteur-8"), save);
    assert_eq!(
        again,
        json!({ "data": { "done": { "report": null, "userErrors": [{ "code": "NOT_FOUND", "path": [] }] } } })
    );
}

/// The hidden draft, as one that its writers see and change.
fn of_session_8() -> demarche::domain::Entity {
    entity(
        Kind::Report,
        &json!({ "id": "h-report", "session": "session-8", "stage": "draft", "highlights": ["One before"],
            "marking": "restricted", "recorded_by": "icva" }),
    )
}
