//! Forgetting a person: the key is gone for good, from memory, from its file, and from whatever copy of it comes back.

use super::*;
use crate::domain::AnyId;
use crate::journal::Health;

const KEYS: &str = "persons.keys";
const ERASED: &str = "persons.erased";

fn held_by(name: &str) -> Commit {
    commit([contact("post-a", "Mission", Some(someone(name)))])
}

/// Two posts and their holders.
fn filled() -> (tempfile::TempDir, SledJournal) {
    let dir = tempfile::tempdir().unwrap();
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &[held_by("Anacleta"), commit([contact("post-b", "Ministry", Some(someone("Bartholomew")))])]);
    (dir, journal)
}

fn post(key: &str) -> AnyId {
    AnyId::parse(&format!("contact:{key}")).unwrap()
}

fn names(commits: impl Iterator<Item = Commit>) -> Vec<Option<String>> {
    commits.map(|it| Some(it.events[0].entity.person()?.name.as_ref()?.to_string())).collect()
}

fn read(journal: &SledJournal) -> Vec<Option<String>> {
    names(journal.read(Place::BEGINNING).map(|it| it.unwrap().1))
}

fn reopened(dir: &Path) -> Vec<Option<String>> {
    names(open(dir).unwrap().1.into_iter().map(|it| it.1))
}

fn name(name: &str) -> Option<String> {
    Some(name.to_owned())
}

fn text(dir: &Path, file: &str) -> String {
    std::fs::read_to_string(dir.join(file)).unwrap()
}

#[test]
fn a_forgotten_person_is_gone_and_may_be_recorded_again() {
    let (dir, journal) = filled();
    let key = text(dir.path(), KEYS).lines().next().unwrap().split(' ').nth(1).unwrap().to_owned();
    journal.forget(&[post("post-a")]).unwrap();
    assert_eq!(read(&journal), [None, name("Bartholomew")]);
    let keys = text(dir.path(), KEYS);
    assert!(!keys.contains(&key) && !keys.contains("post-a") && keys.contains("post-b"), "{keys}");
    let erased = text(dir.path(), ERASED);
    assert!(erased.contains(&key) && !erased.contains("post-"), "{erased}");

    // The key of the next one goes into the file as it is now, not as it was.
    append(&journal, &[held_by("Amina")]);
    let expected = [None, name("Bartholomew"), name("Amina")];
    assert_eq!(read(&journal), expected);
    assert_eq!(text(dir.path(), KEYS).lines().count(), 2);
    drop(journal);
    assert_eq!(reopened(dir.path()), expected);
    let (journal, _) = open(dir.path()).unwrap();
    journal.forget(&[post("post-a")]).unwrap();
    assert_eq!(read(&journal), [None, name("Bartholomew"), None]);
    assert_eq!(text(dir.path(), ERASED).lines().count(), 4);
}

#[test]
fn forgetting_whom_nobody_knows_changes_nothing() {
    let (dir, journal) = filled();
    let keys = text(dir.path(), KEYS);
    journal.forget(&[post("post-c")]).unwrap();
    assert_eq!(text(dir.path(), KEYS), keys);
    assert!(!dir.path().join(ERASED).exists());
    journal.close().unwrap();
    assert!(matches!(journal.forget(&[post("post-a")]), Err(JournalError::Poisoned { .. })));
    assert_eq!(text(dir.path(), KEYS), keys);
}

#[test]
fn a_key_on_the_list_is_destroyed_whenever_it_comes_back() {
    let (dir, journal) = filled();
    let before = text(dir.path(), KEYS);
    journal.forget(&[post("post-a")]).unwrap();
    let after = text(dir.path(), KEYS);
    drop(journal);
    // As a crash between the list and the file would leave it, or an old copy of the file.
    std::fs::write(dir.path().join(KEYS), &before).unwrap();
    for _ in 0..2 {
        assert_eq!(reopened(dir.path()), [None, name("Bartholomew")]);
        assert_eq!(text(dir.path(), KEYS), after);
    }
}

