//! Group sessions, their reports, and what comes of them: a small world, and how its people ask.

mod filing;
mod proposals;
mod questions;
mod stocktaking;

use demarche::domain::{Actor, Clearance, Command, Entity, Id, Key, Kind};
use demarche::store::{Request, UserError};
use serde_json::{Value, json};

use crate::service::Service;
use crate::wish::mistakes;

/// Two sessions of one round, on Acts 7 and 8; a table on Act 7; a session on Act 9 that is under the Chatham House Rule, and
/// one that only the coordinators see. At the session on Act 7 the rapporteur is of picum, the co-leads of mfa and made, and
/// a participant of panidmr.
pub(super) fn world() -> Service {
    let service = Service::fresh();
    let meeting = |key: &str, kind: &str, act: u16, rule: &str, marking: &str| {
        let json = json!({ "id": key, "kind": kind, "title": key, "act": act.to_string(), "city": "puerto-vallarta",
            "start": "2017-12-02T14:00", "end": "2017-12-02T15:30", "rule": rule, "marking": marking });
        entity(Kind::Meeting, &json)
    };
    let mut entities = vec![
        meeting("session-7", "group_session", 7, "open", "coalition"),
        meeting("session-8", "group_session", 8, "open", "coalition"),
        meeting("table-7", "table", 7, "chatham_house", "coalition"),
        meeting("session-9", "group_session", 9, "chatham_house", "coalition"),
        meeting("hidden-9", "group_session", 9, "open", "restricted"),
        entity(Kind::ReportField, &json!({ "id": "regions", "number": 2, "title": "Regional emphases" })),
        entity(Kind::ReportField, &json!({ "id": "leaders", "number": 1, "title": "Leaders" })),
    ];
    for (person, organisation, session, role, stage) in [
        ("rapporteur-7", "picum", "session-7", "rapporteur", "attended"),
        ("lead-7", "mfa", "session-7", "co_lead", "attended"),
        ("second-lead-7", "made", "session-7", "co_lead", "confirmed"),
        ("participant-7", "panidmr", "session-7", "participant", "attended"),
        ("left-7", "ccrm", "session-7", "co_lead", "withdrawn"),
        ("rapporteur-8", "icva", "session-8", "rapporteur", "selected"),
        ("lead-8", "picum", "session-8", "co_lead", "attended"),
    ] {
        let name = json!({ "name": format!("Participant {person}") });
        entities.push(entity(Kind::Advocate, &json!({ "id": person, "organisation": organisation, "person": name })));
        let attendance = json!({ "id": format!("at-{person}"), "meeting": session, "attendee": { "advocate": person },
            "role": role, "stage": stage, "erased_on": "2019-12-31" });
        entities.push(entity(Kind::Attendance, &attendance));
    }
    import(&service, entities);
    service
}

pub(super) fn entity(kind: Kind, json: &Value) -> Entity {
    Entity::from_json(kind, &json.to_string()).unwrap()
}

pub(super) fn import(service: &Service, entities: Vec<Entity>) {
    let errors = imported(service, entities);
    assert!(errors.is_empty(), "{errors:?}");
}

/// What is wrong with entities to bring in.
pub(super) fn imported(service: &Service, entities: Vec<Entity>) -> Vec<String> {
    let request = Request {
        command: Command::Import(entities),
        actor: Actor("test".into()),
        clearance: Clearance::Coordinator,
        once: None,
    };
    let outcome = service.store.submit_and_wait(request).unwrap().outcome;
    let errors = outcome.err().into_iter().flat_map(|it| it.errors);
    let told = |it: UserError| match it.rule {
        Some(rule) => format!("{rule:?} {}", it.path.join(".")),
        None => format!("{:?} {}", it.code, it.path.join(".")),
    };
    errors.map(told).collect()
}

/// One of the people of the world.
pub(super) fn person(name: &str) -> Clearance {
    let organisation = match name {
        "rapporteur-7" | "lead-8" => "picum",
        "lead-7" => "mfa",
        "second-lead-7" => "made",
        "participant-7" => "panidmr",
        "left-7" => "ccrm",
        "rapporteur-8" => "icva",
        _ => return [Clearance::Viewer, Clearance::Analyst, Clearance::Coordinator][rank(name)].clone(),
    };
    Clearance::Advocate { organisation: Id::new(Key::trusted(organisation)), advocate: Id::new(Key::trusted(name)) }
}

fn rank(name: &str) -> usize {
    ["viewer", "analyst", "coordinator"].iter().position(|it| *it == name).unwrap()
}

