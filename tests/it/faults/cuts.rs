//! The power is cut: whatever the device had not yet been made to keep may be gone, torn or out of order.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::disk::Disk;
use super::history::{Found, History, SEEDED, Told, seeds};
use super::layer::Layer;
use super::record::{Change, Recorded};
use crate::program::{Place, Served, dice, keep_token, program, rounds, run, serving, token_file};

/// How many rows the large import has: it takes several frames.
const LARGE: usize = 1500;

/// How much of what was not synced a cut leaves.
const KEPT: [f64; 5] = [0.0, 0.1, 0.5, 0.9, 1.0];

/// A run that was recorded, from an empty directory on.
struct Run {
    changes: Vec<Recorded>,
    history: History,
    /// How long the record was when an import had ended: the small one, the large one.
    imports: [u64; 2],
    /// The token that the clients show, and how long the record was when it had been made.
    token: (String, u64),
}

/// Clients write, the service is stopped, a large import comes in, clients write again, and the service is killed.
fn run_recorded() -> Run {
    let place = Place::new();
    std::fs::create_dir(place.path("root")).unwrap();
    let dir = place.text("root/data");
    let layer = Layer::over(&place.path("root"));
    let import = |files: &[String]| {
        let files: Vec<_> = files.iter().map(String::as_str).collect();
        let arguments = [&["import", "--data", &dir], files.as_slice()].concat();
        let output = layer.under(program(&arguments)).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        layer.length()
    };
    let row = |number: usize| format!("e{number},document,{},2016-12-31,,,\n", "A long title. ".repeat(14));
    let rows: String = (0..LARGE).map(row).collect();
    let large = place.file("large.csv", format!("evidence_id,kind,title,date,publisher,url,iso3\n{rows}"));
    let mut history = History::default();
    let mut write = |stops: bool| {
        let served = Served::begin(layer.under(serving(&["--data", &dir])));
        history.write(&served.address, 3, 25, &AtomicBool::new(false), &|| layer.length());
        if stops {
            served.signal("TERM");
            assert_eq!(served.ended().code, Some(0));
        }
    };
    let small = import(&seeds(&place));
    keep_token(&place.path("root/data"), &layer.under(program(&[])));
    let token = (std::fs::read_to_string(token_file(&place.path("root/data"))).unwrap(), layer.length());
    write(true);
    let large = import(&[large]);
    write(false);
    Run { changes: layer.recorded(), history, imports: [small, large], token }
}

/// What is wrong with a directory after a cut.
fn wrong(recorded: &Run, root: &Path, by: u64) -> Vec<String> {
    let dir = root.join("data");
    let acknowledged = recorded.imports[0] <= by;
    let path = dir.to_str().unwrap();
    let ran = run(&["verify", "--data", path]);
    if ran.code != Some(0) {
        // Where nothing was acknowledged there may be nothing at all, but never what cannot be begun.
        let is_absent = !acknowledged && ran.err.contains("holds no journal");
        return if is_absent { Vec::new() } else { vec![format!("refused: {ran:?}")] };
    }
    let found = match Found::read(&dir) {
        Ok(found) => found,
        Err(reason) => return vec![format!("refused at the second look: {reason}")],
    };
    let mut wrong = recorded.history.wrong(&found, by);
    for (at, events) in recorded.imports.iter().zip([SEEDED, LARGE]) {
        let there =
            found.commits.iter().filter(|it| it.command.as_str() == "import" && it.events.len() == events).count();
        if there > 1 || there == 0 && *at <= by {
            wrong.push(format!("the import of {events} is there {there} times"));
        }
    }
    let strangers =
        found.commits.iter().filter(|it| it.idempotency.is_none() && ![SEEDED, LARGE].contains(&it.events.len()));
    wrong.extend(strangers.map(|it| format!("{} of {} events was never asked for", it.command, it.events.len())));
    wrong
}

