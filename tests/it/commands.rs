//! The commands as a shell sees them: their results, their complaints, their exit codes, and how a service stops.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::program::{Place, Served, files_in, program, reference_files, rounds, run};
use crate::wire;

/// A service on the reference data.
fn demo(place: &Place, arguments: &[&str]) -> Served {
    let dir = place.text("data");
    Served::start(&[&["--demo", "--data", &dir], arguments].concat())
}

fn add(served: &Served, key: &str) {
    let done = served.data(&format!(
        "mutation {{ addOrganisation(input: {{ key: {key:?}, name: \"N\" }}) {{ organisation {{ id }} }} }}"
    ));
    assert_eq!(done["addOrganisation"]["organisation"]["id"], json!(format!("organisation:{key}")));
}

fn knows(served: &Served, key: &str) -> bool {
    !served.data(&format!("{{ node(id: \"organisation:{key}\") {{ id }} }}"))["node"].is_null()
}

/// The only complaint of a process.
fn complaint(err: &str) -> &str {
    let mut lines = err.lines().filter(|it| !it.contains(" INFO "));
    let first = lines.next().unwrap();
    assert_eq!(lines.next(), None, "{err}");
    first.strip_prefix("demarche: ").unwrap()
}

#[test]
fn the_demo_is_served_at_the_address_that_the_log_names() {
    let place = Place::new();
    let served = demo(&place, &[]);
    assert!(served.before.join("\n").contains("state: 193 created, 0 changed, 0 unchanged"), "{:?}", served.before);
    let question = "{ state(code: \"MEX\") { name } }";
    let expected = json!({ "state": { "name": "Mexico" } });
    assert_eq!(served.data(question), expected);
    let reply = served.get(&format!("/graphql?query={}", wire::escaped(question)));
    assert_eq!((reply.status, &reply.json()["data"]), (200, &expected));
    assert_eq!(served.get("/health/live").json(), json!({ "status": "live" }));
    assert_eq!(served.get("/health/ready").json(), json!({ "status": "ready" }));
}

#[test]
fn the_demo_begins_where_there_is_nothing_yet() {
    let place = Place::new();
    place.import("data", &[place.file("acts.csv", "act,title\n1,One\n")]).done();
    let served = demo(&place, &[]);
    assert_eq!(
        served.data("{ acts { title } states { totalCount } }"),
        json!({ "acts": [{ "title": "One" }], "states": { "totalCount": 0 } })
    );
}

#[test]
fn the_demo_begins_where_somebody_has_made_a_token_first() {
    let place = Place::new();
    place.run("data", &["token", "create", "--role", "admin", "--name", "First"]).done();
    for _ in 0..2 {
        let served = demo(&place, &["--today", "2018-02-01"]);
        assert_eq!(served.data("{ states { totalCount } }"), json!({ "states": { "totalCount": 193 } }));
    }
}

#[test]
fn a_signal_ends_the_service_cleanly() {
    for signal in ["TERM", "INT"] {
        let place = Place::new();
        let served = demo(&place, &[]);
        add(&served, "kept");
        // A connection that is kept open does not keep the service.
        let mut idle = TcpStream::connect(&*served.address).unwrap();
        write!(idle, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        std::io::Read::read_exact(&mut idle, &mut [0; 15]).unwrap();
        let began = Instant::now();
        served.signal(signal);
        let ran = served.ended();
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{signal} {ran:?}");
        assert!(began.elapsed() < Duration::from_secs(10), "{signal}");
        assert!(knows(&demo(&place, &[]), "kept"));
    }
}

#[test]
fn a_signal_that_comes_at_once_is_no_other() {
    let place = Place::new();
    drop(demo(&place, &[]));
    for round in 0..rounds(10) {
        let served = demo(&place, &[]);
        served.signal("TERM");
        assert_eq!(served.ended().code, Some(0), "round {round}");
    }
}

#[test]
fn a_signal_that_comes_while_the_journal_is_opened_is_no_other() {
    for round in 0..rounds(6) {
        let place = Place::new();
        let data = place.text("data");
        let mut child = program(&["serve", "--listen", "127.0.0.1:0", "--demo", "--data", &data]).spawn().unwrap();
        // Signals are caught before anything is opened; from here on the demo is imported.
        while !place.path("data/lock").exists() {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_millis(u64::from(round) * 5));
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(0), "round {round}");
        let served = demo(&place, &[]);
        assert_eq!(served.data("{ states { totalCount } }"), json!({ "states": { "totalCount": 193 } }));
    }
}

