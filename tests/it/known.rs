//! What was known when: standings as they stood with what had been recorded by a time, mistakes and all.

use std::sync::{Arc, LazyLock};

use demarche::cli::tables::fixtures;
use demarche::domain::command::{RecordStance, RetractStance};
use demarche::domain::{
    Act, Actor, Clearance, Command, Commit, Confidence, Entity, Event, Id, Key, Leadership, Marking, Position,
    Retraction, Stance, State,
};
use demarche::graph::{Graph, View};
use demarche::journal::{Journal, MemoryJournal, Place};
use demarche::queries::{Standing, When, standings};
use demarche::store::{Replay, Replayed, Request};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::{Service, day};
use crate::wish::{a_stance, grant, with};

/// The standing of Mexico on Act 6, of which the data say nothing, with what was known by a time: position, leadership,
/// whether contested, the keys of the assessments.
fn known_as(service: &Service, clearance: Clearance, as_of: &str, known_at: Value) -> Value {
    let document = "query($asOf: Date, $knownAt: DateTime) { standings(acts: [6], states: [\"MEX\"], asOf: $asOf, knownAt: $knownAt) {
        nodes { position leadership contested stance { id } assessments { id } } } }";
    let answer = service.ask_as(clearance, document, json!({ "asOf": as_of, "knownAt": known_at }));
    assert!(answer["errors"].is_null(), "{answer}");
    let found = answer["data"]["standings"]["nodes"][0].clone();
    let key = |id: &Value| id.as_str().unwrap_or_default().trim_start_matches("stance:").to_owned();
    let keys: Vec<_> = found["assessments"].as_array().unwrap().iter().map(|it| key(&it["id"])).collect();
    assert_eq!(key(&found["stance"]["id"]), keys.first().cloned().unwrap_or_default());
    json!([found["position"], found["leadership"], found["contested"], keys.join(" ")])
}

fn known(service: &Service, known_at: &str) -> Value {
    known_as(service, Clearance::Coordinator, "2018-02-01", json!(known_at))
}

