//! Recording: what is stored and what is refused, the same for whoever asks; and what comes of faults.

use demarche::domain::command::RetractStance;
use demarche::domain::{Actor, Clearance, Command, Entity, Evidence, Kinded};
use demarche::journal::{Journal, Place};
use demarche::store::{Replay, Request, StoreError, UserErrorCode};
use serde_json::{Value, json};

use super::{a_referral, a_stance, advocate, grant, listed, only, record};
use crate::service::Service;
use crate::wish::{self, commits, with};

#[test]
fn what_is_stored_is_shown_back_and_nothing_else_is_stored() {
    let service = Service::demo("2018-02-10");
    let (before, nodes) = (commits(&service), service.store.snapshot().graph().len());
    let stance = json!({ "phase": { "number": 2 }, "state": { "code": "MEX" }, "act": { "number": 6 },
        "position": "POSITIVE", "leadership": "CAN_LEAD", "confidence": "MEDIUM", "rationale": "Warm words on detention.",
        "observedOn": "2018-01-31", "recordedAt": "2018-02-01T00:00:00Z", "contact": null, "city": null, "hint": null,
        "status": null, "note": null, "marking": "RESTRICTED" });
    let referral = json!({ "phase": { "number": 2 }, "state": { "code": "CHE" }, "act": { "number": 6 },
        "position": null, "leadership": null, "confidence": null, "rationale": null, "observedOn": null,
        "recordedAt": null, "contact": { "id": "contact:che-capital", "post": "Multilateral affairs desk" }, "city": { "id": "city:geneva" },
        "hint": "ON_THE_FENCE", "status": "OPEN", "note": "Ask early.", "marking": "RESTRICTED" });
    for (input, expected) in [(a_stance(), stance), (a_referral(), referral)] {
        let rehearsed = record(&service, advocate("mfa"), &with(input.clone(), json!({ "rehearse": true })));
        assert_eq!((&rehearsed["recorded"], &rehearsed["stored"]), (&json!(false), &expected));
        let answers = [advocate("mfa"), advocate("picum"), Clearance::Coordinator, Clearance::Admin]
            .map(|clearance| grant(&service, clearance, &input));
        assert_eq!(answers[0]["stored"], expected);
        assert!(answers.iter().all(|it| *it == answers[0]), "the answer tells nobody more");
        let reminder = rehearsed["reminder"].as_str().unwrap();
        assert!(reminder.contains("Chatham House Rule") && reminder.contains("Names in free text are not detected"));
    }
    assert_eq!((commits(&service), service.store.snapshot().graph().len()), (before, nodes));
    let all = listed(&service, Clearance::Coordinator);
    assert_eq!(all.len(), 8);
    for it in &all {
        for absent in ["assessedBy", "recordedBy", "givenBy", "report"] {
            assert!(it[absent].is_null(), "{it}");
        }
        assert!(it["evidence"].as_array().is_none_or(Vec::is_empty));
        assert_eq!((&it["revision"], &it["takeaway"]), (&json!(1), &json!({ "number": 2 })));
    }
}

#[test]
fn mistakes_are_named_all_at_once_and_nothing_is_stored() {
    let service = Service::demo("2018-02-10");
    let check = |clearance: Clearance, input: Value, expected: &[&str]| {
        let payload = record(&service, clearance, &input);
        assert_eq!(wish::mistakes(&payload), expected, "{input}");
        assert_eq!((&payload["recorded"], &payload["stored"]), (&json!(false), &Value::Null));
    };
    check(Clearance::Viewer, a_stance(), &["FORBIDDEN "]);
    check(Clearance::Analyst, a_stance(), &["FORBIDDEN "]);
    check(advocate("mfa"), json!({}), &["REQUIRED phase", "REQUIRED stance"]);
    let both = with(a_stance(), json!({ "referral": a_referral()["referral"] }));
    check(advocate("mfa"), both, &["INVALID referral"]);
    check(advocate("mfa"), with(a_stance(), json!({ "phase": 4 })), &["RULE phase"]);
    check(advocate("mfa"), with(a_stance(), json!({ "phase": 9 })), &["NOT_FOUND phase"]);
    let nothing = json!({ "phase": 2, "stance": {} });
    check(
        advocate("mfa"),
        nothing,
        &["REQUIRED stance.act", "REQUIRED stance.confidence", "REQUIRED stance.position", "REQUIRED stance.state"],
    );
    let wrong =
        json!({ "phase": 2, "referral": { "state": "ZZZ", "contact": "contact:nobody", "act": 99, "city": "city:x" } });
    let all =
        ["NOT_FOUND referral.act", "NOT_FOUND referral.city", "NOT_FOUND referral.contact", "NOT_FOUND referral.state"];
    check(advocate("mfa"), wrong, &all);
    let elsewhere = json!({ "phase": 2, "referral": { "state": "MEX", "contact": "contact:che-capital" } });
    check(advocate("mfa"), elsewhere, &["RULE referral.contact"]);
}

