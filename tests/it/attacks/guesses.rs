//! Every mutation of the schema, with a hidden id in every place where its input takes one: the answer is, byte for byte, the
//! one that an id of nothing gets, but for the id itself. Nothing is learned from the code, the text, the path, the order or
//! the number of the mistakes.

use std::collections::{BTreeSet, HashMap};

use demarche::domain::Clearance;
use serde_json::{Value, json};

use super::{HIDDEN, attackers, sent, takeaways, world};
use crate::introspection::{named, types};
use crate::service::Service;
use crate::wish::commits;

/// The inputs of the schema, as it describes itself.
struct Inputs {
    types: HashMap<String, Value>,
}

/// A place in an input that takes an id: the fields on the way to it.
type Place = Vec<String>;

/// Fields that name what is never hidden from those who may change anything.
const OPEN: [&str; 9] =
    ["city", "organisation", "members", "assignee", "assessedBy", "body", "advocate", "field", "token"];

impl Inputs {
    fn read() -> Self {
        Self { types: types() }
    }

    /// The mutations, each with the type of its input.
    fn mutations(&self) -> Vec<(String, String)> {
        let fields = self.types["Mutation"]["fields"].as_array().unwrap().iter();
        let name = |it: &Value| it["name"].as_str().unwrap().to_owned();
        fields.map(|it| (name(it), name(named(&it["args"][0]["type"])))).collect()
    }

    fn fields(&self, input: &str) -> &[Value] {
        self.types[input]["inputFields"].as_array().unwrap()
    }

    fn places(&self, input: &str) -> Vec<Place> {
        let mut found = Vec::new();
        for field in self.fields(input) {
            let (name, of) = (field["name"].as_str().unwrap(), named(&field["type"])["name"].as_str().unwrap());
            if of == "ID" {
                found.push(vec![name.to_owned()]);
            } else if self.types[of]["kind"] == "INPUT_OBJECT" {
                found.extend(self.places(of).into_iter().map(|rest| [vec![name.to_owned()], rest].concat()));
            }
        }
        found
    }

    /// An input with this id at this place. `most` has all fields, which makes mistakes of its own; else it has those that it
    /// must have.
    fn fill(&self, input: &str, place: &[String], id: &str, most: bool) -> Value {
        let mut filled = json!({});
        for field in self.fields(input) {
            let name = field["name"].as_str().unwrap();
            let on_the_way = place.first().is_some_and(|it| it == name);
            let is_required = field["type"]["kind"] == "NON_NULL";
            // A name for a wish would be remembered.
            if name == "idempotencyKey" || !(on_the_way || is_required || most) {
                continue;
            }
            let rest = if on_the_way { &place[1..] } else { &[] };
            filled[name] = self.value(name, &field["type"], if on_the_way { Some((rest, id)) } else { None }, most);
        }
        filled
    }

    fn value(&self, name: &str, of: &Value, aim: Option<(&[String], &str)>, most: bool) -> Value {
        match of["kind"].as_str().unwrap() {
            "NON_NULL" => self.value(name, &of["ofType"], aim, most),
            "LIST" => json!([self.value(name, &of["ofType"], aim, most)]),
            "ENUM" => self.types[of["name"].as_str().unwrap()]["enumValues"][0]["name"].clone(),
            "INPUT_OBJECT" => {
                let (rest, id) = aim.unwrap_or((&[], ""));
                self.fill(of["name"].as_str().unwrap(), rest, id, most)
            }
            _ => match (aim, of["name"].as_str().unwrap()) {
                (Some((_, id)), _) => json!(id),
                (None, "ID") => json!(usual(name)),
                (None, kind) => scalar(name, kind),
            },
        }
    }
}

/// What everybody who may write can name.
fn usual(field: &str) -> &'static str {
    match field {
        "city" => "city:geneva",
        "organisation" | "assignee" | "assessedBy" => "organisation:mfa",
        "members" => "organisation:picum",
        "body" => "body:african-union",
        "advocate" => "advocate:lead-7",
        "meeting" | "session" => "meeting:session-7",
        "partOf" => "meeting:session-8",
        "evidence" => "evidence:act-now",
        "followUp" => "followUp:arm-3-round-4",
        "field" => "reportField:regions",
        _ => "contact:mex-geneva",
    }
}

fn scalar(name: &str, kind: &str) -> Value {
    match (name, kind) {
        // One that nothing has: whoever is told so learns that there is something.
        ("expectedRevision", _) => json!(7),
        ("act", _) => json!(9),
        ("number" | "phase" | "round", _) => json!(1),
        (_, "Int") => json!(9),
        (_, "Boolean") => json!(true),
        (_, "Date") => json!("2018-01-20"),
        (_, "DateTime") => json!("2018-03-01T00:00:00Z"),
        (_, "LocalDateTime") => json!("2018-03-01T10:00"),
        ("state", _) => json!("MEX"),
        ("email", _) => json!("p@example.org"),
        ("url", _) => json!("https://example.org/"),
        _ => json!("open-book"),
    }
}

