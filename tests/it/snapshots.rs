//! Snapshot files: what a start makes of them is what a replay makes of the journal, they give nothing away, and
//! nothing but time is lost with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use demarche::cli::tables::{self, fixtures};
use demarche::domain::command::{AddContact, Patch, UpdateContact};
use demarche::domain::{Actor, AnyId, Clearance, Command, Commit};
use demarche::graph::{Feed, Graph};
use demarche::journal::{self, Opening, Randomness, Restore, SledJournal};
use demarche::store::{Once, Replay, Replayed, Request, Store, UserErrorCode};
use proptest::prelude::*;
use serde_json::json;

use crate::program::{Place, Served, serving};
use crate::rebuild::{granted, wish};
use crate::service::StillWorld;
use crate::wire;

/// Takes in what there is, and notes what that was.
#[derive(Default)]
struct Noted {
    replay: Replay,
    image: bool,
    commits: usize,
}

impl Restore for Noted {
    fn restore(&mut self, image: &[u8], opening: &Opening<'_>) -> Result<(), String> {
        self.image = true;
        self.replay.restore(image, opening)
    }

    fn replay(&mut self, place: journal::Place, commit: Commit) {
        self.commits += 1;
        self.replay.replay(place, commit);
    }
}

/// Bytes that differ from call to call.
fn randomness() -> Randomness {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    Box::new(|bytes| {
        let hash = blake3::hash(&CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
        Ok(())
    })
}

/// A store on disk.
struct Kept {
    store: Store,
    /// Whether it began with an image.
    image: bool,
    /// How many commits were replayed.
    commits: usize,
}

impl Kept {
    fn start(dir: &Path) -> Self {
        let mut noted = Noted::default();
        let journal = SledJournal::start(dir, randomness(), &mut noted).unwrap();
        journal.wait_until_checked();
        let Noted { replay, image, commits } = noted;
        let world = Arc::new(StillWorld::on("2026-11-23"));
        Self { store: Store::open(Arc::new(journal), replay.finish().unwrap(), world).unwrap(), image, commits }
    }

    fn request(&self, command: Command, once: Option<Once>) -> Result<Option<AnyId>, UserErrorCode> {
        let request = Request { command, actor: Actor("test".into()), clearance: Clearance::Coordinator, once };
        let answer = self.store.submit_and_wait(request).unwrap();
        answer.outcome.map(|it| it.entity).map_err(|it| it.errors[0].code)
    }

    fn import_reference_data(&self) {
        let entities = tables::read(fixtures::FILES, &|_| None, self.store.world().now(), &mut |_, _| {}).unwrap();
        self.request(Command::Import(entities.entities), None).unwrap();
    }

    /// Closes it: the graph and the feed as they were.
    fn close(self) -> (Graph, Feed) {
        let snapshot = self.store.snapshot();
        self.store.close().unwrap();
        (snapshot.graph().clone(), snapshot.feed().clone())
    }
}

/// The graph and the feed that replaying the whole journal gives.
fn replayed(dir: &Path) -> (Graph, Feed) {
    let mut replay = Replay::default();
    SledJournal::open(dir, randomness(), &mut |place, commit| replay.take(place, commit)).unwrap();
    let Replayed { graph, feed, .. } = replay.finish().unwrap();
    (graph, feed)
}

/// The snapshot files, the oldest first.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(dir.join("snapshots")).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_quick_start_gives_what_a_replay_gives(wishes in prop::collection::vec(wish(), 1..25)) {
        let place = Place::new();
        let dir = place.path("data");
        let kept = Kept::start(&dir);
        prop_assert!(!kept.image);
        kept.import_reference_data();
        kept.close();
        let kept = Kept::start(&dir);
        prop_assert_eq!((kept.image, kept.commits), (true, 0));
        for command in granted().into_iter().chain(wishes) {
            // Many of them are refused.
            let _ = kept.request(command, None);
        }
        let written = kept.close();
        let whole = replayed(&dir);
        prop_assert!(written == whole);

        let kept = Kept::start(&dir);
        prop_assert_eq!((kept.image, kept.commits), (true, 0));
        prop_assert!(kept.close() == whole);

        let newest = files(&dir).pop().unwrap();
        std::fs::write(newest, "rubbish").unwrap();
        let kept = Kept::start(&dir);
        prop_assert!(kept.image && kept.commits > 0);
        prop_assert!(kept.close() == whole);

        std::fs::remove_dir_all(dir.join("snapshots")).unwrap();
        let kept = Kept::start(&dir);
        prop_assert!(!kept.image);
        prop_assert!(kept.close() == whole);
    }
}

