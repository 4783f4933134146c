//! Starting with a snapshot file of a million entities beside replaying the journal; and what the writing of one costs
//! those who write and those who read meanwhile.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use demarche::journal::SledJournal;
use demarche::store::{Replay, Store};

use super::measure::{Table, Target, median};
use super::scale::{Asker, QUESTIONS, alone, forget, open, random, read_all, resident, seconds};
use super::synthetic::Dice;
use super::world::Still;
use super::writes::record;

const ROUNDS: usize = 3;
/// How often is looked at how far those who write or read have come.
const GLANCE: Duration = Duration::from_millis(20);

/// What was measured of a start with a snapshot, and of one without.
type Round = (Vec<f64>, Vec<f64>);

pub(crate) fn measure(table: &mut Table) {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = directory.path().to_str().unwrap();
    alone(&["write-journal", "thousands", path]);
    alone(&["keep-snapshot", path]);
    let bytes = read_all(&directory.path().join("snapshots"));
    for files in ["warm", "cold"] {
        let start = |way: &str| alone(&["measure-starting", way, files, path]);
        let rounds: Vec<_> = (0..ROUNDS).map(|_| (start("quick"), start("whole"))).collect();
        let middle = |of: &dyn Fn(&Round) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
        let (quick, whole) = (middle(&|it| it.0[0]), middle(&|it| it.1[0]));
        let detail = format!("{quick:.2} s with a snapshot of {:.0} MB, {whole:.2} s without", bytes as f64 / 1e6);
        let ratios = rounds.iter().map(|it| it.0[0] / it.1[0]).collect();
        let target = if files == "warm" { Target::AtMost(0.333) } else { Target::None };
        table.add(format!("starting with a million: snapshot to replaying, both {files}"), target, ratios, detail);
        if files == "warm" {
            let seconds = rounds.iter().map(|it| it.0[0]).collect();
            table.add("starting with a million: seconds", Target::AtMost(2.0), seconds, "");
            let (quick, whole) = (middle(&|it| it.0[1]), middle(&|it| it.1[1]));
            let detail = format!("{:.0} MB to {:.0} MB", quick / 1e6, whole / 1e6);
            let ratios = rounds.iter().map(|it| it.0[1] / it.1[1]).collect();
            table.add("memory after a start with a snapshot: to after replaying", Target::AtMost(1.1), ratios, detail);
        }
    }
    for (clients, files) in [("64", "4"), ("1", "2")] {
        let numbers = alone(&["measure-keeping", clients, files, path]);
        let [during, beside, reads_during, reads_beside, took] = numbers[..] else { panic!("{numbers:?}") };
        let detail = format!("{during:.0}/s to {beside:.0}/s; a snapshot takes {took:.1} s");
        let what = format!("durable mutations, {clients} at once, while a snapshot is written: to without");
        table.add(what, Target::AtLeast(0.8), vec![during / beside], detail);
        let detail = format!("{reads_during:.0}/s to {reads_beside:.0}/s, one reader, nobody writes");
        table.add(
            "questions while a snapshot is written: to without",
            Target::AtLeast(0.9),
            vec![reads_during / reads_beside],
            detail,
        );
    }
}

fn store(directory: &Path) -> Store {
    store_with_dice(directory, 1)
}

fn store_with_dice(directory: &Path, seed: u64) -> Store {
    let mut replay = Replay::default();
    let journal = SledJournal::start(directory, random(), &mut replay).unwrap();
    Store::open(Arc::new(journal), replay.finish().unwrap(), Arc::new(Still::with_dice("2026-11-23", seed))).unwrap()
}

/// Has a snapshot file written.
pub(crate) fn keep(directory: &Path) {
    store(directory).close().unwrap();
}

