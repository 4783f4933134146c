//! GraphQL over a WebSocket, frame by frame: what is said, and every code with which a connection is closed.

use std::time::Duration;

use demarche::domain::CallerRole;
use demarche::web::Anonymous;
use serde_json::{Value, json};

use super::{CHANGES, Frame, Socket, front, front_for};
use crate::http::Front;
use crate::wire::Door;
use crate::wish::{a_contact, grant, with};

const PROTOCOL: &str = "graphql-transport-ws";
const SHORT: Duration = Duration::from_millis(50);

/// A connection on which nothing is said yet, and the token is shown or not.
fn silent(front: &Front, shows: bool) -> Socket {
    let headers = if shows { front.address.headers(&[]) } else { Vec::new() };
    Socket::open(&front.address, &headers, PROTOCOL).unwrap()
}

#[test]
fn queries_mutations_and_subscriptions_are_answered_on_one_connection() {
    let front = front(|_| ());
    let mut socket = Socket::ready(&front.address);
    socket.subscribe("s", CHANGES, json!({}));
    socket.subscribe("q", "query Q($code: String!) { state(code: $code) { name } }", json!({ "code": "MEX" }));
    let next = |id: &str, payload: Value| json!({ "id": id, "type": "next", "payload": payload });
    assert_eq!(socket.message(), next("q", json!({ "data": { "state": { "name": "Mexico" } } })));
    assert_eq!(socket.message(), json!({ "id": "q", "type": "complete" }));
    // Its id is free again.
    let wish = "mutation { addContact(input: { key: \"new\", state: \"CHE\", city: \"city:geneva\", post: \"Desk\", level: GLOBAL }) {
        userErrors { message } } }";
    socket.subscribe("q", wish, json!({}));
    let mut heard = [socket.message(), socket.message(), socket.message()];
    heard.sort_by_key(|it| it["id"] == json!("s"));
    assert_eq!(heard[0], next("q", json!({ "data": { "addContact": { "userErrors": [] } } })));
    assert_eq!(heard[1], json!({ "id": "q", "type": "complete" }));
    assert_eq!(heard[2]["payload"]["data"]["changes"]["nodes"][0]["node"], json!({ "id": "contact:new" }), "{heard:?}");
    // What it cost is said where that is asked.
    let payload = json!({ "query": "{ act(number: 1) { number } }", "extensions": { "cost": true } });
    socket.say(&json!({ "id": "c", "type": "subscribe", "payload": payload }));
    assert_eq!(socket.message()["payload"]["extensions"]["cost"]["complexity"], json!(2));
    assert_eq!(socket.message(), json!({ "id": "c", "type": "complete" }));
    // Mistakes end the operation and not the connection.
    socket.subscribe("e", "subscription { nothing }", json!({}));
    let error = socket.message();
    assert_eq!((&error["id"], &error["type"]), (&json!("e"), &json!("error")));
    let extensions = &error["payload"][0]["extensions"];
    assert_eq!(extensions["code"], json!("BAD_USER_INPUT"));
    assert_eq!(extensions["requestId"].as_str().unwrap().len(), 26);
    // What was ended says nothing more.
    socket.say(&json!({ "id": "s", "type": "complete" }));
    socket.say(&json!({ "id": "never", "type": "complete" }));
    socket.say(&json!({ "type": "ping", "payload": { "n": 1 } }));
    assert_eq!(socket.message(), json!({ "type": "pong", "payload": { "n": 1 } }));
    grant(&front.service, "addContact", with(a_contact(), json!({ "key": "later" })));
    socket.say(&json!({ "type": "pong" }));
    socket.send(9, b"there?");
    assert_eq!(socket.hear(), Frame::Pong(b"there?".to_vec()));
    socket.send(8, &1000_u16.to_be_bytes());
    assert_eq!(socket.closed(), 1000);
}

