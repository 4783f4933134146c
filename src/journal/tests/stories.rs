//! What is appended comes back; large commits; the two ways in which an append is refused; one owner.

use super::*;
use crate::journal::{Health, MemoryJournal, verify};

#[test]
fn what_is_appended_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let commits: Vec<_> = (0..40).map(small).collect();
    {
        let (journal, replayed) = open(dir.path()).unwrap();
        assert_eq!((journal.tail(), replayed), (Tail::BEGINNING, vec![]));
        assert_eq!(append(&journal, &commits[..1]), (1, vec![1]));
        assert_eq!(append(&journal, &commits[1..39]), (39, (2..40).collect()));
        assert_eq!(append(&journal, &[]), (39, vec![]));
    }
    let expected: Vec<_> = (1..).zip(commits).collect();
    let (journal, replayed) = open(dir.path()).unwrap();
    assert_eq!(replayed, expected[..39]);
    append(&journal, &[expected[39].1.clone()]);
    journal.close().unwrap();
    let tail = journal.tail();
    drop(journal);
    let (journal, replayed) = open(dir.path()).unwrap();
    assert_eq!((journal.tail(), replayed), (tail, expected.clone()));

    let check = |from: u64| {
        let found: Vec<_> = journal.read(Place::new(from)).map(|it| it.unwrap().0.get()).collect();
        assert_eq!(found, (from.max(1)..=40).collect::<Vec<_>>());
    };
    [0, 1, 17, 40, 41, 100].into_iter().for_each(check);
}

#[test]
fn what_is_read_ends_where_the_journal_ended_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (journal, _) = open(dir.path()).unwrap();
    append(&journal, &[small(1), small(2)]);
    let reading = journal.read(Place::BEGINNING);
    append(&journal, &[small(3)]);
    assert_eq!(reading.count(), 2);
    assert_eq!(journal.read(Place::BEGINNING).count(), 3);
}

#[test]
fn a_large_commit_goes_in_parts() {
    let dir = tempfile::tempdir().unwrap();
    let commits = [small(0), large(), small(1)];
    let (journal, _) = open(dir.path()).unwrap();
    let (_, places) = append(&journal, &commits);
    let parts = places[2] - places[1];
    assert!(parts > 40, "{parts}");
    drop(journal);
    let (journal, replayed) = open(dir.path()).unwrap();
    assert_eq!(replayed, places.iter().copied().zip(commits).collect::<Vec<_>>());
    // From the middle of the large one on there is only the small one.
    let found: Vec<_> = journal.read(Place::new(5)).map(|it| it.unwrap().0.get()).collect();
    assert_eq!(found, [places[2]]);
}

#[test]
fn no_page_grows_into_a_file_that_is_never_synced() {
    let dir = tempfile::tempdir().unwrap();
    {
        let (journal, _) = open(dir.path()).unwrap();
        for number in 0..12 {
            append(&journal, &[large(), small(number), large()]);
        }
    }
    open(dir.path()).unwrap();
    assert_eq!(std::fs::read_dir(dir.path().join("journal/blobs")).unwrap().count(), 0);
}

/// Takes the parts after the first `kept` of a large commit away, as a crash half way would.
#[test]
fn a_commit_that_a_crash_left_incomplete_never_was() {
    let check = |kept: u64| {
        let dir = tempfile::tempdir().unwrap();
        let (before, end) = {
            let (journal, _) = open(dir.path()).unwrap();
            append(&journal, &[small(0)]);
            let before = journal.tail();
            journal.close().unwrap();
            let head = std::fs::read(dir.path().join("HEAD")).unwrap();
            drop(journal);
            let (journal, _) = open(dir.path()).unwrap();
            let end = append(&journal, &[large()]).0;
            drop(journal);
            std::fs::write(dir.path().join("HEAD"), head).unwrap();
            (before, end)
        };
        meddle(dir.path(), |db| {
            for place in 2 + kept..=end {
                assert!(db.remove(place.to_be_bytes()).unwrap().is_some());
            }
        });
        assert_eq!(verify(dir.path(), &mut |_, _| ()).unwrap().tail, before);
        for _ in 0..2 {
            let (journal, replayed) = open(dir.path()).unwrap();
            assert_eq!((journal.tail(), replayed), (before, vec![(1, small(0))]));
        }
        {
            let (journal, _) = open(dir.path()).unwrap();
            assert_eq!(append(&journal, &[small(1)]).0, 2);
        }
        let (journal, replayed) = open(dir.path()).unwrap();
        assert_eq!(replayed, [(1, small(0)), (2, small(1))]);
        assert_eq!(journal.tail().place.get(), 2);
    };
    [0, 1, 2, 30].into_iter().for_each(check);
}