/// What is wrong after the service that was started on what the cut has left was sent once more what was not answered.
fn wrong_after_resending(recorded: &Run, root: &Path, by: u64) -> Vec<String> {
    let mut history = recorded.history.as_of(by);
    std::fs::write(token_file(&root.join("data")), &recorded.token.0).unwrap();
    let served = Served::start(&["--data", root.join("data").to_str().unwrap()]);
    history.resend(&served.address);
    drop(served);
    Found::read(&root.join("data")).map_or_else(|it| vec![it], |found| history.wrong(&found, u64::MAX))
}

/// What is wrong where the power is cut again while the program opens what the cut has left.
fn wrong_after_another_cut(recorded: &Run, root: &Path, by: u64, dice: &mut fastrand::Rng) -> Vec<String> {
    let layer = Layer::over(root);
    let out = tempfile::tempdir().unwrap();
    let (data, out) = (root.join("data"), out.path().to_str().unwrap());
    let export = program(&["export", "--data", data.to_str().unwrap(), "--out", out]);
    let output = layer.under(export).output().unwrap();
    if !output.status.success() {
        return vec![format!("refused: {output:?}")];
    }
    let changes = layer.recorded();
    let begun = changes.partition_point(|it| it.end == 0);
    let place = Place::new();
    let before = begun + dice.usize(..=changes.len() - begun);
    Disk::after(&changes[..before]).cut(*dice.choice(&KEPT).unwrap(), dice, &place.path("root"));
    wrong(recorded, &place.path("root"), by)
}

/// Cuts the power at random, and says of how many cuts something was wrong, and the first of it.
fn cut(run: &Run, changes: &[Recorded], cuts: u32) -> (u32, Vec<String>) {
    let mut dice = dice();
    let granted: Vec<_> = run
        .history
        .wishes()
        .filter_map(|it| match &it.told {
            Told::Granted(_, at) => Some(*at),
            _ => None,
        })
        .chain(run.imports)
        .collect();
    let (mut bad, mut first) = (0, Vec::new());
    for number in 0..cuts {
        // Many a cut comes right after something was acknowledged, many during the beginning.
        let at = match dice.u8(..4) {
            0 => changes[dice.usize(..60)].end,
            1 => changes[dice.usize(..changes.len())].end,
            _ => granted[dice.usize(..granted.len())],
        };
        let before = changes.partition_point(|it| it.end <= at);
        let kept = *dice.choice(&KEPT).unwrap();
        let place = Place::new();
        Disk::after(&changes[..before]).cut(kept, &mut dice, &place.path("root"));
        let root = place.path("root");
        let mut found = match number % 4 {
            1 if at >= run.imports[0] => wrong_after_another_cut(run, &root, at, &mut dice),
            _ => wrong(run, &root, at),
        };
        if number % 4 == 0 && found.is_empty() && at >= run.token.1 {
            found = wrong_after_resending(run, &root, at);
        }
        if !found.is_empty() {
            bad += 1;
            if first.is_empty() {
                first = found;
                first.insert(0, format!("cut {number} at {at} ({before} changes), {kept} kept"));
            }
        }
    }
    (bad, first)
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let run = run_recorded();
    assert!(run.changes.len() > 200 && run.history.granted() > 80, "{}", run.changes.len());
    let (bad, first) = cut(&run, &run.changes, rounds(16));
    assert_eq!(bad, 0, "{first:#?}");
}

#[test]
fn without_syncs_the_cuts_find_losses() {
    let run = run_recorded();
    let unsynced: Vec<_> = run
        .changes
        .iter()
        .filter(|it| match &it.change {
            Change::SyncEnds(_, path, ..) => !path.ends_with("journal/db"),
            _ => true,
        })
        .cloned()
        .collect();
    assert!(unsynced.len() < run.changes.len());
    let (bad, _) = cut(&run, &unsynced, 10);
    assert!(bad > 0);
}
