//! The directory of snapshot files: what they are called, how one comes to be, and how many are kept. The bytes of one
//! are the business of `image`, which of them is begun with that of `start`.
//!
//! A file is named by its place. It is written under another name, synced and renamed, so that what has the name is
//! whole. The two newest are kept: the older one is there for the day on which the newer one is damaged. All of them
//! are disposable.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::persons::Keyring;
use super::room::Room;
use super::seal::Details;
use super::whole::WholeFile;
use super::{JournalError, Place, Randomness, Tail, guard, image};
use crate::domain::AnyId;

/// The name of the directory.
pub(super) const DIR: &str = "snapshots";

const WHOLE: &str = "snapshot";
const UNFINISHED: &str = "unfinished";

/// The file that says what is wrong with the journal that the snapshots are of.
const DOUBT: &str = "doubted";

/// Where snapshot files are kept.
pub struct Snapshots {
    dir: PathBuf,
    keys: Arc<RwLock<Keyring>>,
    nonces: Mutex<Nonces>,
    room: Room,
}

/// An endless row of bytes that nobody can guess, drawn from a few: so that sealing many details keeps nobody waiting
/// who needs randomness for an append.
pub(super) type Nonces = blake3::OutputReader;

/// Nonces, begun with random bytes.
pub(super) fn nonces(randomness: &mut Randomness) -> Result<Nonces, JournalError> {
    let mut seed = [0; 32];
    randomness(&mut seed).map_err(JournalError::Randomness)?;
    Ok(begun_with(&seed))
}

fn begun_with(seed: &[u8; 32]) -> Nonces {
    blake3::Hasher::new_keyed(seed).update(b"snapshots").finalize_xof()
}

/// Seals personal details for an image, as the journal does for its frames.
pub struct Sealing<'a> {
    keys: &'a RwLock<Keyring>,
    randomness: Randomness,
}

impl Sealing<'_> {
    /// The sealed details of `whose`, as text. Nothing where they have no key: then nobody is to read them.
    pub fn seal(&mut self, whose: &AnyId, details: &Details) -> io::Result<Option<String>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let sealed = keys.seal(whose, details, &mut self.randomness).map_err(io::Error::other)?;
        Ok(sealed.map(|it| serde_json::to_string(&it)).transpose()?)
    }
}

impl Snapshots {
    /// In a directory, which may be missing.
    pub(super) fn new(dir: PathBuf, keys: Arc<RwLock<Keyring>>, nonces: Nonces, room: Room) -> Self {
        Self { dir, keys, nonces: Mutex::new(nonces), room }
    }

    /// Keeps an image of what the commits up to `at` amount to; `at` must be durable, and end a commit. `draw` writes
    /// the image, and may give up. The two newest images are kept. On an error none of it remains, and the journal
    /// is none the worse.
    pub fn keep(
        &self,
        at: Tail,
        draw: impl FnOnce(&mut dyn Write, &mut Sealing<'_>) -> io::Result<()>,
    ) -> Result<(), JournalError> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.dir);
        made.map_err(JournalError::io("create", &self.dir))?;
        let (path, unfinished) = (self.path(at.place, WHOLE), self.path(at.place, UNFINISHED));
        let mut sealing = Sealing { keys: &self.keys, randomness: self.randomness() };
        let result = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)
            .and_then(|mut file| image::write(&mut file, at, &self.room, |canvas| draw(canvas, &mut sealing)))
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(JournalError::io("write", &path));
        if result.is_err() {
            // It may not be there.
            let _ = fs::remove_file(&unfinished);
            return result;
        }
        // A name that a power cut takes back costs no more than time.
        for dir in [Some(self.dir.as_path()), self.dir.parent()].into_iter().flatten() {
            if let Err(error) = guard::sync(dir) {
                tracing::warn!("{error}: the snapshot file may be gone after a power cut");
            }
        }
        self.let_go(at.place);
        Ok(())
    }

    /// To be filled by a test.
    #[cfg(test)]
    pub(super) fn room(&mut self) -> &mut Room {
        &mut self.room
    }

    /// Removes all but the image of `newest` and the one before it. Later ones are none of this journal's.
    fn let_go(&self, newest: Place) {
        let mut before = 0;
        for (place, path) in list(&self.dir) {
            before += u32::from(place < newest);
            if place > newest || before > 1 {
                remove(&path);
            }
        }
    }

    fn path(&self, place: Place, what: &str) -> PathBuf {
        self.dir.join(format!("{:020}.{what}", place.get()))
    }

    /// Nonces for one image.
    fn randomness(&self) -> Randomness {
        let mut seed = [0; 32];
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut seed);
        let mut own = begun_with(&seed);
        Box::new(move |bytes| {
            own.fill(bytes);
            Ok(())
        })
    }
}

/// The snapshot files in a directory by their places, the newest first. None where it cannot be read.
pub(super) fn list(dir: &Path) -> Vec<(Place, PathBuf)> {
    let mut files: Vec<_> = entries(dir, WHOLE)
        .filter_map(|path| Some((Place::new(path.file_stem()?.to_str()?.parse().ok()?), path)))
        .collect();
    files.sort_by_key(|it| std::cmp::Reverse(it.0));
    files
}

/// Writes down, durably, what is wrong with the journal before the snapshots: whoever begins with one of them knows it from
/// then on. Without the snapshots all of the journal is read, and what is wrong is found.
pub(super) fn doubt(dir: &Path, reason: &str) -> Result<(), JournalError> {
    let path = dir.join(DOUBT);
    let mut file = WholeFile::replacing(&path)?;
    file.write_all(reason.as_bytes()).map_err(JournalError::io("write", &path))?;
    file.replace().map(drop)
}

/// What was found to be wrong with the journal, if anything was.
pub(super) fn doubted(dir: &Path) -> Option<String> {
    let bytes = fs::read(dir.join(DOUBT)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Removes all of them, durably: they hold what is to be forgotten. What is wrong with the journal stays written down.
pub(super) fn clear(dir: &Path) -> Result<(), JournalError> {
    let mut removed = false;
    for path in entries(dir, WHOLE).chain(entries(dir, UNFINISHED)) {
        fs::remove_file(&path).map_err(JournalError::io("remove", &path))?;
        removed = true;
    }
    if removed { guard::sync(dir) } else { Ok(()) }
}

/// Removes what was being written when the process ended.
pub(super) fn remove_unfinished(dir: &Path) {
    entries(dir, UNFINISHED).for_each(|path| remove(&path));
}

fn entries(dir: &Path, what: &str) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(|it| Some(it.ok()?.path()));
    entries.filter(move |path| path.extension().is_some_and(|it| it == what))
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!("{}: it cannot be removed: {error}; it only takes up room", path.display());
    }
}
