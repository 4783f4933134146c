//! The first day: ten sessions report, what they propose becomes real, and the plenary takes stock.

use serde_json::{Value, json};

use super::people::{Who, co_leads, in_session, organisation, rapporteur, session, table};
use super::{Story, all, text};

fn highlights(act: usize) -> [String; 3] {
    ["First", "Second", "Third"].map(|it| format!("{it} of Act {act}"))
}

/// What the session on an Act reports. The state of the first delegate at its table leads; that of the second can; that
/// the fourth's can is doubted.
fn content(story: &Story, act: usize) -> Value {
    let [(post, leads), (_, can_lead), (_, doubted)] = [0, 1, 3].map(|it| story.delegates[4 * (act - 1) + it].clone());
    let month = 2 + (act - 1) % 6;
    let questions =
        [1, 2, 3].map(|it| json!({ "text": format!("Question {it} on Act {act}?"), "arguments": "Practice" }));
    json!({
        "highlights": highlights(act),
        "answers": [{ "field": "reportField:leaders", "text": "Two, whom we meet before each round." }],
        "priorities": [
            { "text": format!("What is urgent in Act {act}"), "urgency": "HIGH", "appliesTo": "BOTH" },
            { "text": format!("What is open in Act {act}"), "urgency": "MEDIUM", "appliesTo": "MIGRANTS",
              "disagreement": { "about": "Whether by law", "revisitOn": "2018-02-01" } },
        ],
        "questions": questions,
        "complementarity": { "text": "Nearly all of it applies to both.", "appliesTo": "BOTH" },
        "stances": [
            { "key": "leads", "state": leads, "position": "POSITIVE", "leadership": "LEADS", "confidence": "MEDIUM" },
            { "key": "can-lead", "state": can_lead, "position": "NEGATIVE", "leadership": "CAN_LEAD", "confidence": "LOW" },
            { "key": "doubted", "state": doubted, "position": "ON_THE_FENCE", "leadership": "CAN_LEAD", "confidence": "LOW" },
        ],
        "followUps": [{ "key": "mission", "purpose": format!("Ask for leadership on Act {act}"), "state": leads, "contact": post,
            "level": "GLOBAL", "assignee": organisation(act), "due": format!("2018-{month:02}-15") }],
    })
}

/// The rapporteurs save drafts, which those who lead see, and hand them in: the ids of the ten reports.
pub(super) fn sessions_report(story: &mut Story) -> Vec<String> {
    for act in 1..=10 {
        let first = json!({ "session": session(act), "content": { "highlights": ["So far"] } });
        story.grant(rapporteur(act), "saveReportDraft", "", first);
        let draft = json!({ "session": session(act), "content": content(story, act) });
        let saved = story.grant(rapporteur(act), "saveReportDraft", "report { stage highlights }", draft);
        let highlights = json!(highlights(act));
        assert_eq!(saved["report"], json!({ "stage": "DRAFT", "highlights": highlights }));
    }
    let drafts = |who| story.count(who, "reports(stage: DRAFT)");
    let other = co_leads(2)[0];
    assert_eq!([Who::Organiser, rapporteur(1), co_leads(1)[0], co_leads(1)[1]].map(drafts), [10, 1, 1, 1]);
    assert_eq!([Who::Person(14), Who::Analyst, Who::Viewer].map(drafts), [0, 0, 0]);
    assert_eq!(drafts(other), 1);
    let draft = text(&story.asks(rapporteur(1), "{ reports { nodes { id } } }")["reports"]["nodes"][0]["id"]);
    let node = |who| story.asks(who, &format!("{{ node(id: {draft:?}) {{ id }} }}"))["node"].clone();
    assert_eq!((node(co_leads(1)[1]), node(other)), (json!({ "id": draft }), Value::Null));

    let four = json!({ "session": session(1), "content": { "highlights": ["1", "2", "3", "4"] } });
    let refused = story.wishes(rapporteur(1), "saveReportDraft", "", &[four]);
    assert_eq!(all(&refused[0]["userErrors"]).len(), 1, "{refused:?}");
    let at_table = json!({ "session": table(1), "content": content(story, 1) });
    story.refuses(Who::Organiser, "fileReport", at_table, "TABLE_HAS_NO_REPORT");
    let hand_in = |act| json!({ "session": session(act) });
    story.refuses(co_leads(1)[0], "fileReport", hand_in(1), "FORBIDDEN");
    story.refuses(rapporteur(2), "fileReport", hand_in(1), "FORBIDDEN");
    let filed = |act| {
        let selected =
            "report { id stage priorities { id } questions { number } stances { status } followUps { status } }";
        let report = story.grant(rapporteur(act), "fileReport", selected, hand_in(act))["report"].clone();
        let proposed = json!({ "status": "PROPOSED" });
        assert_eq!((&report["stage"], all(&report["priorities"]).len()), (&json!("FILED"), 2));
        assert_eq!(report["questions"], json!([{ "number": 1 }, { "number": 2 }, { "number": 3 }]));
        assert_eq!(
            (&report["stances"], &report["followUps"]),
            (&json!([proposed, proposed, proposed]), &json!([proposed]))
        );
        text(&report["id"])
    };
    let reports: Vec<_> = (1..=10).map(filed).collect();
    let all_filed = |who| story.count(who, "reports(stage: FILED)");
    assert_eq!([Who::Organiser, Who::Person(14), Who::Analyst, Who::Viewer].map(all_filed), [10, 10, 10, 0]);
    story.refuses(rapporteur(1), "fileReport", hand_in(1), "ONE_REPORT_A_SESSION");
    reports
}

