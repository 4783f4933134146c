//! A service on disk to tell stories about, of people who are there; and what is found in its files.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use demarche::api::{self, Api, Asked, Caller};
use demarche::cli::tables::{self, fixtures};
use demarche::domain::{Actor, Clearance, Command, Entity, Kind};
use demarche::journal::{Randomness, SledJournal};
use demarche::store::{Replay, Request, Store};
use serde_json::{Value, json};

use crate::program::Place;
use crate::service::StillWorld;

/// Bytes that differ from call to call.
pub(crate) fn randomness() -> Randomness {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    Box::new(|bytes| {
        let hash = blake3::hash(&CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
        Ok(())
    })
}

/// A service on disk.
pub(crate) struct Kept {
    pub(crate) store: Arc<Store>,
}

impl Kept {
    pub(crate) fn start(dir: &Path) -> Self {
        let mut replay = Replay::default();
        let journal = Arc::new(SledJournal::start(dir, randomness(), &mut replay).unwrap());
        journal.wait_until_checked();
        let store = Store::open(journal, replay.finish().unwrap(), Arc::new(StillWorld::on("2026-11-23"))).unwrap();
        Self { store: Arc::new(store) }
    }

    pub(crate) fn import(&self, entities: Vec<Entity>) {
        import(&self.store, entities);
    }

    pub(crate) fn begin(dir: &Path) -> Self {
        let this = Self::start(dir);
        let batch = tables::read(fixtures::FILES, &|_| None, this.store.world().now(), &mut |_, _| {}).unwrap();
        this.import(batch.entities);
        this
    }

    pub(crate) fn ask(&self, document: &str) -> Value {
        ask(&self.store, Clearance::Admin, document)
    }
}

pub(crate) fn import(store: &Store, entities: Vec<Entity>) {
    let command = Command::Import(entities);
    let request = Request { command, actor: Actor("test".into()), clearance: Clearance::Admin, once: None };
    store.submit_and_wait(request).unwrap().outcome.unwrap();
}

pub(crate) fn ask(store: &Arc<Store>, clearance: Clearance, document: &str) -> Value {
    asked(store, clearance, document, json!({}))
}

pub(crate) fn asked(store: &Arc<Store>, clearance: Clearance, document: &str, variables: Value) -> Value {
    let caller = Caller { actor: Actor("test".into()), clearance, token: None };
    let asked = Asked { document: document.to_owned(), variables, ..Asked::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let answer = runtime.block_on(api::answer(&Api::default(), store, caller, asked)).bytes;
    serde_json::from_slice(&answer).unwrap()
}

pub(crate) fn entity(kind: Kind, json: Value) -> Entity {
    Entity::from_json(kind, &json.to_string()).unwrap()
}

/// Two advocates of PICUM at one meeting, a token of the first, and a trip.
pub(crate) fn gathering() -> Vec<Entity> {
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

pub(crate) fn erase(id: &str) -> String {
    format!(
        "mutation {{ erasePerson(input: {{ id: {id:?} }}) {{ id freeTexts {{ id field excerpt }} userErrors {{ code path message }} }} }}"
    )
}

/// The files below a directory that hold one of the needles.
pub(crate) fn found_in(dir: &Path, needles: &[&str]) -> Vec<String> {
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

/// What a restored directory says of the contact, through the program.
pub(crate) fn exported(place: &Place, data: &str) -> String {
    place.export(data, &format!("out-{data}")).into_iter().map(|it| it.1).collect()
}
