//! Snapshot files: which one is begun with, which are skipped, and what becomes of faults before it. What an image
//! shows is nothing to the journal: here it is a few bytes.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::*;
use crate::journal::error::RESTORE;
use crate::journal::{Health, Opening, Restore, verify};

/// What came of a start.
#[derive(Debug, Default, PartialEq)]
struct Taken {
    image: Option<String>,
    replayed: Vec<u64>,
    /// Images that are refused.
    refuses: Vec<String>,
}

impl Restore for Taken {
    fn restore(&mut self, image: &[u8], _: &Opening<'_>) -> Result<(), String> {
        let image = String::from_utf8(image.to_vec()).unwrap();
        assert_eq!((&self.image, self.replayed.len()), (&None, 0));
        if self.refuses.contains(&image) {
            return Err("it makes no sense".to_owned());
        }
        self.image = Some(image);
        Ok(())
    }

    fn replay(&mut self, place: Place, _: Commit) {
        self.replayed.push(place.get());
    }
}

/// What is logged on this thread while the work is done.
fn logged<T>(work: impl FnOnce() -> T) -> (T, String) {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let lines = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || lines.clone()).finish();
    let done = tracing::subscriber::with_default(subscriber, work);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    (done, text)
}

fn start(dir: &Path, mut taken: Taken) -> Result<(SledJournal, Taken, String), JournalError> {
    let (journal, log) = logged(|| SledJournal::start(dir, randomness(), &mut taken));
    Ok((journal?, taken, log))
}

fn keep(journal: &SledJournal, image: &str) {
    let kept = journal.snapshots().unwrap().keep(journal.tail(), |canvas, _| canvas.write_all(image.as_bytes()));
    kept.unwrap();
}

fn close(dir: &Path, journal: SledJournal) {
    journal.close().unwrap();
    drop(journal);
    settle(dir);
}

/// Five commits, with an image kept after the second and one after the fourth.
fn filled() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (journal, ..) = start(dir.path(), Taken::default()).unwrap();
    append(&journal, &[small(0), small(1)]);
    keep(&journal, "two");
    append(&journal, &[small(2), small(3)]);
    keep(&journal, "four");
    append(&journal, &[small(4)]);
    close(dir.path(), journal);
    dir
}

fn files(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir.join("snapshots")).unwrap();
    let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn file(dir: &Path, place: u64) -> PathBuf {
    dir.join("snapshots").join(format!("{place:020}.snapshot"))
}

/// That a start begins with this image and replays the commits at these places; and what it logs.
fn check(dir: &Path, image: Option<&str>, replayed: &[u64]) -> String {
    let (journal, taken, log) = start(dir, Taken::default()).unwrap();
    assert_eq!((taken.image.as_deref(), taken.replayed.as_slice()), (image, replayed), "{log}");
    assert_eq!(journal.tail().place.get(), *replayed.last().unwrap_or(&5), "{log}");
    journal.wait_until_checked();
    assert_eq!(journal.health(), Health::Healthy);
    close(dir, journal);
    log
}

#[test]
fn the_newest_is_begun_with_and_the_rest_is_replayed() {
    let dir = filled();
    let log = check(dir.path(), Some("four"), &[5]);
    assert!(log.contains("the snapshot at place 4 is begun with"), "{log}");
    std::fs::remove_file(file(dir.path(), 4)).unwrap();
    check(dir.path(), Some("two"), &[3, 4, 5]);
    std::fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
    check(dir.path(), None, &[1, 2, 3, 4, 5]);
}

#[test]
fn what_is_appended_after_a_quick_start_follows() {
    let dir = filled();
    let (journal, ..) = start(dir.path(), Taken::default()).unwrap();
    append(&journal, &[small(5), large()]);
    let tail = journal.tail();
    assert_eq!(journal.read(Place::BEGINNING).count(), 7);
    keep(&journal, "all");
    close(dir.path(), journal);
    assert_eq!(verify(dir.path(), &mut |_, _| ()).unwrap().tail, tail);
    let (journal, taken, _) = start(dir.path(), Taken::default()).unwrap();
    assert_eq!((taken.image.as_deref(), taken.replayed.as_slice(), journal.tail()), (Some("all"), &[][..], tail));
    journal.wait_until_checked();
    assert_eq!(append(&journal, &[small(6)]).0, tail.place.get() + 1);
}

#[test]
fn who_opens_it_whole_neither_reads_nor_writes_any() {
    let dir = filled();
    assert_eq!(verify(dir.path(), &mut |_, _| ()).unwrap().commits, 5);
    let (journal, replayed) = open(dir.path()).unwrap();
    assert_eq!(replayed.len(), 5);
    assert!(journal.snapshots().is_none());
}