/// What the reports propose becomes real where a co-lead of the session accepts it, and not where one declines it.
pub(super) fn co_leads_accept(story: &mut Story, reports: &[String]) {
    let counts = || ["stances", "followUps"].map(|it| story.count(Who::Organiser, it));
    let before = counts();
    let accept = |act: usize, key: &str| json!({ "report": reports[act - 1], "proposal": key });
    for who in [rapporteur(1), co_leads(2)[0], Who::Person(14)] {
        story.refuses(who, "acceptProposal", accept(1, "leads"), "FORBIDDEN");
        story.refuses(who, "declineProposal", accept(1, "doubted"), "FORBIDDEN");
    }
    assert_eq!(counts(), before);
    let mut by_month: [Vec<String>; 6] = Default::default();
    for act in 1..=10 {
        let [one, other] = co_leads(act);
        story.grants(one, "acceptProposal", "", &[accept(act, "leads"), accept(act, "can-lead")]);
        story.grant(one, "declineProposal", "", accept(act, "doubted"));
        let selected = "report { stances { status stance { report { id } evidence { id } assessedBy { id } marking } }
            followUps { status followUp { id due report { id } assignee { id } } } }";
        let report = story.grant(other, "acceptProposal", selected, accept(act, "mission"))["report"].clone();
        let of_session =
            json!({ "report": { "id": reports[act - 1] }, "evidence": [], "assessedBy": null, "marking": "COALITION" });
        let real = json!({ "status": "ACCEPTED", "stance": of_session });
        let declined = json!({ "status": "DECLINED", "stance": null });
        assert_eq!(report["stances"], json!([real, real, declined]));
        let follow_up = &report["followUps"][0]["followUp"];
        assert_eq!(follow_up["assignee"]["id"], json!(organisation(act)));
        assert_eq!(follow_up["due"], json!(format!("2018-{:02}-15", 2 + (act - 1) % 6)));
        by_month[(act - 1) % 6].push(text(&follow_up["id"]));
    }
    assert_eq!(counts(), [before[0] + 20, before[1] + 10]);
    let document = r#"{ leaders(act: 10, leadership: [CAN_LEAD], first: 100) { nodes { state { code } stance { report { id } } } } }"#;
    let leaders = |who| {
        let found = story.asks(who, document);
        let of_report =
            json!({ "state": { "code": story.delegates[37].1 }, "stance": { "report": { "id": reports[9] } } });
        all(&found["leaders"]["nodes"]).iter().filter(|it| **it == of_report).count()
    };
    assert_eq!([Who::Analyst, Who::Viewer].map(leaders), [1, 0]);
    story.follow_ups = by_month;
}

