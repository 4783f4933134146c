//! The stocktaking of a small world, to the last number, and that what is hidden changes none of them.

use serde_json::{Value, json};

use super::{ask, content, filed, granted, world};
use crate::service::Service;
use crate::wish::with;

const STOCKTAKING: &str = "{ stocktaking(acts: [8, 7]) { asOf acts { act { number }
    reports { id } highlights { report { id } text } urgency { urgency priorities }
    priorities { endorsements priority { text urgency } organisations { shortName } regions { region endorsements organisations { shortName } } }
    disagreements { about revisitOn due priority { text } }
    complementarity { priorities { migrants refugees both } answers { report { id } answer { text appliesTo } } }
    questions { number text } leaders { key status leadership position state { code } report { id } } } } }";

fn endorse(service: &Service, priority: &Value, organisations: &[&str]) {
    for organisation in organisations {
        let input = json!({ "priority": priority["id"], "organisation": format!("organisation:{organisation}") });
        granted(service, "coordinator", "endorsePriority", &input);
    }
}

/// The report on Act 7, a priority beside it, and the endorsements of four regions.
fn gathered() -> (Service, Value) {
    let service = world();
    let report = filed(&service);
    endorse(&service, &report["priorities"][0], &["picum", "mfa", "made", "icva"]);
    endorse(&service, &report["priorities"][1], &["mfa"]);
    let other = json!({ "act": 7, "text": "Training for judges", "urgency": "HIGH", "appliesTo": "REFUGEES",
        "disagreement": { "about": "Who pays", "revisitOn": "2018-02-01" } });
    let other = granted(&service, "lead-8", "addPriority", &other);
    endorse(&service, &other, &["ccrm", "piango", "afl-cio", "nnirr", "caritas"]);
    let declined = json!({ "report": report["id"], "proposal": "mexico" });
    granted(&service, "lead-7", "acceptProposal", &declined);
    (service, report)
}

#[test]
fn stocktaking_gathers_what_the_sessions_come_to() {
    let (service, report) = gathered();
    let found = ask(&service, "analyst", STOCKTAKING)["stocktaking"].clone();
    let id = json!({ "id": report["id"] });
    let of = |region: &str, short: &[&str]| {
        let organisations: Vec<_> = short.iter().map(|it| json!({ "shortName": it })).collect();
        json!({ "region": region, "endorsements": short.len(), "organisations": organisations })
    };
    let by = |short: &[&str]| short.iter().map(|it| json!({ "shortName": it })).collect::<Vec<_>>();
    let expected = json!({ "asOf": "2018-02-01", "acts": [
        { "act": { "number": 7 }, "reports": [id], "highlights": [{ "report": id, "text": "Detention of children ends" }],
          "urgency": [{ "urgency": "HIGH", "priorities": 2 }, { "urgency": "MEDIUM", "priorities": 1 }, { "urgency": "LOW", "priorities": 0 }],
          "priorities": [
            { "endorsements": 5, "priority": { "text": "Training for judges", "urgency": "HIGH" },
              "organisations": [{ "shortName": "CCRM" }, { "shortName": "PIANGO" }, { "shortName": "AFL-CIO" }, { "shortName": "NNIRR" }, { "shortName": null }],
              "regions": [of("MENA", &["CCRM"]), of("NORTH_AMERICA", &["AFL-CIO", "NNIRR"]), of("PACIFIC", &["PIANGO"])] },
            { "endorsements": 4, "priority": { "text": "No detention of children", "urgency": "HIGH" },
              "organisations": by(&["PICUM", "MFA", "MADE", "ICVA"]),
              "regions": [of("ASIA", &["MFA"]), of("EUROPE", &["PICUM", "MADE"])] },
            { "endorsements": 1, "priority": { "text": "Firewalls", "urgency": "MEDIUM" }, "organisations": by(&["MFA"]),
              "regions": [of("ASIA", &["MFA"])] } ],
          "disagreements": [
            { "about": "Who pays", "revisitOn": "2018-02-01", "due": true, "priority": { "text": "Training for judges" } },
            { "about": "Whether by law", "revisitOn": "2018-03-15", "due": false, "priority": { "text": "Firewalls" } } ],
          "complementarity": { "priorities": { "migrants": 1, "refugees": 1, "both": 1 },
            "answers": [{ "report": id, "answer": { "text": "Nearly all of it", "appliesTo": "BOTH" } }] },
          "questions": [{ "number": 1, "text": "What do you do already?" }, { "number": 2, "text": "Who is against?" }],
          "leaders": [
            { "key": "mexico", "status": "ACCEPTED", "leadership": "LEADS", "position": "POSITIVE", "state": { "code": "MEX" }, "report": id },
            { "key": "hungary", "status": "PROPOSED", "leadership": "CAN_LEAD", "position": "NEGATIVE", "state": { "code": "HUN" }, "report": id } ] },
        nothing(8),
    ] });
    assert_eq!(found, expected);
    granted(&service, "lead-7", "declineProposal", &json!({ "report": report["id"], "proposal": "hungary" }));
    let found = ask(&service, "analyst", STOCKTAKING);
    assert_eq!(found["stocktaking"]["acts"][0]["leaders"].as_array().unwrap().len(), 1);
}

