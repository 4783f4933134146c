//! Personal details: readable nowhere but through `persons.keys`, and gone without it.

use super::*;
use crate::journal::error::RESTORE;

use std::os::unix::fs::PermissionsExt;

const KEYS: &str = "persons.keys";

/// The files below `dir` in which the bytes of `needle` are found.
fn found_in(dir: &Path, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(found_in(&path, needle));
        } else if memchr(&std::fs::read(&path).unwrap(), needle.as_bytes()) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

fn memchr(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|it| it == needle)
}

/// Two people, the first recorded twice, the second in a commit of many parts.
fn commits() -> Vec<Commit> {
    let mut large = large();
    large.events.push(Event { entity: contact("post-b", "Ministry", Some(someone("Bartholomew"))) });
    vec![
        commit([contact("post-a", "Mission", Some(someone("Anacleta")))]),
        large,
        commit([contact("post-a", "Ministry", Some(someone("Anacleta"))), contact("post-c", "Ministry", None)]),
    ]
}

fn filled() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &commits()[..2]);
    append(&journal, &commits()[2..]);
    drop(journal);
    settle(dir.path());
    dir
}

fn keys(dir: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(dir.join(KEYS)).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(str::to_owned).collect()
}

/// The names of the holders of posts, by commit.
fn names(dir: &Path) -> Vec<Vec<Option<String>>> {
    let name = |it: &Event| Some(it.entity.person()?.name.as_ref()?.to_string());
    let (_, replayed) = open(dir).unwrap();
    let events = replayed.iter().map(|it| it.1.events.iter().rev().take(2).rev());
    events.map(|it| it.map(name).collect()).collect()
}

#[test]
fn details_come_back_and_lie_nowhere_in_clear() {
    let dir = filled();
    let (journal, replayed) = open(dir.path()).unwrap();
    assert_eq!(replayed.into_iter().map(|it| it.1).collect::<Vec<_>>(), commits());
    drop(journal);
    for needle in ["Anacleta", "Bartholomew", "example.org"] {
        assert_eq!(found_in(dir.path(), needle), [""; 0], "{needle}");
    }
    // The search would find them: what is not personal is found.
    assert_eq!(found_in(dir.path(), "Counsellor"), ["db"]);
    let keys = keys(dir.path());
    let subjects: Vec<_> = keys.iter().map(|it| it.split(' ').nth(3).unwrap()).collect();
    assert_eq!(subjects, ["contact:post-a", "contact:post-b"]);
    for line in keys {
        assert_eq!(found_in(dir.path(), line.split(' ').nth(2).unwrap()), [KEYS]);
    }
}

#[test]
fn only_the_owner_may_read_the_keys() {
    let dir = filled();
    let path = dir.path().join(KEYS);
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    open(dir.path()).unwrap();
    assert_eq!(mode(), 0o600);
}

#[test]
fn a_forgotten_person_has_no_details_and_may_be_recorded_again() {
    let dir = filled();
    let name = |it: &str| Some(it.to_owned());
    let expected = vec![vec![name("Anacleta")], vec![None, name("Bartholomew")], vec![name("Anacleta"), None]];
    assert_eq!(names(dir.path()), expected);

    let rest = keys(dir.path())[1].clone() + "\n";
    std::fs::write(dir.path().join(KEYS), rest).unwrap();
    let expected = vec![vec![None], vec![None, name("Bartholomew")], vec![None, None]];
    assert_eq!(names(dir.path()), expected);
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &commits()[..1]);
    drop(journal);
    let expected = vec![vec![None], vec![None, name("Bartholomew")], vec![None, None], vec![name("Anacleta")]];
    assert_eq!(names(dir.path()), expected);
    assert_eq!(keys(dir.path()).len(), 2);
}

#[test]
fn a_torn_last_line_is_cleaned_up() {
    let dir = filled();
    let path = dir.path().join(KEYS);
    let whole = std::fs::read(&path).unwrap();
    let check = |torn: &[u8]| {
        std::fs::write(&path, [&whole, torn].concat()).unwrap();
        assert_eq!(names(dir.path()).len(), 3);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
        let (journal, _) = open(dir.path()).unwrap();
        append(&journal, &[commit([contact("post-d", "Mission", Some(someone("Desmond")))])]);
        drop(journal);
        assert_eq!(names(dir.path()).last().unwrap(), &[Some("Desmond".to_owned())]);
    };
    check(b"1 0123");
    assert_eq!(keys(dir.path()).len(), 3);

    // The same, with what follows written by those who cut the line off.
    std::fs::write(&path, [&whole, &b"1 0123"[..]].concat()).unwrap();
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &[commit([contact("post-e", "Mission", Some(someone("Edith")))])]);
    drop(journal);
    assert_eq!(names(dir.path()).last().unwrap(), &[Some("Edith".to_owned())]);
}

#[test]
fn a_record_that_is_none_is_named() {
    let dir = filled();
    let path = dir.path().join(KEYS);
    let whole = std::fs::read_to_string(&path).unwrap();
    let check = |text: &str, line: usize| {
        std::fs::write(&path, text).unwrap();
        let expected = format!("{}: line {line} is no record; {RESTORE}", path.display());
        assert_eq!(open(dir.path()).err().unwrap().to_string(), expected);
    };
    check(&whole.replacen("post-a", "post-x", 1), 1);
    check(&whole.replace("post-b", "post-x"), 2);
    check(&format!("\n{whole}"), 1);
    check(&format!("{whole}\n"), 3);
}

#[test]
fn a_missing_file_of_keys_is_not_taken_for_people_forgotten() {
    let dir = filled();
    let path = dir.path().join(KEYS);
    std::fs::remove_file(&path).unwrap();
    let found = open(dir.path()).err().unwrap().to_string();
    assert!(found.contains("persons.keys: the file is missing; restore"), "{found}");
    std::fs::write(&path, "").unwrap();
    assert!(names(dir.path()).into_iter().flatten().all(|it| it.is_none()));
}

#[test]
fn details_that_do_not_open_under_their_key_are_damage() {
    let dir = filled();
    let path = dir.path().join(KEYS);
    // The first person's key under the id of the second's.
    let keys = keys(dir.path());
    let word = |line: usize, at: usize| keys[line].split(' ').nth(at).unwrap();
    let body = format!("1 {} {} contact:post-b", word(1, 1), word(0, 2));
    let forged = format!("{}\n{body} {:08x}\n", keys[0], crc32c::crc32c(body.as_bytes()));
    std::fs::write(&path, forged).unwrap();
    let found = open(dir.path()).err().unwrap().to_string();
    let expected =
        format!("db, place 2: the personal details of contact:post-b do not open under their key; {RESTORE}");
    assert!(found.ends_with(&expected), "{found}");
}

#[test]
fn without_randomness_nothing_is_written_and_nothing_is_harmed() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()).unwrap());
    let none: Randomness = Box::new(|_| Err(std::io::Error::other("none left")));
    let journal = SledJournal::open(dir.path(), none, &mut |_, _| ()).unwrap();
    let refused = journal.append(Place::BEGINNING, &commits()[..1]).unwrap_err();
    assert_eq!(refused.to_string(), "no random bytes to be had: none left");
    append(&journal, &[small(0)]);
    assert_eq!(journal.tail().place.get(), 1);
    assert!(keys(dir.path()).is_empty());
}
