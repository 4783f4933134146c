//! The quick start: which snapshot file is begun with. It is the newest that is what was written and that the journal
//! confirms by the frame at its place. Any other is skipped with a warning, never trusted.

use std::fs;
use std::path::Path;

use super::engine::Engine;
use super::error::Fault;
use super::frame::{self, Frame};
use super::image::{Header, unreadable};
use super::payload::Opens;
use super::persons::Keyring;
use super::seal::{Details, Sealed};
use super::{JournalError, Place, Tail, snapshots};
use crate::domain::{AnyId, Commit};

/// What helps where the end of the journal is lost.
const LOST: &str = "restore a backup into an empty directory with `demarche restore`, or move the directory `snapshots` away \
                    to go on without what is lost";

/// Opens what was sealed for an image: its owner and the text. Nothing where the key is gone; what is wrong, where it
/// is not what was sealed.
pub type Opening<'a> = dyn Fn(&AnyId, &str) -> Result<Option<Details>, String> + Sync + 'a;

/// Who takes in what a journal holds.
pub trait Restore {
    /// Takes in an image in place of all commits that it shows. Called before any commit comes, and once more with an
    /// older image where it refuses: then it says why, and nothing of the image may remain.
    fn restore(&mut self, image: &[u8], opening: &Opening<'_>) -> Result<(), String>;

    /// Takes in the next commit, with the place of its first frame.
    fn replay(&mut self, place: Place, commit: Commit);
}

/// Has the newest image in `dir` taken in that can be. The frame that it was made of; the beginning, where there is none.
/// One of a place that the journal does not go to shows that its end is lost.
pub(super) fn restore(
    dir: &Path,
    engine: &Engine,
    keys: &Keyring,
    head: Option<Tail>,
    restore: &mut dyn Restore,
) -> Result<Tail, JournalError> {
    let opening = |whose: &AnyId, sealed: &str| {
        let sealed: Sealed<'_> = serde_json::from_str(sealed).map_err(|it| it.to_string())?;
        keys.open(whose, &sealed).map_err(|it| match it {
            Fault::Damaged(reason) | Fault::Newer(reason) => reason,
        })
    };
    let files = snapshots::list(dir);
    if !files.is_empty() && !head.is_none_or(|it| names(engine, it)) {
        // What is wrong will be found, and named, when all is read.
        tracing::warn!("the journal is not the one that HEAD names; no snapshot is used");
        return Ok(Tail::BEGINNING);
    }
    for (place, path) in files {
        let tried = (|| {
            let header = Header::read(&path)?;
            if header.at.place != place {
                return Err(format!("it says that it is of place {}", header.at.place));
            }
            if engine.frames(place).next().is_none() {
                let bytes = fs::read(&path).map_err(unreadable)?;
                return header.image(&bytes).map(|_| None);
            }
            confirm(engine, header.at)?;
            let bytes = fs::read(&path).map_err(unreadable)?;
            restore.restore(header.image(&bytes)?, &opening)?;
            Ok(Some(header.at))
        })();
        match tried {
            Ok(Some(at)) => {
                tracing::info!("the snapshot at place {place} is begun with; what is before it is being checked");
                return Ok(at);
            }
            // Files are made of what is durable alone.
            Ok(None) => {
                let reason = format!("the journal ends before it, though {} shows what was there", path.display());
                let file = engine.path().to_owned();
                return Err(JournalError::Damaged { file, place: Some(place), reason, advice: LOST });
            }
            Err(reason) => {
                tracing::warn!("{}: {reason}; it is skipped, and more of the journal is replayed", path.display());
            }
        }
    }
    Ok(Tail::BEGINNING)
}

/// Whether the journal has this frame at its place.
fn names(engine: &Engine, tail: Tail) -> bool {
    let stored = engine.frames(tail.place).next().and_then(Result::ok);
    stored.is_some_and(|(key, bytes)| key == tail.place.get().to_be_bytes() && frame::hash(&bytes) == tail.hash)
}

/// Whether the journal has this frame at its place, as the end of a commit; otherwise, why not.
fn confirm(engine: &Engine, at: Tail) -> Result<(), String> {
    let bytes = match engine.frames(at.place).next() {
        None => return Err("it is of a place that the journal does not go to".to_owned()),
        Some(stored) => stored.map_err(|it| it.to_string())?.1,
    };
    let ends = Frame::read(&bytes).is_ok_and(|it| it.place == at.place && it.part == it.parts);
    match ends && names(engine, at) {
        true => Ok(()),
        false => Err(format!("it is of another journal, or of another state of this one, at place {}", at.place)),
    }
}
