//! Restoring: what is refused, and that nothing of it remains; a restore that is killed; and people who were forgotten.

use std::path::Path;
use std::process::Stdio;

use demarche::domain::AnyId;
use demarche::journal::{Journal, SledJournal};

use crate::program::{Place, Ran, program, run};

/// Data of one person, and its backups `journal.backup` and `keys.backup`.
fn backed_up() -> Place {
    let place = Place::new();
    place.with_person("data");
    place.back_up("data", "journal.backup", "keys.backup").done();
    place
}

fn restore(place: &Place, to: &str, files: &[&str]) -> Ran {
    let files: Vec<_> = files.iter().map(|it| place.text(it)).collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    place.run(to, &[&["restore"], files.as_slice()].concat())
}

fn restore_with(place: &Place, to: &str, files: &[&str], passphrase: &str) -> Ran {
    let files: Vec<_> = files.iter().map(|it| place.text(it)).collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    place.run(to, &[&["restore", "--passphrase", passphrase], files.as_slice()].concat())
}

fn count(dir: &Path) -> usize {
    std::fs::read_dir(dir).unwrap().count()
}

#[test]
fn what_was_cut_or_altered_is_refused_where_it_is_and_leaves_nothing() {
    let place = backed_up();
    let whole = std::fs::read(place.path("journal.backup")).unwrap();
    let bad = place.text("bad");
    std::fs::create_dir(place.path("empty")).unwrap();
    // In the header, in the first frames, throughout, and in the footer.
    let positions = [0, 7, 15, 18, 21, 40].into_iter().chain((100..whole.len()).step_by(whole.len() / 20));
    let positions: Vec<_> = positions.chain([140, 60, 20, 1].map(|it| whole.len() - it)).collect();
    assert!(positions.len() >= 28);
    for at in positions {
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        for (bytes, is_cut) in [(&whole[..at], true), (&flipped, false)] {
            std::fs::write(&bad, bytes).unwrap();
            for to in ["new", "empty"] {
                let ran = restore(&place, to, &["bad"]);
                let said = ran.err.lines().last().unwrap().strip_prefix("demarche: ").unwrap();
                assert!(ran.out.is_empty() && matches!(ran.code, Some(1 | 3)), "{at} {ran:?}");
                assert!(said.starts_with(&bad), "{at} {said}");
                let parts = [", place ", "header", "footer", "erasure list", "side file", "a file that goes along"];
                let named = parts.iter().any(|it| said.contains(it));
                assert!(named && said.contains("cut short") == is_cut, "{at} {said}");
            }
            assert!(!place.path("new").exists() && count(&place.path("empty")) == 0, "{at}");
        }
        let ran = run(&["verify", &bad]);
        assert!(ran.out.is_empty() && ran.err.starts_with(&format!("demarche: {bad}")), "{ran:?}");
    }
    std::fs::write(&bad, [&whole[..], b"more"].concat()).unwrap();
    assert!(restore(&place, "new", &["bad"]).err.contains("bad: something follows its footer; use another backup"));
    restore(&place, "empty", &["journal.backup"]).done();
    assert_eq!(place.verified("empty"), place.verified("data"));
}

#[test]
fn what_does_not_belong_together_is_refused_before_anything_is_made() {
    let place = backed_up();
    let right = place.passphrase();
    let wrong = place.file("wrong", "wrong wrong wrong\n");
    place.file("table.csv", "act,title\n1,One\n");
    let check = |ran: Ran, code: i32, expected: &str| {
        let said = ran.complaint(code);
        assert!(said.contains(expected), "{said}");
        assert!(!place.path("new").exists());
    };
    std::fs::copy(place.path("journal.backup"), place.path("other.backup")).unwrap();
    check(restore(&place, "new", &["journal.backup", "other.backup"]), 3, "are both backups of a journal: name one");
    check(restore_with(&place, "new", &["keys.backup"], &right), 3, "none of the files is a backup of a journal");
    check(restore(&place, "new", &["journal.backup", "table.csv"]), 3, "table.csv: it is neither a backup nor");
    check(
        restore(&place, "new", &["journal.backup", "keys.backup"]),
        3,
        "name its passphrase's file with --passphrase",
    );
    check(restore_with(&place, "new", &["journal.backup"], &right), 3, "none of the files is a backup of keys");
    let both = ["journal.backup", "keys.backup"];
    let sealed = "keys.backup: the passphrase is another than it was encrypted under, or the file was altered";
    check(restore_with(&place, "new", &both, &wrong), 3, sealed);
    check(run(&["verify", &place.text("keys.backup"), "--passphrase", &wrong]), 3, sealed);
    check(run(&["verify", &place.text("keys.backup")]), 3, "is a backup of keys: to check it, name its passphrase");
    check(
        run(&["verify", &place.text("data")]),
        3,
        "data is a directory: to check the data in it, name it with --data",
    );
    check(restore(&place, "new", &["missing"]), 1, "cannot read");
    let mut altered = std::fs::read(place.path("keys.backup")).unwrap();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    std::fs::write(place.path("keys.backup"), altered).unwrap();
    check(restore_with(&place, "new", &both, &right), 3, sealed);
}

