//! The rules of meetings: each accepted just below, and refused just above with its own code.

use demarche::domain::{Attendance, AttendanceRole, AttendanceStage, Attendee, Entity, Evidence, EvidenceKind};
use demarche::domain::{Marking, Meeting, MeetingKind, Report, ReportStage, Rule};
use serde_json::{Value, json};

use super::*;
use crate::service::day;

fn at(meeting: &str, number: usize, role: &str) -> Value {
    json!({ "meeting": format!("meeting:{meeting}"), "advocate": participant(number), "role": role })
}

fn all_at(meeting: &str, seats: Vec<Value>) -> Value {
    json!({ "meeting": format!("meeting:{meeting}"), "seats": seats })
}

fn withdraw(service: &Service, attendance: &str) {
    grant(service, "withdrawAttendance", json!({ "attendance": attendance }));
}

#[test]
fn a_session_has_at_most_fifteen_participants() {
    let service = gathering();
    grant(&service, "seatAll", all_at("s-1", seats(0..15)));
    refuse(&service, "seat", at("s-1", 15, "PARTICIPANT"), &["FIFTEEN_PARTICIPANTS stage"]);
    refuse(&service, "seatAll", all_at("s-2", seats(20..36)), &["FIFTEEN_PARTICIPANTS seats.15.stage"]);
    // Whoever is only nominated takes no place.
    let nominated = json!({ "meeting": "meeting:s-1", "advocate": participant(15), "stage": "NOMINATED" });
    let nominated = grant(&service, "seat", nominated)["id"].clone();
    let select = json!({ "attendance": nominated, "stage": "SELECTED" });
    refuse(&service, "updateAttendance", select.clone(), &["FIFTEEN_PARTICIPANTS stage"]);
    let first = ask(
        &service,
        &Clearance::Coordinator,
        r#"{ attendances(meeting: "meeting:s-1", advocate: "advocate:p-3") { nodes { id } } }"#,
    );
    withdraw(&service, first["attendances"]["nodes"][0]["id"].as_str().unwrap());
    grant(&service, "updateAttendance", select);
}

#[test]
fn a_session_has_two_co_leads_and_one_rapporteur() {
    let service = gathering();
    seat(&service, "s-1", 0, "CO_LEAD");
    let second = seat(&service, "s-1", 1, "CO_LEAD");
    refuse(&service, "seat", at("s-1", 2, "CO_LEAD"), &["TWO_CO_LEADS role"]);
    let third = seat(&service, "s-1", 2, "PARTICIPANT");
    let lead = json!({ "attendance": third, "role": "CO_LEAD" });
    refuse(&service, "updateAttendance", lead.clone(), &["TWO_CO_LEADS role"]);
    withdraw(&service, &second);
    grant(&service, "updateAttendance", lead);

    seat(&service, "s-1", 3, "RAPPORTEUR");
    refuse(&service, "seat", at("s-1", 4, "RAPPORTEUR"), &["ONE_RAPPORTEUR role"]);
}

#[test]
fn a_session_is_for_civil_society_only() {
    let service = gathering();
    let contact = &contacts(&service, 1)[0];
    for role in ["GOVERNMENT_REPRESENTATIVE", "PARTICIPANT"] {
        let input = json!({ "meeting": "meeting:s-1", "contact": contact, "role": role });
        refuse(&service, "seat", input, &["SESSION_IS_CIVIL_SOCIETY_ONLY role"]);
    }
    grant(&service, "seat", json!({ "meeting": "meeting:t-1", "contact": contact }));
    grant(&service, "seat", json!({ "meeting": "meeting:hall", "contact": contact }));
}

