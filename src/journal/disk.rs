//! The journal on disk: the order in which its files are written and synced. How they are opened is said in `files`,
//! how each of them is read and written in its own file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::audit::{self, AuditLog};
use super::backup::{self, BackedUp, Passphrase, Progress, Salted};
use super::batch::Batch;
use super::check::Check;
use super::engine::Engine;
use super::erased::Erased;
use super::error::JournalError;
use super::files::{self, Files};
use super::guard::Claim;
use super::head::Head;
use super::persons::{KeyFile, Keyring};
use super::recover;
use super::room::Room;
use super::seal::KeyId;
use super::secret::{self, Secret};
use super::snapshots::{self, Snapshots};
use super::standing::Standing;
use super::{Commits, Durable, DurableTakeaways, Health, Journal, Place, Randomness, Restore, Tail, start, takeaways};
use crate::domain::{AnyId, Commit, Entity};

/// The journal in a directory, kept by sled.
pub struct SledJournal {
    dir: PathBuf,
    // Dropped in this order: what is done in the background has ended before the directory is given up.
    check: Option<Check>,
    audit: AuditLog,
    engine: Arc<Engine>,
    keys: Arc<RwLock<Keyring>>,
    writer: Mutex<Writer>,
    standing: Arc<Standing>,
    snapshots: Option<Snapshots>,
    room: Room,
    secret: Secret,
    _claim: Claim,
}

