//! A person's rights: what is held on somebody is given to them, and erased where they ask for it, from everywhere; and
//! what is to be kept no longer goes by itself.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use demarche::api::{self, Api, Asked, Caller};
use demarche::cli::tables::{self, fixtures};
use demarche::domain::{Actor, AnyId, Clearance, Command, Entity, Id, Key, Kind};
use demarche::journal::{self, Journal, MemoryJournal, Randomness, SledJournal};
use demarche::store::{Replay, Replayed, Request, Store};
use serde_json::{Value, json};

use crate::program::Place;
use crate::service::{Service, StillWorld, day};

/// Bytes that differ from call to call.
fn randomness() -> Randomness {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    Box::new(|bytes| {
        let hash = blake3::hash(&CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
        Ok(())
    })
}

/// A service on disk.
struct Kept {
    store: Arc<Store>,
}

impl Kept {
    fn start(dir: &Path) -> Self {
        let mut replay = Replay::default();
        let journal = Arc::new(SledJournal::start(dir, randomness(), &mut replay).unwrap());
        journal.wait_until_checked();
        let store = Store::open(journal, replay.finish().unwrap(), Arc::new(StillWorld::on("2026-11-23"))).unwrap();
        Self { store: Arc::new(store) }
    }

    fn import(&self, entities: Vec<Entity>) {
        import(&self.store, entities);
    }

    fn begin(dir: &Path) -> Self {
        let this = Self::start(dir);
        let batch = tables::read(fixtures::FILES, &|_| None, this.store.world().now(), &mut |_, _| {}).unwrap();
        this.import(batch.entities);
        this
    }

    fn ask(&self, document: &str) -> Value {
        ask(&self.store, Clearance::Admin, document)
    }
}

fn import(store: &Store, entities: Vec<Entity>) {
    let command = Command::Import(entities);
    let request = Request { command, actor: Actor("test".into()), clearance: Clearance::Admin, once: None };
    store.submit_and_wait(request).unwrap().outcome.unwrap();
}

fn ask(store: &Arc<Store>, clearance: Clearance, document: &str) -> Value {
    let caller = Caller { actor: Actor("test".into()), clearance };
    let asked = Asked { document: document.to_owned(), variables: json!({}), ..Asked::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(api::answer(&Api::default(), store, caller, asked)).unwrap();
    serde_json::from_slice(&answer).unwrap()
}

fn entity(kind: Kind, json: Value) -> Entity {
    Entity::from_json(kind, &json.to_string()).unwrap()
}

/// Two advocates of PICUM at one meeting, a token of the first, and a trip.
fn gathering() -> Vec<Entity> {
    let advocate = |key: &str, number: u32| {
        let name = format!("Zebedee Quillfeather {number}");
        let person = json!({ "name": name, "email": format!("quill{number}@example.org"), "phone": format!("+41 99 777 55 0{number}") });
        entity(
            Kind::Advocate,
            json!({ "id": key, "organisation": "picum", "person": person, "source": format!("card of {name}"), "kept_until": "2028-01-01" }),
        )
    };
    let attendance = |key: &str, who: &str| {
        entity(
            Kind::Attendance,
            json!({ "id": key, "meeting": "gathering", "attendee": { "advocate": who }, "role": "participant", "stage": "confirmed",
            "erased_on": "2027-06-01" }),
        )
    };
    vec![
        advocate("adv-1", 1),
        advocate("adv-2", 2),
        entity(
            Kind::Meeting,
            json!({ "id": "gathering", "kind": "plenary", "title": "Gathering", "city": "geneva", "start": "2017-12-02T09:00",
            "end": "2017-12-02T18:00", "rule": "open", "marking": "coalition" }),
        ),
        attendance("att-1", "adv-1"),
        attendance("att-2", "adv-2"),
        entity(
            Kind::Token,
            json!({ "id": "tok-1", "hash": "00", "use": "bearer", "role": "advocate", "organisation": "picum", "advocate": "adv-1",
            "person": { "name": "Quillfeather's telephone" }, "created_at": "2017-12-01T00:00:00Z" }),
        ),
        entity(
            Kind::Trip,
            json!({ "id": "trip-1", "organisation": "picum", "advocate": "adv-1", "city": "geneva", "from": "2018-02-01",
            "to": "2018-02-03", "status": "planned", "marking": "coalition" }),
        ),
    ]
}

const NEEDLES: [&str; 5] = ["Thessaly", "Grimsdottir", "thessaly@example.org", "+41 22 999 88 77", "neighbour of T"];

/// Adds a contact with details that nobody else has, and changes it once.
const ADD: &str = r#"mutation { addContact(input: { state: "MEX", city: "city:geneva", post: "Counsellor", level: GLOBAL,
    name: "Thessaly Grimsdottir", email: "thessaly@example.org", phone: "+41 22 999 88 77", source: "a neighbour of T.", idempotencyKey: "once" })
    { contact { id name source keptUntil } userErrors { code message } } }"#;

