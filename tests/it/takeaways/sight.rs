//! Who sees a takeaway: those who coordinate, and nobody else, not even whoever recorded it; for all others nothing at all
//! is different.

use demarche::domain::Clearance;
use serde_json::{Value, json};

use super::{a_referral, a_stance, advocate, grant, listed, only};
use crate::service::Service;
use crate::wish::{self, with};

/// Much of what can be asked, as one document.
const ALL: &str = r#"query($id: ID!) { node(id: $id) { id }
    stances(filter: { states: ["MEX", "CHE"] }) { totalCount nodes { id } pageInfo { endCursor hasNextPage } }
    standings(acts: [6], states: ["MEX", "CHE"], asOf: "2018-02-10") { totalCount nodes { position leadership contested stance { id } assessments { id } } }
    leaders(act: 6, asOf: "2018-02-10") { totalCount nodes { state { code } } }
    stanceMatrix(acts: [6], asOf: "2018-02-10") { rows { state { code } standings { position leadership contested } } }
    search(text: "warm words detention") { __typename }
    changes(first: 100) { checkpoint hasMore nodes { revision recordedAt node { id } } } checkpoint
    takeaways { totalCount nodes { __typename } pageInfo { endCursor hasNextPage hasPreviousPage startCursor } }
    takeawayTally { phase { number } count }
    state(code: "MEX") { stances { totalCount nodes { id } } } contacts(filter: { states: ["CHE"] }) { totalCount nodes { id revision } } }"#;

fn all(service: &Service, clearance: &Clearance, id: &str) -> Value {
    let answer = service.ask_as(clearance.clone(), ALL, json!({ "id": id }));
    assert!(answer["errors"].is_null(), "{answer}");
    answer
}

#[test]
fn for_all_who_do_not_coordinate_nothing_is_different() {
    let others = || [Clearance::Viewer, Clearance::Analyst, advocate("mfa"), advocate("picum")];
    let service = Service::demo("2018-02-10");
    let guess = "stance:0123456789abcdefghjkmnpqrs";
    let before = others().map(|it| all(&service, &it, guess));
    let seen = all(&service, &Clearance::Coordinator, guess);
    grant(&service, advocate("mfa"), &a_stance());
    let id = only(&service);
    grant(&service, Clearance::Coordinator, &a_referral());
    for (clearance, before) in others().iter().zip(before) {
        assert_eq!(all(&service, clearance, &id), before, "{clearance:?}");
        assert_eq!(listed(&service, clearance.clone()), [] as [Value; 0]);
    }
    // Were nothing different for those either who coordinate, the above would say nothing.
    let now = all(&service, &Clearance::Coordinator, &id);
    for field in ["stances", "standings", "stanceMatrix", "takeaways", "state", "node"] {
        assert_ne!(now["data"][field], seen["data"][field], "{field}");
    }
    for field in ["changes", "checkpoint", "search", "contacts"] {
        assert_eq!(now["data"][field], seen["data"][field], "{field}");
    }
    assert_eq!(now["data"]["standings"]["nodes"][0]["position"], json!("POSITIVE"));
}

#[test]
fn admins_are_told_a_count_per_phase() {
    let service = Service::demo("2018-02-10");
    let tally = |clearance: Clearance| {
        let answer = service.ask_as(clearance, "{ takeawayTally { phase { number } count } }", json!({}));
        answer["data"]["takeawayTally"].clone()
    };
    assert_eq!(tally(Clearance::Admin), json!([]));
    for (phase, input) in [(2, a_stance()), (1, a_stance()), (2, a_referral())] {
        grant(&service, advocate("mfa"), &with(input, json!({ "phase": phase })));
    }
    let count = |phase: i32, count: i32| json!({ "phase": { "number": phase }, "count": count });
    assert_eq!(tally(Clearance::Admin), json!([count(1, 1), count(2, 2)]));
    for clearance in [Clearance::Coordinator, advocate("mfa"), Clearance::Viewer] {
        assert_eq!(tally(clearance), Value::Null);
    }
}

#[test]
fn takeaways_are_asked_by_act_state_and_phase() {
    let service = Service::demo("2018-02-10");
    for phase in [2, 1, 3] {
        grant(&service, advocate("mfa"), &with(a_stance(), json!({ "phase": phase })));
    }
    grant(&service, advocate("mfa"), &a_referral());
    let ask = |arguments: &str| {
        let document = format!(
            "{{ takeaways({arguments}) {{ totalCount pageInfo {{ endCursor }} nodes {{ __typename
                ... on Stance {{ takeaway {{ number }} }} ... on Referral {{ takeaway {{ number }} }} }} }} }}"
        );
        service.ask_as(Clearance::Coordinator, &document, json!({}))
    };
    let check = |arguments: &str, expected: &[i32]| {
        let found = ask(arguments)["data"]["takeaways"].clone();
        let nodes = found["nodes"].as_array().unwrap();
        let phases: Vec<_> = nodes.iter().map(|it| it["takeaway"]["number"].as_i64().unwrap() as i32).collect();
        assert_eq!(phases, expected, "{arguments}");
        found["pageInfo"]["endCursor"].as_str().unwrap_or_default().to_owned()
    };
    check("act: 6", &[1, 2, 2, 3]);
    check("act: 5", &[]);
    check("state: \"CHE\"", &[2]);
    check("state: \"MEX\", phase: 2", &[2]);
    let cursor = check("first: 2", &[1, 2]);
    check(&format!("after: {cursor:?}"), &[2, 3]);
    assert_eq!(ask("phase: 9")["errors"][0]["extensions"]["code"], json!("BAD_USER_INPUT"));
}

#[test]
fn a_takeaway_counts_from_the_end_of_its_phase_and_last_of_its_day() {
    let service = Service::demo("2018-02-10");
    grant(&service, advocate("mfa"), &a_stance());
    let id = only(&service);
    let standing = |as_of: &str, known_at: Value| {
        let document = "query($asOf: Date, $knownAt: DateTime) { standings(acts: [6], states: [\"MEX\"], asOf: $asOf,
            knownAt: $knownAt) { nodes { stance { id } } } }";
        let answer = service.ask(document, json!({ "asOf": as_of, "knownAt": known_at }));
        answer["data"]["standings"]["nodes"][0]["stance"]["id"].clone()
    };
    assert_eq!(standing("2018-01-30", Value::Null), Value::Null);
    assert_eq!(standing("2018-01-31", Value::Null), json!(id));
    assert_eq!(standing("2018-02-10", json!("2018-01-31T23:59:59.999Z")), Value::Null);
    assert_eq!(standing("2018-02-10", json!("2018-02-01T00:00:00Z")), json!(id));
    // What is evidenced for the same day comes before it, whenever it is recorded.
    let evidenced = with(wish::a_stance(), json!({ "observedOn": "2018-01-31", "leadership": "absent" }));
    let evidenced = wish::grant(&service, "recordStance", evidenced)["id"].clone();
    assert_eq!(standing("2018-01-31", Value::Null), evidenced);
    grant(&service, advocate("mfa"), &a_stance());
    assert_eq!(standing("2018-01-31", Value::Null), evidenced);
    assert_eq!(standing("2018-01-31", json!("2018-02-10T12:00:00Z")), evidenced);
}