/// What only one append at a time may use.
struct Writer {
    head: Head,
    key_file: KeyFile,
    erased: Erased,
    takeaways: Vec<Entity>,
    randomness: Randomness,
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
        files::create(dir)?;
        let opened = Files::open(dir)?;
        let (tail, _) = opened.read(Tail::BEGINNING, replay)?;
        Self::new(opened, tail, randomness)
    }

    /// As [`SledJournal::open`], but begins with the newest snapshot file that the journal confirms, and replays what
    /// comes after it. What comes before it is checked in the background; a fault found there poisons the journal. A
    /// snapshot file that cannot be used is skipped with a warning. Snapshot files can be kept: see
    /// [`Journal::snapshots`].
    pub fn start(dir: &Path, mut randomness: Randomness, restore: &mut dyn Restore) -> Result<Self, JournalError> {
        files::create(dir)?;
        let opened = Files::open(dir)?;
        let files = dir.join(snapshots::DIR);
        let (head, engine) = (opened.head.last(), Arc::clone(&opened.engine));
        let after = start::restore(&files, &engine, &opened.keys, head, restore)?;
        let (tail, _) = opened.read(after, &mut |place, commit| restore.replay(place, commit))?;
        let nonces = snapshots::nonces(&mut randomness)?;
        // A snapshot would go on lacking the details once their keys are back.
        let is_whole = !opened.keys.misses_any();
        let mut journal = Self::new(opened, tail, randomness)?;
        // Nobody waits for it: it reads what is not written any more.
        let _ = journal.audit.check_all();
        if after != Tail::BEGINNING {
            if let Some(reason) = snapshots::doubted(&files) {
                tracing::error!(reason, "the journal was found damaged before; it is read, and takes nothing");
                journal.standing.poison(reason);
            }
            journal.check = Some(Check::start(engine, after, files.clone(), Arc::clone(&journal.standing))?);
        }
        let room = journal.room.clone();
        journal.snapshots = is_whole.then(|| Snapshots::new(files, Arc::clone(&journal.keys), nonces, room));
        Ok(journal)
    }

    fn new(files: Files, tail: Tail, mut randomness: Randomness) -> Result<Self, JournalError> {
        let Files { dir, engine, keys, key_file, erased, takeaways, mut head, claim } = files;
        if tail != Tail::BEGINNING {
            head.write(tail)?;
            head.sync()?;
        }
        let secret = secret::open(&dir, tail != Tail::BEGINNING, &mut randomness)?;
        let overdue = keys.overdue();
        let this = Self {
            check: None,
            audit: AuditLog::open(&dir),
            engine,
            keys: Arc::new(RwLock::new(keys)),
            writer: Mutex::new(Writer { head, key_file, erased, takeaways, randomness }),
            standing: Arc::new(Standing::new(tail)),
            snapshots: None,
            room: Room::new(&dir),
            secret,
            dir,
            _claim: claim,
        };
        if !overdue.is_empty() {
            this.destroy(&mut held(&this.writer), overdue)?;
        }
        Ok(this)
    }

    /// Destroys these keys, durably, and all snapshot files.
    fn destroy(&self, writer: &mut Writer, ids: impl IntoIterator<Item = KeyId>) -> Result<(), JournalError> {
        let mut ids = ids.into_iter().peekable();
        if ids.peek().is_some() {
            // First the list, durably: where a crash comes before a key is gone, opening destroys it, and where an older copy
            // of the keys comes back, restoring does.
            writer.erased.extend(ids);
            writer.erased.save(&self.dir)?;
            let Writer { key_file, erased, .. } = writer;
            let erasing = key_file.erase(erased);
            // What the list says is so, even where the file could not be replaced: nothing more is sealed under a key
            // that the next opening destroys.
            let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
            keys.forget(erased);
            erasing?;
            if !keys.texts.is_empty() {
                keys.texts.save(&self.dir)?;
            }
        }
        snapshots::clear(&self.dir.join(snapshots::DIR))
    }

    /// Destroys those keys of the ring in whose place there are others.
    fn supersede(&self, which: impl FnOnce(&Keyring) -> Vec<KeyId>) -> Result<(), JournalError> {
        let mut writer = held(&self.writer);
        self.standing.demand_healthy()?;
        self.poisoning(|| {
            let ids = which(&self.keys.read().unwrap_or_else(PoisonError::into_inner));
            self.destroy(&mut writer, ids)
        })
    }

    /// Has there be keys for the texts of these commits, if they have any.
    fn prepare(&self, commits: &[Commit], randomness: &mut Randomness) -> Result<(), JournalError> {
        let has_texts = || commits.iter().flat_map(|it| &it.events).any(|it| it.entity.may_have_texts());
        if !self.keys.read().unwrap_or_else(PoisonError::into_inner).texts.is_empty() || !has_texts() {
            return Ok(());
        }
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.texts.grow(randomness)?;
        self.poisoning(|| keys.texts.save(&self.dir))
    }

    /// Waits until what comes before the snapshot that was begun with has been checked, or until that was broken off.
    pub fn wait_until_checked(&self) {
        if let Some(check) = &self.check {
            check.wait();
        }
    }

    /// Writes a backup of the journal as far as it is durable when this is called. Appends go on meanwhile.
    ///
    /// Progress is in places.
    pub fn back_up(&self, out: &mut dyn Write, progress: Progress<'_>) -> Result<BackedUp, JournalError> {
        let (tail, sides) = {
            // What takeaways refer to is in the journal by the time they are recorded, so both are of one moment.
            let writer = held(&self.writer);
            (self.tail(), vec![takeaways::side(&writer.takeaways)?])
        };
        let sides = sides.into_iter().chain(audit::side(&self.audit.written())).collect();
        // Asked once the frames were read, the list has everyone who was forgotten by then.
        let erased = || Ok(held(&self.writer).erased.clone());
        backup::send(&self.engine, (tail.place, Some(tail)), sides, erased, out, progress)
    }

    /// The persons' keys and the erasure list, under the passphrase. A key is on disk before any frame that needs it:
    /// so, taken after a backup of the journal, it has the keys of all that is in that.
    pub fn back_up_keys(&self, passphrase: &Passphrase) -> Result<Vec<u8>, JournalError> {
        let (keys, erased, salted) = {
            let mut writer = held(&self.writer);
            let texts = self.keys.read().unwrap_or_else(PoisonError::into_inner).texts.to_text();
            let keys = backup::Lines { persons: writer.key_file.text()?, texts };
            (keys, writer.erased.clone(), Salted::draw(&mut writer.randomness)?)
        };
        // Appends need not wait for what makes guessing slow.
        backup::seal_keys(&keys, &erased, passphrase, &salted)
    }

    /// To be broken by a test.
    #[cfg(test)]
    pub(super) fn engine(&mut self) -> &mut Engine {
        Arc::get_mut(&mut self.engine).unwrap()
    }

    /// To be filled by a test.
    #[cfg(test)]
    pub(super) fn room(&mut self) -> &mut Room {
        &mut self.room
    }

    /// Has there be no room for snapshot files.
    #[cfg(test)]
    pub(super) fn fill_for_snapshots(&mut self) {
        self.snapshots.as_mut().unwrap().room().fill(true);
    }

    /// To be broken by a test.
    #[cfg(test)]
    pub(super) fn break_head(&self) {
        held(&self.writer).head.break_writes();
    }

    /// Does what must not fail: where it does, the journal is poisoned.
    fn poisoning<T>(&self, work: impl FnOnce() -> Result<T, JournalError>) -> Result<T, JournalError> {
        work().inspect_err(|error| self.standing.poison(error.to_string()))
    }
}