#[test]
fn a_takeaway_leads_where_a_referral_may_lead() {
    let service = Service::demo("2018-02-10");
    let to = |referral: Value| json!({ "phase": 2, "referral": referral });
    for (referral, expected) in [
        (json!({ "contact": "contact:eu-geneva", "state": "CHE" }), "RULE referral.contact"),
        (json!({ "contact": "contact:eu-geneva" }), "RULE referral.contact"),
        (json!({ "contact": "contact:nobody" }), "NOT_FOUND referral.contact"),
        (json!({}), "REQUIRED referral.state"),
    ] {
        assert_eq!(wish::mistakes(&record(&service, advocate("mfa"), &to(referral.clone()))), [expected], "{referral}");
    }
    let taken = grant(&service, advocate("mfa"), &to(json!({ "contact": "contact:che-capital" })));
    assert_eq!(taken["stored"]["state"], json!({ "code": "CHE" }));
}

#[test]
fn what_is_shown_back_leads_to_no_personal_details() {
    let service = Service::demo("2018-02-10");
    let check = |shown: &str, expected: [&str; 2]| {
        let found = service
            .data(&format!("{{ __type(name: {shown:?}) {{ fields {{ name type {{ ofType {{ kind }} }} }} }} }}"));
        let scalar = json!({ "ofType": { "kind": "SCALAR" } });
        let expected = expected.map(|it| json!({ "name": it, "type": scalar }));
        assert_eq!(found["__type"]["fields"], json!(expected), "{shown}");
    };
    check("StoredState", ["code", "name"]);
    check("StoredContact", ["id", "post"]);
    check("StoredCity", ["id", "name"]);
}

#[test]
fn a_takeaway_is_not_changed_and_comes_from_no_file() {
    let service = Service::demo("2018-02-10");
    grant(&service, advocate("mfa"), &a_stance());
    let id = only(&service);
    let snapshot = service.store.snapshot();
    let taken = snapshot.graph().takeaways().next().unwrap().clone();
    let before = commits(&service);
    let check = |command: Command| {
        let clearance = Clearance::Coordinator;
        let request = Request { command, actor: Actor("test".into()), clearance, once: None };
        let refused = service.store.submit_and_wait(request).unwrap().outcome.unwrap_err();
        assert!(refused.errors.iter().any(|it| it.code == UserErrorCode::Rule), "{refused:?}");
    };
    check(Command::RetractStance(RetractStance {
        stance: id.clone(),
        reason: Some("wrong".to_owned()),
        expected_revision: None,
    }));
    let mut other = taken;
    if let Entity::Stance(it) = &mut other {
        std::sync::Arc::make_mut(it).id = demarche::domain::Id::new(demarche::domain::Key::trusted("other"));
    }
    check(Command::Import(vec![other]));
    assert_eq!((commits(&service), only(&service)), (before, id));
}

/// A table under the Rule, which the reference data do not have.
fn with_a_table(service: &Service) {
    let table = json!({ "id": "table-6", "kind": "table", "title": "Table 6", "act": "6", "city": "new-york",
        "start": "2017-12-04T09:00", "end": "2017-12-04T10:30", "rule": "chatham_house", "marking": "coalition" });
    let table = Entity::from_json(demarche::domain::Kind::Meeting, &table.to_string()).unwrap();
    let command = Command::Import(vec![table]);
    let request = Request { command, actor: Actor("test".into()), clearance: Clearance::Coordinator, once: None };
    service.store.submit_and_wait(request).unwrap().outcome.unwrap();
}

#[test]
fn record_stance_is_no_way_round() {
    let service = Service::demo("2018-02-10");
    with_a_table(&service);
    let evidence = json!({ "kind": "STATEMENT", "title": "Said at the table", "meeting": "meeting:table-6" });
    wish::check_refused(&service, "addEvidence", evidence.clone(), &["RULE_FORBIDS_CITING meeting"]);
    let cited = with(wish::a_stance(), json!({ "evidence": [], "newEvidence": evidence }));
    wish::check_refused(&service, "recordStance", cited, &["RULE_FORBIDS_CITING newEvidence.meeting"]);
    let bare = with(wish::a_stance(), json!({ "evidence": [] }));
    wish::check_refused(&service, "recordStance", bare, &["REQUIRED evidence"]);
    let open = service.store.snapshot();
    let mut of_table = open.graph().entities().find_map(Evidence::of).unwrap().clone();
    of_table.meeting = Some(demarche::domain::Id::new(demarche::domain::Key::trusted("table-6")));
    let command = Command::Import(vec![of_table.into()]);
    let request = Request { command, actor: Actor("test".into()), clearance: Clearance::Coordinator, once: None };
    let refused = service.store.submit_and_wait(request).unwrap().outcome.unwrap_err();
    assert_eq!((refused.errors[0].code, &refused.errors[0].path[1][..]), (UserErrorCode::Rule, "meeting"));
}

