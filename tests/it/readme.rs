//! The README's questions have the README's answers.

use demarche::api::OPERATIONS;
use serde_json::{Value, json};

use crate::service::DEMO;

#[test]
fn the_answers_are_real() {
    let readme = include_str!("../../README.md");
    let mut blocks = readme.split("```").skip(1).step_by(2).filter_map(|it| it.split_once('\n'));
    let mut asked = 0;
    while let Some((kind, document)) = blocks.next() {
        if kind == "graphql" {
            let Some(("json", answer)) = blocks.next() else { panic!("no answer after {document}") };
            let expected: Value = serde_json::from_str(answer).unwrap();
            let found = DEMO.ask(document, json!({}));
            assert_eq!(found["data"], expected, "{document}");
            asked += 1;
        }
    }
    assert_eq!(asked, 3);
}

/// Whether all that is expected is in what was found, and maybe more.
fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(name, it)| found.get(name).is_some_and(|found| holds(found, it)))
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(found, it)| holds(found, it))
        }
        (found, expected) => found == expected,
    }
}

#[test]
fn the_questions_can_be_asked_by_the_operations_that_are_kept() {
    let readme = include_str!("../../README.md");
    let check = |name: &str, variables: Value| {
        let operation = OPERATIONS.iter().find(|it| it.name == name).unwrap();
        let answer = readme.split("```json\n").find(|it| it.starts_with(&format!("{{ \"{name}\""))).unwrap();
        let expected: Value = serde_json::from_str(answer.split("```").next().unwrap()).unwrap();
        let found = DEMO.ask(operation.document, variables);
        assert!(holds(&found["data"], &expected), "{name}: {found}");
    };
    check("leaders", json!({ "act": 10, "asOf": "2018-12-20", "leadership": ["LEADS"] }));
    let stay = json!({ "city": "geneva", "from": "2018-05-21", "to": "2018-05-25", "acts": [8], "dueOnly": true });
    check("outreach", stay);
    check("roadmap", json!({ "asOf": "2018-05-01", "gaps": 3 }));
}
