//! A million entities: what they take in memory, what a question costs then, and how long a journal of them takes
//! to open.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use demarche::api::{self, Api, Asked, Caller};
use demarche::domain::{Actor, Clearance, Commit};
use demarche::journal::{Journal, MemoryJournal, Place, Randomness, SledJournal};
use demarche::store::{Replay, Replayed, Store};

use super::measure::{Table, Target, cpu_of_thread, median};
use super::synthetic::{Dice, Synthetic};
use super::world::Still;

pub(crate) const THOUSANDS: u64 = 1000;
/// How many commits of one event are in the other journal, in thousands.
const SINGLES: u64 = 200;

/// What is asked of the reference data, and what of the million, so that the answers are about as long.
pub(crate) const QUESTIONS: &[(&str, &str, &str)] = &[
    ("leaders", include_str!("questions/leaders_demo.graphql"), include_str!("questions/leaders_million.graphql")),
    ("outreach", include_str!("questions/outreach_demo.graphql"), include_str!("questions/outreach_million.graphql")),
    ("roadmap", include_str!("questions/roadmap_demo.graphql"), include_str!("questions/roadmap_million.graphql")),
    (
        "stanceMatrix",
        include_str!("../../schema/operations/stance_matrix.graphql"),
        include_str!("questions/stance_matrix_million.graphql"),
    ),
];

/// Runs a part in a process of its own, whose memory it then has for itself, and gives the numbers it prints.
pub(crate) fn alone(part: &[&str]) -> Vec<f64> {
    let output = Command::new(std::env::current_exe().unwrap()).args(part).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(|it| it.parse().unwrap()).collect()
}

pub(crate) fn memory(table: &mut Table) {
    let numbers = alone(&["measure-memory"]);
    let [entities, references, bytes] = numbers[..] else { panic!("{numbers:?}") };
    let detail = format!("{entities} entities, {references} references, {:.0} MB", bytes / 1e6);
    table.add("bytes a reference, one copy", Target::AtMost(160.0), vec![bytes / references], detail);
}

pub(crate) fn resident() -> f64 {
    let pages = fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<f64>().unwrap() * 4096.0
}

/// What is resident because of one graph and the feed of its changes.
pub(crate) fn measure_memory() {
    // The tables are read once beforehand, so that what that leaves behind is not counted.
    drop(black_box(build(1)));
    let before = resident();
    let Replayed { graph, feed, .. } = build(THOUSANDS);
    // What the allocator gives back, it gives back after a while.
    std::thread::sleep(Duration::from_millis(500));
    println!("{} {} {}", graph.len(), graph.references(), resident() - before);
    black_box((&graph, &feed));
}

fn build(thousands: u64) -> Replayed {
    replayed(Synthetic::of(thousands))
}

fn replayed(commits: impl Iterator<Item = Commit>) -> Replayed {
    let mut replay = Replay::default();
    (1..).map(Place::new).zip(commits).for_each(|(place, commit)| replay.take(place, commit));
    replay.finish().unwrap()
}

/// Asks a store in this process.
pub(crate) struct Asker {
    store: Arc<Store>,
    api: Api,
    pub(crate) runtime: tokio::runtime::Runtime,
}

impl Asker {
    /// With the reference data, and so many thousand entities more.
    pub(crate) fn new(thousands: u64) -> Self {
        Self::over(Synthetic::of(thousands))
    }

    /// With these commits.
    pub(crate) fn over(commits: impl Iterator<Item = Commit>) -> Self {
        let (journal, world) = (Arc::new(MemoryJournal::new()), Arc::new(Still::on("2018-02-01")));
        Self::of(Arc::new(Store::open(journal, replayed(commits), world).unwrap()))
    }