#[test]
fn two_are_kept_and_what_a_crash_left_is_removed() {
    let dir = filled();
    let left = dir.path().join("snapshots/00000000000000000005.unfinished");
    std::fs::write(&left, "half").unwrap();
    let (journal, ..) = start(dir.path(), Taken::default()).unwrap();
    assert!(!left.exists());
    keep(&journal, "five");
    assert_eq!(files(dir.path()), ["00000000000000000004.snapshot", "00000000000000000005.snapshot"]);
    keep(&journal, "five again");
    assert_eq!(files(dir.path()).len(), 2);
    close(dir.path(), journal);
    let (journal, taken, _) = start(dir.path(), Taken::default()).unwrap();
    assert_eq!(taken.image.as_deref(), Some("five again"));
    close(dir.path(), journal);
}

#[test]
fn only_the_owner_may_read_them() {
    let dir = filled();
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(dir.path().join("snapshots")), mode(file(dir.path(), 4))), (0o700, 0o600));
}

#[test]
fn no_flipped_bit_and_no_missing_byte_is_taken_for_what_was_written() {
    let dir = filled();
    let path = file(dir.path(), 4);
    let whole = std::fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(3) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        let cut = &whole[..at];
        for bytes in [&flipped, cut].into_iter().take(1 + at % 2) {
            std::fs::write(&path, bytes).unwrap();
            let log = check(dir.path(), Some("two"), &[3, 4, 5]);
            let expected = format!("{}: ", path.display());
            assert!(log.contains("WARN") && log.contains(&expected) && log.contains("it is skipped"), "{at} {log}");
        }
    }
    std::fs::write(&path, [&whole[..], b"and more"].concat()).unwrap();
    check(dir.path(), Some("two"), &[3, 4, 5]);
    for path in [path, file(dir.path(), 2)] {
        std::fs::write(path, "rubbish").unwrap();
    }
    check(dir.path(), None, &[1, 2, 3, 4, 5]);
}

#[test]
fn a_later_version_is_skipped() {
    let dir = filled();
    let path = file(dir.path(), 4);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[8] = 2;
    std::fs::write(&path, bytes).unwrap();
    let log = check(dir.path(), Some("two"), &[3, 4, 5]);
    assert!(log.contains("version 2 of a snapshot file is not known to this version of demarche"), "{log}");
}

#[test]
fn an_image_that_makes_no_sense_is_skipped() {
    let dir = filled();
    let begun = |refuses: &[&str], image: Option<&str>, replayed: &[u64]| {
        let refuses: Vec<_> = refuses.iter().map(|it| (*it).to_owned()).collect();
        let (journal, taken, log) = start(dir.path(), Taken { refuses, ..Taken::default() }).unwrap();
        assert_eq!((taken.image.as_deref(), taken.replayed.as_slice()), (image, replayed));
        assert!(log.contains("it makes no sense; it is skipped"), "{log}");
        close(dir.path(), journal);
    };
    begun(&["four"], Some("two"), &[3, 4, 5]);
    begun(&["four", "two"], None, &[1, 2, 3, 4, 5]);
}

#[test]
fn what_the_journal_does_not_confirm_is_skipped() {
    let other = tempfile::tempdir().unwrap();
    let (journal, ..) = start(other.path(), Taken::default()).unwrap();
    append(&journal, &[5, 6, 7, 8].map(small));
    keep(&journal, "other");
    append(&journal, &[small(9), large()]);
    keep(&journal, "later");
    close(other.path(), journal);
    let later = std::fs::read_dir(other.path().join("snapshots")).unwrap().map(|it| it.unwrap().path()).max().unwrap();

    let dir = filled();
    std::fs::copy(file(other.path(), 4), file(dir.path(), 4)).unwrap();
    let log = check(dir.path(), Some("two"), &[3, 4, 5]);
    assert!(log.contains("it is of another journal, or of another state of this one, at place 4"), "{log}");

    let ahead = dir.path().join("snapshots").join(later.file_name().unwrap());
    std::fs::copy(&later, &ahead).unwrap();
    let found = start(dir.path(), Taken::default()).err().unwrap().to_string();
    assert!(found.contains("the journal ends before it, though ") && found.contains("move the directory"), "{found}");
    std::fs::write(&ahead, "rubbish").unwrap();
    check(dir.path(), Some("two"), &[3, 4, 5]);

    std::fs::rename(file(dir.path(), 2), file(dir.path(), 3)).unwrap();
    let log = check(dir.path(), None, &[1, 2, 3, 4, 5]);
    assert!(log.contains("it says that it is of place 2"), "{log}");

    // They are none of this journal's, so they do not count among those that are kept.
    let (journal, ..) = start(dir.path(), Taken::default()).unwrap();
    keep(&journal, "five");
    assert!(!ahead.exists());
    close(dir.path(), journal);
    let log = check(dir.path(), Some("five"), &[]);
    assert!(!log.contains("skipped"), "{log}");
}

#[test]
fn the_end_of_the_journal_is_still_watched() {
    let dir = filled();
    meddle(dir.path(), |db| drop(db.remove(5_u64.to_be_bytes()).unwrap()));
    let found = start(dir.path(), Taken::default()).err().unwrap().to_string();
    assert!(found.contains("place 5: the journal ends before it, though HEAD says that it goes to place 5"), "{found}");
    meddle(dir.path(), |db| drop(db.remove(4_u64.to_be_bytes()).unwrap()));
    let found = start(dir.path(), Taken::default()).err().unwrap().to_string();
    assert!(found.contains("place 4: the journal ends before it"), "{found}");
}

