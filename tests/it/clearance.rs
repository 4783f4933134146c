//! What a caller may not see does not exist for them: not as a row, not in a count, not by its id.

use demarche::domain::{Clearance, Id, Key};
use serde_json::{Value, json};

use crate::service::Service;

fn advocate(key: &str) -> Clearance {
    Clearance::Advocate { organisation: Id::new(Key::trusted(key)), advocate: Id::new(Key::trusted("nobody-yet")) }
}

fn ask(service: &Service, clearance: &Clearance, document: &str) -> Value {
    let answer = service.ask_as(clearance.clone(), document, json!({}));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"].clone()
}

/// A restricted follow-up of picum on Mexico in Geneva, a restricted and a coalition stance of Mexico on Act 6.
fn service() -> (Service, String) {
    let service = Service::demo("2018-02-01");
    let plan = service.data(
        r#"mutation { planFollowUp(input: { purpose: "quiet word", state: "MEX", act: 6, city: "city:geneva", level: GLOBAL,
           assignee: "organisation:picum", due: "2018-03-01", marking: RESTRICTED }) { followUp { id } userErrors { message } } }"#,
    );
    let id = plan["planFollowUp"]["followUp"]["id"].as_str().unwrap().to_owned();
    for (marking, position, leadership, day) in
        [("RESTRICTED", "NEGATIVE", "LEADS", "2018-01-20"), ("COALITION", "ON_THE_FENCE", "CAN_LEAD", "2018-01-10")]
    {
        let record = format!(
            r#"mutation {{ recordStance(input: {{ state: "MEX", act: 6, position: {position}, leadership: {leadership}, observedOn: "{day}",
               confidence: HIGH, evidence: ["evidence:act-now"], marking: {marking} }}) {{ userErrors {{ message }} }} }}"#
        );
        assert_eq!(service.data(&record)["recordStance"]["userErrors"], json!([]));
    }
    (service, id)
}

#[test]
fn a_restricted_follow_up_exists_for_those_concerned() {
    let (service, id) = service();
    let node = format!("{{ node(id: {id:?}) {{ id }} }}");
    let counts = r#"{ followUps(filter: { states: ["MEX"], acts: [6], from: "2018-03-01", to: "2018-03-01" }) { totalCount }
        outreach(city: "geneva", from: "2018-03-01", to: "2018-03-01") { otherFollowUps { id } }
        roadmap(states: ["MEX"], acts: [6]) { open }
        followUpTally(by: ASSIGNEE, filter: { states: ["MEX"], cities: ["geneva"] }) { key open } }"#;
    let check = |clearance: Clearance, sees: bool| {
        assert_eq!(ask(&service, &clearance, &node)["node"].is_null(), !sees, "{clearance:?}");
        let found = ask(&service, &clearance, counts);
        assert_eq!(found["followUps"]["totalCount"], json!(i32::from(sees)), "{clearance:?}");
        assert_eq!(found.to_string().contains(&id), sees, "{clearance:?}");
        assert_eq!(found["followUpTally"].to_string().contains("organisation:picum"), sees, "{clearance:?}");
    };
    check(Clearance::Coordinator, true);
    check(advocate("picum"), true);
    check(advocate("mfa"), false);
    check(Clearance::Analyst, false);
    check(Clearance::Viewer, false);
}

#[test]
fn standings_rest_on_what_may_be_seen() {
    let (service, _) = service();
    let check = |clearance: Clearance, expected: Value| {
        let found = ask(
            &service,
            &clearance,
            r#"{ standings(acts: [6], states: ["MEX"]) { nodes { position leadership } }
            act(number: 6) { tally { negative onTheFence unknown } } state(code: "MEX") { stances(act: 6) { totalCount } }
            tallySeries(from: "2018-01-31", to: "2018-01-31", step: DAY, acts: [6]) { points { tally { negative onTheFence } } }
            leaders(act: 6) { nodes { leadership } } }"#,
        );
        let standing = &found["standings"]["nodes"][0];
        let tally = &found["act"]["tally"];
        let point = &found["tallySeries"][0]["points"][0]["tally"];
        assert_eq!((&point["negative"], &point["onTheFence"]), (&tally["negative"], &tally["onTheFence"]));
        let row = json!([
            standing["position"],
            standing["leadership"],
            tally["negative"],
            tally["onTheFence"],
            found["state"]["stances"]["totalCount"],
            found["leaders"]["nodes"]
        ]);
        assert_eq!(row, expected, "{clearance:?}");
    };
    check(Clearance::Coordinator, json!(["NEGATIVE", "LEADS", 1, 0, 2, [{ "leadership": "LEADS" }]]));
    check(Clearance::Analyst, json!(["ON_THE_FENCE", "CAN_LEAD", 0, 1, 1, [{ "leadership": "CAN_LEAD" }]]));
    check(advocate("picum"), json!(["ON_THE_FENCE", "CAN_LEAD", 0, 1, 1, [{ "leadership": "CAN_LEAD" }]]));
    check(Clearance::Viewer, json!([null, null, 0, 0, 0, []]));
}

#[test]
fn viewers_see_no_contacts_and_no_follow_ups() {
    let (service, _) = service();
    let found = ask(
        &service,
        &Clearance::Viewer,
        r#"{ contacts { totalCount } followUps { totalCount } roadmap { open done cancelled }
        outreach(city: "new-york", from: "2018-02-01", to: "2018-03-01") { visits { contact { id } } otherFollowUps { id } }
        search(text: "migration desk") { snippet } state(code: "MEX") { contacts { id } } node(id: "contact:mex-geneva") { id } }"#,
    );
    let expected = json!({ "contacts": { "totalCount": 0 }, "followUps": { "totalCount": 0 },
        "roadmap": { "open": 0, "done": 0, "cancelled": 0 }, "outreach": { "visits": [], "otherFollowUps": [] },
        "search": [], "state": { "contacts": [] }, "node": null });
    assert_eq!(found, expected);
}

#[test]
fn personal_details_are_for_coordinators() {
    let service = Service::demo("2018-02-01");
    service.data(r#"mutation { updateContact(input: { contact: "contact:mex-geneva", name: "Ana Pérez", email: "ana@example.org", phone: "+41 22" }) { userErrors { message } } }"#);
    let document = r#"{ node(id: "contact:mex-geneva") { ... on Contact { post name email phone } } search(text: "Ana") { snippet } }"#;
    let check = |clearance: Clearance, sees: bool| {
        let found = ask(&service, &clearance, document);
        assert_eq!(found["node"]["name"] == json!("Ana Pérez"), sees, "{clearance:?}");
        for field in ["name", "email", "phone"] {
            assert_eq!(found["node"][field].is_null(), !sees, "{clearance:?} {field}");
        }
        assert!(!found["search"].to_string().contains("Ana P"), "{clearance:?}");
        assert!(!found["node"]["post"].is_null());
    };
    check(Clearance::Coordinator, true);
    check(Clearance::Analyst, false);
    check(advocate("mfa"), false);
}
