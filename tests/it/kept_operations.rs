//! The operations of `schema/operations`: each is answered, with the variables that lie beside it, and says something.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use demarche::api::{OPERATIONS, Operation};
use demarche::domain::{Clearance, Id, Key};
use serde_json::{Value, json};

use crate::kept::{self, Kept};
use crate::live::{self, Watching};
use crate::program::Place;
use crate::service::Service;

/// Those that change something, in an order in which each can be done. What they have changed, those that ask find.
const WISHES: [&str; 33] = [
    "add_organisation",
    "update_organisation",
    "add_contact",
    "update_contact",
    "add_advocate",
    "update_advocate",
    "add_evidence",
    "record_stance",
    "retract_stance",
    "publish",
    "plan_follow_up",
    "update_follow_up",
    "complete_follow_up",
    "cancel_follow_up",
    "add_referral",
    "plan_trip",
    "update_trip",
    "add_meeting",
    "update_meeting",
    "seat_all",
    "seat",
    "update_attendance",
    "expect_state",
    "save_report_draft",
    "file_report",
    "accept_proposal",
    "decline_proposal",
    "add_priority",
    "update_priority",
    "endorse_priority",
    "set_questions",
    "record_takeaway",
    "create_token",
];

/// Those that close or take back what was done, once it was asked for.
const CLOSING: [&str; 6] =
    ["cancel_trip", "revoke_token", "unexpect_state", "update_referral", "withdraw_attendance", "withdraw_endorsement"];

/// Those that nothing comes back from, and what is there on disk alone; in an order in which each can be done.
const ON_DISK: [&str; 3] = ["erase_person", "redact_text", "audit_trail"];

/// The fields of queries that no operation asks for. Programs use them: no screen is made of them alone.
const UNASKED: [&str; 3] = ["city", "limits", "nodes"];

/// Whether there is nothing in an answer: no object has a value but an empty list, a count of 0, or a page's ends.
fn is_empty(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(fields) => fields.iter().all(|(name, it)| name == "pageInfo" || is_empty(it)),
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Bool(_) | Value::String(_) => false,
    }
}

fn operation(name: &str) -> &'static Operation {
    OPERATIONS.iter().find(|it| it.name == name).unwrap()
}

/// Its kind and its name.
fn head(document: &'static str) -> (&'static str, &'static str) {
    let kinds = ["query ", "mutation ", "subscription "];
    let line = document.lines().find(|line| kinds.iter().any(|it| line.starts_with(it)));
    let (kind, rest) = line.unwrap().split_once(' ').unwrap();
    (kind, rest.split(['(', ' ']).next().unwrap())
}

/// The ids that the service has made, by what stands for them in files: `kind:from-NAME` for what the operation of that
/// name has answered first. Others are numbered as they are shown.
#[derive(Default)]
struct Made {
    named: BTreeMap<String, String>,
    others: RefCell<Vec<String>>,
}

impl Made {
    /// The variables of an operation, with the ids there are.
    fn variables(&self, operation: &Operation) -> Value {
        let mut text = operation.variables.first().copied().unwrap_or("{}").to_owned();
        for (name, id) in &self.named {
            text = text.replace(&format!("\"{name}\""), &format!("\"{id}\""));
        }
        assert!(!text.contains(":from-"), "{}: not made yet: {text}", operation.name);
        serde_json::from_str(&text).unwrap()
    }

    /// Takes note of the id in an answer where nobody chose it.
    fn note(&mut self, operation: &Operation, answer: &Value) {
        let ids = find(answer).and_then(|id| Some((id, id.split_once(':')?)));
        let Some((id, (kind, _))) = ids.filter(|(_, (_, key))| is_made(key)) else { return };
        if !self.named.values().any(|it| it == id) {
            self.named.insert(format!("{kind}:from-{}", operation.name.replace('_', "-")), id.to_owned());
        }
    }

    /// The number of an id that nothing stands for.
    fn number(&self, key: &str) -> usize {
        let mut others = self.others.borrow_mut();
        let known = others.iter().position(|it| it == key);
        1 + known.unwrap_or_else(|| {
            others.push(key.to_owned());
            others.len() - 1
        })
    }

