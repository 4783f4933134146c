//! What is damaged is refused, and the message says what is wrong; what a failed append leaves behind is not built on.

use super::*;
use crate::journal::Health;
use crate::journal::error::RESTORE;
use crate::journal::frame::Frame;
use crate::journal::verify;

fn filled(commits: &[Commit]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, commits);
    journal.close().unwrap();
    drop(journal);
    settle(dir.path());
    dir
}

fn five() -> tempfile::TempDir {
    filled(&[0, 1, 2, 3, 4].map(small))
}

/// That opening and verifying both refuse the directory in these words, and that a second look is no kinder.
fn refused(dir: &Path, expected: &str) {
    for _ in 0..2 {
        let found = open(dir).err().expect(expected).to_string();
        assert!(found.ends_with(expected), "{found}");
        assert!(!found.contains('\n'));
        assert_eq!(verify(dir, &mut |_, _| ()).unwrap_err().to_string(), found);
    }
}

fn get(db: &sled::Db, place: u64) -> Vec<u8> {
    db.get(place.to_be_bytes()).unwrap().unwrap().to_vec()
}

fn put(db: &sled::Db, place: u64, bytes: Vec<u8>) {
    db.insert(place.to_be_bytes(), bytes).unwrap();
}

/// The frame at this place with its payload edited, and its checksum right.
fn forged(db: &sled::Db, place: u64, edit: impl Fn(String) -> String) -> Vec<u8> {
    let bytes = get(db, place);
    let frame = Frame::read(&bytes).unwrap();
    let payload = edit(String::from_utf8(frame.payload.to_vec()).unwrap());
    let payload = payload.as_bytes();
    Frame { payload, ..frame }.write()
}

#[test]
fn edited_frames_are_named() {
    let check = |edit: fn(&sled::Db), expected: &str| {
        let dir = five();
        meddle(dir.path(), edit);
        refused(dir.path(), &format!("journal/db, {expected}; {RESTORE}"));
    };
    check(
        |db| {
            let mut bytes = get(db, 3);
            bytes[60] ^= 1;
            put(db, 3, bytes);
        },
        "place 3: the frame's checksum does not hold",
    );
    check(|db| drop(db.remove(3_u64.to_be_bytes())), "place 3: the frame is missing; the one found next is 4");
    check(|db| drop(db.remove(1_u64.to_be_bytes())), "place 1: the frame is missing; the one found next is 2");
    check(|db| put(db, 3, get(db, 2)), "place 3: the frame says that its place is 2");
    check(
        |db| put(db, 3, forged(db, 3, |it| it.replace("post-2", "post-9"))),
        "place 4: the frame does not follow the one before it",
    );
    check(
        |db| put(db, 5, forged(db, 5, |it| it.replace("post-4", "post-9"))),
        "place 5: the frame is not the one that HEAD names",
    );
    check(
        |db| drop(db.remove(5_u64.to_be_bytes())),
        "place 5: the journal ends before it, though HEAD says that it goes to place 5",
    );
    check(|db| db.clear().unwrap(), "place 1: the journal ends before it, though HEAD says that it goes to place 5");
    check(|db| drop(db.insert(b"rubbish", b"")), "place 6: what is found instead of the frame is no frame");
}

#[test]
fn parts_that_are_missing_in_the_middle_are_damage() {
    let dir = filled(&[small(0), large(), small(1)]);
    meddle(dir.path(), |db| drop(db.remove(10_u64.to_be_bytes())));
    refused(dir.path(), &format!("place 10: the frame is missing; the one found next is 11; {RESTORE}"));
    let dir = filled(&[small(0), large()]);
    meddle(dir.path(), |db| {
        let (last, _) = db.last().unwrap().unwrap();
        db.remove(last).unwrap();
    });
    let found = open(dir.path()).err().unwrap().to_string();
    assert!(found.contains("place 2: the journal ends before it, though HEAD says"), "{found}");
}

#[test]
fn what_a_later_version_wrote_is_refused_and_not_skipped() {
    let check = |from: &'static str, to: &'static str, expected: &str| {
        let dir = five();
        meddle(dir.path(), |db| {
            // The last frame, so that the chain holds; HEAD is taken away, as it would name another.
            put(
                db,
                5,
                forged(db, 5, |it| {
                    assert!(it.contains(from), "{it}");
                    it.replacen(from, to, 1)
                }),
            );
        });
        std::fs::write(dir.path().join("HEAD"), "").unwrap();
        let found = open(dir.path()).err().unwrap().to_string();
        assert!(found.contains("db, place 5: ") && found.contains(expected), "{found}");
        assert!(
            found.ends_with("is not known to this version; use the version of demarche that wrote it, or a later one")
        );
    };
    check("\"v\":1", "\"v\":2", "version 2 of an event of kind `contact`");
    check("\"kind\":\"contact\"", "\"kind\":\"planets\"", "the kind `planets`");
    check("\"actor\"", "\"sponsor\"", "unknown field `sponsor`");
    check("\"actor\":\"token:geneva-desk\",", "", "a commit without actor, time or command");
    check("\"recorded_at\":\"2018-02-01T10:00:00.123456Z\",", "", "a commit without actor, time or command");
    check("\"command\":\"createContact\",", "", "a commit without actor, time or command");
    check("\"v\":1,", "\"v\":1,\"hidden\":true,", "unknown field `hidden`");
    check("\"level\":\"global\"", "\"level\":\"lunar\"", "the form of a commit");
}

