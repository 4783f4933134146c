//! With every file of the data directory in hand, keys included: nothing tells who recorded a takeaway, when, in which
//! order, or after what. What can still be narrowed down stands in README.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use demarche::cli::tables::{self, fixtures};
use demarche::domain::command::{
    AddOrganisation, PersonCommand, RecordTakeaway, RedactText, TakeawayCommand, TakeawayReferral, TakeawayStance,
};
use demarche::domain::{Actor, Clearance, Command, Confidence, Day, Kind, Position};
use demarche::graph::Graph;
use demarche::journal::{self, Randomness, SledJournal, Sources};
use demarche::store::{Replay, Request, Store, World};
use jiff::Timestamp;

use super::advocate;
use crate::service::day;

/// A clock that is set by hand, and dice that fall as they are told to.
struct Told {
    now: Mutex<Timestamp>,
    thrown: Mutex<u128>,
}

impl World for Told {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn today(&self) -> Day {
        day("2018-02-10")
    }

    fn latest_day(&self) -> Day {
        day("2018-02-10")
    }

    fn random(&self) -> [u8; 16] {
        self.thrown.lock().unwrap().to_be_bytes()
    }
}

/// Bytes that differ from call to call, the same for every journal.
fn dice() -> Randomness {
    let mut calls = 0_u64;
    Box::new(move |bytes| {
        calls += 1;
        let hash = blake3::hash(&calls.to_be_bytes());
        bytes.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
        Ok(())
    })
}

struct Kept {
    store: Store,
    journal: Arc<SledJournal>,
    world: Arc<Told>,
}

impl Kept {
    fn start(dir: &Path) -> Result<Self, String> {
        let mut replay = Replay::default();
        let journal = SledJournal::start(dir, dice(), &mut replay).map_err(|it| it.to_string())?;
        journal.wait_until_checked();
        let journal = Arc::new(journal);
        let world = Arc::new(Told { now: Mutex::new(Timestamp::UNIX_EPOCH), thrown: Mutex::new(0) });
        let store = Store::open(journal.clone(), replay.finish().unwrap(), world.clone()).unwrap();
        Ok(Self { store, journal, world })
    }

    /// The reference data but for stances, of which earlier forms are kept in no order, and for follow-ups done later.
    fn begin(dir: &Path) -> Self {
        let kept = Self::start(dir).unwrap();
        let files: Vec<_> =
            fixtures::FILES.iter().copied().filter(|it| !["stances.csv", "follow_ups.csv"].contains(&it.0)).collect();
        let entities = tables::read(&files, &|_| None, Timestamp::UNIX_EPOCH, &mut |_, _| {}).unwrap().entities;
        kept.request(Step { at: "2018-02-01T08:00:00Z", by: "operator", wish: Wish::Import(entities) });
        kept
    }

    fn request(&self, step: Step) {
        let Step { at, by, wish } = step;
        *self.world.now.lock().unwrap() = at.parse().unwrap();
        let (thrown, command, clearance) = match wish {
            Wish::Import(entities) => (0, Command::Import(entities), Clearance::Coordinator),
            Wish::Add(key) => {
                let (key, name) = (Some(key.to_owned()), Some("Network".to_owned()));
                (
                    1,
                    Command::AddOrganisation(AddOrganisation { key, name, ..Default::default() }),
                    Clearance::Coordinator,
                )
            }
            Wish::Stance(why) => (u128::MAX / 3 * 2, recorded(Some(stance(why)), None), advocate("mfa")),
            Wish::Redact => (0, self.redaction(), Clearance::Admin),
            Wish::Referral => (u128::MAX / 3, recorded(None, Some(referral())), Clearance::Coordinator),
        };
        *self.world.thrown.lock().unwrap() = thrown;
        let request = Request { command, actor: Actor(by.into()), clearance, once: None };
        self.store.submit_and_wait(request).unwrap().outcome.unwrap();
    }

    /// Of the rationale of the only stance.
    fn redaction(&self) -> Command {
        let id = self.graph().takeaways().find(|it| it.kind() == Kind::Stance).unwrap().id().to_string();
        let field = Some("rationale".to_owned());
        Command::Person(PersonCommand::Redact(RedactText { id, field, ..RedactText::default() }))
    }

    fn graph(&self) -> Graph {
        self.store.snapshot().graph().clone()
    }

    fn back_up(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.journal.back_up(&mut bytes, &|_, _| ()).unwrap();
        bytes
    }
}

struct Step {
    at: &'static str,
    by: &'static str,
    wish: Wish,
}

