//! The log on disk: what is written comes back, what a crash has torn is cut off, and whatever else is wrong is found.

use std::fs;
use std::path::{Path, PathBuf};

use super::log::{AuditHealth, AuditLog};
use super::read::{AuditFilter, AuditPage};
use super::write::Writing;
use super::{AuditEntry, AuditOutcome, files};
use crate::domain::Actor;
use crate::journal::{JournalError, Place};

fn entry(number: u64) -> AuditEntry {
    AuditEntry {
        at: format!("2018-02-01T12:{:02}:00Z", number % 60).parse().unwrap(),
        who: Actor(format!("token:t{}", number % 3).into()),
        what: "addContact".into(),
        about: vec![format!("contact:c{number}").into()],
        count: 0,
        outcome: AuditOutcome::Done,
        codes: Vec::new(),
        times: 1,
    }
}

/// A log whose files hold few entries each.
fn open(dir: &Path) -> AuditLog {
    let writing = Writing::open(dir).map(|mut it| {
        it.limit = 600;
        it.room.fill(false);
        it
    });
    AuditLog::over(dir, writing)
}

fn write(log: &AuditLog, numbers: std::ops::Range<u64>) {
    for number in numbers {
        assert!(log.note_now(entry(number)).blocking_recv().unwrap());
    }
}

/// A log of twelve entries in several files.
fn twelve(dir: &Path) {
    let log = open(dir);
    write(&log, 0..12);
    log.close();
    assert!(paths(dir).len() > 2, "{:?}", paths(dir));
}

fn paths(dir: &Path) -> Vec<PathBuf> {
    files::list(dir).unwrap().into_iter().map(|it| it.path).collect()
}

fn all(log: &AuditLog) -> AuditPage {
    log.reading().read(&AuditFilter::default(), None, 1000).unwrap()
}

fn checked(dir: &Path) -> Result<u64, String> {
    let checked = files::check(dir).map_err(|it: JournalError| it.to_string())?;
    Ok(checked.map_or(0, |it| it.tail.place.get()))
}

#[test]
fn what_is_noted_comes_back_newest_first_and_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    twelve(dir.path());
    assert_eq!(checked(dir.path()), Ok(12));
    let log = open(dir.path());
    assert_eq!(log.health(), AuditHealth::Healthy);
    write(&log, 12..14);
    let page = all(&log);
    let expected: Vec<_> = (0..14).rev().map(|it| (it + 1, entry(it))).collect();
    assert_eq!(page.rows.into_iter().map(|it| (it.place.get(), it.entry)).collect::<Vec<_>>(), expected);
    log.close();
    assert_eq!(checked(dir.path()), Ok(14));
}

#[test]
fn nothing_is_made_before_the_first_entry() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    assert_eq!(all(&log), AuditPage::default());
    log.close();
    assert_eq!((fs::read_dir(dir.path()).unwrap().count(), checked(dir.path())), (0, Ok(0)));
}

#[test]
fn pages_and_filters_cut_out_what_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    twelve(dir.path());
    let log = open(dir.path());
    let check = |filter: AuditFilter, before: Option<u64>, most: usize, expected: &[u64], more: bool| {
        let page = log.reading().read(&filter, before.map(Place::new), most).unwrap();
        let places: Vec<_> = page.rows.iter().map(|it| it.place.get()).collect();
        assert_eq!((places.as_slice(), page.has_more), (expected, more), "{filter:?}");
    };
    let all = AuditFilter::default;
    check(all(), None, 3, &[12, 11, 10], true);
    check(all(), Some(10), 3, &[9, 8, 7], true);
    check(all(), Some(4), 3, &[3, 2, 1], false);
    check(all(), Some(1), 3, &[], false);
    check(AuditFilter { who: Some(Actor("token:t1".into())), ..all() }, None, 3, &[11, 8, 5], true);
    check(AuditFilter { about: Some("contact:c4".to_owned()), ..all() }, None, 3, &[5], false);
    check(AuditFilter { what: Some("other".to_owned()), ..all() }, None, 3, &[], false);
    check(AuditFilter { from: Some(entry(10).at), ..all() }, None, 9, &[12, 11], false);
    check(AuditFilter { to: Some(entry(1).at), ..all() }, None, 9, &[2, 1], false);
}

#[test]
fn a_clock_set_back_does_not_take_the_log_back() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    write(&log, 5..6);
    write(&log, 2..3);
    log.close();
    let log = open(dir.path());
    write(&log, 1..2);
    let times: Vec<_> = all(&log).rows.into_iter().map(|it| it.entry.at).collect();
    assert_eq!(times, [entry(5).at; 3]);
}

#[test]
fn what_a_crash_has_torn_is_cut_off_and_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    write(&log, 0..1);
    log.close();
    let [path] = paths(dir.path()).try_into().unwrap();
    let one = fs::read(&path).unwrap();
    let log = open(dir.path());
    write(&log, 1..2);
    log.close();
    let two = fs::read(&path).unwrap();
    let known = fs::read(dir.path().join(files::HEAD)).unwrap();
    // As a crash leaves it that came before `audit.head` was written: the first entry is known of, or nothing is.
    for note in [&[][..], &known] {
        for end in one.len()..two.len() {
            fs::write(&path, &two[..end]).unwrap();
            fs::write(dir.path().join(files::HEAD), note).unwrap();
            if note.is_empty() {
                let log = open(dir.path());
                assert_eq!((log.health(), all(&log).rows.len()), (AuditHealth::Healthy, 1), "{end}");
                write(&log, 1..2);
                log.close();
                assert_eq!((checked(dir.path()), fs::read(&path).unwrap() == two), (Ok(2), true), "{end}");
            } else {
                // That the second had been written is known: its loss is no tear.
                assert!(checked(dir.path()).unwrap_err().contains("place 2"), "{end}");
                assert!(!open(dir.path()).health().is_written());
            }
        }
    }
}

