//! Who knows what of a meeting: who is expected, who attends, and what can be asked of it.

use serde_json::{Value, json};

use super::*;

/// Everybody whose sight differs: co-leads of the sessions on Acts 1 and 2, a participant of each table on them, somebody
/// of the same organisation as that participant, an analyst, a viewer, a coordinator.
const LEADS_1: usize = 0;
const LEADS_2: usize = 1;
const AT_TABLE_1: usize = 2;
const AT_TABLE_2: usize = 3;
/// Of the organisation of [`AT_TABLE_1`].
const COLLEAGUE: usize = 7;

fn service() -> Service {
    let service = gathering();
    seat(&service, "s-1", LEADS_1, "CO_LEAD");
    seat(&service, "s-2", LEADS_2, "CO_LEAD");
    for (table, number) in [("t-1", AT_TABLE_1), ("t-2", AT_TABLE_2)] {
        let seat =
            json!({ "meeting": format!("meeting:{table}"), "advocate": participant(number), "stage": "CONFIRMED" });
        grant(&service, "seat", seat);
    }
    grant(&service, "seat", json!({ "meeting": "meeting:t-1", "contact": "contact:mex-geneva" }));
    grant(&service, "expectState", json!({ "meeting": "meeting:t-1", "state": "MEX" }));
    service
}

fn others() -> [Clearance; 7] {
    [
        person(LEADS_2),
        person(AT_TABLE_2),
        person(COLLEAGUE),
        person(50),
        Clearance::Analyst,
        Clearance::Viewer,
        Clearance::Advocate { organisation: organisation(AT_TABLE_1), advocate: id("nobody-yet") },
    ]
}

#[test]
fn expected_governments_are_known_to_the_co_leads_on_the_same_act() {
    let service = service();
    let document = r#"{ node(id: "meeting:t-1") { ... on Meeting { title expectedStates { code } } } }"#;
    for whose in [Clearance::Coordinator, Clearance::Admin, person(LEADS_1)] {
        let found = ask(&service, &whose, document);
        assert_eq!(found["node"]["expectedStates"], json!([{ "code": "MEX" }]), "{whose:?}");
    }
    let mut others = others().to_vec();
    others.push(person(AT_TABLE_1));
    for whose in others {
        let found = ask(&service, &whose, document);
        assert!(found["node"]["expectedStates"].is_null(), "{whose:?} {found}");
        assert_eq!(found["node"].is_null(), whose == Clearance::Viewer, "{whose:?}");
    }
    // An open meeting's are known to all who see it.
    grant(&service, "expectState", json!({ "meeting": "meeting:hall", "state": "CHE" }));
    let document = r#"{ node(id: "meeting:hall") { ... on Meeting { expectedStates { code } } } }"#;
    assert_eq!(ask(&service, &Clearance::Analyst, document)["node"]["expectedStates"], json!([{ "code": "CHE" }]));
}

#[test]
fn who_attends_is_known_to_those_who_do() {
    let service = service();
    let document = r#"{ node(id: "meeting:t-1") { ... on Meeting { attendances { advocate { id } contact { id } } completeness { participants delegates lacks } } } }"#;
    for whose in [Clearance::Coordinator, person(AT_TABLE_1)] {
        let found = &ask(&service, &whose, document)["node"];
        assert_eq!(found["attendances"].as_array().unwrap().len(), 2, "{whose:?}");
        let expected = json!({ "participants": 1, "delegates": 1, "lacks": ["FACILITATOR", "DELEGATES", "LEADERS"] });
        assert_eq!(found["completeness"], expected, "{whose:?}");
    }
    for whose in others().into_iter().chain([person(LEADS_1)]) {
        let found = &ask(&service, &whose, document)["node"];
        assert!(found["attendances"].is_null() && found["completeness"].is_null(), "{whose:?} {found}");
    }
}

#[test]
fn whoever_is_only_asked_does_not_know_who_else_is() {
    let service = service();
    let invited = json!({ "meeting": "meeting:t-1", "advocate": participant(20), "stage": "INVITED" });
    let own = grant(&service, "seat", invited)["id"].clone();
    let document = r#"{ attendances(advocate: "advocate:p-20") { nodes { id stage } } node(id: "meeting:t-1") { ... on Meeting { attendances { id } } } }"#;
    let found = ask(&service, &person(20), document);
    assert_eq!(found["attendances"]["nodes"], json!([{ "id": own, "stage": "INVITED" }]));
    assert!(found["node"]["attendances"].is_null());
    grant_to(&service, &person(20), "updateAttendance", json!({ "attendance": own, "stage": "CONFIRMED" }));
    assert_eq!(ask(&service, &person(20), document)["node"]["attendances"].as_array().unwrap().len(), 3);
    grant_to(&service, &person(20), "withdrawAttendance", json!({ "attendance": own }));
    assert!(ask(&service, &person(20), document)["node"]["attendances"].is_null());
    let back = json!({ "attendance": own, "stage": "CONFIRMED" });
    assert_eq!(mistakes(&wish(&service, &person(20), "updateAttendance", back)), ["FORBIDDEN stage"]);
}

