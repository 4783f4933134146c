//! Journals and backups of every format version there has been. They are read for ever, and hold what they held.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::program::{Place, Served, files_in};

/// The versions kept, each a directory named by its number.
fn versions() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/journals");
    let mut found: Vec<_> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_dir()).collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|it| it.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// That the data directory holds what the version held.
fn check(place: &Place, kept: &Path) {
    let verified = place.run("data", &["verify"]);
    assert_eq!((verified.err.as_str(), verified.code), ("", Some(0)), "{}", kept.display());
    assert_eq!(verified.out, fs::read_to_string(kept.join("verified")).unwrap(), "{}", kept.display());
    let (exported, told) = (place.export("data", "out"), files_in(&kept.join("exported")));
    for (name, content) in &exported {
        let before = told.iter().find(|it| it.0 == *name);
        check_told(name, before.map_or("", |it| it.1.as_str()), content);
    }
    // Files of that version say the same today.
    let paths: Vec<_> = told.iter().map(|it| kept.join("exported").join(&it.0).to_str().unwrap().to_owned()).collect();
    let unchanged = place.import("data", &paths).done();
    assert!(unchanged.lines().all(|it| it.contains(" 0 created, 0 changed, ")), "{unchanged}");
}

/// That a file says in every row what it said in that version, whatever columns came since. Files that came since are
/// empty.
fn check_told(name: &str, before: &str, now: &str) {
    let rows = |text: &str| -> Vec<HashMap<String, String>> {
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
    };
    let (before, mut now) = (rows(before), rows(now));
    for (row, before) in now.iter_mut().zip(&before) {
        row.retain(|column, _| before.contains_key(column));
    }
    assert_eq!(now, before, "{name}");
}

#[test]
fn journals_of_every_version_open_and_hold_what_they_held() {
    for kept in versions() {
        let place = Place::new();
        copy(&kept.join("data"), &place.path("data"));
        check(&place, &kept);
        // A service may begin with a snapshot file of that version, or replay the journal: the answer is the same.
        let served = Served::start(&["--data", &place.text("data")]);
        let found =
            served.data(r#"{ node(id: "contact:mex-desk") { ... on Contact { post name email phone revision } } }"#);
        let expected = json!({ "post": "Minister counsellor", "name": "Amina Example", "email": null,
            "phone": "+41 00 000 00 00", "revision": 2 });
        assert_eq!(found["node"], expected, "{}", kept.display());
    }
}

#[test]
fn backups_of_every_version_are_restored() {
    for kept in versions() {
        let place = Place::new();
        let file = |name: &str| kept.join(name).to_str().unwrap().to_owned();
        let (journal, keys, passphrase) = (file("journal.backup"), file("keys.backup"), file("passphrase"));
        place.run("data", &["restore", &journal, &keys, "--passphrase", &passphrase]).done();
        check(&place, &kept);
    }
}
