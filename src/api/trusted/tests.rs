//! Lists that are read, and what is answered with them.

use super::*;

fn relay(documents: &[(&str, &str)]) -> String {
    serde_json::to_string(&documents.iter().copied().collect::<BTreeMap<_, _>>()).unwrap()
}

#[test]
fn lists_are_read_in_both_forms() {
    let check = |text: &str, expected: Result<&[&str], &str>| {
        let found = TrustedDocuments::read(text);
        match (found, expected) {
            (Ok(found), Ok(ids)) => assert_eq!(found.by_id.keys().collect::<Vec<_>>(), ids, "{text}"),
            (Err(found), Err(part)) => assert!(found.contains(part), "{text}: {found}"),
            (found, _) => panic!("{text}: {found:?}"),
        }
    };
    let manifest = |version: u32, operations: &str| {
        format!(r#"{{"format": "apollo-persisted-query-manifest", "version": {version}, "operations": {operations}}}"#)
    };
    check(r#"{"b": "{ a }", "a": "{ b }"}"#, Ok(&["a", "b"]));
    check(&manifest(1, r#"[{"id": "x", "name": "A", "type": "query", "body": "{ a }"}]"#), Ok(&["x"]));
    check(&manifest(1, r#"[{"id": "x", "body": "{ a }"}, {"id": "x", "body": "{ a }"}]"#), Ok(&["x"]));
    check(&manifest(1, r#"[{"id": "x", "body": "{ a }"}, {"id": "x", "body": "{ b }"}]"#), Err("x: two documents"));
    check(&manifest(2, "[]"), Err("version 2"));
    check(&manifest(1, r#"[{"id": "x"}]"#), Err("missing field `body`"));
    check(r#"{"a": 1}"#, Err("a: the document is no text"));
    check(r#"{"": "{ a }"}"#, Err("empty id"));
    check("{}", Err("no document is listed"));
    check("[]", Err("a JSON object of documents"));
    check("{", Err("it is no JSON"));
}

#[test]
fn documents_are_checked_when_they_are_listed() {
    let check = |document: &str, expected: Option<&str>| {
        let list = TrustedDocuments::read(&relay(&[("fine", "{ acts { id } }"), ("it", document)])).unwrap();
        match (Api::default().trusting(list).err(), expected) {
            (None, None) => {}
            (Some(found), Some(part)) => assert!(found.starts_with("it: ") && found.contains(part), "{found}"),
            (found, _) => panic!("{document}: {found:?}"),
        }
    };
    check("query A($act: Int!) { leaders(act: $act) { totalCount } } query B { acts { id } }", None);
    check("mutation($input: PlanFollowUpInput!) { planFollowUp(input: $input) { userErrors { message } } }", None);
    check("{ acts { id }", Some("expected"));
    check("query A { acts { id } } query B { acts { nothing } }", Some("nothing"));
    check("query($act: Int!) { acts { id } }", Some("$act"));
    check("fragment F on Act { id }", Some(""));
    check(&format!("{{ acts {{ {} }} }}", "tally { positive } ".repeat(1500)), Some("2000 are allowed"));
}

#[test]
fn requests_mean_a_document() {
    let list = TrustedDocuments::read(&relay(&[("one", "{ acts { id } }"), ("two", "{ phases { id } }")])).unwrap();
    let (hash, id) = (|it: &str| Some(DocumentId::Hash(it.to_owned())), |it: &str| Some(DocumentId::Id(it.to_owned())));
    let check = |list: Option<&TrustedDocuments>, named: Option<DocumentId>, query: &str, expected: Result<_, &str>| {
        let asked = Asked { document: query.to_owned(), named, ..Asked::default() };
        let found = meant(list, &asked).map(|it| it.unwrap_or(asked.document.clone())).map_err(|it| it.1);
        assert_eq!(found.as_deref().map_err(|it| *it), expected, "{asked:?}");
    };
    let not_supported = Err("PERSISTED_QUERY_NOT_SUPPORTED");
    check(None, None, "{ a }", Ok("{ a }"));
    check(None, hash("one"), "{ a }", Ok("{ a }"));
    check(None, hash("one"), "", not_supported);
    check(None, id("one"), "", not_supported);
    let listed = Some(&list);
    check(listed, id("one"), "", Ok("{ acts { id } }"));
    check(listed, hash("two"), "", Ok("{ phases { id } }"));
    check(listed, hash("two"), "{ phases { id } }", Ok("{ phases { id } }"));
    check(listed, id("ONE"), "", Err("BAD_USER_INPUT"));
    check(listed, id("one "), "", Err("BAD_USER_INPUT"));
    check(listed, hash("three"), "", Err("PERSISTED_QUERY_NOT_FOUND"));
    check(listed, hash("three"), "{ a }", Err("FORBIDDEN"));
    check(listed, id("one"), "{ phases { id } }", Err("FORBIDDEN"));
    check(listed, None, "{ __schema { description } }", Err("FORBIDDEN"));
    check(listed, None, "{ acts { id } }", Err("FORBIDDEN"));
}
