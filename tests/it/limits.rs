//! Questions that multiply end soon, with a code, and leave the service as it was.

use demarche::api::{self, Api, Asked, Caller, Limits};
use demarche::domain::{Actor, Clearance};
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

fn fragments(depth: usize) -> String {
    (0..depth).map(|at| format!(" fragment F{at} on Act {{ id ...F{} ...F{} }}", at + 1, at + 1)).collect()
}

fn aliases(most: usize, of: &str) -> String {
    (0..most).map(|at| format!("a{at}: {of} ")).collect()
}

#[test]
fn what_multiplies_is_refused() {
    check(
        &format!("{{ acts {{ ...F0 }} }}{} fragment F30 on Act {{ id }}", fragments(30)),
        "fields with those of the fragments: 2147483648 at once",
    );
    check(&format!("{{ {} }}", "__typename ".repeat(21)), "root fields: 21 at once, and at most 20 are allowed");
    check(&format!("{{ acts {{ {} }} }}", "id ".repeat(1_996)), "tokens: 2001 at once");
    check(&format!("{{ acts {{ {} }} }}", aliases(31, "id")), "aliases: 31 at once");
    check(&format!("{{ acts {{ {} }} }}", "id @skip(if: false) ".repeat(21)), "directives: 21 at once");
    let deep = format!("{{ states {{ nodes {{ {} id {} }} }} }}", "capital { state { ".repeat(7), "} } ".repeat(7));
    check(&deep, "levels, too deep: 17 at once");
    check("{ bodies { members { bodies { members { bodies { members { id } } } } } } }", "were all lists full");
    check(
        "{ states(first: 100) { nodes { contacts { state { stances(first: 100) { nodes { evidence { id title } } } } } } } }",
        "were all lists full",
    );
    assert_eq!(DEMO.data("{ act(number: 3) { number } }"), json!({ "act": { "number": 3 } }));
}

#[test]
fn what_was_looked_at_is_counted_too() {
    let document =
        "{ states(first: 100) { nodes { stances(first: 100) { nodes { state { name } act { title } } } } } }";
    assert!(DEMO.data(document)["states"]["nodes"].is_array());
    let limits = Limits { looks: 1_000, ..Limits::default() };
    let answer = asked(&Api::new(limits), document, json!({}));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{answer}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("the answer is too large"), "{answer}");
    assert!(answer.get("data").is_none(), "{answer}");
}

/// What is answered by a service with limits of its own.
fn asked(api: &Api, document: &str, variables: Value) -> Value {
    let caller = Caller { actor: Actor("test".into()), clearance: Clearance::Coordinator, token: None };
    let asked = Asked { document: document.to_owned(), variables, tells_cost: true, ..Asked::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    serde_json::from_slice(&runtime.block_on(api::answer(api, &DEMO.store, caller, asked)).bytes).unwrap()
}

#[test]
fn what_cannot_be_parsed_safely_is_not_parsed() {
    // Each would take a parser that reads by recursion deeper than its stack is.
    for (open, close) in [("[", "]"), ("{a:", "}")] {
        let value = format!("{}{}", open.repeat(60_000), close.repeat(60_000));
        check(&format!("{{ search(text: {value}) {{ id }} }}"), "tokens");
        let value = format!("{}{}", open.repeat(70), close.repeat(70));
        check(&format!("{{ search(text: {value}) {{ id }} }}"), "brackets within brackets");
        // What is let through is parsed.
        let value = format!("{}{}", open.repeat(58), close.repeat(58));
        let answer = DEMO.ask(&format!("{{ search(text: {value}) {{ id }} }}"), json!({}));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    }
    check(&"{ a ".repeat(100_000), "tokens");
    check(&"{ a ".repeat(65), "brackets within brackets");
    let deep: Value = serde_json::from_str(&format!("{}{}", "[".repeat(33), "]".repeat(33))).unwrap();
    let answer = DEMO.ask("{ acts { id } }", json!({ "unused": deep }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{answer}");
}

#[test]
fn an_answer_says_what_it_cost_where_it_is_asked() {
    let answer = asked(&Api::default(), "{ states(first: 7) { nodes { code } } }", json!({}));
    assert_eq!(answer["extensions"]["cost"], json!({ "complexity": 9, "most": 1_000_000 }));
    assert_eq!(DEMO.ask("{ states(first: 7) { nodes { code } } }", json!({}))["extensions"], Value::Null);
}

#[test]
fn limits_are_published() {
    let asked = "body tokens fields depth aliases directives rootFields complexity introspection variablesDepth looks waiting budget";
    assert_eq!(
        DEMO.data(&format!("{{ limits {{ {asked} }} }}"))["limits"],
        json!({ "body": 262_144, "tokens": 2000, "fields": 2000, "depth": 15, "aliases": 30, "directives": 20, "rootFields": 20,
            "complexity": 1_000_000, "introspection": 500_000, "variablesDepth": 32, "looks": 250_000, "waiting": 10, "budget": null })
    );
}

#[test]
fn operations_that_are_kept_fit_with_room() {
    for (name, document) in kept_operations() {
        let answer = asked(
            &Api::default(),
            &document,
            json!({ "act": 3, "acts": [3], "from": "2018-02-01", "to": "2018-03-01",
            "city": "geneva", "id": "contact:mex-geneva" }),
        );
        let excess = answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED";
        assert!(!excess, "{name} {answer}");
        if let Some(cost) = answer["extensions"]["cost"]["complexity"].as_u64() {
            assert!(cost <= 750_000, "{name} costs {cost}");
        }
    }
}

fn kept_operations() -> Vec<(String, String)> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/operations");
    let files = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path());
    let found: Vec<_> = files
        .filter(|it| it.extension().is_some_and(|it| it == "graphql"))
        .map(|it| (it.display().to_string(), std::fs::read_to_string(&it).unwrap()))
        .collect();
    assert!(found.len() >= 10);
    found
}

#[test]
fn the_schema_can_be_asked_for_as_tools_do() {
    let answer = asked(&Api::default(), include_str!("limits/introspection.graphql"), json!({}));
    assert!(answer["errors"].is_null(), "{}", answer["errors"]);
    assert!(answer["data"]["__schema"]["types"].as_array().unwrap().len() > 100);
    let twice = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }";
    check(twice, "fields of the schema");
    let many = "{ __type(name: \"State\") { fields { args { type { fields { args { type { fields { args { type { fields { name } } } } } } } } } } } }";
    check(many, "fields of the schema");
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
