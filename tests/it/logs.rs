//! What is logged, at every level, of the service and of the libraries it rests on: never a token, never a name or what else is
//! told of a person, never a word or an id of a takeaway.

use std::io::Write;
use std::process::Command;
use std::sync::{Arc, Mutex};

use demarche::domain::{CallerRole, TokenUse};
use demarche::store::Secret;
use serde_json::{Value, json};
use tracing_subscriber::layer::SubscriberExt;

use crate::http::Front;
use crate::program::cookie_of;
use crate::wire;

/// Set for the process in which everything is logged: for all of it, so it has to be one of its own.
const ALONE: &str = "DEMARCHE_LOGS";

/// What was logged so far.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What was recorded of people and of what they said, none of which is to be logged.
const SAID: [&str; 6] = [
    "Participant 17",
    "p17@example.org",
    "+41 22 555 0117",
    "a friend of juniper",
    "committee of quartz",
    "velvet words",
];

/// Records a contact with details, an attendance and a takeaway, and reads them; then, each in a service of its own,
/// none of them can be written. The key of the takeaway.
fn personal_things_are_recorded_and_read() -> String {
    let [name, email, phone, source, process, rationale] = SAID;
    let wishes = [
        (
            "AddContact",
            json!({ "state": "CHE", "city": "city:geneva", "post": "Desk", "level": "GLOBAL", "name": name,
            "email": email, "phone": phone, "source": source, "keptUntil": "2019-01-01" }),
        ),
        ("Seat", json!({ "meeting": "meeting:pv-2017", "contact": "contact:che-capital", "nominatedBy": process })),
        (
            "RecordTakeaway",
            json!({ "phase": 2, "stance": { "state": "MEX", "act": 6, "position": "POSITIVE",
            "leadership": "CAN_LEAD", "confidence": "MEDIUM", "rationale": rationale } }),
        ),
    ];
    let wish = |front: &Front, (name, input): &(&str, Value)| {
        let field = format!("{}{}", name[..1].to_lowercase(), &name[1..]);
        let document = format!(
            "mutation($input: {name}Input!) {{ {field}(input: $input) {{ userErrors {{ code path message }} }} }}"
        );
        wire::post(&front.address, &json!({ "query": document, "variables": { "input": input } }).to_string())
    };
    let front = Front::open();
    for it in &wishes {
        let answer = wish(&front, it).json();
        let payloads = answer["data"].as_object().unwrap().values().collect::<Vec<_>>();
        assert_eq!(payloads, [&json!({ "userErrors": [] })], "{answer}");
    }
    let document = "{ takeaways { nodes { ... on Stance { id rationale } } }
        contacts(filter: { states: [\"CHE\"] }) { nodes { name email phone } } attendances { nodes { nominatedBy } } }";
    let read = wire::post(&front.address, &json!({ "query": document }).to_string()).json();
    for word in [name, email, phone, process, rationale] {
        assert!(read.to_string().contains(word), "{word}: {read}");
    }
    for it in &wishes {
        let front = Front::open();
        front.service.journal.fail("the device is on fire");
        // Twice: it fails, and then nothing is written any more.
        for _ in 0..2 {
            let answer = wish(&front, it);
            assert!(!String::from_utf8_lossy(&answer.body).contains(r#""userErrors":[]"#), "{answer:?}");
        }
    }
    let id = read["data"]["takeaways"]["nodes"][0]["id"].as_str().unwrap();
    id.strip_prefix("stance:").unwrap().to_owned()
}

#[test]
fn no_token_and_nobody_is_logged_at_any_level() {
    if std::env::var_os(ALONE).is_none() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", "logs::no_token_and_nobody_is_logged_at_any_level", "--nocapture"]).env(ALONE, "1");
        let output = again.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
        return;
    }
    let log = Log::default();
    let into = log.clone();
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || into.clone());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).unwrap();
    tracing::trace!("everything is heard");

    let front = Front::open();
    let good = front.address.token.clone().unwrap();
    let link = front.service.token_with(|it| it.usage = TokenUse::Link);
    let wrong = Secret::new(front.service.store.world()).reveal().to_owned();
    let ask = |token: &str| {
        let headers = ["Content-Type: application/json", &format!("Authorization: Bearer {token}")];
        wire::send(&front.address, "POST /graphql", &headers, br#"{"query": "{ viewer { role } }"}"#).status
    };
    assert_eq!((ask(&good), ask(&wrong), ask(&link)), (200, 401, 401));
    let in_address = format!("GET /graphql?query=x&access_token={good}");
    assert_eq!(wire::send(&front.address, &in_address, &[], b"").status, 400);
    assert_eq!(wire::send(&front.address, &format!("GET /sign-in/{link}"), &[], b"").status, 200);
    let followed = wire::send(&front.address, &format!("POST /sign-in/{link}"), &[], b"");
    let cookie = cookie_of(&followed).unwrap();
    // What cannot be written is told, and by whom it was asked is not.
    let late = front.service.token_with(|it| it.usage = TokenUse::Link);
    front.service.token(CallerRole::Viewer);
    front.service.journal.fail("the device is on fire");
    for _ in 0..2 {
        assert_eq!(wire::send(&front.address, &format!("POST /sign-in/{late}"), &[], b"").status, 503);
        let out = wire::send(&front.address, "POST /sign-out", &[&format!("Cookie: demarche={cookie}")], b"");
        assert_eq!(out.status, 303);
    }
    // What is logged of a request names it as its sender does, and says nothing else that the sender has said.
    let named = ["X-Request-Id: named-17", "Content-Type: application/json"];
    assert_eq!(wire::send(&front.address, &format!("POST /sign-in/{late}?seen=Quillfeather"), &named, b"").status, 503);
    front.service.break_once();
    let asked = br#"{"query": "{ search(text: \"Quillfeather\") { snippet } }"}"#;
    assert_eq!(front.address.send("POST /graphql", &named, asked).status, 500);
    drop(front);
    let takeaway = personal_things_are_recorded_and_read();
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for word in ["everything is heard", " TRACE ", "a sign-in link could not be followed", "a sign-out could not be"] {
        assert!(logged.contains(word), "{word}: {logged}");
    }
    // Libraries trace the heads of requests as they come; that is not logged unless somebody asks for it.
    let own = |it: &&str| it.contains("http{") && !it.contains(" TRACE ") && !it.contains(" DEBUG ");
    let own: Vec<_> = logged.lines().filter(own).collect();
    let told = |place: &str, what: &str| {
        let request = format!("http{{request=\"named-17\" method=\"POST\" path=\"{place}\"}}");
        assert!(own.iter().any(|it| it.contains(&request) && it.contains(what)), "{own:#?}");
    };
    told("/sign-in/{secret}", "a sign-in link could not be followed");
    told("/graphql", "a request has met a panic");
    assert!(!own.iter().any(|it| it.contains("Quillfeather")), "{own:#?}");
    for word in SAID.into_iter().chain([takeaway.as_str()]) {
        assert!(!logged.contains(word), "{word}: {logged}");
    }
    for secret in [good, link, wrong, cookie, late] {
        let random = &secret[secret.len() - 49..secret.len() - 6];
        assert!(!logged.contains(random), "{logged}");
    }
}
