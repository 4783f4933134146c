//! What events tell: all of it, once, in order, to each what they may see; of changes and of standings.

use demarche::api::{Api, Limits};
use demarche::domain::Clearance;
use serde_json::{Value, json};

use super::{CHANGES, Watching, caller, checkpoint, ids};
use crate::service::Service;
use crate::wish::{a_contact, a_follow_up, a_stance, grant, with};

fn add(service: &Service, key: &str, marking: &str) {
    grant(service, "addContact", with(a_contact(), json!({ "key": key, "marking": marking })));
}

#[test]
fn what_is_written_is_told_and_what_is_hidden_is_not() {
    let service = Service::fresh();
    let mut analyst = Watching::changes(&service, &Clearance::Analyst, None);
    let mut viewer = Watching::changes(&service, &Clearance::Viewer, None);
    let mut coordinator = Watching::changes(&service, &Clearance::Coordinator, None);
    assert_eq!(analyst.events(), Vec::<Value>::new());
    add(&service, "one", "COALITION");
    let told = analyst.events();
    assert_eq!(told.iter().map(ids).collect::<Vec<_>>(), [["contact:one"]]);
    assert_eq!(told[0]["data"]["changes"]["nodes"][0]["kind"], json!("CREATED"));
    assert_eq!(viewer.events(), Vec::<Value>::new());
    grant(&service, "planFollowUp", with(a_follow_up(), json!({ "marking": "RESTRICTED" })));
    assert_eq!(analyst.events(), Vec::<Value>::new());
    assert_eq!(coordinator.events().len(), 2);
    // What was hidden in between has moved nothing.
    assert_eq!(latest(&service, &Clearance::Analyst), checkpoint(&told[0]));
}

fn latest(service: &Service, clearance: &Clearance) -> String {
    let answer = service.ask_as(clearance.clone(), "{ checkpoint }", json!({}));
    answer["data"]["checkpoint"].as_str().unwrap().to_owned()
}

#[test]
fn whoever_goes_on_from_a_checkpoint_misses_nothing_and_hears_nothing_twice() {
    let service = Service::fresh();
    for whom in [Clearance::Viewer, Clearance::Analyst, Clearance::Coordinator] {
        let start = latest(&service, &whom);
        let mut all = Watching::changes(&service, &whom, None);
        let mut told = Vec::new();
        for number in 0..6 {
            let key = format!("{}-{number}", format!("{whom:?}").to_lowercase());
            add(&service, &key, ["PUBLIC", "COALITION"][number % 2]);
            grant(&service, "planFollowUp", with(a_follow_up(), json!({ "marking": "RESTRICTED" })));
            told.extend(all.events());
        }
        assert!(told.len() >= 3, "{whom:?}");
        let without_more = |events: &[Value]| -> Vec<Value> {
            let one = |it: &Value| {
                let mut it = it.clone();
                // Whether more was there already depends on when one has heard of it.
                it["data"]["changes"]["hasMore"].take();
                it
            };
            events.iter().map(one).collect()
        };
        // From the beginning, and from every event on: the same, to the last byte.
        let starts = std::iter::once(start.as_str()).chain(told.iter().map(checkpoint));
        for (after, since) in starts.enumerate() {
            let rest = Watching::changes(&service, &whom, Some(since)).events();
            assert_eq!(without_more(&rest), without_more(&told[after..]), "{whom:?} after {after}");
        }
    }
}

#[test]
fn a_commit_of_much_is_told_in_parts() {
    let service = Service::fresh();
    let mut watching = Watching::changes(&service, &Clearance::Coordinator, None);
    let rows: String = (0..120).map(|it| format!("many-{it},CHE,geneva,Desk,global,,public\n")).collect();
    let file = format!("contact_id,iso3,city_id,post,level,acts,marking\n{rows}");
    service.import(&[("contacts.csv", file.as_bytes())]).unwrap();
    let told = watching.events();
    assert_eq!(told.iter().map(|it| ids(it).len()).collect::<Vec<_>>(), [50, 50, 20]);
    let more: Vec<_> = told.iter().map(|it| it["data"]["changes"]["hasMore"].clone()).collect();
    assert_eq!(more, [true, true, false]);
    let rest = Watching::changes(&service, &Clearance::Coordinator, Some(checkpoint(&told[0]))).events();
    assert_eq!(rest, told[1..]);
}

const STANDINGS: &str = "subscription($acts: [Int!], $states: [String!], $since: String) {
    standingChanged(acts: $acts, states: $states, since: $since) {
        standings { state { code } act { number } position leadership contested stance { id } } checkpoint hasMore } }";

fn standings(service: &Service, whom: &Clearance, variables: Value) -> Watching {
    Watching::begin(service, caller(whom), STANDINGS, variables).unwrap_or_else(|it| unreachable!("{it}"))
}

/// The standings of all events, each as `MEX 6 POSITIVE`.
fn told(watching: &mut Watching) -> Vec<String> {
    let moved = |it: Value| {
        it["data"]["standingChanged"]["standings"].as_array().unwrap_or_else(|| unreachable!("{it}")).clone()
    };
    let text = |it: Value| {
        let position = it["position"].as_str().unwrap_or("unknown");
        format!("{} {} {position}", it["state"]["code"].as_str().unwrap(), it["act"]["number"])
    };
    watching.events().into_iter().flat_map(moved).map(text).collect()
}

fn record(service: &Service, changes: Value) -> Value {
    grant(service, "recordStance", with(a_stance(), changes))
}