/// An Act on which there is nothing.
fn nothing(act: i32) -> Value {
    json!({ "act": { "number": act }, "reports": [], "highlights": [], "priorities": [], "disagreements": [], "questions": [], "leaders": [],
        "urgency": [{ "urgency": "HIGH", "priorities": 0 }, { "urgency": "MEDIUM", "priorities": 0 }, { "urgency": "LOW", "priorities": 0 }],
        "complementarity": { "priorities": { "migrants": 0, "refugees": 0, "both": 0 }, "answers": [] } })
}

#[test]
fn stocktaking_of_an_earlier_day_knows_nothing_later() {
    let (service, _) = gathered();
    let check = |as_of: &str, reports: usize, priorities: &[&str], leaders: usize| {
        let document = format!(
            "{{ stocktaking(acts: [7], asOf: \"{as_of}\") {{ acts {{ reports {{ id }} priorities {{ priority {{ text }} }} leaders {{ key }} }} }} }}"
        );
        let found = ask(&service, "analyst", &document)["stocktaking"]["acts"][0].clone();
        let texts: Vec<_> =
            found["priorities"].as_array().unwrap().iter().map(|it| it["priority"]["text"].as_str().unwrap()).collect();
        assert_eq!(texts, priorities, "{as_of}");
        let counts = [&found["reports"], &found["leaders"]].map(|it| it.as_array().unwrap().len());
        assert_eq!(counts, [reports, leaders], "{as_of}");
    };
    check("2017-12-01", 0, &[], 0);
    check("2017-12-02", 1, &["No detention of children", "Firewalls"], 2);
    check("2018-02-01", 1, &["Training for judges", "No detention of children", "Firewalls"], 2);
}

#[test]
fn what_is_hidden_counts_for_nobody_who_cannot_see_it() {
    let (service, _) = gathered();
    let questions = "{ priorities { totalCount nodes { text } } reports { totalCount } questions(act: 8) { text } questions9: questions(act: 9) { text }
        stocktaking { acts { reports { id } highlights { text } urgency { priorities } priorities { priority { text } } disagreements { about }
        complementarity { priorities { refugees } } leaders { key } } } }";
    let readers = ["viewer", "analyst", "lead-7", "participant-7", "rapporteur-8"];
    let before: Vec<_> =
        readers.iter().map(|it| (ask(&service, it, STOCKTAKING), ask(&service, it, questions))).collect();
    // Restricted to picum, and at a session that only coordinators see.
    let hidden = json!({ "act": 7, "text": "Quiet word", "urgency": "HIGH", "appliesTo": "REFUGEES", "marking": "RESTRICTED",
        "disagreement": { "about": "All of it", "revisitOn": "2018-01-01" } });
    let hidden = granted(&service, "rapporteur-7", "addPriority", &hidden);
    endorse(&service, &hidden, &["picum", "made"]);
    let draft = json!({ "session": "meeting:session-8", "content": with(content(), json!({ "questions": [] })) });
    granted(&service, "lead-8", "saveReportDraft", &draft);
    let draft = json!({ "session": "meeting:hidden-9", "content": with(content(), json!({ "questions": [], "priorities": [] })) });
    granted(&service, "coordinator", "fileReport", &draft);
    for (who, before) in readers.iter().zip(before) {
        if *who == "rapporteur-8" {
            continue;
        }
        assert_eq!((ask(&service, who, STOCKTAKING), ask(&service, who, questions)), before, "{who}");
    }
    // Those who may see it do.
    let seen = ask(&service, "rapporteur-7", STOCKTAKING);
    assert_eq!(seen["stocktaking"]["acts"][0]["priorities"].as_array().unwrap().len(), 4);
    let seen = ask(&service, "coordinator", questions);
    assert_eq!((&seen["reports"]["totalCount"], &seen["priorities"]["totalCount"]), (&json!(3), &json!(4)));
    assert_eq!(ask(&service, "rapporteur-8", questions)["reports"]["totalCount"], json!(2));
}

#[test]
fn reports_come_by_act() {
    let (service, report) = gathered();
    let eight = json!({ "session": "meeting:session-8", "content": with(content(), json!({ "priorities": [] })) });
    let eight = granted(&service, "rapporteur-8", "fileReport", &eight);
    let check = |arguments: &str, expected: &[&Value]| {
        let found = ask(&service, "analyst", &format!("{{ reports{arguments} {{ nodes {{ id }} totalCount }} }}"));
        let nodes: Vec<_> = expected.iter().map(|it| json!({ "id": it["id"] })).collect();
        assert_eq!(found["reports"], json!({ "nodes": nodes, "totalCount": expected.len() }), "{arguments}");
    };
    check("", &[&report, &eight]);
    check("(acts: [8])", &[&eight]);
    check("(stage: FILED)", &[&report, &eight]);
    check("(stage: DRAFT)", &[]);
    let template = ask(&service, "viewer", "{ reportTemplate { id number title guidance } }");
    let field =
        |id: &str, number: i32, title: &str| json!({ "id": id, "number": number, "title": title, "guidance": null });
    let fields = [field("reportField:leaders", 1, "Leaders"), field("reportField:regions", 2, "Regional emphases")];
    let template = template["reportTemplate"].as_array().unwrap();
    assert!(template.is_sorted_by_key(|it| it["number"].as_i64()));
    // The reference data has others.
    let own: Vec<_> = template.iter().filter(|it| it["guidance"].is_null()).cloned().collect();
    assert_eq!(own, fields);
}