#[test]
fn nobody_is_in_two_sessions_of_one_round() {
    let service = gathering();
    let first = seat(&service, "s-1", 0, "PARTICIPANT");
    refuse(&service, "seat", at("s-2", 0, "CO_LEAD"), &["ONCE_A_ROUND advocate"]);
    seat(&service, "s-6", 0, "PARTICIPANT");
    // Nor by moving the session.
    let moved = json!({ "meeting": "meeting:s-6", "round": 1 });
    refuse(&service, "updateMeeting", moved, &["ONCE_A_ROUND round"]);
    // Without a round the clock decides.
    let beside = json!({ "meeting": "meeting:s-6", "round": null, "start": "2018-05-05T15:29" });
    refuse(&service, "updateMeeting", beside, &["ONCE_A_ROUND round"]);
    grant(&service, "updateMeeting", json!({ "meeting": "meeting:s-6", "round": null }));
    withdraw(&service, &first);
    seat(&service, "s-2", 0, "PARTICIPANT");
}

#[test]
fn a_table_seats_five_delegates_and_eight_of_civil_society() {
    let service = gathering();
    let contacts = contacts(&service, 6);
    let delegates = |all: &[String]| all.iter().map(|it| json!({ "contact": it })).collect::<Vec<_>>();
    refuse(&service, "seatAll", all_at("t-1", delegates(&contacts)), &["FIVE_DELEGATES seats.5.stage"]);
    grant(&service, "seatAll", all_at("t-1", delegates(&contacts[..5])));
    let sixth = json!({ "meeting": "meeting:t-1", "contact": contacts[5], "role": "PARTICIPANT" });
    refuse(&service, "seat", sixth, &["FIVE_DELEGATES stage"]);
    grant(&service, "seatAll", all_at("t-1", seats(0..8)));
    refuse(&service, "seat", at("t-1", 8, "PARTICIPANT"), &["EIGHT_LEADERS stage"]);
}

#[test]
fn a_table_has_no_rapporteur() {
    let service = gathering();
    refuse(&service, "seat", at("t-1", 0, "RAPPORTEUR"), &["TABLE_HAS_NO_RAPPORTEUR role"]);
    let rapporteur = seat(&service, "hall", 0, "RAPPORTEUR");
    // Nor has anything that comes under the Rule.
    let rule = json!({ "meeting": "meeting:hall", "rule": "CHATHAM_HOUSE" });
    refuse(&service, "updateMeeting", rule.clone(), &["TABLE_HAS_NO_RAPPORTEUR rule"]);
    withdraw(&service, &rapporteur);
    grant(&service, "updateMeeting", rule);
    refuse(
        &service,
        "updateAttendance",
        json!({ "attendance": rapporteur, "stage": "SELECTED" }),
        &["TABLE_HAS_NO_RAPPORTEUR role"],
    );
}

#[test]
fn a_facilitator_leads_the_session_on_the_same_act() {
    let service = gathering();
    let lead = seat(&service, "s-1", 0, "CO_LEAD");
    seat(&service, "s-1", 1, "CO_LEAD");
    seat(&service, "s-1", 2, "PARTICIPANT");
    seat(&service, "s-6", 3, "CO_LEAD");
    for number in [2, 3, 4] {
        let expected = ["FACILITATOR_LEADS_SESSION_ON_SAME_ACT role"];
        refuse(&service, "seat", at("t-1", number, "FACILITATOR"), &expected);
    }
    seat(&service, "t-1", 0, "FACILITATOR");
    refuse(&service, "seat", at("t-1", 1, "FACILITATOR"), &["ONE_FACILITATOR role"]);
    // The co-lead stays one, and the table and the session keep their Act.
    let demote = json!({ "attendance": lead, "role": "PARTICIPANT" });
    refuse(&service, "updateAttendance", demote, &["FACILITATOR_LEADS_SESSION_ON_SAME_ACT role"]);
    for it in ["meeting:t-1", "meeting:s-1"] {
        let other = json!({ "meeting": it, "act": 6 });
        refuse(&service, "updateMeeting", other, &["FACILITATOR_LEADS_SESSION_ON_SAME_ACT act"]);
    }
    // But nobody is kept from staying away; the table is warned then.
    withdraw(&service, &lead);
    let table = ask(
        &service,
        &Clearance::Coordinator,
        r#"{ node(id: "meeting:t-1") { ... on Meeting { completeness { facilitator warnings { kind count message } } } } }"#,
    );
    let warnings = table["node"]["completeness"]["warnings"].as_array().unwrap();
    assert!(
        warnings.iter().any(|it| it["kind"] == json!("FACILITATOR_LEADS_NO_SESSION") && it["count"] == json!(1)),
        "{table}"
    );
}

