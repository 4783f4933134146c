//! Priorities on their own, endorsed by organisations, and the three questions of an Act.

use demarche::domain::Kind;
use serde_json::{Value, json};

use super::{ask, content, entity, filed, granted, imported, refused, world};
use crate::wish::with;

fn a_priority() -> Value {
    json!({ "act": 7, "text": "Regular pathways", "urgency": "LOW", "appliesTo": "REFUGEES" })
}

fn set(act: i32, texts: &[&str]) -> Value {
    let questions: Vec<_> = texts.iter().map(|it| json!({ "text": it })).collect();
    json!({ "act": act, "questions": questions })
}

/// The questions that somebody sees on an Act.
fn asked(service: &crate::service::Service, who: &str, act: i32) -> Vec<String> {
    let found = ask(service, who, &format!("{{ questions(act: {act}) {{ number text }} }}"));
    let questions = found["questions"].as_array().unwrap().iter();
    questions.map(|it| format!("{} {}", it["number"], it["text"].as_str().unwrap())).collect()
}

#[test]
fn an_advocate_endorses_for_its_own_organisation() {
    let service = world();
    let priority = granted(&service, "participant-7", "addPriority", &a_priority());
    let shown =
        json!([priority["endorsements"], priority["agreedOn"], priority["recordedBy"]["id"], priority["marking"]]);
    assert_eq!(shown, json!([0, "2018-02-01", "organisation:panidmr", "COALITION"]));
    let of = |organisation: Value| with(json!({ "priority": priority["id"] }), json!({ "organisation": organisation }));
    let own = json!({ "priority": priority["id"] });
    granted(&service, "lead-8", "endorsePriority", &own);
    let twice = granted(&service, "lead-8", "endorsePriority", &of(json!("organisation:picum")));
    assert_eq!((&twice["revision"], &twice["endorsedBy"]), (&json!(2), &json!([{ "id": "organisation:picum" }])));
    refused(&service, "lead-8", "endorsePriority", &of(json!("organisation:mfa")), &["FORBIDDEN organisation"]);
    refused(&service, "coordinator", "endorsePriority", &own, &["REQUIRED organisation"]);
    refused(&service, "coordinator", "endorsePriority", &of(json!("organisation:nobody")), &["NOT_FOUND organisation"]);
    granted(&service, "coordinator", "endorsePriority", &of(json!("organisation:mfa")));
    refused(&service, "lead-8", "withdrawEndorsement", &of(json!("organisation:mfa")), &["FORBIDDEN organisation"]);
    let left = granted(&service, "lead-8", "withdrawEndorsement", &own);
    assert_eq!(left["endorsedBy"], json!([{ "id": "organisation:mfa" }]));
    for who in ["viewer", "analyst"] {
        refused(&service, who, "endorsePriority", &own, &["FORBIDDEN "]);
    }
    let twice = json!({ "id": "x", "act": "7", "text": "T", "urgency": "low", "applies_to": "both", "endorsed_by": ["mfa", "mfa"],
        "marking": "coalition" });
    assert_eq!(imported(&service, vec![entity(Kind::Priority, &twice)]), ["Invalid 0.endorsedBy"]);
}

#[test]
fn endorsements_are_of_the_words() {
    let service = world();
    let id = granted(&service, "participant-7", "addPriority", &a_priority())["id"].clone();
    granted(&service, "lead-7", "endorsePriority", &json!({ "priority": id }));
    let later =
        json!({ "priority": id, "urgency": "HIGH", "disagreement": { "about": "Quotas", "revisitOn": "2018-05-01" } });
    refused(&service, "lead-7", "updatePriority", &later, &["FORBIDDEN "]);
    let changed = granted(&service, "participant-7", "updatePriority", &later);
    assert_eq!((&changed["endorsements"], &changed["disagreement"]["about"]), (&json!(1), &json!("Quotas")));
    let words = json!({ "priority": id, "text": "Safe pathways", "disagreement": null });
    let changed = granted(&service, "participant-7", "updatePriority", &words);
    assert_eq!((&changed["endorsements"], &changed["disagreement"]), (&json!(0), &Value::Null));
    let cleared = json!({ "priority": id, "text": null, "appliesTo": null, "expectedRevision": 1 });
    let expected = ["REQUIRED appliesTo", "REQUIRED text", "REVISION_CONFLICT expectedRevision"];
    refused(&service, "participant-7", "updatePriority", &cleared, &expected);
}

