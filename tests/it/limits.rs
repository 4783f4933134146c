//! Questions that multiply end soon, with a code, and leave the service as it was.

use serde_json::{Value, json};

use crate::service::{DEMO, Service};

/// The refusal of a document.
fn check(document: &str, says: &str) {
    let answer = DEMO.ask(document, json!({}));
    assert_eq!(answer["data"], Value::Null, "{document:.80}");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{document:.80}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{answer}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains(says), "{answer}");
}

#[test]
fn what_multiplies_is_refused() {
    let fragments = |depth: usize| -> String {
        (0..depth).map(|at| format!(" fragment F{at} on Act {{ id ...F{} ...F{} }}", at + 1, at + 1)).collect()
    };
    check(
        &format!("{{ acts {{ ...F0 }} }}{} fragment F30 on Act {{ id }}", fragments(30)),
        "with those of the fragments",
    );
    let aliases = |most: usize| -> String { (0..most).map(|at| format!("a{at}: __typename ")).collect() };
    check(&format!("{{ {} }}", aliases(21)), "root fields");
    check(&format!("{{ acts {{ {} }} }}", aliases(2_000)), "fields");
    check("{ bodies { members { bodies { members { bodies { members { id } } } } } } }", "the answer is too large");
    let deep = format!("{{ states {{ nodes {{ {} id {} }} }} }}", "capital { state { ".repeat(8), "} } ".repeat(8));
    check(&deep, "too deep");
    assert_eq!(DEMO.data("{ act(number: 3) { number } }"), json!({ "act": { "number": 3 } }));
}

#[test]
fn what_is_large_and_allowed_is_answered() {
    let aliases: String = (0..20).map(|at| format!("a{at}: acts {{ id }} ")).collect();
    assert_eq!(DEMO.data(&format!("{{ {aliases} }}")).as_object().unwrap().len(), 20);
    let matrix = DEMO
        .data("{ stanceMatrix { rows { state { code name region unGroup } standings { position stance { id } } } } }");
    assert_eq!(matrix["stanceMatrix"]["rows"].as_array().unwrap().len(), 193);
}

#[test]
fn one_request_makes_twenty_changes_at_the_most() {
    let service = Service::demo("2018-02-01");
    let wishes = |most: usize| -> String {
        let wish = |at| format!("a{at}: addOrganisation(input: {{ name: \"n{at}\" }}) {{ organisation {{ name }} }} ");
        format!("mutation {{ {} }}", (0..most).map(wish).collect::<String>())
    };
    let before = service.store.snapshot().graph().len();
    assert_eq!(service.ask(&wishes(21), json!({}))["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
    assert_eq!(service.store.snapshot().graph().len(), before);
    assert_eq!(service.data(&wishes(20))["a19"]["organisation"]["name"], "n19");
    assert_eq!(service.store.snapshot().graph().len(), before + 20);
}

#[test]
fn null_stands_where_the_schema_allows_it() {
    let check = |document: &str, expected: Value| {
        let answer = DEMO.ask(document, json!({}));
        assert_eq!((&answer["data"], answer["errors"].as_array().unwrap().len()), (&expected, 1), "{document}");
    };
    check("{ acts { number } leaders(act: 11) { totalCount } }", Value::Null);
    check(
        "{ act(number: 3) { number } state(code: \"MEX\") { name standings(acts: [11]) { contested } } }",
        json!({ "act": { "number": 3 }, "state": null }),
    );
    check("{ node(id: \"state:MEX\") { id ... on State { bodies(asOf: \"x\") { id } } } }", json!({ "node": null }));
}
