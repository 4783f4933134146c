//! The HEAD file: how far the journal had come, kept outside the engine, which opens a lost or shortened file without
//! a word. What follows from it is decided by `guard` and `chain`.
//!
//! Two slots, a page apart, are written in turn, so that a torn write spoils one at most; the later valid one counts.
//! It is written after the journal's own sync, and synced itself only now and then and on close: so it may lag behind
//! the journal, which costs nothing but some of its watchfulness after a power cut, and it never leads.
//!
//! | bytes of a slot | what |
//! | --- | --- |
//! | 4 + 1 | `HEAD`, and the version, 1 |
//! | 8 | place, big-endian |
//! | 32 | hash of the frame at that place |
//! | 4 | CRC32C of all before, big-endian |

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::{FrameHash, JournalError, Place, Tail};

/// The name of the file.
pub(super) const FILE: &str = "HEAD";

const MAGIC: [u8; 5] = *b"HEAD\x01";
const SLOT: usize = 5 + 8 + 32 + 4;
const SLOTS: [u64; 2] = [0, 4096];

/// After how many writes the file is synced.
const NOW_AND_THEN: u32 = 256;

/// What helps where the file cannot be read.
const SPOILT: &str = "restore a backup with `demarche restore`, or delete the file, check the journal with `demarche verify`, \
                      and go on without knowing whether its end was lost";

/// How far the journal in `dir` had come, as far as can be told without owning the directory.
pub(super) fn peek(dir: &Path) -> Option<Tail> {
    let file = File::open(dir.join(FILE)).ok()?;
    SLOTS.iter().filter_map(|at| parse(&read(&file, *at).ok()?)).max_by_key(|it| it.place)
}

/// The file.
pub(super) struct Head {
    file: File,
    path: PathBuf,
    last: Option<Tail>,
    turn: bool,
    unsynced: u32,
}

impl Head {
    /// Opens the file in `dir`, or creates it.
    pub(super) fn open(dir: &Path) -> Result<Self, JournalError> {
        Self::at(&dir.join(FILE))
    }

    /// Opens a file of this path, or creates it.
    pub(super) fn at(path: &Path) -> Result<Self, JournalError> {
        let path = path.to_owned();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(JournalError::io("open", &path))?;
        let mut slots = [None; 2];
        let mut blank = true;
        for (slot, at) in slots.iter_mut().zip(SLOTS) {
            let bytes = read(&file, at).map_err(JournalError::io("read", &path))?;
            blank &= bytes.iter().all(|it| *it == 0);
            *slot = parse(&bytes);
        }
        let [first, second] = slots;
        let last = [first, second].into_iter().flatten().max_by_key(|it| it.place);
        if last.is_none() && !blank {
            return Err(JournalError::damaged(&path, "neither of its slots can be read", SPOILT));
        }
        if first.is_some() != second.is_some() {
            let file = path.display();
            tracing::warn!("{file}: one of its two slots cannot be read, as after a power cut; the other one counts");
        }
        Ok(Self {
            file,
            path,
            last,
            // The slot that does not hold the last is next.
            turn: last.is_some() && last == first,
            unsynced: NOW_AND_THEN,
        })
    }

    /// How far the journal had come at least, unless nothing was ever written.
    pub(super) fn last(&self) -> Option<Tail> {
        self.last
    }

    /// Writes down how far the journal is durable by now.
    pub(super) fn write(&mut self, tail: Tail) -> Result<(), JournalError> {
        if self.last == Some(tail) {
            return Ok(());
        }
        let [first, second] = SLOTS;
        let at = if self.turn { second } else { first };
        self.file.write_all_at(&bytes(tail), at).map_err(JournalError::io("write", &self.path))?;
        if self.last.is_none() {
            // Both are written from the beginning, so that one that is blank later is known to be lost.
            self.file.write_all_at(&bytes(tail), second).map_err(JournalError::io("write", &self.path))?;
        }
        self.last = Some(tail);
        self.turn = !self.turn;
        self.unsynced += 1;
        if self.unsynced > NOW_AND_THEN {
            self.sync()?;
        }
        Ok(())
    }

    /// Has every later write fail, as on a full device.
    #[cfg(test)]
    pub(super) fn break_writes(&mut self) {
        self.file = File::options().write(true).open("/dev/full").unwrap();
    }

