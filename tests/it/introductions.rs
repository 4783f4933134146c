//! Whom to meet next, whom nobody has met, and who can introduce one to them.

use demarche::domain::{
    Attendance, AttendanceRole, AttendanceStage, Attendee, Clearance, Entity, LocalTime, Marking, Meeting, MeetingKind,
    Rule,
};
use serde_json::{Value, json};

use crate::referrals::{advocate, bring, bring_advocates, id, refer, told, wish};
use crate::service::{Service, day};
use crate::wish::{a_follow_up, grant, with};

/// A meeting in Geneva with an advocate of `mfa` and the holder of a post, both of whom were there.
fn meet(service: &Service, key: &str, kind: MeetingKind, rule: Rule, contact: &str) {
    let meeting = Meeting {
        id: id(key),
        kind,
        title: key.into(),
        act: Some(id("3")),
        city: id("geneva"),
        start: LocalTime::parse("2018-01-10T10:00").unwrap(),
        end: LocalTime::parse("2018-01-10T11:00").unwrap(),
        rule,
        round: None,
        part_of: None,
        places: None,
        government_places: None,
        marking: Marking::Coalition,
        recorded_by: None,
    };
    let attends = |who: &str, attendee: Attendee, role| Attendance {
        id: id(&format!("{key}-{who}")),
        meeting: id(key),
        attendee: Some(attendee),
        role,
        stage: AttendanceStage::Attended,
        nominated_by: None,
        erased_on: day("2019-01-01"),
    };
    bring(
        service,
        vec![
            Entity::from(meeting),
            attends("a", Attendee::Advocate(id("mfa-1")), AttendanceRole::Participant).into(),
            attends("c", Attendee::Contact(id(contact)), AttendanceRole::GovernmentRepresentative).into(),
        ],
    );
}

/// A follow-up of an organisation with a contact of Mexico that is done.
fn done(service: &Service, clearance: &Clearance, assignee: &str, contact: &str, marking: &str, on: &str) -> String {
    let input = with(
        a_follow_up(),
        json!({ "assignee": format!("organisation:{assignee}"), "contact": format!("contact:{contact}"), "marking": marking }),
    );
    let found = wish(service, clearance, "planFollowUp", input)["entity"]["id"].clone();
    let input = json!({ "followUp": found, "completedOn": on, "outcome": "met" });
    let payload = wish(service, clearance, "completeFollowUp", input);
    assert_eq!(payload["userErrors"], json!([]));
    found.as_str().unwrap().to_owned()
}

/// The ways that somebody is told, each as `KIND to/via` by step.
fn ways(service: &Service, clearance: &Clearance, arguments: &str) -> Vec<String> {
    let document =
        format!("{{ introductions({arguments}) {{ steps {{ kind from {{ id }} to {{ id }} via {{ id }} }} }} }}");
    let found = told(service, clearance, &document);
    let way = |it: &Value| {
        let steps = it["steps"].as_array().unwrap();
        for pair in steps.windows(2) {
            assert_eq!(pair[0]["to"], pair[1]["from"], "{it}");
        }
        let text = |it: &Value| it["id"].as_str().unwrap_or("-").to_owned();
        let step = |it: &Value| format!("{} {} by {}", it["kind"].as_str().unwrap(), text(&it["to"]), text(&it["via"]));
        steps.iter().map(step).collect::<Vec<_>>().join(", ")
    };
    found["introductions"].as_array().unwrap().iter().map(way).collect()
}