#[test]
fn what_cannot_be_written_poisons_and_the_list_decides() {
    let check = |blocked: &str, expected: &[Option<String>]| {
        let (dir, journal) = filled();
        let blocked = dir.path().join(format!("{blocked}.partial"));
        std::fs::create_dir(&blocked).unwrap();
        journal.forget(&[post("post-a")]).unwrap_err();
        assert!(matches!(journal.health(), Health::Poisoned(_)));
        drop(journal);
        std::fs::remove_dir(&blocked).unwrap();
        assert_eq!(reopened(dir.path()), expected);
    };
    check(ERASED, &[name("Anacleta"), name("Bartholomew")]);
    check(KEYS, &[None, name("Bartholomew")]);
}

#[test]
fn a_list_that_cannot_be_read_is_not_taken_for_none() {
    let (dir, journal) = filled();
    journal.forget(&[post("post-a")]).unwrap();
    drop(journal);
    let list = text(dir.path(), ERASED);
    let check = |text: &str, expected: &str| {
        std::fs::write(dir.path().join(ERASED), text).unwrap();
        let found = open(dir.path()).err().unwrap().to_string();
        assert!(found.contains(expected), "{found}");
    };
    check("", "persons.erased: line 1 of the erasure list is not its first; keep");
    check(&list[..list.len() - 20], "persons.erased: line 2 of the erasure list is no record");
    std::fs::write(dir.path().join(ERASED), &list).unwrap();
    assert_eq!(reopened(dir.path()), [None, name("Bartholomew")]);
}

#[test]
fn whoever_succeeds_somebody_at_a_post_leaves_no_key_of_theirs() {
    let (dir, journal) = filled();
    let of_post = || text(dir.path(), KEYS).lines().filter(|it| it.contains("post-a")).count();
    let by = |commit: Commit| Commit { succeeded: [post("post-a")].into(), ..commit };
    append(&journal, &[by(held_by("Amina"))]);
    assert_eq!((read(&journal), of_post()), (vec![name("Anacleta"), name("Bartholomew"), name("Amina")], 2));
    // A crash comes before anything is forgotten.
    drop(journal);
    // Whoever opens it reads it once before they are forgotten, and from then on nobody does.
    drop(SledJournal::open(dir.path(), randomness(), &mut |_, _| {}).unwrap());
    assert_eq!((reopened(dir.path()), of_post()), (vec![None, name("Bartholomew"), name("Amina")], 1));

    // What comes after it in the same batch is the new one's as well.
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &[held_by("Amina"), by(held_by("Rut")), by(held_by("Zita")), held_by("Zita")]);
    journal.succeed(&[post("post-a")]).unwrap();
    let expected = [None, name("Bartholomew"), None, None, None, name("Zita"), name("Zita")];
    assert_eq!((read(&journal), of_post()), (expected.to_vec(), 1));
    drop(journal);

    // A key that was drawn for a commit that did not come to be takes none away.
    let keys = text(dir.path(), KEYS);
    let words: Vec<_> = keys.lines().find(|it| it.contains("post-a")).unwrap().split(' ').collect();
    let body = format!("1 {} {} {}", "0123456789abcdef0123456789abcdef", words[2], words[3]);
    let line = format!("{body} {:08x}\n", crc32c::crc32c(body.as_bytes()));
    std::fs::write(dir.path().join(KEYS), keys + &line).unwrap();
    drop(open(dir.path()).unwrap());
    assert_eq!((reopened(dir.path()), of_post()), (expected.to_vec(), 2));

    // Whoever leaves goes too, where nobody follows.
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &[by(commit([contact("post-a", "Mission", None)]))]);
    journal.succeed(&[post("post-a")]).unwrap();
    drop(journal);
    let expected: Vec<_> = (0..8).map(|it| name("Bartholomew").filter(|_| it == 1)).collect();
    assert_eq!((reopened(dir.path()), of_post()), (expected, 1));
}
