//! Whoever does not read is dropped, and whoever only waits costs nothing.

use std::time::Duration;

use serde_json::json;

use super::{CHANGES, Events, Frame, Socket, front, now};
use crate::http::Front;
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
    for number in 0.. {
        meanwhile(number);
        let (mut events, _) = Events::open(&front.address, CHANGES, json!({}));
        let line = events.line().unwrap();
        if line == ":" {
            return;
        }
        assert!(number < 100_000, "who does not read is never dropped");
    }
}

#[test]
fn who_does_not_read_a_websocket_is_dropped_soon() {
    let front = front(|it| (it.subscriptions, it.sent_within) = (1, SHORT));
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
    let front = front(|it| (it.subscriptions, it.sent_within) = (1, SHORT));
    let (mut slow, _) = Events::open(&front.address, &long(), json!({}));
    assert_eq!(slow.line().as_deref(), Some(":"));
    until_there_is_room(&front, |number| {
        if number < 200 {
            add_long(&front, number);
        }
    });
}

#[test]
fn a_thousand_who_wait_all_hear_of_a_write_and_hold_nobody_up() {
    let front = front(|_| ());
    let mut sockets: Vec<_> = (0..30).map(|_| Socket::ready(&front.address)).collect();
    let since = now(&front);
    for socket in &mut sockets {
        (0..20).for_each(|it| socket.subscribe(&it.to_string(), CHANGES, since.clone()));
    }
    let began = std::time::Instant::now();
    grant(&front.service, "planFollowUp", with(crate::wish::a_follow_up(), json!({ "marking": "PUBLIC" })));
    let written = began.elapsed();
    for socket in &mut sockets {
        let mut heard: Vec<_> = (0..20).map(|_| socket.message()).collect();
        heard.sort_by_key(|it| it["id"].as_str().unwrap().parse::<u32>().unwrap());
        assert!(
            heard.iter().enumerate().all(|(at, it)| it["id"] == json!(at.to_string()) && it["type"] == json!("next"))
        );
    }
    println!("1,000 subscriptions: written in {written:?}, all told after {:?}", began.elapsed());
    // What nobody may see wakes them, and tells none of them anything.
    grant(&front.service, "addContact", with(a_contact(), json!({ "marking": "PUBLIC" })));
    assert!(sockets.iter_mut().all(|it| it.message()["type"] == json!("next")));
}
