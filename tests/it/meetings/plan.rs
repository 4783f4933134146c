//! What is asked of meetings: lists, what they lack, the plan of a day, the selection.

use serde_json::json;

use super::*;

#[test]
fn meetings_are_listed_by_when_they_begin() {
    let service = gathering();
    let ids = |filter: &str| {
        let found = ask(
            &service,
            &Clearance::Analyst,
            &format!("{{ meetings(filter: {filter}, first: 100) {{ nodes {{ id }} }} }}"),
        );
        let all = found["meetings"]["nodes"].as_array().unwrap().iter();
        all.map(|it| it["id"].as_str().unwrap().trim_start_matches("meeting:").to_owned()).collect::<Vec<_>>().join(" ")
    };
    let check = |filter: &str, expected: &str| assert_eq!(ids(filter), expected, "{filter}");
    check(r#"{ partOf: "meeting:hall", kinds: [GROUP_SESSION] }"#, "s-1 s-2 s-3 s-4 s-5 s-10 s-6 s-7 s-8 s-9");
    check(r#"{ partOf: "meeting:hall", acts: [3, 7] }"#, "s-3 s-7 t-3 t-7");
    check(r#"{ partOf: "meeting:hall", acts: [3], from: "2018-05-06" }"#, "t-3");
    check(r#"{ partOf: "meeting:hall", acts: [3], to: "2018-05-05" }"#, "s-3");
    check(r#"{ from: "2018-05-06", to: "2018-05-06", kinds: [PLENARY], cities: ["puerto-vallarta"] }"#, "hall");
    check(r#"{ from: "2018-05-06", to: "2018-05-06", cities: ["geneva"] }"#, "");
    check(r#"{ partOf: "meeting:s-1" }"#, "");
}

#[test]
fn meetings_and_attendances_come_in_pages() {
    let service = gathering();
    grant(&service, "seatAll", json!({ "meeting": "meeting:hall", "seats": seats(0..7) }));
    grant(&service, "seatAll", json!({ "meeting": "meeting:s-1", "seats": seats(0..4) }));
    let check = |list: &str, total: usize| {
        let (mut found, mut after) = (Vec::new(), json!(null));
        loop {
            let document = format!(
                "query($after: String) {{ page: {list} first: 3, after: $after) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
            );
            let answer = service.ask(&document, json!({ "after": after }));
            let page = &answer["data"]["page"];
            assert_eq!(page["totalCount"], json!(total), "{answer}");
            found.extend(page["nodes"].as_array().unwrap().iter().map(|it| it["id"].to_string()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
        }
        let distinct: std::collections::BTreeSet<_> = found.iter().collect();
        assert_eq!((found.len(), distinct.len()), (total, total), "{list}");
    };
    check(r#"meetings(filter: { partOf: "meeting:hall" },"#, 20);
    check("attendances(", 11);
    check(r#"attendances(meeting: "meeting:s-1","#, 4);
    check(r#"attendances(advocate: "advocate:p-2","#, 2);
    check(r#"attendances(contact: "contact:mex-geneva","#, 0);
    check("attendances(stages: [CONFIRMED],", 0);
    check("attendances(roles: [PARTICIPANT],", 11);
}

#[test]
fn a_meeting_tells_what_it_lacks() {
    let service = gathering();
    let lacks = |meeting: &str| {
        let document = format!(
            "{{ node(id: \"meeting:{meeting}\") {{ ... on Meeting {{ completeness {{ participants coLeads rapporteur facilitator delegates free lacks }} }} }} }}"
        );
        ask(&service, &Clearance::Coordinator, &document)["node"]["completeness"].clone()
    };
    let empty = json!({ "participants": 0, "coLeads": 0, "rapporteur": false, "facilitator": false, "delegates": 0, "free": 15,
        "lacks": ["PARTICIPANTS", "CO_LEADS", "RAPPORTEUR"] });
    assert_eq!(lacks("s-1"), empty);
    for (number, role) in ["CO_LEAD", "CO_LEAD", "RAPPORTEUR"].into_iter().enumerate() {
        seat(&service, "s-1", number, role);
    }
    grant(&service, "seatAll", json!({ "meeting": "meeting:s-1", "seats": seats(3..6) }));
    assert_eq!(lacks("s-1")["lacks"], json!(["PARTICIPANTS"]));
    seat(&service, "s-1", 6, "PARTICIPANT");
    let full = json!({ "participants": 7, "coLeads": 2, "rapporteur": true, "facilitator": false, "delegates": 0, "free": 8, "lacks": [] });
    assert_eq!(lacks("s-1"), full);

    assert_eq!(lacks("t-1")["lacks"], json!(["FACILITATOR", "DELEGATES", "LEADERS"]));
    seat(&service, "t-1", 0, "FACILITATOR");
    grant(&service, "seatAll", json!({ "meeting": "meeting:t-1", "seats": seats(3..7) }));
    for contact in &contacts(&service, 2) {
        grant(&service, "seat", json!({ "meeting": "meeting:t-1", "contact": contact }));
    }
    assert_eq!((&lacks("t-1")["lacks"], &lacks("t-1")["free"]), (&json!([]), &json!(3)));
    assert_eq!(lacks("hall")["lacks"], json!([]));
    assert_eq!(lacks("hall")["free"], json!(75));
}

#[test]
fn what_should_be_otherwise_is_a_warning() {
    let service = gathering();
    let warnings = |meeting: &str| {
        let document = format!(
            "{{ node(id: \"meeting:{meeting}\") {{ ... on Meeting {{ completeness {{ warnings {{ kind count message }} }} }} }} }}"
        );
        let found = ask(&service, &Clearance::Coordinator, &document);
        let all = found["node"]["completeness"]["warnings"].as_array().unwrap().clone();
        all.iter().map(|it| format!("{} {}", it["kind"].as_str().unwrap(), it["count"])).collect::<Vec<_>>()
    };
    let all_at = |meeting: &str, numbers: std::ops::Range<usize>| {
        grant(&service, "seatAll", json!({ "meeting": format!("meeting:{meeting}"), "seats": seats(numbers) }));
    };
    all_at("hall", 0..8);
    all_at("s-1", 0..4);
    all_at("s-6", 2..6);
    all_at("t-1", 0..3);
    assert_eq!(warnings("t-1"), [""; 0]);
    all_at("t-1", 4..6);
    assert_eq!(warnings("t-1"), ["OTHER_TABLE_RECOMMENDED 2"]);
    all_at("t-1", 8..9);
    assert_eq!(warnings("t-1"), ["FEW_FROM_SESSION 3", "OTHER_TABLE_RECOMMENDED 2", "NOT_SELECTED 1"]);
    assert_eq!(warnings("s-1"), [""; 0]);
}

#[test]
fn the_plan_of_a_day_names_what_binds() {
    let service = gathering();
    let plan = |whose: &Clearance, day: &str| {
        let document = format!(
            "{{ meetingPlan(day: {day:?}) {{ day meetings {{ id }} outlooks {{ gathering {{ id }} people delegates worksOut
               binding {{ kind must needed available slack message }} needs {{ kind }} }} }} }}"
        );
        ask(&service, whose, &document)["meetingPlan"].clone()
    };
    let found = plan(&Clearance::Coordinator, "2018-05-05");
    assert_eq!(found["meetings"].as_array().unwrap().len(), 10);
    let outlook = &found["outlooks"][0];
    assert_eq!((&outlook["gathering"]["id"], &outlook["people"]), (&json!("meeting:hall"), &json!(75)));
    assert_eq!(outlook["worksOut"], json!(true));
    let binding = json!({ "kind": "SEATS_OF_ROUND", "must": true, "needed": 75, "available": 75, "slack": 0,
        "message": "In round 1, 75 seats are needed for everybody to be in a session; 5 sessions of at most 15 have 75." });
    assert_eq!(outlook["binding"], binding);
    let tables = plan(&Clearance::Coordinator, "2018-05-06");
    assert_eq!((&tables["outlooks"][0]["delegates"], &tables["outlooks"][0]["worksOut"]), (&json!(40), &json!(true)));
    assert_eq!(plan(&Clearance::Coordinator, "2018-05-07")["outlooks"], json!([]));
    for whose in [person(0), Clearance::Analyst] {
        let found = plan(&whose, "2018-05-05");
        assert_eq!((found["meetings"].as_array().unwrap().len(), &found["outlooks"]), (10, &json!(null)), "{whose:?}");
    }
    assert_eq!(plan(&Clearance::Viewer, "2018-05-05")["meetings"], json!([]));
    // A session less, and it does not work out.
    let elsewhere = json!({ "meeting": "meeting:s-9", "partOf": null });
    grant(&service, "updateMeeting", elsewhere);
    let outlook = &plan(&Clearance::Coordinator, "2018-05-05")["outlooks"][0];
    assert_eq!((&outlook["worksOut"], &outlook["binding"]["slack"]), (&json!(false), &json!(-15)));
}

#[test]
fn a_selection_shows_its_balance() {
    let service = gathering();
    let seats: Vec<_> = (0..12)
        .map(|number| {
            let stage = if number < 10 { "SELECTED" } else { "NOMINATED" };
            let process = if number % 2 == 0 { json!("ISC") } else { json!(null) };
            json!({ "advocate": participant(number), "stage": stage, "nominatedBy": process })
        })
        .collect();
    grant(&service, "seatAll", json!({ "meeting": "meeting:hall", "seats": seats }));
    let twelfth = json!({ "meeting": "meeting:hall", "advocate": participant(12), "stage": "WITHDRAWN" });
    grant(&service, "seat", twelfth);
    grant(&service, "seat", json!({ "meeting": "meeting:hall", "contact": "contact:mex-geneva" }));
    let found = ask(
        &service,
        &Clearance::Coordinator,
        r#"{ selection(meeting: "meeting:hall") { meeting { id } civilSociety { places taken left } governments { places taken left }
           byRegion { region nominated taken } byProcess { process nominated taken } byStage { stage count } } }"#,
    );
    let region = |region: Value, nominated: i32| json!({ "region": region, "nominated": nominated, "taken": 2 });
    let expected = json!({
        "meeting": { "id": "meeting:hall" },
        "civilSociety": { "places": 75, "taken": 10, "left": 65 },
        "governments": { "places": 40, "taken": 1, "left": 39 },
        "byRegion": [region(json!("AFRICA"), 0), region(json!("ASIA"), 1), region(json!("EUROPE"), 1),
            region(json!("NORTH_AMERICA"), 0), region(json!(null), 0)],
        "byProcess": [{ "process": "ISC", "nominated": 1, "taken": 5 }, { "process": null, "nominated": 1, "taken": 5 }],
        "byStage": [{ "stage": "NOMINATED", "count": 2 }, { "stage": "SELECTED", "count": 10 }, { "stage": "WITHDRAWN", "count": 1 }],
    });
    assert_eq!(found["selection"], expected);
}