#[test]
fn an_organisation_is_introduced_by_whom_it_has_met() {
    let service = Service::fresh();
    bring_advocates(&service, &["mfa", "picum"]);
    let to = r#"to: "contact:mex-capital""#;
    let mfa = advocate("mfa");
    assert_eq!(ways(&service, &mfa, to), [""; 0]);
    refer(&service, "r1", "mex-geneva", "mex-capital");
    refer(&service, "r2", "mex-new-york", "mex-geneva");
    let _ = done(&service, &Clearance::Coordinator, "mfa", "mex-new-york", "COALITION", "2018-01-05");
    let last = done(&service, &Clearance::Coordinator, "mfa", "mex-new-york", "COALITION", "2018-01-20");
    let long = format!(
        "FOLLOW_UP contact:mex-new-york by {last}, REFERRAL contact:mex-geneva by referral:r2, REFERRAL contact:mex-capital by referral:r1"
    );
    assert_eq!(ways(&service, &mfa, to), [long.as_str()]);
    assert_eq!(ways(&service, &mfa, &format!("{to} longest: 2")), [""; 0]);
    assert_eq!(ways(&service, &advocate("picum"), to), [""; 0]);
    assert_eq!(ways(&service, &Clearance::Coordinator, &format!(r#"{to} from: "organisation:mfa""#)), [long.as_str()]);
    meet(&service, "hearing", MeetingKind::Hearing, Rule::Open, "mex-geneva");
    let by_advocate = "ADVOCATE advocate:mfa-1 by -, MEETING contact:mex-geneva by meeting:hearing, REFERRAL contact:mex-capital by referral:r1";
    // Both take three steps: the advocate's id comes before the contact's.
    assert_eq!(ways(&service, &mfa, to), [by_advocate, long.as_str()]);
    assert_eq!(ways(&service, &mfa, &format!("{to} first: 1")), [by_advocate]);
    let short = done(&service, &Clearance::Coordinator, "mfa", "mex-capital", "COALITION", "2018-01-20");
    let short = format!("FOLLOW_UP contact:mex-capital by {short}");
    assert_eq!(ways(&service, &mfa, &format!("{to} first: 2")), [short.as_str(), by_advocate]);
    // In a circle, nobody is passed twice.
    refer(&service, "r3", "mex-capital", "mex-new-york");
    assert_eq!(ways(&service, &mfa, &format!("{to} longest: 6")).len(), 3);
    for referral in ["r1", "r2"] {
        let input = json!({ "referral": format!("referral:{referral}"), "status": "DEAD_END" });
        grant(&service, "updateReferral", input);
    }
    assert_eq!(ways(&service, &mfa, to), [short.as_str()]);
}

#[test]
fn no_way_leads_through_what_one_may_not_see() {
    let service = Service::fresh();
    bring_advocates(&service, &["mfa", "picum"]);
    let to = r#"to: "contact:mex-capital" from: "organisation:mfa""#;
    let count = |clearance: &Clearance| ways(&service, clearance, to).len();
    // A follow-up that is nobody else's.
    let _ = done(&service, &advocate("mfa"), "mfa", "mex-capital", "RESTRICTED", "2018-01-20");
    let all = [Clearance::Coordinator, advocate("mfa"), advocate("picum"), Clearance::Analyst];
    assert_eq!(all.each_ref().map(count), [1, 1, 0, 0]);
    // A referral that is another's.
    let _ = done(&service, &Clearance::Coordinator, "mfa", "mex-geneva", "COALITION", "2018-01-20");
    let input = json!({ "contact": "contact:mex-capital", "givenBy": "contact:mex-geneva", "marking": "RESTRICTED" });
    let payload = wish(&service, &advocate("picum"), "addReferral", input);
    assert_eq!(payload["userErrors"], json!([]));
    assert_eq!(all.each_ref().map(count), [2, 1, 1, 0]);
    // Who was at a meeting is known to those who were there; of one under the Rule nobody makes a way.
    meet(&service, "hearing", MeetingKind::Hearing, Rule::Open, "mex-capital");
    assert_eq!(all.each_ref().map(count), [3, 2, 1, 0]);
    meet(&service, "table", MeetingKind::Table, Rule::ChathamHouse, "mex-new-york");
    let other = r#"to: "contact:mex-new-york" from: "organisation:mfa""#;
    assert_eq!(all.each_ref().map(|it| ways(&service, it, other).len()), [0; 4]);
}

#[test]
fn arguments_of_introductions_are_checked() {
    let service = Service::fresh();
    let check = |clearance: Clearance, arguments: &str, argument: &str, says: &str| {
        let answer =
            service.ask_as(clearance, &format!("{{ introductions({arguments}) {{ steps {{ kind }} }} }}"), json!({}));
        assert_eq!(answer["errors"][0]["extensions"]["argument"], json!(argument), "{arguments} {answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(says), "{answer}");
    };
    let to = r#"to: "contact:mex-capital""#;
    check(Clearance::Coordinator, to, "from", "no organisation of your own");
    check(Clearance::Analyst, to, "from", "no organisation of your own");
    check(advocate("mfa"), &format!(r#"{to} from: "organisation:none""#), "from", "there is no organisation:none");
    check(advocate("mfa"), r#"to: "contact:none""#, "to", "there is no contact:none");
    check(advocate("mfa"), r#"to: "state:MEX""#, "to", "it reads contact:key");
    check(Clearance::Viewer, to, "to", "there is no contact:mex-capital");
    for longest in [0, 7] {
        check(advocate("mfa"), &format!("{to} longest: {longest}"), "longest", "not between 1 and 6");
    }
    check(advocate("mfa"), &format!("{to} first: 0"), "first", "not between 1 and 100");
}

#[test]
fn governments_are_named_and_never_met() {
    let service = Service::fresh();
    bring_advocates(&service, &["mfa"]);
    let add = |input: Value| grant(&service, "addReferral", input)["id"].clone();
    add(json!({ "key": "k1", "state": "KEN", "act": 6, "hint": "NEGATIVE" }));
    add(json!({ "key": "k2", "contact": "contact:ken-capital", "act": 3, "hint": "POSITIVE" }));
    add(json!({ "key": "k3", "state": "KEN", "hint": "NEGATIVE" }));
    add(json!({ "key": "e1", "state": "ETH", "act": 3 }));
    add(json!({ "key": "c1", "state": "CAN", "act": 6 }));
    add(json!({ "key": "dead", "state": "IND" }));
    grant(&service, "updateReferral", json!({ "referral": "referral:dead", "status": "DEAD_END" }));
    // A government that was met in February.
    add(json!({ "key": "met", "state": "AND" }));
    let check = |arguments: &str, expected: &[(&str, i32)]| {
        let found = service.data(&format!("{{ namedButNeverMet{arguments} {{ state {{ code }} count }} }}"));
        let rows: Vec<_> =
            expected.iter().map(|(state, count)| json!({ "state": { "code": state }, "count": count })).collect();
        assert_eq!(found["namedButNeverMet"], json!(rows), "{arguments}");
    };
    check("", &[("KEN", 3), ("CAN", 1), ("ETH", 1)]);
    check("(first: 2)", &[("KEN", 3), ("CAN", 1)]);
    check("(atLeast: 2)", &[("KEN", 3)]);
    check("(acts: [6])", &[("KEN", 2), ("CAN", 1)]);
    check("(acts: [3], regions: [AFRICA])", &[("KEN", 2), ("ETH", 1)]);
    check("(regions: [NORTH_AMERICA])", &[("CAN", 1)]);
    let found =
        service.data("{ namedButNeverMet(first: 1) { hints { position count } acts { number } referrals { id } } }");
    let expected = json!([{ "hints": [{ "position": "POSITIVE", "count": 1 }, { "position": "NEGATIVE", "count": 2 }],
        "acts": [{ "number": 3 }, { "number": 6 }],
        "referrals": [{ "id": "referral:k1" }, { "id": "referral:k2" }, { "id": "referral:k3" }] }]);
    assert_eq!(found["namedButNeverMet"], expected);
    // A hearing is no meeting with a government; a bilateral is, for those who know who was there.
    meet(&service, "hearing", MeetingKind::Hearing, Rule::Open, "ken-capital");
    check("(atLeast: 2)", &[("KEN", 3)]);
    meet(&service, "bilateral", MeetingKind::Bilateral, Rule::Open, "ken-capital");
    check("", &[("CAN", 1), ("ETH", 1)]);
    let of = |clearance: Clearance| {
        told(&service, &clearance, "{ namedButNeverMet { state { code } } }").to_string().contains("KEN")
    };
    assert_eq!([of(advocate("mfa")), of(advocate("picum")), of(Clearance::Analyst)], [false, true, true]);
    grant(&service, "updateReferral", json!({ "referral": "referral:c1", "status": "FOLLOWED_UP" }));
    check("", &[("ETH", 1)]);
}

#[test]
fn the_next_best_contacts_have_reasons() {
    let service = Service::fresh();
    bring_advocates(&service, &["mfa"]);
    let check = |clearance: &Clearance, arguments: &str, score: i32, reasons: &[&str]| {
        let document = format!(
            "{{ nextBestContacts({arguments}) {{ contact {{ id }} score reasons {{ kind count points acts {{ number }} }} }} }}"
        );
        let found = told(&service, clearance, &document)["nextBestContacts"].clone();
        let reason = |it: &Value| format!("{} {} {}", it["kind"].as_str().unwrap(), it["count"], it["points"]);
        let told: Vec<_> = found[0]["reasons"].as_array().into_iter().flatten().map(reason).collect();
        assert_eq!(told, reasons, "{clearance:?} {arguments}");
        let rows = if reasons.is_empty() { 0 } else { 1 };
        assert_eq!(
            (found.as_array().unwrap().len(), &found[0]["score"]),
            (rows, &(if rows == 0 { json!(null) } else { json!(score) }))
        );
        for it in found[0]["reasons"].as_array().into_iter().flatten() {
            let acts = if it["kind"] == json!("CAN_LEAD") { json!([{ "number": 4 }]) } else { json!([]) };
            assert_eq!(it["acts"], acts, "{found}");
        }
    };
    let all = Clearance::Coordinator;
    let here = r#"city: "san-jose""#;
    let plan = |act: i32, due: &str| {
        let input = json!({ "purpose": "p", "state": "CRI", "act": act, "level": "LOCAL", "assignee": "organisation:mfa", "due": due });
        grant(&service, "planFollowUp", input)
    };
    check(&all, here, 3, &["CAN_LEAD 1 2", "NEVER_MET 1 1"]);
    check(&all, &format!("{here} acts: [3]"), 1, &["NEVER_MET 1 1"]);
    check(&Clearance::Viewer, here, 0, &[]);
    // What is overdue, or on another Act, covers nothing.
    plan(3, "2018-03-01");
    plan(4, "2018-01-31");
    check(&all, here, 3, &["CAN_LEAD 1 2", "NEVER_MET 1 1"]);
    plan(4, "2018-02-01");
    check(&all, here, 1, &["NEVER_MET 1 1"]);
    let with_contact =
        json!({ "state": "CRI", "contact": "contact:cri-capital", "act": 6, "due": "2018-02-01", "city": "absent" });
    grant(&service, "planFollowUp", with(a_follow_up(), with_contact));
    check(&all, here, 4, &["FOLLOW_UP_DUE 1 3", "NEVER_MET 1 1"]);
    check(&all, &format!(r#"{here} dueBy: "2018-01-31""#), 1, &["NEVER_MET 1 1"]);
    check(&all, &format!("{here} acts: [3]"), 1, &["NEVER_MET 1 1"]);
    let add = |clearance: &Clearance, input: Value| {
        assert_eq!(wish(&service, clearance, "addReferral", input)["userErrors"], json!([]));
    };
    add(&all, json!({ "contact": "contact:cri-capital", "act": 6 }));
    add(&all, json!({ "state": "CRI", "act": 3 }));
    add(&all, json!({ "state": "CRI", "city": "city:geneva" }));
    add(&advocate("picum"), json!({ "contact": "contact:cri-capital", "marking": "RESTRICTED" }));
    let named = ["FOLLOW_UP_DUE 1 3", "NAMED 2 6", "GOVERNMENT_NAMED 1 1", "NEVER_MET 1 1"];
    check(&all, here, 11, &named);
    check(&advocate("picum"), here, 11, &named);
    check(&advocate("mfa"), here, 8, &["FOLLOW_UP_DUE 1 3", "NAMED 1 3", "GOVERNMENT_NAMED 1 1", "NEVER_MET 1 1"]);
    check(&all, &format!("{here} acts: [3]"), 5, &["NAMED 1 3", "GOVERNMENT_NAMED 1 1", "NEVER_MET 1 1"]);
    meet(&service, "bilateral", MeetingKind::Bilateral, Rule::Open, "cri-capital");
    check(&advocate("mfa"), here, 7, &["FOLLOW_UP_DUE 1 3", "NAMED 1 3", "GOVERNMENT_NAMED 1 1"]);
    check(&advocate("picum"), here, 11, &named);
}

#[test]
fn the_next_best_contacts_come_in_order() {
    let service = Service::demo("2018-02-01");
    let found = service.data(r#"{ nextBestContacts(city: "geneva", dueBy: "2018-03-31") { score contact { id state { name } body { name } } } }"#);
    let rows = found["nextBestContacts"].as_array().unwrap();
    let place = |it: &Value| {
        let of = if it["contact"]["state"].is_null() { "body" } else { "state" };
        let text = |it: &Value| it.as_str().unwrap().to_owned();
        (-it["score"].as_i64().unwrap(), text(&it["contact"][of]["name"]), text(&it["contact"]["id"]))
    };
    assert_eq!(rows.len(), 50);
    assert!(rows.windows(2).all(|it| place(&it[0]) < place(&it[1])), "{found}");
    assert!(rows[0]["score"].as_i64() > rows[49]["score"].as_i64());
}
