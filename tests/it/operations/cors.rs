//! Pages of other origins: let in where they are named, exactly, and told nothing otherwise.

use std::time::Duration;

use demarche::web::{Anonymous, Options, Origin};

use crate::http::Front;
use crate::program::{Place, Served};
use crate::wire::{self, Reply};

const ASKED: [&str; 2] = ["Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"];

fn allowed(reply: &Reply) -> [&str; 2] {
    ["access-control-allow-origin", "access-control-allow-credentials"].map(|it| reply.header(it))
}

#[test]
fn pages_of_origins_that_are_named_are_let_in_and_no_others() {
    let place = Place::new();
    let data = place.text("data");
    let origins = ["--cors-origin", "https://board.example", "--cors-origin", "http://localhost:3000"];
    let served = Served::start(&[&["--demo", "--data", &data], origins.as_slice()].concat());
    let before =
        |origin: &str| wire::send(&served.address, "OPTIONS /graphql", &[&[origin], ASKED.as_slice()].concat(), b"");
    let post = |headers: &[&str]| {
        let headers = [&["Content-Type: application/json"], headers].concat();
        served.address.send("POST /graphql", &headers, br#"{"query": "{ acts { number } }"}"#)
    };
    for origin in ["https://board.example", "http://localhost:3000"] {
        let header = format!("Origin: {origin}");
        let reply = before(&header);
        assert_eq!((reply.status, allowed(&reply)), (204, [origin, "true"]), "{reply:?}");
        assert_eq!(reply.header("access-control-allow-methods"), "GET, POST");
        assert!(reply.header("access-control-allow-headers").contains("Content-Type"), "{reply:?}");
        assert!(reply.header("vary").contains("Origin"), "{reply:?}");
        let reply = post(&[&header]);
        assert_eq!((reply.status, allowed(&reply)), (200, [origin, "true"]));
        assert!(reply.header("vary").contains("Accept") && reply.header("vary").contains("Origin"), "{reply:?}");
        // A refusal can be read as well.
        let refused = wire::send(&served.address, "GET /graphql", &[&header], b"");
        assert_eq!((refused.status, allowed(&refused)), (401, [origin, "true"]));
    }
    for origin in [
        "https://board.example.evil.example",
        "http://board.example",
        "https://BOARD.example",
        "https://board.example:444",
        "null",
        "*",
        "",
    ] {
        let header = format!("Origin: {origin}");
        let reply = before(&header);
        assert_eq!((reply.status, allowed(&reply)), (403, ["", ""]), "{origin}");
        let reply = post(&[&header]);
        assert_eq!((reply.status, allowed(&reply)), (200, ["", ""]), "{origin}");
        assert!(reply.header("vary").contains("Origin"), "{reply:?}");
    }
    // Nothing but GraphQL is for pages of others.
    let health = wire::send(&served.address, "GET /health/live", &["Origin: https://board.example"], b"");
    assert_eq!((health.status, allowed(&health)), (200, ["", ""]));
}

#[test]
fn a_page_that_is_let_in_reads_why_it_is_refused_and_others_do_not() {
    const PAGE: &str = "https://board.example";
    let origins = vec![Origin::parse(PAGE).unwrap()];
    let options = Options { origins, body_within: Duration::from_millis(50), ..Options::default() };
    let front = Front::as_chosen(None, Anonymous::Refused, options);
    let page = format!("Origin: {PAGE}");
    let from = |origin: &str, line: &str, body: &[u8]| {
        front.address.send(line, &[origin, "Content-Type: application/json"], body)
    };
    let check = |line: &str, body: &[u8], status: u16| {
        for (origin, expected) in [(page.as_str(), [PAGE, "true"]), ("Origin: https://other.example", ["", ""])] {
            if status == 500 {
                front.service.break_once();
            }
            let reply = from(origin, line, body);
            assert_eq!((reply.status, allowed(&reply)), (status, expected), "{line} {reply:?}");
            assert!(reply.header("vary").contains("Origin"), "{line} {reply:?}");
            assert!(!reply.header("x-request-id").is_empty(), "{line} {reply:?}");
            assert!(reply.json()["errors"][0]["message"].is_string(), "{line} {reply:?}");
        }
    };
    check("GET /graphql?query=x&access_token=y", b"", 400);
    check("POST /graphql", b"{", 400);
    check("PUT /graphql", b"", 405);
    check("POST /graphql", &vec![b' '; 256 * 1024 + 1], 413);
    check("POST /graphql", br#"{"query": "{ acts { number } }"}"#, 500);
    // One that opens no WebSocket as it should, and a body that does not come.
    let upgrade = [&page, "Upgrade: websocket", "Connection: Upgrade"];
    let reply = wire::send(&front.address, "GET /graphql", &upgrade, b"");
    assert_eq!((reply.status, allowed(&reply)), (400, [PAGE, "true"]), "{reply:?}");
    let mut slow = std::net::TcpStream::connect(&*front.address).unwrap();
    let headers = front.address.headers(&[&page, "Content-Type: application/json"]);
    let headers: Vec<_> = headers.iter().map(String::as_str).collect();
    wire::begin(&mut slow, &front.address, "POST /graphql", &headers, 10);
    let reply = wire::receive(slow);
    assert_eq!((reply.status, allowed(&reply)), (408, [PAGE, "true"]), "{reply:?}");
    // Whatever is elsewhere stays there, refused or not.
    for (line, status) in [
        ("GET /", 200),
        ("GET /nowhere?token=x", 400),
        ("GET /graphql/x", 404),
        ("GET /metrics", 403),
        ("GET /backup", 403),
        ("GET /sign-in/x", 200),
        ("POST /sign-out", 403),
        ("GET /explorer/caller.json", 200),
        ("OPTIONS /metrics", 405),
    ] {
        let reply = from(&page, line, b"");
        assert_eq!((reply.status, allowed(&reply)), (status, ["", ""]), "{line}");
        assert!(!reply.header("vary").contains("Origin"), "{line} {reply:?}");
    }
}

#[test]
fn without_origins_nobody_is_told_anything() {
    let place = Place::new();
    let data = place.text("data");
    let served = Served::start(&["--demo", "--data", &data]);
    let headers = ["Origin: https://board.example", ASKED[0], "Content-Type: application/json"];
    for (line, status) in [("OPTIONS /graphql", 405), ("POST /graphql", 401)] {
        // As a browser asks first: without a token.
        let reply = wire::send(&served.address, line, &headers, br#"{"query": "{ acts { number } }"}"#);
        assert_eq!((reply.status, allowed(&reply)), (status, ["", ""]));
        assert!(!reply.header("vary").contains("Origin"), "{reply:?}");
    }
}