/// What somebody is answered.
pub(super) fn ask(service: &Service, who: &str, document: &str) -> Value {
    let answer = service.ask_as(person(who), document, json!({}));
    assert!(answer["errors"].is_null(), "{who}: {answer}");
    answer["data"].clone()
}

/// The payload of somebody's wish.
pub(super) fn wish(service: &Service, who: &str, mutation: &str, input: &Value) -> Value {
    let entity = match mutation {
        "setQuestions" => "questions { id number text arguments report { id } revision }",
        "saveReportDraft" | "fileReport" | "acceptProposal" | "declineProposal" => REPORT,
        "planFollowUp" | "updateFollowUp" => "followUp { id }",
        "recordStance" | "retractStance" => "stance { id }",
        _ => PRIORITY,
    };
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation($input: {kind}!) {{ done: {mutation}(input: $input) {{ entity: {entity} userErrors {{ code path message rule }} }} }}"
    );
    let answer = service.ask_as(person(who), &document, json!({ "input": input }));
    assert!(answer["errors"].is_null(), "{who} {mutation}: {answer}");
    answer["data"]["done"].clone()
}

/// What becomes of a wish that is granted.
pub(super) fn granted(service: &Service, who: &str, mutation: &str, input: &Value) -> Value {
    let payload = wish(service, who, mutation, input);
    assert_eq!(payload["userErrors"], json!([]), "{who} {mutation}");
    payload["entity"].clone()
}

/// Checks that a wish is refused for these reasons and no others, and changes nothing that a coordinator sees.
pub(super) fn refused(service: &Service, who: &str, mutation: &str, input: &Value, expected: &[&str]) {
    let before = service.journal_length();
    let payload = wish(service, who, mutation, input);
    assert_eq!(mistakes(&payload), expected, "{who} {mutation} {payload}");
    assert!(payload["entity"].is_null(), "{payload}");
    assert_eq!(service.journal_length(), before);
}

impl Service {
    fn journal_length(&self) -> usize {
        crate::wish::commits(self)
    }
}

const REPORT: &str = "report { id stage marking highlights session { id } answers { field { id } text }
    proposedPriorities { text urgency appliesTo disagreement { about revisitOn } } proposedQuestions { text arguments }
    complementarity { text appliesTo } priorities { id text report { id } act { number } agreedOn endorsements }
    questions { number text report { id } } recordedBy { id } revision
    stances { key state { code } position leadership confidence observedOn status
        stance { id observedOn act { number } assessedBy { id } evidence { id } report { id } marking recordedBy { id } } }
    followUps { key purpose state { code } contact { id } assignee { id } due status
        followUp { id act { number } assignee { id } report { id } status } } }";

const PRIORITY: &str = "priority { id act { number } text urgency appliesTo endorsements endorsedBy { id }
    disagreement { about revisitOn } report { id } marking recordedBy { id } agreedOn revision }";

/// What a report may hold.
pub(super) fn content() -> Value {
    json!({
        "highlights": ["Detention of children ends"],
        "answers": [{ "field": "reportField:regions", "text": "Asia first" }, { "field": "reportField:leaders", "text": "Few" }],
        "priorities": [
            { "text": "No detention of children", "urgency": "HIGH", "appliesTo": "BOTH" },
            { "text": "Firewalls", "urgency": "MEDIUM", "appliesTo": "MIGRANTS",
              "disagreement": { "about": "Whether by law", "revisitOn": "2018-03-15" } },
        ],
        "questions": [{ "text": "What do you do already?", "arguments": "Cite practice" }, { "text": "Who is against?" }],
        "complementarity": { "text": "Nearly all of it", "appliesTo": "BOTH" },
        "stances": [
            { "key": "mexico", "state": "MEX", "position": "POSITIVE", "leadership": "LEADS", "confidence": "MEDIUM" },
            { "key": "hungary", "state": "HUN", "position": "NEGATIVE", "leadership": "CAN_LEAD", "confidence": "HIGH",
              "observedOn": "2017-11-30", "rationale": "Said so" },
        ],
        "followUps": [{ "key": "geneva", "purpose": "Ask for a side event", "state": "MEX", "contact": "contact:mex-geneva",
            "city": "city:geneva", "level": "GLOBAL", "assignee": "organisation:quno", "due": "2018-03-01" }],
    })
}

/// The report of the session on Act 7, filed by its rapporteur.
pub(super) fn filed(service: &Service) -> Value {
    let input = json!({ "session": "meeting:session-7", "content": content() });
    granted(service, "rapporteur-7", "fileReport", &input)
}
