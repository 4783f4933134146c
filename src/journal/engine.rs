//! sled, behind the few words the journal needs. Nothing else names it, and none of its types leave this file.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;

use super::error::RESTORE;
use super::guard::{self, quietly};
use super::{JournalError, Place, Tail};

/// The engine's directory.
pub(super) const DIR: &str = "journal";

/// The file that all frames are in.
const FILE: &str = "db";

/// The file that the engine writes before any other: how it is set up.
const CONFIGURATION: &str = "conf";

/// In bytes. Frames are read once, in order: a larger cache is only more memory to be filled.
const CACHE: u64 = 8 << 20;

/// In bytes, and never to be changed for a journal that exists. sled puts a page of more than a quarter of it into a
/// file of its own, which it never syncs; a page holds up to 19 frames, which all fit.
const SEGMENT: usize = 2 << 20;

/// In bytes: the largest file that is read ahead.
const AHEAD: u64 = 2 << 30;

/// The engine with its files.
pub(super) struct Engine {
    db: Db,
    dir: PathBuf,
    file: File,
    path: PathBuf,
}

/// A frame's key and its bytes.
pub(super) type Stored = Result<(sled::IVec, sled::IVec), JournalError>;

impl Engine {
    /// Opens the engine within `dir`, and has all it consists of on disk. An empty one is begun where there was none,
    /// unless `head` says there was.
    pub(super) fn open(dir: &Path, head: Option<Tail>) -> Result<Self, JournalError> {
        let dir = dir.join(DIR);
        let path = dir.join(FILE);
        guard::demand(&path, head)?;
        if head.is_none() {
            guard::clear_false_start(&dir, FILE, CONFIGURATION)?;
        }
        let db = match begin(&dir) {
            Err(first) => match guard::put_snapshots_aside(&dir) {
                Ok(true) => begin(&dir)?,
                _ => return Err(first),
            },
            Ok(db) => db,
        };
        guard::sync_all(&dir)?;
        // Opened before anything is written through the engine, so that an error of writing back reaches this one too.
        let file = File::open(&path).map_err(JournalError::io("open", &path))?;
        Ok(Self { db, dir, file, path })
    }

    /// The file that all frames are in.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is one within `dir`.
    pub(super) fn exists(dir: &Path) -> bool {
        dir.join(DIR).exists()
    }