fn a_contact(name: &str) -> Command {
    Command::AddContact(Box::new(AddContact {
        key: Some("che-new".to_owned()),
        state: Some("CHE".to_owned()),
        city: Some("city:geneva".to_owned()),
        post: Some("Counsellor".to_owned()),
        level: Some(demarche::domain::Level::Global),
        name: Some(name.to_owned()),
        ..AddContact::default()
    }))
}

fn a_post(post: &str) -> Command {
    Command::UpdateContact(Box::new(UpdateContact {
        contact: "contact:mex-geneva".to_owned(),
        post: Patch::Set(post.to_owned()),
        ..UpdateContact::default()
    }))
}

fn once(key: &str, input: &str) -> Option<Once> {
    Some(Once { key: key.to_owned(), input: input.into() })
}

/// Whether some file below the directory holds these bytes.
fn is_in_clear(dir: &Path, needle: &str) -> bool {
    std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).any(|path| match path.is_dir() {
        true => is_in_clear(&path, needle),
        false => std::fs::read(&path).unwrap().windows(needle.len()).any(|it| it == needle.as_bytes()),
    })
}

/// The name of the contact's holder.
fn holder(graph: &Graph) -> Option<String> {
    let entity = graph.entity(&AnyId::parse("contact:che-new").unwrap()).unwrap();
    entity.person().and_then(|it| it.name.as_ref()).map(ToString::to_string)
}

#[test]
fn a_snapshot_gives_away_no_person_and_forgets_with_the_journal() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::start(&dir);
    kept.import_reference_data();
    let whose = Some(AnyId::parse("contact:che-new").unwrap());
    assert_eq!(kept.request(a_contact("Anacleta"), once("k1", "0000feedbeef0000")), Ok(whose.clone()));
    kept.close();

    assert_eq!(files(&dir).len(), 1);
    for needle in ["Anacleta", "0000feedbeef0000"] {
        assert!(!is_in_clear(&dir, needle), "{needle}");
    }
    let kept = Kept::start(&dir);
    assert_eq!((kept.image, kept.commits), (true, 0));
    assert_eq!(holder(kept.store.snapshot().graph()).as_deref(), Some("Anacleta"));
    assert_eq!(kept.request(a_contact("Anacleta"), once("k1", "0000feedbeef0000")), Ok(whose));
    let other = kept.request(a_contact("Anacleta"), once("k1", "0000feedbeef0001"));
    assert_eq!(other, Err(UserErrorCode::IdempotencyConflict));
    kept.close();

    std::fs::write(dir.join("persons.keys"), "").unwrap();
    for image in [true, false] {
        let kept = Kept::start(&dir);
        assert_eq!(kept.image, image);
        assert_eq!(holder(kept.store.snapshot().graph()), None);
        // What was asked is forgotten as well, the name of the wish is not.
        let again = kept.request(a_contact("Anacleta"), once("k1", "0000feedbeef0000"));
        assert_eq!(again, Err(UserErrorCode::IdempotencyConflict), "{image}");
        assert!(kept.close() == replayed(&dir));
        // While keys are missed no file is written, so the second time there is none.
        assert_eq!(std::fs::remove_dir_all(dir.join("snapshots")).is_ok(), image);
    }
}

