//! Who may change what of a meeting, and what becomes of what is given and of what is left out.

use serde_json::json;

use super::*;

fn a_meeting(kind: &str) -> Value {
    json!({ "kind": kind, "title": "T", "city": "city:geneva", "start": "2018-05-06T12:00", "end": "2018-05-06T13:00" })
}

#[test]
fn meetings_are_planned_by_coordinators() {
    let service = gathering();
    let refused = |whose: &Clearance, mutation: &str, input: Value| mistakes(&wish(&service, whose, mutation, input));
    for kind in ["GROUP_SESSION", "TABLE", "PLENARY", "HEARING"] {
        let mut input = a_meeting(kind);
        input["act"] = json!(1);
        assert_eq!(refused(&person(0), "addMeeting", input), ["FORBIDDEN kind"], "{kind}");
    }
    let change = json!({ "meeting": "meeting:t-1", "title": "Other" });
    assert_eq!(refused(&person(0), "updateMeeting", change.clone()), ["FORBIDDEN meeting"]);
    assert_eq!(refused(&Clearance::Analyst, "updateMeeting", change), ["FORBIDDEN "]);
    let unknown = json!({ "meeting": "meeting:t-99", "title": "Other" });
    assert_eq!(refused(&person(0), "updateMeeting", unknown), ["NOT_FOUND meeting"]);
    // Nobody learns by trying: the answer is the same whoever is expected or seated.
    grant(&service, "expectState", json!({ "meeting": "meeting:t-1", "state": "MEX" }));
    let seated = seat(&service, "t-1", 1, "PARTICIPANT");
    for state in ["MEX", "CHE", "ZZZ"] {
        for mutation in ["expectState", "unexpectState"] {
            let input = json!({ "meeting": "meeting:t-1", "state": state });
            assert_eq!(refused(&person(0), mutation, input), ["FORBIDDEN meeting"]);
        }
    }
    for number in [0, 1, 99] {
        let input = json!({ "meeting": "meeting:t-1", "advocate": participant(number) });
        assert_eq!(refused(&person(0), "seat", input), ["FORBIDDEN meeting"]);
    }
    for attendance in [seated.as_str(), "attendance:nothing"] {
        let input = json!({ "attendance": attendance });
        assert_eq!(refused(&person(0), "withdrawAttendance", input.clone()), ["NOT_FOUND attendance"]);
        assert_eq!(refused(&person(0), "updateAttendance", input), ["NOT_FOUND attendance"]);
    }
}

#[test]
fn advocates_record_their_own_tables_and_attend_them() {
    let service = gathering();
    let table = grant_to(&service, &person(0), "addMeeting", a_meeting("SPONTANEOUS_TABLE"));
    assert_eq!((&table["rule"], &table["marking"]), (&json!("CHATHAM_HOUSE"), &json!("RESTRICTED")));
    let id = table["id"].as_str().unwrap();
    let seen = format!("{{ node(id: {id:?}) {{ ... on Meeting {{ attendances {{ advocate {{ id }} stage }} }} }} }}");
    let own = json!({ "node": { "attendances": [{ "advocate": { "id": "advocate:p-0" }, "stage": "CONFIRMED" }] } });
    assert_eq!(ask(&service, &person(0), &seen), own);
    // A colleague knows that it was, and neither who was there nor how to join them.
    assert_eq!(ask(&service, &person(5), &seen), json!({ "node": { "attendances": null } }));
    let join = json!({ "meeting": id, "advocate": participant(5), "stage": "ATTENDED" });
    assert_eq!(mistakes(&wish(&service, &person(5), "seat", join.clone())), ["FORBIDDEN meeting"]);
    assert_eq!(ask(&service, &person(1), &seen), json!({ "node": null }));
    assert_eq!(mistakes(&wish(&service, &person(1), "seat", join.clone())), ["NOT_FOUND meeting"]);
    // Whoever was there says who else was.
    grant_to(&service, &person(0), "seat", join);
    let delegate = json!({ "meeting": id, "contact": "contact:mex-geneva", "stage": "ATTENDED" });
    grant_to(&service, &person(0), "seat", delegate);
    assert_eq!(ask(&service, &person(5), &seen)["node"]["attendances"].as_array().unwrap().len(), 3);
    grant_to(&service, &person(5), "updateMeeting", json!({ "meeting": id, "title": "Lunch" }));
}