    /// Removes the one within `dir`, once the threads of the one that was dropped have let go of it.
    pub(super) fn remove(dir: &Path) -> Result<(), JournalError> {
        let dir = dir.join(DIR);
        guard::await_release(&dir, &dir.join(FILE))?;
        match std::fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(JournalError::io("remove", &dir)(error)),
            _ => Ok(()),
        }
    }

    /// What is stored last.
    pub(super) fn last(&self) -> Result<Option<(sled::IVec, sled::IVec)>, JournalError> {
        let mut last = None;
        self.tried("read", |db| {
            last = db.last()?;
            Ok(())
        })?;
        Ok(last)
    }

    /// Stores the frames at the places from `first` on, durably.
    ///
    /// One by one and in order, not as a batch of sled's: its log is written in the order of the changes and is read
    /// back up to the first thing torn, so a crash leaves a beginning of what was stored, never a gap.
    pub(super) fn store(&self, first: Place, frames: &[Vec<u8>]) -> Result<(), JournalError> {
        let mut place = first;
        self.tried("store frames", |db| {
            for frame in frames {
                db.insert(key(place), frame.as_slice())?;
                place = place.next();
            }
            Ok(())
        })?;
        self.sync()
    }

    /// Removes the frames after `last` up to `end`, durably; the last first, so that a crash leaves no gap.
    pub(super) fn cut(&self, last: Place, end: Place) -> Result<(), JournalError> {
        self.tried("remove frames", |db| {
            for place in (last.next().get()..=end.get()).rev() {
                db.remove(key(Place::new(place)))?;
            }
            Ok(())
        })?;
        self.sync()
    }

    /// Has everything on disk. sled's own flush only starts the writing on Linux, and syncs no metadata.
    pub(super) fn sync(&self) -> Result<(), JournalError> {
        self.tried("flush", |db| db.flush().map(|_| ()))?;
        self.file.sync_data().map_err(JournalError::io("sync", &self.path))
    }

    /// What is stored at the places from `first` on, in order of the keys. After an error it ends.
    pub(super) fn frames(&self, first: Place) -> impl Iterator<Item = Stored> + Send {
        let mut stored = self.db.0.as_ref().map(|db| db.range(key(first)..));
        let mut place = first.max(Place::BEGINNING.next());
        std::iter::from_fn(move || {
            let next = quietly(|| stored.as_mut().and_then(Iterator::next));
            let next = match next {
                Ok(next) => next?.map_err(|it| self.unread(place, it.into())),
                Err(panic) => Err(self.unread(place, panic.into())),
            };
            match &next {
                Ok(_) => place = place.next(),
                Err(_) => stored = None,
            }
            Some(next)
        })
    }

    /// Whether there are any frames.
    pub(super) fn holds_frames(&self) -> Result<bool, JournalError> {
        self.frames(Place::BEGINNING).next().transpose().map(|it| it.is_some())
    }

    /// Does the work while the file is read from first to last, so that the work, which looks for pages here and there,
    /// finds them in memory by the time it needs them.
    pub(super) fn reading_ahead<T>(&self, work: impl FnOnce() -> T) -> T {
        let over = AtomicBool::new(false);
        let ahead = || {
            let mut buffer = vec![0; 1 << 20];
            let mut at = 0;
            // Where it cannot be read the work will say so.
            while let Ok(read @ 1..) = self.file.read_at(&mut buffer, at)
                && !over.load(Ordering::Relaxed)
            {
                at += read as u64;
            }
        };
        std::thread::scope(|scope| {
            // More than this would push out of memory what has not been used yet.
            if self.file.metadata().is_ok_and(|it| it.len() <= AHEAD) {
                // Without the thread it is only slower.
                let _ = Builder::new().name("read-ahead".to_owned()).spawn_scoped(scope, ahead);
            }
            let result = work();
            over.store(true, Ordering::Relaxed);
            result
        })
    }

    /// Has every later sync fail, as on a broken device: a device that knows no sync takes the file's place.
    #[cfg(test)]
    pub(super) fn break_sync(&mut self) {
        self.file = File::open("/dev/null").unwrap();
    }

    fn tried(&self, doing: &'static str, work: impl FnOnce(&sled::Db) -> sled::Result<()>) -> Result<(), JournalError> {
        match quietly(|| self.db.0.as_ref().map_or(Ok(()), work)) {
            Ok(result) => result.map_err(|it| self.refused(doing, it)),
            Err(panic) => Err(self.failed(doing, panic.into())),
        }
    }

    fn refused(&self, doing: &'static str, source: sled::Error) -> JournalError {
        let advice = advice(&source);
        JournalError::Engine { doing, path: self.dir.clone(), place: None, source: source.into(), advice }
    }

    fn unread(&self, place: Place, source: Box<dyn std::error::Error + Send + Sync>) -> JournalError {
        JournalError::Engine { doing: "read", path: self.path.clone(), place: Some(place), source, advice: RESTORE }
    }

    fn failed(&self, doing: &'static str, source: Box<dyn std::error::Error + Send + Sync>) -> JournalError {
        JournalError::Engine { doing, path: self.dir.clone(), place: None, source, advice: RESTORE }
    }
}

/// sled's own handle, only gone while being dropped.
struct Db(Option<sled::Db>);

impl Drop for Db {
    fn drop(&mut self) {
        let db = self.0.take();
        // It flushes once more, and panics where that fails; what matters has been synced before.
        let _ = quietly(|| drop(db));
    }
}

fn key(place: Place) -> [u8; 8] {
    place.get().to_be_bytes()
}

fn begin(dir: &Path) -> Result<Db, JournalError> {
    guard::await_release(dir, &dir.join(FILE))?;
    let config = sled::Config::new().path(dir).cache_capacity(CACHE).flush_every_ms(None).segment_size(SEGMENT);
    let failed = |source: Box<dyn std::error::Error + Send + Sync>, advice| JournalError::Engine {
        doing: "open",
        path: dir.to_owned(),
        place: None,
        source,
        advice,
    };
    match quietly(|| config.open()) {
        Ok(Ok(db)) => Ok(Db(Some(db))),
        Ok(Err(error)) => {
            let advice = advice(&error);
            Err(failed(error.into(), advice))
        }
        Err(panic) => Err(failed(panic.into(), RESTORE)),
    }
}

/// What helps. A full device has damaged nothing.
fn advice(error: &sled::Error) -> &'static str {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    match error {
        sled::Error::Io(error) if matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) => {
            "make room on the device; nothing is lost"
        }
        _ => RESTORE,
    }
}