enum Wish {
    Import(Vec<demarche::domain::Entity>),
    Add(&'static str),
    Stance(&'static str),
    Referral,
    Redact,
}

const WHY: &str = "Warm words on detention.";

fn stance(why: &str) -> TakeawayStance {
    TakeawayStance {
        state: Some("MEX".to_owned()),
        act: Some(6),
        position: Some(Position::Positive),
        confidence: Some(Confidence::Low),
        rationale: Some(why.to_owned()),
        ..TakeawayStance::default()
    }
}

fn referral() -> TakeawayReferral {
    TakeawayReferral {
        state: Some("CHE".to_owned()),
        note: Some("Ask early.".to_owned()),
        ..TakeawayReferral::default()
    }
}

fn recorded(stance: Option<TakeawayStance>, referral: Option<TakeawayReferral>) -> Command {
    Command::Takeaway(Box::new(TakeawayCommand::Record(RecordTakeaway { phase: Some(2), stance, referral })))
}

/// All files below a directory, by their paths in it.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn gather(root: &Path, dir: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for path in std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()) {
            match path.is_dir() {
                true => gather(root, &path, all),
                false => drop(all.insert(path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap())),
            }
        }
    }
    let mut all = BTreeMap::new();
    gather(dir, dir, &mut all);
    all
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|it| it == needle.as_bytes())
}

/// What a story leaves: its files, its backup, and the graph as it was when it ended.
struct Left {
    dir: tempfile::TempDir,
    files: BTreeMap<PathBuf, Vec<u8>>,
    backup: Vec<u8>,
    graph: Graph,
}

fn tell(steps: Vec<Step>) -> Left {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let kept = Kept::begin(&data);
    steps.into_iter().for_each(|it| kept.request(it));
    let (backup, graph) = (kept.back_up(), kept.graph());
    kept.store.close().unwrap();
    drop(kept);
    Left { files: files(&data), dir, backup, graph }
}

fn first() -> Step {
    Step { at: "2018-02-02T10:00:00Z", by: "operator", wish: Wish::Add("first") }
}

fn second() -> Step {
    Step { at: "2018-02-04T10:00:00Z", by: "operator", wish: Wish::Add("second") }
}

fn stance_at(at: &'static str, by: &'static str) -> Step {
    Step { at, by, wish: Wish::Stance(WHY) }
}

fn referral_at(at: &'static str, by: &'static str) -> Step {
    Step { at, by, wish: Wish::Referral }
}

/// The files but for those of the storage engine: what it holds is in the backup, frame by frame.
fn own(left: &Left) -> BTreeMap<&Path, &[u8]> {
    let own = left.files.iter().filter(|(path, _)| !path.starts_with("journal"));
    own.map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect()
}

#[test]
fn by_whom_when_and_in_which_order_is_not_in_any_file() {
    let one = tell(vec![
        stance_at("2018-02-02T09:17:11Z", "participant-17"),
        first(),
        second(),
        referral_at("2018-02-05T09:18:12Z", "participant-18"),
    ]);
    let other = tell(vec![
        first(),
        referral_at("2018-02-03T09:19:13Z", "participant-19"),
        stance_at("2018-02-03T09:20:14Z", "participant-20"),
        second(),
    ]);
    let none = tell(vec![first(), second()]);
    assert!(one.backup == other.backup, "backups tell the stories apart");
    assert!(one.graph == other.graph, "memory tells the stories apart");
    assert_eq!(own(&one).keys().collect::<Vec<_>>(), own(&other).keys().collect::<Vec<_>>());
    for (path, bytes) in own(&one) {
        assert!(own(&other)[path] == bytes, "{} tells the stories apart", path.display());
        if path != Path::new("takeaways") {
            assert!(own(&none)[path] == bytes, "{} tells that there are takeaways", path.display());
        }
    }
    for left in [&one, &other] {
        for (path, bytes) in &left.files {
            for needle in ["participant-", "2018-02-02T09", "2018-02-03T09", "2018-02-05T09", "recordTakeaway"] {
                assert!(!holds(bytes, needle), "{} tells {needle}", path.display());
            }
        }
        // What is there is found where it is looked for like this.
        let told: Vec<_> = left.files.iter().filter(|(_, bytes)| holds(bytes, "Warm words")).map(|it| it.0).collect();
        assert_eq!(told, [Path::new("takeaways")]);
        let told = std::fs::metadata(left.dir.path().join("data/takeaways")).unwrap();
        assert_eq!((told.mtime(), told.len()), (0, 16 * 1024));
    }
    assert!(one.files.keys().any(|it| it.starts_with("snapshots")), "a snapshot was looked at");
    assert_eq!(one.graph.takeaways().count(), 2);
}