fn record(service: &Service, key: &str, changes: Value) -> String {
    let input = with(with(a_stance(), json!({ "key": key, "leadership": "absent" })), changes);
    grant(service, "recordStance", input)["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_not_yet_recorded_was_not_known() {
    let service = Service::fresh();
    let nothing = json!([null, null, false, ""]);
    record(&service, "a", json!({ "leadership": "LEADS" }));
    service.pass(60);
    record(
        &service,
        "b",
        json!({ "assessedBy": "organisation:picum", "observedOn": "2018-01-21", "position": "POSITIVE" }),
    );
    service.pass(60);
    // Observed before all others, and known after them.
    record(&service, "c", json!({ "observedOn": "2018-01-01", "assessedBy": "organisation:made-afrique" }));
    assert_eq!(known(&service, "2018-02-01T11:59:59.999999999Z"), nothing);
    assert_eq!(known(&service, "2018-02-01T12:00:00Z"), json!(["NEGATIVE", "LEADS", false, "a"]));
    assert_eq!(known(&service, "2018-02-01T12:00:59.999Z"), json!(["NEGATIVE", "LEADS", false, "a"]));
    assert_eq!(known(&service, "2018-02-01T13:01:00+01:00"), json!(["POSITIVE", "LEADS", true, "b a"]));
    let all = json!(["POSITIVE", "LEADS", true, "b a c"]);
    assert_eq!(known(&service, "2018-02-01T12:02:00Z"), all);
    assert_eq!(known(&service, "9999-01-01T00:00:00Z"), all);
    assert_eq!(known_as(&service, Clearance::Coordinator, "2018-02-01", Value::Null), all);
    // The day that is looked at is another thing than the time at which one looks.
    let on = |as_of: &str| known_as(&service, Clearance::Coordinator, as_of, json!("2018-02-01T12:01:00Z"));
    assert_eq!(on("2018-01-20"), json!(["NEGATIVE", "LEADS", false, "a"]));
    assert_eq!(on("2018-01-19"), nothing);
}

#[test]
fn a_mistake_was_believed_until_it_was_taken_back() {
    let service = Service::fresh();
    record(&service, "a", json!({ "observedOn": "2018-01-10", "leadership": "CAN_LEAD", "confidence": "LOW" }));
    let mistake = record(&service, "b", json!({ "position": "POSITIVE", "leadership": "LEADS" }));
    service.pass(60);
    grant(&service, "retractStance", json!({ "stance": mistake, "reason": "r" }));
    let (believed, settled) = (json!(["POSITIVE", "LEADS", false, "b"]), json!(["NEGATIVE", "CAN_LEAD", false, "a"]));
    assert_eq!(known(&service, "2018-02-01T12:00:00Z"), believed);
    assert_eq!(known(&service, "2018-02-01T12:00:59Z"), believed);
    assert_eq!(known(&service, "2018-02-01T12:01:00Z"), settled);
    assert_eq!(known(&service, "2030-01-01T00:00:00Z"), settled);
    // Whoever leads is narrowed by what was believed, and the stance is shown as it now is.
    let leaders = |arguments: &str| {
        let document = format!(
            "{{ leaders(act: 6, {arguments}) {{ nodes {{ position stance {{ id retracted confidence }} }} }} }}"
        );
        service.data(&document)["leaders"]["nodes"].clone()
    };
    let before = r#"knownAt: "2018-02-01T12:00:30Z""#;
    let shown =
        json!([{ "position": "POSITIVE", "stance": { "id": mistake, "retracted": true, "confidence": "HIGH" } }]);
    assert_eq!(leaders(before), shown);
    assert_eq!(leaders(&format!("{before}, minConfidence: HIGH")), shown);
    assert_eq!(leaders(&format!(r#"{before}, observedSince: "2018-01-20""#)), shown);
    assert_eq!(leaders(&format!(r#"{before}, observedSince: "2018-01-21""#)), json!([]));
    assert_eq!(leaders("minConfidence: HIGH"), json!([]));
    assert_eq!(leaders(r#"knownAt: "2018-02-01T12:01:00Z", minConfidence: MEDIUM"#), json!([]));
    let totals = |known_at: &str| {
        let document = format!(
            "{{ stanceMatrix(acts: [6], knownAt: {known_at:?}) {{ knownAt totals {{ positive negative leads canLead }} }} }}"
        );
        let matrix = service.data(&document)["stanceMatrix"].clone();
        assert_eq!(matrix["knownAt"], json!(known_at));
        matrix["totals"][0].clone()
    };
    let tally = |[positive, negative, leads, can]: [i32; 4]| json!({ "positive": positive, "negative": negative, "leads": leads, "canLead": can });
    assert_eq!(totals("2018-02-01T11:00:00Z"), tally([0, 0, 0, 0]));
    assert_eq!(totals("2018-02-01T12:00:30Z"), tally([1, 0, 1, 0]));
    assert_eq!(totals("2018-02-01T12:01:00Z"), tally([0, 1, 0, 1]));
}

#[test]
fn what_comes_from_a_file_was_known_when_the_file_says() {
    let service = Service::fresh();
    let file = "stance_id,iso3,act,position,observed_on,evidence_ids,confidence,recorded_at,retracted_on\n\
        old,MEX,6,positive,2018-01-02,act-now,high,2018-01-03T09:00:00Z,\n\
        wrong,MEX,6,negative,2018-01-04,act-now,high,2018-01-05T09:00:00Z,2018-01-20\n\
        late,MEX,6,on_the_fence,2018-01-04,act-now,high,2018-01-25T09:00:00Z,2018-01-20\n\
        now,MEX,6,on_the_fence,2018-01-01,act-now,high,,\n";
    service.import(&[("stances.csv", file.as_bytes())]).unwrap();
    let check = |known_at: &str, expected: Value| {
        assert_eq!(known(&service, known_at), expected, "{known_at}");
    };
    check("2018-01-03T08:59:59Z", json!([null, null, false, ""]));
    check("2018-01-03T09:00:00Z", json!(["POSITIVE", null, false, "old"]));
    check("2018-01-05T09:00:00Z", json!(["NEGATIVE", null, false, "wrong"]));
    check("2018-01-19T23:59:59Z", json!(["NEGATIVE", null, false, "wrong"]));
    check("2018-01-20T00:00:00Z", json!(["POSITIVE", null, false, "old"]));
    check("2018-01-26T00:00:00Z", json!(["POSITIVE", null, false, "old"]));
    let on_the_first = |known_at: &str| known_as(&service, Clearance::Coordinator, "2018-01-01", json!(known_at));
    assert_eq!(on_the_first("2018-02-01T11:59:59Z"), json!([null, null, false, ""]));
    assert_eq!(on_the_first("2018-02-01T12:00:00Z"), json!(["ON_THE_FENCE", null, false, "now"]));
}

#[test]
fn a_time_that_is_none_is_refused_by_its_name() {
    let service = Service::fresh();
    for bad in [json!("2018-02-01"), json!("2018-02-30T00:00:00Z"), json!("now"), json!(""), json!(7), json!(["x"])] {
        for (document, variables) in [
            (format!("{{ standings(knownAt: {bad}) {{ totalCount }} }}"), json!({})),
            (format!("{{ stanceMatrix(knownAt: {bad}) {{ asOf }} }}"), json!({})),
            (format!("{{ leaders(act: 6, knownAt: {bad}) {{ totalCount }} }}"), json!({})),
            ("query($at: DateTime) { standings(knownAt: $at) { totalCount } }".to_owned(), json!({ "at": bad })),
        ] {
            let answer = service.ask(&document, variables);
            let extensions = &answer["errors"][0]["extensions"];
            assert_eq!(extensions["code"], json!("BAD_USER_INPUT"), "{document} {bad} {answer}");
            assert_eq!(extensions["argument"], json!("knownAt"), "{document} {bad} {answer}");
        }
    }
}

/// A service whose journal goes on with these commits: seconds after noon, and a stance of Mexico on Act 6 as it then
/// became.
fn told(story: &[(i64, Stance)]) -> Service {
    let journal = Arc::new(MemoryJournal::new());
    let noon: Timestamp = "2018-02-01T12:00:00Z".parse().unwrap();
    let demo = Service::demo("2018-02-01");
    let mut commits: Vec<_> = demo.journal.read(Place::BEGINNING).map(|it| it.unwrap().1).collect();
    commits.iter_mut().for_each(|it| it.recorded_at = noon);
    commits.extend(story.iter().map(|(seconds, stance)| Commit {
        actor: Actor("test".into()),
        recorded_at: noon + jiff::SignedDuration::from_secs(*seconds),
        command: "told".into(),
        idempotency: None,
        events: vec![Event { entity: Entity::from(stance.clone()) }],
        succeeded: Default::default(),
    }));
    let durable = journal.append(Place::BEGINNING, &commits).unwrap();
    let mut replay = Replay::default();
    durable.places().iter().zip(commits).for_each(|(place, commit)| replay.take(*place, commit));
    Service::open(journal, replay.finish().unwrap(), "2018-02-01")
}

fn a_told_stance() -> Stance {
    Stance {
        report: None,
        takeaway: None,
        recorded_by: None,
        id: Id::new(Key::trusted("told")),
        state: Id::new(Key::trusted("MEX")),
        act: Id::new(Key::trusted("6")),
        position: Position::Negative,
        leadership: Some(Leadership::Leads),
        observed_on: day("2018-01-20"),
        confidence: Confidence::High,
        rationale: None,
        evidence: Box::new([Id::new(Key::trusted("act-now"))]),
        assessed_by: None,
        marking: Marking::Coalition,
        recorded_at: "2018-02-01T12:00:10Z".parse().unwrap(),
        retraction: None,
    }
}

#[test]
fn what_was_hidden_then_or_is_hidden_now_was_never_known() {
    let stance = a_told_stance();
    let mark = |marking, position| Stance { marking, position, ..stance.clone() };
    let advocate = || Clearance::Advocate {
        organisation: Id::new(Key::trusted("picum")),
        advocate: Id::new(Key::trusted("nobody-yet")),
    };
    let check = |service: &Service, seconds: u32, expected: [Option<&str>; 4]| {
        let known_at = format!("2018-02-01T12:00:{seconds}Z");
        let found = [Clearance::Viewer, Clearance::Analyst, advocate(), Clearance::Coordinator]
            .map(|it| known_as(service, it, "2018-02-01", json!(known_at))[0].clone());
        assert_eq!(found, expected.map(|it| json!(it)), "{known_at}");
    };
    let (negative, positive, fence) = (Some("NEGATIVE"), Some("POSITIVE"), Some("ON_THE_FENCE"));
    // It became public, after it had been the coalition's, after it had been restricted.
    let opened = told(&[
        (10, mark(Marking::Restricted, Position::Negative)),
        (20, mark(Marking::Coalition, Position::OnTheFence)),
        (30, mark(Marking::Public, Position::Positive)),
    ]);
    check(&opened, 10, [None, None, None, negative]);
    check(&opened, 20, [None, fence, fence, fence]);
    check(&opened, 30, [positive; 4]);
    // It was public, and is no longer.
    let closed = told(&[
        (10, mark(Marking::Public, Position::Negative)),
        (20, mark(Marking::Coalition, Position::OnTheFence)),
        (30, mark(Marking::Restricted, Position::Positive)),
    ]);
    check(&closed, 10, [None, None, None, negative]);
    check(&closed, 20, [None, None, None, fence]);
    check(&closed, 30, [None, None, None, positive]);
}

#[test]
fn every_version_of_a_stance_had_its_time() {
    let stance = a_told_stance();
    let retraction = Some(Box::new(Retraction { on: day("2018-02-01"), reason: None }));
    let service = told(&[
        (10, stance.clone()),
        (20, Stance { position: Position::Positive, leadership: None, ..stance.clone() }),
        // Another day, another Act, another assessor, taken back and put right again.
        (30, Stance { observed_on: day("2018-01-31"), ..stance.clone() }),
        (40, Stance { act: Id::new(Key::trusted("7")), ..stance.clone() }),
        (50, Stance { retraction, ..stance.clone() }),
        (55, Stance { position: Position::OnTheFence, ..stance.clone() }),
    ]);
    let check = |seconds: u32, as_of: &str, expected: Value| {
        let known_at = json!(format!("2018-02-01T12:00:{seconds:02}Z"));
        assert_eq!(known_as(&service, Clearance::Coordinator, as_of, known_at), expected, "{seconds} {as_of}");
    };
    let nothing = || json!([null, null, false, ""]);
    check(9, "2018-02-01", nothing());
    check(10, "2018-02-01", json!(["NEGATIVE", "LEADS", false, "told"]));
    check(20, "2018-02-01", json!(["POSITIVE", null, false, "told"]));
    check(30, "2018-02-01", json!(["NEGATIVE", "LEADS", false, "told"]));
    check(30, "2018-01-30", nothing());
    check(40, "2018-02-01", nothing());
    check(50, "2018-02-01", nothing());
    check(55, "2018-02-01", json!(["ON_THE_FENCE", "LEADS", false, "told"]));
}

/// The reference data, all of it recorded before anything else is.
static EARLIER: LazyLock<Graph> = LazyLock::new(|| {
    let service = Service::empty("2026-11-23");
    service.import(fixtures::FILES).unwrap();
    service.store.snapshot().graph().clone()
});

/// Where some states stand, with all there is to a standing.
fn standings_of(view: View<'_>, known_at: Option<Timestamp>) -> Vec<(Standing, Vec<String>)> {
    let mut found = Vec::new();
    for state in ["MEX", "CHE", "ARG"] {
        for act in ["6", "10"] {
            let (state, act) = (view.find::<State>(state).unwrap(), view.find::<Act>(act).unwrap());
            for as_of in ["2018-01-03", "2018-12-31"] {
                let standing = Standing::of(view, state, act, When { as_of: day(as_of), known_at });
                let basis = standings::assessments(view, &standing).into_iter();
                found.push((standing, basis.map(|it| view.get(it).unwrap().id.as_str().to_owned()).collect()));
            }
        }
    }
    found
}

/// Wishes about stances: one recorded, or one of those recorded before taken back.
fn wish() -> impl Strategy<Value = Command> {
    let state = prop::sample::select(vec!["MEX", "CHE", "ARG"]);
    let what = (state, prop::sample::select(vec![6, 10]), 1..6_u32, 0..3_usize, 0..3_usize, 0..2_usize);
    let stance = prop_oneof![
        (0..12_u32).prop_map(|number| format!("stance:p{number}")),
        Just("stance:arg-10-2018-12-19-1".to_owned())
    ];
    prop_oneof![
        2 => (what, 0..12_u32).prop_map(|((state, act, day, position, leadership, assessor), number)| {
            Command::RecordStance(Box::new(RecordStance {
                key: Some(format!("p{number}")),
                state: Some(state.to_owned()),
                act: Some(act),
                position: Some(Position::ALL[position]),
                leadership: Leadership::ALL.get(leadership).copied(),
                observed_on: Some(format!("2018-01-0{day}")),
                confidence: Some(Confidence::ALL[leadership]),
                evidence: vec!["evidence:act-now".to_owned()],
                assessed_by: [None, Some("organisation:picum".to_owned())][assessor].clone(),
                ..RecordStance::default()
            }))
        }),
        1 => stance.prop_map(|stance| Command::RetractStance(RetractStance {
            stance, reason: Some("a mistake".to_owned()), expected_revision: None,
        })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_known_is_what_was_shown(wishes in prop::collection::vec((wish(), 0..2_i64), 1..40)) {
        let service = Service::open(Arc::default(), Replayed::from(EARLIER.clone()), "2026-11-24");
        let today = day("2026-11-24");
        let shown = |at: Option<Timestamp>| {
            standings_of(service.store.snapshot().view(&Clearance::Coordinator, today), at)
        };
        let now = || service.store.world().now();
        let mut history = vec![("2026-11-24T00:00:00Z".parse().unwrap(), shown(None))];
        for (command, seconds) in wishes {
            service.pass(seconds);
            let actor = Actor("test".into());
            let request = Request { command, actor, clearance: Clearance::Coordinator, once: None };
            let _ = service.store.submit_and_wait(request).unwrap();
            // Of one time, what was shown last counts.
            history.retain(|it| it.0 < now());
            history.push((now(), shown(None)));
        }
        for (at, expected) in history {
            let found = shown(Some(at));
            for ((standing, keys), (was, were)) in found.iter().zip(&expected) {
                prop_assert_eq!(keys, were, "{}", at);
                prop_assert_eq!(standing.position, was.position);
                prop_assert_eq!(standing.leadership, was.leadership);
                prop_assert_eq!(standing.contested, was.contested);
                prop_assert_eq!(standing.stance, was.stance);
                prop_assert_eq!(standing.basis, was.basis);
            }
        }
    }
}