#[test]
fn every_flipped_bit_is_found_where_it_is() {
    let dir = tempfile::tempdir().unwrap();
    twelve(dir.path());
    let mut tried = 0;
    for path in paths(dir.path()) {
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(13) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(&path, &flipped).unwrap();
            let said = checked(dir.path()).unwrap_err();
            assert!(said.starts_with(&format!("{}, place ", path.display())) && said.contains("restore"), "{said}");
            tried += 1;
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(tried > 100);
    assert_eq!(checked(dir.path()), Ok(12));
}

#[test]
fn files_that_are_missing_cut_or_exchanged_are_found() {
    let dir = tempfile::tempdir().unwrap();
    twelve(dir.path());
    for path in paths(dir.path()) {
        let whole = fs::read(&path).unwrap();
        for end in [Some(0), Some(whole.len() - 1), None] {
            match end {
                Some(end) => fs::write(&path, &whole[..end]).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let said = checked(dir.path()).unwrap_err();
            assert!(said.contains(&format!("{}", dir.path().join("audit").display())), "{said}");
            fs::write(&path, &whole).unwrap();
        }
    }
    // A log made anew, whole in itself, is not the one that was noted.
    let other = tempfile::tempdir().unwrap();
    let log = open(other.path());
    write(&log, 20..32);
    log.close();
    fs::copy(other.path().join(files::HEAD), dir.path().join(files::HEAD)).unwrap();
    assert!(checked(dir.path()).unwrap_err().contains("the frame is not the one that HEAD names"));
    fs::remove_dir_all(dir.path().join(files::DIR)).unwrap();
    assert!(checked(dir.path()).unwrap_err().contains("audit.head says that it goes to place 12"));
}

#[test]
fn a_log_whose_beginning_is_damaged_is_written_on_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    twelve(dir.path());
    let first = paths(dir.path()).remove(0);
    let mut bytes = fs::read(&first).unwrap();
    bytes[60] ^= 1;
    fs::write(&first, bytes).unwrap();
    let log = open(dir.path());
    assert_eq!(log.health(), AuditHealth::Healthy);
    log.check_all().unwrap().join().unwrap();
    assert!(matches!(log.health(), AuditHealth::Damaged(it) if it.contains("place 1")));
    write(&log, 12..13);
    log.close();
    let whole = tempfile::tempdir().unwrap();
    twelve(whole.path());
    let log = open(whole.path());
    log.check_all().unwrap().join().unwrap();
    assert_eq!(log.health(), AuditHealth::Healthy);
}

#[test]
fn nothing_is_noted_after_a_write_that_failed() {
    let dir = tempfile::tempdir().unwrap();
    let mut writing = Writing::open(dir.path()).unwrap();
    writing.room.fill(false);
    writing.break_writes();
    let log = AuditLog::over(dir.path(), Ok(writing));
    assert!(log.health().is_written());
    assert_eq!(log.note_now(entry(1)).blocking_recv(), Ok(false));
    assert!(matches!(log.health(), AuditHealth::Broken(_)));
    assert_eq!(log.note_now(entry(2)).blocking_recv(), Ok(false));
}

#[test]
fn what_finds_no_room_is_counted_and_noted_once_there_is_some() {
    let dir = tempfile::tempdir().unwrap();
    let mut writing = Writing::open(dir.path()).unwrap();
    writing.room.fill(true);
    let log = AuditLog::over(dir.path(), Ok(writing));
    assert!(matches!(log.health(), AuditHealth::NoRoom(_)));
    assert_eq!(log.note_now(entry(1)).blocking_recv(), Ok(false));
    assert_eq!(log.note_now(entry(2)).blocking_recv(), Ok(false));
    log.close();
    // The same thread, with room again.
    let mut writing = Writing::open(dir.path()).unwrap();
    writing.room.fill(false);
    let log = AuditLog::over(dir.path(), Ok(writing));
    log.lose(2);
    write(&log, 3..4);
    let found: Vec<_> = all(&log).rows.into_iter().map(|it| (it.entry.what.to_string(), it.entry.times)).collect();
    assert_eq!(found, [("addContact".to_owned(), 1), ("entriesLost".to_owned(), 2)]);
}

#[test]
fn who_keeps_knocking_is_noted_once_a_moment() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    let knock = AuditEntry { about: Vec::new(), ..entry(0) };
    (0..20).for_each(|number| log.note(AuditEntry { at: entry(number).at, ..knock.clone() }));
    assert_eq!(log.settle().blocking_recv(), Ok(true));
    let rows = all(&log).rows;
    // The thread may have taken the first ones before the others came.
    assert!(rows.len() < 20, "{rows:?}");
    assert_eq!(rows.iter().map(|it| it.entry.times).sum::<u64>(), 20);
}

#[test]
fn what_nobody_waits_for_is_written_when_the_log_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    log.note(entry(1));
    drop(log);
    assert_eq!(checked(dir.path()), Ok(1));
}

#[test]
fn an_entry_about_very_much_fits_a_frame() {
    let about: Vec<_> = (0..1000).map(|it| format!("contact:{it:064}").into()).collect();
    let payload = AuditEntry { about, ..entry(1) }.payload().unwrap();
    let kept = AuditEntry::parse(&payload).unwrap();
    assert_eq!((kept.about.len(), kept.count), (0, 1000));
    assert!(AuditEntry::parse(b"{}").is_err());
}
