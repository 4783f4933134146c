//! Backups: a consistent beginning of a journal in one file, persons' keys in another, and the way back. How the files
//! of a data directory are read and written is said in their own modules.
//!
//! A backup of a journal, version 2; numbers are big-endian:
//!
//! | bytes | what |
//! | --- | --- |
//! | 15 + 1 | `demarche backup`, and the version, 2 |
//! | 4 | CRC32C of all before |
//! | 4 + ... | length of a frame, and the frame as the journal holds it; as often as there are frames |
//! | 4 | zeros: no more frames |
//! | ... | files that lie beside the journal and go along whole (`sides`) |
//! | 1 | zero: no more files |
//! | 4 + ... | length of the erasure list, and the list as of when the last frame was read |
//! | 8 + 32 | place and hash of the last frame, as in HEAD |
//! | 8 | how many commits there are |
//! | 1 | how many files went along |
//! | 4 | CRC32C of all after the last frame, the files aside |
//!
//! Version 1 has nothing of the files: not their end, and not how many there are.
//!
//! The frames hold checksums and the chain of hashes, so what was cut, altered or exchanged is noticed at its place.
//! The keys are not in it: they have a file of their own, that nobody reads without its passphrase (`keys`).

mod keys;
mod read;
mod restore;
mod send;
mod sides;
mod write;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::OTHER;
use super::{JournalError, Tail, erased};

pub use keys::{KeysBackup, Passphrase, open_keys};
pub(super) use keys::{Lines, Salted, seal_keys};
pub use read::{check_list, receive, verify_backup};
pub use restore::{Restored, Sources, restore};
pub(super) use restore::{is_unfinished, refuse_unfinished};
pub use send::Resting;
pub(super) use send::send;
pub(super) use sides::Side;

/// How every version of a backup begins.
const MAGIC: &[u8; 15] = b"demarche backup";
const VERSION: u8 = 2;
/// The version that had no files beside the journal.
const BARE: u8 = 1;
const HEADER: usize = 15 + 1 + 4;
const FOOTER: usize = 8 + 32 + 8 + 1;

/// Called with how much is done and how much there is to do, in one unit; from any thread.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// What went into a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The last frame of the last commit.
    pub tail: Tail,
    /// How many commits there are.
    pub commits: u64,
}

/// What a file is that restore reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A backup of a journal.
    Journal,
    /// A backup of persons' keys.
    Keys,
    /// An erasure list.
    Erasures,
}

/// What the file is, by how it begins.
pub fn recognise(path: &Path) -> Result<Kept, JournalError> {
    let beginnings =
        [(MAGIC.as_slice(), Kept::Journal), (keys::MAGIC, Kept::Keys), (erased::MAGIC.as_bytes(), Kept::Erasures)];
    let mut start = Vec::new();
    let file = File::open(path).map_err(JournalError::io("read", path))?;
    file.take(HEADER as u64 + 4).read_to_end(&mut start).map_err(JournalError::io("read", path))?;
    if let Some((_, kept)) = beginnings.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Ok(*kept);
    }
    if beginnings.iter().any(|(magic, _)| magic.starts_with(&start)) {
        return Err(JournalError::damaged(path, "the file is cut short in its header", OTHER));
    }
    Err(JournalError::Foreign { file: path.to_owned() })
}
