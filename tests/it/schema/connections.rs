//! Relay: every connection is one, in both directions, and its cursors are good for its own order alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::introspection::types;
use crate::service::DEMO;

/// A type as it is written in a schema.
fn written(ty: &Value) -> String {
    match ty["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", written(&ty["ofType"])),
        "LIST" => format!("[{}]", written(&ty["ofType"])),
        _ => ty["name"].as_str().unwrap().to_owned(),
    }
}

fn named(of: &Value) -> BTreeMap<String, String> {
    let parts = of.as_array().into_iter().flatten();
    parts.map(|it| (it["name"].as_str().unwrap().to_owned(), written(&it["type"]))).collect()
}

#[test]
fn every_connection_is_one() {
    let types = types();
    let fields_of = |name: &str| named(&types[name]["fields"]);
    let check = |of: &BTreeMap<String, String>, name: &str, expected: &str, place: &str| {
        assert_eq!(of.get(name).map(String::as_str), Some(expected), "{place}: {name}");
    };
    let mut seen = 0;
    for (name, of) in &types {
        for field in of["fields"].as_array().into_iter().flatten() {
            let connection = written(&field["type"]);
            let place = format!("{name}.{}", field["name"]);
            let Some(row) = connection.strip_suffix("Connection!") else {
                assert!(!connection.ends_with("Connection"), "{place}: a connection is never null");
                continue;
            };
            let taken = named(&field["args"]);
            for (argument, ty) in [("first", "Int"), ("after", "String"), ("last", "Int"), ("before", "String")] {
                check(&taken, argument, ty, &place);
            }
            let connection = fields_of(connection.trim_end_matches('!'));
            check(&connection, "edges", &format!("[{row}Edge!]!"), &place);
            check(&connection, "nodes", &format!("[{row}!]!"), &place);
            check(&connection, "pageInfo", "PageInfo!", &place);
            check(&connection, "totalCount", "Int!", &place);
            let edge = fields_of(&format!("{row}Edge"));
            check(&edge, "cursor", "String!", &place);
            check(&edge, "node", &format!("{row}!"), &place);
            seen += 1;
        }
    }
    assert!(seen >= 17, "{seen}");
    let info = fields_of("PageInfo");
    for (field, ty) in [
        ("hasNextPage", "Boolean!"),
        ("hasPreviousPage", "Boolean!"),
        ("startCursor", "String"),
        ("endCursor", "String"),
    ] {
        check(&info, field, ty, "PageInfo");
    }
    assert_eq!(fields_of("Node"), BTreeMap::from([("id".to_owned(), "ID!".to_owned())]));
    let root = types["Query"]["fields"].as_array().unwrap();
    let field = |name: &str| root.iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(
        (written(&field("node")["type"]), named(&field("node")["args"])["id"].clone()),
        ("Node".into(), "ID!".into())
    );
    assert_eq!(
        (written(&field("nodes")["type"]), named(&field("nodes")["args"])["ids"].clone()),
        ("[Node]!".into(), "[ID!]!".into())
    );
}

/// The connections that have rows in the reference data: their order, how to ask for them, and where they are in the answer.
const LISTS: [(&str, &str, &str); 9] = [
    ("states", "states(PAGE) { IT }", "/states"),
    ("cities", "cities(PAGE) { IT }", "/cities"),
    ("contacts", "contacts(PAGE) { IT }", "/contacts"),
    ("followUps", "followUps(PAGE) { IT }", "/followUps"),
    ("stances", "stances(PAGE) { IT }", "/stances"),
    ("stances", "state(code: \"MEX\") { stances(PAGE) { IT } }", "/state/stances"),
    ("standings", "standings(acts: [3], PAGE) { IT }", "/standings"),
    ("leaders", "leaders(act: 4, PAGE) { IT }", "/leaders"),
    ("gaps", "roadmap { gaps(PAGE) { IT } }", "/roadmap/gaps"),
];

const PAGE: &str =
    "edges { cursor node { __typename } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

fn ask(question: &str, page: &str) -> Value {
    DEMO.ask(&format!("{{ {} }}", question.replace("PAGE", page).replace("IT", PAGE)), json!({}))
}

/// The cursors of a page, and whether there are rows before and after it.
fn page(list: (&str, &str, &str), page: &str) -> (Vec<String>, bool, bool) {
    let answer = ask(list.1, page);
    assert!(answer["errors"].is_null(), "{list:?} {page}: {answer}");
    let found = answer["data"].pointer(list.2).unwrap();
    let edges = found["edges"].as_array().unwrap().iter();
    let cursors: Vec<_> = edges.map(|it| it["cursor"].as_str().unwrap().to_owned()).collect();
    let info = &found["pageInfo"];
    assert_eq!(info["startCursor"], json!(cursors.first()), "{list:?} {page}");
    assert_eq!(info["endCursor"], json!(cursors.last()), "{list:?} {page}");
    let is_there = |it: &str| info[it].as_bool().unwrap();
    (cursors, is_there("hasPreviousPage"), is_there("hasNextPage"))
}

#[test]
fn connections_are_read_both_ways() {
    for list in LISTS {
        let (rows, before, _) = page(list, "first: 4");
        assert!(rows.len() == 4 && !before, "{list:?}: {} rows", rows.len());
        assert_eq!(page(list, &format!("first: 2, after: {:?}", rows[0])), (rows[1..3].to_vec(), true, true));
        assert_eq!(page(list, &format!("last: 2, before: {:?}", rows[2])), (rows[..2].to_vec(), false, true));
        assert_eq!(page(list, &format!("last: 1, before: {:?}", rows[2])), (rows[1..2].to_vec(), true, true));
        let (end, before, after) = page(list, "last: 2");
        assert!(end.len() == 2 && before && !after, "{list:?}");
        assert_eq!(page(list, &format!("first: 5, after: {:?}", end[0])), (end[1..].to_vec(), true, false));
        assert_eq!(page(list, &format!("after: {:?}", end[1])), (Vec::new(), true, false));
        let both = ask(list.1, "first: 1, last: 1");
        assert_eq!(both["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{list:?}: {both}");
    }
}

#[test]
fn a_cursor_is_good_for_its_own_order() {
    let cursors: Vec<_> = LISTS.iter().map(|it| page(*it, "first: 1").0.remove(0)).collect();
    for (of, cursor) in LISTS.iter().zip(&cursors) {
        for list in LISTS {
            for argument in ["after", "before"] {
                let answer = ask(list.1, &format!("{argument}: {cursor:?}"));
                let code = answer["errors"][0]["extensions"]["code"].as_str();
                let expected = (of.0 != list.0).then_some("BAD_USER_INPUT");
                assert_eq!(code, expected, "{argument} of {of:?} in {list:?}: {answer}");
            }
        }
    }
}