fn added(answer: &Value) -> String {
    let contact = &answer["data"]["addContact"]["contact"];
    assert_eq!(
        (&contact["name"], &contact["keptUntil"]),
        (&json!("Thessaly Grimsdottir"), &json!("2028-11-23")),
        "{answer}"
    );
    contact["id"].as_str().unwrap().to_owned()
}

fn erase(id: &str) -> String {
    format!(
        "mutation {{ erasePerson(input: {{ id: {id:?} }}) {{ id freeTexts {{ id field excerpt }} userErrors {{ code path message }} }} }}"
    )
}

/// The files below a directory that hold one of the needles.
fn found_in(dir: &Path, needles: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(found_in(&path, needles));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            let holds = |needle: &&&str| bytes.windows(needle.len()).any(|it| it == needle.as_bytes());
            found.extend(needles.iter().find(holds).map(|needle| format!("{} {needle}", path.display())));
        }
    }
    found
}

fn details(kept: &Kept, id: &str) -> Value {
    let answer =
        kept.ask(&format!("{{ node(id: {id:?}) {{ ... on Contact {{ post name email phone source keptUntil }} }} }}"));
    answer["data"]["node"].clone()
}

fn bare() -> Value {
    json!({ "post": "Counsellor", "name": null, "email": null, "phone": null, "source": null, "keptUntil": null })
}

/// What a restored directory says of the contact, through the program.
fn exported(place: &Place, data: &str) -> String {
    place.export(data, &format!("out-{data}")).into_iter().map(|it| it.1).collect()
}