#[test]
fn bilateral_meetings_are_recorded_with_the_government_met() {
    let service = gathering();
    let met = grant_to(&service, &person(0), "addMeeting", a_meeting("BILATERAL"));
    assert_eq!((&met["rule"], &met["marking"]), (&json!("OPEN"), &json!("COALITION")));
    let mut quiet = a_meeting("BILATERAL");
    quiet["rule"] = json!("CHATHAM_HOUSE");
    assert_eq!(grant_to(&service, &person(0), "addMeeting", quiet)["marking"], json!("RESTRICTED"));
    let expected = json!({ "meeting": met["id"], "state": "MEX" });
    grant_to(&service, &person(0), "expectState", expected.clone());
    assert_eq!(mistakes(&wish(&service, &person(1), "expectState", expected)), ["FORBIDDEN meeting"]);
    let public = json!({ "meeting": met["id"], "marking": "PUBLIC" });
    assert_eq!(mistakes(&wish(&service, &person(0), "updateMeeting", public.clone())), ["FORBIDDEN marking"]);
    let rule = json!({ "meeting": met["id"], "rule": "CHATHAM_HOUSE" });
    assert_eq!(mistakes(&wish(&service, &person(0), "updateMeeting", rule.clone())), ["FORBIDDEN rule"]);
    grant(&service, "updateMeeting", rule);
    let refused = ["RULE_FORBIDS_PUBLISHING marking"];
    assert_eq!(mistakes(&wish(&service, &person(0), "updateMeeting", public)), refused);
}

#[test]
fn people_answer_for_themselves_alone() {
    let service = gathering();
    let nominated = json!({ "meeting": "meeting:hall", "advocate": participant(0), "stage": "NOMINATED" });
    let nominated = grant(&service, "seat", nominated)["id"].clone();
    let answer = |whose: &Clearance, input: Value| wish(&service, whose, "updateAttendance", input);
    let confirm = json!({ "attendance": nominated, "stage": "CONFIRMED" });
    assert_eq!(mistakes(&answer(&person(0), confirm.clone())), ["FORBIDDEN stage"]);
    grant(&service, "updateAttendance", json!({ "attendance": nominated, "stage": "SELECTED" }));
    for (field, value) in [("role", json!("CO_LEAD")), ("nominatedBy", json!("ISC")), ("erasedOn", json!("2030-01-01"))]
    {
        let mut input = confirm.clone();
        input[field] = value;
        assert_eq!(mistakes(&answer(&person(0), input)), [format!("FORBIDDEN {field}")]);
    }
    // A colleague sees it, the hall being open, and may not touch it; a stranger does not see it.
    assert_eq!(mistakes(&answer(&person(5), confirm.clone())), ["FORBIDDEN attendance"]);
    assert_eq!(mistakes(&answer(&person(1), confirm.clone())), ["NOT_FOUND attendance"]);
    let done = grant_to(&service, &person(0), "updateAttendance", confirm);
    assert_eq!((&done["stage"], &done["revision"]), (&json!("CONFIRMED"), &json!(3)));
    let late = json!({ "attendance": nominated, "expectedRevision": 2 });
    assert_eq!(
        mistakes(&wish(&service, &person(0), "withdrawAttendance", late)),
        ["REVISION_CONFLICT expectedRevision"]
    );
    grant_to(&service, &person(0), "withdrawAttendance", json!({ "attendance": nominated }));
}

