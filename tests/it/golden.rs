//! Journals and backups of every format version there has been. They are read for ever, and hold what they held.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::program::{Place, Served, check_same, files_in};

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
    check_same(&place.export("data", "out"), &files_in(&kept.join("exported")));
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