#[test]
fn what_is_in_flight_is_answered() {
    let place = Place::new();
    let served = demo(&place, &[]);
    let body = json!({ "query": "mutation { addOrganisation(input: { key: \"late\", name: \"Late\" }) { organisation { id } } }" }).to_string();
    let mut connection = TcpStream::connect(&*served.address).unwrap();
    let headers = served.address.headers(&["Content-Type: application/json", "Expect: 100-continue"]);
    wire::begin(
        &mut connection,
        &served.address,
        "POST /graphql",
        &headers.iter().map(String::as_str).collect::<Vec<_>>(),
        body.len(),
    );
    // The service has the request once it asks for the rest of it.
    let mut first = [0; 25];
    std::io::Read::read_exact(&mut connection, &mut first).unwrap();
    assert!(first.starts_with(b"HTTP/1.1 100 Continue"));
    served.signal("TERM");
    // It has heard the signal once it takes no new connections.
    let deadline = Instant::now() + Duration::from_secs(5);
    while TcpStream::connect(&*served.address).is_ok() && Instant::now() < deadline {
        std::thread::yield_now();
    }
    connection.write_all(body.as_bytes()).unwrap();
    let reply = wire::receive(connection);
    assert_eq!(
        (reply.status, &reply.json()["data"]["addOrganisation"]["organisation"]["id"]),
        (200, &json!("organisation:late"))
    );
    assert_eq!(served.ended().code, Some(0));
    assert!(knows(&demo(&place, &[]), "late"));
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let place = Place::new();
    let mut added: Vec<String> = Vec::new();
    for round in 0..rounds(4) {
        let served = demo(&place, &[]);
        for key in &added {
            assert!(knows(&served, key), "round {round}: {key} is lost");
        }
        for number in 0..=round % 7 {
            let key = format!("r{round}-{number}");
            add(&served, &key);
            added.push(key);
        }
        served.signal("KILL");
        assert_eq!(served.ended().code, None);
    }
    let kept = place.export("data", "out").into_iter().find(|it| it.0 == "organisations.csv").unwrap().1;
    assert_eq!(kept.lines().filter(|it| it.contains(",N,")).count(), added.len());
}

