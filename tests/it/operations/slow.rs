//! Senders who take their time: heads and bodies have a time by which they have come, and others do not wait for them. And
//! senders who are many.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use crate::program::{PATIENCE, Place, Served, serving, token_for};
use crate::wire;

#[test]
fn a_head_or_a_body_that_does_not_come_is_not_waited_for() {
    let place = Place::new();
    place.with_fixtures("data");
    token_for(&place.path("data"));
    let mut command = serving(&["--data", &place.text("data")]);
    command.env("DEMARCHE_SERVER_BODY_WITHIN", "0.3").env("DEMARCHE_SERVER_HEAD_WITHIN", "0.3");
    let served = Served::begin(command);
    let headers = served.address.headers(&["Content-Type: application/json"]);
    let headers: Vec<_> = headers.iter().map(String::as_str).collect();
    let mut body = TcpStream::connect(&*served.address).unwrap();
    wire::begin(&mut body, &served.address, "POST /graphql", &headers, 30);
    body.write_all(b"{\"query\": ").unwrap();
    let mut head = TcpStream::connect(&*served.address).unwrap();
    head.write_all(b"POST /graphql HTTP/1.1\r\nHost: ").unwrap();
    assert_eq!(served.data("{ acts { number } }")["acts"].as_array().unwrap().len(), 10);
    let late = wire::receive(body);
    assert_eq!(late.status, 408, "{late:?}");
    assert!(late.text().contains("the body took too long to arrive"), "{late:?}");
    let mut said = String::new();
    // It may be closed with or without a word.
    let _ = head.read_to_string(&mut said);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
}

#[test]
fn as_many_connections_are_held_as_the_system_allows_and_not_as_few_as_a_shell_does() {
    let place = Place::new();
    place.with_fixtures("data");
    token_for(&place.path("data"));
    let service = serving(&["--data", &place.text("data")]);
    let mut few = Command::new("sh");
    few.args(["-c", "ulimit -Sn 64 && exec \"$0\" \"$@\""]).arg(service.get_program()).args(service.get_args());
    // Who says nothing does not make room for others.
    few.env("DEMARCHE_SERVER_HEAD_WITHIN", "600");
    few.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let served = Served::begin(few);
    let held: Vec<_> = (0..100).map(|_| TcpStream::connect(&*served.address).unwrap()).collect();
    // All of them are served, and not only waited with.
    for mut connection in held.into_iter().rev() {
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        connection.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        connection.read_exact(&mut [0; 15]).unwrap();
    }
}