#[test]
fn a_directory_that_holds_something_is_left_alone() {
    let place = backed_up();
    let expected = place.verified("data");
    let ran = restore(&place, "data", &["journal.backup"]);
    let said = ran.err.lines().last().unwrap();
    assert!(ran.code == Some(3) && said.contains("data is not empty, it holds "), "{ran:?}");
    assert!(said.ends_with(": a backup is restored into an empty or a new directory"), "{said}");
    assert_eq!(place.verified("data"), expected);
    let ran = restore(&place, "journal.backup", &["journal.backup"]);
    assert!(ran.complaint(3).contains("journal.backup is a file and not a directory: "), "{ran:?}");
}

#[test]
fn a_passphrase_may_come_by_standard_input() {
    let place = backed_up();
    let (to, files) = (place.text("new"), ["journal.backup", "keys.backup"].map(|it| place.text(it)));
    let mut command = program(&["restore", &files[0], &files[1], "--data", &to, "--passphrase", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"correct horse battery").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(place.export("new", "out").iter().any(|it| it.1.contains("Amina Okello")));
}

#[test]
fn a_restore_that_is_killed_is_not_taken_for_a_journal() {
    let place = backed_up();
    let (backup, to) = (place.text("journal.backup"), place.text("new"));
    let marker = place.path("new/restoring");
    let mut rounds = 0;
    // It may be done before it can be killed.
    while !marker.exists() {
        rounds += 1;
        assert!(rounds < 100, "it is always faster");
        if place.path("new").exists() {
            std::fs::remove_dir_all(place.path("new")).unwrap();
        }
        let mut child = program(&["restore", &backup, "--data", &to]).spawn().unwrap();
        while !marker.exists() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let out = place.text("out");
    for arguments in [
        &["verify"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["export", "--out", &out],
        &["backup", "--out", &out],
        &["import", &place.text("person.csv")],
        &["import", "--dry-run", &place.text("person.csv")],
        &["restore", &backup],
    ] {
        let ran = place.run("new", arguments);
        let said = ran.err.lines().last().unwrap();
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
        assert!(
            said.ends_with(
                "restoring: a restore into this directory was cut short; empty the directory and restore again"
            ),
            "{said}"
        );
    }
    assert!(marker.exists());
    std::fs::remove_dir_all(place.path("new")).unwrap();
    restore(&place, "new", &["journal.backup"]).done();
    assert_eq!(place.verified("new"), place.verified("data"));
}

#[test]
fn whoever_was_forgotten_stays_forgotten() {
    let place = backed_up();
    let passphrase = place.passphrase();
    let journal = SledJournal::open(&place.path("data"), Box::new(|_| Ok(())), &mut |_, _| ()).unwrap();
    journal.forget(&[AnyId::parse("contact:amina").unwrap()]).unwrap();
    drop(journal);
    place.back_up("data", "journal.later", "keys.later").done();
    std::fs::copy(place.path("data/persons.erased"), place.path("list")).unwrap();
    assert_eq!(run(&["verify", &place.text("list")]).done(), "erased 1\n");
    let later = place.text("keys.later");
    assert_eq!(run(&["verify", &later, "--passphrase", &passphrase]).done(), "keys 0\nerased 1\n");
    let knows = |to: &str| place.export(to, &format!("out-{to}")).iter().any(|it| it.1.contains("Amina Okello"));
    let check = |to: &str, files: &[&str], expected: bool| {
        let out = restore_with(&place, to, files, &passphrase).done();
        assert!(out.ends_with(if expected { "keys 1\nerased 0\n" } else { "keys 0\nerased 1\n" }), "{out}");
        assert_eq!((knows(to), place.path(to).join("persons.erased").exists()), (expected, !expected), "{files:?}");
    };
    assert!(!knows("data"));
    check("before", &["journal.backup", "keys.backup"], true);
    check("list-given", &["journal.backup", "keys.backup", "list"], false);
    check("journal-later", &["journal.later", "keys.backup"], false);
    check("keys-later", &["keys.later", "keys.backup", "journal.backup"], false);
    // Recorded again, a person is there again, and a list that is damaged is not passed over.
    place.import("list-given", &[place.text("person.csv")]).done();
    assert!(knows("list-given"));
    place.file("list", "demarche erasure list 1\n");
    let ran = restore_with(&place, "new", &["journal.backup", "keys.backup", "list"], &passphrase);
    assert!(
        ran.complaint(1).ends_with("list: line 2 of the erasure list is missing: it is cut short; use another backup")
    );
}
