//! Where states stand: which assessment counts, who disagrees, who leads, and what the votes in the data say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::service::{DEMO, Service};
use crate::wish::{a_stance, grant, with};

/// Records a stance of Mexico on Act 6, of which the data say nothing.
fn record(service: &Service, changes: Value) -> String {
    let base = with(a_stance(), json!({ "leadership": "absent" }));
    grant(service, "recordStance", with(base, changes))["id"].as_str().unwrap().to_owned()
}

/// The standing of Mexico on Act 6: position, leadership, whether contested, the keys of the assessments.
fn standing(service: &Service, as_of: &str) -> Value {
    let document = format!(
        "{{ standings(acts: [6], states: [\"MEX\"], asOf: {as_of:?}) {{ nodes {{ position leadership contested
            stance {{ id }} assessments {{ id }} }} }} }}"
    );
    let found = service.data(&document)["standings"]["nodes"][0].clone();
    let keys: Vec<_> = found["assessments"].as_array().unwrap().iter().map(|it| key(&it["id"])).collect();
    let first = keys.first().cloned().unwrap_or_default();
    assert_eq!(key(&found["stance"]["id"]), first, "the newest assessment gives the position");
    json!([found["position"], found["leadership"], found["contested"], keys.join(" ")])
}

fn key(id: &Value) -> String {
    id.as_str().unwrap_or_default().trim_start_matches("stance:").to_owned()
}