/// Priorities are endorsed, and all is gathered Act by Act.
pub(super) fn the_plenary_takes_stock(story: &Story) {
    let document = "{ priorities(first: 100) { totalCount nodes { id act { number } urgency endorsements } } }";
    let found = story.asks(Who::Analyst, document)["priorities"].clone();
    assert_eq!(found["totalCount"], json!(20));
    let high = all(&found["nodes"]).iter().filter(|it| it["urgency"] == json!("HIGH"));
    let of_act: Vec<_> = high.map(|it| (it["act"]["number"].as_u64().unwrap() as usize, it["id"].clone())).collect();
    assert_eq!(of_act.len(), 10);
    for (act, priority) in &of_act {
        for who in co_leads(*act) {
            story.grants(
                who,
                "endorsePriority",
                "",
                &[json!({ "priority": priority }), json!({ "priority": priority })],
            );
        }
    }
    let others = json!({ "priority": of_act[0].1, "organisation": organisation(7) });
    story.refuses(Who::Person(0), "endorsePriority", others, "FORBIDDEN");

    let document = "{ stocktaking { acts { act { number } reports { id } highlights { text } priorities { endorsements
        organisations { id } regions { region endorsements } } urgency { urgency priorities } disagreements { revisitOn due }
        complementarity { priorities { migrants refugees both } answers { answer { appliesTo } } } questions { text }
        leaders { leadership } } } }";
    let found = story.asks(Who::Analyst, document)["stocktaking"]["acts"].clone();
    assert_eq!(all(&found).len(), 10);
    for (at, gathered) in all(&found).iter().enumerate() {
        let count = |field: &str| all(&gathered[field]).len();
        assert_eq!(
            ["reports", "highlights", "priorities", "questions", "leaders"].map(count),
            [1, 3, 2, 3, 2],
            "{gathered}"
        );
        let urgency = |name, number| json!({ "urgency": name, "priorities": number });
        assert_eq!(gathered["urgency"], json!([urgency("HIGH", 1), urgency("MEDIUM", 1), urgency("LOW", 0)]));
        assert_eq!(gathered["disagreements"], json!([{ "revisitOn": "2018-02-01", "due": false }]));
        let complementarity = json!({ "priorities": { "migrants": 1, "refugees": 0, "both": 1 },
            "answers": [{ "answer": { "appliesTo": "BOTH" } }] });
        assert_eq!(gathered["complementarity"], complementarity);
        assert_eq!(gathered["leaders"], json!([{ "leadership": "LEADS" }, { "leadership": "CAN_LEAD" }]));
        let both: Vec<_> = in_session(at + 1)[..2].iter().map(|it| json!({ "id": organisation(*it) })).collect();
        let first = &gathered["priorities"][0];
        assert_eq!((&first["endorsements"], &first["organisations"]), (&json!(2), &json!(both)));
        assert_eq!(gathered["priorities"][1]["endorsements"], json!(0));
    }
    let regions = |act: usize| found[act - 1]["priorities"][0]["regions"].clone();
    assert_eq!(regions(1), json!([{ "region": "AFRICA", "endorsements": 2 }]));
    let two = json!([{ "region": "LATIN_AMERICA", "endorsements": 1 }, { "region": "MENA", "endorsements": 1 }]);
    assert_eq!(regions(6), two);
    let public = story.asks(
        Who::Viewer,
        "{ stocktaking { acts { reports { id } priorities { endorsements } questions { text } } } }",
    );
    let nothing = json!({ "reports": [], "priorities": [], "questions": [] });
    assert!(all(&public["stocktaking"]["acts"]).iter().all(|it| *it == nothing), "{public}");
}

/// Each table has its three questions, and no fourth.
pub(super) fn questions_are_set(story: &Story) {
    let questions = |texts: &[&str]| {
        let all: Vec<_> = texts.iter().map(|it| json!({ "text": it, "arguments": "Mechanisms" })).collect();
        json!({ "act": 3, "questions": all })
    };
    let four = questions(&["Who detains?", "Who does not?", "Who could stop?", "Who else?"]);
    story.refuses(co_leads(3)[0], "setQuestions", four.clone(), "THREE_QUESTIONS");
    story.refuses(Who::Organiser, "setQuestions", four, "THREE_QUESTIONS");
    let fourth = [1, 2, 3].map(|it| json!({ "text": format!("Question {it} on Act 4?") }));
    let three = ["Who detains?", "Who does not?", "Who could stop?"];
    for who in [rapporteur(3), co_leads(4)[0]] {
        story.refuses(who, "setQuestions", questions(&three), "FORBIDDEN");
    }
    story.grant(co_leads(3)[1], "setQuestions", "", questions(&three));
    for who in [Who::Organiser, Who::Person(14), Who::Analyst] {
        let found = story.asks(who, "{ third: questions(act: 3) { number text } fourth: questions(act: 4) { text } }");
        let expected: Vec<_> =
            (1..).zip(three).map(|(number, text)| json!({ "number": number, "text": text })).collect();
        assert_eq!(found["third"], json!(expected));
        assert_eq!(found["fourth"], json!(fourth));
    }
    assert_eq!(story.asks(Who::Viewer, "{ questions(act: 3) { text } }")["questions"], json!([]));
}