impl Journal for SledJournal {
    fn append(&self, after: Place, commits: &[Commit]) -> Result<Durable, JournalError> {
        let mut writer = held(&self.writer);
        self.standing.demand_healthy()?;
        let tail = self.standing.tail();
        if after != tail.place {
            let (expected, found) = (after, tail.place);
            return Err(JournalError::Conflict { expected, found });
        }
        if commits.is_empty() {
            return Ok(Durable { places: Box::default(), tail });
        }
        self.prepare(commits, &mut writer.randomness)?;
        let batch = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            Batch::of(commits, tail, &keys, &mut writer.randomness)?
        };
        self.room.demand(batch.bytes())?;
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

    fn takeaways(&self) -> Vec<Entity> {
        held(&self.writer).takeaways.clone()
    }

    fn keep_takeaways(&self, all: &[Entity]) -> Result<DurableTakeaways, JournalError> {
        let mut writer = held(&self.writer);
        self.standing.demand_healthy()?;
        let bytes = takeaways::encode(all)?;
        self.room.demand(bytes.len() as u64)?;
        self.poisoning(|| takeaways::save(&self.dir, &bytes))?;
        writer.takeaways = all.to_vec();
        Ok(DurableTakeaways(()))
    }

    fn tail(&self) -> Tail {
        self.standing.tail()
    }

    fn secret(&self) -> Secret {
        self.secret.clone()
    }

    fn health(&self) -> Health {
        match (self.standing.demand_healthy(), self.room.demand(0)) {
            (Err(JournalError::Poisoned { reason }), _) => Health::Poisoned(reason),
            (_, Err(full)) => Health::NoRoom(full.to_string()),
            _ => Health::Healthy,
        }
    }

    fn snapshots(&self) -> Option<&Snapshots> {
        self.snapshots.as_ref()
    }

    fn audit(&self) -> Option<&AuditLog> {
        Some(&self.audit)
    }

    fn forget(&self, whose: &[AnyId]) -> Result<(), JournalError> {
        let mut writer = held(&self.writer);
        self.standing.demand_healthy()?;
        self.poisoning(|| {
            let ids = writer.key_file.ids_of(whose)?;
            self.destroy(&mut writer, ids)
        })
    }

    fn succeed(&self, whose: &[AnyId]) -> Result<(), JournalError> {
        self.supersede(|keys| whose.iter().flat_map(|it| keys.superseded(it)).collect())
    }

    fn redact(&self, whose: &[AnyId]) -> Result<(), JournalError> {
        self.supersede(|keys| whose.iter().flat_map(|it| keys.texts.superseded(it)).collect())
    }

    fn close(&self) -> Result<(), JournalError> {
        // Whatever became of the journal.
        self.audit.close();
        if let Some(check) = &self.check {
            check.stop();
        }
        let mut writer = held(&self.writer);
        // After a sync that failed nobody knows what another would put to disk.
        if self.standing.demand_healthy().is_err() {
            return Ok(());
        }
        let closing = self.poisoning(|| {
            self.engine.sync()?;
            writer.head.sync()
        });
        self.standing.poison("it is closed".to_owned());
        closing
    }
}

/// Nothing that is behind a lock is left half done by a panic: panics of the engine are caught below it.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