#[test]
fn who_is_erased_is_found_nowhere_any_more() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let id = added(&kept.ask(ADD));
    kept.ask(&format!(
        r#"mutation {{ updateContact(input: {{ contact: {id:?}, phone: "+41 22 999 88 77 66" }}) {{ contact {{ id }} }} }}"#
    ));
    kept.ask(
        r#"mutation { planFollowUp(input: { purpose: "Ask Ms Grímsdottir for time", state: "MEX", level: GLOBAL,
        assignee: "organisation:picum", due: "2026-12-01" }) { followUp { id } } }"#,
    );
    // A snapshot file with the details, and backups from before.
    kept.store.close().unwrap();
    drop(kept);
    place.back_up("data", "journal.before", "keys.before").done();
    assert!(exported(&place, "data").contains("Thessaly"));
    let kept = Kept::start(&dir);
    let snapshots = || -> Vec<_> {
        std::fs::read_dir(dir.join("snapshots")).unwrap().map(|it| it.unwrap().file_name()).collect()
    };
    let before = snapshots();
    assert_eq!(before.len(), 1);

    let held_by_reader = kept.store.snapshot();
    let erased = kept.ask(&erase(&id));
    drop(held_by_reader);
    let erased = &erased["data"]["erasePerson"];
    assert_eq!((&erased["id"], &erased["userErrors"]), (&json!(id), &json!([])));
    let found: Vec<_> =
        erased["freeTexts"].as_array().unwrap().iter().map(|it| (&it["field"], &it["excerpt"])).collect();
    assert_eq!(found, [(&json!("purpose"), &json!("Ask Ms Grímsdottir for time"))]);
    assert!(!snapshots().contains(&before[0]));
    assert_eq!(details(&kept, &id), bare());
    // The copy that was caught up, and the one after it.
    for number in 0..2 {
        kept.ask(&format!(
            r#"mutation {{ addOrganisation(input: {{ key: "o-{number}", name: "N" }}) {{ organisation {{ id }} }} }}"#
        ));
        assert_eq!(details(&kept, &id), bare());
    }
    // The same wish once more is taken for another, not for a new one.
    assert_eq!(kept.ask(ADD)["data"]["addContact"]["userErrors"][0]["code"], json!("IDEMPOTENCY_CONFLICT"));
    let whole = kept.ask(&format!("{{ personalData(of: {id:?}) {{ json }} }}")).to_string();
    assert!(!NEEDLES.iter().any(|it| whole.contains(it)), "{whole}");
    kept.store.close().unwrap();
    drop(kept);
    assert!(!snapshots().is_empty() && !snapshots().contains(&before[0]));

    // Nothing in any file, nor in what comes out of any.
    place.back_up("data", "journal.after", "keys.after").done();
    assert_eq!(found_in(&place.path("data"), &NEEDLES), [""; 0]);
    let passphrase = place.passphrase();
    let list = place.text("data/persons.erased");
    let check = |to: &str, files: &[&str]| {
        let files: Vec<_> = files.iter().map(|it| place.text(it)).chain([list.clone()]).collect();
        let mut arguments = vec!["restore", "--passphrase", &passphrase];
        arguments.extend(files.iter().map(String::as_str));
        place.run(to, &arguments).done();
        place.verified(to);
        assert_eq!(found_in(&place.path(to), &NEEDLES), [""; 0]);
        let out = exported(&place, to);
        assert!(!NEEDLES.iter().any(|it| out.contains(it)) && out.contains("Counsellor"), "{to}");
    };
    check("after", &["journal.after", "keys.after"]);
    check("old-keys", &["journal.after", "keys.before"]);
    check("old", &["journal.before", "keys.before"]);
    let out = exported(&place, "data");
    assert!(!NEEDLES.iter().any(|it| out.contains(it)));
    place.verified("data");
    let kept = Kept::start(&dir);
    assert_eq!(details(&kept, &id), bare());
    assert_eq!(kept.ask(ADD)["data"]["addContact"]["userErrors"][0]["code"], json!("IDEMPOTENCY_CONFLICT"));
}

