//! Arguments that cannot be meant: each is refused by its name, with what is allowed, and never answered by an empty
//! list. Single look-ups of what is not there give null.

use serde_json::{Value, json};

use crate::service::DEMO;

/// The question is refused for one argument, and the message says what is allowed.
fn check(question: &str, argument: &str, allowed: &str) {
    let answer = DEMO.ask(&format!("{{ {question} }}"), json!({}));
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{question} {answer}");
    let found = (&errors[0]["extensions"]["code"], &errors[0]["extensions"]["argument"]);
    assert_eq!(found, (&json!("BAD_USER_INPUT"), &json!(argument)), "{question} {answer}");
    let message = errors[0]["message"].as_str().unwrap();
    assert!(message.starts_with(&format!("{argument}: ")) && message.contains(allowed), "{question} {message}");
    assert!(answer["data"].is_null(), "{answer}");
}

/// The question is answered.
fn check_answered(question: &str) -> Value {
    DEMO.data(&format!("{{ {question} }}"))
}

const MONTH: &str = r#"from: "2018-03-01", to: "2018-03-31""#;

#[test]
fn states_have_codes_of_three_letters() {
    for (code, allowed) in [
        ("ZZZ", "there is no member state"),
        ("MX", "three-letter"),
        ("", "three-letter"),
        ("state:MEX", "three-letter"),
    ] {
        let states = format!("states: [\"MEX\", {code:?}]");
        check(&format!("standings({states}) {{ totalCount }}"), "states", allowed);
        check(&format!("roadmap({states}) {{ open }}"), "states", allowed);
        for list in ["contacts", "followUps", "stances"] {
            check(&format!("{list}(filter: {{ {states} }}) {{ totalCount }}"), "filter.states", allowed);
        }
        check(&format!("followUpTally(by: STATE, filter: {{ {states} }}) {{ key }}"), "filter.states", allowed);
    }
    check_answered(r#"standings(states: ["mex", "Che"]) { totalCount }"#);
}

#[test]
fn acts_have_numbers() {
    for number in [11, 0, -1] {
        let acts = format!("acts: [1, {number}]");
        let allowed = "the Acts are 1 to 10";
        check(&format!("leaders(act: {number}) {{ totalCount }}"), "act", allowed);
        for question in ["standings", "stanceMatrix", "roadmap"] {
            check(&format!("{question}({acts}) {{ __typename }}"), "acts", allowed);
        }
        check(&format!("tallySeries({MONTH}, step: MONTH, {acts}) {{ points {{ on }} }}"), "acts", allowed);
        check(&format!("outreach(city: \"geneva\", {MONTH}, {acts}) {{ from }}"), "acts", allowed);
        for list in ["contacts", "followUps", "stances"] {
            check(&format!("{list}(filter: {{ {acts} }}) {{ totalCount }}"), "filter.acts", allowed);
        }
        check(&format!("followUpTally(by: ACT, filter: {{ {acts} }}) {{ key }}"), "filter.acts", allowed);
    }
}

#[test]
fn acts_of_a_state_have_numbers_too() {
    let refused = |question: &str, argument: &str| {
        let answer = DEMO.ask(&format!("{{ state(code: \"MEX\") {{ {question} }} }}"), json!({}));
        assert_eq!(answer["errors"][0]["extensions"]["argument"], json!(argument), "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("BAD_USER_INPUT"), "{answer}");
    };
    refused("standings(acts: [11]) { position }", "acts");
    refused("stances(act: 11) { totalCount }", "act");
    refused("stances(first: 0) { totalCount }", "first");
    refused(r#"contacts(city: "geneva") { id }"#, "city");
    refused(r#"contacts(city: "city:atlantis") { id }"#, "city");
    refused(r#"contacts(city: "state:CHE") { id }"#, "city");
    refused(r#"standings(asOf: "2018-02-30") { position }"#, "asOf");
    refused(r#"bodies(asOf: "2018-02-30") { id }"#, "asOf");
}

#[test]
fn windows_end_after_they_start_and_span_ten_years_at_most() {
    let cases = [
        (r#"from: "2018-05-01", to: "2018-04-30""#, "ends no earlier"),
        (r#"from: "2008-01-01", to: "2018-01-02""#, "at most 10 years"),
    ];
    for (window, allowed) in cases {
        check(&format!("milestones({window}) {{ id }}"), "from", allowed);
        check(&format!("tallySeries({window}, step: MONTH) {{ points {{ on }} }}"), "from", allowed);
        check(&format!("outreach(city: \"geneva\", {window}) {{ from }}"), "from", allowed);
        check(&format!("roadmap({window}) {{ open }}"), "from", allowed);
        for list in ["followUps", "stances"] {
            check(&format!("{list}(filter: {{ {window} }}) {{ totalCount }}"), "filter.from", allowed);
        }
        check(&format!("followUpTally(by: ACT, filter: {{ {window} }}) {{ key }}"), "filter.from", allowed);
    }
    // One date replaces an end of the phase, February to July 2018.
    check(r#"roadmap(from: "2018-08-01") { open }"#, "from", "ends no earlier");
    check(r#"roadmap(phase: 3, to: "2018-01-31") { open }"#, "to", "the first day of the phase");
    for window in [r#"from: "2008-01-01", to: "2018-01-01""#, r#"from: "2018-01-01", to: "2018-01-01""#] {
        check_answered(&format!("milestones({window}) {{ id }}"));
        check_answered(&format!("tallySeries({window}, step: MONTH, acts: [1]) {{ points {{ on }} }}"));
        check_answered(&format!("outreach(city: \"geneva\", {window}) {{ from }}"));
        check_answered(&format!("roadmap({window}) {{ open }}"));
        check_answered(&format!("followUps(filter: {{ {window} }}) {{ totalCount }}"));
        check_answered(&format!("stances(filter: {{ {window} }}) {{ totalCount }}"));
    }
}

#[test]
fn pages_have_1_to_100_rows() {
    let lists = ["states", "cities", "contacts", "followUps", "stances", "standings", "leaders"];
    for list in lists {
        let page =
            |page: &str| format!("{list}({}{page}) {{ totalCount }}", if list == "leaders" { "act: 3, " } else { "" });
        for first in [0, -1, 101] {
            check(&page(&format!("first: {first}")), "first", "between 1 and 100");
        }
        check(&page(r#"after: "rubbish""#), "after", "no cursor of this list");
        check(&page(r#"after: """#), "after", "no cursor of this list");
        check_answered(&page("first: 1"));
        check_answered(&page("first: 100"));
    }
    check("states(last: 0) { totalCount }", "last", "between 1 and 100");
    check("states(last: 101) { totalCount }", "last", "between 1 and 100");
    check("states(first: 2, last: 2) { totalCount }", "last", "cannot be asked together");
    check(r#"states(last: 2, before: "rubbish") { totalCount }"#, "before", "no cursor of this list");
    check(r#"search(text: "mexico", first: 0) { snippet }"#, "first", "between 1 and 100");
    check(r#"search(text: "mexico", first: 101) { snippet }"#, "first", "between 1 and 100");
    for text in ["", " \\t ", "!"] {
        check(&format!("search(text: \"{text}\") {{ snippet }}"), "text", "at least one word");
    }
}

#[test]
fn cursors_belong_to_their_list() {
    let cursor = |list: &str| {
        let found = check_answered(&format!("{list}(first: 1) {{ pageInfo {{ endCursor }} }}"));
        found[list]["pageInfo"]["endCursor"].to_string()
    };
    let lists = ["states", "cities", "contacts", "followUps", "stances", "standings"];
    for (at, list) in lists.iter().enumerate() {
        for (other_at, other) in lists.iter().enumerate() {
            let question = format!("{other}(after: {}) {{ totalCount }}", cursor(list));
            if at == other_at {
                check_answered(&question);
            } else {
                check(&question, "after", "use one that the same list has given");
            }
        }
    }
    check(
        &format!("states(before: {}) {{ totalCount }}", cursor("cities")),
        "before",
        "use one that the same list has given",
    );
    check(&format!("leaders(act: 3, after: {}) {{ totalCount }}", cursor("standings")), "after", "use one");
}

#[test]
fn cities_are_named_by_key_and_organisations_by_id() {
    for key in ["atlantis", "city:geneva", "Geneva", ""] {
        let cities = format!("cities: [{key:?}]");
        let allowed = "cities are named by their key";
        check(&format!("outreach(city: {key:?}, {MONTH}) {{ from }}"), "city", allowed);
        check(&format!("roadmap({cities}) {{ open }}"), "cities", allowed);
        for list in ["contacts", "followUps"] {
            check(&format!("{list}(filter: {{ {cities} }}) {{ totalCount }}"), "filter.cities", allowed);
        }
    }
    for (id, allowed) in [
        ("organisation:nobody", "there is no"),
        ("made", "organisation:key"),
        ("state:MEX", "organisation:key"),
        ("", "organisation:key"),
    ] {
        check(&format!("followUps(filter: {{ assignees: [{id:?}] }}) {{ totalCount }}"), "filter.assignees", allowed);
        check(&format!("stances(filter: {{ assessedBy: [{id:?}] }}) {{ totalCount }}"), "filter.assessedBy", allowed);
        check(&format!("roadmap(assignees: [{id:?}]) {{ open }}"), "assignees", allowed);
    }
}

#[test]
fn days_are_real() {
    for day in ["2018-02-30", "2018-2-3", "tomorrow", "2018-02-01T00:00:00Z", ""] {
        let allowed = if day == "2018-02-30" { "no such day" } else { "YYYY-MM-DD" };
        for question in ["standings", "stanceMatrix", "roadmap"] {
            check(&format!("{question}(asOf: {day:?}) {{ __typename }}"), "asOf", allowed);
        }
        check(&format!("leaders(act: 3, asOf: {day:?}) {{ totalCount }}"), "asOf", allowed);
        check(&format!("leaders(act: 3, observedSince: {day:?}) {{ totalCount }}"), "observedSince", allowed);
        check(&format!("milestones(from: {day:?}) {{ id }}"), "from", allowed);
        check(&format!("milestones(to: {day:?}) {{ id }}"), "to", allowed);
        check(&format!("roadmap(to: {day:?}) {{ open }}"), "to", allowed);
        check(&format!("followUps(filter: {{ to: {day:?} }}) {{ totalCount }}"), "filter.to", allowed);
        check(&format!("stances(filter: {{ from: {day:?} }}) {{ totalCount }}"), "filter.from", allowed);
        check(&format!("outreach(city: \"geneva\", from: {day:?}, to: \"2018-03-01\") {{ from }}"), "from", allowed);
    }
}

#[test]
fn the_rest() {
    check("roadmap(phase: 9) { open }", "phase", "the phases are 1 to 4");
    check("roadmap(phase: 0) { open }", "phase", "the phases are 1 to 4");
    let ids = |count: usize| format!("nodes(ids: [{}]) {{ id }}", vec!["\"state:MEX\""; count].join(", "));
    check(&ids(101), "ids", "at most 100");
    assert_eq!(check_answered(&ids(100))["nodes"].as_array().unwrap().len(), 100);
}

#[test]
fn look_ups_of_what_is_not_there_are_null() {
    let check = |look_up: &str, field: &str| {
        assert_eq!(check_answered(&format!("{look_up} {{ id }}"))[field], json!(null), "{look_up}");
    };
    for code in ["ZZZ", "MX", "", "state:MEX"] {
        check(&format!("state(code: {code:?})"), "state");
    }
    for number in [11, 0, -1] {
        check(&format!("act(number: {number})"), "act");
    }
    for key in ["atlantis", "city:geneva", "Geneva", ""] {
        check(&format!("city(key: {key:?})"), "city");
    }
    for id in
        ["state:ZZZ", "act:11", "act:04", "city:atlantis", "unicorn:1", "geneva", "", ":", "followup:arm-3-round-2"]
    {
        check(&format!("node(id: {id:?})"), "node");
    }
    let found = check_answered(r#"nodes(ids: ["act:11", "act:4", "x", "state:mex"]) { id }"#);
    assert_eq!(found["nodes"], json!([null, { "id": "act:4" }, null, { "id": "state:MEX" }]));
}

#[test]
fn an_empty_list_filters_nothing() {
    let check = |question: &str, field: &str, narrowed: &str, empty: &str| {
        let count = |arguments: &str| {
            check_answered(&format!("{question}{arguments} {{ totalCount }}"))[field]["totalCount"].clone()
        };
        assert_eq!(count(empty), count(""), "{question}{empty}");
        assert_ne!(count(narrowed), count(""), "{question}{narrowed}");
    };
    check("states", "states", "(regions: [ASIA])", "(regions: [], unGroups: [])");
    check(
        "standings",
        "standings",
        r#"(states: ["MEX"])"#,
        "(states: [], acts: [], regions: [], unGroups: [], positions: [])",
    );
    check(
        "contacts",
        "contacts",
        "(filter: { levels: [LOCAL] })",
        "(filter: { states: [], cities: [], acts: [], levels: [] })",
    );
    let all = "(filter: { states: [], cities: [], acts: [], levels: [], assignees: [], status: [] })";
    check("followUps", "followUps", "(filter: { status: [DONE] })", all);
    check(
        "stances",
        "stances",
        "(filter: { acts: [4] })",
        "(filter: { states: [], acts: [], positions: [], assessedBy: [] })",
    );
}
