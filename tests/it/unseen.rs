//! What somebody may not see changes nothing in what they are told of referrals, introductions and trips: for campaigns
//! drawn at random, each is told the same of the whole as of what is left once all that is hidden from them is gone.

use std::sync::Arc;

use demarche::domain::{Clearance, Entity, Event, Key, Kind};
use demarche::graph::{Feed, Graph, Snapshot};
use demarche::store::Replayed;
use fastrand::Rng;
use serde_json::{Value, json};

use crate::referrals::advocate;
use crate::service::{Service, day};

const TODAY: &str = "2018-02-01";

/// All that is asked, but for ways.
const ASKED: &str = r#"{
    referrals { totalCount nodes { ...R next { id } previous { id } } pageInfo { endCursor } }
    narrow: referrals(filter: { states: ["AAA"], acts: [1], cities: ["c1"], status: [OPEN] }, first: 2) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
    referralChains { referrals { id } }
    ofAct: referralChains(act: 2, first: 3) { referrals { id } }
    namedButNeverMet { state { id } count hints { position count } acts { id } referrals { id } }
    twice: namedButNeverMet(atLeast: 2, acts: [1]) { state { id } count }
    nextBestContacts(city: "c1", dueBy: "2018-03-01") { contact { id } score reasons { kind count points acts { id } } }
    first: nextBestContacts(city: "c2", first: 1) { contact { id } score }
    trips { totalCount nodes { id organisation { id } advocate { id } from to status revision } }
    soon: trips(city: "c1", from: "2018-02-05", first: 1) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
    outreach(city: "c1", from: "2018-02-01", to: "2018-02-10") { trips { id } } }
    fragment R on Referral { id state { id } contact { id } act { id } city { id } hint status givenBy { id } recordedBy { id } marking revision }"#;

/// The questions, each of which may be refused by itself.
fn asked() -> Vec<String> {
    let way = |it| {
        format!(
            r#"{{ introductions(to: "contact:p{it}", from: "organisation:mfa", first: 3) {{ steps {{ kind from {{ id }} to {{ id }} via {{ id }} }} }} }}"#
        )
    };
    (0..CONTACTS).map(way).chain([ASKED.to_owned()]).collect()
}

fn entity(kind: Kind, json: Value) -> Entity {
    Entity::from_json(kind, &json.to_string()).unwrap()
}

/// One of some values.
fn one<'a>(rng: &mut Rng, of: &[&'a str]) -> &'a str {
    of[rng.usize(..of.len())]
}

const STATES: [&str; 3] = ["AAA", "BBB", "CCC"];
const ORGANISATIONS: [&str; 2] = ["mfa", "picum"];
const MARKINGS: [&str; 3] = ["public", "coalition", "restricted"];
const CONTACTS: usize = 6;

/// What everybody sees.
fn world() -> Vec<Entity> {
    let mut all = Vec::new();
    for code in STATES {
        all.push(entity(
            Kind::State,
            json!({ "id": code, "name": code, "official_name": code, "region": "Africa", "un_group": "African" }),
        ));
    }
    for city in ["c1", "c2"] {
        let city = json!({ "id": city, "name": city, "latitude": 1.0, "longitude": 1.0, "time_zone": "Europe/Zurich", "is_hub": true, "is_capital": false });
        all.push(entity(Kind::City, city));
    }
    for number in [1, 2] {
        all.push(entity(
            Kind::Act,
            json!({ "id": number.to_string(), "number": number, "title": "Act", "demand": "d" }),
        ));
    }
    for organisation in ORGANISATIONS {
        all.push(entity(Kind::Organisation, json!({ "id": organisation, "name": organisation })));
        all.push(entity(Kind::Advocate, json!({ "id": format!("{organisation}-1"), "organisation": organisation })));
    }
    all
}