    /// An answer as it is kept: without secrets, and without ids, cursors and checkpoints that are others in every service.
    fn shown(&self, answer: &Value) -> Value {
        match answer {
            Value::Array(items) => items.iter().map(|it| self.shown(it)).collect(),
            Value::Object(fields) => {
                let shown = |(name, it): (&String, &Value)| match name.as_str() {
                    "secret" if it.as_str().is_some_and(|it| it.len() > 30) => (name.clone(), json!("told once")),
                    // It may hold an id, or say how much was recorded.
                    "endCursor" | "checkpoint" if it.is_string() => (name.clone(), json!("a place")),
                    "json" => (name.clone(), self.shown(&serde_json::from_str(it.as_str().unwrap()).unwrap())),
                    _ => (name.clone(), self.shown(it)),
                };
                Value::Object(fields.iter().map(shown).collect())
            }
            Value::String(text) => {
                let text = self.named.iter().fold(text.clone(), |text, (name, id)| text.replace(id, name));
                match text.split_once(':') {
                    Some((kind, key)) if is_made(key) => json!(format!("{kind}:made-{}", self.number(key))),
                    _ => json!(text),
                }
            }
            it => it.clone(),
        }
    }
}

/// The first id in an answer.
fn find(answer: &Value) -> Option<&str> {
    match answer {
        Value::Array(items) => items.iter().find_map(find),
        Value::Object(fields) => fields.get("id").and_then(Value::as_str).or_else(|| fields.values().find_map(find)),
        _ => None,
    }
}

fn is_made(key: &str) -> bool {
    key.len() == 26 && key.chars().all(|it| it.is_ascii_digit() || it.is_ascii_lowercase())
}

/// Checks that an operation is answered and says something, and keeps what it says.
fn check(operation: &Operation, made: &mut Made, answer: &Value) {
    let name = operation.name;
    assert!(answer["errors"].is_null(), "{name}: {}", answer["errors"]);
    for (field, value) in answer["data"].as_object().unwrap() {
        assert!(value["userErrors"].as_array().is_none_or(Vec::is_empty), "{name}: {value}");
        assert!(!is_empty(value), "{name}: {field} says {value}");
    }
    if head(operation.document).0 == "mutation" {
        made.note(operation, &answer["data"]);
    }
    // Each answer by itself numbers what nobody has named.
    made.others.borrow_mut().clear();
    keep(name, &made.shown(&answer["data"]));
}

/// Compares with what was kept.
fn keep(name: &str, shown: &Value) {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, serde_json::to_string_pretty(shown).unwrap());
    });
}

#[test]
fn every_operation_is_answered() {
    let service = Service::fresh();
    // Somebody led to the one who leads on, so that there is a chain.
    let led = service.data(
        r#"mutation { addReferral(input: { state: "MEX", contact: "contact:mex-geneva", givenBy: "contact:che-geneva" }) {
            referral { id } } }"#,
    );
    assert!(!led["addReferral"]["referral"].is_null(), "{led}");
    let mut made = Made::default();
    // Who subscribes first is told of all that is done then.
    let watched = OPERATIONS.iter().filter(|it| head(it.document).0 == "subscription");
    let watching: Vec<_> = watched
        .map(|it| {
            let begun = Watching::begin(&service, live::caller(&Clearance::Admin), it.document, made.variables(it));
            (it.name, begun.unwrap_or_else(|it| unreachable!("{it}")))
        })
        .collect();
    let asked = OPERATIONS.iter().filter(|it| head(it.document).0 == "query" && !ON_DISK.contains(&it.name));
    for it in WISHES.map(operation).into_iter().chain(asked).chain(CLOSING.map(operation)) {
        let answer = service.ask_as(Clearance::Admin, it.document, made.variables(it));
        check(it, &mut made, &answer);
    }
    assert_eq!(watching.len(), 2);
    for (name, mut watching) in watching {
        let told = watching.events();
        assert!(!told.is_empty(), "{name} was told nothing");
        assert!(told.iter().all(|it| it["errors"].is_null() && !is_empty(&it["data"])), "{name}: {told:?}");
        made.others.borrow_mut().clear();
        keep(name, &made.shown(&told.iter().map(|it| it["data"].clone()).collect()));
    }
}