#[test]
fn nobody_is_selected_beyond_the_places() {
    let service = gathering();
    grant(&service, "updateMeeting", json!({ "meeting": "meeting:hall", "places": 3, "governmentPlaces": 1 }));
    grant(&service, "seatAll", all_at("hall", seats(0..2)));
    refuse(
        &service,
        "seatAll",
        all_at("hall", seats(2..5)),
        &["PLACES_TAKEN seats.1.stage", "PLACES_TAKEN seats.2.stage"],
    );
    grant(&service, "seatAll", all_at("hall", seats(2..3)));
    refuse(&service, "seat", at("hall", 3, "PARTICIPANT"), &["PLACES_TAKEN stage"]);
    let nominated = json!({ "meeting": "meeting:hall", "advocate": participant(3), "stage": "NOMINATED" });
    grant(&service, "seat", nominated);
    let contacts = contacts(&service, 2);
    grant(&service, "seat", json!({ "meeting": "meeting:hall", "contact": contacts[0] }));
    let other = json!({ "meeting": "meeting:hall", "contact": contacts[1] });
    refuse(&service, "seat", other, &["GOVERNMENT_PLACES_TAKEN stage"]);
    let fewer = json!({ "meeting": "meeting:hall", "places": 2 });
    refuse(&service, "updateMeeting", fewer, &["PLACES_TAKEN places"]);
    grant(&service, "updateMeeting", json!({ "meeting": "meeting:hall", "places": null, "governmentPlaces": null }));
    seat(&service, "hall", 4, "PARTICIPANT");
}

#[test]
fn a_person_attends_once_and_on_their_own_side() {
    let service = gathering();
    let first = seat(&service, "hall", 0, "PARTICIPANT");
    refuse(&service, "seat", at("hall", 0, "CO_LEAD"), &["ATTENDS_ONCE advocate"]);
    refuse(&service, "seatAll", all_at("hall", seats([1, 1])), &["ATTENDS_ONCE seats.1.advocate"]);
    withdraw(&service, &first);
    let second = seat(&service, "hall", 0, "PARTICIPANT");
    let again = json!({ "attendance": first, "stage": "SELECTED" });
    refuse(&service, "updateAttendance", again, &["ATTENDS_ONCE advocate"]);
    withdraw(&service, &second);
    let contact = &contacts(&service, 1)[0];
    grant(&service, "seat", json!({ "meeting": "meeting:hall", "contact": contact }));
    let contact = json!({ "meeting": "meeting:hall", "contact": contact });
    refuse(&service, "seat", contact.clone(), &["ATTENDS_ONCE contact"]);
    refuse(&service, "seat", at("t-1", 0, "GOVERNMENT_REPRESENTATIVE"), &["ROLE_IS_OF_ITS_SIDE role"]);
    let mut rapporteur = contact;
    rapporteur["meeting"] = json!("meeting:t-1");
    rapporteur["role"] = json!("FACILITATOR");
    let expected = ["FACILITATOR_LEADS_SESSION_ON_SAME_ACT role", "ROLE_IS_OF_ITS_SIDE role"];
    refuse(&service, "seat", rapporteur, &expected);
}

