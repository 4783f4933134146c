//! Tokens: how they are made, listed and taken away, by mutations and by commands; what is kept of them, and what is not.

use std::path::Path;

use demarche::domain::{Actor, CallerRole, Clearance};
use demarche::journal::{Journal, Place as At};
use demarche::store::Secret;
use serde_json::{Value, json};

use crate::http::Front;
use crate::program::{OF_TOKENS, Place, Served, program, run, serving};
use crate::service::{DEMO, Service};
use crate::wire;

const CREATE: &str = "mutation($input: CreateTokenInput!) { done: createToken(input: $input) {
    token { id name usage role expiresAt lastUsedOn revokedAt revision } secret userErrors { code path message } } }";
const REVOKE: &str = "mutation($input: RevokeTokenInput!) { done: revokeToken(input: $input) {
    token { id revokedAt } userErrors { code path message } } }";

fn done(service: &Service, clearance: Clearance, document: &str, input: Value) -> Value {
    let answer = service.ask_as(clearance, document, json!({ "input": input }));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"]["done"].clone()
}

fn codes(payload: &Value) -> Vec<(String, String)> {
    let errors = payload["userErrors"].as_array().unwrap().iter();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    errors.map(|it| (text(&it["code"]), text(&it["path"][0]))).collect()
}

/// How many commits of this name the journal holds.
fn commits(service: &Service, name: &str) -> usize {
    service.journal.read(At::BEGINNING).filter(|it| it.as_ref().unwrap().1.command == name).count()
}

#[test]
fn an_admin_makes_a_token_and_sees_its_secret_once() {
    let front = Front::open();
    let service = &front.service;
    let input =
        json!({ "role": "ANALYST", "name": "Dashboard", "expiresAt": "2018-03-01T00:00:00Z", "idempotencyKey": "k" });
    let made = done(service, Clearance::Admin, CREATE, input.clone());
    let secret = made["secret"].as_str().unwrap().to_owned();
    let expected = json!({ "id": made["token"]["id"], "name": "Dashboard", "usage": "BEARER", "role": "ANALYST",
        "expiresAt": "2018-03-01T00:00:00Z", "lastUsedOn": null, "revokedAt": null, "revision": 1 });
    assert_eq!((&made["token"], &made["userErrors"]), (&expected, &json!([])));
    let again = done(service, Clearance::Admin, CREATE, input);
    assert_eq!((&again["token"], &again["secret"]), (&expected, &Value::Null));
    assert_eq!(service.store.sign_in(&secret).unwrap().clearance, Clearance::Analyst);
    // Neither what is recorded nor what can be asked holds it.
    let recorded: Vec<_> = service.journal.read(At::BEGINNING).map(|it| format!("{:?}", it.unwrap().1)).collect();
    assert!(recorded.iter().any(|it| it.contains("Dashboard")) && !recorded.join("").contains(&secret[45..]));
    let id = made["token"]["id"].as_str().unwrap();
    let revoked = done(service, Clearance::Admin, REVOKE, json!({ "token": id }));
    assert!(revoked["token"]["revokedAt"].is_string(), "{revoked}");
    assert_eq!(service.store.sign_in(&secret), None);
    assert_eq!(done(service, Clearance::Admin, REVOKE, json!({ "token": id })), revoked);
}

