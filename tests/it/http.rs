//! GraphQL over HTTP: what a request must be like, how it is refused, and answers that are kept.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use demarche::domain::{CallerRole, Clearance};
use demarche::graph::AnswerKey;
use demarche::journal::Health;
use demarche::web::{self, Anonymous, Backups, Options};
use serde_json::{Value, json};

use crate::service::Service;
use crate::wire::{self, Door, Reply};

/// A service behind HTTP, in this process.
pub(crate) struct Front {
    pub(crate) service: Service,
    /// Where it is, with a coordinator's token.
    pub(crate) address: Door,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Front {
    pub(crate) fn open() -> Self {
        Self::with(None, Anonymous::Refused)
    }

    /// One that backups are taken from, or that lets others in.
    pub(crate) fn with(backups: Option<Backups>, anonymous: Anonymous) -> Self {
        Self::serving(Service::fresh(), backups, anonymous, Options::default())
    }

    /// One whose operator has chosen something else.
    pub(crate) fn as_chosen(backups: Option<Backups>, anonymous: Anonymous, options: Options) -> Self {
        Self::serving(Service::fresh(), backups, anonymous, options)
    }

    /// One that is made elsewhere.
    pub(crate) fn serving(service: Service, backups: Option<Backups>, anonymous: Anonymous, options: Options) -> Self {
        Self::behind(web::Doors::default(), service, backups, anonymous, options)
    }

    /// One that is reached otherwise than by plain HTTP.
    pub(crate) fn behind(
        doors: web::Doors,
        service: Service,
        backups: Option<Backups>,
        anonymous: Anonymous,
        options: Options,
    ) -> Self {
        let token = service.token(CallerRole::Coordinator);
        let served = web::Service {
            store: Arc::clone(&service.store),
            api: service.api.clone(),
            anonymous,
            backups,
            rehearsed: None,
            explorer: Arc::new(web::Explorer::load(options.explorer.as_deref(), None).unwrap()),
            options: Arc::new(options),
            doors,
        };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (sender, address) = mpsc::channel::<SocketAddr>();
        let server = std::thread::spawn(move || {
            let listening = |address| sender.send(address).unwrap();
            let stopped = async { stopped.await.unwrap() };
            let ports = web::Ports::hold("127.0.0.1:0".parse().unwrap(), None).unwrap();
            web::serve(served, ports, listening, stopped).unwrap();
        });
        let address = Door { address: address.recv().unwrap().to_string(), token: Some(token) };
        Self { service, address, stop: Some(stop), server: Some(server) }
    }

    pub(crate) fn post(&self, document: &str, variables: Value) -> Reply {
        wire::post(&self.address, &json!({ "query": document, "variables": variables }).to_string())
    }

    /// A request that is refused: its status, and errors as JSON.
    pub(crate) fn check(&self, line: &str, headers: &[&str], body: &str, status: u16, says: &str) -> Reply {
        let reply = self.address.send(line, headers, body.as_bytes());
        assert_eq!(reply.status, status, "{line} {headers:?} {reply:?}");
        let errors = reply.json()["errors"].clone();
        assert!(errors[0]["message"].as_str().unwrap().contains(says), "{line} {errors}");
        assert!(errors[0]["extensions"]["code"].is_string(), "{errors}");
        assert!(reply.header("content-type").starts_with("application/json"), "{reply:?}");
        reply
    }

    /// The answer to this document that is kept with the newest snapshot.
    fn kept(&self, document: &str, variables: &Value) -> Option<Vec<u8>> {
        let key = AnswerKey {
            document: document.to_owned(),
            operation: None,
            variables: variables.to_string(),
            clearance: Clearance::Coordinator,
            today: self.service.store.world().today(),
        };
        self.service.store.snapshot().answers().get(&key).map(|it| it.to_vec())
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        // Nothing to be told to a server that has ended.
        let _ = self.stop.take().map(|it| it.send(()));
        let _ = self.server.take().map(JoinHandle::join);
    }
}

const JSON: &str = "Content-Type: application/json";
const ACTS: &str = r#"{"query": "{ acts { number } }"}"#;

#[test]
fn a_request_is_json() {
    let front = Front::open();
    for media in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        let reply = front.address.send("POST /graphql", &[&format!("Content-Type: {media}")], ACTS.as_bytes());
        assert_eq!((reply.status, reply.json()["data"]["acts"].as_array().unwrap().len()), (200, 10), "{media}");
    }
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "",
        "application/json; charset=latin1",
    ] {
        front.check("POST /graphql", &[&format!("Content-Type: {media}")], ACTS, 415, "Content-Type: application/json");
    }
    front.check("POST /graphql", &[], ACTS, 415, "Content-Type: application/json");
    front.check("POST /graphql", &[JSON, JSON], ACTS, 415, "Content-Type: application/json");
    front.check("POST /graphql", &[JSON, "Content-Encoding: gzip"], ACTS, 415, "without Content-Encoding");
}

