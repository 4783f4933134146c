//! Documents that do not fit the schema are refused before anything is executed, wherever the mistake stands.

use serde_json::json;

use crate::service::DEMO;

/// Why each document is refused; none where it is answered.
fn check(documents: &[(&str, Option<&str>)]) {
    let mut wrong = Vec::new();
    for (document, expected) in documents {
        let answer = DEMO.ask(document, json!({}));
        let error = &answer["errors"][0];
        let is_coded = error["extensions"]["code"] == "BAD_USER_INPUT" && answer.get("data").is_none();
        let message = error["message"].as_str();
        let is_right = match (message, expected) {
            (Some(message), Some(expected)) => is_coded && message.contains(expected),
            (found, expected) => found.is_none() && expected.is_none(),
        };
        if !is_right {
            wrong.push(format!("{document}: {answer:.300}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn directives_are_refused_that_the_schema_does_not_have() {
    let unknown = Some("nknown directive");
    check(&[
        ("{ __typename @nothing }", unknown),
        ("{ acts { __typename @nothing } }", unknown),
        ("{ acts { ... on Act { __typename @nothing } } }", unknown),
        ("{ acts { ...F } } fragment F on Act { __typename @nothing }", unknown),
        ("{ __schema { types { __typename @nothing } } }", unknown),
        ("{ __schema { types { name @nothing } } }", unknown),
        ("{ __schema @nothing { queryType { name } } }", unknown),
        ("{ __type(name: \"Act\") @nothing { name } }", unknown),
        ("{ acts @nothing { id } }", unknown),
        ("{ acts { id @nothing } }", unknown),
        ("{ acts { ... @nothing { id } } }", unknown),
        ("{ acts { ... on Act @nothing { id } } }", unknown),
        ("{ acts { ...F @nothing } } fragment F on Act { id }", unknown),
        ("{ acts { ...F } } fragment F on Act @nothing { id }", unknown),
        ("query @nothing { __typename }", unknown),
        ("mutation @nothing { __typename }", unknown),
        ("query($n: Int @nothing) { states(first: $n) { totalCount } }", Some("$n: @nothing may not be used")),
        ("query($n: Int @skip(if: true)) { states(first: $n) { totalCount } }", Some("may not be used")),
        ("query @skip(if: true) { __typename }", Some("may not be used")),
        ("{ acts { ...F } } fragment F on Act @skip(if: true) { id }", Some("may not be used")),
        ("{ __typename @deprecated }", Some("may not be used")),
        ("{ __typename @specifiedBy(url: \"x\") }", Some("may not be used")),
        ("{ acts { id @deprecated } }", Some("may not be used")),
        ("{ __typename @skip }", Some("\"if\"")),
        ("{ acts { id @skip } }", Some("\"if\"")),
        ("{ __typename @skip(of: true, if: true) }", Some("\"of\"")),
        ("{ acts { id @skip(of: true, if: true) } }", Some("\"of\"")),
        ("{ __typename @skip(if: 1) }", Some("\"if\"")),
        ("{ __typename @skip(if: null) }", Some("\"if\"")),
        ("{ acts { id @skip(if: null) } }", Some("\"if\"")),
        ("{ acts { id @skip(if: 1) } }", Some("\"if\"")),
        ("{ __typename @skip(if: $x) }", Some("x")),
        ("query($x: Int!) { __typename @skip(if: $x) }", Some("x")),
        ("query($x: Boolean = true) { acts { __typename @skip(if: $x) } }", None),
        ("query($x: Boolean = true) { acts { id __typename @skip(if: $x) ... @skip(if: $x) { id } } }", None),
        ("{ __typename @skip(if: true) @skip(if: false) }", Some("uplicate")),
        ("{ acts { id @skip(if: true) @skip(if: false) } }", Some("uplicate")),
        ("{ __typename @skip(if: false) @include(if: true) }", None),
        ("{ acts { id @skip(if: false) @include(if: true) } }", None),
    ]);
}

#[test]
fn nothing_is_selected_in_the_name_of_a_type() {
    check(&[
        ("{ __typename(a: 1) }", Some("a: __typename takes no arguments")),
        ("{ acts { __typename(a: 1) } }", Some("a: __typename takes no arguments")),
        ("{ __typename { x } }", Some("nothing can be selected")),
        ("{ acts { ...F } } fragment F on Act { __typename { x } }", Some("nothing can be selected")),
        ("{ __typename }", None),
    ]);
}

#[test]
fn one_name_of_the_answer_has_one_type() {
    let node = |act: &str, state: &str, referral: &str| {
        let of = format!("... on Act {{ {act} }} ... on State {{ {state} }} ... on Referral {{ {referral} }}");
        format!("{{ node(id: \"act:1\") {{ {of} }} }}")
    };
    let check = |document: &str, expected: Option<&str>| check(&[(document, expected)]);
    check(&node("x: title", "x: name", "y: note"), None);
    check(&node("x: title", "id", "x: note"), Some("x: one name in the answer, and two types, String! and String,"));
    check(&node("x: title", "x: region", "id"), Some("give one of them another name"));
    check(&node("x: number", "x: contacts { id }", "id"), Some("and two types, Int! and [Contact!]!,"));
    check(&node("id", "x: capital { y: name }", "x: act { y: number }"), Some("and two types, City! and Act,"));
    check("{ acts { x: title ... on Act { x: number } } }", Some("and two fields or arguments"));
}

#[test]
fn one_thing_is_answered_as_it_was_asked_for() {
    let two = Some("two fields or arguments");
    check(&[
        ("{ act(number: 1) { number } ... on Query { act(number: 2) { number title } } }", two),
        ("{ act(number: 1) { number } ... on Query { act(number: 1) { title } } }", None),
        ("{ acts { state: title } acts { state: __typename } }", two),
        ("{ node(id: \"act:1\") { ... on Act { x: title } ... on Act { x: __typename @include(if: true) } } }", two),
        (
            "{ node(id: \"act:1\") { ... on Act { x: __typename @include(if: true) } ... on State { ... @include(if: true) { x: name } } } }",
            None,
        ),
    ]);
}