#[test]
fn what_came_of_a_report_is_changed_by_those_who_wrote_it() {
    let service = world();
    let report = filed(&service);
    let change = json!({ "priority": report["priorities"][0]["id"], "urgency": "LOW" });
    refused(&service, "participant-7", "updatePriority", &change, &["FORBIDDEN "]);
    refused(&service, "rapporteur-8", "updatePriority", &change, &["FORBIDDEN "]);
    granted(&service, "second-lead-7", "updatePriority", &change);
}

#[test]
fn priorities_are_asked_for_and_refused_as_all_else() {
    let service = world();
    let check = |changes: Value, expected: &[&str]| {
        refused(&service, "lead-7", "addPriority", &with(a_priority(), changes), expected);
    };
    check(json!({ "act": 11, "text": "", "urgency": null }), &["NOT_FOUND act", "REQUIRED text", "REQUIRED urgency"]);
    check(json!({ "marking": "PUBLIC" }), &["FORBIDDEN marking"]);
    check(json!({ "marking": "RESTRICTED", "key": "mine" }), &["FORBIDDEN key"]);
    check(json!({ "disagreement": {} }), &["REQUIRED disagreement.about", "REQUIRED disagreement.revisitOn"]);
    let mine = with(a_priority(), json!({ "marking": "RESTRICTED" }));
    let hidden = granted(&service, "lead-7", "addPriority", &mine);
    refused(&service, "rapporteur-7", "endorsePriority", &json!({ "priority": hidden["id"] }), &["NOT_FOUND priority"]);
}

