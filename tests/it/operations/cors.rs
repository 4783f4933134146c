//! Pages of other origins: let in where they are named, exactly, and told nothing otherwise.

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
fn without_origins_nobody_is_told_anything() {
    let place = Place::new();
    let data = place.text("data");
    let served = Served::start(&["--demo", "--data", &data]);
    let headers = ["Origin: https://board.example", ASKED[0], "Content-Type: application/json"];
    for line in ["OPTIONS /graphql", "POST /graphql"] {
        let reply = served.address.send(line, &headers, br#"{"query": "{ acts { number } }"}"#);
        assert_eq!(allowed(&reply), ["", ""]);
        assert!(!reply.header("vary").contains("Origin"), "{reply:?}");
    }
}
