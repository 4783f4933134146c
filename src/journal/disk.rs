//! The journal on disk: the order in which its files are opened, written and synced. How each of them is read and
//! written is said in its own file.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::check::Check;
use super::engine::Engine;
use super::error::JournalError;
use super::frame::{self, Frame};
use super::guard::{self, Claim};
use super::head::{self, Head};
use super::persons::{self, KeyFile, Keyring, Record, Sealer};
use super::recover::{self, Verified};
use super::snapshots::{self, Snapshots};
use super::standing::Standing;
use super::{Commits, Durable, Health, Journal, Place, Randomness, Restore, Tail, payload, start};
use crate::domain::Commit;

/// The journal in a directory, kept by sled.
pub struct SledJournal {
    // Dropped in this order: what is done in the background has ended before the directory is given up.
    check: Option<Check>,
    engine: Arc<Engine>,
    keys: Arc<RwLock<Keyring>>,
    writer: Mutex<Writer>,
    standing: Arc<Standing>,
    snapshots: Option<Snapshots>,
    _claim: Claim,
}

/// What only one append at a time may use.
struct Writer {
    head: Head,
    key_file: KeyFile,
    randomness: Randomness,
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

/// A directory that was opened; no frame of it has been read.
pub(super) struct Opened {
    engine: Arc<Engine>,
    keys: Keyring,
    key_file: KeyFile,
    head: Head,
    claim: Claim,
}

impl Opened {
    /// Claims the directory, and opens what is in it.
    pub(super) fn open(dir: &Path) -> Result<Self, JournalError> {
        let claim = guard::claim(dir)?;
        let head = Head::open(dir)?;
        let engine = Arc::new(Engine::open(dir, head.last())?);
        let (key_file, keys) = KeyFile::open(dir, head.last().is_some())?;
        for file in [head::FILE, persons::FILE] {
            guard::sync(&dir.join(file))?;
        }
        guard::sync(dir)?;
        if let Some(parent) = dir.canonicalize().ok().as_deref().and_then(Path::parent) {
            guard::sync(parent)?;
        }
        Ok(Self { engine, keys, key_file, head, claim })
    }

    /// Reads and checks everything after `after`, and calls `replay` with it.
    pub(super) fn read(&self, after: Tail, replay: &mut dyn FnMut(Place, Commit)) -> Result<Verified, JournalError> {
        let scanned = recover::scan(&self.engine, &self.keys, after, self.head.last(), replay)?;
        if scanned.end > scanned.verified.tail.place {
            // A crash has left some parts of a commit that was never answered for. The next one takes their places.
            self.engine.cut(scanned.verified.tail.place, scanned.end)?;
        }
        Ok(scanned.verified)
    }
}

impl SledJournal {
    /// Opens the journal in `dir`, or begins one there, and calls `replay` with each commit and the place of its first
    /// frame, in order. All is checked in the same pass; where that ends in an error, what was replayed is to be
    /// thrown away. Snapshot files are neither read nor written.
    ///
    /// Until the journal is dropped the directory is this process's alone.
    pub fn open(
        dir: &Path,
        randomness: Randomness,
        replay: &mut dyn FnMut(Place, Commit),
    ) -> Result<Self, JournalError> {
        create(dir)?;
        let opened = Opened::open(dir)?;
        let tail = opened.read(Tail::BEGINNING, replay)?.tail;
        Self::new(opened, tail, randomness)
    }

    /// As [`SledJournal::open`], but begins with the newest snapshot file that the journal confirms, and replays what
    /// comes after it. What comes before it is checked in the background; a fault found there poisons the journal. A
    /// snapshot file that cannot be used is skipped with a warning. Snapshot files can be kept: see
    /// [`Journal::snapshots`].
    pub fn start(dir: &Path, mut randomness: Randomness, restore: &mut dyn Restore) -> Result<Self, JournalError> {
        create(dir)?;
        let opened = Opened::open(dir)?;
        let files = dir.join(snapshots::DIR);
        snapshots::remove_unfinished(&files);
        let (head, engine) = (opened.head.last(), Arc::clone(&opened.engine));
        let after = start::restore(&files, &engine, &opened.keys, head, restore);
        let tail = opened.read(after, &mut |place, commit| restore.replay(place, commit))?.tail;
        let nonces = snapshots::nonces(&mut randomness)?;
        let mut journal = Self::new(opened, tail, randomness)?;
        journal.snapshots = Some(Snapshots::new(files, Arc::clone(&journal.keys), nonces));
        if after != Tail::BEGINNING {
            journal.check = Some(Check::start(engine, after, Arc::clone(&journal.standing))?);
        }
        Ok(journal)
    }

