//! Server-sent events, and when streams end: with their token, with the server, and for want of room; and how one goes on
//! after a restart.

use std::time::Duration;

use demarche::domain::CallerRole;
use demarche::web::Anonymous;
use serde_json::{Value, json};

use super::{CHANGES, Events, Frame, Socket, front, front_for, now};
use crate::http::Front;
use crate::program::{Place, Served, run};
use crate::wire::Door;
use crate::wish::{a_contact, grant, with};

const SHORT: Duration = Duration::from_millis(50);

fn add(front: &Front, key: &str) {
    grant(&front.service, "addContact", with(a_contact(), json!({ "key": key })));
}

fn revoke(front: &Front, token: &str) {
    let id = token.split('_').nth(1).unwrap();
    let document =
        format!("mutation {{ revokeToken(input: {{ token: \"token:{id}\" }}) {{ userErrors {{ message }} }} }}");
    let answer = front.service.ask_as(demarche::domain::Clearance::Admin, &document, json!({}));
    assert_eq!(answer["data"]["revokeToken"]["userErrors"], json!([]), "{answer}");
}

fn id(event: &(String, Value)) -> &str {
    event.1["data"]["changes"]["nodes"][0]["node"]["id"].as_str().unwrap_or_else(|| unreachable!("{event:?}"))
}

#[test]
fn operations_come_as_server_sent_events() {
    let front = front(|it| it.silence = SHORT);
    let (mut events, head) = Events::open(&front.address, CHANGES, json!({}));
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    for header in ["content-type: text/event-stream; charset=utf-8", "cache-control: no-store", "x-accel-buffering: no"]
    {
        assert!(head.to_lowercase().contains(&format!("\r\n{header}\r\n")), "{head}");
    }
    // It is open before anything happens, and stays so in silence.
    for _ in 0..3 {
        assert_eq!(events.line().as_deref(), Some(":"));
    }
    add(&front, "first");
    let first = events.next().unwrap();
    assert_eq!((first.0.as_str(), id(&first)), ("next", "contact:first"));
    // A query is one event, and so are mistakes.
    let (mut events, _) = Events::open(&front.address, "{ acts { number } }", json!({}));
    assert_eq!(events.next().unwrap().1["data"]["acts"].as_array().unwrap().len(), 10);
    assert_eq!(events.next().unwrap(), ("complete".to_owned(), Value::Null));
    let (mut events, _) = Events::open(&front.address, "subscription { nothing }", json!({}));
    let (name, refused) = events.next().unwrap();
    assert_eq!((name.as_str(), &refused["errors"][0]["extensions"]["code"]), ("next", &json!("BAD_USER_INPUT")));
    assert_eq!(events.next().unwrap().0, "complete");
    // Without that header there is no stream to answer with.
    let body = json!({ "query": CHANGES }).to_string();
    let refused = crate::wire::post(&front.address, &body).json();
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("text/event-stream"), "{refused}");
    // By GET, a subscription and no mutation.
    let get = |query: &str| {
        let path = format!("GET /graphql?query={}", crate::wire::escaped(query));
        front.address.send(&path, &["Accept: text/event-stream"], b"")
    };
    assert_eq!(get("mutation { revokeToken(input: { token: \"x\" }) { userErrors { code } } }").status, 405);
    assert_eq!(get("{ acts { number } }").status, 200);
    let (mut events, head) = Events::get(&front.address, CHANGES);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(events.line().as_deref(), Some(":"));
    add(&front, "second");
    assert_eq!(id(&events.next().unwrap()), "contact:second");
}

#[test]
fn a_stream_ends_with_its_token() {
    let front = front(|_| ());
    let token = front.service.token(CallerRole::Coordinator);
    let door = Door { token: Some(token.clone()), ..front.address.clone() };
    let (mut events, _) = Events::open(&door, CHANGES, json!({}));
    assert_eq!(events.line().as_deref(), Some(":"));
    let mut socket = Socket::ready(&door);
    socket.subscribe("1", CHANGES, now(&front));
    let mut idle = Socket::ready(&door);
    add(&front, "before");
    assert_eq!(id(&events.next().unwrap()), "contact:before");
    assert_eq!(socket.message()["type"], json!("next"));
    revoke(&front, &token);
    add(&front, "after");
    let (name, told) = events.next().unwrap();
    assert_eq!((name.as_str(), &told["errors"][0]["extensions"]["code"]), ("next", &json!("UNAUTHENTICATED")));
    assert!(told.get("data").is_none());
    assert_eq!(events.next().unwrap().0, "complete");
    assert_eq!(events.next(), None);
    assert_eq!(socket.closed(), 4401);
    // An open connection is not good for other questions either.
    idle.subscribe("1", "{ acts { number } }", json!({}));
    assert_eq!(idle.closed(), 4401);
}