#[test]
fn wishes_are_known_again() {
    let place = Place::new();
    let dir = place.path("data");
    let kept = Kept::start(&dir);
    kept.import_reference_data();
    let whose = AnyId::parse("contact:mex-geneva");
    assert_eq!(kept.request(a_post("Desk"), once("k1", "0a")), Ok(whose.clone()));
    kept.close();
    let kept = Kept::start(&dir);
    // One that changes nothing is remembered all the same, and so it is worth a file.
    assert_eq!(kept.request(a_post("Desk"), once("k2", "0a")), Ok(whose.clone()));
    kept.close();
    assert_eq!(files(&dir).len(), 2);
    let kept = Kept::start(&dir);
    assert_eq!((kept.image, kept.commits), (true, 0));
    for key in ["k1", "k2"] {
        assert_eq!(kept.request(a_post("Desk"), once(key, "0a")), Ok(whose.clone()));
        let other = kept.request(a_post("Other"), once(key, "0b"));
        assert_eq!(other, Err(UserErrorCode::IdempotencyConflict), "{key}");
    }
    kept.close();
    assert_eq!(files(&dir).len(), 2);
}

#[test]
fn what_is_stopped_starts_quickly() {
    let place = Place::new();
    place.with_fixtures("data");
    let dir = place.text("data");
    let (verified, exported) = (place.verified("data"), place.export("data", "before"));
    let served = Served::begin(serving(&["--data", &dir]));
    assert!(!served.before.join("\n").contains("snapshot"), "{:?}", served.before);
    served.signal("TERM");
    let ran = served.ended();
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("entities is kept, at place "), "{ran:?}");

    let served = Served::begin(serving(&["--data", &dir]));
    assert!(served.before.join("\n").contains(" is begun with"), "{:?}", served.before);
    served.says("the journal is checked up to place");
    assert_eq!(served.get("/health/ready").json(), json!({ "status": "ready" }));
    served.signal("TERM");
    let ran = served.ended();
    // Nothing has changed.
    assert!(ran.code == Some(0) && !ran.err.contains("is kept"), "{ran:?}");
    assert_eq!(place.verified("data"), verified);
    assert_eq!(place.export("data", "after"), exported);
}

#[test]
fn many_changes_are_kept_in_the_background() {
    let place = Place::new();
    let dir = place.text("data");
    let rows: String = (0..10_000).map(|it| format!("network-{it},Network {it}\n")).collect();
    let file = place.file("networks.csv", format!("org_id,name\n{rows}"));
    place.import("data", &[file]).done();
    let served = Served::begin(serving(&["--data", &dir]));
    served.says("a snapshot of 10000 entities is kept");
    served.signal("KILL");
    served.ended();
    let served = Served::start(&["--data", &dir]);
    assert!(served.before.join("\n").contains(" is begun with"), "{:?}", served.before);
    assert!(!served.data(r#"{ node(id: "organisation:network-9999") { id } }"#)["node"].is_null());
}

#[test]
fn a_fault_before_the_snapshot_ends_the_writes_and_not_the_reads() {
    let place = Place::new();
    place.with_fixtures("data");
    let dir = place.text("data");
    let served = Served::start(&["--data", &dir]);
    served.signal("TERM");
    served.ended();
    {
        let db = sled::Config::new().path(place.path("data/journal")).segment_size(2 << 20).open().unwrap();
        let mut frame = db.get(1_u64.to_be_bytes()).unwrap().unwrap().to_vec();
        frame[100] ^= 1;
        db.insert(1_u64.to_be_bytes(), frame).unwrap();
        db.flush().unwrap();
    }
    let served = Served::start(&["--data", &dir]);
    let line = served.says("the journal is damaged before the snapshot");
    assert!(line.contains("journal/db, place 1: the frame's checksum does not hold"), "{line}");
    let body = json!({ "query": "mutation { addOrganisation(input: { name: \"N\" }) { organisation { id } } }" });
    assert_eq!(served.get("/health/ready").json()["status"], json!("degraded"));
    let refused = wire::post(&served.address, &body.to_string()).json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"), "{refused}");
    assert_eq!(served.data("{ states { totalCount } }")["states"]["totalCount"], json!(193));
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    assert_ne!(place.run("data", &["verify"]).code, Some(0));
}
