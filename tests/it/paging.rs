//! Pages: whatever their size and direction, the same rows in the same order.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::DEMO;

/// The lists that are paged, with arguments, and what identifies a row of each.
const LISTS: [(&str, &str, &str); 8] = [
    ("states", "regions: [AFRICA, PACIFIC]", "id"),
    ("cities", "hubs: false", "id"),
    ("contacts", "filter: { levels: [REGIONAL, LOCAL] }", "id"),
    ("followUps", "filter: { acts: [4] }", "id"),
    ("stances", "filter: { acts: [3, 10] }", "id"),
    ("standings", "acts: [3], asOf: \"2018-12-31\"", "state { id } act { id }"),
    ("leaders", "act: 4", "state { id }"),
    ("roadmap", "", "state { id } act { id }"),
];

fn page(list: (&str, &str, &str), paging: &str) -> Value {
    let (field, arguments, row) = list;
    let page = format!(
        "edges {{ cursor node {{ {row} }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} totalCount"
    );
    let document = match field {
        "roadmap" => format!("{{ roadmap {{ gaps({paging}) {{ {page} }} }} }}"),
        _ => format!("{{ {field}({arguments}, {paging}) {{ {page} }} }}"),
    };
    let data = DEMO.data(&document);
    if field == "roadmap" { data["roadmap"]["gaps"].clone() } else { data[field].clone() }
}

fn rows(page: &Value) -> Vec<Value> {
    page["edges"].as_array().unwrap().iter().map(|it| it["node"].clone()).collect()
}

fn all(list: (&str, &str, &str), size: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = "null".to_owned();
    loop {
        let page = page(list, &format!("first: {size}, after: {after}"));
        assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!all.is_empty()));
        all.extend(rows(&page));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            assert_eq!(page["totalCount"], json!(all.len()));
            return all;
        }
        after = page["pageInfo"]["endCursor"].to_string();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_page_size_gives_the_same_sequence(list in prop::sample::select(LISTS.to_vec()), size in 1usize..=100) {
        prop_assert_eq!(all(list, size), all(list, 100));
    }

    #[test]
    fn states_read_backwards_are_the_same(size in 1usize..=100) {
        let list = LISTS[0];
        let mut backwards = Vec::new();
        let mut before = "null".to_owned();
        loop {
            let page = page(list, &format!("last: {size}, before: {before}"));
            backwards.splice(0..0, rows(&page));
            if page["pageInfo"]["hasPreviousPage"] == json!(false) {
                break;
            }
            before = page["pageInfo"]["startCursor"].to_string();
        }
        prop_assert_eq!(backwards, all(list, 100));
    }
}

#[test]
fn cursors_hold_while_rows_go() {
    let service = crate::service::Service::demo("2018-02-01");
    let open = "filter: { status: [OPEN], states: [\"ARM\"] }";
    let first =
        service.data(&format!("{{ followUps({open}, first: 2) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}"));
    let page = |after: &Value| service.data(&format!("{{ followUps({open}, after: {after}) {{ nodes {{ id }} }} }}"));
    let before = page(&first["followUps"]["pageInfo"]["endCursor"]);
    let last = first["followUps"]["nodes"][1]["id"].as_str().unwrap().to_owned();
    let cancel = format!(
        "mutation {{ cancelFollowUp(input: {{ followUp: {last:?}, reason: \"x\" }}) {{ userErrors {{ message }} }} }}"
    );
    assert_eq!(service.data(&cancel)["cancelFollowUp"]["userErrors"], json!([]));
    assert_eq!(page(&first["followUps"]["pageInfo"]["endCursor"]), before);
}
