//! The audit trail: what stands in it and what does not, who reads it, and what holds where it cannot be written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use demarche::api::{self, Api, Asked, Caller};
use demarche::cli::tables::{self, fixtures};
use demarche::domain::{Actor, Clearance, Command, Id, Key};
use demarche::journal::SledJournal;
use demarche::store::{Deed, Doing, Replay, Request, Store};
use serde_json::{Value, json};

use crate::program::{Place, Served, run, serving};
use crate::service::StillWorld;
use crate::wire;
use crate::wish::{a_contact, document, with};

/// A service on disk, with what a contact may refer to, and with nobody yet.
struct Kept {
    store: Arc<Store>,
    api: Api,
}

impl Kept {
    fn start(dir: &Path) -> Self {
        let mut replay = Replay::default();
        let journal = SledJournal::start(dir, Box::new(|_| Ok(())), &mut replay).unwrap();
        journal.wait_until_checked();
        let world = Arc::new(StillWorld::on("2018-02-01"));
        let store = Store::open(Arc::new(journal), replay.finish().unwrap(), world).unwrap();
        Self { store: Arc::new(store), api: Api::default() }
    }

    fn begin(dir: &Path) -> Self {
        let this = Self::start(dir);
        let needed = ["states.csv", "cities.csv", "acts.csv", "phases.csv", "organisations.csv"];
        let files: Vec<_> = fixtures::FILES.iter().filter(|it| needed.contains(&it.0)).copied().collect();
        let batch = tables::read(&files, &|_| None, this.store.world().now(), &mut |_, _| {}).unwrap();
        let (actor, clearance) = (Actor("command-line".into()), Clearance::Coordinator);
        let request = Request { command: Command::Import(batch.entities), actor, clearance, once: None };
        assert!(this.store.submit_and_wait(request).unwrap().outcome.is_ok());
        this
    }

    fn answer(&self, actor: &str, clearance: Clearance, document: &str, variables: Value) -> Value {
        let caller = Caller { actor: Actor(actor.into()), clearance, token: None };
        let asked = Asked { document: document.to_owned(), variables, ..Asked::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let answer = runtime.block_on(api::answer(&self.api, &self.store, caller, asked)).bytes;
        serde_json::from_slice(&answer).unwrap()
    }

    fn ask(&self, actor: &str, clearance: Clearance, question: &str) -> Value {
        let answer = self.answer(actor, clearance, question, json!({}));
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }

    /// Has a wish decided: the payload.
    fn wish(&self, actor: &str, clearance: Clearance, mutation: &str, input: Value) -> Value {
        let answer = self.answer(actor, clearance, &document(mutation), json!({ "input": input }));
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"]["done"].clone()
    }

    /// A contact with a name, which a coordinator adds.
    fn add_amina(&self) -> String {
        let input = with(a_contact(), json!({ "name": "Amina Example", "email": "amina@example.org" }));
        let done = self.wish("token:c1", Clearance::Coordinator, "addContact", input);
        done["entity"]["id"].as_str().unwrap().to_owned()
    }

    /// The trail as an administrator reads it, each entry in a line, the newest first.
    fn trail(&self, arguments: &str) -> Vec<String> {
        lines(&self.ask("token:a1", Clearance::Admin, &question(arguments)))
    }
}

fn question(arguments: &str) -> String {
    format!(
        "{{ auditTrail{arguments} {{ nodes {{ at actor what about aboutCount outcome codes times }}
            edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} takeaways {{ count phase {{ number }} }} }} }}"
    )
}

fn lines(data: &Value) -> Vec<String> {
    let texts = |it: &Value| it.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect::<Vec<_>>().join(" ");
    let line = |it: &Value| {
        let text = |name: &str| it[name].as_str().unwrap().to_owned();
        let line = [text("actor"), text("what"), texts(&it["about"]), text("outcome"), texts(&it["codes"])];
        line.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
    };
    data["auditTrail"]["nodes"].as_array().unwrap().iter().map(line).collect()
}