    fn new(mut opened: Opened, tail: Tail, randomness: Randomness) -> Result<Self, JournalError> {
        if tail != Tail::BEGINNING {
            opened.head.write(tail)?;
            opened.head.sync()?;
        }
        Ok(Self {
            check: None,
            engine: opened.engine,
            keys: Arc::new(RwLock::new(opened.keys)),
            writer: Mutex::new(Writer { head: opened.head, key_file: opened.key_file, randomness }),
            standing: Arc::new(Standing::new(tail)),
            snapshots: None,
            _claim: opened.claim,
        })
    }

    /// Waits until what comes before the snapshot that was begun with has been checked, or until that was broken off.
    pub fn wait_until_checked(&self) {
        if let Some(check) = &self.check {
            check.wait();
        }
    }

    /// To be broken by a test.
    #[cfg(test)]
    pub(super) fn engine(&mut self) -> &mut Engine {
        Arc::get_mut(&mut self.engine).unwrap()
    }

    /// To be broken by a test.
    #[cfg(test)]
    pub(super) fn break_head(&self) {
        held(&self.writer).head.break_writes();
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
        work().inspect_err(|error| self.standing.poison(error.to_string()))
    }
}

impl Journal for SledJournal {
    fn append(&self, after: Place, commits: &[Commit]) -> Result<Durable, JournalError> {
        let mut writer = held(&self.writer);
        if let Health::Poisoned(reason) = self.standing.health() {
            return Err(JournalError::Poisoned { reason });
        }
        let tail = self.standing.tail();
        if after != tail.place {
            let (expected, found) = (after, tail.place);
            return Err(JournalError::Conflict { expected, found });
        }
        if commits.is_empty() {
            return Ok(Durable { places: Box::default(), tail });
        }
        let batch = self.frame(&mut writer.randomness, tail, commits)?;
        self.poisoning(|| writer.key_file.append(&batch.keys))?;
        if !batch.keys.is_empty() {
            // A snapshot file being written may be sealing under one.
            self.keys.write().unwrap_or_else(PoisonError::into_inner).extend(batch.keys);
        }
        self.poisoning(|| self.engine.store(tail.place.next(), &batch.frames))?;
        self.standing.move_to(batch.tail);
        // The commits are durable whether or not HEAD can be written, so they are answered for; but nothing follows
        // them that HEAD could not vouch for.
        let _ = self.poisoning(|| writer.head.write(batch.tail));
        Ok(Durable { places: batch.places.into(), tail: batch.tail })
    }

    fn read(&self, from: Place) -> Commits<'_> {
        let tail = self.tail();
        recover::read(&self.engine, &self.keys, from, tail.place)
    }

    fn tail(&self) -> Tail {
        self.standing.tail()
    }

    fn health(&self) -> Health {
        self.standing.health()
    }

    fn snapshots(&self) -> Option<&Snapshots> {
        self.snapshots.as_ref()
    }

    fn close(&self) -> Result<(), JournalError> {
        if let Some(check) = &self.check {
            check.stop();
        }
        let mut writer = held(&self.writer);
        let closing = self.poisoning(|| {
            self.engine.sync()?;
            writer.head.sync()
        });
        self.standing.poison("it is closed".to_owned());
        closing
    }
}

fn create(dir: &Path) -> Result<(), JournalError> {
    // What is inside is nobody else's business. A directory that is there already keeps the mode it was given.
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(JournalError::io("create", dir))
}

/// Nothing that is behind a lock is left half done by a panic: panics of the engine are caught below it.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