    /// Puts it to disk.
    pub(super) fn sync(&mut self) -> Result<(), JournalError> {
        self.file.sync_all().map_err(JournalError::io("sync", &self.path))?;
        self.unsynced = 0;
        Ok(())
    }
}

fn bytes(tail: Tail) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(SLOT);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&tail.place.get().to_be_bytes());
    bytes.extend_from_slice(tail.hash.as_bytes());
    let sum = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&sum.to_be_bytes());
    bytes
}

fn parse(bytes: &[u8; SLOT]) -> Option<Tail> {
    let (body, sum) = bytes.split_last_chunk()?;
    let (place, hash) = body.strip_prefix(&MAGIC)?.split_first_chunk()?;
    (crc32c::crc32c(body) == u32::from_be_bytes(*sum))
        .then_some(Tail { place: Place::new(u64::from_be_bytes(*place)), hash: FrameHash(hash.try_into().ok()?) })
}

/// The bytes of a slot; zeros from the end of the file on.
fn read(file: &File, at: u64) -> std::io::Result<[u8; SLOT]> {
    let mut bytes = [0; SLOT];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|it| !it.is_empty()) {
        match file.read_at(rest, at + filled as u64)? {
            0 => break,
            some => filled += some,
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(place: u64) -> Tail {
        Tail { place: Place::new(place), hash: FrameHash([place as u8; 32]) }
    }

    fn last(dir: &Path) -> Option<u64> {
        Head::open(dir).unwrap().last().map(|it| it.place.get())
    }

    #[test]
    fn the_last_written_counts() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(last(dir.path()), None);
        for place in [1, 2, 3, 10] {
            let mut head = Head::open(dir.path()).unwrap();
            head.write(tail(place)).unwrap();
            assert_eq!(Head::open(dir.path()).unwrap().last(), Some(tail(place)));
            head.write(tail(place + 1)).unwrap();
            assert_eq!(last(dir.path()), Some(place + 1));
        }
    }

    #[test]
    fn a_torn_write_costs_one_step_at_most() {
        let dir = tempfile::tempdir().unwrap();
        let mut head = Head::open(dir.path()).unwrap();
        (1..=4).for_each(|it| head.write(tail(it)).unwrap());
        let whole = std::fs::read(dir.path().join(FILE)).unwrap();
        let check = |slots: &[u64], expected: Option<Option<u64>>| {
            let mut bytes = whole.clone();
            slots.iter().for_each(|at| bytes[*at as usize + 20] ^= 1);
            std::fs::write(dir.path().join(FILE), bytes).unwrap();
            let found = Head::open(dir.path()).ok();
            assert_eq!(found.map(|it| it.last().map(|it| it.place.get())), expected, "{slots:?}");
        };
        check(&[], Some(Some(4)));
        check(&[SLOTS[0]], Some(Some(4)));
        check(&[SLOTS[1]], Some(Some(3)));
        check(&SLOTS, None);
    }

    #[test]
    fn the_slot_that_counts_is_never_the_one_written_next() {
        let dir = tempfile::tempdir().unwrap();
        for place in 1..=5 {
            // Opened anew each time, so that whose turn it is must be read from the file.
            Head::open(dir.path()).unwrap().write(tail(place)).unwrap();
            let whole = std::fs::read(dir.path().join(FILE)).unwrap();
            let last = whole.chunks(SLOTS[1] as usize).map(|it| parse(it[..SLOT].try_into().unwrap()));
            let places: Vec<_> = last.flatten().map(|it| it.place.get()).collect();
            assert_eq!(places.iter().max(), Some(&place));
            assert_eq!(places.iter().min(), Some(&place.saturating_sub(1).max(1)));
        }
    }

    #[test]
    fn a_file_that_was_never_written_says_nothing() {
        let dir = tempfile::tempdir().unwrap();
        for bytes in [&[][..], &[0; 5000]] {
            std::fs::write(dir.path().join(FILE), bytes).unwrap();
            assert_eq!(last(dir.path()), None);
        }
        std::fs::write(dir.path().join(FILE), "rubbish").unwrap();
        assert!(Head::open(dir.path()).is_err());
    }
}