#[test]
fn a_token_that_expires_ends_the_stream_where_nothing_happens() {
    let front = front(|it| it.look_again = SHORT);
    let in_a_minute = front.service.store.world().now() + jiff::SignedDuration::from_secs(60);
    let token = front.service.token_with(|it| it.expires_at = Some(in_a_minute.to_string()));
    let door = Door { token: Some(token), ..front.address.clone() };
    let (mut events, _) = Events::open(&door, CHANGES, json!({}));
    let mut socket = Socket::ready(&door);
    socket.subscribe("1", CHANGES, json!({}));
    front.service.pass(61);
    assert_eq!(events.next().unwrap().1["errors"][0]["extensions"]["code"], json!("UNAUTHENTICATED"));
    assert_eq!(socket.closed(), 4401);
}

#[test]
fn streams_end_when_the_server_stops() {
    let front = front_for(Anonymous::Refused, |_| ());
    let (mut events, _) = Events::open(&front.address, CHANGES, json!({}));
    assert_eq!(events.line().as_deref(), Some(":"));
    let mut socket = Socket::ready(&front.address);
    socket.subscribe("1", CHANGES, json!({}));
    let stopping = std::thread::spawn(move || drop(front));
    assert_eq!(events.next().unwrap().0, "complete");
    assert_eq!(events.next(), None);
    assert_eq!(socket.closed(), 1001);
    stopping.join().unwrap();
}

#[test]
fn a_panic_ends_one_operation_with_an_error_and_nothing_else() {
    let check = |told: &Value| {
        let text = told.to_string();
        assert_eq!(told["extensions"]["code"], json!("INTERNAL"), "{text}");
        assert_eq!(told["extensions"]["requestId"].as_str().map(str::len), Some(26), "{text}");
        assert!(!text.contains("Participant") && !text.contains("calendar") && !text.contains("panic"), "{text}");
    };
    // When it is looked again whether a caller is signed in, it is asked what day it is.
    let front = front(|it| it.look_again = SHORT);
    let (mut events, _) = Events::open(&front.address, CHANGES, json!({}));
    assert_eq!(events.line().as_deref(), Some(":"));
    front.service.break_once();
    let (name, told) = events.next().unwrap();
    assert!(name == "next" && told.get("data").is_none(), "{told}");
    check(&told["errors"][0]);
    assert_eq!(events.next().unwrap().0, "complete");
    assert_eq!(events.next(), None);

    let mut socket = Socket::ready(&front.address);
    socket.subscribe("1", CHANGES, json!({}));
    socket.subscribe("2", "{ act(number: 1) { number } }", json!({}));
    while socket.message()["type"] != json!("complete") {}
    front.service.break_once();
    let told = socket.message();
    assert_eq!((&told["id"], &told["type"]), (&json!("1"), &json!("error")), "{told}");
    check(&told["payload"][0]);
    // The connection goes on, and its id is free again; but where it fails itself, it is closed.
    socket.subscribe("1", "{ act(number: 1) { number } }", json!({}));
    assert_eq!(socket.message()["payload"], json!({ "data": { "act": { "number": 1 } } }));
    assert_eq!(socket.message()["type"], json!("complete"));
    front.service.break_once();
    socket.subscribe("1", "{ act(number: 1) { number } }", json!({}));
    assert_eq!(socket.closed(), 1011);
}

