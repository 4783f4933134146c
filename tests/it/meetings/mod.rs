//! Stories about meetings: a gathering in May 2018 with ten sessions, ten tables and placeholder people.

mod loose;
mod marking;
mod plan;
mod rules;
mod sight;
mod wishes;

use demarche::domain::{
    Actor, Advocate, Clearance, Command, Entity, Id, Key, LocalTime, Marking, Meeting, MeetingKind, Organisation,
    Person, Rule,
};
use demarche::store::{Rejection, Request};
use serde_json::{Value, json};

use crate::service::Service;
use crate::wish::mistakes;

/// The organisations of the people, in turn: of Asia, Europe, North America, Africa and of no region.
const ORGANISATIONS: [&str; 5] = ["mfa", "picum", "afl-cio", "panidmr", "icmc"];

fn id<K>(key: &str) -> Id<K> {
    Id::new(Key::trusted(key))
}

fn organisation(number: usize) -> Id<Organisation> {
    id(ORGANISATIONS[number % ORGANISATIONS.len()])
}

/// Participant 0, 1, 2, ...
fn person(number: usize) -> Clearance {
    Clearance::Advocate { organisation: organisation(number), advocate: id(&format!("p-{number}")) }
}

fn participant(number: usize) -> String {
    format!("advocate:p-{number}")
}

fn meeting(kind: MeetingKind, key: &str, act: Option<u16>) -> Meeting {
    let (start, end, round) = match (kind, act) {
        (MeetingKind::GroupSession, Some(1..=5)) => ("2018-05-05T14:00", "2018-05-05T15:30", Some(1)),
        (MeetingKind::GroupSession, _) => ("2018-05-05T15:30", "2018-05-05T17:00", Some(2)),
        (MeetingKind::Table, _) => ("2018-05-06T10:00", "2018-05-06T12:00", None),
        _ => ("2018-05-05T09:00", "2018-05-06T18:00", None),
    };
    let rule = if kind == MeetingKind::Table { Rule::ChathamHouse } else { Rule::Open };
    Meeting {
        id: id(key),
        kind,
        title: key.into(),
        act: act.map(|it| id(&it.to_string())),
        city: id("puerto-vallarta"),
        start: LocalTime::parse(start).unwrap(),
        end: LocalTime::parse(end).unwrap(),
        rule,
        round,
        part_of: act.map(|_| id("hall")),
        places: None,
        government_places: None,
        marking: Marking::Coalition,
        recorded_by: None,
    }
}

/// A service with 90 participants; the gathering `hall` with 75 and 40 places; its sessions `s-1` to `s-10`, half of them
/// in each round, and its tables `t-1` to `t-10`.
fn gathering() -> Service {
    let service = Service::fresh();
    let hall = Meeting { places: Some(75), government_places: Some(40), ..meeting(MeetingKind::Plenary, "hall", None) };
    let mut all: Vec<Entity> = vec![hall.into()];
    for act in 1..=10 {
        all.push(meeting(MeetingKind::GroupSession, &format!("s-{act}"), Some(act)).into());
        all.push(meeting(MeetingKind::Table, &format!("t-{act}"), Some(act)).into());
    }
    all.extend((0..90).map(|number| {
        let name = Some(format!("Participant {number}").into());
        let person = Person { name, ..Person::default() }.known();
        let id = id(&format!("p-{number}"));
        Advocate { id, organisation: organisation(number), person, source: None, kept_until: None, erased: false }
            .into()
    }));
    import(&service, all).unwrap();
    service
}

fn import(service: &Service, entities: Vec<Entity>) -> Result<(), Rejection> {
    let command = Command::Import(entities);
    let request = Request { command, actor: Actor("test".into()), clearance: Clearance::Coordinator, once: None };
    service.store.submit_and_wait(request).unwrap().outcome.map(|_| ())
}

/// The payload of a mutation about meetings, wished by somebody; its entity is called `entity`.
fn wish(service: &Service, whose: &Clearance, mutation: &str, input: Value) -> Value {
    let (name, entity) = match mutation {
        "addMeeting" | "updateMeeting" | "seatAll" => {
            (mutation, "meeting { id kind title rule marking round places revision }")
        }
        "unexpectState" => ("expectState", "expectation { id withdrawn revision }"),
        "expectState" => (mutation, "expectation { id withdrawn revision }"),
        _ => (mutation, "attendance { id role stage erasedOn nominatedBy revision }"),
    };
    let input_type = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let document = format!(
        "mutation($input: {input_type}!) {{ done: {mutation}(input: $input) {{ entity: {entity} userErrors {{ code path message rule }} }} }}"
    );
    let answer = service.ask_as(whose.clone(), &document, json!({ "input": input }));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"]["done"].clone()
}

/// The entity of a wish that is granted to somebody.
fn grant_to(service: &Service, whose: &Clearance, mutation: &str, input: Value) -> Value {
    let payload = wish(service, whose, mutation, input);
    assert_eq!(payload["userErrors"], json!([]), "{mutation} {payload}");
    payload["entity"].clone()
}

/// The entity of a wish that is granted to a coordinator.
fn grant(service: &Service, mutation: &str, input: Value) -> Value {
    grant_to(service, &Clearance::Coordinator, mutation, input)
}

/// Checks that a coordinator's wish is refused for these reasons alone, and that it leaves nothing behind.
fn refuse(service: &Service, mutation: &str, input: Value, expected: &[&str]) {
    let before = service.store.snapshot().graph().len();
    let payload = wish(service, &Clearance::Coordinator, mutation, input);
    assert_eq!(mistakes(&payload), expected, "{mutation} {payload}");
    assert!(payload["entity"].is_null());
    assert_eq!(service.store.snapshot().graph().len(), before);
}

/// Somebody takes a seat; its id.
fn seat(service: &Service, at: &str, number: usize, role: &str) -> String {
    let input = json!({ "meeting": format!("meeting:{at}"), "advocate": participant(number), "role": role });
    grant(service, "seat", input)["id"].as_str().unwrap().to_owned()
}

/// Participants with these numbers, as seats of `seatAll`.
fn seats(numbers: impl IntoIterator<Item = usize>) -> Vec<Value> {
    numbers.into_iter().map(|it| json!({ "advocate": participant(it) })).collect()
}

/// Posts to represent governments.
fn contacts(service: &Service, count: usize) -> Vec<String> {
    let found = service.data("{ contacts(first: 100) { nodes { id } } }");
    let all = found["contacts"]["nodes"].as_array().unwrap().iter();
    all.take(count).map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

/// What somebody is answered; no error.
fn ask(service: &Service, whose: &Clearance, document: &str) -> Value {
    let answer = service.ask_as(whose.clone(), document, json!({}));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"].clone()
}
