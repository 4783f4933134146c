//! The files of a directory: claimed, opened in order, and on disk, before a frame is read. What each of them holds is
//! said in its own file; how they are written while the journal is in use, in `disk`.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::engine::Engine;
use super::erased::Erased;
use super::error::JournalError;
use super::guard::{self, Claim};
use super::head::{self, Head};
use super::persons::{self, KeyFile, Keyring};
use super::recover::{self, Decoded, Verified};
use super::texts::{self, TextKeys};
use super::{Place, Tail, audit, backup, premises, snapshots, takeaways};
use crate::domain::{Commit, Entity};

const LOST: &str = "restore the file from the backup of the keys, or create it empty to go on without free texts";

/// Checks the journal in `dir` and calls `replay` with each commit and the place of its first frame, in order. The
/// first thing that is wrong is the error; commits after it are not replayed. Nobody else may have it open.
///
/// Nothing is begun where there is no journal. The engine may still tidy up its files after a crash.
pub fn verify(dir: &Path, replay: &mut dyn FnMut(Place, Commit)) -> Result<Verified, JournalError> {
    premises::demand_own(dir)?;
    if !recover::exists(dir) {
        return Err(JournalError::Absent { dir: dir.to_owned() });
    }
    let files = Files::open(dir)?;
    let (tail, Decoded { commits, events }) = files.read(Tail::BEGINNING, replay)?;
    let audit = audit::check(dir)?;
    Ok(Verified { tail, commits, events, takeaways: files.takeaways, audit })
}

/// A directory that was claimed, and its files, open.
pub(super) struct Files {
    pub(super) dir: PathBuf,
    pub(super) engine: Arc<Engine>,
    pub(super) keys: Keyring,
    pub(super) key_file: KeyFile,
    pub(super) erased: Erased,
    pub(super) takeaways: Vec<Entity>,
    pub(super) head: Head,
    pub(super) claim: Claim,
}

/// Makes the directory where there is none. One that holds something and no journal is refused. What will be inside is nobody else's business; a directory that is there
/// already keeps the mode it was given.
pub(super) fn create(dir: &Path) -> Result<(), JournalError> {
    premises::demand_fit(dir)?;
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(JournalError::io("create", dir))
}

impl Files {
    /// Claims the directory and opens what is in it, all of it on disk. Frames are not read yet.
    pub(super) fn open(dir: &Path) -> Result<Self, JournalError> {
        let claim = guard::claim(dir)?;
        backup::refuse_unfinished(dir)?;
        // First of all, since the engine cannot be opened on a device that they have filled.
        snapshots::remove_unfinished(&dir.join(snapshots::DIR));
        let head = Head::open(dir)?;
        let engine = Arc::new(Engine::open(dir, head.last())?);
        let held = head.last().is_some() || engine.holds_frames()?;
        let erased = Erased::open(dir)?;
        let (key_file, mut keys) = KeyFile::open(dir, held, &erased)?;
        keys.texts = TextKeys::read(dir, &erased)?;
        let takeaways = takeaways::open(dir, held)?;
        for file in [head::FILE, persons::FILE, takeaways::FILE] {
            guard::sync(&dir.join(file))?;
        }
        guard::sync(dir)?;
        if let Some(parent) = dir.canonicalize().ok().as_deref().and_then(Path::parent) {
            guard::sync(parent)?;
        }
        Ok(Self { dir: dir.to_owned(), engine, keys, key_file, erased, takeaways, head, claim })
    }

    /// Reads and checks everything after `after`, and calls `replay` with it: where it ends, and how much it was.
    pub(super) fn read(
        &self,
        after: Tail,
        replay: &mut dyn FnMut(Place, Commit),
    ) -> Result<(Tail, Decoded), JournalError> {
        let scanned = recover::scan(&self.engine, &self.keys, after, self.head.last(), replay)?;
        let tail = scanned.tail;
        if self.head.last().is_none() && tail != Tail::BEGINNING {
            let (file, place) = (self.dir.join(head::FILE), tail.place);
            tracing::warn!(
                "{}: it does not say how far the journal goes, so that a lost end would not have been noticed; \
                 it is written anew, for place {place}",
                file.display()
            );
        }
        let texts = self.dir.join(texts::FILE);
        if self.keys.texts.misses_any() && !texts.exists() {
            return Err(JournalError::damaged(&texts, "the file is missing", LOST));
        }
        if self.keys.misses_any() {
            // As after a restore without the keys' backup, or where the file has lost its end.
            tracing::warn!(
                "{}: it lacks keys that nobody has destroyed, so that {} cannot be read; \
                 restore the file from the backup of the keys",
                if self.keys.texts.misses_any() { texts } else { self.dir.join(persons::FILE) }.display(),
                if self.keys.texts.misses_any() { "free texts" } else { "personal details" },
            );
        }
        if scanned.end > tail.place {
            // A crash has left some parts of a commit that was never answered for. The next one takes their places.
            self.engine.cut(tail.place, scanned.end)?;
        }
        Ok((tail, scanned.decoded))
    }
}