#[test]
fn there_are_as_many_subscriptions_as_the_operator_allows() {
    let front = front(|it| it.subscriptions = 2);
    let mut socket = Socket::ready(&front.address);
    let (mut events, _) = Events::open(&front.address, CHANGES, json!({}));
    assert_eq!(events.line().as_deref(), Some(":"));
    socket.subscribe("1", CHANGES, json!({}));
    socket.subscribe("2", CHANGES, json!({}));
    let refused = socket.message();
    assert_eq!(
        (&refused["type"], &refused["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("LIMIT_EXCEEDED"))
    );
    let (mut third, _) = Events::open(&front.address, CHANGES, json!({}));
    assert_eq!(third.next().unwrap().1["errors"][0]["extensions"]["code"], json!("LIMIT_EXCEEDED"));
    assert_eq!(third.next().unwrap().0, "complete");
    // Questions need no such room; and what ends makes some.
    socket.say(&json!({ "id": "1", "type": "complete" }));
    socket.subscribe("3", "{ acts { number } }", json!({}));
    assert_eq!(socket.message()["type"], json!("next"));
    assert_eq!(socket.message()["type"], json!("complete"));
    socket.subscribe("4", CHANGES, now(&front));
    add(&front, "seen");
    assert_eq!((socket.message()["id"].clone(), id(&events.next().unwrap())), (json!("4"), "contact:seen"));
}

#[test]
fn who_goes_on_after_a_restart_misses_nothing_and_hears_nothing_twice() {
    let place = Place::new();
    place.with_fixtures("data");
    let dir = place.text("data");
    let add = |served: &Served, key: &str| {
        let input = format!(r#"key: {key:?}, state: "CHE", city: "city:geneva", post: "Desk", level: GLOBAL"#);
        let document = format!("mutation {{ addContact(input: {{ {input} }}) {{ userErrors {{ message }} }} }}");
        assert_eq!(served.data(&document)["addContact"]["userErrors"], json!([]));
    };
    let first = Served::start(&["--data", &dir]);
    let (mut events, _) = Events::open(&first.address, CHANGES, json!({}));
    assert_eq!(events.line().as_deref(), Some(":"));
    ["one", "two", "three"].iter().for_each(|it| add(&first, it));
    let told = [events.next().unwrap(), events.next().unwrap()];
    assert_eq!(told.each_ref().map(id), ["contact:one", "contact:two"]);
    first.signal("TERM");
    // What was told before it ended may be heard or not: the checkpoint is of what was.
    while events.next().is_some() {}
    assert_eq!(first.ended().code, Some(0));

    let second = Served::start(&["--data", &dir]);
    let since = told[1].1["data"]["changes"]["checkpoint"].clone();
    let (mut events, _) = Events::open(&second.address, CHANGES, json!({ "since": since }));
    assert_eq!(id(&events.next().unwrap()), "contact:three");
    add(&second, "four");
    assert_eq!(id(&events.next().unwrap()), "contact:four");
    let mut socket = Socket::ready(&second.address);
    socket.subscribe("1", CHANGES, json!({ "since": since }));
    let heard = [socket.message(), socket.message()];
    let id = |it: &Value| it["payload"]["data"]["changes"]["nodes"][0]["node"]["id"].clone();
    assert_eq!(heard.each_ref().map(id), [json!("contact:three"), json!("contact:four")]);
    second.signal("TERM");
    assert!(matches!(socket.hear(), Frame::Close(1001, _)));
    assert_eq!(second.ended().code, Some(0));
}

#[test]
fn reads_of_personal_details_are_noted_for_events_as_for_answers() {
    let place = Place::new();
    place.with_fixtures("data");
    let dir = place.text("data");
    let admin = run(&["token", "create", "--role", "admin", "--name", "A", "--data", &dir]).done();
    let served = Served::start(&["--data", &dir]);
    let admin = Door { token: Some(admin.trim().to_owned()), ..served.address.clone() };
    let document = "subscription { changes { nodes { node { id ... on Contact { name } } } } }";
    let (mut events, _) = Events::open(&served.address, document, json!({}));
    assert_eq!(events.line().as_deref(), Some(":"));
    let input = r#"key: "new", state: "CHE", city: "city:geneva", post: "Desk", level: GLOBAL, name: "Participant 17""#;
    served.data(&format!("mutation {{ addContact(input: {{ {input} }}) {{ userErrors {{ message }} }} }}"));
    let told = events.next().unwrap();
    assert_eq!(told.1["data"]["changes"]["nodes"][0]["node"], json!({ "id": "contact:new", "name": "Participant 17" }));
    let question = json!({ "query": r#"{ auditTrail(what: "personalDetailsRead") { nodes { about } } }"# }).to_string();
    let trail = crate::wire::post(&admin, &question).json();
    assert_eq!(trail["data"]["auditTrail"]["nodes"], json!([{ "about": ["contact:new"] }]), "{trail}");
}
