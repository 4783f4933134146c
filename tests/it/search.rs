//! Finding things by their words.

use serde_json::{Value, json};

use crate::service::{DEMO, Service};
use crate::wish::{a_contact, grant, with};

fn hits(service: &Service, text: &str, first: usize) -> Vec<Value> {
    let document =
        "query($text: String!, $first: Int) { search(text: $text, first: $first) { node { __typename id } snippet } }";
    let answer = service.ask(document, json!({ "text": text, "first": first }));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"]["search"].as_array().unwrap().clone()
}

/// The first hit is this one, of this kind, found by this text.
fn check(text: &str, expected: &str, kind: &str, snippet: &str) {
    let found = hits(&DEMO, text, 1);
    let hit = json!({ "node": { "__typename": kind, "id": expected }, "snippet": snippet });
    assert_eq!(found, [hit], "{text}");
}

/// These, and nothing else.
fn check_all(text: &str, expected: &[&str]) {
    let found = hits(&DEMO, text, 100);
    let ids: Vec<_> = found.iter().map(|it| it["node"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, expected, "{text}");
}

#[test]
fn case_and_accents_do_not_matter() {
    for text in ["cote d'ivoire", "CÔTE D’IVOIRE", "Co\u{302}te d Ivoire", "cote ivoire"] {
        check(text, "state:CIV", "State", "Côte d'Ivoire");
    }
    for text in ["TURKIYE", "türkiye", "Türkİye"] {
        check(text, "state:TUR", "State", "Türkiye");
    }
    check("sao tome principe", "state:STP", "State", "Sao Tome and Principe");
}

#[test]
fn codes_find_states() {
    check("MEX", "state:MEX", "State", "MEX");
    check("mex", "state:MEX", "State", "MEX");
    check("che", "state:CHE", "State", "CHE");
}

#[test]
fn beginnings_of_words_are_enough_and_middles_are_not() {
    check("switz", "state:CHE", "State", "Switzerland");
    check("genev", "city:geneva", "City", "Geneva");
    check_all("exico", &[]);
    check_all("zzz", &[]);
}

#[test]
fn the_best_match_comes_first() {
    // The whole name before a name that begins with it, and that before one that has it somewhere.
    let found = hits(&DEMO, "guinea", 100);
    let names: Vec<_> = found.iter().map(|it| it["snippet"].as_str().unwrap()).collect();
    assert_eq!(names[0], "Guinea");
    let place = |name: &str| names.iter().position(|it| *it == name);
    assert!(place("Guinea-Bissau") < place("Papua New Guinea"), "{names:?}");
    // A name before an official name.
    check("niger", "state:NER", "State", "Niger");
    check("mexico", "state:MEX", "State", "Mexico");
    check("new york", "city:new-york", "City", "New York");
}

#[test]
fn a_whole_text_comes_before_a_longer_one() {
    let service = Service::fresh();
    grant(&service, "addEvidence", json!({ "key": "report", "kind": "OTHER", "title": "Picum report" }));
    let found = hits(&service, "picum", 2);
    let ids: Vec<_> = found.iter().map(|it| it["node"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["organisation:picum", "evidence:report"]);
}

#[test]
fn every_kind_that_is_named_is_found() {
    check("picum", "organisation:picum", "Organisation", "PICUM");
    check(
        "act now joint",
        "evidence:act-now",
        "Evidence",
        "Act Now: joint statement and scorecard on the New York Declaration",
    );
    check("addis", "city:addis-ababa", "City", "Addis Ababa");
    check("united mexican states", "state:MEX", "State", "United Mexican States");
    let kinds: std::collections::BTreeSet<_> =
        hits(&DEMO, "desk", 100).iter().map(|it| it["node"]["__typename"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["Contact".to_owned()].into());
}

#[test]
fn all_words_are_needed_in_one_text_and_in_any_order() {
    check(
        "declaration york scorecard",
        "evidence:act-now",
        "Evidence",
        "Act Now: joint statement and scorecard on the New York Declaration",
    );
    check_all("scorecard zzz", &[]);
    // The code of one text and the name of another are not one match.
    check("swiss confederation", "state:CHE", "State", "Swiss Confederation");
    check_all("che confederation", &[]);
}

#[test]
fn long_texts_are_cut_around_the_match() {
    let service = Service::fresh();
    let title = format!("{}needle{}", "word ".repeat(20), " word".repeat(18));
    grant(&service, "addEvidence", json!({ "kind": "OTHER", "title": title }));
    let found = hits(&service, "needle", 10);
    let snippet = found[0]["snippet"].as_str().unwrap();
    assert!(snippet.contains("needle") && snippet.starts_with('…') && snippet.chars().count() <= 162, "{snippet}");
}

#[test]
fn so_many_and_no_more() {
    assert_eq!(hits(&DEMO, "vote", 100).len(), 100);
    assert_eq!(hits(&DEMO, "vote", 7), hits(&DEMO, "vote", 100)[..7]);
    let usual = DEMO.data(r#"{ search(text: "vote") { snippet } }"#);
    assert_eq!(usual["search"].as_array().unwrap().len(), 50);
}

#[test]
fn what_changes_is_found_by_its_new_words_alone() {
    let service = Service::fresh();
    let id = grant(&service, "addContact", with(a_contact(), json!({ "post": "Xylophone desk" })))["id"].clone();
    assert_eq!(hits(&service, "xylophone", 10)[0]["node"]["id"], id);
    grant(&service, "updateContact", json!({ "contact": id, "post": "Zither desk" }));
    assert_eq!(hits(&service, "xylophone", 10), [] as [Value; 0]);
    assert_eq!(hits(&service, "zither", 10)[0]["node"]["id"], id);
}

#[test]
fn people_are_never_found() {
    let service = Service::fresh();
    let person =
        json!({ "name": "Xenia Quux", "email": "quux@example.org", "phone": "99887766", "institution": "Zyx mission" });
    let id = grant(&service, "addContact", with(a_contact(), person))["id"].clone();
    for text in ["Xenia", "quux", "quux@example.org", "99887766"] {
        assert_eq!(hits(&service, text, 10), [] as [Value; 0], "{text}");
    }
    let found = hits(&service, "human rights desk", 10);
    assert_eq!(found[0]["node"]["id"], id);
    assert!(!json!(found).to_string().contains("Quux"));
}
