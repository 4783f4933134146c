//! Drafts, and the one report of a session: who writes it, who sees it, what it may hold.

use demarche::domain::Kind;
use serde_json::{Value, json};

use super::{ask, content, entity, filed, granted, import, imported, refused, world};
use crate::wish::with;

const SESSION: &str = "meeting:session-7";

fn draft(content: &Value) -> Value {
    json!({ "session": SESSION, "content": content })
}

#[test]
fn a_draft_is_saved_as_often_as_wanted_and_filed_once() {
    let service = world();
    let first = granted(&service, "rapporteur-7", "saveReportDraft", &draft(&json!({})));
    assert_eq!(
        (&first["stage"], &first["marking"], &first["revision"]),
        (&json!("DRAFT"), &json!("RESTRICTED"), &json!(1))
    );
    let second = draft(&json!({ "highlights": ["One"], "priorities": content()["priorities"] }));
    let second = granted(&service, "lead-7", "saveReportDraft", &second);
    assert_eq!((&second["id"], &second["highlights"], &second["revision"]), (&first["id"], &json!(["One"]), &json!(2)));
    // What is not filed is not real.
    assert_eq!((&second["priorities"], &second["proposedPriorities"][1]["urgency"]), (&json!([]), &json!("MEDIUM")));
    let stale = with(draft(&content()), json!({ "expectedRevision": 1 }));
    refused(&service, "rapporteur-7", "saveReportDraft", &stale, &["REVISION_CONFLICT expectedRevision"]);
    let third = with(draft(&content()), json!({ "expectedRevision": 2 }));
    let third = granted(&service, "rapporteur-7", "saveReportDraft", &third);
    assert_eq!(
        granted(&service, "second-lead-7", "saveReportDraft", &draft(&content()))["revision"],
        third["revision"]
    );

    let filed = granted(&service, "rapporteur-7", "fileReport", &json!({ "session": SESSION, "expectedRevision": 3 }));
    let id = &first["id"];
    assert_eq!((&filed["id"], &filed["stage"], &filed["marking"]), (id, &json!("FILED"), &json!("COALITION")));
    assert_eq!(filed["recordedBy"]["id"], json!("organisation:picum"));
    // Answers stand in the order of the template.
    assert_eq!(filed["answers"][0], json!({ "field": { "id": "reportField:leaders" }, "text": "Few" }));
    let came = filed["priorities"].as_array().unwrap();
    let shown: Vec<_> =
        came.iter().map(|it| json!([it["text"], it["act"]["number"], it["agreedOn"], it["report"]["id"]])).collect();
    let expected =
        [json!(["No detention of children", 7, "2017-12-02", id]), json!(["Firewalls", 7, "2017-12-02", id])];
    assert_eq!(shown, expected);
    assert_eq!(filed["questions"].as_array().unwrap().len(), 2);
    for mutation in ["saveReportDraft", "fileReport"] {
        refused(&service, "rapporteur-7", mutation, &draft(&content()), &["ONE_REPORT_A_SESSION session"]);
    }
}

#[test]
fn a_report_is_filed_in_one_mutation() {
    let service = world();
    let filed = filed(&service);
    assert_eq!((&filed["stage"], &filed["revision"]), (&json!("FILED"), &json!(1)));
    assert_eq!(
        (&filed["complementarity"]["appliesTo"], &filed["proposedPriorities"][0]["text"]),
        (&json!("BOTH"), &json!("No detention of children"))
    );
    let asked = ask(&service, "analyst", "{ questions(act: 7) { number text arguments } }");
    let expected = json!([{ "number": 1, "text": "What do you do already?", "arguments": "Cite practice" },
        { "number": 2, "text": "Who is against?", "arguments": null }]);
    assert_eq!(asked["questions"], expected);
    let service = world();
    let bare = json!({ "session": SESSION });
    refused(&service, "coordinator", "fileReport", &bare, &["REQUIRED content"]);
    granted(&service, "coordinator", "saveReportDraft", &draft(&json!({})));
    refused(&service, "coordinator", "fileReport", &bare, &["REQUIRED content.highlights"]);
}

