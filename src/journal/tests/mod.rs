//! Stories about a journal as a whole, told through what is public and through the bytes of its files. What one file
//! of the journal does alone is tested beside it.

mod backups;
mod damage;
mod forgotten;
mod sealed;
mod snapshots;
mod stories;

use std::path::Path;

use jiff::Timestamp;

use super::{Journal, JournalError, Place, Randomness, SledJournal, Tail, guard};
use crate::domain::{Actor, Commit, Contact, Entity, Event, Id, Idempotency, Key, Level, Marking, Person};

/// Bytes that differ from call to call and from one opening to the next.
fn randomness() -> Randomness {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    static CALLS: AtomicU64 = AtomicU64::new(0);
    Box::new(|bytes| {
        let hash = blake3::hash(&CALLS.fetch_add(1, Relaxed).to_be_bytes());
        bytes.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
        Ok(())
    })
}

/// A post, perhaps with its holder; its institution is there to be long.
fn contact(key: &str, institution: &str, person: Option<Person>) -> Entity {
    Contact {
        source: None,
        kept_until: None,
        erased: false,
        recorded_by: None,
        id: Id::new(Key::trusted(key)),
        state: Some(Id::new(Key::trusted("MEX"))),
        body: None,
        city: Id::new(Key::trusted("geneva")),
        post: "Counsellor".into(),
        institution: Some(institution.into()),
        level: Level::Global,
        acts: Box::default(),
        person: person.map(Box::new),
        marking: Marking::Coalition,
    }
    .into()
}

fn someone(name: &str) -> Person {
    Person { name: Some(name.into()), email: Some(format!("{name}@example.org").into()), phone: None }
}

fn commit(entities: impl IntoIterator<Item = Entity>) -> Commit {
    Commit {
        actor: Actor("token:geneva-desk".into()),
        recorded_at: "2018-02-01T10:00:00.123456Z".parse::<Timestamp>().unwrap(),
        command: "createContact".into(),
        idempotency: Some(Idempotency { key: "k-1".into(), input: "00ff".into(), result: "contact:post-1".into() }),
        events: entities.into_iter().map(|entity| Event { entity }).collect(),
        succeeded: Default::default(),
    }
}

/// A commit that takes one place.
fn small(number: usize) -> Commit {
    commit([contact(&format!("post-{number}"), "Mission", None)])
}

/// A commit of some 1 MB, as of an import.
fn large() -> Commit {
    let institution = "x".repeat(500);
    commit((0..1500).map(|it| contact(&format!("post-{it}"), &institution, None)))
}

fn open(dir: &Path) -> Result<(SledJournal, Vec<(u64, Commit)>), JournalError> {
    let mut replayed = Vec::new();
    let journal = SledJournal::open(dir, randomness(), &mut |place, commit| replayed.push((place.get(), commit)))?;
    let read: Result<Vec<_>, _> = journal.read(Place::BEGINNING).collect();
    let read: Vec<_> = read.unwrap().into_iter().map(|(place, commit)| (place.get(), commit)).collect();
    assert_eq!(read, replayed);
    Ok((journal, replayed))
}

/// Appends at the end. The last place from there on, and the place of each commit.
fn append(journal: &dyn Journal, commits: &[Commit]) -> (u64, Vec<u64>) {
    let durable = journal.append(journal.tail().place, commits).unwrap();
    assert_eq!(durable.last(), journal.tail().place);
    (durable.last().get(), durable.places().iter().map(|it| it.get()).collect())
}

/// Returns once the engine has let go of the files, which takes a moment after the journal was dropped.
fn settle(dir: &Path) {
    guard::await_release(dir, &dir.join("journal/db")).unwrap();
}

/// Edits what is stored as only sled knows it, with no journal open.
fn meddle(dir: &Path, edit: impl FnOnce(&sled::Db)) {
    settle(dir);
    let config = sled::Config::new().path(dir.join("journal")).segment_size(2 << 20);
    let db = config.open().unwrap();
    edit(&db);
    db.flush().unwrap();
}