#[test]
fn a_directory_has_one_owner() {
    let place = Place::new();
    let _served = demo(&place, &[]);
    let dir = place.text("data");
    let files = reference_files();
    for arguments in
        [&["serve", "--listen", "127.0.0.1:0"][..], &["import", &files[0]], &["export", "--out", &dir], &["verify"]]
    {
        let ran = place.run("data", arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
        assert_eq!(complaint(&ran.err), format!("{dir} is in use by another process: stop that one first"));
    }
}

#[test]
fn any_address_of_this_machine_may_be_listened_on() {
    let place = Place::new();
    let data = place.text("data");
    let served = Served::begin(program(&["serve", "--listen", "0.0.0.0:0", "--data", &data]));
    assert!(served.address.starts_with("0.0.0.0:"), "{}", served.address);
    assert_eq!(served.get("/health/live").status, 200);
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    assert_eq!(place.run("data", &["serve", "--listen", "geneva"]).code, Some(2));
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = Place::new().run("data", &["serve", "--listen", &address]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(complaint(&ran.err).starts_with(&format!("listen: cannot listen on {address}: ")), "{ran:?}");
}

#[test]
fn a_rehearsed_day_is_today() {
    let place = Place::new();
    let question = "{ followUps(filter: { overdue: true }) { totalCount } stanceMatrix(acts: [1], regions: [NORTH_AMERICA]) { asOf } }";
    let count = |served: &Served| {
        let found = served.data(question);
        (found["followUps"]["totalCount"].as_i64().unwrap(), found["stanceMatrix"]["asOf"].as_str().unwrap().to_owned())
    };
    let early = demo(&place, &["--today", "2018-02-01"]);
    assert!(early.before.join("\n").contains("rehearsing: today is taken to be 2018-02-01"));
    assert_eq!(count(&early), (0, "2018-02-01".to_owned()));
    let page = early.get("/").text();
    assert!(page.contains("This is a rehearsal: today is taken to be 2018-02-01."), "{page}");
    early.signal("TERM");
    early.ended();
    let late = demo(&place, &["--today", "2018-05-10"]);
    let open = reference_files().into_iter().find(|it| it.ends_with("follow_ups.csv")).unwrap();
    let rows = csv::Reader::from_path(open).unwrap().into_deserialize::<std::collections::BTreeMap<String, String>>();
    let overdue =
        rows.map(Result::unwrap).filter(|it| it["status"] == "open" && it["due"].as_str() < "2018-05-10").count();
    assert!(overdue > 0);
    assert_eq!(count(&late), (i64::try_from(overdue).unwrap(), "2018-05-10".to_owned()));
    late.signal("TERM");
    late.ended();
    let now = demo(&place, &[]);
    assert!(now.get("/").text().contains("in UTC."));
    assert_eq!(place.run("other", &["serve", "--today", "2018-02-30"]).code, Some(2));
}

#[test]
fn nothing_was_observed_after_today_where_it_is_latest() {
    let day = |ahead: &str| {
        let output = std::process::Command::new("date").args(["-u", "-d", ahead, "+%F"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let record = |served: &Served, day: &str| {
        let input = json!({ "state": "MEX", "act": 6, "position": "POSITIVE", "observedOn": day, "confidence": "LOW",
            "evidence": ["evidence:act-now"] });
        let document =
            "mutation($input: RecordStanceInput!) { recordStance(input: $input) { userErrors { code path } } }";
        served.ask(document, json!({ "input": input }))["data"]["recordStance"]["userErrors"].clone()
    };
    let refused = json!([{ "code": "INVALID", "path": ["observedOn"] }]);
    let place = Place::new();
    let served = demo(&place, &[]);
    // Around midnight it may be the one day or the next.
    let (before, found, after) = (day("+14 hours"), record(&served, &day("+14 hours")), day("+14 hours"));
    assert!(found == json!([]), "{before} {found} {after}");
    assert_eq!(record(&served, &day("+39 hours")), refused);
    served.signal("TERM");
    served.ended();
    // A rehearsed day is a day like this one: where it is latest, it is the next for ten hours less.
    let served = demo(&place, &["--today", "2018-02-01"]);
    let is_ahead = day("now") != day("+14 hours");
    let found = record(&served, "2018-02-02");
    if is_ahead == (day("now") != day("+14 hours")) {
        assert_eq!(found, if is_ahead { json!([]) } else { refused.clone() });
    }
    assert_eq!(record(&served, "2018-02-01"), json!([]));
    assert_eq!(record(&served, "2018-02-03"), refused);
}

#[test]
fn verify_prints_how_far_the_journal_goes() {
    let place = Place::new();
    place.with_fixtures("data");
    let out = place.verified("data");
    let words: Vec<_> = out.lines().map(|it| it.split_once(' ').unwrap()).collect();
    let names: Vec<_> = words.iter().map(|it| it.0).collect();
    assert_eq!(
        names,
        ["place", "hash", "commits", "events", "entities", "references", "takeaways", "audit", "audit-hash"]
    );
    let value = |name: &str| words.iter().find(|it| it.0 == name).unwrap().1;
    assert_eq!((value("commits"), value("entities"), value("events")), ("1", "2341", "2341"));
    assert!(value("hash").len() == 64 && value("hash").chars().all(|it| it.is_ascii_hexdigit()));
    assert_eq!(place.verified("data"), out);
    let ran = place.run("nothing", &["verify"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(complaint(&ran.err).ends_with("nothing holds no journal") && !place.path("nothing").exists(), "{ran:?}");
}

#[test]
fn damage_is_said_in_one_line() {
    let place = Place::new();
    place.with_fixtures("data");
    let path = place.path("data/journal/db");
    let whole = std::fs::read(&path).unwrap();
    let head = place.path("data/HEAD");
    let tail = std::fs::read(&head).unwrap();
    // Where the frames are: the first and the last place at which a name of the data stands, and between.
    let named = |name: &[u8]| whole.windows(name.len()).position(|it| it == name).unwrap();
    for at in [named(b"Afghanistan"), named(b"public-record"), named(b"zwe-"), named(b"\"followUp\"")] {
        let mut flipped = whole.clone();
        flipped[at + 2] ^= 1;
        std::fs::write(&path, flipped).unwrap();
        for arguments in [&["verify"][..], &["serve", "--listen", "127.0.0.1:0"], &["export", "--out", "/nowhere"]] {
            let ran = place.run("data", arguments);
            assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{at} {ran:?}");
            let said = complaint(&ran.err);
            assert!(said.contains("journal") && said.contains("keep the directory as it is"), "{said}");
            assert!(!ran.err.contains("panicked") && !ran.err.contains("stack backtrace"), "{ran:?}");
        }
        for entry in std::fs::read_dir(place.path("data/journal")).unwrap().map(Result::unwrap) {
            if entry.file_name().as_encoded_bytes().starts_with(b"snap.") {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
        std::fs::write(&head, &tail).unwrap();
    }
    std::fs::write(&path, &whole).unwrap();
    assert!(place.verified("data").contains("entities 2341"));
}

#[test]
fn the_schema_is_printed() {
    let kept = std::fs::read_to_string(format!("{}/schema/schema.graphql", env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert!(run(&["schema"]).done() == kept);
}

#[test]
fn an_export_of_nothing_is_refused() {
    let place = Place::new();
    let out = place.text("out");
    std::fs::create_dir(place.path("empty")).unwrap();
    for data in ["missing", "empty"] {
        let ran = place.run(data, &["export", "--out", &out]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(complaint(&ran.err).contains("holds no journal: name the data directory with --data"), "{ran:?}");
    }
    assert!(!place.path("out").exists() && !place.path("missing").exists());
    assert_eq!(files_in(&place.path("empty")), []);
}
