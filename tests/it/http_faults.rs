//! What goes wrong besides GraphQL: addresses that lead nowhere, methods that are not answered, panics. All of it is
//! answered as JSON, and names the request as the log does.

use std::net::TcpStream;

use demarche::web::Anonymous;
use serde_json::json;

use crate::http::Front;
use crate::wire::{self, Reply};

/// A refusal in JSON that names the request.
fn check_refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.header("content-type")), (status, "application/json; charset=utf-8"), "{reply:?}");
    let found = reply.json();
    assert!(found.get("data").is_none(), "{found}");
    let error = &found["errors"][0];
    let extensions = json!({ "code": code, "requestId": reply.header("x-request-id") });
    assert_eq!(error["extensions"], extensions);
    assert!(!reply.header("x-request-id").is_empty());
    assert!(!error["message"].as_str().unwrap().contains('\n'));
    assert_eq!((reply.header("cache-control"), reply.header("x-content-type-options")), ("no-store", "nosniff"));
}

#[test]
fn what_leads_nowhere_is_refused_in_json() {
    let front = Front::open();
    for path in ["/nowhere", "/graphql/x", "/GRAPHQL", "/sign-in", "/health", "/../etc/passwd", "/%2e%2e/x"] {
        check_refused(&wire::get(&front.address, path), 404, "NOT_FOUND");
    }
    let check = |line: &str, allowed: &str| {
        let reply = front.address.send(line, &[], b"");
        check_refused(&reply, 405, "BAD_USER_INPUT");
        assert_eq!(reply.header("allow"), allowed, "{line}");
    };
    check("POST /", "GET, HEAD");
    check("DELETE /health/live", "GET, HEAD");
    check("GET /sign-out", "POST");
    check("PUT /sign-in/x", "GET, HEAD, POST");
    check("POST /backup", "GET");
    check("GET /backup/keys", "POST");
    check("OPTIONS /graphql", "GET, HEAD, POST");
    check("PROPFIND /graphql", "GET, HEAD, POST");
    let unknown = wire::send(&front.address, "POST /graphql", &["Content-Type: application/json"], b"{}");
    check_refused(&unknown, 401, "UNAUTHENTICATED");
    check_refused(&wire::get(&front.address, "/graphql?query=x&access_token=y"), 400, "BAD_USER_INPUT");
    assert!(wire::get(&front.address, "/").header("content-type").starts_with("text/html"));
}

#[test]
fn a_request_is_called_what_its_sender_calls_it() {
    let front = Front::open();
    let ask = |headers: &[&str]| {
        let headers: Vec<_> = ["Content-Type: application/json"].iter().chain(headers).copied().collect();
        let reply = front.address.send("POST /graphql", &headers, br#"{"query": "{ acts { numbr } }"}"#);
        let id = reply.header("x-request-id").to_owned();
        assert_eq!(reply.json()["errors"][0]["extensions"]["requestId"], json!(id));
        id
    };
    assert_eq!(ask(&["X-Request-Id: from-the-proxy.17"]), "from-the-proxy.17");
    let made: Vec<_> = [&[][..], &["X-Request-Id: two words"], &["X-Request-Id: a", "X-Request-Id: b"]].map(ask).into();
    for (at, id) in made.iter().enumerate() {
        assert!(id.len() == 26 && id.bytes().all(|it| it.is_ascii_alphanumeric()), "{id}");
        assert!(!made[..at].contains(id), "{made:?}");
    }
}

#[test]
fn a_panic_ends_one_request_and_nothing_else() {
    let front = Front::with(None, Anonymous::Viewer);
    let body = br#"{"query": "{ acts { number } }"}"#;
    for line in ["POST /graphql", "GET /"] {
        front.service.break_once();
        let reply = front.address.send(line, &["Content-Type: application/json", "X-Request-Id: fatal"], body);
        check_refused(&reply, 500, "INTERNAL");
        assert_eq!(reply.header("x-request-id"), "fatal");
        assert!(!reply.text().contains("Participant") && !reply.text().contains("panic"), "{}", reply.text());
    }
    assert_eq!(front.address.send("POST /graphql", &["Content-Type: application/json"], body).status, 200);
    // The connection that has met it goes on as well.
    front.service.break_once();
    let mut connection = TcpStream::connect(&*front.address).unwrap();
    let head = format!("Host: {}\r\nContent-Type: application/json\r\nContent-Length: {}", front.address, body.len());
    let twice = format!("POST /graphql HTTP/1.1\r\n{head}\r\n\r\n{}", String::from_utf8_lossy(body));
    let second = twice.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n");
    std::io::Write::write_all(&mut connection, (twice + &second).as_bytes()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut connection, &mut text).unwrap();
    let statuses: Vec<_> = text.match_indices("HTTP/1.1 ").map(|(at, _)| &text[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["500", "200"], "{text}");
}
