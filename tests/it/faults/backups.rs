//! Backups and restores that are killed, or whose device is full or broken: what has the name of a backup is whole, a
//! restore is whole or refused as unfinished, and what is backed up is never touched.

use std::path::Path;
use std::process::Output;

use super::history::seeds;
use super::layer::Layer;
use crate::program::{Place, of_the_journal, program, run};

/// The faults, each of which comes at every step in turn.
const FAULTS: [&str; 3] = ["kill", "write", "sync"];

/// Does it with each fault at each step, until no step is left for the fault to come at: the most steps there were.
fn at_every_step(mut attempt: impl FnMut(&str) -> Output) -> u32 {
    let mut most = 0;
    for fault in FAULTS {
        for step in 0.. {
            let output = attempt(&format!("{fault} {step}"));
            if output.status.success() {
                most = most.max(step);
                break;
            }
            let said = String::from_utf8(output.stderr).unwrap();
            let expected = if fault == "kill" { (None, 0) } else { (Some(1), 1) };
            let found = (output.status.code(), said.lines().filter(|it| it.starts_with("demarche: ")).count());
            assert_eq!(found, expected, "{fault} {step}: {said}");
            assert!(!said.contains("panicked"), "{fault} {step}: {said}");
        }
    }
    most
}

fn empty(dir: &Path) {
    // It may not be there yet.
    let _ = std::fs::remove_dir_all(dir);
    std::fs::create_dir(dir).unwrap();
}

#[test]
fn a_backup_that_fails_at_any_step_leaves_no_half_backup() {
    let place = Place::new();
    place.import("data", &seeds(&place)).done();
    let expected = place.journal("data");
    let steps = at_every_step(|fault| {
        empty(&place.path("out"));
        let layer = Layer::over(&place.path("out"));
        layer.tell(fault);
        let (data, file) = (place.text("data"), place.text("out/journal.backup"));
        let output = layer.under(program(&["backup", "--data", &data, "--out", &file])).output().unwrap();
        let is_there = place.path("out/journal.backup").exists();
        assert!(is_there || !output.status.success(), "{fault}");
        if is_there {
            assert_eq!(of_the_journal(&run(&["verify", &file]).done()), expected, "{fault}");
        }
        assert_eq!(place.journal("data"), expected, "{fault}");
        output
    });
    assert!(steps > 2, "{steps}");
}

#[test]
fn a_restore_that_fails_at_any_step_is_whole_or_refused() {
    let place = Place::new();
    place.import("data", &seeds(&place)).done();
    let file = place.text("journal.backup");
    run(&["backup", "--data", &place.text("data"), "--out", &file]).done();
    let expected = place.verified("data");
    let steps = at_every_step(|fault| {
        empty(&place.path("root"));
        let layer = Layer::over(&place.path("root"));
        layer.tell(fault);
        let output =
            layer.under(program(&["restore", &file, "--data", &place.text("root/restored")])).output().unwrap();
        let ran = place.run("root/restored", &["verify"]);
        let is_refused = ran.code == Some(1) && ran.err.lines().count() == 1 && ran.err.starts_with("demarche: ");
        // The keys are in another file.
        let lacks_keys = ran.err.lines().count() == 1 && ran.err.contains("texts.keys: it lacks keys");
        let is_whole = ran.code == Some(0) && ran.out == expected && lacks_keys;
        assert!(is_whole || is_refused && !output.status.success(), "{fault} {ran:?}");
        output
    });
    assert!(steps > 10, "{steps}");
}