#[test]
fn every_mistake_is_named_and_only_admins_get_that_far() {
    let service = Service::fresh();
    let check = |input: Value, expected: &[(&str, &str)]| {
        let found = done(&service, Clearance::Admin, CREATE, input.clone());
        let expected: Vec<_> = expected.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect();
        assert_eq!(
            (codes(&found), &found["secret"], &found["token"]),
            (expected, &Value::Null, &Value::Null),
            "{input}"
        );
    };
    check(json!({}), &[("REQUIRED", "role"), ("REQUIRED", "name")]);
    check(
        json!({ "role": "ADVOCATE", "name": "a\nb", "expiresAt": "soon" }),
        &[("INVALID", "name"), ("REQUIRED", "advocate"), ("INVALID", "expiresAt")],
    );
    check(json!({ "role": "ADVOCATE", "name": "N", "advocate": "advocate:x" }), &[("NOT_FOUND", "advocate")]);
    check(json!({ "role": "ADVOCATE", "name": "N", "advocate": "state:MEX" }), &[("NOT_FOUND", "advocate")]);
    check(
        json!({ "role": "ADMIN", "name": "N", "advocate": "advocate:x", "expiresAt": "2018-02-01T12:00:00Z" }),
        &[("NOT_FOUND", "advocate"), ("INVALID", "advocate"), ("INVALID", "expiresAt")],
    );
    let made = done(&service, Clearance::Admin, CREATE, json!({ "role": "VIEWER", "name": "N" }));
    let revoke = json!({ "token": made["token"]["id"] });
    let unknown = json!({ "token": "token:x" });
    for clearance in [Clearance::Coordinator, Clearance::Analyst, Clearance::Viewer] {
        let create = done(&service, clearance.clone(), CREATE, json!({ "role": "ADMIN", "name": "Mine" }));
        assert_eq!((codes(&create)[0].0.as_str(), &create["secret"]), ("FORBIDDEN", &Value::Null), "{clearance:?}");
        // As if it were not there.
        let (real, none) =
            [revoke.clone(), unknown.clone()].map(|it| codes(&done(&service, clearance.clone(), REVOKE, it))).into();
        assert_eq!(real, none, "{clearance:?}");
        let listed = service.ask_as(clearance, "{ tokens { totalCount nodes { id } } }", json!({}));
        assert_eq!(listed["data"]["tokens"], json!({ "totalCount": 0, "nodes": [] }));
    }
    let code = codes(&done(&service, Clearance::Coordinator, REVOKE, revoke))[0].0.clone();
    assert_eq!((code.as_str(), commits(&service, "revokeToken")), ("NOT_FOUND", 0));
}

#[test]
fn tokens_are_listed_the_newest_first() {
    let service = Service::fresh();
    for name in ["First", "Second", "Third"] {
        service.token_with(|it| it.name = Some(name.to_owned()));
        service.pass(1);
    }
    let page = |arguments: &str| {
        let document =
            format!("{{ tokens{arguments} {{ totalCount nodes {{ name }} pageInfo {{ endCursor hasNextPage }} }} }}");
        service.ask_as(Clearance::Admin, &document, json!({}))["data"]["tokens"].clone()
    };
    let first = page("(first: 2)");
    assert_eq!(first["nodes"], json!([{ "name": "Third" }, { "name": "Second" }]));
    let second = page(&format!("(after: {})", first["pageInfo"]["endCursor"]));
    assert_eq!((&second["nodes"], &second["totalCount"]), (&json!([{ "name": "First" }]), &json!(3)));
}

#[test]
fn a_use_is_noted_once_a_day_and_never_in_the_way() {
    let front = Front::open();
    let service = &front.service;
    // The front's own token was noted when it was made.
    let ask = || {
        assert_eq!(
            front
                .address
                .send("POST /graphql", &["Content-Type: application/json"], br#"{"query": "{ acts { number } }"}"#)
                .status,
            200
        )
    };
    (0..5).for_each(|_| ask());
    assert_eq!(commits(service, "noteTokenUse"), 1);
    service.pass(24 * 60 * 60);
    (0..5).for_each(|_| ask());
    // The writer takes one wish after the other: what it was told before is done by then.
    service.data("mutation { addOrganisation(input: { name: \"N\" }) { organisation { id } } }");
    assert_eq!(commits(service, "noteTokenUse"), 2);
    let listed = service.ask_as(Clearance::Admin, "{ tokens { nodes { lastUsedOn revision } } }", json!({}));
    assert_eq!(listed["data"]["tokens"]["nodes"], json!([{ "lastUsedOn": "2018-02-02", "revision": 3 }]));
    service.pass(24 * 60 * 60);
    service.journal.fail("the device is on fire");
    let wish = "mutation { addOrganisation(input: { name: \"N\" }) { organisation { id } } }";
    service.ask(wish, json!({}));
    (0..5).for_each(|_| ask());
    assert_eq!(commits(service, "noteTokenUse"), 2);
}

#[test]
fn changes_are_recorded_under_the_name_of_who_signed_in() {
    let front = Front::open();
    let key = Secret::parse(front.address.token.as_ref().unwrap()).unwrap().key().clone();
    let body = json!({ "query": "mutation { addOrganisation(input: { name: \"N\" }) { organisation { id } } }" });
    assert_eq!(wire::post(&front.address, &body.to_string()).status, 200);
    let last = front.service.journal.read(At::BEGINNING).last().unwrap().unwrap().1;
    assert_eq!((last.command.as_str(), last.actor), ("addOrganisation", Actor(format!("token:{key}").into())));
}

#[test]
fn an_answer_about_the_caller_is_not_kept() {
    let service = Service::fresh();
    let token = service.token(CallerRole::Viewer);
    let caller = service.store.sign_in(&token).unwrap();
    let asked = |document: &str| {
        service.ask_as(caller.clearance.clone(), document, json!({}));
        let key = demarche::graph::AnswerKey {
            document: document.to_owned(),
            operation: None,
            variables: json!({}).to_string(),
            clearance: caller.clearance.clone(),
            today: service.store.world().today(),
        };
        service.store.snapshot().answers().get(&key).is_some()
    };
    assert!(asked("{ acts { number } }") && !asked("{ acts { number } viewer { role } }"));
}

/// Every file under a directory.
fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path());
    entries.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] }).collect()
}

