//! The lists that are not asked for in pages: none of the reference data is longer than what it is reckoned as.

use std::collections::{HashMap, VecDeque};

use demarche::api::{Api, Limits};
use serde_json::{Value, json};

use super::{asked, reckoned};
use crate::introspection::{named, types};

/// What fields are asked with that cannot be asked without.
const ARGUMENTS: [(&str, &str); 15] = [
    ("node", "id: \"state:MEX\""),
    ("nodes", "ids: [\"state:MEX\"]"),
    ("state", "code: \"MEX\""),
    ("city", "key: \"geneva\""),
    ("search", "text: \"human rights\""),
    ("act", "number: 3"),
    ("followUpTally", "by: STATE"),
    ("tallySeries", "from: \"2018-01-01\", to: \"2018-12-31\", step: MONTH"),
    ("leaders", "act: 3"),
    ("outreach", "city: \"geneva\", from: \"2018-01-01\", to: \"2018-12-31\""),
    ("questions", "act: 3"),
    ("meetingPlan", "day: \"2018-02-01\""),
    ("mentions", "of: \"contact:mex-geneva\""),
    ("nextBestContacts", "city: \"geneva\""),
    ("introductions", "to: \"contact:mex-geneva\", from: \"organisation:picum\""),
];

/// What asks for something that the reference data have none of: a meeting, a person.
const OF_NOTHING: [&str; 2] = ["selection", "personalData"];

/// How many ways to each type are gone.
const WAYS: usize = 3;

fn is_wrapped_in_list(ty: &Value) -> bool {
    ty["kind"] == "LIST" || !ty["ofType"].is_null() && is_wrapped_in_list(&ty["ofType"])
}

/// A field as it is asked for; none where it cannot be.
fn written(field: &Value) -> Option<String> {
    let name = field["name"].as_str().unwrap();
    let arguments = field["args"].as_array().unwrap();
    let needs = arguments.iter().any(|it| it["type"]["kind"] == "NON_NULL");
    let given = ARGUMENTS.iter().find(|it| it.0 == name).filter(|_| needs).map(|it| it.1);
    if needs && given.is_none() {
        return None;
    }
    let page = arguments.iter().any(|it| it["name"] == "first").then_some("first: 100");
    let given: Vec<_> = given.into_iter().chain(page).collect();
    Some(if given.is_empty() { name.to_owned() } else { format!("{name}({})", given.join(", ")) })
}

/// The longest list of this name at the end of a way.
fn longest(data: &Value, way: &[&str], field: &str) -> usize {
    match (data, way) {
        (Value::Array(items), _) => items.iter().map(|it| longest(it, way, field)).max().unwrap_or(0),
        (Value::Object(fields), []) => fields[field].as_array().map_or(0, Vec::len),
        (Value::Object(fields), [next, rest @ ..]) => longest(&fields[*next], rest, field),
        _ => 0,
    }
}

#[test]
fn no_list_of_the_reference_data_is_longer_than_it_is_reckoned() {
    let types = types();
    let api = Api::new(Limits { complexity: u64::MAX, looks: u32::MAX, ..Limits::default() });
    let mut ways: HashMap<&str, usize> = HashMap::new();
    let mut queue = VecDeque::from([("Query", Vec::<String>::new())]);
    let (mut tried, mut not_empty, mut wrong, mut unasked) = (Vec::new(), 0, Vec::new(), Vec::new());
    while let Some((of, way)) = queue.pop_front() {
        let is_page = of.ends_with("Connection") || ["AuditTrail", "Changes"].contains(&of);
        let document = |inner: &str| format!("{{ {} {{ {inner} }}{} }}", way.join(" { "), " }".repeat(way.len() - 1));
        let document = |inner: &str| if way.is_empty() { format!("{{ {inner} }}") } else { document(inner) };
        for field in types[of]["fields"].as_array().into_iter().flatten() {
            let (ty, name) = (named(&field["type"]), field["name"].as_str().unwrap());
            let next = ty["name"].as_str().unwrap();
            if ty["kind"] != "OBJECT" || name == "edges" || OF_NOTHING.contains(&name) {
                continue;
            }
            let Some(text) = written(field) else {
                unasked.push(format!("{of}.{name}"));
                continue;
            };
            if is_wrapped_in_list(&field["type"]) && !is_page {
                let inner = document(&format!("{text} {{ __typename }}"));
                let once = reckoned(&document("__typename"), json!({}));
                let times = reckoned(&document("__typename again: __typename"), json!({})) - once;
                let bound = (reckoned(&inner, json!({})) - once) / times;
                let answer = asked(&api, &inner, json!({}));
                let code = &answer["errors"][0]["extensions"]["code"];
                if !code.is_null() && code != "FORBIDDEN" {
                    wrong.push(format!("{inner}: {}", answer["errors"][0]));
                }
                let steps: Vec<_> = way.iter().map(|it| it.split('(').next().unwrap()).collect();
                let found = longest(&answer["data"], &steps, name);
                if found as u64 > bound {
                    wrong.push(format!("{inner}: {found} are reckoned as {bound}"));
                }
                not_empty += usize::from(found > 0);
                let coordinate = format!("{of}.{name}");
                if !tried.contains(&coordinate) {
                    tried.push(coordinate);
                }
            }
            let gone = ways.entry(next).or_default();
            if *gone < WAYS && way.len() < 6 {
                *gone += 1;
                queue.push_back((next, [way.as_slice(), &[text]].concat()));
            }
        }
    }
    assert!(unasked.is_empty(), "say what these are asked with: {unasked:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried.len() >= 60 && not_empty >= 40, "{} {not_empty}", tried.len());
}
