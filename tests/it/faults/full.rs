//! Devices that are full or broken: nothing that was acknowledged is lost, reads go on, writes are refused and say so,
//! and a service that is started anew on a whole device goes on.

use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::history::{Found, History, SEEDED, Told, seeds};
use super::layer::Layer;
use super::record::Change;
use crate::program::{Place, Served, program, serving, token_for};

fn seeded() -> Place {
    let place = Place::new();
    place.import("data", &seeds(&place)).done();
    token_for(&place.path("data"));
    place
}

/// So many wishes, one after the other.
fn write(history: &mut History, served: &Served, most: usize) {
    history.write(&served.address, 1, most, &AtomicBool::new(false), &|| 0);
}

/// That the service reads and does not write, and says so.
fn check_read_only(served: &Served) {
    assert_eq!(served.data("{ acts { title } }"), json!({ "acts": [{ "title": "One" }, { "title": "Two" }] }));
    let ready = served.get("/health/ready");
    assert_eq!((ready.status, &ready.json()["status"]), (503, &json!("degraded")));
    assert!(ready.json()["reason"].as_str().unwrap().len() > 20, "{ready:?}");
    assert_eq!(served.get("/health/live").status, 200);
}

/// That on a whole device all goes on, and all that was acknowledged is there once.
fn check_recovers(place: &Place, mut history: History) {
    let served = Served::start(&["--data", &place.text("data")]);
    assert_eq!(served.get("/health/ready").status, 200);
    history.resend(&served.address);
    write(&mut history, &served, 5);
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    place.verified("data");
    let wrong = history.wrong(&Found::read(&place.path("data")).unwrap(), u64::MAX);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A service whose device fails in this way once it has written a little.
fn fail(lines: &str) -> (Place, Layer, Served, History) {
    let place = seeded();
    let layer = Layer::over(&place.path("data"));
    let served = Served::begin(layer.under(serving(&["--data", &place.text("data")])));
    let mut history = History::default();
    write(&mut history, &served, 10);
    assert_eq!(history.granted(), 8);
    layer.tell(lines);
    write(&mut history, &served, 5);
    (place, layer, served, history)
}

#[test]
fn a_full_device_ends_the_writes_and_not_the_reads() {
    for file in ["journal/db", "persons.keys", "HEAD", ""] {
        let (place, _layer, served, history) = fail(&format!("write 0 {file}"));
        assert!(history.wishes().any(|it| it.told == Told::Nothing), "{file}");
        check_read_only(&served);
        served.signal("TERM");
        // With what came before it is done, or it says that it is not; it never hangs.
        served.ended();
        check_recovers(&place, history);
    }
}

#[test]
fn a_full_device_is_no_end_for_what_was_killed_on_it() {
    for after in [0, 1, 2, 3] {
        let (place, _layer, served, history) = fail(&format!("write {after} journal/db"));
        drop(served);
        check_recovers(&place, history);
    }
}

#[test]
fn a_limit_on_the_size_of_files_is_a_full_device() {
    let place = seeded();
    // Each open fills the file up to where the engine's next segment begins.
    place.verified("data");
    let size = std::fs::metadata(place.path("data/journal/db")).unwrap().len();
    let limited = |command: Command| {
        let mut shell = Command::new("bash");
        // In kilobytes.
        let script = format!("ulimit -f {}; trap '' XFSZ; exec \"$@\"", size.div_ceil(1024) + 100);
        shell.args(["-c", &script, "bash"]).arg(command.get_program()).args(command.get_args());
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        shell
    };
    let large = large(&place, 10_000);
    let output = limited(program(&["import", &large, "--data", &place.text("data")])).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.trim_end().ends_with("make room on the device; nothing is lost"), "{said}");
    let again = limited(program(&["verify", "--data", &place.text("data")])).output().unwrap();
    let said = String::from_utf8(again.stderr).unwrap();
    if again.status.code() != Some(0) {
        assert!(said.trim_end().ends_with("make room on the device; nothing is lost"), "{said}");
    }
    check_recovers(&place, History::default());
    assert_eq!(Found::read(&place.path("data")).unwrap().commits[0].events.len(), SEEDED);
    place.import("data", &[large]).done();
    check_recovers(&place, History::default());
}

/// A file of so many rows.
fn large(place: &Place, rows: usize) -> String {
    let row = |number: usize| format!("e{number},document,{},2016-12-31,,,\n", "A long title. ".repeat(14));
    let rows: String = (0..rows).map(row).collect();
    place.file("large.csv", format!("evidence_id,kind,title,date,publisher,url,iso3\n{rows}"))
}

