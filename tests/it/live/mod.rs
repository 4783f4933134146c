//! Subscriptions: what is told when something is written, to whom, over which wire, and when it ends.

mod ends;
mod events;
mod hidden;
mod slow;
mod sockets;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use demarche::api::{self, Asked, Begun, Caller, Ended, Subscribed};
use demarche::domain::{Actor, Clearance};
use demarche::web::{Anonymous, Options, Streaming};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::http::Front;
use crate::program::PATIENCE;
use crate::service::Service;
use crate::wire::{Door, escaped};

pub(crate) const CHANGES: &str = "subscription($since: String) { changes(since: $since) {
    nodes { node { id } kind revision recordedAt } checkpoint hasMore } }";

pub(crate) const STANDINGS: &str = "subscription($since: String) { standingChanged(since: $since) {
    standings { state { code } act { number } position leadership contested stance { id revision } assessments { id } }
    checkpoint hasMore } }";

/// One who has subscribed, in this process.
pub(crate) struct Watching {
    runtime: Runtime,
    subscribed: Box<Subscribed>,
}

pub(crate) fn caller(clearance: &Clearance) -> Caller {
    Caller { actor: Actor("test".into()), clearance: clearance.clone(), token: None }
}

impl Watching {
    /// Subscribes; or the answer that came instead.
    pub(crate) fn begin(service: &Service, caller: Caller, document: &str, variables: Value) -> Result<Self, Value> {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let asked = Asked { document: document.to_owned(), variables, ..Asked::default() };
        match runtime.block_on(api::subscribe(&service.api, &service.store, caller, asked)) {
            Begun::Subscribed(subscribed) => Ok(Self { runtime, subscribed }),
            Begun::Answered(answer) => Err(serde_json::from_slice(&answer.bytes).unwrap()),
        }
    }

    /// Watches all changes, from a checkpoint on or from now on.
    fn changes(service: &Service, clearance: &Clearance, since: Option<&str>) -> Self {
        Self::begin(service, caller(clearance), CHANGES, json!({ "since": since }))
            .unwrap_or_else(|it| unreachable!("{it}"))
    }

    fn try_event(&mut self) -> Result<Option<Value>, Ended> {
        let event = self.runtime.block_on(self.subscribed.event())?;
        Ok(event.map(|it| serde_json::from_slice(&it).unwrap()))
    }

    /// What there is to be told now.
    pub(crate) fn events(&mut self) -> Vec<Value> {
        let next = || self.try_event().unwrap();
        std::iter::from_fn(next).collect()
    }
}

/// The ids in an event of changes.
fn ids(event: &Value) -> Vec<String> {
    let nodes = event["data"]["changes"]["nodes"].as_array();
    nodes
        .unwrap_or_else(|| unreachable!("{event}"))
        .iter()
        .map(|it| it["node"]["id"].as_str().unwrap().to_owned())
        .collect()
}

fn checkpoint(event: &Value) -> &str {
    event["data"]["changes"]["checkpoint"].as_str().unwrap_or_else(|| unreachable!("{event}"))
}

/// A service whose operator has chosen otherwise.
fn front(change: impl FnOnce(&mut Streaming)) -> Front {
    front_for(Anonymous::Refused, change)
}

fn front_for(anonymous: Anonymous, change: impl FnOnce(&mut Streaming)) -> Front {
    let mut options = Options::default();
    change(&mut options.streaming);
    Front::as_chosen(None, anonymous, options)
}

/// Variables with the checkpoint of a coordinator now: what comes later is told, however late one subscribes.
fn now(front: &Front) -> Value {
    json!({ "since": front.service.data("{ checkpoint }")["checkpoint"] })
}

/// A stream of server-sent events.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    /// Asks for events; the head of the reply is kept apart.
    pub(crate) fn open(door: &Door, document: &str, variables: Value) -> (Self, String) {
        Self::post(door, &json!({ "query": document, "variables": variables }))
    }

    /// As [`Events::open`], by a body of one's own.
    pub(crate) fn post(door: &Door, body: &Value) -> (Self, String) {
        Self::ask(door, "POST /graphql", &body.to_string())
    }

    /// As [`Events::open`], in the address.
    pub(crate) fn get(door: &Door, document: &str) -> (Self, String) {
        Self::ask(door, &format!("GET /graphql?query={}", escaped(document)), "")
    }

    fn ask(door: &Door, line: &str, body: &str) -> (Self, String) {
        let mut connection = TcpStream::connect(&door.address).unwrap();
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let headers = door.headers(&["Content-Type: application/json", "Accept: text/event-stream"]);
        let head =
            format!("{line} HTTP/1.1\r\nHost: x\r\n{}\r\nContent-Length: {}\r\n\r\n", headers.join("\r\n"), body.len());
        connection.write_all((head + body).as_bytes()).unwrap();
        let mut events = Self(BufReader::new(connection));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(events.0.read_line(&mut head).unwrap() > 0, "{head}");
        }
        (events, head)
    }

    /// The next line that is no part of how the body is cut into chunks; none at the end.
    pub(crate) fn line(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap_or_default() == 0 {
                return None;
            }
            let is_chunk = line.ends_with("\r\n");
            let line = line.trim_end();
            if !is_chunk && !line.is_empty() {
                return Some(line.to_owned());
            }
        }
    }

    /// The next event, and what it holds; comments are passed over.
    pub(crate) fn next(&mut self) -> Option<(String, Value)> {
        loop {
            let line = self.line()?;
            if let Some(name) = line.strip_prefix("event: ") {
                let data = self.line()?.strip_prefix("data:").unwrap().trim().to_owned();
                return Some((name.to_owned(), serde_json::from_str(&data).unwrap_or_default()));
            }
            assert_eq!(line, ":");
        }
    }
}

