//! What an attacker tries against the whole, each with its expected outcome. Elsewhere: a token that is wrong, revoked, or in
//! an address in `sign_in`, who makes and lists tokens in `tokens`, log lines in `logs`, the audit trail in `audit`, questions
//! with hidden ids in `interference`, asking by attendee and by meeting in `meetings::sight`, the Rule taken off and a table
//! cited in `meetings::rules` and `takeaways::recording`, takeaways looked for in `takeaways`, another's checkpoint in
//! `changes`, another's details and erasure in `people`.

mod guesses;
mod published;
mod tries;
mod watching;

use demarche::domain::{Clearance, Kind};
use serde_json::{Value, json};

use crate::reports::{self, entity, import, person};
use crate::service::Service;
use crate::takeaways::advocate;

/// The things of the world that are hidden from everybody who does not coordinate, but for what is recorded on the way.
const HIDDEN: [&str; 11] = [
    "contact:h-contact",
    "followUp:h-follow-up",
    "stance:h-stance",
    "evidence:h-evidence",
    "referral:h-referral",
    "trip:h-trip",
    "meeting:h-lunch",
    "meeting:hidden-9",
    "attendance:h-attendance",
    "priority:h-priority",
    "report:h-report",
];

/// Those who try: from the least to those who know something of the meetings.
fn attackers() -> Vec<Clearance> {
    let people = ["lead-7", "rapporteur-7", "participant-7"].map(person);
    [Clearance::Viewer, Clearance::Analyst, advocate("mfa")].into_iter().chain(people).collect()
}

/// What an organisation to which no attacker belongs keeps to itself, on Mexico and Act 9.
fn hidden() -> Vec<(Kind, Value)> {
    let marked = |it: &mut Value| {
        it["marking"] = json!("restricted");
        it["recorded_by"] = json!("quno");
    };
    let mut all = vec![
        (
            Kind::Contact,
            json!({ "id": "h-contact", "state": "MEX", "city": "geneva", "post": "Desk quartz", "level": "global", "acts": ["9"],
            "person": { "name": "Participant Velvet", "email": "velvet@example.org" } }),
        ),
        (
            Kind::FollowUp,
            json!({ "id": "h-follow-up", "purpose": "Quartz again", "state": "MEX", "act": "9", "contact": "h-contact",
            "city": "geneva", "level": "global", "assignee": "quno", "due": "2018-02-20", "progress": "open" }),
        ),
        (Kind::Evidence, json!({ "id": "h-evidence", "kind": "statement", "title": "Quartz paper" })),
        (
            Kind::Stance,
            json!({ "id": "h-stance", "state": "MEX", "act": "9", "position": "negative", "leadership": "leads",
            "observed_on": "2018-01-20", "confidence": "high", "evidence": ["h-evidence"], "assessed_by": "quno",
            "recorded_at": "2018-01-21T00:00:00Z" }),
        ),
        (
            Kind::Referral,
            json!({ "id": "h-referral", "state": "MEX", "contact": "h-contact", "act": "9", "city": "geneva", "status": "open" }),
        ),
        (
            Kind::Trip,
            json!({ "id": "h-trip", "organisation": "quno", "city": "geneva", "from": "2018-02-10", "to": "2018-02-25", "status": "confirmed" }),
        ),
        (
            Kind::Meeting,
            json!({ "id": "h-lunch", "kind": "spontaneous_table", "title": "Quartz lunch", "city": "geneva", "start": "2018-01-10T12:00",
            "end": "2018-01-10T13:00", "rule": "chatham_house" }),
        ),
        (
            Kind::Priority,
            json!({ "id": "h-priority", "act": "9", "text": "Quartz first", "urgency": "high", "applies_to": "both", "endorsed_by": ["quno"] }),
        ),
        (
            Kind::Question,
            json!({ "id": "h-question", "act": "9", "number": 1, "text": "What of quartz?", "withdrawn": false }),
        ),
        (Kind::Report, json!({ "id": "h-report", "session": "session-8", "stage": "draft", "highlights": ["Quartz"] })),
    ];
    all.iter_mut().for_each(|(_, it)| marked(it));
    if let Some((_, trip)) = all.iter_mut().find(|it| it.0 == Kind::Trip) {
        trip.as_object_mut().unwrap().remove("recorded_by");
    }
    all.push((
        Kind::Attendance,
        json!({ "id": "h-attendance", "meeting": "table-7", "attendee": { "advocate": "lead-8" }, "role": "participant",
        "stage": "confirmed", "erased_on": "2019-12-31" }),
    ));
    all
}

fn import_hidden(service: &Service) {
    import(service, hidden().iter().map(|(kind, it)| entity(*kind, it)).collect());
}

/// The people and meetings of the reports, and what is hidden.
fn world() -> Service {
    let service = reports::world();
    import_hidden(&service);
    service
}

/// What somebody is answered, as it would be sent.
fn sent(service: &Service, who: &Clearance, document: &str, variables: Value) -> String {
    service.ask_as(who.clone(), document, variables).to_string()
}

/// The id of a takeaway of each kind, which an advocate recorded.
fn takeaways(service: &Service, who: &Clearance) -> Vec<String> {
    let record =
        "mutation($input: RecordTakeawayInput!) { recordTakeaway(input: $input) { recorded userErrors { message } } }";
    for what in [
        json!({ "phase": 2, "stance": { "state": "MEX", "act": 9, "position": "POSITIVE", "confidence": "LOW", "rationale": "Quartz" } }),
        json!({ "phase": 2, "referral": { "state": "MEX", "note": "Ask quartz" } }),
    ] {
        let answer = service.ask_as(who.clone(), record, json!({ "input": what }));
        assert_eq!(answer["data"]["recordTakeaway"]["recorded"], json!(true), "{answer}");
    }
    let found = service.data("{ takeaways { nodes { ... on Node { id } } } }");
    let all = found["takeaways"]["nodes"].as_array().unwrap().iter();
    all.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_said_to_be_hidden_is_hidden() {
    let service = world();
    for id in HIDDEN {
        let node = format!("{{ node(id: {id:?}) {{ id }} }}");
        for who in attackers() {
            let answer = service.ask_as(who.clone(), &node, json!({}));
            assert_eq!(answer, json!({ "data": { "node": null } }), "{who:?} {id}");
        }
        assert_eq!(service.data(&node)["node"]["id"], json!(id));
    }
}