#[test]
fn a_follow_up_under_the_rule_closes_without_day_and_text() {
    let service = Service::fresh();
    let id = wish::grant(&service, "planFollowUp", wish::a_follow_up())["id"].clone();
    let done = json!({ "followUp": id, "underTheRule": true });
    let told = with(done.clone(), json!({ "completedOn": "2018-01-31", "outcome": "They agreed." }));
    wish::check_refused(&service, "completeFollowUp", told, &["RULE completedOn", "RULE outcome"]);
    let contacted = "{ node(id: \"contact:mex-geneva\") { ... on Contact { lastContactedOn } } }";
    let before = service.data(contacted);
    let closed = wish::grant(&service, "completeFollowUp", done);
    assert_eq!(
        (&closed["status"], &closed["completedOn"], &closed["outcome"]),
        (&json!("DONE"), &Value::Null, &Value::Null)
    );
    assert_eq!(service.data(contacted), before);
    let other = wish::grant(&service, "planFollowUp", wish::a_follow_up())["id"].clone();
    wish::check_refused(
        &service,
        "completeFollowUp",
        json!({ "followUp": other }),
        &["REQUIRED completedOn", "REQUIRED outcome"],
    );
}

/// Asks to record, past the API.
fn submit(service: &Service) -> Result<bool, StoreError> {
    use demarche::domain::command::{RecordTakeaway, TakeawayCommand, TakeawayReferral};
    let referral = TakeawayReferral { state: Some("CHE".to_owned()), ..TakeawayReferral::default() };
    let record = RecordTakeaway { phase: Some(2), stance: None, referral: Some(referral) };
    let command = Command::Takeaway(Box::new(TakeawayCommand::Record(record)));
    let request = Request { command, actor: Actor("test".into()), clearance: advocate("mfa"), once: None };
    service.store.submit_and_wait(request).map(|it| it.outcome.is_ok())
}

#[test]
fn what_is_not_durable_is_not_visible() {
    let service = Service::demo("2018-02-10");
    let seen = || service.store.snapshot().graph().takeaways().count();
    assert!(submit(&service).unwrap());
    service.journal.fill(true);
    assert!(matches!(submit(&service), Err(StoreError::NotNow(_))));
    assert_eq!(seen(), 1);
    service.journal.fill(false);
    assert!(submit(&service).unwrap());
    // The copy that was given up, and the one that was caught up, hold what the current one holds.
    wish::grant(&service, "planFollowUp", wish::a_follow_up());
    assert!(submit(&service).unwrap());
    wish::grant(&service, "planFollowUp", wish::a_follow_up());
    assert_eq!(seen(), 3);
    service.journal.fail("the device is gone");
    assert!(matches!(submit(&service), Err(StoreError::ReadOnly(_))));
    assert_eq!(seen(), 3);
    let refused = wish::answer_to(&service, "test", "planFollowUp", wish::a_follow_up());
    assert_eq!(refused["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"));
}

#[test]
fn takeaways_among_many_other_wishes_are_written_apart() {
    let service = Service::demo("2018-02-10");
    let before = commits(&service);
    std::thread::scope(|scope| {
        for number in 0..4 {
            let service = &service;
            scope.spawn(move || {
                for day in 1..=10 {
                    let changes = json!({ "act": number + 1, "observedOn": format!("2018-01-{day:02}") });
                    wish::grant(service, "recordStance", with(wish::a_stance(), changes));
                    assert!(submit(service).unwrap());
                }
            });
        }
    });
    assert_eq!(commits(&service) - before, 40);
    let mut replay = Replay::default();
    for read in service.journal.read(Place::BEGINNING) {
        let (place, commit) = read.unwrap();
        assert_ne!(commit.command, "recordTakeaway");
        replay.take(place, commit);
    }
    let mut rebuilt = replay.finish().unwrap().graph;
    rebuilt.hold(&service.journal.takeaways()).unwrap();
    assert_eq!(rebuilt.takeaways().count(), 40);
    assert!(rebuilt == *service.store.snapshot().graph());
}
