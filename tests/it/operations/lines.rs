//! Logs: as JSON every line is an object, from the first to the complaint with which the program ends; and clients fill
//! none with what is no HTTP.

use std::io::Write;
use std::net::TcpStream;

use serde_json::Value;

use crate::program::{Place, Served, program, run};
use crate::wire;

fn object(line: &str) -> Value {
    let value: Value = serde_json::from_str(line).unwrap_or_default();
    for name in ["timestamp", "level", "message"] {
        assert!(value[name].is_string(), "{name}: {line}");
    }
    value
}

#[test]
fn every_line_is_an_object() {
    let place = Place::new();
    let data = place.text("data");
    let served = Served::start(&["--demo", "--data", &data, "--log", "json", "--today", "2018-02-01"]);
    let before: Vec<_> = served.before.iter().map(|it| object(it)).collect();
    assert!(before.iter().any(|it| it["message"].as_str().unwrap().contains("state: 193 created")), "{before:?}");
    served.signal("TERM");
    let ran = served.ended();
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.lines().map(object).any(|it| it["message"] == "stopping: what is in flight is answered first"));
}

#[test]
fn a_complaint_is_an_object_too() {
    let place = Place::new();
    let file = place.file("data", "a file where a directory should be");
    let ran = run(&["serve", "--data", &file, "--log", "json"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let last = ran.err.lines().map(object).next_back().unwrap();
    assert_eq!(last["level"], "ERROR");
    assert!(last["message"].as_str().unwrap().contains(&file), "{last}");
}

#[test]
fn less_or_more_is_logged_as_is_asked() {
    let place = Place::new();
    let data = place.text("data");
    place.with_fixtures("data");
    let mut command = program(&["serve", "--data", &data, "--listen", "127.0.0.1:0", "--log-level", "warn"]);
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stderr.take().unwrap()), &mut first).unwrap();
    // Nobody can sign in, which is a warning; that it is up is none, and would have come first or next.
    assert!(first.contains("nobody can sign in"), "{first}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_is_no_http_is_an_error_of_its_sender_and_none_in_the_log() {
    let place = Place::new();
    place.with_fixtures("data");
    let config = place.file("demarche.toml", "[server]\nhead-within = 0.5\n");
    let large = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(300_000));
    let heads = [("hello\r\n\r\n", 400), (&large, 431), ("GET / HTT", 408), ("PRI * HTTP/2.0\r\n\r\n", 400)];
    // Those who ask for more are told of all but the slow one, so there was something to tell.
    for (level, expected) in [("info", 0), ("debug", 3)] {
        let served = Served::start(&["--data", &place.text("data"), "--log-level", level, "--config", &config]);
        for (head, status) in heads {
            let mut connection = TcpStream::connect(&*served.address).unwrap();
            // It may be refused before all of it is read.
            let _ = connection.write_all(head.as_bytes());
            assert_eq!(wire::receive(connection).status, status, "{:.20}", head);
        }
        served.signal("TERM");
        let err = served.ended().err;
        assert_eq!(err.matches("ERROR").count(), expected, "{level} {err}");
    }
}