/// An id of nothing, of the same kind and as long.
fn of_nothing(id: &str) -> String {
    let (kind, key) = id.split_once(':').unwrap();
    format!("{kind}:{}", "z".repeat(key.len()))
}

fn document(mutation: &str, input: &str) -> String {
    format!(
        "mutation($input: {input}!) {{ done: {mutation}(input: $input) {{ __typename userErrors {{ code path message rule }} }} }}"
    )
}

/// What is answered to an id at a place, and to an id of nothing there.
fn both(
    service: &Service,
    inputs: &Inputs,
    who: &Clearance,
    (mutation, input): &(String, String),
    (place, id, most): (&Place, &str, bool),
) -> [String; 2] {
    let document = document(mutation, input);
    [id.to_owned(), of_nothing(id)].map(|id| {
        let input = inputs.fill(input, place, &id, most);
        sent(service, who, &document, json!({ "input": input })).replace(&id, "ID")
    })
}

#[test]
fn no_mutation_tells_a_hidden_id_from_one_of_nothing() {
    let service = world();
    let mut ids: Vec<String> = HIDDEN.iter().map(|it| (*it).to_owned()).collect();
    ids.extend(takeaways(&service, &attackers()[3]));
    ids.push(a_token(&service));
    let inputs = Inputs::read();
    let before = commits(&service);
    let mut tried = Vec::new();
    for mutation in inputs.mutations() {
        for place in inputs.places(&mutation.1) {
            for id in &ids {
                for most in [false, true] {
                    // The first two are refused whatever they say.
                    for who in attackers().into_iter().skip(if most { 2 } else { 0 }) {
                        let [hidden, nothing] = both(&service, &inputs, &who, &mutation, (&place, id, most));
                        assert_eq!(hidden, nothing, "{who:?} {mutation:?} {place:?} {id} {most}");
                        assert!(hidden.contains(r#""code":"#), "{who:?} {mutation:?} {place:?} {hidden}");
                    }
                }
            }
            tried.push((mutation.clone(), place));
        }
    }
    assert_eq!(commits(&service), before, "whoever names what is hidden changes nothing");
    // Whoever sees it is told something else, wherever an id of that kind belongs: otherwise nothing would be shown.
    let mut untold = BTreeSet::new();
    for (mutation, place) in &tried {
        let differs = |id: &String, most| {
            let [hidden, nothing] = both(&service, &inputs, &Clearance::Admin, mutation, (place, id, most));
            hidden != nothing
        };
        if !ids.iter().any(|id| differs(id, true) || differs(id, false)) {
            untold.insert((mutation.0.clone(), place.join(".")));
        }
    }
    // Publishing is for those who see everything.
    untold.retain(|(mutation, place)| mutation != "publish" || place == "id");
    untold.retain(|(_, place)| !OPEN.contains(&place.rsplit('.').next().unwrap()));
    assert_eq!(untold, BTreeSet::new(), "of these nothing is shown");
    assert!(tried.len() > 60, "{}", tried.len());
}

fn a_token(service: &Service) -> String {
    service.token(demarche::domain::CallerRole::Coordinator);
    let answer = service.ask_as(Clearance::Admin, "{ tokens { nodes { id } } }", json!({}));
    answer["data"]["tokens"]["nodes"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn no_mutation_tells_which_keys_are_taken() {
    let service = world();
    let inputs = Inputs::read();
    let place: Place = vec!["key".to_owned()];
    let takes_key = |input: &str| inputs.fields(input).iter().any(|it| it["name"] == "key");
    let told = |who: &Clearance, (mutation, input): &(String, String), key: &str| {
        let given = inputs.fill(input, &place, key, true);
        sent(&service, who, &document(mutation, input), json!({ "input": given })).replace(key, "KEY")
    };
    let of = |mutation: &str| match mutation {
        "addContact" => "h-contact",
        "addEvidence" => "h-evidence",
        "recordStance" => "h-stance",
        "planFollowUp" => "h-follow-up",
        "recordReferral" => "h-referral",
        "planTrip" => "h-trip",
        "addPriority" => "h-priority",
        _ => "h-lunch",
    };
    let all: Vec<_> = inputs.mutations().into_iter().filter(|it| takes_key(&it.1)).collect();
    for mutation in &all {
        let key = of(&mutation.0);
        for who in attackers() {
            assert_eq!(told(&who, mutation, key), told(&who, mutation, &"z".repeat(key.len())), "{who:?} {mutation:?}");
        }
    }
    // Coordinators see all that has such a key, and are told.
    let coordinator = Clearance::Coordinator;
    let told: Vec<_> = all.iter().filter(|it| told(&coordinator, it, of(&it.0)).contains("ALREADY_EXISTS")).collect();
    assert!(told.len() >= 5, "{told:?} of {all:?}");
}