#[test]
fn a_standing_is_told_when_it_becomes_another() {
    let service = Service::fresh();
    let (analyst, viewer) = (Clearance::Analyst, Clearance::Viewer);
    let mut all = standings(&service, &analyst, json!({}));
    let mut others = standings(&service, &analyst, json!({ "acts": [7], "states": ["CHE", "MEX"] }));
    let mut public = standings(&service, &viewer, json!({}));
    let start = latest(&service, &analyst);
    let first = record(&service, json!({ "observedOn": "2018-01-20", "position": "NEGATIVE" }));
    assert_eq!(told(&mut all), ["MEX 6 NEGATIVE"]);
    // Something older makes it no other, nor does what is about something else.
    record(&service, json!({ "observedOn": "2018-01-10", "position": "NEGATIVE" }));
    add(&service, "somebody", "PUBLIC");
    assert_eq!(told(&mut all), Vec::<String>::new());
    record(&service, json!({ "act": 7, "marking": "PUBLIC" }));
    assert_eq!(told(&mut all), ["MEX 7 NEGATIVE"]);
    assert_eq!(told(&mut others), ["MEX 7 NEGATIVE"]);
    assert_eq!(told(&mut public), ["MEX 7 NEGATIVE"]);
    // What is restricted moves nothing for those who do not see it.
    record(
        &service,
        json!({ "marking": "RESTRICTED", "key": "absent", "observedOn": "2018-01-30", "position": "POSITIVE" }),
    );
    assert_eq!(told(&mut all), Vec::<String>::new());
    // Taken back, the older one counts again: another stance.
    grant(&service, "retractStance", json!({ "stance": first["id"], "reason": "r" }));
    assert_eq!(told(&mut all), ["MEX 6 NEGATIVE"]);
    assert_eq!(told(&mut others), Vec::<String>::new());
    // Who was away meanwhile is told what is another than then.
    assert_eq!(
        told(&mut standings(&service, &analyst, json!({ "since": start }))),
        ["MEX 6 NEGATIVE", "MEX 7 NEGATIVE"]
    );
    let now = latest(&service, &analyst);
    assert_eq!(told(&mut standings(&service, &analyst, json!({ "since": now }))), Vec::<String>::new());
}

#[test]
fn what_was_recorded_and_taken_back_meanwhile_is_no_news() {
    let service = Service::fresh();
    let start = latest(&service, &Clearance::Analyst);
    let stance = record(&service, json!({}));
    grant(&service, "retractStance", json!({ "stance": stance["id"], "reason": "r" }));
    assert_eq!(told(&mut standings(&service, &Clearance::Analyst, json!({ "since": start }))), Vec::<String>::new());
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_told() {
    let service = Service::fresh();
    let check = |document: &str, variables: Value, argument: Option<&str>| {
        let refused = Watching::begin(&service, caller(&Clearance::Analyst), document, variables).err().unwrap();
        assert!(refused.get("data").is_none(), "{refused}");
        let extensions = &refused["errors"][0]["extensions"];
        assert_eq!(extensions["code"], json!("BAD_USER_INPUT"), "{document} {refused}");
        assert_eq!(extensions["argument"].as_str(), argument, "{document} {refused}");
        assert!(extensions["requestId"].is_string(), "{refused}");
    };
    check(CHANGES, json!({ "since": "nonsense" }), Some("since"));
    check(CHANGES, json!({ "since": latest(&service, &Clearance::Coordinator) }), Some("since"));
    check(STANDINGS, json!({ "acts": [99] }), Some("acts"));
    check(STANDINGS, json!({ "states": ["ZZZ"] }), Some("states"));
    check(STANDINGS, json!({ "since": "" }), Some("since"));
    check("subscription { nothing }", json!({}), None);
    check("subscription { changes { nodes { nothing } } }", json!({}), None);
    check("subscription { changes { checkpoint } other: changes { checkpoint } }", json!({}), None);
    check("subscription { ...F } fragment F on Subscription { changes { checkpoint } }", json!({}), None);
    check("subscription { changes @skip(if: true) { checkpoint } }", json!({}), None);
    check("subscription {", json!({}), None);
}

#[test]
fn events_take_from_the_budget_and_wait_for_the_next() {
    let mut service = Service::fresh();
    let changes = "subscription { changes { checkpoint } }";
    let begin = |service: &Service| {
        Watching::begin(service, caller(&Clearance::Coordinator), changes, json!({})).unwrap_or_else(|_| unreachable!())
    };
    let mut all = begin(&service);
    // To begin costs 2, and so does each event. What is written here costs nothing.
    let unlimited = std::mem::replace(&mut service.api, Api::new(Limits { budget: Some(5), ..Limits::default() }));
    let mut watching = begin(&service);
    service.api = unlimited;
    let mut check = |expected: &[Value]| assert_eq!(watching.events(), expected);
    add(&service, "one", "PUBLIC");
    check(&all.events());
    add(&service, "two", "PUBLIC");
    check(&[]);
    add(&service, "three", "PUBLIC");
    check(&[]);
    service.pass(60);
    let told = all.events();
    assert_eq!(told.len(), 2);
    check(&told);
    // That there is nothing to tell is seen for 1.
    service.pass(60);
    check(&[]);
    add(&service, "four", "PUBLIC");
    add(&service, "five", "PUBLIC");
    let told = all.events();
    assert_eq!(told.len(), 2);
    check(&told);
}