#[test]
fn tables_are_under_the_rule_and_the_rule_stays() {
    let service = gathering();
    let table = |kind: &str, rule: &str| {
        json!({ "kind": kind, "title": "T", "act": 1, "city": "city:geneva", "start": "2018-05-06T12:00",
            "end": "2018-05-06T13:00", "rule": rule })
    };
    for kind in ["TABLE", "SPONTANEOUS_TABLE"] {
        refuse(&service, "addMeeting", table(kind, "OPEN"), &["TABLE_IS_UNDER_THE_RULE rule"]);
        assert_eq!(grant(&service, "addMeeting", table(kind, "CHATHAM_HOUSE"))["rule"], json!("CHATHAM_HOUSE"));
    }
    let open = |key: &str| json!({ "meeting": format!("meeting:{key}"), "rule": "OPEN" });
    let expected = ["RULE_STAYS rule", "TABLE_IS_UNDER_THE_RULE rule"];
    refuse(&service, "updateMeeting", open("t-1"), &expected);
    grant(&service, "updateMeeting", open("hall"));
    grant(&service, "updateMeeting", json!({ "meeting": "meeting:hall", "rule": "CHATHAM_HOUSE" }));
    refuse(&service, "updateMeeting", open("hall"), &["RULE_STAYS rule"]);
    refuse(&service, "updateMeeting", json!({ "meeting": "meeting:hall", "rule": null }), &["REQUIRED rule"]);
    let hall = meeting(MeetingKind::Plenary, "hall", None);
    let refused = import(&service, vec![hall.into()]).unwrap_err();
    assert_eq!(told(&refused), ["0.rule rule_stays"]);
}

#[test]
fn what_is_reported_or_cited_comes_under_no_rule() {
    let service = gathering();
    let report = Report {
        session: id("s-1"),
        ..serde_json::from_value(json!({ "id": "r-1", "session": "s-1", "stage": "filed", "marking": "coalition" }))
            .unwrap()
    };
    assert_eq!(report.stage, ReportStage::Filed);
    let evidence = Evidence {
        id: id("said-there"),
        kind: EvidenceKind::Statement,
        title: "Said there".into(),
        date: None,
        publisher: None,
        url: None,
        state: None,
        meeting: Some(id("hall")),
        marking: Marking::Coalition,
        recorded_by: None,
    };
    import(&service, vec![report.into(), evidence.into()]).unwrap();
    let rule = |key: &str| json!({ "meeting": format!("meeting:{key}"), "rule": "CHATHAM_HOUSE" });
    refuse(&service, "updateMeeting", rule("s-1"), &["TABLE_HAS_NO_REPORT rule"]);
    refuse(&service, "updateMeeting", rule("hall"), &["RULE_FORBIDS_CITING rule"]);
    grant(&service, "updateMeeting", rule("s-2"));
}

#[test]
fn sessions_and_tables_are_about_an_act_and_gatherings_are_whole() {
    let service = gathering();
    let plain = |kind: &str| json!({ "kind": kind, "title": "T", "city": "city:geneva", "start": "2018-05-06T12:00", "end": "2018-05-06T13:00" });
    for kind in ["GROUP_SESSION", "TABLE"] {
        refuse(&service, "addMeeting", plain(kind), &["ONE_ACT act"]);
    }
    refuse(&service, "updateMeeting", json!({ "meeting": "meeting:s-1", "act": null }), &["ONE_ACT act"]);
    grant(&service, "addMeeting", plain("WEBINAR"));
    let part = |of: &str| {
        let mut input = plain("HEARING");
        input["partOf"] = json!(format!("meeting:{of}"));
        input
    };
    grant(&service, "addMeeting", part("hall"));
    refuse(&service, "addMeeting", part("s-1"), &["GATHERING_IS_WHOLE partOf"]);
    for part in ["s-1", "hall"] {
        let of = json!({ "meeting": "meeting:hall", "partOf": format!("meeting:{part}") });
        refuse(&service, "updateMeeting", of, &["GATHERING_IS_WHOLE partOf"]);
    }
}

#[test]
fn other_kinds_have_no_rules() {
    let service = gathering();
    for kind in ["SPONTANEOUS_TABLE", "PLENARY", "CONSULTATION", "NEGOTIATION_ROUND", "HEARING", "WEBINAR", "BILATERAL"]
    {
        let input = json!({ "kind": kind, "title": "T", "city": "city:geneva", "start": "2018-05-06T12:00", "end": "2018-05-06T13:00" });
        let id = grant(&service, "addMeeting", input)["id"].clone();
        let mut all = seats(0..20);
        all.extend((20..23).map(|it| json!({ "advocate": participant(it), "role": "CO_LEAD" })));
        all.extend((23..25).map(|it| json!({ "advocate": participant(it), "role": "FACILITATOR" })));
        all.extend(contacts(&service, 9).iter().map(|it| json!({ "contact": it })));
        grant(&service, "seatAll", json!({ "meeting": id, "seats": all }));
    }
}

