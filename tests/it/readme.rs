//! The README's questions have the README's answers.

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
