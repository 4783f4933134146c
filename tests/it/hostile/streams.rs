//! What means harm and asks for a stream: as server-sent events, over a WebSocket, and by somebody without a token.

use std::time::Instant;

use serde_json::{Value, json};

use super::{Attacked, JSON, repeated};
use crate::live::{CHANGES, Frame, Socket};
use crate::program::PATIENCE;
use crate::wire::{self, Door};

const EVENTS: &str = "Accept: text/event-stream";

impl Attacked {
    /// A document to be answered with events: the first, and the only one, says what is wrong.
    fn told(&mut self, name: &str, document: &str, code: &str) {
        let body = json!({ "query": document }).to_string();
        let reply = self.survives(name, |it| it.address.send("POST /graphql", &[JSON, EVENTS], body.as_bytes()));
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let first = text.split("data: ").nth(1).and_then(|it| it.lines().next()).unwrap_or_default();
        let told: Value = serde_json::from_str(first).unwrap_or_default();
        let is_refused = told["errors"][0]["extensions"]["code"] == code && told.get("data").is_none();
        if reply.status != 200 || !is_refused || !text.trim_end().ends_with("event: complete\ndata:") {
            self.wrong.push(format!("{name}, as events: {} {text:.300}", reply.status));
        }
    }

    /// What is said over a WebSocket: with which code it is closed, or 0 where the connection ends without a word.
    fn closes(&mut self, name: &str, codes: &[u16], attempt: impl FnOnce(&mut Socket)) {
        self.closes_for(name, codes, Socket::ready, attempt);
    }

    fn closes_for(
        &mut self,
        name: &str,
        codes: &[u16],
        open: impl FnOnce(&Door) -> Socket,
        attempt: impl FnOnce(&mut Socket),
    ) {
        let began = Instant::now();
        let code = self.survives(name, |it| {
            let mut socket = open(&it.address);
            attempt(&mut socket);
            loop {
                match socket.hear() {
                    Frame::Close(code, _) => return code,
                    Frame::Gone => return 0,
                    Frame::Text(_) | Frame::Ping(_) | Frame::Pong(_) => {}
                }
            }
        });
        if !codes.contains(&code) || began.elapsed() >= PATIENCE {
            self.wrong.push(format!("{name}, over a WebSocket: {code}"));
        }
    }

    /// What is said over a WebSocket ends with an answer to this, in which something must stand.
    fn answers(&mut self, name: &str, expected: (&str, &Value), attempt: impl FnOnce(&mut Socket)) {
        let said = self.survives(name, |it| {
            let mut socket = Socket::ready(&it.address);
            attempt(&mut socket);
            loop {
                match socket.hear() {
                    Frame::Text(said) => return said,
                    Frame::Ping(_) | Frame::Pong(_) => {}
                    other => return json!(format!("{other:?}")),
                }
            }
        });
        if said.pointer(expected.0) != Some(expected.1) {
            self.wrong.push(format!("{name}, over a WebSocket: {said:.300}"));
        }
    }
}