#[test]
fn what_is_no_message_closes_the_connection() {
    let front = front(|_| ());
    for text in [
        "nothing",
        "[]",
        "{}",
        r#"{"type":"nothing"}"#,
        r#"{"type":"connection_init","payload":"x"}"#,
        r#"{"type":"connection_init","payload":{"token":1}}"#,
        r#"{"type":"connection_init","payload":{"authorization":"Basic x"}}"#,
        r#"{"type":"connection_init","payload":{"authorization":"Bearer x","token":"x"}}"#,
        r#"{"type":"complete"}"#,
        r#"{"type":"next","id":"1"}"#,
    ] {
        let mut socket = silent(&front, true);
        socket.send(1, text.as_bytes());
        assert_eq!(socket.closed(), 4400, "{text}");
    }
    for text in [
        r#"{"type":"subscribe"}"#,
        r#"{"type":"subscribe","id":""}"#,
        r#"{"type":"subscribe","id":1,"payload":{"query":"{ acts { number } }"}}"#,
        r#"{"type":"subscribe","id":"1"}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":" "}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{ acts { number } }","variables":[]}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{ acts { number } }","extensions":[1]}}"#,
    ] {
        let mut socket = Socket::ready(&front.address);
        socket.send(1, text.as_bytes());
        assert_eq!(socket.closed(), 4400, "{text}");
    }
    let mut socket = Socket::ready(&front.address);
    socket.send(2, b"{}");
    assert_eq!(socket.closed(), 4400, "what is not text");
    let mut socket = Socket::ready(&front.address);
    socket.send(1, &[b' '; 300 * 1024]);
    assert!(matches!(socket.hear(), Frame::Close(1009, _) | Frame::Gone), "more than the largest body");
}

#[test]
fn what_a_frame_claims_to_be_is_not_waited_for() {
    let front = front(|_| ());
    let mut socket = silent(&front, false);
    // A text of a gigabyte, of which little by little comes; nobody has signed in.
    let mut head = vec![0x81, 0x80 | 127];
    head.extend((1_u64 << 30).to_be_bytes());
    head.extend([0; 4]);
    socket.send_bytes(&head);
    for _ in 0..64 {
        socket.send_bytes(&[b' '; 64 * 1024]);
    }
    assert!(matches!(socket.hear(), Frame::Close(1009, _) | Frame::Gone), "it is buffered");
}

#[test]
fn every_close_code_is_what_the_protocol_says() {
    let front = front(|it| it.init_within = Duration::from_secs(60));
    let init = json!({ "type": "connection_init" });

    let mut socket = Socket::open(&front.address, &front.address.headers(&[]), "graphql-ws").unwrap();
    assert_eq!(socket.closed(), 4406, "another protocol");

    let mut socket = silent(&front, true);
    socket.subscribe("1", "{ acts { number } }", json!({}));
    assert_eq!(socket.closed(), 4401, "before it is known who is there");

    let mut socket = Socket::ready(&front.address);
    socket.say(&init);
    assert_eq!(socket.closed(), 4429, "a second connection_init");

    let mut socket = Socket::ready(&front.address);
    socket.subscribe("1", CHANGES, json!({}));
    socket.subscribe("1", CHANGES, json!({}));
    assert_eq!(socket.closed(), 4409, "an id that is in use");

    let mut socket = Socket::ready(&front.address);
    (0..21).for_each(|it| socket.subscribe(&it.to_string(), CHANGES, json!({})));
    assert_eq!(socket.closed(), 4429, "21 operations at once");

    let mut socket = silent(&front, false);
    socket.say(&init);
    assert_eq!(socket.closed(), 4403, "nothing is shown");

    let mut socket = silent(&front, true);
    socket.say(&json!({ "type": "connection_init", "payload": { "token": "nonsense" } }));
    assert_eq!(socket.closed(), 4403, "what is said counts before what was shown");
}

#[test]
fn who_says_nothing_in_time_is_closed() {
    let front = front(|it| it.init_within = SHORT);
    assert_eq!(silent(&front, true).closed(), 4408);
    drop(front);
    let front = front_for(Anonymous::Refused, |it| (it.ping_after, it.pong_within) = (SHORT, Duration::from_secs(60)));
    let mut socket = Socket::ready(&front.address);
    for _ in 0..3 {
        let Frame::Ping(payload) = socket.hear() else { unreachable!("no ping") };
        socket.send(10, &payload);
    }
    drop(front);
    let front = front_for(Anonymous::Refused, |it| (it.ping_after, it.pong_within) = (SHORT, SHORT));
    let mut socket = Socket::ready(&front.address);
    assert!(matches!(socket.hear(), Frame::Ping(_)));
    assert_eq!(socket.closed(), 1001);
}