#[test]
fn a_body_that_cannot_be_read_is_refused() {
    let front = Front::open();
    let check = |body: &str, says: &str| drop(front.check("POST /graphql", &[JSON], body, 400, says));
    for body in [
        "{",
        "[]",
        "null",
        "\"{ acts }\"",
        "{\"query\": 1}",
        "{\"query\": \"{ acts { number } }\", \"operationName\": 1}",
    ] {
        check(body, "not a JSON object with a query");
    }
    check("{}", "there is no query");
    check("{\"query\": \" \"}", "there is no query");
    check("{\"query\": null}", "there is no query");
    check("{\"query\": \"{ acts { number } }\", \"variables\": [1]}", "variables are a JSON object");
    check("{\"query\": \"{ acts { number } }\", \"extensions\": \"x\"}", "extensions are a JSON object");
    check("[{\"query\": \"{ acts { number } }\"}]", "batches are not answered");
    let latin = front.address.send("POST /graphql", &[JSON], b"{\"query\": \"{ acts { number } } # caf\xE9\"}");
    assert_eq!(latin.status, 400);
    let reply = front.post("{ acts { numbr } }", json!({}));
    assert_eq!((reply.status, &reply.json()["errors"][0]["extensions"]["code"]), (200, &json!("BAD_USER_INPUT")));
}

#[test]
fn a_body_is_no_larger_than_256_kib() {
    let front = Front::open();
    let body = |size: usize| {
        let start = r#"{"query": "{ acts { number } }", "note": ""#;
        format!("{start}{}\"}}", "x".repeat(size - start.len() - 2))
    };
    let most = 256 * 1024;
    assert_eq!(wire::post(&front.address, &body(most)).status, 200);
    let reply = front.check("POST /graphql", &[JSON], &body(most + 1), 413, "at most 262144 bytes");
    assert_eq!(reply.json()["errors"][0]["extensions"]["code"], json!("LIMIT_EXCEEDED"));
    // One that does not say how large it is.
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", most + 1, body(most + 1));
    let mut connection = std::net::TcpStream::connect(&*front.address).unwrap();
    let headers = front.address.headers(&[JSON, "Transfer-Encoding: chunked"]);
    let headers: Vec<_> = headers.iter().map(String::as_str).collect();
    wire::begin(&mut connection, &front.address, "POST /graphql", &headers, 0);
    // A server that refuses may close before it has read all.
    let _ = std::io::Write::write_all(&mut connection, chunk.as_bytes());
    assert_eq!(wire::receive(connection).status, 413);
}

#[test]
fn other_methods_are_refused() {
    let front = Front::open();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let reply =
            front.check(&format!("{method} /graphql"), &[JSON], ACTS, 405, "send a POST with JSON, or a query by GET");
        assert_eq!(reply.header("allow"), "GET, HEAD, POST", "{method}");
        // That it is not answered is no secret.
        let unknown = wire::send(&front.address, &format!("{method} /graphql"), &[], b"");
        assert_eq!((unknown.status, unknown.header("allow")), (405, "GET, HEAD, POST"), "{method}");
    }
}

#[test]
fn a_query_may_come_by_get_and_a_mutation_may_not() {
    let front = Front::open();
    let get = |query: &str, rest: &str| format!("/graphql?query={}{rest}", wire::escaped(query));
    let reply = wire::get(
        &front.address,
        &get(
            "query Q($code: String!) { state(code: $code) { name } }",
            "&variables=%7B%22code%22%3A%22MEX%22%7D&operationName=Q",
        ),
    );
    assert_eq!((reply.status, &reply.json()["data"]), (200, &json!({ "state": { "name": "Mexico" } })));

    let mutation = "mutation M { addOrganisation(input: { key: \"got\", name: \"N\" }) { userErrors { code } } }";
    let refused = |path: &str| {
        let reply = front.check(&format!("GET {path}"), &[], "", 405, "send a mutation by POST");
        assert_eq!(reply.header("allow"), "GET, HEAD, POST");
    };
    refused(&get(mutation, ""));
    refused(&get(&format!("query Q {{ acts {{ number }} }} {mutation}"), "&operationName=M"));
    assert_eq!(front.service.data("{ node(id: \"organisation:got\") { id } }")["node"], json!(null));
    let other =
        wire::get(&front.address, &get(&format!("query Q {{ acts {{ number }} }} {mutation}"), "&operationName=Q"));
    assert_eq!((other.status, other.json()["data"]["acts"].as_array().unwrap().len()), (200, 10));

    let bad = |path: &str, says: &str| drop(front.check(&format!("GET {path}"), &[], "", 400, says));
    bad("/graphql", "there is no query");
    bad(&get("{ acts { number } }", "&variables=%7B"), "variables are not JSON");
    bad(&get("{ acts { number } }", "&variables=1"), "variables are a JSON object");
}

