//! Backups: what goes in comes back, to the byte; nothing that was cut or altered is restored.

use super::*;
use crate::journal::error::RESTORE;
use std::fs;
use std::path::PathBuf;

use crate::domain::AnyId;
use crate::journal::{
    BackedUp, FrameHash, Kept, KeysBackup, Passphrase, Resting, Sources, Verified, check_list, open_keys, receive,
    recognise, restore, verify, verify_backup,
};

fn held_by(post: &str, name: &str) -> Commit {
    commit([contact(post, "Mission", Some(someone(name)))])
}

fn filled(commits: &[Commit]) -> (tempfile::TempDir, SledJournal) {
    let dir = tempfile::tempdir().unwrap();
    let (journal, _) = open(&dir.path().join("data")).unwrap();
    append(&journal, commits);
    (dir, journal)
}

fn backup(journal: &SledJournal) -> Vec<u8> {
    let mut bytes = Vec::new();
    let BackedUp { tail, .. } = journal.back_up(&mut bytes, &|_, _| ()).unwrap();
    assert!(tail.place <= journal.tail().place);
    bytes
}

fn resting(dir: &Path) -> Result<Vec<u8>, JournalError> {
    settle(dir);
    let mut bytes = Vec::new();
    Resting::open(dir)?.back_up(&mut bytes, &|_, _| ())?;
    Ok(bytes)
}

fn passphrase() -> Passphrase {
    Passphrase::new(b"correct horse battery").unwrap()
}

fn keys(dir: &Path, journal: &SledJournal) -> PathBuf {
    let path = dir.join(format!("keys-{}", fs::read_dir(dir).unwrap().count()));
    fs::write(&path, journal.back_up_keys(&passphrase()).unwrap()).unwrap();
    path
}

fn opened(paths: &[&PathBuf]) -> Vec<KeysBackup> {
    paths.iter().map(|it| open_keys(it, &passphrase()).unwrap()).collect()
}

/// What a restore of these makes: its directory, and the names in it.
fn restored(dir: &Path, journal: &[u8], keys: &[&PathBuf], lists: &[&PathBuf]) -> (PathBuf, Vec<Option<String>>) {
    let number = fs::read_dir(dir).unwrap().count();
    let (path, to) = (dir.join(format!("backup-{number}")), dir.join(format!("restored-{number}")));
    fs::write(&path, journal).unwrap();
    let sources =
        Sources { journal: path, keys: opened(keys), erasures: lists.iter().map(|it| it.to_path_buf()).collect() };
    restore(&to, sources, &|_, _| ()).unwrap();
    let commits = open(&to).unwrap().1;
    let name = |it: &Commit| Some(it.events[0].entity.person()?.name.as_ref()?.to_string());
    (to, commits.iter().map(|it| name(&it.1)).collect())
}

fn name(name: &str) -> Option<String> {
    Some(name.to_owned())
}

/// Checks bytes as they arrive.
fn received(bytes: &[u8]) -> Result<BackedUp, String> {
    let mut copy = Vec::new();
    let result = receive(bytes, Path::new("b"), &mut copy, &|_| ());
    result.inspect(|_| assert_eq!(copy, bytes)).map_err(|it| it.to_string())
}

#[test]
fn what_is_restored_is_what_was_backed_up_to_the_byte() {
    let (dir, journal) = filled(&[held_by("post-a", "Anacleta"), large(), small(1), held_by("post-b", "Bo")]);
    let bytes = backup(&journal);
    let keys = keys(dir.path(), &journal);
    drop(journal);
    assert!(resting(&dir.path().join("data")).unwrap() == bytes);
    let expected = verify(&dir.path().join("data"), &mut |_, _| ()).unwrap();
    let (to, names) = restored(dir.path(), &bytes, &[&keys], &[]);
    assert_eq!(names, [name("Anacleta"), None, None, name("Bo")]);
    assert!(resting(&to).unwrap() == bytes);
    assert_eq!(fs::read(to.join("persons.keys")).unwrap(), fs::read(dir.path().join("data/persons.keys")).unwrap());
    assert_eq!(verify(&to, &mut |_, _| ()).unwrap(), expected);
    let path = dir.path().join("backup");
    fs::write(&path, &bytes).unwrap();
    let mut places = Vec::new();
    let found = verify_backup(&path, &mut |place, _| places.push(place.get()), &|_, _| ()).unwrap();
    assert_eq!((found, places[..2].to_vec(), places.len()), (expected.clone(), vec![1, 2], 4));
    assert_eq!(received(&bytes).unwrap(), BackedUp { tail: expected.tail, commits: 4 });

    let (to, names) = restored(dir.path(), &bytes, &[], &[]);
    assert_eq!(names, [const { None }; 4]);
    // It goes on like any other, from where it ends.
    let (journal, _) = open(&to).unwrap();
    append(&journal, &[held_by("post-a", "Amina")]);
    drop(journal);
    assert_eq!(open(&to).unwrap().1.len(), 5);
}