#[test]
fn a_fault_before_the_snapshot_is_found_and_ends_the_writes() {
    let check = |edit: fn(&sled::Db), expected: &str| {
        let dir = filled();
        meddle(dir.path(), edit);
        let (journal, taken, _) = start(dir.path(), Taken::default()).unwrap();
        assert_eq!((taken.image.as_deref(), taken.replayed.as_slice()), (Some("four"), &[5][..]));
        journal.wait_until_checked();
        let reason = format!("journal/db, place 2: {expected}; {RESTORE}");
        match journal.health() {
            Health::Poisoned(found) => assert!(found.ends_with(&reason), "{found}"),
            other => panic!("{expected}: {other:?}"),
        }
        let refused = journal.append(journal.tail().place, &[small(5)]).unwrap_err();
        assert!(matches!(refused, JournalError::Poisoned { .. }), "{refused}");
        close(dir.path(), journal);

        // The next start knows it at once.
        let (journal, taken, _) = start(dir.path(), Taken::default()).unwrap();
        assert_eq!(taken.image.as_deref(), Some("four"));
        assert!(matches!(journal.health(), Health::Poisoned(found) if found.ends_with(&reason)));
        close(dir.path(), journal);
        std::fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
        let found = start(dir.path(), Taken::default()).err().unwrap().to_string();
        assert!(found.ends_with(&reason), "{found}");
    };
    let flip = |db: &sled::Db| {
        let mut bytes = db.get(2_u64.to_be_bytes()).unwrap().unwrap().to_vec();
        bytes[70] ^= 1;
        db.insert(2_u64.to_be_bytes(), bytes).unwrap();
    };
    check(flip, "the frame's checksum does not hold");
    check(|db| drop(db.remove(2_u64.to_be_bytes())), "the frame is missing; the one found next is 3");
    let other = |db: &sled::Db| {
        let first = db.get(1_u64.to_be_bytes()).unwrap().unwrap();
        db.insert(2_u64.to_be_bytes(), first).unwrap();
    };
    check(other, "the frame says that its place is 1");
}

#[test]
fn a_head_that_names_another_journal_is_noticed_at_once() {
    let dir = filled();
    // HEAD as it was when the journal went to place 3, of another journal that went there.
    let other = tempfile::tempdir().unwrap();
    let (journal, _) = open(other.path()).unwrap();
    append(&journal, &[5, 6, 7].map(small));
    close(other.path(), journal);
    std::fs::copy(other.path().join("HEAD"), dir.path().join("HEAD")).unwrap();
    for _ in 0..2 {
        let found = start(dir.path(), Taken::default()).err().unwrap().to_string();
        assert!(found.contains("place 3: the frame is not the one that HEAD names"), "{found}");
    }
}

#[test]
fn one_that_cannot_be_written_harms_nothing() {
    let dir = filled();
    let (journal, ..) = start(dir.path(), Taken::default()).unwrap();
    append(&journal, &[small(5)]);
    let failed = journal.snapshots().unwrap().keep(journal.tail(), |canvas, _| {
        canvas.write_all(b"half")?;
        Err(io::ErrorKind::StorageFull.into())
    });
    let text = failed.unwrap_err().to_string();
    assert!(text.starts_with("cannot write ") && text.contains("00000000000000000006.snapshot: "), "{text}");
    assert_eq!(files(dir.path()), ["00000000000000000002.snapshot", "00000000000000000004.snapshot"]);
    assert_eq!(journal.health(), Health::Healthy);
    append(&journal, &[small(6)]);
    close(dir.path(), journal);
    let (_, taken, _) = start(dir.path(), Taken::default()).unwrap();
    assert_eq!((taken.image.as_deref(), taken.replayed.as_slice()), (Some("four"), &[5, 6, 7][..]));
}

#[test]
fn one_for_which_there_is_no_room_is_not_begun() {
    let dir = filled();
    let (mut journal, ..) = start(dir.path(), Taken::default()).unwrap();
    append(&journal, &[small(5)]);
    journal.fill_for_snapshots();
    let failed = journal.snapshots().unwrap().keep(journal.tail(), |canvas, _| canvas.write_all(b"whole"));
    assert!(failed.unwrap_err().to_string().contains("make room"));
    assert_eq!(files(dir.path()), ["00000000000000000002.snapshot", "00000000000000000004.snapshot"]);
    assert_eq!(journal.health(), Health::Healthy);
    append(&journal, &[small(6)]);
    close(dir.path(), journal);
}

#[test]
fn a_check_ends_with_its_journal() {
    let dir = filled();
    let (journal, ..) = start(dir.path(), Taken::default()).unwrap();
    drop(journal);
    settle(dir.path());
    check(dir.path(), Some("four"), &[5]);
}