pub(super) fn events(it: &mut Attacked) {
    let (bad, limit) = ("BAD_USER_INPUT", "LIMIT_EXCEEDED");
    it.posts("deep JSON for events", "[".repeat(200_000).as_bytes(), &[JSON, EVENTS], 400, bad);
    it.posts("a batch for events", br#"[{"query": "{ __typename }"}]"#, &[JSON, EVENTS], 400, bad);
    it.posts("too large for events", &vec![b'x'; 300 * 1024], &[JSON, EVENTS], 413, limit);
    it.told("deep selections", &format!("subscription {}{}", "{ a ".repeat(10_000), "}".repeat(10_000)), limit);
    let bomb = repeated(20, |at| format!(" fragment F{at} on Change {{ ...F{} ...F{} }}", at + 1, at + 1));
    let bomb = format!("subscription {{ changes {{ nodes {{ ...F0 }} }} }} {bomb} fragment F20 on Change {{ kind }}");
    it.told("fragments of fragments", &bomb, limit);
    let aliases = repeated(31, |at| format!("a{at}: checkpoint "));
    it.told("aliases", &format!("subscription {{ changes {{ {aliases} }} }}"), limit);
    it.told("two fields at the root", "subscription { changes { checkpoint } b: changes { checkpoint } }", bad);
    it.told("a root by a fragment", "subscription { ...F } fragment F on Subscription { changes { hasMore } }", bad);
    it.told("a directive at the root", "subscription { changes @skip(if: true) { hasMore } }", bad);
    it.told(
        "no checkpoint",
        &format!("subscription {{ changes(since: \"{}\") {{ hasMore }} }}", "x".repeat(50_000)),
        bad,
    );
    it.told("a fragment of itself", "subscription { changes { ...F } } fragment F on Changes { ...F }", bad);
    let types = "subscription { changes { nodes { node { ... on Act { x: title } ... on Referral { x: note } } } } }";
    it.told("two types under one name", types, bad);
    it.told("an unknown directive where nobody looks", "subscription { changes { __typename @boom } }", bad);
    it.told("an endless text", &format!("subscription {{ changes(since: \"{}", "\\".repeat(100_000)), bad);
}

pub(super) fn sockets(it: &mut Attacked) {
    let subscribe =
        |id: &str, query: &str| json!({ "id": id, "type": "subscribe", "payload": { "query": query } }).to_string();
    it.closes("deep JSON", &[4400], |it| it.send(1, "[".repeat(100_000).as_bytes()));
    let deep = format!("{{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{}", "{\"a\":".repeat(20_000));
    it.closes("deep JSON in a payload", &[4400], |it| it.send(1, deep.as_bytes()));
    let limit = ("/payload/0/extensions/code", &json!("LIMIT_EXCEEDED"));
    let deep: Value = serde_json::from_str(&format!("{}{}", "[".repeat(100), "]".repeat(100))).unwrap();
    it.answers("deep variables", limit, |it| it.subscribe("1", "{ __typename }", json!({ "v": deep })));
    it.answers("deep selections", limit, |it| it.send(1, subscribe("1", &"{ a ".repeat(10_000)).as_bytes()));
    it.answers("lists in lists", limit, |it| {
        it.subscribe("1", "{ bodies { members { bodies { members { bodies { members { id } } } } } } }", json!({}));
    });
    // It may be closed before all was sent: what is on its way then ends the connection without a word.
    it.closes("a frame that is too large", &[0, 1009], |it| it.send(1, &vec![b' '; 1 << 20]));
    let huge = [&[0x81, 0xff][..], &u64::MAX.to_be_bytes(), &[0; 4], b"{}"].concat();
    it.closes("a frame longer than frames can be", &[0, 1002, 1009], |it| it.send_bytes(&huge));
    it.closes("a frame without a mask", &[1002], |it| it.send_bytes(b"\x81\x02{}"));
    it.closes("a reserved code", &[1002], |it| it.send(3, b"{}"));
    it.closes("a long control frame", &[1002], |it| it.send(9, &[b'x'; 200]));
    it.closes("a continuation of nothing", &[1002], |it| it.send(0, b"{}"));
    it.closes("no UTF-8", &[1002], |it| it.send(1, b"{\"type\":\"\xff\xfe\"}"));
    it.closes("bytes", &[4400], |it| it.send(2, b"{}"));
    it.closes("fragments without end", &[0, 1002], |it| {
        it.send_part(0x01, &[b' '; 1024]);
        (0..1_000).for_each(|_| it.send_part(0x00, &[b' '; 1024]));
    });
    it.closes("fragments that are empty, and another message among them", &[0, 1002], |it| {
        it.send_part(0x01, b"");
        (0..1_000).for_each(|_| it.send_part(0x00, b""));
        it.send(1, b"{}");
    });
    it.answers("ten thousand pings", ("/type", &json!("pong")), |it| {
        (0..10_000).for_each(|_| it.send(9, b""));
        it.say(&json!({ "type": "ping" }));
    });
    it.closes("a flood of subscriptions", &[0, 4429], |it| {
        (0..500).for_each(|at| it.send(1, subscribe(&at.to_string(), CHANGES).as_bytes()));
    });
    it.closes("one id again and again", &[0, 4409], |it| {
        (0..500).for_each(|_| it.send(1, subscribe("1", CHANGES).as_bytes()));
    });
    let shakes = "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    it.raw("half a handshake of a WebSocket", shakes.as_bytes(), &[0, 400]);
    let token = it.served.address.headers(&[]).join("\r\n");
    it.raw("a handshake without a key", format!("{shakes}{token}\r\nConnection: close\r\n\r\n").as_bytes(), &[400]);
    let old = format!("{shakes}{token}\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: x\r\n\r\n");
    it.raw("a handshake of another version", old.as_bytes(), &[400]);
}

/// Those who show no token learn nothing, and are as little trouble.
pub(super) fn strangers(it: &mut Attacked) {
    let open = |door: &Door| Socket::open(door, &[], "graphql-transport-ws").unwrap();
    let subscribe = |it: &mut Socket| it.subscribe("1", CHANGES, json!({}));
    it.closes_for("a stranger subscribes", &[4401], open, subscribe);
    it.closes_for("a stranger begins", &[4403], open, |it| it.say(&json!({ "type": "connection_init" })));
    it.closes_for("a stranger's deep JSON", &[4400], open, |it| it.send(1, "[".repeat(100_000).as_bytes()));
    it.closes_for("a stranger's frame", &[0, 1009], open, |it| it.send(1, &vec![b' '; 1 << 20]));
    let deep = format!("{{\"query\":{}", "[".repeat(100_000));
    let large = "x".repeat(300 * 1024);
    for (name, headers, body) in [
        ("a stranger's deep JSON", [JSON, "Accept: */*"], deep.as_str()),
        ("a stranger's long body", [JSON, "Accept: */*"], large.as_str()),
        ("a stranger asks for events", [JSON, EVENTS], r#"{"query": "subscription { changes { hasMore } }"}"#),
        ("a stranger asks for the schema", [JSON, "Accept: */*"], r#"{"query": "{ __schema { types { name } } }"}"#),
    ] {
        let reply = sent_without_a_token(it, name, &headers, body);
        let code = reply.1["errors"][0]["extensions"]["code"].clone();
        if reply.0 != 401 || code != "UNAUTHENTICATED" {
            it.wrong.push(format!("{name}: {} {}", reply.0, reply.1));
        }
    }
}

fn sent_without_a_token(it: &mut Attacked, name: &str, headers: &[&str], body: &str) -> (u16, Value) {
    let reply = it.survives(name, |it| wire::send(&it.address, "POST /graphql", headers, body.as_bytes()));
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
}