/// What comes over a WebSocket.
#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    Text(Value),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    /// With its code and its reason.
    Close(u16, String),
    /// The connection is at its end.
    Gone,
}

/// A client of a WebSocket, by hand.
pub(crate) struct Socket(TcpStream);

impl Socket {
    /// Opens one; or the head of the reply that refuses it.
    pub(crate) fn open(address: &str, headers: &[String], protocol: &str) -> Result<Self, String> {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut head = format!(
            "GET /graphql HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: {protocol}\r\n"
        );
        headers.iter().for_each(|it| head.push_str(&format!("{it}\r\n")));
        connection.write_all((head + "\r\n").as_bytes()).unwrap();
        let mut reply = Vec::new();
        while !reply.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            connection.read_exact(&mut byte).unwrap();
            reply.extend(byte);
        }
        let reply = String::from_utf8(reply).unwrap();
        if reply.starts_with("HTTP/1.1 101") { Ok(Self(connection)) } else { Err(reply) }
    }

    /// One that shows a token in its header and is acknowledged.
    pub(crate) fn ready(door: &Door) -> Self {
        let mut socket = Self::open(door, &door.headers(&[]), "graphql-transport-ws").unwrap();
        socket.say(&json!({ "type": "connection_init" }));
        assert_eq!(socket.hear(), Frame::Text(json!({ "type": "connection_ack" })));
        socket
    }

    /// Sends a frame.
    pub(crate) fn send(&mut self, code: u8, payload: &[u8]) {
        self.send_part(0x80 | code, payload);
    }

    /// Sends a frame that begins with this byte.
    pub(crate) fn send_part(&mut self, begin: u8, payload: &[u8]) {
        let mut frame = vec![begin];
        match payload.len() {
            short @ 0..126 => frame.push(0x80 | short as u8),
            long @ 126..65536 => {
                frame.push(0x80 | 126);
                frame.extend((long as u16).to_be_bytes());
            }
            longer => {
                frame.push(0x80 | 127);
                frame.extend((longer as u64).to_be_bytes());
            }
        }
        // A mask of zeros leaves what it masks as it is.
        frame.extend([0; 4]);
        frame.extend(payload);
        self.send_bytes(&frame);
    }

    /// Sends what may be no frame.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        // A server that closes may do so before it has read all.
        let _ = self.0.write_all(bytes);
    }

    pub(crate) fn say(&mut self, message: &Value) {
        self.send(1, message.to_string().as_bytes());
    }

    pub(crate) fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        self.say(&json!({ "id": id, "type": "subscribe", "payload": { "query": document, "variables": variables } }));
    }

    fn read(&mut self, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes).ok().map(|()| bytes)
    }

    /// The next frame, whatever it is.
    pub(crate) fn hear(&mut self) -> Frame {
        self.frame().unwrap_or(Frame::Gone)
    }

    fn frame(&mut self) -> Option<Frame> {
        let head = self.read(2)?;
        let length = match head[1] {
            126 => u16::from_be_bytes(self.read(2)?.try_into().unwrap()).into(),
            127 => u64::from_be_bytes(self.read(8)?.try_into().unwrap()) as usize,
            short => short.into(),
        };
        let payload = self.read(length)?;
        Some(match head[0] {
            0x81 => Frame::Text(serde_json::from_slice(&payload).unwrap()),
            0x88 => {
                let reason = String::from_utf8(payload[2..].to_vec()).unwrap();
                Frame::Close(u16::from_be_bytes([payload[0], payload[1]]), reason)
            }
            0x89 => Frame::Ping(payload),
            0x8a => Frame::Pong(payload),
            other => unreachable!("{other:x}"),
        })
    }

    /// The next message.
    pub(crate) fn message(&mut self) -> Value {
        match self.hear() {
            Frame::Text(message) => message,
            other => unreachable!("{other:?}"),
        }
    }

    /// Why it is closed: after this nothing comes.
    pub(crate) fn closed(&mut self) -> u16 {
        let Frame::Close(code, _) = self.hear() else { unreachable!("it is not closed") };
        assert_eq!(self.hear(), Frame::Gone);
        code
    }
}