#[test]
fn a_lost_database_is_not_begun_anew() {
    let check = |lose: fn(&Path)| {
        let dir = five();
        lose(&dir.path().join("journal"));
        refused(
            dir.path(),
            &format!(
                "journal/db: the file is missing or empty, though HEAD says that the journal goes to place 5; {RESTORE}"
            ),
        );
    };
    check(|it| std::fs::remove_dir_all(it).unwrap());
    check(|it| std::fs::remove_file(it.join("db")).unwrap());
    check(|it| std::fs::write(it.join("db"), "").unwrap());
}

#[test]
fn no_flipped_or_missing_bytes_of_the_engine_go_unnoticed() {
    let dir = five();
    // Opened twice, the engine has snapshots of its own.
    open(dir.path()).unwrap();
    let expected: Vec<_> = (1..).zip([0, 1, 2, 3, 4].map(small)).collect();
    settle(dir.path());
    let db = dir.path().join("journal/db");
    let whole = std::fs::read(&db).unwrap();
    let used = whole.iter().rposition(|it| *it != 0).unwrap();
    let snapshots = |dir: &Path| {
        let entries = std::fs::read_dir(dir.join("journal")).unwrap().map(|it| it.unwrap().path());
        entries.filter(|it| it.to_string_lossy().contains("/snap.")).collect::<Vec<_>>()
    };
    let kept: Vec<_> = snapshots(dir.path()).into_iter().map(|it| (std::fs::read(&it).unwrap(), it)).collect();
    let check = |bytes: &[u8], with_snapshots: bool| {
        settle(dir.path());
        snapshots(dir.path()).iter().for_each(|it| std::fs::remove_file(it).unwrap());
        if with_snapshots {
            kept.iter().for_each(|(bytes, path)| std::fs::write(path, bytes).unwrap());
        }
        std::fs::write(&db, bytes).unwrap();
        match open(dir.path()) {
            Ok((_, replayed)) => assert_eq!(replayed, expected),
            Err(refused) => {
                let text = refused.to_string();
                assert!(text.contains("/journal") && !text.contains('\n'), "{text}");
            }
        }
    };
    for at in (0..used).step_by(used / 20) {
        for with_snapshots in [false, true] {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            check(&flipped, with_snapshots);
            check(&whole[..at], with_snapshots);
        }
    }
    check(&whole, true);
}

#[test]
fn a_snapshot_that_a_crash_left_half_written_is_put_aside() {
    let dir = five();
    let half = dir.path().join("journal/snap.FFFFFFFFFFFFFFFF.generating");
    std::fs::write(&half, "half").unwrap();
    let (_, replayed) = open(dir.path()).unwrap();
    assert_eq!(replayed.len(), 5);
    assert!(!half.exists());
    assert!(dir.path().join("journal/aside/snap.FFFFFFFFFFFFFFFF.generating").exists());
}

#[test]
fn a_failed_append_poisons_and_reads_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(dir.path()).unwrap();
    append(&journal, &[small(0)]);
    let tail = journal.tail();
    journal.engine().break_sync();
    let failed = journal.append(tail.place, &[small(1), small(2)]).unwrap_err();
    let reason = failed.to_string();
    assert!(reason.starts_with("cannot sync ") && reason.contains("journal/db: "), "{reason}");
    assert_eq!(journal.health(), Health::Poisoned(reason.clone()));
    for after in [tail.place, Place::new(3), Place::BEGINNING] {
        match journal.append(after, &[small(1)]) {
            Err(JournalError::Poisoned { reason: found }) => assert_eq!(found, reason),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(journal.tail(), tail);
    let read: Vec<_> = journal.read(Place::BEGINNING).map(|it| it.unwrap()).collect();
    assert_eq!(read, [(Place::new(1), small(0))]);
}

#[test]
fn without_room_nothing_is_written_and_nothing_is_poisoned() {
    let dir = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(dir.path()).unwrap();
    append(&journal, &[small(0)]);
    journal.room().fill(true);
    let full = journal.append(Place::new(1), &[small(1)]).unwrap_err();
    assert!(full.is_harmless() && full.to_string().contains("make room"), "{full}");
    assert_eq!(journal.health(), Health::NoRoom(full.to_string()));
    assert_eq!(journal.tail().place, Place::new(1));
    journal.room().fill(false);
    assert_eq!(journal.health(), Health::Healthy);
    assert_eq!(append(&journal, &[small(1)]), (2, vec![2]));
    drop(journal);
    assert_eq!(open(dir.path()).unwrap().1.len(), 2);
}

#[test]
fn lost_keys_are_noticed_without_head() {
    let dir = five();
    std::fs::remove_file(dir.path().join("HEAD")).unwrap();
    std::fs::remove_file(dir.path().join("persons.keys")).unwrap();
    let found = open(dir.path()).err().unwrap().to_string();
    assert!(found.contains("persons.keys: the file is missing; restore"), "{found}");
}

#[test]
fn nothing_follows_what_head_could_not_vouch_for() {
    let dir = tempfile::tempdir().unwrap();
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &[small(0)]);
    journal.break_head();
    assert_eq!(append(&journal, &[small(1)]), (2, vec![2]));
    assert!(matches!(journal.health(), Health::Poisoned(reason) if reason.contains("HEAD")));
    let refused = journal.append(Place::new(2), &[small(2)]).unwrap_err();
    assert!(matches!(refused, JournalError::Poisoned { .. }));
    drop(journal);
    assert_eq!(open(dir.path()).unwrap().1.len(), 2);
}