#[test]
fn that_one_was_redacted_is_not_in_any_file() {
    let redacted = tell(vec![
        stance_at("2018-02-02T09:17:11Z", "participant-17"),
        first(),
        referral_at("2018-02-03T09:19:13Z", "participant-19"),
        Step { at: "2018-02-03T09:21:15Z", by: "participant-21", wish: Wish::Redact },
        second(),
    ]);
    let never_said = tell(vec![
        first(),
        referral_at("2018-02-03T09:19:13Z", "participant-19"),
        Step { at: "2018-02-03T09:20:14Z", by: "participant-20", wish: Wish::Stance("(redacted)") },
        second(),
    ]);
    assert!(redacted.backup == never_said.backup, "backups tell the stories apart");
    assert!(redacted.graph == never_said.graph, "memory tells the stories apart");
    assert!(own(&redacted) == own(&never_said), "files tell the stories apart");
    for (path, bytes) in &redacted.files {
        for needle in ["participant-", "2018-02-03T09", "redactText", "Warm words"] {
            assert!(!holds(bytes, needle), "{} tells {needle}", path.display());
        }
    }
    assert_eq!(std::fs::metadata(redacted.dir.path().join("data/takeaways")).unwrap().mtime(), 0);
}

#[test]
fn what_is_opened_is_what_was_closed() {
    let left = tell(vec![stance_at("2018-02-02T09:17:11Z", "a"), first(), referral_at("2018-02-05T09:18:12Z", "b")]);
    let data = left.dir.path().join("data");
    let kept = Kept::start(&data).unwrap();
    assert!(kept.graph() == left.graph);
    // It goes on from there, and a copy that is caught up is the same again.
    kept.request(second());
    kept.request(Step { at: "2018-02-06T10:00:00Z", by: "operator", wish: Wish::Add("third") });
    let graph = kept.graph();
    kept.store.close().unwrap();
    drop(kept);
    std::fs::remove_dir_all(data.join("snapshots")).unwrap();
    let kept = Kept::start(&data).unwrap();
    assert!(kept.graph() == graph);
    assert_eq!(kept.graph().takeaways().count(), 2);
}

#[test]
fn backups_carry_takeaways_as_they_are() {
    let left = tell(vec![stance_at("2018-02-02T09:17:11Z", "a"), referral_at("2018-02-05T09:18:12Z", "b")]);
    let (path, to) = (left.dir.path().join("backup"), left.dir.path().join("restored"));
    std::fs::write(&path, &left.backup).unwrap();
    let restored = journal::restore(&to, Sources { journal: path.clone(), ..Sources::default() }, &|_, _| ()).unwrap();
    assert_eq!(restored.journal.takeaways.len(), 2);
    assert!(files(&to)[Path::new("takeaways")] == left.files[Path::new("takeaways")]);
    assert_eq!(std::fs::metadata(to.join("takeaways")).unwrap().mtime(), 0);
    assert_eq!(journal::verify(&to, &mut |_, _| ()).unwrap(), restored.journal);
    assert_eq!(journal::verify_backup(&path, &mut |_, _| (), &|_, _| ()).unwrap(), restored.journal);
    let kept = Kept::start(&to).unwrap();
    assert!(kept.graph().takeaways().eq(left.graph.takeaways()));
}

#[test]
fn a_file_that_is_missing_or_damaged_is_refused_with_advice() {
    let left = tell(vec![stance_at("2018-02-02T09:17:11Z", "a")]);
    let data = left.dir.path().join("data");
    let path = data.join("takeaways");
    let whole = std::fs::read(&path).unwrap();
    let check = |bytes: Option<&[u8]>, expected: &str| {
        match bytes {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        let advice =
            "restore a backup into an empty directory with `demarche restore`, and bring the file over from there";
        for refused in [Kept::start(&data).err(), journal::verify(&data, &mut |_, _| ()).err().map(|it| it.to_string())]
        {
            assert_eq!(refused.unwrap(), format!("{}: {expected}; {advice}", path.display()));
        }
    };
    check(None, "the file is missing, though there is a journal");
    check(Some(b""), "the file does not begin as one of takeaways");
    check(Some(&whole[..200]), "the file is cut short");
    let mut flipped = whole.clone();
    flipped[300] ^= 1;
    check(Some(&flipped), "the checksum of the file does not hold");
    std::fs::write(&path, whole).unwrap();
    assert!(Kept::start(&data).unwrap().graph() == left.graph);
}