#[test]
fn an_empty_journal_has_a_backup_too() {
    let (dir, journal) = filled(&[]);
    let bytes = backup(&journal);
    drop(journal);
    assert!(resting(&dir.path().join("data")).unwrap() == bytes);
    let (to, names) = restored(dir.path(), &bytes, &[], &[]);
    assert_eq!(names, []);
    let tail = Tail { place: Place::BEGINNING, hash: FrameHash::BEGINNING };
    let expected = Verified { tail, commits: 0, events: 0, takeaways: Vec::new(), audit: None };
    assert_eq!(verify(&to, &mut |_, _| ()).unwrap(), expected);
}

#[test]
fn a_backup_has_all_that_was_durable_and_appends_go_on() {
    let (_dir, journal) = filled(&[small(0), large()]);
    let running = std::sync::atomic::AtomicBool::new(true);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while running.load(std::sync::atomic::Ordering::Relaxed) {
                append(&journal, &[held_by(&format!("post-{number}"), "Someone"), large()]);
                number += 1;
            }
        });
        let mut last = 0;
        while last < 300 {
            let before = journal.tail().place;
            let BackedUp { tail, .. } = received(&backup(&journal)).unwrap();
            assert!(tail.place >= before && tail.place.get() >= last);
            last = tail.place.get();
        }
        running.store(false, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn parts_that_a_crash_left_are_not_backed_up() {
    let (dir, journal) = filled(&[small(0), held_by("post-a", "Anacleta")]);
    let expected = backup(&journal);
    let head = fs::read(dir.path().join("data/HEAD")).unwrap();
    let end = append(&journal, &[large()]).0;
    drop(journal);
    let data = dir.path().join("data");
    fs::write(data.join("HEAD"), head).unwrap();
    meddle(&data, |db| drop((10..=end).map(|it| db.remove(it.to_be_bytes()).unwrap()).collect::<Vec<_>>()));
    assert!(resting(&data).unwrap() == expected);
}

#[test]
fn a_damaged_journal_is_not_backed_up() {
    let check = |edit: fn(&sled::Db), expected: &str| {
        let (dir, journal) = filled(&[0, 1, 2, 3, 4].map(small));
        journal.close().unwrap();
        drop(journal);
        let data = dir.path().join("data");
        meddle(&data, edit);
        let mut bytes = Vec::new();
        let found = Resting::open(&data).unwrap().back_up(&mut bytes, &|_, _| ()).unwrap_err().to_string();
        assert!(found.contains(expected) && found.ends_with(RESTORE), "{found}");
        assert!(received(&bytes).unwrap_err().contains("cut short"));
    };
    check(|db| drop(db.remove(3_u64.to_be_bytes())), "place 3: the frame is missing; the one found next is 4");
    check(|db| drop(db.remove(5_u64.to_be_bytes())), "place 5: the journal ends before it, though it goes to place 5");
    check(|db| drop(db.insert(5_u64.to_be_bytes(), b"short")), "place 5: the frame's checksum does not hold");
    check(|db| drop(db.insert(b"rubbish", b"")), "place 6: what is found instead of the frame is no frame");
}

#[test]
fn every_cut_and_every_flipped_bit_is_refused_where_it_is() {
    let (_dir, journal) = filled(&[held_by("post-a", "Anacleta"), small(1), small(2)]);
    journal.forget(&[AnyId::parse("contact:post-a").unwrap()]).unwrap();
    let bytes = backup(&journal);
    assert_eq!(received(&bytes).unwrap().tail, journal.tail());
    let named = |said: &str| {
        let words = ["place 1: ", "place 2: ", "place 3: ", "place 4: ", "footer", "header", "erasure list"];
        let mut words = words.into_iter().chain(["in a file that goes along", "side file"]);
        assert!(words.any(|it| said.contains(it)), "{said}");
    };
    // The zeros that takeaways end with are all alike.
    let zeros = bytes.windows(1000).position(|it| it.iter().all(|it| *it == 0)).unwrap();
    for at in (0..zeros + 2).chain(zeros + 15_000..bytes.len()) {
        let cut = received(&bytes[..at]).unwrap_err();
        assert!(cut.contains("cut short"), "{at} {cut}");
        named(&cut);
        let mut altered = bytes.clone();
        altered[at] ^= 1 << (at % 8);
        named(&received(&altered).unwrap_err());
    }
    assert_eq!(
        received(&[&bytes[..], b"\n"].concat()).unwrap_err(),
        "b: something follows its footer; use another backup"
    );
    assert_eq!(
        received(&bytes[..zeros / 2]).unwrap_err(),
        "b, place 2: the backup is cut short in a frame; use another backup"
    );
    // Whole frames may be missing before a footer that holds.
    let frame = |at: usize| 4 + u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let second = 20 + frame(20);
    let third = second + frame(second);
    let without = |from: usize, to: usize| received(&[&bytes[..from], &bytes[to..]].concat()).unwrap_err();
    let footer = "b: the footer tells of other frames than there are; use another backup";
    assert_eq!(without(third, third + frame(third)), footer);
    assert_eq!(without(20, third + frame(third)), footer);
    assert_eq!(without(20, second), "b, place 1: the frame says that its place is 2; use another backup");
    assert_eq!(without(second, third), "b, place 2: the frame says that its place is 3; use another backup");
    let mut later = bytes;
    later[15] = 3;
    let sum = crc32c::crc32c(&later[..16]).to_be_bytes();
    later[16..20].copy_from_slice(&sum);
    assert_eq!(
        received(&later).unwrap_err(),
        "b: version 3 of a backup is not known to this version; use the version of demarche that wrote it, or a later one"
    );
}

#[test]
fn a_backup_that_is_refused_leaves_nothing() {
    let (dir, journal) = filled(&[small(0), large(), small(1)]);
    let bytes = backup(&journal);
    let path = dir.path().join("altered");
    let there = dir.path().join("there");
    fs::create_dir(&there).unwrap();
    for at in (30..bytes.len()).step_by(bytes.len() / 12) {
        for bytes in [&bytes[..at], &[&bytes[..at], &[bytes[at] ^ 1], &bytes[at + 1..]].concat()] {
            fs::write(&path, bytes).unwrap();
            for to in [&there, &dir.path().join("new")] {
                let sources = || Sources { journal: path.clone(), ..Sources::default() };
                let refused = restore(to, sources(), &|_, _| ()).unwrap_err().to_string();
                assert!(refused.starts_with(&format!("{}", path.display())), "{refused}");
                assert_eq!(fs::read_dir(to).map(Iterator::count).ok(), (to == &there).then_some(0));
            }
        }
    }
}

#[test]
fn what_is_forgotten_stays_forgotten_whatever_is_restored() {
    let (dir, journal) = filled(&[held_by("post-a", "Anacleta"), held_by("post-b", "Bo")]);
    let dir = dir.path();
    let (old, old_keys) = (backup(&journal), keys(dir, &journal));
    let check = |journal: &[u8], keys: &[&PathBuf], lists: &[&PathBuf], expected: [Option<String>; 2]| {
        let (to, names) = restored(dir, journal, keys, lists);
        assert_eq!(names, expected);
        let kept = fs::read_to_string(to.join("persons.keys")).unwrap();
        assert_eq!(kept.lines().count(), names.iter().flatten().count());
        to
    };
    check(&old, &[&old_keys], &[], [name("Anacleta"), name("Bo")]);
    journal.forget(&[AnyId::parse("contact:post-a").unwrap()]).unwrap();
    let (new, new_keys) = (backup(&journal), keys(dir, &journal));
    let list = dir.join("data/persons.erased");
    assert_eq!(check_list(&list).unwrap(), 1);
    let forgotten = [None, name("Bo")];
    for (journal, keys, lists) in [
        (&old, vec![&old_keys], vec![&list]),
        (&old, vec![&new_keys], vec![]),
        (&old, vec![&old_keys, &new_keys], vec![]),
        (&new, vec![&old_keys], vec![]),
        (&new, vec![&new_keys, &old_keys], vec![&list, &list]),
    ] {
        let to = check(journal, &keys, &lists, forgotten.clone());
        assert_eq!(fs::read(to.join("persons.erased")).unwrap(), fs::read(&list).unwrap());
    }
    check(&new, &[], &[], [None, None]);
}

#[test]
fn a_restore_that_was_cut_short_is_told_from_a_journal() {
    let (dir, journal) = filled(&[small(0)]);
    let path = dir.path().join("backup");
    fs::write(&path, backup(&journal)).unwrap();
    drop(journal);
    let data = dir.path().join("data");
    settle(&data);
    fs::write(data.join("restoring"), "").unwrap();
    let expected = format!(
        "{}: a restore into this directory was cut short; empty the directory and restore again",
        data.join("restoring").display()
    );
    let again = restore(&data, Sources { journal: path, ..Sources::default() }, &|_, _| ());
    for refused in [open(&data).err(), verify(&data, &mut |_, _| ()).err(), resting(&data).err(), again.map(drop).err()]
    {
        assert_eq!(refused.unwrap().to_string(), expected);
    }
    fs::remove_file(data.join("restoring")).unwrap();
    assert_eq!(open(&data).unwrap().1.len(), 1);
}

#[test]
fn a_directory_that_holds_anything_is_left_alone() {
    let (dir, journal) = filled(&[small(0)]);
    let path = dir.path().join("backup");
    fs::write(&path, backup(&journal)).unwrap();
    let to = dir.path().join("to");
    fs::create_dir(&to).unwrap();
    fs::write(to.join("precious"), "data").unwrap();
    let refused = restore(&to, Sources { journal: path, ..Sources::default() }, &|_, _| ()).unwrap_err().to_string();
    assert!(
        refused.ends_with("to is not empty, it holds precious: a backup is restored into an empty or a new directory")
    );
    assert_eq!(fs::read_dir(&to).unwrap().count(), 1);
}

#[test]
fn files_are_known_by_how_they_begin() {
    let (dir, journal) = filled(&[held_by("post-a", "Anacleta")]);
    journal.forget(&[AnyId::parse("contact:post-a").unwrap()]).unwrap();
    let path = dir.path().join("file");
    let check = |bytes: &[u8], expected: Result<Kept, &str>| {
        fs::write(&path, bytes).unwrap();
        let found = recognise(&path).map_err(|it| it.to_string().replace(path.to_str().unwrap(), "file"));
        assert_eq!(found.as_ref().map_err(String::as_str), expected.as_ref().map_err(|it| *it));
    };
    check(&backup(&journal), Ok(Kept::Journal));
    check(&journal.back_up_keys(&passphrase()).unwrap(), Ok(Kept::Keys));
    check(&fs::read(dir.path().join("data/persons.erased")).unwrap(), Ok(Kept::Erasures));
    let foreign = "file: it is neither a backup nor an erasure list: its header is none of theirs";
    check(b"act,title\n1,One\n", Err(foreign));
    check(b"demarche bakcup", Err(foreign));
    let cut = "file: the file is cut short in its header; use another backup";
    check(b"", Err(cut));
    check(b"demarche ", Err(cut));
}

#[test]
fn a_backup_that_cannot_be_written_says_so() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| std::io::Error::other("it is full"))?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (_dir, journal) = filled(&[large(), large(), large(), large(), large(), large(), large(), large(), large()]);
    for room in [0, 100, 3_000_000] {
        let failed = journal.back_up(&mut Full(room), &|_, _| ()).unwrap_err();
        assert_eq!(failed.to_string(), "the backup cannot be written: it is full");
    }
    let bytes = backup(&journal);
    let failed = receive(&bytes[..], Path::new("b"), &mut Full(100), &|_| ()).unwrap_err();
    assert_eq!(failed.to_string(), "the backup cannot be written: it is full");
}