#[test]
fn a_draft_is_for_those_who_write_it() {
    let service = world();
    let of_the_report = |id: &str| {
        format!(
            r#"{{ node(id: "{id}") {{ id ... on Report {{ revision }} }} reports {{ totalCount nodes {{ id }} }} reports7: reports(acts: [7], stage: DRAFT) {{ totalCount }}
            stocktaking(acts: [7]) {{ acts {{ reports {{ id }} highlights {{ text }} priorities {{ endorsements }} leaders {{ key }} }} }}
            priorities {{ totalCount }} questions(act: 7) {{ id }} node2: node(id: "meeting:session-7") {{ ... on Meeting {{ revision report {{ id }} }} }}
            changes(first: 100) {{ nodes {{ revision node {{ id }} }} }} }}"#
        )
    };
    let readers = ["viewer", "analyst", "participant-7", "left-7", "lead-8", "rapporteur-8"];
    let before: Vec<_> = readers.iter().map(|it| ask(&service, it, &of_the_report("report:nobody"))).collect();
    let id =
        granted(&service, "rapporteur-7", "saveReportDraft", &draft(&content()))["id"].as_str().unwrap().to_owned();
    granted(&service, "lead-7", "saveReportDraft", &draft(&with(content(), json!({ "highlights": ["Another"] }))));
    // For all others, the world with the draft is the world without.
    for (who, before) in readers.iter().zip(before) {
        assert_eq!(ask(&service, who, &of_the_report(&id)), before, "{who}");
    }
    for who in ["rapporteur-7", "lead-7", "second-lead-7", "coordinator"] {
        let found = ask(&service, who, &of_the_report(&id));
        assert_eq!((&found["node"]["id"], &found["node2"]["report"]["id"]), (&json!(id), &json!(id)), "{who}");
        assert_eq!((&found["node"]["revision"], &found["reports7"]["totalCount"]), (&json!(2), &json!(1)), "{who}");
    }
    granted(&service, "rapporteur-7", "fileReport", &json!({ "session": SESSION }));
    // Whoever saw no draft sees one change: that it is filed.
    let revisions = |who: &str| {
        let found = ask(&service, who, &of_the_report(&id));
        let changes = found["changes"]["nodes"].as_array().unwrap().iter();
        let told =
            changes.filter(|it| it["node"]["id"] == json!(id)).map(|it| it["revision"].clone()).collect::<Vec<_>>();
        (found["node"]["revision"].clone(), told)
    };
    assert_eq!(revisions("analyst"), (json!(1), vec![json!(1)]));
    assert_eq!(revisions("participant-7"), (json!(1), vec![json!(1)]));
    assert_eq!(revisions("second-lead-7"), (json!(3), vec![json!(1), json!(2), json!(3)]));
    assert_eq!(ask(&service, "viewer", &of_the_report(&id))["node"], Value::Null);
}

#[test]
fn those_who_lead_a_session_write_its_report() {
    let service = world();
    let check = |who: &str, may_save: bool, may_file: bool| {
        let outcome = |allowed: bool, mutation: &str, input: &Value| match allowed {
            true => drop(granted(&world(), who, mutation, input)),
            false => refused(&service, who, mutation, input, &["FORBIDDEN session"]),
        };
        outcome(may_save, "saveReportDraft", &draft(&content()));
        outcome(may_file, "fileReport", &draft(&content()));
    };
    check("rapporteur-7", true, true);
    check("coordinator", true, true);
    check("lead-7", true, false);
    check("participant-7", false, false);
    check("left-7", false, false);
    // Neither her organisation's rapporteur's session nor a role at another one helps.
    check("lead-8", false, false);
    check("rapporteur-8", false, false);
    for who in ["viewer", "analyst"] {
        refused(&service, who, "saveReportDraft", &draft(&content()), &["FORBIDDEN "]);
    }
    let hidden = json!({ "session": "meeting:hidden-9", "content": content() });
    let unknown = json!({ "session": "meeting:nothing", "content": content() });
    for mutation in ["saveReportDraft", "fileReport"] {
        refused(&service, "rapporteur-7", mutation, &hidden, &["NOT_FOUND session"]);
        refused(&service, "rapporteur-7", mutation, &unknown, &["NOT_FOUND session"]);
    }
    granted(&service, "coordinator", "saveReportDraft", &hidden);
}

