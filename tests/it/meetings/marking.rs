//! Who is told of a meeting under the Chatham House Rule, and whose advocate recorded it.

use super::*;
use crate::wish::with;

fn a_meeting(kind: &str, changes: Value) -> Value {
    let input = json!({ "kind": kind, "title": "T", "city": "city:geneva", "start": "2018-05-06T12:00", "end": "2018-05-06T13:00" });
    with(input, changes)
}

#[test]
fn what_is_under_the_rule_is_not_published() {
    let service = gathering();
    let refused = ["RULE_FORBIDS_PUBLISHING marking"];
    refuse(&service, "addMeeting", a_meeting("TABLE", json!({ "act": 1, "marking": "PUBLIC" })), &refused);
    refuse(
        &service,
        "addMeeting",
        a_meeting("HEARING", json!({ "rule": "CHATHAM_HOUSE", "marking": "PUBLIC" })),
        &refused,
    );
    refuse(&service, "updateMeeting", json!({ "meeting": "meeting:t-1", "marking": "PUBLIC" }), &refused);
    grant(&service, "updateMeeting", json!({ "meeting": "meeting:s-1", "marking": "PUBLIC" }));
    let rule = json!({ "meeting": "meeting:s-1", "rule": "CHATHAM_HOUSE" });
    refuse(&service, "updateMeeting", rule.clone(), &refused);
    grant(&service, "updateMeeting", with(rule, json!({ "marking": "COALITION" })));
    let table = Meeting { marking: Marking::Public, ..meeting(MeetingKind::Table, "t-11", Some(1)) };
    let errors = import(&service, vec![table.into()]).unwrap_err().errors;
    assert_eq!(errors.iter().map(|it| it.path.join(".")).collect::<Vec<_>>(), ["0.marking"]);
}

#[test]
fn whom_one_met_under_the_rule_is_for_those_who_were_there() {
    let service = gathering();
    let refused = ["RULE_FORBIDS_PUBLISHING marking"];
    let quiet = |changes: Value| {
        with(a_meeting("BILATERAL", json!({ "rule": "CHATHAM_HOUSE", "marking": "COALITION" })), changes)
    };
    refuse(&service, "addMeeting", quiet(json!({})), &refused);
    let lunch = a_meeting("SPONTANEOUS_TABLE", json!({ "marking": "COALITION" }));
    for input in [quiet(json!({})), lunch.clone()] {
        assert_eq!(mistakes(&wish(&service, &person(0), "addMeeting", input)), refused);
    }
    // That there are tables over lunch is in everybody's programme; whose table it was is not.
    assert_eq!(grant(&service, "addMeeting", lunch)["marking"], json!("COALITION"));
    for marking in ["COALITION", "PUBLIC"] {
        let open = quiet(json!({ "rule": "OPEN", "marking": marking }));
        let rule = json!({ "meeting": grant(&service, "addMeeting", open)["id"], "rule": "CHATHAM_HOUSE" });
        refuse(&service, "updateMeeting", with(rule.clone(), json!({ "marking": "COALITION" })), &refused);
        assert_eq!(grant(&service, "updateMeeting", rule)["marking"], json!("RESTRICTED"), "{marking}");
    }
}

#[test]
fn nothing_tells_whose_advocate_was_there() {
    let service = gathering();
    let id = grant_to(&service, &person(0), "addMeeting", a_meeting("SPONTANEOUS_TABLE", json!({})))["id"].clone();
    let invited = json!({ "meeting": id, "advocate": participant(1), "stage": "INVITED" });
    let invited = grant_to(&service, &person(0), "seat", invited)["id"].clone();
    let imported = Meeting { recorded_by: Some(organisation(0)), ..meeting(MeetingKind::Table, "t-11", Some(1)) };
    import(&service, vec![imported.into()]).unwrap();
    let told = |whose: &Clearance, id: &Value| {
        let document = format!("{{ node(id: {id}) {{ ... on Meeting {{ recordedBy {{ id }} }} }} }}");
        ask(&service, whose, &document)["node"]["recordedBy"]["id"].clone()
    };
    let own = json!("organisation:mfa");
    assert_eq!(told(&person(0), &id), own);
    assert_eq!(told(&Clearance::Coordinator, &id), own);
    // Neither a colleague who was not there, nor one who is only asked.
    for whose in [person(5), person(1)] {
        assert_eq!(told(&whose, &id), Value::Null, "{whose:?}");
    }
    for whose in [person(5), person(1), Clearance::Analyst] {
        assert_eq!(told(&whose, &json!("meeting:t-11")), Value::Null, "{whose:?}");
    }
    for changes in [json!({ "marking": "COALITION" }), json!({ "title": "Lunch" })] {
        let input = with(changes, json!({ "meeting": id }));
        for whose in [person(5), person(1)] {
            assert_eq!(mistakes(&wish(&service, &whose, "updateMeeting", input.clone())), ["FORBIDDEN meeting"]);
        }
    }
    grant_to(&service, &person(1), "updateAttendance", json!({ "attendance": invited, "stage": "CONFIRMED" }));
    assert_eq!(told(&person(1), &id), own);
    let input = json!({ "meeting": id, "title": "Lunch" });
    assert_eq!(grant_to(&service, &person(0), "updateMeeting", input)["title"], json!("Lunch"));
    // Of an open meeting everybody who sees it knows.
    let open = grant_to(&service, &person(0), "addMeeting", a_meeting("BILATERAL", json!({})))["id"].clone();
    assert_eq!(told(&Clearance::Analyst, &open), own);
    grant_to(&service, &person(5), "updateMeeting", json!({ "meeting": open, "title": "Talk" }));
}