    /// Of this store.
    pub(crate) fn of(store: Arc<Store>) -> Self {
        Self {
            store,
            api: Api::default(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap(),
        }
    }

    /// As a coordinator.
    pub(crate) fn ask(&self, document: String) -> bytes::Bytes {
        self.ask_as(Clearance::Coordinator, document)
    }

    /// As somebody.
    pub(crate) fn ask_as(&self, clearance: Clearance, document: String) -> bytes::Bytes {
        self.runtime.block_on(self.execute(clearance, document))
    }

    /// As somebody, wherever this is awaited.
    pub(crate) async fn execute(&self, clearance: Clearance, document: String) -> bytes::Bytes {
        let caller = Caller { actor: Actor("bench".into()), clearance, token: None };
        let asked = Asked { document, ..Asked::default() };
        api::answer(&self.api, &self.store, caller, asked).await.bytes
    }
}

pub(crate) fn questions(table: &mut Table) {
    let (demo, million) = (Asker::new(0), Asker::new(THOUSANDS));
    let mut asked = 0_u64;
    for (name, of_demo, of_million) in QUESTIONS {
        let sizes = (demo.ask((*of_demo).to_owned()).len(), million.ask((*of_million).to_owned()).len());
        let mut cost = |asker: &Asker, document: &str| {
            let before = cpu_of_thread();
            for _ in 0..40 {
                asked += 1;
                black_box(asker.ask(format!("# {asked}\n{document}")));
            }
            (cpu_of_thread() - before).as_secs_f64() * 1e6 / 40.0
        };
        let rounds: Vec<_> = (0..15).map(|_| (cost(&demo, of_demo), cost(&million, of_million))).collect();
        let by_size = sizes.1 as f64 / sizes.0 as f64;
        let ratios = rounds.iter().map(|(demo, million)| million / demo / by_size).collect();
        let middle = |pick: fn(&(f64, f64)) -> f64| median(&rounds.iter().map(pick).collect::<Vec<_>>());
        let costs = (middle(|it| it.1), middle(|it| it.0));
        let detail = format!("{:.0} us for {} bytes to {:.0} us for {} bytes", costs.0, sizes.1, costs.1, sizes.0);
        table.add(
            format!("{name} of a million: CPU a byte to the reference data"),
            Target::AtMost(1.5),
            ratios,
            detail,
        );
    }
}

pub(crate) fn opening(table: &mut Table) {
    for (what, part) in [("of 1000 events", "thousands"), ("of one event", "singles")] {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let path = directory.path().to_str().unwrap();
        alone(&["write-journal", part, path]);
        let rounds: Vec<_> = (0..3).map(|_| alone(&["measure-opening", path])).collect();
        let pick = |at: usize| rounds.iter().map(|it| it[at]).collect::<Vec<_>>();
        let ratio = |of: usize, to: usize| rounds.iter().map(|it| it[of] / it[to]).collect::<Vec<_>>();
        let events = if part == "singles" { SINGLES * 1000 } else { THOUSANDS * 1000 };
        let detail = format!(
            "{events} events, {:.0} MB: {:.2} s to {:.3} s",
            median(&pick(0)) / 1e6,
            median(&pick(2)),
            median(&pick(1)),
        );
        table.add(
            format!("opening a journal, commits {what}: to reading, both warm"),
            Target::AtMost(10.0),
            ratio(2, 1),
            detail,
        );
        let detail = format!("{:.2} s to {:.2} s", median(&pick(4)), median(&pick(3)));
        table.add(
            format!("opening a journal, commits {what}: to reading, both cold"),
            Target::None,
            ratio(4, 3),
            detail,
        );
    }
}

/// The journal in a directory.
pub(crate) fn open(directory: &Path, replay: &mut dyn FnMut(Place, Commit)) -> SledJournal {
    SledJournal::open(directory, random(), replay).unwrap()
}

pub(crate) fn random() -> Randomness {
    let mut dice = Dice(7);
    Box::new(move |bytes| {
        bytes.iter_mut().for_each(|it| *it = dice.throw() as u8);
        Ok(())
    })
}

/// Writes a journal of commits of a thousand events, or of one.
pub(crate) fn write_journal(part: &str, directory: &Path) {
    let journal = open(directory, &mut |_, _| {});
    let mut place = journal.tail().place;
    let thousands = if part == "singles" { SINGLES } else { THOUSANDS };
    for commit in Synthetic::of(thousands) {
        let commits = match part {
            "singles" => commit.events.iter().map(|it| Commit { events: vec![it.clone()], ..commit.clone() }).collect(),
            _ => vec![commit],
        };
        place = journal.append(place, &commits).unwrap().last();
    }
    journal.close().unwrap();
}

/// The bytes of a journal's files, the seconds that reading them takes, and those that opening takes, warm; and both
/// cold.
pub(crate) fn measure_opening(directory: &Path) {
    let bytes = read_all(directory);
    let reading = seconds(|| read_all(directory));
    let opening = seconds(|| {
        let mut replay = Replay::default();
        let journal = open(directory, &mut |place, commit| replay.take(place, commit));
        black_box((journal, replay.finish().unwrap()))
    });
    forget(directory);
    let cold_reading = seconds(|| read_all(directory));
    forget(directory);
    let cold_opening = seconds(|| {
        let mut replay = Replay::default();
        let journal = open(directory, &mut |place, commit| replay.take(place, commit));
        black_box((journal, replay.finish().unwrap()))
    });
    println!("{bytes} {reading} {opening} {cold_reading} {cold_opening}");
}

pub(crate) fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let kept = work();
    let seconds = start.elapsed().as_secs_f64();
    drop(kept);
    seconds
}

pub(crate) fn files(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|it| it.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

pub(crate) fn read_all(directory: &Path) -> usize {
    let mut buffer = vec![0; 1 << 20];
    let mut read = |path| {
        let mut file = File::open(path).unwrap();
        std::iter::from_fn(|| Some(file.read(&mut buffer).unwrap()).filter(|it| *it > 0)).sum::<usize>()
    };
    files(directory).into_iter().map(&mut read).sum()
}

/// Has the files read from the disk when they are read next.
pub(crate) fn forget(directory: &Path) {
    forget_files(&files(directory));
}

/// Has these read from the disk when they are read next.
pub(crate) fn forget_files(paths: &[std::path::PathBuf]) {
    for path in paths {
        let file = File::open(path).unwrap();
        file.sync_all().unwrap();
        rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
    }
}