/// What is drawn: contacts, stances, follow-ups, meetings with who was there, referrals and trips, many of them hidden.
fn drawn(rng: &mut Rng) -> Vec<Entity> {
    let mut all = Vec::new();
    let hidden = |rng: &mut Rng, mut it: Value| {
        it["marking"] = json!(one(rng, &MARKINGS));
        if rng.bool() {
            it["recorded_by"] = json!(one(rng, &ORGANISATIONS));
        }
        it
    };
    let mut states = Vec::new();
    for at in 0..CONTACTS {
        let state = one(rng, &STATES);
        states.push(state);
        let it = json!({ "id": format!("p{at}"), "state": state, "city": one(rng, &["c1", "c2"]), "post": "Desk", "level": "global" });
        all.push(entity(Kind::Contact, hidden(rng, it)));
    }
    for at in 0..6 {
        let it = json!({ "id": format!("s{at}"), "state": one(rng, &STATES), "act": one(rng, &["1", "2"]),
            "position": one(rng, &["positive", "on_the_fence"]), "leadership": one(rng, &["leads", "can_lead", "none"]),
            "observed_on": format!("2018-01-{:02}", rng.u8(1..28)), "confidence": "high", "evidence": [], "recorded_at": "2018-01-30T00:00:00Z" });
        all.push(entity(Kind::Stance, hidden(rng, it)));
    }
    for at in 0..8 {
        let contact = rng.usize(..CONTACTS);
        let progress =
            [json!("open"), json!({ "done": { "on": format!("2018-01-{:02}", rng.u8(1..28)), "outcome": "o" } })];
        let mut it = json!({ "id": format!("f{at}"), "purpose": "p", "state": states[contact], "level": "global",
            "assignee": one(rng, &ORGANISATIONS), "due": format!("2018-02-{:02}", rng.u8(1..28)), "progress": progress[rng.usize(..2)] });
        if rng.u8(..4) > 0 {
            it["contact"] = json!(format!("p{contact}"));
        }
        if rng.bool() {
            it["act"] = json!(one(rng, &["1", "2"]));
        }
        all.push(entity(Kind::FollowUp, hidden(rng, it)));
    }
    for at in 0..4 {
        let it = json!({ "id": format!("m{at}"), "kind": one(rng, &["bilateral", "hearing", "table"]), "title": "t", "city": "c1",
            "start": "2018-01-10T10:00", "end": "2018-01-10T11:00", "rule": one(rng, &["open", "open", "chatham_house"]) });
        all.push(entity(Kind::Meeting, hidden(rng, it)));
        let contact = json!({ "contact": format!("p{}", rng.usize(..CONTACTS)) });
        for (who, attendee) in
            [contact, json!({ "advocate": "mfa-1" }), json!({ "advocate": "picum-1" })].into_iter().enumerate()
        {
            let stage = one(rng, &["confirmed", "attended", "attended"]);
            let it = json!({ "id": format!("m{at}-{who}"), "meeting": format!("m{at}"), "attendee": attendee, "role": "participant",
                "stage": stage, "erased_on": "2020-01-01" });
            all.push(entity(Kind::Attendance, it));
        }
    }
    for at in 0..14 {
        let to = rng.usize(..CONTACTS);
        let mut it = json!({ "id": format!("r{at:02}"), "state": states[to], "status": one(rng, &["open", "open", "followed_up", "dead_end"]) });
        if rng.u8(..5) > 0 {
            it["contact"] = json!(format!("p{to}"));
        }
        let by = rng.usize(..CONTACTS);
        if by != to && rng.u8(..5) > 0 {
            it["given_by"] = json!(format!("p{by}"));
        }
        if rng.bool() {
            it["act"] = json!(one(rng, &["1", "2"]));
            it["hint"] = json!(one(rng, &["positive", "negative"]));
        }
        all.push(entity(Kind::Referral, hidden(rng, it)));
    }
    for at in 0..6 {
        let (organisation, begin) = (one(rng, &ORGANISATIONS), rng.u8(1..20));
        let mut it = json!({ "id": format!("t{at}"), "organisation": organisation, "city": one(rng, &["c1", "c2"]), "from": format!("2018-02-{begin:02}"),
            "to": format!("2018-02-{:02}", begin + rng.u8(..5)), "status": one(rng, &["planned", "confirmed", "cancelled"]), "marking": one(rng, &MARKINGS) });
        if rng.bool() {
            it["advocate"] = json!(format!("{organisation}-1"));
        }
        all.push(entity(Kind::Trip, it));
    }
    all
}

fn graph(entities: &[Entity]) -> Graph {
    let mut graph = Graph::default();
    let mut events: Vec<_> = entities.iter().map(|it| Event { entity: it.clone() }).collect();
    graph.apply("2018-01-31T00:00:00Z".parse().unwrap(), &mut events).unwrap();
    graph
}

/// What is left once all that the caller may not see is gone, and every reference to it.
fn seen(entities: &[Entity], clearance: &Clearance) -> Vec<Entity> {
    let snapshot = Snapshot::new(graph(entities), Feed::default());
    let view = snapshot.view(clearance, day(TODAY));
    let left: Vec<_> = entities.iter().filter(|it| view.would_see(it)).cloned().collect();
    let is_left = |kind: Kind, key: &Key| left.iter().any(|it| it.kind() == kind && it.key() == key);
    let without = |it: &Entity| {
        let mut json: Value = serde_json::from_str(it.to_json().unwrap().get()).unwrap();
        it.links(&mut |_, kind, key| {
            if !is_left(kind, key) {
                json.as_object_mut().unwrap().retain(|_, value| *value != json!(key.as_str()));
            }
        });
        entity(it.kind(), json)
    };
    left.iter().map(without).collect()
}

fn service(entities: &[Entity]) -> Service {
    Service::open(Arc::default(), Replayed::from(graph(entities)), TODAY)
}

fn told(service: &Service, clearance: &Clearance) -> Value {
    asked().iter().map(|it| service.ask_as(clearance.clone(), it, json!({}))).collect()
}

#[test]
fn what_is_hidden_changes_nothing() {
    let (mut ways, mut chains, mut met) = (0, 0, 0);
    for seed in 0..12 {
        let mut rng = Rng::with_seed(seed);
        let all: Vec<_> = world().into_iter().chain(drawn(&mut rng)).collect();
        let of_all = service(&all);
        for clearance in
            [Clearance::Viewer, Clearance::Analyst, advocate("mfa"), advocate("picum"), Clearance::Coordinator]
        {
            let left = seen(&all, &clearance);
            let (whole, part) = (told(&of_all, &clearance), told(&service(&left), &clearance));
            assert_eq!(whole, part, "seed {seed} {clearance:?}");
            assert!(whole[CONTACTS]["errors"].is_null(), "{whole}");
            ways += whole.to_string().matches("\"kind\":\"REFERRAL\"").count();
            chains += whole[CONTACTS]["data"]["referralChains"].as_array().unwrap().len();
            met += whole.to_string().matches("\"kind\":\"MEETING\"").count();
            assert_eq!(left.len() == all.len(), clearance == Clearance::Coordinator, "seed {seed} {clearance:?}");
        }
    }
    // What they may see, they are told.
    assert!(ways > 50 && chains > 50 && met > 10, "{ways} {chains} {met}");
}