#[test]
fn an_erased_advocate_attends_nothing_and_has_no_tokens_while_others_do() {
    let place = Place::new();
    let kept = Kept::begin(&place.path("data"));
    kept.import(gathering());
    let whole = |of: &str| {
        kept.ask(&format!("{{ personalData(of: {of:?}) {{ name versions {{ name }} json }} }}"))["data"]["personalData"]
            .clone()
    };
    let before = whole("advocate:adv-1");
    let held: Value = serde_json::from_str(before["json"].as_str().unwrap()).unwrap();
    assert_eq!(held["attendances"][0]["meeting"], json!("meeting:gathering"));
    assert_eq!(
        (&held["tokens"][0]["name"], &held["trips"][0]["city"]),
        (&json!("Quillfeather's telephone"), &json!("city:geneva"))
    );
    assert_eq!(before["versions"], json!([{ "name": "Zebedee Quillfeather 1" }]));
    // Of the other nothing is said, though both were there.
    for other in ["Quillfeather 2", "adv-2", "att-2", "quill2"] {
        assert!(!before.to_string().contains(other), "{before}");
    }
    assert_eq!(kept.ask(&erase("advocate:adv-1"))["data"]["erasePerson"]["userErrors"], json!([]));
    let after = whole("advocate:adv-1");
    let held: Value = serde_json::from_str(after["json"].as_str().unwrap()).unwrap();
    let token = &held["tokens"][0];
    assert_eq!(
        (&held["attendances"], &token["name"], &token["revokedAt"]),
        (&json!([]), &json!(null), &json!("2026-11-23T12:00:00Z"))
    );
    assert_eq!((&after["name"], &after["versions"]), (&json!(null), &json!([])));
    assert_eq!(whole("advocate:adv-2")["name"], json!("Zebedee Quillfeather 2"));
    assert_eq!(kept.ask(r#"{ node(id: "attendance:att-1") { id } }"#)["data"]["node"], json!(null));
    kept.store.close().unwrap();
    drop(kept);
    // Not only not in clear: who attended cannot be read from the journal with the keys there are.
    let mut attended = Vec::new();
    let read = &mut |_, commit: demarche::domain::Commit| {
        attended.extend(commit.events.into_iter().filter_map(|it| match it.entity {
            Entity::Attendance(it) => Some((it.id.as_str().to_owned(), it.attendee.is_some())),
            _ => None,
        }));
    };
    drop(SledJournal::open(&place.path("data"), randomness(), read).unwrap());
    let expected = [("att-1", false), ("att-2", true), ("att-1", false)];
    assert_eq!(attended, expected.map(|(key, known)| (key.to_owned(), known)));
}

#[test]
fn an_erasure_that_was_cut_short_is_finished_by_the_next_start() {
    let check = |until: &dyn Fn(&Path), poisons: bool| {
        let place = Place::new();
        let dir = place.path("data");
        let kept = Kept::begin(&dir);
        let id = added(&kept.ask(ADD));
        until(&dir);
        let answer = kept.ask(&erase(&id));
        assert_eq!(answer["errors"][0]["extensions"]["code"] == json!("UNAVAILABLE"), poisons, "{answer}");
        // Nobody is shown the details meanwhile.
        assert_eq!(details(&kept, &id), bare());
        kept.store.close().unwrap();
        drop(kept);
        for name in ["persons.erased.partial", "persons.keys.partial"] {
            let _ = std::fs::remove_dir(dir.join(name));
        }
        let kept = Kept::start(&dir);
        assert_eq!(details(&kept, &id), bare());
        kept.store.close().unwrap();
        drop(kept);
        let mut names = Vec::new();
        let read = &mut |_, commit: demarche::domain::Commit| {
            let persons = commit.events.iter().filter_map(|it| it.entity.person());
            names.extend(persons.filter_map(|it| it.name.clone()));
        };
        drop(SledJournal::open(&dir, randomness(), read).unwrap());
        assert_eq!(names, [""; 0]);
        let keys = std::fs::read_to_string(dir.join("persons.keys")).unwrap();
        assert!(!keys.contains(&id), "{keys}");
    };
    // Before the list, and between the list and the keys.
    check(&|dir| std::fs::create_dir(dir.join("persons.erased.partial")).unwrap(), true);
    check(&|dir| std::fs::create_dir(dir.join("persons.keys.partial")).unwrap(), true);
    check(&|_| {}, false);
}

#[test]
fn a_person_erased_once_may_be_recorded_again_and_stays() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::begin(&dir);
    let id = added(&kept.ask(ADD));
    // In one request, so that they may well come to one batch.
    let again = format!(
        r#"mutation {{ a: updateContact(input: {{ contact: {id:?}, name: "Participant 17" }}) {{ contact {{ name }} }} }}"#
    );
    let (store, erasing) = (Arc::clone(&kept.store), erase(&id));
    std::thread::scope(|scope| {
        scope.spawn(|| ask(&store, Clearance::Admin, &erasing));
        scope.spawn(|| ask(&store, Clearance::Admin, &again));
    });
    kept.ask(&again);
    assert_eq!(details(&kept, &id)["name"], json!("Participant 17"));
    kept.store.close().unwrap();
    drop((store, kept));
    let kept = Kept::start(&dir);
    assert_eq!(details(&kept, &id)["name"], json!("Participant 17"));
}

#[test]
fn what_is_to_be_kept_no_longer_goes_by_itself() {
    let journal = Arc::<MemoryJournal>::default();
    let replayed = Replayed::from(&*crate::service::DEMO.store.snapshot());
    let service = Service::open(journal.clone(), replayed, "2026-11-23");
    import(&service.store, gathering());
    let known = || {
        let answer = service.ask_as(
            Clearance::Admin,
            r#"{ a: node(id: "advocate:adv-1") { ... on Advocate { name keptUntil } } b: node(id: "attendance:att-1") { id }
            c: node(id: "token:tok-1") { ... on Token { name revokedAt } } }"#,
            json!({}),
        );
        let data = &answer["data"];
        [!data["a"]["name"].is_null(), !data["b"].is_null(), !data["c"]["name"].is_null()]
    };
    let pass_to = |date: &str| {
        let noon: jiff::Timestamp = format!("{date}T12:00:00Z").parse().unwrap();
        let now = service.store.world().now();
        service.pass(noon.duration_since(now).as_secs());
    };
    // Without being told the store keeps what it has: it may be a verb's.
    pass_to("2026-11-24");
    service.ask(r#"mutation { addOrganisation(input: { name: "N" }) { organisation { id } } }"#, json!({}));
    service.store.keep_retention().unwrap();
    assert_eq!(known(), [true; 3]);
    let places = || service.journal.tail().place;
    let before = places();
    // Every day is looked at by itself, with the first write of it at the latest.
    let next = |date: &str| {
        pass_to(date);
        service.ask(r#"mutation { addOrganisation(input: { name: "N" }) { organisation { id } } }"#, json!({}));
        service.ask(r#"mutation { addOrganisation(input: { name: "N" }) { organisation { id } } }"#, json!({}));
        known()
    };
    assert_eq!(next("2027-05-31"), [true; 3]);
    assert_eq!(places().get(), before.get() + 2);
    assert_eq!(next("2027-06-01"), [true, false, true]);
    assert_eq!(next("2028-01-01"), [true, false, true]);
    assert_eq!(next("2028-01-02"), [false, false, false]);
    assert_eq!(places().get(), before.get() + 2 * 4 + 2);
    let mut found = service.journal.read(journal::Place::BEGINNING).flat_map(|it| it.unwrap().1.events);
    assert!(found.all(|it| it.entity.private().is_none()));
}

fn advocate(organisation: &str, key: &str) -> Clearance {
    Clearance::Advocate { organisation: Id::new(Key::trusted(organisation)), advocate: Id::new(Key::trusted(key)) }
}

#[test]
fn only_administrators_erase_and_only_those_concerned_are_told() {
    let service = Service::demo("2018-02-01");
    import(&service.store, gathering());
    let code = |clearance: &Clearance, document: &str| {
        let answer = service.ask_as(clearance.clone(), document, json!({}));
        let data = answer["data"].as_object().and_then(|it| it.values().next()).cloned().unwrap_or_default();
        let error = &answer["errors"][0]["extensions"]["code"];
        if error.is_null() { data["userErrors"][0]["code"].clone() } else { error.clone() }
    };
    let erase_contact = erase("contact:mex-geneva");
    let data = r#"{ personalData(of: "advocate:adv-1") { json } }"#;
    let mentions = r#"{ mentions(of: "advocate:adv-1") { id } }"#;
    let check = |clearance: Clearance, expected: [&str; 3]| {
        let found = [&erase_contact, data, mentions].map(|it| code(&clearance, it));
        assert_eq!(found, expected.map(|it| if it.is_empty() { json!(null) } else { json!(it) }), "{clearance:?}");
    };
    check(Clearance::Viewer, ["FORBIDDEN", "BAD_USER_INPUT", "BAD_USER_INPUT"]);
    check(Clearance::Analyst, ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    check(advocate("picum", "adv-2"), ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    check(advocate("picum", "adv-1"), ["FORBIDDEN", "", "FORBIDDEN"]);
    check(Clearance::Coordinator, ["FORBIDDEN", "", "FORBIDDEN"]);
    check(Clearance::Admin, ["", "", ""]);
    let refused = |document: &str, expected: Value| {
        let answer = service.ask_as(Clearance::Admin, document, json!({}));
        assert_eq!(answer["data"]["erasePerson"]["userErrors"], expected, "{answer}");
    };
    for (id, what) in [("contact:nobody", "contact"), ("state:MEX", "contact or advocate"), ("", "contact or advocate")]
    {
        let message = format!("there is no {what} {id:?}");
        refused(&erase(id), json!([{ "code": "NOT_FOUND", "path": ["id"], "message": message }]));
    }
    let stale = r#"mutation { erasePerson(input: { id: "advocate:adv-1", expectedRevision: 7 }) { userErrors { code path message } } }"#;
    let message = "it has changed since: its revision is now 1";
    refused(stale, json!([{ "code": "REVISION_CONFLICT", "path": ["expectedRevision"], "message": message }]));
}

#[test]
fn advocates_are_added_and_changed_for_their_own_organisation() {
    let service = Service::demo("2018-02-01");
    let add = |clearance: Clearance, input: &str| {
        let document = format!(
            "mutation {{ addAdvocate(input: {{ {input} }}) {{ advocate {{ id name source keptUntil revision }} userErrors {{ code path }} }} }}"
        );
        service.ask_as(clearance, &document, json!({}))["data"]["addAdvocate"].clone()
    };
    let own = || advocate("picum", "nobody-yet");
    let named = r#"organisation: "organisation:picum", name: "Participant 17", email: "p17@example.org""#;
    let added = add(own(), named);
    let it = &added["advocate"];
    let expected = (&json!("Participant 17"), &json!("as told to whoever recorded it"), &json!("2028-02-01"));
    // The clock of the story stands on the day of the story; two years later is 2020.
    assert_eq!((&it["name"], &it["source"]), (expected.0, expected.1), "{added}");
    assert_eq!(it["keptUntil"], json!("2020-02-01"));
    let id = it["id"].as_str().unwrap();
    let errors = |answer: &Value| {
        answer["userErrors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["code"].as_str().unwrap().to_owned() + " " + &it["path"][0].as_str().unwrap_or(""))
            .collect::<Vec<_>>()
    };
    let check = |clearance: Clearance, input: &str, expected: &[&str]| {
        assert_eq!(errors(&add(clearance, input)), expected, "{input}");
    };
    check(own(), r#"organisation: "organisation:mfa""#, &["FORBIDDEN organisation"]);
    check(Clearance::Coordinator, r#"organisation: "organisation:mfa""#, &[]);
    check(Clearance::Analyst, named, &["FORBIDDEN "]);
    check(
        own(),
        r#"email: "nobody", keptUntil: "2018-01-31""#,
        &["INVALID keptUntil", "REQUIRED organisation", "INVALID email"],
    );
    let update = |clearance: Clearance, input: &str| {
        let document = format!(
            "mutation {{ updateAdvocate(input: {{ advocate: {id:?}, {input} }}) {{ advocate {{ name email source keptUntil revision }} userErrors {{ code path }} }} }}"
        );
        service.ask_as(clearance, &document, json!({}))["data"]["updateAdvocate"].clone()
    };
    let changed = update(own(), r#"phone: "+41 22", source: "a card", keptUntil: "2019-01-01", expectedRevision: 1"#);
    let expected = json!({ "name": "Participant 17", "email": "p17@example.org", "source": "a card", "keptUntil": "2019-01-01", "revision": 2 });
    assert_eq!(changed["advocate"], expected, "{changed}");
    assert_eq!(errors(&update(advocate("mfa", "somebody"), r#"name: "X""#)), ["FORBIDDEN "]);
    assert_eq!(errors(&update(Clearance::Viewer, r#"name: "X""#)), ["FORBIDDEN "]);
    let cleared = update(own(), "name: null, email: null, phone: null, source: null, keptUntil: null");
    assert_eq!(
        cleared["advocate"],
        json!({ "name": null, "email": null, "source": null, "keptUntil": null, "revision": 3 })
    );
    // Who may not see the details is not told where they come from, nor that they changed.
    update(own(), r#"name: "Participant 18", source: "a list", keptUntil: null"#);
    let node = format!("{{ node(id: {id:?}) {{ ... on Advocate {{ organisation {{ id }} name source revision }} }} }}");
    let seen = service.ask_as(Clearance::Analyst, &node, json!({}))["data"]["node"].clone();
    assert_eq!((&seen["name"], &seen["source"]), (&json!(null), &json!(null)));
    assert_eq!(seen["organisation"]["id"], json!("organisation:picum"));
    let unknown = AnyId::parse("advocate:nobody").unwrap();
    assert!(service.store.snapshot().graph().entity(&unknown).is_none());
    assert_eq!(day("2018-02-01").years_later(2), day("2020-02-01"));
}