#[test]
fn priorities_come_by_act_urgency_and_endorsements() {
    let service = world();
    let add = |act: i32, text: &str, urgency: &str, changes: Value, endorsed_by: &[&str]| {
        let input = json!({ "act": act, "text": text, "urgency": urgency, "appliesTo": "BOTH" });
        let id = granted(&service, "coordinator", "addPriority", &with(input, changes))["id"].clone();
        for organisation in endorsed_by {
            let input = json!({ "priority": id, "organisation": format!("organisation:{organisation}") });
            granted(&service, "coordinator", "endorsePriority", &input);
        }
    };
    let revisit = |day: &str| json!({ "disagreement": { "about": "x", "revisitOn": day } });
    add(8, "e", "HIGH", json!({}), &["mfa"]);
    add(7, "d", "LOW", revisit("2018-03-02"), &["mfa", "made", "picum"]);
    add(7, "b", "HIGH", json!({ "key": "b" }), &[]);
    add(7, "c", "HIGH", json!({ "key": "c", "appliesTo": "MIGRANTS" }), &[]);
    add(7, "a", "HIGH", revisit("2018-03-01"), &["made"]);
    let check = |arguments: &str, expected: &str| {
        let found = ask(&service, "analyst", &format!("{{ priorities{arguments} {{ nodes {{ text }} }} }}"));
        let texts: String =
            found["priorities"]["nodes"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
        assert_eq!(texts, expected, "{arguments}");
    };
    check("", "abcde");
    check("(filter: { acts: [8] })", "e");
    check("(filter: { urgency: [LOW] })", "d");
    check("(filter: { appliesTo: [MIGRANTS] })", "c");
    check(r#"(filter: { endorsedBy: ["organisation:made"] })"#, "ad");
    check(r#"(filter: { endorsedBy: ["organisation:picum", "organisation:mfa"] })"#, "de");
    check(r#"(filter: { revisitBefore: "2018-03-02" })"#, "a");
    check(r#"(filter: { revisitBefore: "2018-03-03" })"#, "ad");
    let mut after = Value::Null;
    let mut texts = String::new();
    loop {
        let document = format!(
            "{{ priorities(first: 2, after: {after}) {{ totalCount nodes {{ text }} pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        let page = ask(&service, "analyst", &document)["priorities"].clone();
        texts.extend(page["nodes"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()));
        assert_eq!(page["totalCount"], json!(5));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(texts, "abcde");
}

#[test]
fn an_act_has_three_questions_in_order() {
    let service = world();
    let first = granted(&service, "lead-7", "setQuestions", &set(7, &["a", "b", "c"]));
    refused(&service, "lead-7", "setQuestions", &set(7, &["a", "b", "c", "d"]), &["THREE_QUESTIONS questions"]);
    refused(&service, "lead-7", "setQuestions", &set(7, &["a", " "]), &["REQUIRED questions.1.text"]);
    let second = granted(&service, "second-lead-7", "setQuestions", &set(7, &["a", "x"]));
    assert_eq!((&first[0], &first[1]["id"]), (&second[0], &second[1]["id"]));
    for who in ["analyst", "participant-7", "coordinator"] {
        assert_eq!(asked(&service, who, 7), ["1 a", "2 x"], "{who}");
    }
    assert!(asked(&service, "viewer", 7).is_empty());
    let withdrawn = format!("{{ node(id: {}) {{ ... on Question {{ withdrawn }} }} }}", first[2]["id"]);
    assert_eq!(ask(&service, "analyst", &withdrawn)["node"]["withdrawn"], json!(true));
    assert_eq!(granted(&service, "coordinator", "setQuestions", &set(7, &["a", "x"])), second);
    assert_eq!(granted(&service, "coordinator", "setQuestions", &set(7, &[])), json!([]));
    for who in ["participant-7", "rapporteur-7", "lead-8", "left-7"] {
        refused(&service, who, "setQuestions", &set(7, &["a"]), &["FORBIDDEN act"]);
    }
    refused(&service, "coordinator", "setQuestions", &set(11, &["a"]), &["NOT_FOUND act"]);
    let fourth = json!({ "id": "x", "act": "7", "number": 4, "text": "d", "marking": "coalition" });
    assert_eq!(imported(&service, vec![entity(Kind::Question, &fourth)]), ["ThreeQuestions 0.number"]);
    let one = |key: &str| {
        entity(Kind::Question, &json!({ "id": key, "act": "8", "number": 1, "text": "d", "marking": "coalition" }))
    };
    assert_eq!(
        imported(&service, vec![one("x"), one("y")]),
        ["QuestionHasItsNumber 0.number", "QuestionHasItsNumber 1.number"]
    );
}

#[test]
fn the_questions_of_a_report_join_those_of_the_act() {
    let service = world();
    granted(&service, "lead-7", "setQuestions", &set(7, &["a"]));
    let report = filed(&service);
    assert_eq!(asked(&service, "analyst", 7), ["1 a", "2 What do you do already?", "3 Who is against?"]);
    assert_eq!(report["questions"].as_array().unwrap().len(), 2);
    let service = world();
    granted(&service, "lead-7", "setQuestions", &set(7, &["a", "b"]));
    let input = json!({ "session": "meeting:session-7", "content": content() });
    refused(&service, "rapporteur-7", "fileReport", &input, &["THREE_QUESTIONS content.questions"]);
    // A draft asks nothing yet.
    granted(&service, "rapporteur-7", "saveReportDraft", &input);
    granted(&service, "lead-7", "setQuestions", &set(7, &[]));
    let filed = granted(&service, "rapporteur-7", "fileReport", &json!({ "session": "meeting:session-7" }));
    assert_eq!(asked(&service, "analyst", 7), ["1 What do you do already?", "2 Who is against?"]);
    assert_eq!(filed["questions"][0]["report"]["id"], filed["id"]);
}

#[test]
fn other_questions_are_not_public_because_those_before_were() {
    let service = world();
    let publish = || {
        let set = granted(&service, "coordinator", "setQuestions", &set(7, &["a"]));
        let publish =
            format!("mutation {{ publish(input: {{ id: {} }}) {{ userErrors {{ message }} }} }}", set[0]["id"]);
        assert_eq!(ask(&service, "coordinator", &publish)["publish"]["userErrors"], json!([]));
        assert_eq!(asked(&service, "viewer", 7), ["1 a"]);
    };
    publish();
    // What is taken out and put back is what was public.
    granted(&service, "lead-7", "setQuestions", &set(7, &[]));
    granted(&service, "lead-7", "setQuestions", &set(7, &["a"]));
    assert_eq!(asked(&service, "viewer", 7), ["1 a"]);
    for who in ["lead-7", "coordinator"] {
        granted(&service, who, "setQuestions", &set(7, &["b"]));
        assert!(asked(&service, "viewer", 7).is_empty(), "{who}");
        assert_eq!(asked(&service, "analyst", 7), ["1 b"], "{who}");
        publish();
    }
    granted(&service, "lead-7", "setQuestions", &set(7, &[]));
    filed(&service);
    assert!(asked(&service, "viewer", 7).is_empty());
    assert_eq!(asked(&service, "analyst", 7)[0], "1 What do you do already?");
}