#[test]
fn all_mistakes_are_told_at_once_and_nobody_is_seated() {
    let service = gathering();
    seat(&service, "s-2", 7, "PARTICIPANT");
    let contact = &contacts(&service, 1)[0];
    let all = vec![
        json!({ "advocate": participant(0), "role": "CO_LEAD" }),
        json!({ "advocate": participant(1), "role": "CO_LEAD" }),
        json!({ "advocate": participant(2), "role": "CO_LEAD" }),
        json!({ "advocate": participant(7) }),
        json!({ "contact": contact }),
        json!({}),
        json!({ "advocate": participant(3), "contact": contact }),
        json!({ "advocate": "advocate:nobody", "erasedOn": "2018-13-01" }),
        json!({ "advocate": participant(4), "erasedOn": "2018-05-04" }),
    ];
    refuse(
        &service,
        "seatAll",
        all_at("s-1", all),
        &[
            "INVALID seats.6.contact",
            "INVALID seats.7.erasedOn",
            "INVALID seats.8.erasedOn",
            "NOT_FOUND seats.7.advocate",
            "ONCE_A_ROUND seats.3.advocate",
            "REQUIRED seats.5.advocate",
            "SESSION_IS_CIVIL_SOCIETY_ONLY seats.4.role",
            "TWO_CO_LEADS seats.2.role",
        ],
    );
    refuse(&service, "seatAll", all_at("s-1", Vec::new()), &["REQUIRED seats"]);
    refuse(&service, "seatAll", all_at("hall", seats((0..501).map(|_| 0))), &["INVALID seats"]);
}

/// The mistakes of an import, each as its path and its rule.
fn told(rejection: &Rejection) -> Vec<String> {
    let told =
        |it: &demarche::store::UserError| format!("{} {}", it.path.join("."), it.rule.map_or("none", |it| it.as_str()));
    rejection.errors.iter().map(told).collect()
}

#[test]
fn files_keep_the_rules_as_well() {
    let service = gathering();
    seat(&service, "s-1", 0, "CO_LEAD");
    let attendance = |key: &str, meeting: &str, number: usize, role| -> Entity {
        Attendance {
            id: id(key),
            meeting: id(meeting),
            attendee: Some(Attendee::Advocate(id(&format!("p-{number}")))),
            role,
            stage: AttendanceStage::Confirmed,
            nominated_by: None,
            erased_on: day("2020-05-05"),
        }
        .into()
    };
    use AttendanceRole::{CoLead, Facilitator, Participant, Rapporteur};
    let open = Meeting { rule: Rule::Open, ..meeting(MeetingKind::Table, "t-11", Some(1)) };
    let refused = import(
        &service,
        vec![
            attendance("x-1", "s-1", 1, CoLead),
            attendance("x-2", "s-1", 2, CoLead),
            attendance("x-3", "t-2", 3, Rapporteur),
            attendance("x-4", "s-2", 0, Participant),
            attendance("x-5", "t-2", 1, Facilitator),
            open.into(),
        ],
    );
    let mut told = told(&refused.unwrap_err());
    told.sort();
    assert_eq!(
        told,
        [
            "1.role two_co_leads",
            "2.role table_has_no_rapporteur",
            "3.attendee once_a_round",
            "4.role facilitator_leads_session_on_same_act",
            "5.rule table_is_under_the_rule",
        ]
    );
    // What comes together is held against what comes with it.
    let together = vec![attendance("x-5", "t-1", 1, Facilitator), attendance("x-1", "s-1", 1, CoLead)];
    import(&service, together.clone()).unwrap();
    import(&service, together).unwrap();
}
