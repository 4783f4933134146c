//! GraphQL over HTTP, request by request: which status, code and headers each is answered with, by what it accepts; and
//! what may be kept of it.

use demarche::web::Anonymous;
use serde_json::{Value, json};

use crate::http::Front;
use crate::wire::{self, Reply};

const JSON: &str = "application/json";
const RESPONSE: &str = "application/graphql-response+json";
const CONTENT: &str = "Content-Type: application/json";

fn post(front: &Front, accept: &str, body: &str) -> Reply {
    front.address.send("POST /graphql", &[CONTENT, &format!("Accept: {accept}")], body.as_bytes())
}

fn get(front: &Front, query: &str, headers: &[&str]) -> Reply {
    front.address.send(&format!("GET /graphql?query={}", wire::escaped(query)), headers, b"")
}

#[test]
fn every_request_has_its_status_and_its_code() {
    let front = Front::open();
    // The body; the status for those who accept a GraphQL response, and for all others; the code, if there are errors.
    let check = |body: Value, statuses: [u16; 2], code: &str, says: &str| {
        for (media, status) in [RESPONSE, JSON].into_iter().zip(statuses) {
            let reply = post(&front, media, &body.to_string());
            let found = reply.json();
            assert_eq!((reply.status, reply.header("cache-control")), (status, "no-store"), "{body} {found}");
            assert_eq!(reply.header("content-type"), format!("{media}; charset=utf-8"));
            assert_eq!((reply.header("x-content-type-options"), reply.header("vary")), ("nosniff", "Accept"));
            assert_eq!(reply.header("etag"), "");
            let Some(errors) = found["errors"].as_array() else {
                assert_eq!(code, "", "{body} {found}");
                continue;
            };
            assert_eq!(errors[0]["extensions"]["code"], json!(code), "{body} {found}");
            assert_eq!(errors[0]["extensions"]["requestId"], json!(reply.header("x-request-id")), "{body} {found}");
            let message = errors[0]["message"].as_str().unwrap();
            assert!(message.contains(says) && !message.contains('\n'), "{body} {message}");
            // Data, or null in their place, are there where something was executed, and only there.
            assert_eq!(found.get("data").is_some(), status == 200 && says.starts_with("act:"), "{body} {found}");
        }
    };
    let query = |text: &str| json!({ "query": text });
    let bad = "BAD_USER_INPUT";
    check(query("{ acts { number } }"), [200, 200], "", "");
    check(
        json!({ "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null }),
        [200, 200],
        "",
        "",
    );
    check(json!({ "query": "{ __typename }", "operationName": "" , "extensions": { "a": 1 } }), [200, 200], "", "");
    check(query("{ leaders(act: 11) { totalCount } }"), [200, 200], bad, "act: there is no Act 11");
    check(query("{"), [400, 200], bad, "the document is no GraphQL at line 1, column 2: expected a field");
    check(query("{ acts { numbr } }"), [400, 200], bad, "Did you mean \"number\"");
    check(query("query A { __typename } query B { __typename }"), [400, 200], bad, "operationName");
    check(json!({ "query": "query A { __typename }", "operationName": "B" }), [400, 200], bad, "operationName");
    check(query("subscription { acts }"), [400, 200], bad, "a subscription is answered with Accept");
    let deep = format!("{{ states {{ nodes {{ {} id {} }} }} }}", "capital { state { ".repeat(8), "} } ".repeat(8));
    check(query(&deep), [400, 200], "LIMIT_EXCEEDED", "deep");
    let endless = query("{ bodies { members { bodies { members { bodies { members { id } } } } } } }");
    check(endless, [400, 200], "LIMIT_EXCEEDED", "were all lists full");
    check(json!({ "qeury": "{ acts }" }), [400, 400], bad, "there is no query");
    check(json!({ "query": { "obj": "ect" } }), [400, 400], bad, "not a JSON object with a query");
    check(json!([{ "query": "{ __typename }" }]), [400, 400], bad, "batches are not answered");
    check(json!({ "query": "{ __typename }", "extensions": [] }), [400, 400], bad, "extensions are a JSON object");
    // Variables that do not fit are refused before anything is done.
    let typed = |ty: &str, value: Value| json!({ "query": format!("query($v: {ty}) {{ leaders(act: $v) {{ totalCount }} }}"), "variables": { "v": value } });
    check(typed("Int!", json!(3)), [200, 200], "", "");
    check(typed("Int!", Value::Null), [400, 200], bad, "$v: a value of type Int! is needed, and not null");
    check(typed("Int!", json!("3")), [400, 200], bad, "$v: \"3\" is no Int");
    let wish = "mutation($i: PlanFollowUpInput!) { planFollowUp(input: $i) { followUp { id } } }";
    let unfit = json!({ "query": wish, "variables": { "i": { "purpose": ["p"], "level": "LOCAL" } } });
    check(unfit, [400, 200], bad, "$i.purpose: a list is no String");
    let nowhere = json!({ "query": wish, "variables": { "i": { "level": "NOWHERE" } } });
    check(nowhere, [400, 200], bad, "$i.level: \"NOWHERE\" is no Level; it is one of ");
    check(query("{ contacts(filter: { levels: [NOWHERE] }) { totalCount } }"), [400, 200], bad, "; it is one of ");
}

#[test]
fn the_answer_is_of_the_type_that_is_accepted() {
    let front = Front::open();
    let body = r#"{"query": "{ acts { number } }"}"#;
    let check = |accept: &str, expected: &str| {
        assert_eq!(post(&front, accept, body).header("content-type"), format!("{expected}; charset=utf-8"), "{accept}");
    };
    for accept in ["*/*", "application/*", JSON, "text/html,application/xhtml+xml,*/*;q=0.8", ""] {
        check(accept, JSON);
    }
    check(RESPONSE, RESPONSE);
    check("application/graphql-response+json,application/json;q=0.9", RESPONSE);
    check("application/json;q=0.5, application/graphql-response+json;q=0.4", JSON);
    let unsaid = front.address.send("POST /graphql", &[CONTENT], body.as_bytes());
    assert_eq!(unsaid.header("content-type"), "application/json; charset=utf-8");
    // Nothing is done for those who would not read what became of it.
    let wish =
        r#"{"query": "mutation { addOrganisation(input: { key: \"unread\", name: \"N\" }) { organisation { id } } }"}"#;
    for accept in ["image/png", "text/*", "application/xml, */*;q=0"] {
        let reply = post(&front, accept, wish);
        assert_eq!((reply.status, reply.header("content-type")), (406, "application/json; charset=utf-8"), "{accept}");
        assert_eq!(reply.json()["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
    assert_eq!(front.service.data("{ node(id: \"organisation:unread\") { id } }")["node"], Value::Null);
}

#[test]
fn what_comes_by_get_is_known_again() {
    let front = Front::open();
    let query = "{ state(code: \"MEX\") { stances(act: 6) { totalCount } } }";
    let first = get(&front, query, &[]);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() == 66, "{tag}");
    let kept = |reply: &Reply| ["cache-control", "vary", "etag"].map(|it| reply.header(it).to_owned());
    assert_eq!(kept(&first), ["private, no-cache", "Accept, Authorization, Cookie", &tag]);

    let check = |headers: &[&str], expected: u16| {
        let reply = get(&front, query, headers);
        assert_eq!((reply.status, reply.body.is_empty()), (expected, expected == 304), "{headers:?}");
        reply
    };
    let known = format!("If-None-Match: {tag}");
    assert_eq!(kept(&check(&[&known], 304)), kept(&first));
    check(&[&format!("If-None-Match: \"x\", W/{tag}")], 304);
    check(&["If-None-Match: *"], 304);
    check(&["If-None-Match: \"x\""], 200);
    // The same bytes of another type are another answer.
    let other = check(&[&known, &format!("Accept: {RESPONSE}")], 200);
    assert_ne!(other.header("etag"), tag);
    assert_eq!(other.body, first.body);

    let record = r#"mutation { recordStance(input: { state: "MEX", act: 6, position: POSITIVE, observedOn: "2018-01-01", confidence: LOW,
        evidence: ["evidence:act-now"] }) { stance { id } } }"#;
    assert!(front.post(record, json!({})).json()["errors"].is_null());
    assert_ne!(check(&[&known], 200).header("etag"), tag);
}

#[test]
fn what_is_refused_or_personal_is_kept_nowhere() {
    let front = Front::open();
    let named = "mutation { updateContact(input: { contact: \"contact:mex-geneva\", name: \"Participant 17\" }) { contact { id } } }";
    assert!(front.post(named, json!({})).json()["errors"].is_null());
    let check = |query: &str, accept: &str, status: u16| {
        let reply = get(&front, query, &[&format!("Accept: {accept}"), "If-None-Match: *"]);
        let found = (reply.status, reply.header("cache-control"), reply.header("etag"));
        assert_eq!(found, (status, "no-store", ""), "{query}");
    };
    check("{ viewer { role } }", JSON, 200);
    check("{ node(id: \"contact:mex-geneva\") { ... on Contact { name } } }", JSON, 200);
    check("{", JSON, 200);
    check("{", RESPONSE, 400);
    check("mutation { addOrganisation(input: { name: \"N\" }) { organisation { id } } }", RESPONSE, 405);
    check("{ acts { number } }", "image/png", 406);
}

#[test]
fn head_is_get_without_a_body() {
    let front = Front::open();
    let head = front.address.send(&format!("HEAD /graphql?query={}", wire::escaped("{ acts { number } }")), &[], b"");
    let got = get(&front, "{ acts { number } }", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    for header in ["etag", "content-type", "content-length", "cache-control", "vary"] {
        assert_eq!(head.header(header), got.header(header), "{header}");
    }
    for path in ["/", "/health/live", "/health/ready"] {
        assert_eq!(front.address.send(&format!("HEAD {path}"), &[], b"").status, 200, "{path}");
    }
}

#[test]
fn names_are_suggested_to_those_who_have_signed_in() {
    let front = Front::with(None, Anonymous::Viewer);
    let check = |document: &str, variables: Value, says: &str, more: &str| {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let message = |reply: Reply| reply.json()["errors"][0]["message"].as_str().unwrap().to_owned();
        let known = message(wire::post(&front.address, &body));
        assert!(known.starts_with(says) && known.contains(more), "{known}");
        let unknown = message(wire::send(&front.address, "POST /graphql", &[CONTENT], body.as_bytes()));
        assert!(unknown.starts_with(says) && !unknown.contains(more), "{unknown}");
    };
    check("{ acts { numbr } }", json!({}), "Unknown field \"numbr\" on type \"Act\".", "number");
    check("{ contacts(filter: { levels: [X] }) { totalCount } }", json!({}), "Invalid value for argument", "LOCAL");
    let by_variable = "query($l: [Level!]) { contacts(filter: { levels: $l }) { totalCount } }";
    check(by_variable, json!({ "l": ["X"] }), "$l[0]: \"X\" is no Level", "LOCAL");
}
