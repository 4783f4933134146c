//! Whoever does not read is dropped, and whoever only waits costs nothing.

use std::time::{Duration, Instant};

use demarche::domain::{CallerRole, Clearance};
use demarche::web::{Anonymous, Options, Streaming};
use serde_json::json;

use super::{CHANGES, Events, Frame, Socket, front};
use crate::http::Front;
use crate::program::PATIENCE;
use crate::wire::Door;
use crate::wish::{a_contact, grant, with};

const SHORT: Duration = Duration::from_millis(200);

/// A subscription whose events are of about 100 KB.
fn long() -> String {
    let fields: String = (0..30).map(|it| format!("f{it}: post ")).collect();
    format!("subscription {{ changes {{ nodes {{ node {{ id ... on Contact {{ {fields} }} }} }} }} }}")
}

fn add_long(front: &Front, number: usize) {
    let post = "x".repeat(190);
    let rows: String = (0..18).map(|it| format!("p{number}-{it},CHE,geneva,{post},global,,public\n")).collect();
    let file = format!("contact_id,iso3,city_id,post,level,acts,marking\n{rows}");
    front.service.import(&[("contacts.csv", file.as_bytes())]).unwrap();
}

/// The only place for a subscription is taken until the slow one is dropped.
fn until_there_is_room(front: &Front, mut meanwhile: impl FnMut(usize)) {
    let (mut events, _) = Events::open(&front.address, CHANGES, json!({}));
    let refused = events.next().unwrap().1;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "there is room already: {refused}");
    let began = Instant::now();
    for number in 0.. {
        meanwhile(number);
        let (mut events, _) = Events::open(&front.address, CHANGES, json!({}));
        let line = events.line().unwrap();
        if line == ":" {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "who does not read is never dropped");
    }
}

#[test]
fn who_does_not_read_a_websocket_is_dropped_soon() {
    let streaming = Streaming { subscriptions: 1, sent_within: SHORT, ..Streaming::default() };
    let options = Options { streaming, unread_within: PATIENCE * 10, ..Options::default() };
    let front = Front::as_chosen(None, Anonymous::Refused, options);
    let mut slow = Socket::ready(&front.address);
    slow.subscribe("1", &long(), json!({}));
    // It has begun once the answer to what was said after it is here.
    slow.subscribe("2", "{ acts { number } }", json!({}));
    assert_eq!((slow.message()["id"].clone(), slow.message()["type"].clone()), (json!("2"), json!("complete")));
    let mut written = 0;
    until_there_is_room(&front, |number| {
        if number < 40 {
            add_long(&front, number);
            written += 1;
        }
    });
    // No more was on the way to it than may be.
    let mut bytes = 0;
    let mut heard = 0;
    loop {
        match slow.hear() {
            Frame::Text(message) => {
                bytes += message.to_string().len();
                heard += 1;
            }
            Frame::Ping(_) => {}
            Frame::Close(code, _) => assert_eq!(code, 1001),
            Frame::Gone => break,
            Frame::Pong(_) => unreachable!("nothing was asked"),
        }
    }
    assert!(heard < written, "{heard} of {written}");
    assert!(bytes < 512 * 1024, "{bytes}");
}

#[test]
fn who_does_not_read_server_sent_events_is_dropped() {
    // It is the service that drops it, and not the system for what lies unread: so what waits in the service is bounded.
    let streaming = Streaming { subscriptions: 1, sent_within: SHORT, ..Streaming::default() };
    let options = Options { streaming, unread_within: PATIENCE * 10, ..Options::default() };
    let front = Front::as_chosen(None, Anonymous::Refused, options);
    let (mut slow, _) = Events::open(&front.address, &long(), json!({}));
    assert_eq!(slow.line().as_deref(), Some(":"));
    let mut written = 0;
    until_there_is_room(&front, |number| {
        if number < 400 {
            add_long(&front, number);
            written += 1;
        }
    });
    // What it finds when it reads at last is what the system holds of a connection, at either end, and little more.
    let (mut bytes, mut heard) = (0, 0);
    while let Some(line) = slow.line() {
        bytes += line.len();
        heard += usize::from(line.starts_with("event: next"));
    }
    assert!(heard < written, "{heard} of {written}");
    assert!(bytes < 12 << 20, "{bytes}");
}

#[test]
fn a_thousand_who_wait_all_hear_of_a_write_and_hold_nobody_up() {
    let front = front(|_| ());
    let viewer = Door { token: Some(front.service.token(CallerRole::Viewer)), ..front.address.clone() };
    let mut sockets: Vec<_> = (0..50).map(|_| Socket::ready(&viewer)).collect();
    let since = front.service.ask_as(Clearance::Viewer, "{ checkpoint }", json!({}))["data"]["checkpoint"].clone();
    let since = json!({ "since": since });
    for socket in &mut sockets {
        (0..20).for_each(|it| socket.subscribe(&it.to_string(), CHANGES, since.clone()));
    }
    // Who asks, over a connection of their own, is answered while a thousand wait, and while a thousand have been told and
    // have not read it.
    let mut asking = Socket::ready(&front.address);
    let mut answered = |id: &str| {
        asking.subscribe(id, "{ act(number: 3) { number } }", json!({}));
        assert_eq!(asking.message()["payload"], json!({ "data": { "act": { "number": 3 } } }));
        assert_eq!(asking.message(), json!({ "id": id, "type": "complete" }));
    };
    answered("before");
    // What they may not see wakes them, and tells none of them anything.
    grant(&front.service, "addContact", with(a_contact(), json!({ "key": "hidden" })));
    answered("between");
    grant(&front.service, "addContact", with(a_contact(), json!({ "key": "seen", "marking": "PUBLIC" })));
    answered("after");
    for socket in &mut sockets {
        let mut heard: Vec<_> = (0..20).map(|_| socket.message()).collect();
        heard.sort_by_key(|it| it["id"].as_str().unwrap().parse::<u32>().unwrap());
        for (at, it) in heard.iter().enumerate() {
            assert_eq!((&it["id"], &it["type"]), (&json!(at.to_string()), &json!("next")));
            let nodes = it["payload"]["data"]["changes"]["nodes"].as_array().unwrap();
            let told: Vec<_> = nodes.iter().map(|it| &it["node"]["id"]).collect();
            assert_eq!(told, [&json!("contact:seen")]);
        }
    }
}