/// How often this file was synced, counted from the first time that it failed.
fn syncs_from_the_first_that_fails(layer: &Layer, file: &str) -> usize {
    let syncs = layer.recorded().into_iter().filter_map(|it| match it.change {
        Change::SyncEnds(_, path, _, done) if path.ends_with(file) => Some(done),
        _ => None,
    });
    syncs.skip_while(|it| *it).count()
}

#[test]
fn a_sync_that_fails_is_not_tried_again() {
    for file in ["journal/db", "persons.keys"] {
        let (place, layer, served, mut history) = fail(&format!("sync 0 {file}"));
        write(&mut history, &served, 10);
        assert_eq!(syncs_from_the_first_that_fails(&layer, file), 1, "{file}");
        assert!(history.wishes().any(|it| it.told == Told::Nothing));
        check_read_only(&served);
        served.signal("TERM");
        let ran = served.ended();
        assert!(ran.err.contains("ERROR a write has failed; the service is read-only"), "{ran:?}");
        // The engine may have one of its own as it goes, on which nothing rests.
        let own = usize::from(file == "journal/db");
        assert!((1..=1 + own).contains(&syncs_from_the_first_that_fails(&layer, file)), "{file}");
        check_recovers(&place, history);
    }
}

#[test]
fn an_import_that_fails_at_any_step_is_whole_or_absent() {
    let place = seeded();
    let large = large(&place, 600);
    let mut absent = 0;
    for fault in ["write", "sync", "kill"] {
        for step in 0.. {
            let layer = Layer::over(&place.path("data"));
            layer.tell(&format!("{fault} {step}"));
            let output = layer.under(program(&["import", &large, "--data", &place.text("data")])).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            let found = Found::read(&place.path("data")).unwrap();
            let events: Vec<_> = found.commits.iter().map(|it| it.events.len()).collect();
            let is_absent = events == [SEEDED];
            assert!(is_absent || events == [SEEDED, 600], "{fault} {step}: {events:?}");
            absent += u32::from(is_absent);
            if !is_absent {
                // To begin again.
                std::fs::remove_dir_all(place.path("data")).unwrap();
                place.import("data", &seeds(&place)).done();
            }
            if output.status.success() {
                assert!(!is_absent, "{fault} {step}");
                break;
            }
            let (code, lines) = if fault == "kill" { (None, 0) } else { (Some(1), 1) };
            let last = said.lines().last().unwrap_or_default();
            assert_eq!(
                (output.status.code(), said.matches("demarche: ").count()),
                (code, lines),
                "{fault} {step}: {said}"
            );
            assert!(lines == 0 || last.starts_with("demarche: ") && last.contains("/data"), "{fault} {step}: {said}");
            assert!(!said.contains("panicked"), "{fault} {step}: {said}");
        }
    }
    assert!(absent > 10, "{absent}");
}

#[test]
fn before_the_device_is_full_nothing_is_written_and_once_there_is_room_it_goes_on() {
    let place = seeded();
    let layer = Layer::over(&place.path("data"));
    let served = Served::begin(layer.under(serving(&["--data", &place.text("data")])));
    let mut history = History::default();
    write(&mut history, &served, 5);
    layer.tell(&format!("room {}", 1 << 20));
    let length = layer.length();
    write(&mut history, &served, 5);
    assert_eq!(history.wishes().filter(|it| it.told == Told::Nothing).count(), 5);
    check_read_only(&served);
    assert_eq!(layer.length(), length, "something was written");
    layer.tell("");
    assert_eq!(served.get("/health/ready").status, 200);
    history.resend(&served.address);
    drop(served);
    check_recovers(&place, history);
}

#[test]
fn a_snapshot_that_cannot_be_written_is_only_a_warning() {
    let place = seeded();
    let mut history = History::default();
    for what in ["write", "sync"] {
        for step in 0.. {
            let layer = Layer::over(&place.path("data"));
            let served = Served::begin(layer.under(serving(&["--data", &place.text("data")])));
            write(&mut history, &served, 5);
            layer.tell(&format!("{what} {step} snapshots"));
            served.signal("TERM");
            let ran = served.ended();
            assert_eq!(ran.code, Some(0), "{what} {step} {ran:?}");
            if !ran.err.contains(" WARN no snapshot file is kept; nothing is lost") {
                assert!(step > 0 && ran.err.contains("is kept, at place"), "{what} {step} {ran:?}");
                break;
            }
        }
    }
    check_recovers(&place, history);
}