#[test]
fn unknown_is_not_on_the_fence() {
    let service = Service::fresh();
    assert_eq!(standing(&service, "2018-02-01"), json!([null, null, false, ""]));
    record(&service, json!({ "key": "a", "position": "ON_THE_FENCE" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["ON_THE_FENCE", null, false, "a"]));
    assert_eq!(standing(&service, "2018-01-20"), json!(["ON_THE_FENCE", null, false, "a"]));
    assert_eq!(standing(&service, "2018-01-19"), json!([null, null, false, ""]));
}

#[test]
fn the_latest_of_each_assessor_counts_and_the_newest_gives_the_position() {
    let service = Service::fresh();
    let of = |who: &str| format!("organisation:{who}");
    record(
        &service,
        json!({ "key": "a1", "assessedBy": of("picum"), "observedOn": "2018-01-01", "position": "POSITIVE" }),
    );
    record(
        &service,
        json!({ "key": "a2", "assessedBy": of("picum"), "observedOn": "2018-01-10", "position": "NEGATIVE" }),
    );
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", null, false, "a2"]));
    record(
        &service,
        json!({ "key": "b1", "assessedBy": of("made-afrique"), "observedOn": "2018-01-05", "position": "POSITIVE" }),
    );
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", null, true, "a2 b1"]));
    // Looked at from earlier days, each assessor had said less.
    assert_eq!(standing(&service, "2018-01-09"), json!(["POSITIVE", null, false, "b1 a1"]));
    assert_eq!(standing(&service, "2018-01-04"), json!(["POSITIVE", null, false, "a1"]));
    record(
        &service,
        json!({ "key": "b2", "assessedBy": of("made-afrique"), "observedOn": "2018-01-10", "position": "NEGATIVE" }),
    );
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", null, false, "b2 a2"]));
}

#[test]
fn those_without_assessor_count_as_one() {
    let service = Service::fresh();
    record(&service, json!({ "key": "a", "observedOn": "2018-01-01", "position": "POSITIVE" }));
    record(&service, json!({ "key": "b", "observedOn": "2018-01-02", "position": "NEGATIVE" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", null, false, "b"]));
    record(
        &service,
        json!({ "key": "c", "observedOn": "2018-01-01", "assessedBy": "organisation:picum", "position": "POSITIVE" }),
    );
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", null, true, "b c"]));
}

#[test]
fn of_one_day_what_was_recorded_last_counts() {
    let service = Service::fresh();
    record(&service, json!({ "key": "z", "position": "POSITIVE", "leadership": "CAN_LEAD" }));
    record(&service, json!({ "key": "a", "position": "NEGATIVE", "leadership": "NONE" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", "NONE", false, "a"]));
    record(&service, json!({ "key": "m", "assessedBy": "organisation:picum", "position": "ON_THE_FENCE" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["ON_THE_FENCE", "NONE", true, "m a"]));
    record(&service, json!({ "key": "b", "observedOn": "2018-01-19", "position": "POSITIVE", "leadership": "LEADS" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["ON_THE_FENCE", "NONE", true, "m a"]));
}

#[test]
fn imported_rows_are_recorded_in_the_order_of_their_file() {
    let service = Service::fresh();
    let file = "stance_id,iso3,act,position,observed_on,evidence_ids,confidence,recorded_at\n\
        z,MEX,6,positive,2018-01-20,act-now,high,2018-01-31T00:00:00Z\n\
        y,MEX,6,negative,2018-01-20,act-now,high,2018-01-30T00:00:00Z\n";
    service.import(&[("stances.csv", file.as_bytes())]).unwrap();
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", null, false, "y"]));
    record(&service, json!({ "key": "a", "position": "ON_THE_FENCE" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["ON_THE_FENCE", null, false, "a"]));
}

#[test]
fn leadership_comes_from_the_newest_that_says_anything_of_it() {
    let service = Service::fresh();
    let picum = "organisation:picum";
    record(&service, json!({ "key": "a1", "assessedBy": picum, "observedOn": "2018-01-01", "leadership": "LEADS" }));
    // Newer ones that say nothing of it leave it, the same assessor's and others'.
    record(&service, json!({ "key": "a2", "assessedBy": picum, "observedOn": "2018-01-02" }));
    record(&service, json!({ "key": "b1", "observedOn": "2018-01-03", "position": "POSITIVE" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["POSITIVE", "LEADS", true, "b1 a2"]));
    let none = record(&service, json!({ "key": "b0", "observedOn": "2018-01-02", "leadership": "NONE" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["POSITIVE", "NONE", true, "b1 a2"]));
    assert_eq!(standing(&service, "2018-01-01"), json!(["NEGATIVE", "LEADS", false, "a1"]));
    grant(&service, "retractStance", json!({ "stance": none, "reason": "r" }));
    assert_eq!(standing(&service, "2018-02-01"), json!(["POSITIVE", "LEADS", true, "b1 a2"]));
}

#[test]
fn a_retraction_brings_back_what_it_hid() {
    let service = Service::fresh();
    record(&service, json!({ "key": "a", "observedOn": "2018-01-01", "position": "POSITIVE", "leadership": "LEADS" }));
    let later = record(
        &service,
        json!({ "key": "b", "observedOn": "2018-01-10", "position": "NEGATIVE", "leadership": "NONE" }),
    );
    assert_eq!(standing(&service, "2018-02-01"), json!(["NEGATIVE", "NONE", false, "b"]));
    grant(&service, "retractStance", json!({ "stance": later, "reason": "r" }));
    for day in ["2018-01-10", "2018-01-31", "2018-02-01", "2019-01-01"] {
        assert_eq!(standing(&service, day), json!(["POSITIVE", "LEADS", false, "a"]), "{day}");
    }
}

#[test]
fn leaders_are_narrowed_by_what_gives_their_position() {
    let service = Service::fresh();
    let of = |state: &str, changes: Value| record(&service, with(changes, json!({ "state": state })));
    of("MEX", json!({ "observedOn": "2018-01-10", "leadership": "LEADS", "confidence": "HIGH" }));
    of(
        "CHE",
        json!({ "observedOn": "2018-01-05", "leadership": "CAN_LEAD", "confidence": "MEDIUM", "position": "POSITIVE" }),
    );
    of("ARM", json!({ "observedOn": "2018-01-01", "leadership": "NONE", "confidence": "LOW" }));
    of("HUN", json!({ "observedOn": "2018-01-20", "confidence": "HIGH" }));
    // What Brazil leads by is old and sure; what gives its position is new and not.
    of(
        "BRA",
        json!({ "observedOn": "2017-01-01", "leadership": "LEADS", "confidence": "HIGH", "position": "ON_THE_FENCE" }),
    );
    of("BRA", json!({ "observedOn": "2018-01-15", "confidence": "LOW", "position": "POSITIVE" }));
    let check = |arguments: &str, expected: &str| {
        let found =
            service.data(&format!("{{ leaders(act: 6 {arguments}) {{ nodes {{ state {{ code }} }} totalCount }} }}"));
        let codes: Vec<_> = found["leaders"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["state"]["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes.join(" "), expected, "{arguments}");
        assert_eq!(found["leaders"]["totalCount"], json!(codes.len()));
    };
    check("", "BRA MEX CHE");
    check("leadership: []", "BRA MEX CHE");
    check("leadership: [LEADS, CAN_LEAD, NONE]", "BRA MEX CHE ARM");
    check("leadership: [NONE]", "ARM");
    check("leadership: [CAN_LEAD]", "CHE");
    check("positions: [NEGATIVE]", "MEX");
    check(r#"observedSince: "2018-01-10""#, "BRA MEX");
    check(r#"observedSince: "2018-01-11""#, "BRA");
    check("minConfidence: LOW", "BRA MEX CHE");
    check("minConfidence: MEDIUM", "MEX CHE");
    check("minConfidence: HIGH", "MEX");
    check(r#"asOf: "2018-01-14""#, "BRA MEX CHE");
    check(r#"asOf: "2018-01-14", minConfidence: HIGH"#, "BRA MEX");
    check(r#"asOf: "2017-12-31""#, "BRA");
    check("regions: [EUROPE]", "CHE");
    check("unGroups: [GRULAC]", "BRA MEX");
}

/// A row of a file of the data, by the names of its columns.
type Row = BTreeMap<String, String>;

fn rows(file: &str) -> Vec<Row> {
    let path = format!("{}/fixtures/{file}.csv", env!("CARGO_MANIFEST_DIR"));
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// The states on Act 10 by position, with the kinds of evidence behind it.
fn on_act_10(as_of: &str, position: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = DEMO.data(&format!(
            "{{ standings(acts: [10], asOf: {as_of:?}, positions: [{position}], first: 100, after: {after}) {{
                nodes {{ state {{ code }} stance {{ evidence {{ kind }} }} }} pageInfo {{ endCursor hasNextPage }} }} }}"
        ));
        for node in page["standings"]["nodes"].as_array().unwrap() {
            let kinds = node["stance"]["evidence"].as_array().unwrap().iter();
            let kinds = kinds.map(|it| it["kind"].as_str().unwrap().to_owned()).collect();
            found.push((node["state"]["code"].as_str().unwrap().to_owned(), kinds));
        }
        if page["standings"]["pageInfo"]["hasNextPage"] == json!(false) {
            return found;
        }
        after = page["standings"]["pageInfo"]["endCursor"].clone();
    }
}

#[test]
fn after_the_vote_152_states_have_said_yes() {
    let votes: BTreeSet<_> =
        rows("evidence").into_iter().filter(|it| it["kind"] == "vote").map(|it| it["evidence_id"].clone()).collect();
    let mut counted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows("stances").into_iter().filter(|it| it["act"] == "10" && votes.contains(&it["evidence_ids"])) {
        assert_eq!(row["observed_on"], "2018-12-19");
        counted.entry(row["position"].clone()).or_default().insert(row["iso3"].clone());
    }
    let sizes: BTreeMap<_, _> = counted.iter().map(|(position, states)| (position.as_str(), states.len())).collect();
    assert_eq!(sizes, BTreeMap::from([("positive", 152), ("negative", 5), ("on_the_fence", 12)]));

    let of_vote = |position: &str| -> BTreeSet<String> {
        let found = on_act_10("2018-12-20", position);
        found.into_iter().filter(|it| it.1 == ["VOTE"]).map(|it| it.0).collect()
    };
    assert_eq!(of_vote("POSITIVE"), counted["positive"]);
    assert_eq!(of_vote("NEGATIVE"), counted["negative"]);
    assert_eq!(of_vote("ON_THE_FENCE"), counted["on_the_fence"]);
    assert_eq!(on_act_10("2018-12-20", "POSITIVE").len(), 152);
    let tally =
        DEMO.data(r#"{ act(number: 10) { tally(asOf: "2018-12-20") { positive onTheFence negative unknown } } }"#);
    assert_eq!(tally["act"]["tally"]["positive"], json!(152));
    let sum: i64 = tally["act"]["tally"].as_object().unwrap().values().map(|it| it.as_i64().unwrap()).sum();
    assert_eq!(sum, 193);
}

#[test]
fn before_the_negotiations_nobody_has_voted() {
    let early = rows("stances").into_iter().filter(|it| it["observed_on"].as_str() < "2018-02-01").count();
    let (mut seen, mut after) = (0, Value::Null);
    loop {
        let page = DEMO.data(&format!(
            "{{ stances(filter: {{ to: \"2018-01-31\" }}, first: 100, after: {after}) {{ totalCount
                nodes {{ evidence {{ kind }} }} pageInfo {{ endCursor hasNextPage }} }} }}"
        ));
        assert_eq!(page["stances"]["totalCount"], json!(early));
        seen += page["stances"]["nodes"].as_array().unwrap().len();
        assert!(!page.to_string().contains("VOTE"), "{page}");
        if page["stances"]["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = page["stances"]["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, early);
    let counts = |day: &str| ["POSITIVE", "NEGATIVE", "ON_THE_FENCE"].map(|it| on_act_10(day, it).len());
    let known: BTreeSet<_> = rows("stances")
        .into_iter()
        .filter(|it| it["act"] == "10" && it["observed_on"].as_str() <= "2018-02-01")
        .map(|it| it["iso3"].clone())
        .collect();
    assert_eq!(counts("2018-02-01").iter().sum::<usize>(), known.len());
}
