//! The operations of `schema/operations`: each is answered, with the variables that lie beside it, and says something.

use std::fs;
use std::path::Path;

use demarche::domain::Clearance;
use serde_json::{Value, json};

use crate::live::{self, Watching};
use crate::service::Service;

/// Those that change something, in an order in which each can be done. What they have changed, the others find.
const WISHES: [&str; 8] = [
    "add_contact",
    "add_meeting",
    "add_referral",
    "complete_follow_up",
    "plan_follow_up",
    "plan_trip",
    "record_stance",
    "retract_stance",
];

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

#[test]
fn every_operation_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/operations");
    let mut names: Vec<String> = Vec::new();
    for path in fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        match path.extension().unwrap().to_str().unwrap() {
            "graphql" => names.push(name),
            _ => assert!(path.with_extension("graphql").exists(), "variables of nothing: {}", path.display()),
        }
    }
    names.sort_by_key(|it| (!WISHES.contains(&it.as_str()), it.clone()));
    assert_eq!(names[..WISHES.len()], WISHES);

    let service = Service::fresh();
    // Somebody led to the one who leads on, so that there is a chain.
    let led = service.data(
        r#"mutation { addReferral(input: { state: "MEX", contact: "contact:mex-geneva", givenBy: "contact:che-geneva" }) {
            referral { id } } }"#,
    );
    assert!(!led["addReferral"]["referral"].is_null(), "{led}");
    let variables_of = |name: &str| {
        let variables = fs::read_to_string(folder.join(name).with_extension("json"));
        variables.map_or(json!({}), |it| serde_json::from_str(&it).unwrap())
    };
    let (mut refused, mut watching) = (Vec::new(), Vec::new());
    // Who subscribes first is told of all that is done then.
    names.sort_by_key(|it| !it.starts_with("watch_"));
    for name in names {
        let document = fs::read_to_string(folder.join(&name).with_extension("graphql")).unwrap();
        assert!(document.starts_with("# "), "{name}: say what it is for");
        let operation = document.lines().find_map(|it| it.strip_suffix('{').and_then(|it| it.split_once(' ')));
        let Some((kind, rest)) = operation else { panic!("{name}: there is no named operation") };
        let pascal: String = name.split('_').map(|it| it[..1].to_uppercase() + &it[1..]).collect();
        assert_eq!(rest.split(['(', ' ']).next(), Some(pascal.as_str()), "{name}");
        assert_eq!(kind == "mutation", WISHES.contains(&name.as_str()), "{name}");
        if kind == "subscription" {
            let begun = Watching::begin(&service, live::caller(&Clearance::Admin), &document, variables_of(&name));
            watching.push((name, begun.unwrap_or_else(|it| unreachable!("{it}"))));
            continue;
        }
        let answer = service.ask_as(Clearance::Admin, &document, variables_of(&name));
        if !answer["errors"].is_null() {
            refused.push(format!("{name}: {}", answer["errors"]));
            continue;
        }
        for (field, value) in answer["data"].as_object().unwrap() {
            // What is only in memory has no audit trail; and nobody led then, as far as was known.
            let is_nothing = ["auditTrail", "leadersThen"].contains(&field.as_str());
            assert!(is_empty(value) == is_nothing, "{name}: {field} says {value}");
            assert!(value["userErrors"].as_array().is_none_or(Vec::is_empty), "{name}: {value}");
        }
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, serde_json::to_string_pretty(&answer["data"]).unwrap());
        });
    }
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(watching.len(), 2);
    for (name, mut watching) in watching {
        let told = watching.events();
        assert!(!told.is_empty(), "{name} was told nothing");
        assert!(told.iter().all(|it| it["errors"].is_null() && !is_empty(&it["data"])), "{name}: {told:?}");
    }
}
