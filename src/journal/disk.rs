//! The journal on disk: the order in which its files are opened, written and synced. How each of them is read and
//! written is said in its own file.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use super::engine::Engine;
use super::error::JournalError;
use super::frame::{self, Frame};
use super::guard::{self, Claim};
use super::head::{self, Head};
use super::persons::{self, KeyFile, Keyring, Record, Sealer};
use super::recover::{self, Verified};
use super::room::Room;
use super::secret::{self, Secret};
use super::{Commits, Durable, Health, Journal, Place, Randomness, Tail, payload};
use crate::domain::Commit;

/// The journal in a directory, kept by sled.
pub struct SledJournal {
    // Dropped in this order: the directory is given up last.
    engine: Engine,
    keys: RwLock<Keyring>,
    writer: Mutex<Writer>,
    standing: Mutex<Standing>,
    room: Room,
    secret: Secret,
    _claim: Claim,
}

/// What only one append at a time may use.
struct Writer {
    head: Head,
    key_file: KeyFile,
    randomness: Randomness,
}

/// What can be asked at any time, while an append is under way as well.
struct Standing {
    tail: Tail,
    poison: Option<String>,
}

/// Commits as frames, not yet stored.
struct Batch {
    frames: Vec<Vec<u8>>,
    /// The place of each commit.
    places: Vec<Place>,
    /// The last of the frames.
    tail: Tail,
    /// The keys that have to be on disk before the frames.
    keys: Vec<Record>,
}

impl Batch {
    fn new(tail: Tail) -> Self {
        Self { frames: Vec::new(), places: Vec::new(), tail, keys: Vec::new() }
    }

    fn bytes(&self) -> u64 {
        self.frames.iter().map(|it| it.len() as u64).sum()
    }

    fn add(&mut self, payload: &[u8]) -> Result<(), JournalError> {
        let bytes = payload.len();
        let parts = u16::try_from(bytes.div_ceil(frame::PAYLOAD)).map_err(|_| JournalError::TooLarge { bytes })?;
        self.places.push(self.tail.place.next());
        for (part, payload) in (1..=parts).zip(payload.chunks(frame::PAYLOAD)) {
            let place = self.tail.place.next();
            let frame = Frame { place, part, parts, previous: self.tail.hash, payload };
            let bytes = frame.write();
            let hash = frame::hash(&bytes);
            self.tail = Tail { place, hash };
            self.frames.push(bytes);
        }
        Ok(())
    }
}

/// A directory that was opened and read.
pub(super) struct Opened {
    engine: Engine,
    keys: Keyring,
    key_file: KeyFile,
    head: Head,
    claim: Claim,
    /// What was found.
    pub(super) verified: Verified,
}

impl Opened {
    /// Claims the directory, opens what is in it, and reads and checks everything.
    pub(super) fn open(dir: &Path, replay: &mut dyn FnMut(Place, Commit)) -> Result<Self, JournalError> {
        let claim = guard::claim(dir)?;
        let head = Head::open(dir)?;
        let engine = Engine::open(dir, head.last())?;
        let held = head.last().is_some() || engine.holds_frames()?;
        let (key_file, keys) = KeyFile::open(dir, held)?;
        for file in [head::FILE, persons::FILE] {
            guard::sync(&dir.join(file))?;
        }
        guard::sync(dir)?;
        if let Some(parent) = dir.canonicalize().ok().as_deref().and_then(Path::parent) {
            guard::sync(parent)?;
        }
        let scanned = recover::scan(&engine, &keys, head.last(), replay)?;
        let tail = scanned.verified.tail;
        if head.last().is_none() && tail != Tail::BEGINNING {
            let (file, place) = (dir.join(head::FILE), tail.place);
            tracing::warn!(
                "{}: it does not say how far the journal goes, so that a lost end would not have been noticed; \
                 it is written anew, for place {place}",
                file.display()
            );
        }
        if scanned.end > tail.place {
            // A crash has left some parts of a commit that was never answered for. The next one takes their places.
            engine.cut(tail.place, scanned.end)?;
        }
        Ok(Self { engine, keys, key_file, head, claim, verified: scanned.verified })
    }
}