#[test]
fn an_append_to_another_end_is_refused_and_harms_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (sled, _) = open(dir.path()).unwrap();
    let memory = MemoryJournal::new();
    for journal in [&sled as &dyn Journal, &memory] {
        append(journal, &[small(0), small(1)]);
        for after in [0, 1, 3] {
            let refused = journal.append(Place::new(after), &[small(2)]).unwrap_err();
            assert_eq!(refused.to_string(), format!("the journal ends at place 2, not at {after}"));
            assert!(matches!(refused, JournalError::Conflict { .. }));
        }
        assert_eq!(journal.health(), Health::Healthy);
        assert_eq!(append(journal, &[small(2)]).0, 3);
    }
}

#[test]
fn a_closed_journal_takes_nothing_and_still_reads() {
    let dir = tempfile::tempdir().unwrap();
    let (sled, _) = open(dir.path()).unwrap();
    let memory = MemoryJournal::new();
    for journal in [&sled as &dyn Journal, &memory] {
        append(journal, &[small(0)]);
        journal.close().unwrap();
        let refused = journal.append(journal.tail().place, &[small(1)]).unwrap_err();
        assert_eq!(refused.to_string(), "the journal takes no more changes: it is closed");
        assert_eq!(journal.health(), Health::Poisoned("it is closed".to_owned()));
        assert_eq!(journal.read(Place::BEGINNING).count(), 1);
    }
}

#[test]
fn a_directory_in_use_is_refused_in_one_clear_line() {
    let dir = tempfile::tempdir().unwrap();
    let (journal, _) = open(dir.path()).unwrap();
    let expected = format!("{} is in use by another process: stop that one first", dir.path().display());
    assert_eq!(open(dir.path()).err().unwrap().to_string(), expected);
    assert_eq!(verify(dir.path(), &mut |_, _| ()).unwrap_err().to_string(), expected);
    append(&journal, &[small(0)]);
    drop(journal);
    open(dir.path()).unwrap();
}

#[test]
fn verifying_counts_and_begins_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("none");
    for absent in [dir.path(), &empty] {
        let refused = verify(absent, &mut |_, _| ()).unwrap_err().to_string();
        assert_eq!(refused, format!("{} holds no journal", absent.display()));
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);

    let tail = {
        let (journal, _) = open(dir.path()).unwrap();
        append(&journal, &[small(0), large()]);
        journal.tail()
    };
    let mut replayed = 0;
    let verified = verify(dir.path(), &mut |_, commit| replayed += commit.events.len()).unwrap();
    assert_eq!((verified.tail, verified.commits, verified.events), (tail, 2, 1501));
    assert_eq!(replayed, 1501);
}

#[test]
fn a_memory_journal_fails_when_told_to() {
    let journal = MemoryJournal::new();
    append(&journal, &[small(0)]);
    journal.fail("the disk is gone");
    assert_eq!(journal.health(), Health::Healthy);
    let failed = journal.append(Place::new(1), &[small(1)]).unwrap_err();
    assert_eq!(failed.to_string(), "cannot append to memory: the disk is gone");
    let refused = journal.append(Place::new(1), &[small(1)]).unwrap_err();
    assert_eq!(refused.to_string(), "the journal takes no more changes: the disk is gone");
    let read: Vec<_> = journal.read(Place::BEGINNING).map(|it| it.unwrap().0.get()).collect();
    assert_eq!(read, [1]);
}