#[test]
fn the_commands_make_list_and_revoke_and_nothing_keeps_the_secret() {
    let place = Place::new();
    place.with_fixtures("data");
    let create = |arguments: &[&str]| place.run("data", &[&["token", "create"], arguments].concat());
    let ran = create(&["--role", "coordinator", "--name", "Participant 17", "--expires", "2030-01-31"]);
    assert_eq!(ran.err, "");
    let token = ran.done().trim_end().to_owned();
    let key = Secret::parse(&token).unwrap().key().to_string();
    let link = create(&["--role", "viewer", "--name", "Board", "--link", "--url", "https://demarche.example/"]).done();
    let link = link.trim_end().strip_prefix("https://demarche.example/sign-in/").unwrap().to_owned();
    let list = || place.run("data", &["token", "list"]).done();
    let line = |of: &str| {
        list().lines().find(|it| it.starts_with(of)).unwrap().split('\t').map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(list().lines().count(), 3);
    let columns = line(&key);
    assert_eq!(columns[1..4], ["coordinator", "bearer", "good"]);
    assert_eq!(columns[5..], ["2030-02-01T00:00:00Z", "-", "-", "-", "Participant 17"]);

    let mut served = Served::begin(serving(&["--data", &place.text("data")]));
    assert_eq!(wire::post(&served.address, r#"{"query": "{ acts { number } }"}"#).status, 401);
    served.address.token = Some(token.clone());
    assert_eq!(served.data("{ viewer { role } }")["viewer"]["role"], json!("COORDINATOR"));
    let query = format!("/graphql?query=x&access_token={token}");
    assert_eq!(wire::send(&served.address, &format!("GET {query}"), &[], b"").status, 400);
    assert_eq!(wire::send(&served.address, &format!("POST /sign-in/{link}"), &[], b"").status, 303);
    assert_eq!(wire::send(&served.address, &format!("POST /sign-in/{link}"), &[], b"").status, 401);
    let busy = create(&["--role", "viewer", "--name", "N"]);
    assert!(busy.complaint(1).ends_with("have an admin use createToken and revokeToken"), "{busy:?}");
    served.signal("TERM");
    let ran = served.ended();
    for secret in [&token, &link] {
        let random = &secret[secret.len() - 49..secret.len() - 6];
        assert!(!format!("{ran:?}").contains(random), "{ran:?}");
        let kept = files(&place.path("data"));
        assert!(kept.len() > 5, "{kept:?}");
        for file in kept {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(random.len()).any(|it| it == random.as_bytes()), "{}", file.display());
            // The name is somebody's.
            assert!(!bytes.windows(14).any(|it| it == b"Participant 17"), "{}", file.display());
        }
    }
    assert_eq!(place.run("data", &["token", "revoke", &key]).done(), "");
    assert_eq!(line(&key)[3], "revoked");
    let mut served = Served::begin(serving(&["--data", &place.text("data")]));
    served.address.token = Some(token);
    assert_eq!(wire::post(&served.address, r#"{"query": "{ acts { number } }"}"#).status, 401);
}

#[test]
fn a_token_that_cannot_be_made_is_refused_with_the_flag_to_mend() {
    let place = Place::new();
    place.with_fixtures("data");
    let check = |arguments: &[&str], code: i32, says: &str| {
        let ran = place.run("data", &[&["token"], arguments].concat());
        assert!(ran.code == Some(code) && ran.out.is_empty() && ran.err.contains(says), "{arguments:?} {ran:?}");
    };
    check(
        &["create", "--role", "king", "--name", "N"],
        2,
        "a role is one of viewer, analyst, advocate, coordinator, admin",
    );
    check(&["create", "--role", "viewer"], 2, "--name");
    check(&["create", "--role", "viewer", "--name", "N", "--link"], 2, "--url");
    check(&["create", "--role", "viewer", "--name", "N", "--link", "--url", "x"], 2, "a scheme and a host");
    check(&["create", "--role", "viewer", "--name", " "], 3, "--name: name is required");
    check(&["create", "--role", "advocate", "--name", "N"], 3, "--advocate: advocate is required");
    check(&["create", "--role", "advocate", "--name", "N", "--advocate", "x"], 3, "--advocate: there is no advocate");
    check(
        &["create", "--role", "viewer", "--name", "N", "--expires", "2018-01-01"],
        3,
        "--expires: this time has passed",
    );
    check(&["create", "--role", "admin", "--name", "N", "--organisation", "picum"], 3, "--organisation: only a token");
    check(&["revoke", "nobody"], 3, "there is no token");
    let ran = place.run("nothing", &["token", "list"]);
    assert!(ran.complaint(3).contains("holds no journal"), "{ran:?}");
    assert!(!place.path("nothing").exists());
}

#[test]
fn the_demo_prints_a_link_and_whoever_could_not_sign_in_is_told_how() {
    let place = Place::new();
    // The link has been followed by the time, and was all that was printed.
    let served = Served::start(&["--demo", "--data", &place.text("data")]);
    assert_eq!(served.data("{ viewer { role } }")["viewer"]["role"], json!("COORDINATOR"));
    let token = served.address.token.clone().unwrap();
    served.signal("TERM");
    let ran = served.ended();
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert!(!ran.err.contains("demarche_"), "{ran:?}");
    // The cookie outlives the service.
    let mut served = Served::begin(serving(&["--data", &place.text("data")]));
    served.address.token = Some(token);
    assert_eq!(served.data("{ viewer { role } }")["viewer"]["role"], json!("COORDINATOR"));
    assert!(!served.before.join("\n").contains("nobody can sign in"), "{:?}", served.before);

    place.with_fixtures("other");
    let hint = |arguments: &[&str]| {
        let served = Served::begin(serving(&[&["--data", &place.text("other")], arguments].concat()));
        served.before.iter().filter(|it| it.contains("demarche token create --role admin --name NAME --data")).count()
    };
    assert_eq!((hint(&[]), hint(&["--anonymous", "viewer"])), (1, 0));
    let ran = place.run("other", &["serve", "--anonymous", "admin"]);
    assert!(ran.code == Some(2) && ran.err.contains("callers without a token are viewers"), "{ran:?}");
    assert!(OF_TOKENS.contains(&"createToken"));
}

#[test]
fn a_backup_of_a_service_takes_the_token_from_a_file_or_the_environment() {
    let place = Place::new();
    place.with_fixtures("data");
    let create = |role: &str| place.run("data", &["token", "create", "--role", role, "--name", "Backup"]).done();
    let (admin, other) = (create("admin"), create("coordinator"));
    let served = Served::begin(serving(&["--data", &place.text("data")]));
    let url = format!("http://{}", served.address);
    let back_up = |out: &str, variable: Option<&str>, more: &[&str]| {
        let out = place.text(out);
        let mut command = program(&[&["backup", "--url", &url, "--out", &out], more].concat());
        command.env_remove("DEMARCHE_TOKEN").envs(variable.map(|it| ("DEMARCHE_TOKEN", it)));
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let check = |variable: Option<&str>, more: &[&str], code: i32, says: &str| {
        let (found, said) = back_up("refused", variable, more);
        assert!(found == Some(code) && said.contains(says), "{more:?} {said}");
        assert!(!place.path("refused").exists() && !said.contains("demarche_"), "{said}");
    };
    check(None, &[], 3, "name the file that holds it with --token-file, or set DEMARCHE_TOKEN");
    check(Some("nonsense"), &[], 3, "DEMARCHE_TOKEN holds no token");
    check(Some(&other), &[], 1, "only an admin takes backups: ask one");
    check(Some(&admin), &["--token-file", &place.file("other", &other)], 1, "only an admin");
    check(Some(&admin), &["--token-file", "/nowhere"], 1, "cannot read the token in");
    check(Some(Secret::new(DEMO.store.world()).reveal()), &[], 1, "this token is not accepted");
    assert_eq!(back_up("by-variable", Some(&admin), &[]).0, Some(0));
    assert_eq!(back_up("by-file", None, &["--token-file", &place.file("admin", &admin)]).0, Some(0));
    assert_eq!(run(&["verify", &place.text("by-file")]).code, Some(0));
    assert!(run(&["backup", "--out", "x", "--token-file", "y"]).code == Some(2));
}
