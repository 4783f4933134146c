//! The directory that data are kept in: whose it must be.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::SystemTime;

use crate::program::{PATIENCE, Place, Ran, program};

/// Nobody, by number.
const NOBODY: u32 = 65534;

/// Every verb that opens a data directory.
fn verbs<'a>(out: &'a str, table: &'a str, backup: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["serve", "--listen", "127.0.0.1:0", "--demo"],
        vec!["import", table],
        vec!["import", "--dry-run", table],
        vec!["export", "--out", out],
        vec!["backup", "--out", out],
        vec!["restore", backup],
        vec!["verify"],
        vec!["token", "create", "--role", "admin", "--name", "A"],
        vec!["token", "list"],
        vec!["token", "revoke", "K"],
    ]
}

/// Runs the program to its end, which has to come: what is not refused would serve for ever.
fn ended(arguments: &[&str]) -> Ran {
    let child = program(arguments).spawn().unwrap();
    let id = child.id().to_string();
    let (sender, ended) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output().unwrap()));
    let output = ended.recv_timeout(PATIENCE);
    if output.is_err() {
        Command::new("kill").args(["-KILL", &id]).status().unwrap();
    }
    assert!(output.is_ok(), "{arguments:?} has not ended");
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// What lies in a directory, and when it was last written.
fn state(dir: &Path) -> BTreeMap<String, SystemTime> {
    let entries = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap());
    entries.map(|it| (it.file_name().into_string().unwrap(), it.metadata().unwrap().modified().unwrap())).collect()
}

#[test]
fn a_directory_of_somebody_else_is_refused_by_every_verb_and_left_as_it_is() {
    let place = Place::new();
    place.with_fixtures("own");
    place.back_up("own", "own.backup", "own.keys").done();
    let me = std::fs::metadata(place.path("own")).unwrap().uid();
    // Who may, gives one away; who may not, takes one that is root's.
    let (dir, advice) = if me == 0 {
        chown(place.path("own"), Some(NOBODY), None).unwrap();
        let advice = format!("{NOBODY}, and you are 0: run this as that user, such as by sudo -u '#{NOBODY}'");
        (place.text("own"), advice)
    } else {
        let advice =
            format!("0, and you are {me}: have it and all that is in it be yours, such as by sudo chown -R {me} /usr");
        ("/usr".to_owned(), advice)
    };
    let before = state(dir.as_ref());
    let (table, backup, out) =
        (place.file("acts.csv", "act,title\n1,One\n"), place.text("own.backup"), place.text("out"));
    for verb in verbs(&out, &table, &backup) {
        let ran = ended(&[verb.as_slice(), &["--data", &dir]].concat());
        assert_eq!(ran.complaint(3), format!("{dir} belongs to the user with number {advice}"), "{verb:?}");
        assert_eq!(state(dir.as_ref()), before, "{verb:?}");
    }
}

#[test]
fn a_file_is_no_directory_for_data() {
    let place = Place::new();
    place.with_fixtures("own");
    place.back_up("own", "own.backup", "own.keys").done();
    let file = place.file("afile", "a file where a directory should be");
    let (table, backup, out) =
        (place.file("acts.csv", "act,title\n1,One\n"), place.text("own.backup"), place.text("out"));
    for verb in verbs(&out, &table, &backup) {
        let ran = place.run("afile", &verb);
        let expected = format!("{file} is a file and not a directory: name a directory, or what is to become one");
        assert_eq!(ran.complaint(3), expected, "{verb:?}");
    }
}