fn advocate(organisation: &str, key: &str) -> Clearance {
    Clearance::Advocate { organisation: Id::new(Key::trusted(organisation)), advocate: Id::new(Key::trusted(key)) }
}

/// The files under the data directory that are the trail's.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(dir.join("audit")).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files.push(dir.join("audit.head"));
    files
}

#[test]
fn the_trail_says_who_did_and_read_what_with_which_outcome() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let id = kept.add_amina();
    let names = "{ contacts { nodes { name email } } }";
    let found = kept.ask("token:c2", Clearance::Coordinator, names);
    assert_eq!(found["contacts"]["nodes"][0]["name"], json!("Amina Example"));
    // What shows no details is no reading of details: neither a question without them nor who may not see them.
    kept.ask("token:c2", Clearance::Coordinator, "{ contacts { nodes { post } } }");
    let hidden = kept.ask("advocate:p1", advocate("picum", "p1"), names);
    assert_eq!(hidden["contacts"]["nodes"][0]["name"], Value::Null);
    kept.ask("token:c2", Clearance::Coordinator, &format!("{{ personalData(of: {id:?}) {{ json }} }}"));
    let name = json!({ "contact": id, "name": "Somebody Else", "expectedRevision": 7 });
    kept.wish("token:c2", Clearance::Coordinator, "updateContact", name.clone());
    kept.wish("advocate:p1", advocate("picum", "p1"), "updateContact", name);
    let unknown = json!({ "contact": "contact:amina-secretly-known", "post": "Spy" });
    kept.wish("advocate:p1", advocate("picum", "p1"), "updateContact", unknown);
    let forbidden = json!({ "key": "n", "name": "Nobody's Friends" });
    kept.wish("anonymous", Clearance::Viewer, "addOrganisation", forbidden);
    let audit = kept.store.audit();
    audit.note(Deed::refused(Actor("anonymous".into()), Doing::SignIn, "UNAUTHENTICATED"));
    audit.note(Deed::done(Actor("token:c2".into()), Doing::SignIn));

    let expected = [
        "token:c2 signIn DONE".to_owned(),
        "anonymous signIn REFUSED UNAUTHENTICATED".to_owned(),
        "anonymous addOrganisation REFUSED FORBIDDEN".to_owned(),
        "advocate:p1 updateContact REFUSED NOT_FOUND".to_owned(),
        format!("advocate:p1 updateContact {id} REFUSED FORBIDDEN REVISION_CONFLICT"),
        format!("token:c2 updateContact {id} REFUSED REVISION_CONFLICT"),
        format!("token:c2 personalDataExport {id} DONE"),
        format!("token:c2 personalDetailsRead {id} DONE"),
        format!("token:c1 personalDetailsRead {id} DONE"),
        format!("token:c1 addContact {id} DONE"),
    ];
    let found = kept.trail("");
    assert_eq!(found[..found.len() - 1], expected);
    assert!(found.last().unwrap().starts_with("command-line import "));
    kept.store.close().unwrap();
    drop(kept);
    let again = Kept::start(&dir);
    assert_eq!(again.trail(""), found);
    assert_eq!(again.store.audit().health(), demarche::journal::AuditHealth::Healthy);
    for path in files(&dir) {
        let bytes = std::fs::read(&path).unwrap();
        for word in ["Amina", "amina", "example.org", "Somebody", "Nobody", "Spy", "secretly"] {
            assert!(!bytes.windows(word.len()).any(|it| it == word.as_bytes()), "{word} in {}", path.display());
        }
    }
}