impl SledJournal {
    /// Opens the journal in `dir`, or begins one there, and calls `replay` with each commit and the place of its first
    /// frame, in order. All is checked in the same pass; where that ends in an error, what was replayed is to be
    /// thrown away.
    ///
    /// Until the journal is dropped the directory is this process's alone.
    pub fn open(
        dir: &Path,
        mut randomness: Randomness,
        replay: &mut dyn FnMut(Place, Commit),
    ) -> Result<Self, JournalError> {
        // What is inside is nobody else's business. A directory that is there already keeps the mode it was given.
        let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
        made.map_err(JournalError::io("create", dir))?;
        let mut opened = Opened::open(dir, replay)?;
        let tail = opened.verified.tail;
        if tail != Tail::BEGINNING {
            opened.head.write(tail)?;
            opened.head.sync()?;
        }
        let secret = secret::open(dir, &mut randomness)?;
        guard::sync(dir)?;
        Ok(Self {
            engine: opened.engine,
            keys: RwLock::new(opened.keys),
            writer: Mutex::new(Writer { head: opened.head, key_file: opened.key_file, randomness }),
            standing: Mutex::new(Standing { tail, poison: None }),
            room: Room::new(dir),
            secret,
            _claim: opened.claim,
        })
    }

    /// To be broken by a test.
    #[cfg(test)]
    pub(super) fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// To be filled by a test.
    #[cfg(test)]
    pub(super) fn room(&mut self) -> &mut Room {
        &mut self.room
    }

    /// To be broken by a test.
    #[cfg(test)]
    pub(super) fn break_head(&self) {
        held(&self.writer).head.break_writes();
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        held(&self.standing)
    }

    fn poison(&self, reason: String) {
        self.standing().poison.get_or_insert(reason);
    }

    /// The frames of the commits, to follow `tail`, and the keys they need.
    fn frame(&self, randomness: &mut Randomness, tail: Tail, commits: &[Commit]) -> Result<Batch, JournalError> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let mut sealer = Sealer::new(&keys, randomness);
        let mut batch = Batch::new(tail);
        for commit in commits {
            let payload = payload::encode(commit, |whose, details| sealer.seal(whose, details))?;
            batch.add(&payload)?;
        }
        batch.keys = sealer.drawn();
        Ok(batch)
    }

    /// Does what must not fail: where it does, the journal is poisoned.
    fn poisoning<T>(&self, work: impl FnOnce() -> Result<T, JournalError>) -> Result<T, JournalError> {
        work().inspect_err(|error| self.poison(error.to_string()))
    }
}

impl Journal for SledJournal {
    fn append(&self, after: Place, commits: &[Commit]) -> Result<Durable, JournalError> {
        let mut writer = held(&self.writer);
        let tail = {
            let standing = self.standing();
            if let Some(reason) = &standing.poison {
                return Err(JournalError::Poisoned { reason: reason.clone() });
            }
            standing.tail
        };
        if after != tail.place {
            let (expected, found) = (after, tail.place);
            return Err(JournalError::Conflict { expected, found });
        }
        if commits.is_empty() {
            let (places, last) = (Box::default(), tail.place);
            return Ok(Durable { places, last });
        }
        let batch = self.frame(&mut writer.randomness, tail, commits)?;
        self.room.demand(batch.bytes())?;
        self.poisoning(|| writer.key_file.append(&batch.keys))?;
        self.keys.write().unwrap_or_else(PoisonError::into_inner).extend(batch.keys);
        self.poisoning(|| self.engine.store(tail.place.next(), &batch.frames))?;
        self.standing().tail = batch.tail;
        // The commits are durable whether or not HEAD can be written, so they are answered for; but nothing follows
        // them that HEAD could not vouch for.
        let _ = self.poisoning(|| writer.head.write(batch.tail));
        Ok(Durable { places: batch.places.into(), last: batch.tail.place })
    }

    fn read(&self, from: Place) -> Commits<'_> {
        let tail = self.tail();
        recover::read(&self.engine, &self.keys, from, tail.place)
    }

    fn tail(&self) -> Tail {
        self.standing().tail
    }

    fn secret(&self) -> Secret {
        self.secret.clone()
    }

    fn health(&self) -> Health {
        if let Some(reason) = &self.standing().poison {
            return Health::Poisoned(reason.clone());
        }
        match self.room.demand(0) {
            Ok(()) => Health::Healthy,
            Err(full) => Health::NoRoom(full.to_string()),
        }
    }

    fn close(&self) -> Result<(), JournalError> {
        let mut writer = held(&self.writer);
        // After a sync that failed nobody knows what another would put to disk.
        if let Health::Poisoned(_) = self.health() {
            return Ok(());
        }
        let closing = self.poisoning(|| {
            self.engine.sync()?;
            writer.head.sync()
        });
        self.poison("it is closed".to_owned());
        closing
    }
}

/// Nothing that is behind a lock is left half done by a panic: panics of the engine are caught below it.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