/// The seconds until a store can be asked, with a snapshot or without, and the bytes that are then resident.
pub(crate) fn measure_start(way: &str, files: &str, directory: &Path) {
    match files {
        "cold" => forget(directory),
        _ => drop(read_all(directory)),
    }
    let mut kept = None;
    let took = match way {
        "quick" => seconds(|| kept = Some(store(directory))),
        _ => seconds(|| {
            let mut replay = Replay::default();
            let journal = open(directory, &mut |place, commit| replay.take(place, commit));
            let world = Arc::new(Still::on("2026-11-23"));
            kept = Some(Store::open(Arc::new(journal), replay.finish().unwrap(), world).unwrap());
        }),
    };
    // Both copies of the graph are there by then, and what was needed on the way is given back.
    std::thread::sleep(Duration::from_secs(2));
    println!("{took} {}", resident());
    drop(kept);
}

/// How many times something was done, and in how many seconds.
#[derive(Default)]
struct Pace {
    times: f64,
    seconds: f64,
}

impl Pace {
    fn rate(&self) -> f64 {
        self.times / self.seconds
    }
}

/// Whether a snapshot file is being written.
fn is_under_way(directory: &Path) -> bool {
    let entries = fs::read_dir(directory.join("snapshots")).unwrap();
    entries.filter_map(Result::ok).any(|it| it.path().extension().is_some_and(|it| it == "unfinished"))
}

/// The paces of what is counted while a snapshot is being written, and while none is. Looks on until `enough`.
fn look_on(directory: &Path, counted: &AtomicU64, mut enough: impl FnMut(bool) -> bool) -> (Pace, Pace) {
    let (mut during, mut beside) = (Pace::default(), Pace::default());
    let mut before = is_under_way(directory);
    while !enough(before) {
        let (count, start) = (counted.load(Ordering::Relaxed), Instant::now());
        std::thread::sleep(GLANCE);
        let after = is_under_way(directory);
        // What lies between counts as under way: that is where a copy of the graph may have to be waited for.
        let pace = if before || after { &mut during } else { &mut beside };
        pace.times += (counted.load(Ordering::Relaxed) - count) as f64;
        pace.seconds += start.elapsed().as_secs_f64();
        before = after;
    }
    (during, beside)
}

/// The mutations a second while snapshots are written and while none is, the same of questions, and the seconds that a
/// snapshot takes.
pub(crate) fn measure_keeping(clients: &str, files: &str, directory: &Path) {
    let (clients, files): (u64, u32) = (clients.parse().unwrap(), files.parse().unwrap());
    let store = Arc::new(store_with_dice(directory, 1000 + clients));
    let (counted, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let (counted, over) = (&counted, &over);
    std::thread::scope(|scope| {
        for number in 0..clients {
            let store = &store;
            scope.spawn(move || {
                let mut dice = Dice(number + 1);
                while !over.load(Ordering::Relaxed) {
                    record(store, &mut dice);
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let (mut seen, mut was) = (0, false);
        let (during, beside) = look_on(directory, counted, |is| {
            seen += u32::from(is && !was);
            was = is;
            // The next one has begun.
            seen > files
        });
        over.store(true, Ordering::Relaxed);
        let asked = questions(&store, directory);
        println!(
            "{} {} {} {} {}",
            during.rate(),
            beside.rate(),
            asked.0.rate(),
            asked.1.rate(),
            during.seconds / f64::from(files)
        );
    });
    store.close().unwrap();
}

/// Asks while a snapshot is being written, and for as long after it.
fn questions(store: &Arc<Store>, directory: &Path) -> (Pace, Pace) {
    let (counted, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let (counted, over) = (&counted, &over);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let asker = Asker::of(Arc::clone(store));
            while !over.load(Ordering::Relaxed) {
                let number = counted.fetch_add(1, Ordering::Relaxed);
                black_box(asker.ask(format!("# {number}\n{}", QUESTIONS[0].2)));
            }
        });
        let mut left = None;
        let paces = look_on(directory, counted, |is| {
            if !is && left.is_none() {
                left = Some(Instant::now());
            }
            left.is_some_and(|it| it.elapsed() > Duration::from_secs(3))
        });
        over.store(true, Ordering::Relaxed);
        paces
    })
}