#[test]
fn a_token_is_shown_in_the_header_by_cookie_from_here_or_in_words() {
    let front = front(|_| ());
    let token = front.address.token.clone().unwrap();
    let role = |socket: &mut Socket| {
        assert_eq!(socket.message(), json!({ "type": "connection_ack" }));
        socket.subscribe("1", "{ viewer { role } }", json!({}));
        socket.message()["payload"]["data"]["viewer"]["role"].as_str().unwrap().to_owned()
    };
    let viewer = front.service.token(CallerRole::Viewer);
    let words = [
        json!({ "token": token }),
        json!({ "Authorization": format!("Bearer {token}") }),
        json!({ "authorization": format!("bearer {token}"), "other": 1 }),
        json!({ "headers": { "Authorization": format!("Bearer {token}") } }),
    ];
    for payload in words {
        let shown = Door { token: Some(viewer.clone()), ..front.address.clone() };
        for headers in [Vec::new(), shown.headers(&[])] {
            let mut socket = Socket::open(&front.address, &headers, PROTOCOL).unwrap();
            socket.say(&json!({ "type": "connection_init", "payload": payload }));
            assert_eq!(role(&mut socket), "COORDINATOR");
        }
    }
    let cookie = format!("Cookie: demarche={token}");
    let origin = |it: &str| format!("Origin: {it}");
    let here = origin(&format!("http://{}", front.address));
    let mut socket = Socket::open(&front.address, &[cookie.clone(), here], PROTOCOL).unwrap();
    socket.say(&json!({ "type": "connection_init", "payload": null }));
    assert_eq!(role(&mut socket), "COORDINATOR");
    // From elsewhere a cookie counts as nothing: who says nothing else is nobody, and who says a token is let in by that.
    let elsewhere = [
        vec![cookie.clone()],
        vec![cookie.clone(), origin("http://elsewhere.example")],
        vec![cookie.clone(), origin("null")],
        vec![cookie, origin(&format!("http://{}.elsewhere.example", front.address))],
    ];
    for headers in elsewhere {
        let mut socket = Socket::open(&front.address, &headers, PROTOCOL).unwrap();
        socket.say(&json!({ "type": "connection_init", "payload": null }));
        assert_eq!(socket.closed(), 4403, "{headers:?}");
        let mut socket = Socket::open(&front.address, &headers, PROTOCOL).unwrap();
        socket.say(&json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {token}") } }));
        assert_eq!(role(&mut socket), "COORDINATOR", "{headers:?}");
    }
    let refused = Socket::open(&front.address, &["Authorization: Bearer nonsense".to_owned()], PROTOCOL).err().unwrap();
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
}

#[test]
fn who_has_not_signed_in_is_let_in_where_the_operator_says_so() {
    let front = front_for(Anonymous::Viewer, |_| ());
    let mut socket = silent(&front, false);
    socket.say(&json!({ "type": "connection_init" }));
    assert_eq!(socket.message(), json!({ "type": "connection_ack" }));
    socket.subscribe("1", CHANGES, json!({}));
    socket.subscribe("2", "{ viewer { role } }", json!({}));
    assert_eq!(socket.message()["payload"]["data"]["viewer"]["role"], json!("VIEWER"));
    assert_eq!(socket.message()["type"], json!("complete"));
    grant(&front.service, "addContact", with(a_contact(), json!({ "key": "hidden" })));
    grant(&front.service, "addContact", with(a_contact(), json!({ "key": "seen", "marking": "PUBLIC" })));
    let told = socket.message();
    assert_eq!(told["payload"]["data"]["changes"]["nodes"][0]["node"]["id"], json!("contact:seen"));
}