#[test]
fn the_trail_is_read_in_pages_and_by_what_is_looked_for() {
    let place = Place::new();
    let kept = Kept::begin(&place.path("data"));
    // An import names a hundred things and counts all.
    let import = kept.ask("token:a1", Clearance::Admin, &question(""))["auditTrail"]["nodes"][0].clone();
    assert_eq!(import["about"].as_array().unwrap().len(), 100);
    assert_eq!(import["aboutCount"], json!(kept.store.snapshot().graph().len()));
    let id = kept.add_amina();
    for number in 0..5 {
        let key = json!({ "key": format!("o{number}"), "name": "N" });
        kept.wish("token:c1", Clearance::Coordinator, "addOrganisation", key);
    }
    let all = kept.trail("");
    assert_eq!(all.len(), 8);
    let (mut pages, mut after) = (Vec::new(), String::new());
    loop {
        let found = kept.ask("token:a1", Clearance::Admin, &question(&format!("(first: 3{after})")));
        pages.extend(lines(&found));
        let info = &found["auditTrail"]["pageInfo"];
        after = format!(", after: {}", info["endCursor"]);
        assert_eq!(found["auditTrail"]["edges"].as_array().unwrap().last().unwrap()["cursor"], info["endCursor"]);
        if info["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(pages, all);
    let check = |arguments: &str, expected: usize| assert_eq!(kept.trail(arguments).len(), expected, "{arguments}");
    check(r#"(actor: "command-line")"#, 1);
    check(r#"(what: "addOrganisation")"#, 5);
    check(&format!("(about: {id:?})"), 2);
    check(&format!(r#"(about: {id:?}, what: "addContact")"#), 1);
    check(r#"(from: "2018-02-01T12:00:00Z", to: "2018-02-01T12:00:00Z")"#, 8);
    check(r#"(from: "2018-02-01T12:00:01Z")"#, 0);
    check(r#"(to: "2018-02-01T11:59:59Z")"#, 0);
    for (arguments, argument) in [
        ("(first: 0)", "first"),
        (r#"(after: "x")"#, "after"),
        (r#"(from: "yesterday")"#, "from"),
        (r#"(about: "Amina Example")"#, "about"),
    ] {
        let answer = kept.answer("token:a1", Clearance::Admin, &question(arguments), json!({}));
        assert_eq!(answer["errors"][0]["extensions"]["argument"], json!(argument), "{answer}");
    }
}

#[test]
fn for_everybody_but_administrators_there_is_no_trail() {
    let place = Place::new();
    let kept = Kept::begin(&place.path("data"));
    let id = kept.add_amina();
    let empty = kept.ask("anonymous", Clearance::Viewer, &question(""));
    assert_eq!(empty["auditTrail"]["nodes"], json!([]));
    let cursor = kept.ask("token:a1", Clearance::Admin, &question("(first: 1)"))["auditTrail"]["pageInfo"].clone();
    for clearance in [Clearance::Viewer, Clearance::Analyst, advocate("picum", "p1"), Clearance::Coordinator] {
        for arguments in [
            String::new(),
            format!("(about: {id:?})"),
            r#"(actor: "token:c1")"#.to_owned(),
            format!("(after: {})", cursor["endCursor"]),
        ] {
            assert_eq!(
                kept.ask("token:x", clearance.clone(), &question(&arguments)),
                empty,
                "{clearance:?} {arguments}"
            );
        }
    }
    assert!(!kept.trail(&format!("(about: {id:?})")).is_empty());
}

#[test]
fn of_takeaways_there_is_a_count_per_phase_and_nothing_else() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let contents = || files(&dir).iter().map(|it| std::fs::read(it).unwrap()).collect::<Vec<_>>();
    let trail = kept.trail("");
    let before = contents();
    let takeaway = |phase: u32, rehearse: bool| {
        format!(
            "mutation {{ recordTakeaway(input: {{ phase: {phase}, rehearse: {rehearse}, stance: {{ state: \"MEX\", act: 6,
                position: NEGATIVE, leadership: LEADS, confidence: HIGH }} }}) {{ recorded userErrors {{ code }} }} }}"
        )
    };
    let record = |actor: &str, clearance: Clearance, phase: u32, rehearse: bool, expected: &str| {
        let done = kept.ask(actor, clearance, &takeaway(phase, rehearse))["recordTakeaway"].to_string();
        assert_eq!(done, expected);
    };
    let (recorded, shown) = (r#"{"recorded":true,"userErrors":[]}"#, r#"{"recorded":false,"userErrors":[]}"#);
    record("advocate:p1", advocate("picum", "p1"), 2, false, recorded);
    record("token:c1", Clearance::Coordinator, 3, false, recorded);
    record("token:c1", Clearance::Coordinator, 3, false, recorded);
    record("token:c1", Clearance::Coordinator, 3, true, shown);
    let refused = kept.ask("advocate:p1", advocate("picum", "p1"), &takeaway(4, false));
    assert_eq!(refused["recordTakeaway"]["recorded"], json!(false));
    assert_ne!(refused["recordTakeaway"]["userErrors"], json!([]));
    kept.ask("anonymous", Clearance::Viewer, &takeaway(2, false));
    let ids =
        kept.ask("token:c1", Clearance::Coordinator, "{ takeaways { nodes { __typename ... on Stance { id } } } }");
    let ids: Vec<_> = ids["takeaways"]["nodes"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    assert_eq!(ids.len(), 3);
    let touched = json!({ "stance": ids[0], "reason": "R" });
    assert_ne!(kept.wish("advocate:p1", advocate("picum", "p1"), "retractStance", touched)["userErrors"], json!([]));
    // The last one alone is noted, as for an id that nobody has.
    assert_eq!(kept.trail("")[0], "advocate:p1 retractStance REFUSED NOT_FOUND");
    assert_eq!(kept.trail("")[1..], trail);
    let after = contents();
    assert!(after[0].starts_with(&before[0]));

    let counts = |clearance| kept.ask("token:a1", clearance, &question(""))["auditTrail"]["takeaways"].clone();
    assert_eq!(
        counts(Clearance::Admin),
        json!([{ "count": 1, "phase": { "number": 2 } }, { "count": 2, "phase": { "number": 3 } }])
    );
    assert_eq!(counts(Clearance::Coordinator), json!([]));

    // What is published of one is noted as what it then is.
    let evidence =
        json!({ "key": "speech", "kind": "STATEMENT", "title": "T", "date": "2018-01-20", "marking": "PUBLIC" });
    kept.wish("token:c1", Clearance::Coordinator, "addEvidence", evidence);
    let publish = format!(
        "mutation {{ publish(input: {{ id: {}, evidence: [\"evidence:speech\"] }}) {{ published {{ id }} userErrors {{ code }} }} }}",
        ids[0]
    );
    let published = kept.ask("token:c1", Clearance::Coordinator, &publish);
    let stance = published["publish"]["published"]["id"].as_str().unwrap();
    assert_eq!(kept.trail("")[0], format!("token:c1 recordStance {stance} DONE"));
    for (path, id) in files(&dir).iter().flat_map(|path| ids.iter().map(move |id| (path, id))) {
        let key = id.as_str().unwrap().split_once(':').unwrap().1.as_bytes();
        assert!(!std::fs::read(path).unwrap().windows(key.len()).any(|it| it == key), "{id} in {}", path.display());
    }
}

#[test]
fn what_cannot_be_noted_is_not_shown() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let id = kept.add_amina();
    kept.store.close().unwrap();
    drop(kept);
    let [log, _] = files(&dir).try_into().unwrap();
    let whole = std::fs::read(&log).unwrap();
    std::fs::write(&log, &whole[..whole.len() - 1]).unwrap();

    let kept = Kept::start(&dir);
    let health = kept.store.audit().health();
    assert!(!health.is_written() && format!("{health:?}").contains("audit"), "{health:?}");
    let details = "{ contacts { nodes { id post name email phone } } }";
    let expected = json!({ "id": id, "post": "Human rights desk", "name": null, "email": null, "phone": null });
    assert_eq!(kept.ask("token:c1", Clearance::Coordinator, details)["contacts"]["nodes"], json!([expected]));
    // All else goes on.
    let done = kept.wish("token:c1", Clearance::Coordinator, "addOrganisation", json!({ "key": "o", "name": "N" }));
    assert_eq!(done["userErrors"], json!([]));
    kept.store.close().unwrap();
    drop(kept);

    std::fs::write(&log, &whole).unwrap();
    let kept = Kept::start(&dir);
    let found = kept.ask("token:c1", Clearance::Coordinator, details);
    assert_eq!(found["contacts"]["nodes"][0]["name"], json!("Amina Example"));
}

#[test]
fn a_service_whose_trail_is_damaged_says_so_and_verify_says_where() {
    let place = Place::new();
    place.with_person("data");
    let verified = place.verified("data");
    assert!(verified.contains("\naudit 2\naudit-hash "), "{verified}");
    let [log, _] = files(&place.path("data")).try_into().unwrap();
    let mut bytes = std::fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&log, bytes).unwrap();
    let ran = place.run("data", &["verify"]);
    let said = ran.complaint(1);
    let expected = format!("{}, place 1: the frame's checksum does not hold; ", log.display());
    assert!(said.starts_with(&expected) && said.contains("the service begins a new log"), "{said}");

    let served = Served::start(&["--data", &place.text("data")]);
    let line = served.says("the audit log is not written any more");
    assert!(line.contains(" WARN ") && line.contains("place 1"), "{line}");
    let ready = served.get("/health/ready");
    assert_eq!((ready.status, ready.json()["status"].clone()), (503, json!("degraded")));
    assert!(ready.json()["reason"].as_str().unwrap().contains("personal details are not shown"));
}

#[test]
fn backups_take_the_trail_along_and_note_themselves() {
    let place = Place::new();
    place.with_person("data");
    place.export("data", "exported");
    place.back_up("data", "journal.backup", "keys.backup").done();
    let expected = place.verified("data");
    assert!(expected.contains("\naudit 5\n"), "{expected}");
    let (journal, keys, passphrase) = (place.text("journal.backup"), place.text("keys.backup"), place.passphrase());
    assert_eq!(run(&["verify", &journal]).done(), expected);
    place.run("restored", &["restore", &journal, &keys, "--passphrase", &passphrase]).done();
    assert_eq!(place.verified("restored"), expected);

    let made = place.run("restored", &["token", "create", "--role", "admin", "--name", "Test"]).done();
    let key = made.split('_').nth(1).unwrap();
    let token = place.file("admin.token", &made);
    let served = Served::begin(serving(&["--data", &place.text("restored")]));
    let url = format!("http://{}", served.address);
    let out = place.text("again.backup");
    run(&["backup", "--url", &url, "--token-file", &token, "--out", &out]).done();
    let unknown = ["Authorization: Bearer demarche_unknown"];
    assert_eq!(wire::send(&served.address, "GET /backup", &unknown, b"").status, 401);
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    let trail = Kept::start(&place.path("restored")).trail("");
    let found: Vec<_> = trail.iter().map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    let by_admin = |what: &str| format!("token:{key} {what}");
    // That a token is in use is noted by who writes that down, while the rest goes on.
    let mut newest = found[..3].to_vec();
    newest.sort();
    assert_eq!(newest, ["anonymous signIn".to_owned(), by_admin("backup"), by_admin("signIn")]);
    let at_rest = ["createToken", "backupOfKeys", "backup", "export", "import", "import"];
    assert_eq!(found[3..], at_rest.map(|it| format!("command-line {it}")));
    assert!(trail.contains(&"anonymous signIn REFUSED UNAUTHENTICATED".to_owned()));
}

#[test]
fn a_trail_that_does_not_hold_stays_behind_and_the_rest_is_backed_up() {
    let place = Place::new();
    place.with_person("data");
    let [log, _] = files(&place.path("data")).try_into().unwrap();
    let mut bytes = std::fs::read(&log).unwrap();
    bytes[60] ^= 1;
    std::fs::write(&log, bytes).unwrap();
    let ran = place.run("data", &["backup", "--out", &place.text("journal.backup")]);
    assert!(ran.err.contains(" WARN the audit log is damaged, and does not go along with the backup: "), "{ran:?}");
    ran.done();
    place.run("restored", &["restore", &place.text("journal.backup")]).done();
    let restored = place.verified("restored");
    assert!(restored.contains("\nentities ") && !restored.contains("audit"), "{restored}");
}