/// What a caller can ask about `t-1` that could tell of what is hidden there.
const QUESTIONS: [&str; 6] = [
    r#"{ node(id: "meeting:t-1") { ... on Meeting { revision expectedStates { code } attendances { id } completeness { participants } } } }"#,
    r#"{ meetings(filter: { partOf: "meeting:hall" }, first: 3) { totalCount pageInfo { endCursor } nodes { id revision } } }"#,
    r#"{ meetings(filter: { attendee: "advocate:p-2" }) { totalCount nodes { id } } }"#,
    r#"{ attendances { totalCount nodes { id } } }"#,
    r#"{ attendances(advocate: "advocate:p-2") { totalCount nodes { id } } }"#,
    r#"{ meetingPlan(day: "2018-05-06") { meetings { id completeness { participants } } outlooks { people } } }"#,
];

#[test]
fn nothing_tells_others_of_who_comes() {
    let service = gathering();
    let news = |whose: &Clearance, since: &str| {
        let document = format!("{{ changes(since: {since:?}) {{ nodes {{ node {{ id }} }} }} }}");
        ask(&service, whose, &document)["changes"]["nodes"].clone()
    };
    let everything = |whose: &Clearance| {
        let answers = QUESTIONS.map(|it| service.ask_as(whose.clone(), it, json!({})));
        json!([answers.to_vec()])
    };
    let others = [person(50), Clearance::Analyst, Clearance::Viewer];
    let before: Vec<Value> = others.iter().map(everything).collect();
    let checkpoint =
        |whose: &Clearance| ask(&service, whose, "{ checkpoint }")["checkpoint"].as_str().unwrap().to_owned();
    let since: Vec<String> = others.iter().map(checkpoint).collect();
    let coordinators = checkpoint(&Clearance::Coordinator);
    grant(&service, "expectState", json!({ "meeting": "meeting:t-1", "state": "MEX" }));
    grant(&service, "unexpectState", json!({ "meeting": "meeting:t-1", "state": "MEX" }));
    let input = json!({ "meeting": "meeting:t-1", "advocate": participant(AT_TABLE_1), "stage": "CONFIRMED" });
    grant(&service, "seat", input);
    grant(&service, "seat", json!({ "meeting": "meeting:t-1", "contact": "contact:mex-geneva" }));
    for ((whose, before), since) in others.iter().zip(before).zip(&since) {
        assert_eq!(everything(whose), before, "{whose:?}");
        assert_eq!(news(whose, since), json!([]), "{whose:?}");
    }
    assert_eq!(news(&Clearance::Coordinator, &coordinators).as_array().unwrap().len(), 4);
    assert_ne!(everything(&Clearance::Coordinator), everything(&person(AT_TABLE_1)));
}

#[test]
fn naming_a_meeting_to_ask_who_attends_is_for_those_who_may_know() {
    let service = service();
    let asked = |whose: &Clearance, meeting: &str| {
        let document = format!("{{ attendances(meeting: {meeting:?}) {{ totalCount }} }}");
        let answer = service.ask_as(whose.clone(), &document, json!({})).to_string();
        answer.replace(meeting, "M")
    };
    for whose in others().into_iter().chain([person(LEADS_1)]) {
        assert_eq!(asked(&whose, "meeting:t-1"), asked(&whose, "meeting:t-99"), "{whose:?}");
        assert!(asked(&whose, "meeting:t-1").contains("there is no M"));
    }
    for whose in [Clearance::Coordinator, person(AT_TABLE_1)] {
        assert!(asked(&whose, "meeting:t-1").contains(r#""totalCount":2"#), "{whose:?}");
    }
    // At an open meeting an organisation knows of its own people.
    seat(&service, "hall", AT_TABLE_1, "PARTICIPANT");
    assert!(asked(&person(COLLEAGUE), "meeting:hall").contains(r#""totalCount":1"#));
    assert!(asked(&person(50), "meeting:hall").contains(r#""totalCount":0"#));
}

#[test]
fn filtering_by_attendee_shows_what_is_known_already() {
    let service = service();
    let document = r#"{ meetings(filter: { attendee: "advocate:p-2" }) { nodes { id } } }"#;
    let check = |whose: Clearance, expected: Value| {
        assert_eq!(ask(&service, &whose, document)["meetings"]["nodes"], expected, "{whose:?}");
    };
    check(Clearance::Coordinator, json!([{ "id": "meeting:t-1" }]));
    check(person(AT_TABLE_1), json!([{ "id": "meeting:t-1" }]));
    check(person(COLLEAGUE), json!([]));
    check(person(LEADS_1), json!([]));
    check(Clearance::Analyst, json!([]));
    let unknown = service.ask_as(Clearance::Viewer, document, json!({}));
    assert_eq!(unknown["errors"][0]["extensions"]["code"], json!("BAD_USER_INPUT"));
}

#[test]
fn a_selection_is_for_coordinators() {
    let service = service();
    let asked = |whose: &Clearance, meeting: &str| {
        let document = format!("{{ selection(meeting: {meeting:?}) {{ civilSociety {{ taken }} }} }}");
        service.ask_as(whose.clone(), &document, json!({})).to_string().replace(meeting, "M")
    };
    for whose in others().into_iter().chain([person(LEADS_1), person(AT_TABLE_1)]) {
        assert_eq!(asked(&whose, "meeting:hall"), asked(&whose, "meeting:nothing"), "{whose:?}");
    }
    assert!(asked(&Clearance::Coordinator, "meeting:hall").contains(r#""taken":0"#));
}