#[test]
fn the_service_answers_under_any_name_to_those_who_are_signed_in() {
    let front = Front::open();
    for host in ["localhost", "127.0.0.1:80", "demarche.example", "caf\u{e9}"] {
        let host = format!("Host: {host}");
        assert_eq!(front.address.send("POST /graphql", &[JSON, &host], ACTS.as_bytes()).status, 200, "{host}");
        assert_eq!(wire::send(&front.address, "POST /graphql", &[JSON, &host], ACTS.as_bytes()).status, 401, "{host}");
    }
}

#[test]
fn the_same_question_is_answered_by_the_same_bytes_until_something_changes() {
    let front = Front::open();
    let document =
        "query($act: Int!) { leaders(act: $act) { nodes { state { code } } } act(number: $act) { tally { unknown } } }";
    let variables = json!({ "act": 6 });
    assert_eq!(front.kept(document, &variables), None);
    let first = front.post(document, variables.clone());
    let kept = front.kept(document, &variables);
    assert_eq!(kept.as_deref(), Some(first.body.as_slice()));
    assert_eq!(front.post(document, variables.clone()).body, first.body);
    assert_eq!(front.kept(document, &json!({ "act": 7 })), None);

    let record = r#"mutation { recordStance(input: { state: "MEX", act: 6, position: POSITIVE, leadership: LEADS, observedOn: "2018-01-01",
        confidence: LOW, evidence: ["evidence:act-now"] }) { stance { id } } }"#;
    assert_eq!(front.post(record, json!({})).status, 200);
    assert_eq!(front.kept(document, &variables), None);
    let second = front.post(document, variables.clone());
    assert_eq!(second.json()["data"]["leaders"]["nodes"], json!([{ "state": { "code": "MEX" } }]));
    assert_eq!(second.json()["data"]["act"]["tally"]["unknown"], json!(192));
    assert_eq!(first.json()["data"]["act"]["tally"]["unknown"], json!(193));
    // A change is never answered from what is kept.
    let again = front.post(record, json!({})).json();
    assert!(front.kept(record, &Value::Null).is_none() && front.kept(record, &json!({})).is_none(), "{again}");
    assert_eq!(
        front.post("{ state(code: \"MEX\") { stances(act: 6) { totalCount } } }", json!({})).json()["data"]["state"]["stances"]
            ["totalCount"],
        json!(2)
    );
}

#[test]
fn answers_with_personal_details_or_errors_are_not_kept() {
    let front = Front::open();
    let change = r#"mutation { updateContact(input: { contact: "contact:mex-geneva", name: "Ana", email: "a@b.org", phone: "1" }) { contact { id } } }"#;
    front.post(change, json!({}));
    let is_kept = |document: &str| {
        assert_eq!(front.post(document, json!({})).status, 200);
        front.kept(document, &json!({})).is_some()
    };
    let contact = |fields: &str| format!("{{ node(id: \"contact:mex-geneva\") {{ ... on Contact {{ {fields} }} }} }}");
    assert!(is_kept(&contact("post city { name }")));
    for field in ["name", "email", "phone", "post holder: name"] {
        assert!(!is_kept(&contact(field)), "{field}");
    }
    assert!(!is_kept(
        "{ outreach(city: \"geneva\", from: \"2018-02-01\", to: \"2018-02-02\") { visits { contact { name } } } }"
    ));
    assert!(is_kept(
        "{ outreach(city: \"geneva\", from: \"2018-02-01\", to: \"2018-02-02\") { visits { contact { post } } } }"
    ));
    assert!(!is_kept("{ leaders(act: 11) { totalCount } }"));
    assert!(!is_kept("{ nothing }"));
}

#[test]
fn health_says_when_writes_are_no_longer_taken() {
    let front = Front::open();
    assert_eq!(wire::get(&front.address, "/health/ready").status, 200);
    front.service.journal.fail("the device is on fire");
    let wish = "mutation { addOrganisation(input: { name: \"N\" }) { organisation { id } } }";
    let answer = front.post(wish, json!({})).json();
    assert_eq!(answer["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"), "{answer}");
    assert!(matches!(front.service.store.health(), Health::Poisoned(_)));
    let ready = wire::get(&front.address, "/health/ready");
    assert_eq!((ready.status, &ready.json()["status"]), (503, &json!("degraded")));
    assert_eq!(ready.header("cache-control"), "no-store");
    assert!(!ready.text().contains("on fire"), "{}", ready.text());
    assert_eq!(wire::get(&front.address, "/health/live").status, 200);
    assert_eq!(front.post("{ acts { number } }", json!({})).status, 200);
}