#[test]
fn who_may_not_ask_is_told_so_and_what_they_may_not_see_is_not_there() {
    let service = Service::fresh();
    let [organisation, advocate] = ["mfa", "nobody-yet"].map(Key::trusted);
    let mfa = Clearance::Advocate { organisation: Id::new(organisation), advocate: Id::new(advocate) };
    let roles = [("analyst", Clearance::Analyst), ("advocate", mfa), ("viewer", Clearance::Viewer)];
    let mut made = Made::default();
    for it in WISHES.map(operation) {
        let answer = service.ask_as(Clearance::Admin, it.document, made.variables(it));
        made.note(it, &answer["data"]);
    }
    let mut found = BTreeMap::new();
    for it in OPERATIONS.iter().filter(|it| head(it.document).0 == "query" && !ON_DISK.contains(&it.name)) {
        for (role, clearance) in &roles {
            let answer = service.ask_as(clearance.clone(), it.document, made.variables(it));
            let codes: BTreeSet<_> = answer["errors"].as_array().into_iter().flatten().map(code).collect();
            let fields = answer["data"].as_object().into_iter().flatten();
            let empty: Vec<_> = fields.filter(|(_, it)| is_empty(it)).map(|(name, _)| name.clone()).collect();
            if !codes.is_empty() || !empty.is_empty() {
                found.insert(format!("{} as {role}", it.name), json!({ "codes": codes, "empty": empty }));
            }
        }
    }
    keep("operations_by_role", &json!(found));
}

fn code(error: &Value) -> String {
    error["extensions"]["code"].as_str().unwrap().to_owned()
}

#[test]
fn operations_that_erase_are_answered_and_the_trail_says_so() {
    let place = Place::new();
    let kept = Kept::begin(&place.path("data"));
    let mut made = Made::default();
    let ask = |it: &Operation, made: &Made| kept::asked(&kept.store, Clearance::Admin, it.document, made.variables(it));
    // Who is erased is there, and named in a text.
    for (name, field) in [("update_contact", "updateContact"), ("cancel_follow_up", "cancelFollowUp")] {
        let answer = ask(operation(name), &made);
        assert_eq!(answer["data"][field]["userErrors"], json!([]), "{answer}");
    }
    for it in ON_DISK.map(operation) {
        let answer = ask(it, &made);
        check(it, &mut made, &answer);
    }
    let details = ask(operation("personal_data"), &made);
    assert_eq!(details["data"]["personalData"]["name"], Value::Null, "{details}");
}

#[test]
fn every_operation_says_what_it_is_for_and_is_run() {
    let run: BTreeSet<_> = WISHES.into_iter().chain(CLOSING).chain(ON_DISK).collect();
    for it in OPERATIONS {
        assert!(it.document.starts_with("# "), "{}: say what it is for", it.name);
        let pascal: String = it.name.split('_').map(|it| it[..1].to_uppercase() + &it[1..]).collect();
        let (kind, name) = head(it.document);
        assert_eq!(name, pascal);
        assert!(kind != "mutation" || run.contains(it.name), "{name} is run nowhere");
    }
}

#[test]
fn what_may_be_left_out_narrows_nothing_then() {
    // How much comes at once, and what is meant by asking at all, have defaults; what is asked about has none.
    let of_all = ["first", "atLeast", "longest", "gaps", "hubs", "dueOnly", "retracted", "status"];
    for it in OPERATIONS {
        for (variable, rest) in it.document.split('$').skip(1).filter_map(|part| part.split_once(": ")) {
            let ty = rest.split([',', ')', '\n']).next().unwrap();
            let Some((ty, default)) = ty.split_once(" = ") else { continue };
            assert!(
                ty.ends_with('!') || of_all.contains(&variable),
                "{}: ${variable} is {default} where it is left out: put that into a file beside it",
                it.name
            );
        }
        if head(it.document).0 == "mutation" {
            assert!(
                it.document.contains("userErrors { code path message rule }"),
                "{}: ask for all of errors",
                it.name
            );
        }
    }
}

#[test]
fn every_change_and_nearly_every_question_is_in_an_operation() {
    let service = Service::empty("2018-02-01");
    let document = "{ __schema { mutationType { fields { name } } queryType { fields { name } } subscriptionType { fields { name } } } }";
    let schema = &service.ask_as(Clearance::Admin, document, json!({}))["data"]["__schema"];
    let fields = schema.as_object().unwrap().values().flat_map(|it| it["fields"].as_array().unwrap());
    let asked: BTreeSet<_> = OPERATIONS
        .iter()
        .flat_map(|it| it.document.lines())
        .filter_map(|line| line.strip_prefix("  "))
        .map(|line| line.split_once(": ").filter(|(alias, _)| !alias.contains('(')).map_or(line, |(_, field)| field))
        .filter_map(|line| line.split(|it: char| !it.is_alphanumeric()).next())
        .collect();
    let unasked: Vec<_> = fields.map(|it| it["name"].as_str().unwrap()).filter(|it| !asked.contains(it)).collect();
    let mut unasked: Vec<_> = unasked;
    unasked.sort_unstable();
    assert_eq!(unasked, UNASKED);
}
