//! Single mutations, each durable before it is answered, beside what the disk can do: 200 bytes appended to a file on
//! the same file system, and fdatasync.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use demarche::domain::command::{Command, RecordStance};
use demarche::domain::{Actor, Clearance, Confidence, Position};
use demarche::store::{Replay, Request, Store};
use serde_json::{Value, json};

use super::client::{Client, post};
use super::measure::{Table, Target, median};
use super::reads::demo;
use super::scale::open;
use super::server::Server;
use super::synthetic::{Dice, Synthetic};
use super::world::Still;

/// Many short ones: what a disk can do changes from second to second.
const ROUNDS: usize = 21;
const ROUND: Duration = Duration::from_millis(250);
const MANY: usize = 64;

pub(crate) fn measure(table: &mut Table) {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = directory.path().join("appended");
    let store = store(&directory.path().join("store"));
    compare(table, "Store::submit", &file, &|clients| through_store(&store, clients));
    store.close().unwrap();
    let served = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let service = demo(&served);
    compare(table, "HTTP", &file, &|clients| through_http(&service, clients));
}

fn compare(table: &mut Table, through: &str, file: &Path, rate: &dyn Fn(usize) -> f64) {
    for (clients, least) in [(1, 0.4), (MANY, 1.0)] {
        // The disk is measured before and after.
        let mut before = synced(file);
        let rounds: Vec<_> = (0..ROUNDS)
            .map(|_| {
                let ours = rate(clients);
                let after = synced(file);
                let disk = (std::mem::replace(&mut before, after) + after) / 2.0;
                (ours, disk)
            })
            .collect();
        let middle = |pick: fn(&(f64, f64)) -> f64| median(&rounds.iter().map(pick).collect::<Vec<_>>());
        let detail = format!("{:.0}/s to {:.0}/s", middle(|it| it.0), middle(|it| it.1));
        let what = format!("durable mutations through {through}, {clients} at once: to fdatasync");
        table.add(what, Target::AtLeast(least), rounds.iter().map(|it| it.0 / it.1).collect(), detail);
    }
}

/// How often a second 200 bytes can be appended and made durable.
fn synced(path: &Path) -> f64 {
    let mut file = File::options().create(true).append(true).open(path).unwrap();
    per_second(|| {
        file.write_all(&[b'x'; 200]).unwrap();
        file.sync_data().unwrap();
    })
}

fn per_second(mut work: impl FnMut()) -> f64 {
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < ROUND {
        work();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

/// What clients do at once, a second. `client` makes the work of one.
fn at_once<W: FnMut()>(clients: usize, client: impl Fn(u64) -> W + Sync) -> f64 {
    std::thread::scope(|scope| {
        let client = &client;
        let one = |number| move || per_second(client(number));
        let clients: Vec<_> = (0..clients as u64).map(|it| scope.spawn(one(it))).collect();
        clients.into_iter().map(|it| it.join().unwrap()).sum()
    })
}

/// A store on disk that holds the reference data.
fn store(directory: &Path) -> Store {
    let mut replay = Replay::default();
    let journal = open(directory, &mut |place, commit| replay.take(place, commit));
    let world = Arc::new(Still::on("2026-11-23"));
    let store = Store::open(Arc::new(journal), replay.finish().unwrap(), world).unwrap();
    for commit in Synthetic::of(0) {
        let entities = commit.events.into_iter().map(|it| it.entity).collect();
        let answer = store.submit_and_wait(request(Command::Import(entities))).unwrap();
        assert!(answer.outcome.is_ok());
    }
    store
}

fn request(command: Command) -> Request {
    Request { command, actor: Actor("bench".into()), clearance: Clearance::Coordinator, once: None }
}

const STATES: &[&str] = &["MEX", "CHE", "ARM", "JPN", "KAZ", "KHM", "DEU", "CZE", "CUB", "CRI"];

fn through_store(store: &Store, clients: usize) -> f64 {
    at_once(clients, |number| {
        let mut dice = Dice(number);
        move || record(store, &mut dice)
    })
}

/// Records an assessment.
pub(crate) fn record(store: &Store, dice: &mut Dice) {
    let stance = RecordStance {
        state: Some((*dice.one(STATES)).to_owned()),
        act: Some(1 + (dice.throw() % 10) as i32),
        position: Some(Position::Positive),
        observed_on: Some("2018-01-31".to_owned()),
        confidence: Some(Confidence::High),
        rationale: Some("Said so.".to_owned()),
        evidence: vec!["evidence:act-now".to_owned()],
        assessed_by: Some("organisation:made-afrique".to_owned()),
        ..RecordStance::default()
    };
    let answer = store.submit_and_wait(request(Command::RecordStance(Box::new(stance)))).unwrap();
    assert!(answer.outcome.is_ok(), "{:?}", answer.outcome.err());
}

const RECORD: &str = "mutation Record($input: RecordStanceInput!) {
  recordStance(input: $input) { stance { id revision } userErrors { code message } }
}";

fn through_http(service: &Server, clients: usize) -> f64 {
    at_once(clients, |number| {
        let (mut dice, mut client) = (Dice(number), Client::new(service.address));
        move || {
            let answer: Value = serde_json::from_slice(client.send(&wish(&service.token, &mut dice))).unwrap();
            assert!(answer["data"]["recordStance"]["stance"]["id"].is_string(), "{answer}");
        }
    })
}

/// The request to record an assessment.
pub(crate) fn wish(token: &str, dice: &mut Dice) -> Vec<u8> {
    let input = json!({
        "state": dice.one(STATES), "act": 1 + dice.throw() % 10, "position": "POSITIVE",
        "observedOn": "2018-01-31", "confidence": "HIGH", "rationale": "Said so.",
        "evidence": ["evidence:act-now"], "assessedBy": "organisation:made-afrique",
    });
    post(token, RECORD, &json!({ "input": input }))
}
