//! Senders who take their time: heads and bodies have a time by which they have come, and others do not wait for them. And
//! senders who are many.

use std::io::{ErrorKind, Read, Write};
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
    command.env("DEMARCHE_SERVER_BODY_WITHIN", "0.3").env("DEMARCHE_SERVER_HEAD_WITHIN", "2");
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
fn each_worker_holds_as_many_connections_as_it_may_and_more_wait_until_one_ends() {
    let place = Place::new();
    place.with_fixtures("data");
    token_for(&place.path("data"));
    let mut command = serving(&["--data", &place.text("data")]);
    command.env("DEMARCHE_SERVER_CONNECTIONS", "2");
    command.env("DEMARCHE_SERVER_IDLE_WITHIN", "600").env("DEMARCHE_SERVER_HEAD_WITHIN", "600");
    let served = Served::begin(command);
    let ask = |connection: &mut TcpStream| {
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        connection.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    };
    let answered = |connection: &mut TcpStream| {
        let mut said = Vec::new();
        while !said.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            connection.read_exact(&mut byte).unwrap();
            said.extend(byte);
        }
        let head = String::from_utf8(said).unwrap().to_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let length = head.split("content-length: ").nth(1).and_then(|it| it.lines().next()).unwrap();
        connection.read_exact(&mut vec![0; length.parse().unwrap()]).unwrap();
    };
    let workers = std::thread::available_parallelism().unwrap().get();
    let connect = |_| TcpStream::connect(&*served.address).unwrap();
    let mut held: Vec<_> = (0..2 * workers).map(connect).collect();
    held.iter_mut().for_each(ask);
    held.iter_mut().for_each(answered);
    let mut waiting = connect(0);
    ask(&mut waiting);
    // Those that are held are answered many times meanwhile.
    for _ in 0..50 {
        held.iter_mut().for_each(ask);
        held.iter_mut().for_each(answered);
    }
    waiting.set_nonblocking(true).unwrap();
    let heard = waiting.read(&mut [0]);
    assert!(heard.as_ref().is_err_and(|it| it.kind() == ErrorKind::WouldBlock), "{heard:?}");
    waiting.set_nonblocking(false).unwrap();
    held.pop();
    answered(&mut waiting);
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

#[test]
fn a_body_that_nobody_reads_holds_no_connection() {
    let place = Place::new();
    place.with_fixtures("data");
    token_for(&place.path("data"));
    let served = Served::start(&["--data", &place.text("data")]);
    let length = "Content-Length: 100000\r\n\r\n{";
    let chunks = "Transfer-Encoding: chunked\r\n\r\nffff\r\n{";
    // Nobody reads what comes without a token, or leads nowhere.
    for (path, status) in [("/graphql", "401"), ("/nowhere", "404")] {
        for body in [length, chunks] {
            let mut connection = TcpStream::connect(&*served.address).unwrap();
            connection.set_read_timeout(Some(PATIENCE)).unwrap();
            let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{body}");
            connection.write_all(head.as_bytes()).unwrap();
            let mut said = Vec::new();
            // It may be closed with what was sent unread, which is told as a fault.
            let end = connection.read_to_end(&mut said);
            let is_late = end.is_err_and(|it| it.kind() == ErrorKind::WouldBlock);
            let said = String::from_utf8_lossy(&said);
            assert!(!is_late && said.starts_with(&format!("HTTP/1.1 {status}")), "{path} {body:?}: {said}");
        }
    }
}