#[test]
fn only_group_sessions_in_the_open_have_reports() {
    let service = world();
    for session in ["meeting:table-7", "meeting:session-9"] {
        let input = json!({ "session": session, "content": content() });
        refused(&service, "coordinator", "saveReportDraft", &input, &["TABLE_HAS_NO_REPORT session"]);
        refused(&service, "coordinator", "fileReport", &input, &["TABLE_HAS_NO_REPORT session"]);
        let report = json!({ "id": "x", "session": session.split(':').nth(1), "stage": "filed", "highlights": [], "answers": [],
            "marking": "coalition" });
        assert_eq!(imported(&service, vec![entity(Kind::Report, &report)]), ["TableHasNoReport 0.session"]);
    }
    let elsewhere = |kind: &str| {
        json!({ "id": "hall", "kind": kind, "title": "Hall", "act": "9", "city": "geneva", "start": "2018-02-20T10:00",
            "end": "2018-02-20T11:00", "rule": "open", "marking": "coalition" })
    };
    import(&service, vec![entity(Kind::Meeting, &elsewhere("consultation"))]);
    let input = json!({ "session": "meeting:hall", "content": content() });
    refused(&service, "coordinator", "saveReportDraft", &input, &["ONLY_SESSIONS_ARE_REPORTED session"]);
    import(&service, vec![entity(Kind::Meeting, &elsewhere("group_session"))]);
    refused(&service, "coordinator", "fileReport", &input, &["REPORT_FOLLOWS_SESSION session"]);
    granted(&service, "coordinator", "saveReportDraft", &input);
    // What has a report stays what it is.
    let other = imported(&service, vec![entity(Kind::Meeting, &elsewhere("plenary"))]);
    assert_eq!(other, ["OnlySessionsAreReported 0.kind"]);
    let draft = json!({ "id": "x", "session": "session-7", "stage": "draft", "highlights": [], "answers": [], "marking": "coalition" });
    assert_eq!(imported(&service, vec![entity(Kind::Report, &draft)]), ["DraftIsRestricted 0.marking"]);
    filed(&service);
    let second = json!({ "id": "x", "session": "session-7", "stage": "filed", "highlights": ["a", "b", "c", "d"], "answers": [],
        "marking": "coalition" });
    assert_eq!(
        imported(&service, vec![entity(Kind::Report, &second)]),
        ["ThreeHighlights 0.highlights", "OneReportASession 0.session"]
    );
}

#[test]
fn what_a_report_holds_keeps_its_rules() {
    let service = world();
    let check = |changes: Value, expected: &[&str]| {
        for mutation in ["saveReportDraft", "fileReport"] {
            refused(&service, "rapporteur-7", mutation, &draft(&with(content(), changes.clone())), expected);
        }
    };
    check(json!({ "highlights": ["1", "2", "3", "4"] }), &["THREE_HIGHLIGHTS content.highlights"]);
    let question = json!({ "text": "Why?" });
    check(json!({ "questions": [question, question, question, question] }), &["THREE_QUESTIONS content.questions"]);
    check(
        json!({ "highlights": [" ", "\u{7}"], "answers": [{ "field": "reportField:nothing", "text": "x" }],
            "priorities": [{ "text": "P", "appliesTo": "BOTH", "disagreement": { "about": "", "revisitOn": "2018-02-30" } }],
            "complementarity": { "text": "" } }),
        &[
            "INVALID content.highlights.1.text",
            "INVALID content.priorities.0.disagreement.revisitOn",
            "NOT_FOUND content.answers.0.field",
            "REQUIRED content.complementarity.appliesTo",
            "REQUIRED content.complementarity.text",
            "REQUIRED content.highlights.0.text",
            "REQUIRED content.priorities.0.disagreement.about",
            "REQUIRED content.priorities.0.urgency",
        ],
    );
    let twice =
        json!([{ "field": "reportField:leaders", "text": "x" }, { "field": "reportField:leaders", "text": "y" }]);
    check(json!({ "answers": twice }), &["INVALID content.answers"]);
    let stance = &content()["stances"][0];
    check(
        json!({ "stances": [stance, with(stance.clone(), json!({ "state": "ZZZ", "observedOn": "2018-03-01", "key": "A" }))] }),
        &["INVALID content.stances.1.key", "INVALID content.stances.1.observedOn", "NOT_FOUND content.stances.1.state"],
    );
    check(json!({ "stances": [stance, stance] }), &["INVALID content.stances"]);
    let follow_up = &content()["followUps"][0];
    check(
        json!({ "followUps": [with(follow_up.clone(), json!({ "contact": "contact:che-geneva" })),
            with(follow_up.clone(), json!({ "state": null, "contact": null, "key": "b" })),
            with(follow_up.clone(), json!({ "assignee": "organisation:nobody", "due": null, "key": "c" }))] }),
        &[
            "NOT_FOUND content.followUps.2.assignee",
            "REQUIRED content.followUps.1.state",
            "REQUIRED content.followUps.2.due",
            "RULE content.followUps.0.contact",
        ],
    );
    check(
        json!({ "followUps": [with(follow_up.clone(), json!({ "key": "mexico" }))] }),
        &["INVALID content.followUps"],
    );
}