#[test]
fn what_is_left_out_has_its_usual_value() {
    let service = gathering();
    let found = grant(&service, "seat", json!({ "meeting": "meeting:hall", "advocate": participant(0) }));
    let expected = json!({ "role": "PARTICIPANT", "stage": "SELECTED", "erasedOn": "2020-05-06", "nominatedBy": null, "revision": 1 });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(found[field], *value, "{field}");
    }
    let delegate = grant(&service, "seat", json!({ "meeting": "meeting:hall", "contact": "contact:mex-geneva" }));
    assert_eq!(delegate["role"], json!("GOVERNMENT_REPRESENTATIVE"));
    // Of a meeting long past it counts from now.
    let mut past = a_meeting("HEARING");
    past["start"] = json!("2012-01-01T10:00");
    past["end"] = json!("2012-01-01T11:00");
    let past = grant(&service, "addMeeting", past)["id"].clone();
    let found = grant(&service, "seat", json!({ "meeting": past, "advocate": participant(0) }));
    assert_eq!(found["erasedOn"], json!("2020-02-01"));
}

#[test]
fn expecting_twice_changes_nothing_and_expecting_again_is_a_change() {
    let service = gathering();
    let mexico = json!({ "meeting": "meeting:t-1", "state": "mex" });
    let first = grant(&service, "expectState", mexico.clone());
    assert_eq!(grant(&service, "expectState", mexico.clone()), first);
    let withdrawn = grant(&service, "unexpectState", mexico.clone());
    assert_eq!((&withdrawn["id"], &withdrawn["withdrawn"]), (&first["id"], &json!(true)));
    refuse(&service, "unexpectState", mexico.clone(), &["NOT_FOUND state"]);
    refuse(&service, "unexpectState", json!({ "meeting": "meeting:t-1" }), &["REQUIRED state"]);
    refuse(&service, "expectState", json!({ "meeting": "meeting:t-1", "state": "ZZZ" }), &["NOT_FOUND state"]);
    assert_eq!(grant(&service, "expectState", mexico)["revision"], json!(3));
}

#[test]
fn mistakes_of_form_are_told_all_at_once() {
    let service = gathering();
    let nothing = ["REQUIRED city", "REQUIRED end", "REQUIRED kind", "REQUIRED start", "REQUIRED title"];
    refuse(&service, "addMeeting", json!({}), &nothing);
    let bad = json!({ "kind": "TABLE", "title": " ", "act": 11, "city": "city:atlantis", "start": "2018-05-06",
        "end": "2018-05-06T25:00", "round": 0, "partOf": "meeting:nothing", "places": -1, "governmentPlaces": 70000, "key": "hall" });
    refuse(
        &service,
        "addMeeting",
        bad,
        &[
            "ALREADY_EXISTS key",
            "INVALID end",
            "INVALID governmentPlaces",
            "INVALID places",
            "INVALID round",
            "INVALID start",
            "NOT_FOUND act",
            "NOT_FOUND city",
            "NOT_FOUND partOf",
            "REQUIRED title",
        ],
    );
    let mut backwards = a_meeting("HEARING");
    backwards["end"] = backwards["start"].clone();
    refuse(&service, "addMeeting", backwards, &["INVALID end"]);
    let cleared =
        json!({ "meeting": "meeting:s-1", "title": null, "city": null, "start": null, "end": null, "marking": null });
    let expected = ["REQUIRED city", "REQUIRED end", "REQUIRED marking", "REQUIRED start", "REQUIRED title"];
    refuse(&service, "updateMeeting", cleared, &expected);
    let changed = grant(&service, "updateMeeting", json!({ "meeting": "meeting:s-1", "places": 12, "round": null }));
    assert_eq!((&changed["places"], &changed["round"], &changed["revision"]), (&json!(12), &json!(null), &json!(2)));
    assert_eq!(grant(&service, "updateMeeting", json!({ "meeting": "meeting:s-1", "places": 12 })), changed);
}
