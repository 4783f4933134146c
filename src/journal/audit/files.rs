//! The files of an audit log, read: which there are, the frames in them, and whether the chain holds from one to the
//! next. How they are written is said in `write`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::entry::AuditEntry;
use crate::journal::chain::Chain;
use crate::journal::error::{Fault, JournalError};
use crate::journal::frame::{self, Frame};
use crate::journal::head::Head;
use crate::journal::{Place, Tail};

/// The directory of the files, within the data directory.
pub(in crate::journal) const DIR: &str = "audit";
/// The file that says how far the log had come.
pub(in crate::journal) const HEAD: &str = "audit.head";

/// How long a file becomes, in bytes, before the next one is begun. So much is held in memory to read from it.
pub(super) const LIMIT: u64 = 4 << 20;
/// The longest file that is read: the last entries of a file may go past the limit.
const LONGEST: u64 = 8 * LIMIT;

/// What helps where the log is damaged.
pub(super) const ADVICE: &str = "keep it for whoever looks into it: move `audit` and `audit.head` out of the data directory, \
                                 and the service begins a new log, or restore a backup";

/// An audit log, all of it checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditChecked {
    /// The last entry.
    pub tail: Tail,
}

/// A file, and the place of its first frame, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) first: Place,
    pub(super) path: PathBuf,
}

/// The path of the file whose first frame has this place.
pub(super) fn path(dir: &Path, first: Place) -> PathBuf {
    dir.join(DIR).join(format!("{:020}.log", first.get()))
}

/// The files of the log in this data directory, in order. Others in `audit` are none of it.
pub(super) fn list(dir: &Path) -> Result<Vec<Named>, JournalError> {
    let within = dir.join(DIR);
    let entries = match fs::read_dir(&within) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(JournalError::io("read", &within)(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(JournalError::io("read", &within))?.path();
        let digits = path.file_name().and_then(|it| it.to_str()).and_then(|it| it.strip_suffix(".log"));
        if let Some(first) = digits.filter(|it| it.len() == 20).and_then(|it| it.parse().ok()) {
            files.push(Named { first: Place::new(first), path });
        }
    }
    files.sort_by_key(|it| it.first);
    Ok(files)
}

/// The bytes of a file.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, JournalError> {
    let failed = || JournalError::io("read", path);
    if fs::metadata(path).map_err(failed())?.len() > LONGEST {
        return Err(JournalError::damaged(path, "the file is longer than any that was written", ADVICE));
    }
    fs::read(path).map_err(failed())
}

/// What was found where a log was read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The last entry.
    pub(super) tail: Tail,
    /// When it was noted.
    pub(super) last: Option<AuditEntry>,
    /// The last file, as far as it holds, in bytes.
    pub(super) length: u64,
    /// What follows in it: what a crash has left half written.
    pub(super) torn: u64,
}

/// Checks the last two files, of which the second may have been begun in vain: as much as is needed to go on.
pub(super) fn check_end(dir: &Path, head: Option<Tail>) -> Result<Found, JournalError> {
    let files = list(dir)?;
    let last = files.get(files.len().saturating_sub(2)..).unwrap_or_default();
    let before = match last.first() {
        Some(file) if file.first > Place::BEGINNING.next() => {
            // What it says of the frame before is vouched for by nobody here: the whole check is made elsewhere.
            let bytes = bytes(&file.path)?;
            let frame = frame::split(&bytes).and_then(|(it, _)| Frame::read(it));
            let previous = frame.map_err(|it| it.located(&file.path, Some(file.first), ADVICE))?.previous;
            Tail { place: Place::new(file.first.get() - 1), hash: previous }
        }
        _ => Tail::BEGINNING,
    };
    walk(dir, last, before, head, End::MayBeTorn)
}

/// Checks all files but the last, to which they must lead. It may be written meanwhile.
pub(super) fn check_before(dir: &Path) -> Result<(), JournalError> {
    let files = list(dir)?;
    let Some((last, before)) = files.split_last() else {
        return Ok(());
    };
    let tail = walk(dir, before, Tail::BEGINNING, None, End::IsWhole)?.tail;
    demand_next(dir, last, tail.place.next())?;
    let bytes = bytes(&last.path)?;
    let first = frame::split(&bytes).and_then(|(it, _)| Frame::read(it));
    if first.is_ok_and(|it| it.previous != tail.hash) {
        let fault = Fault::Damaged("the frame does not follow the one before it".to_owned());
        return Err(fault.located(&last.path, Some(last.first), ADVICE));
    }
    Ok(())
}

/// Checks the whole log of a data directory, and touches nothing. Nothing where there is none, and was none.
pub(in crate::journal) fn check(dir: &Path) -> Result<Option<AuditChecked>, JournalError> {
    let path = dir.join(HEAD);
    let head = if path.exists() { Head::at(&path)?.last() } else { None };
    let files = list(dir)?;
    if files.is_empty() && head.is_none() {
        return Ok(None);
    }
    let found = walk(dir, &files, Tail::BEGINNING, head, End::MayBeTorn)?;
    if let Some(last) = files.last().filter(|_| found.torn > 0) {
        let (file, torn) = (last.path.display(), found.torn);
        tracing::warn!("{file}: its last {torn} bytes are half an entry, as after a crash; they do not count");
    }
    if head.is_none() && found.tail != Tail::BEGINNING {
        tracing::warn!(
            "{}: it does not say how far the audit log goes; a lost end would not be noticed",
            path.display()
        );
    }
    Ok(Some(AuditChecked { tail: found.tail }))
}

/// What the last of some files may end with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// A whole frame.
    IsWhole,
    /// What a crash has left of a frame that nobody has answered for.
    MayBeTorn,
}

/// Refuses where a file is not the one that comes next.
fn demand_next(dir: &Path, file: &Named, next: Place) -> Result<(), JournalError> {
    if file.first == next {
        return Ok(());
    }
    let reason = format!("the file is missing; the one found next is {}", file.path.display());
    Err(JournalError::damaged(&path(dir, next), reason, ADVICE))
}

/// Reads the files, which follow one another from `before` on.
fn walk(dir: &Path, files: &[Named], before: Tail, head: Option<Tail>, end: End) -> Result<Found, JournalError> {
    let mut chain = Chain::after(before, head);
    let known = head.map_or(Place::BEGINNING, |it| it.place);
    let mut found = Found { tail: before, last: None, length: 0, torn: 0 };
    for (number, file) in files.iter().enumerate() {
        demand_next(dir, file, chain.next())?;
        let may_be_torn = end == End::MayBeTorn && number + 1 == files.len();
        let bytes = bytes(&file.path)?;
        let mut rest = bytes.as_slice();
        let mut last = None;
        while !rest.is_empty() {
            let place = chain.next();
            let taken = frame::split(rest).and_then(|(frame, after)| {
                let whole = chain.push(&place.get().to_be_bytes(), frame)?;
                last = Some(whole.map(|(_, payload)| payload.into_owned()).unwrap_or_default());
                Ok(after)
            });
            match taken {
                Ok(after) => rest = after,
                Err(Fault::Damaged(_)) if may_be_torn && place > known => break,
                Err(fault) => return Err(fault.located(&file.path, Some(place), ADVICE)),
            }
        }
        if let Some(payload) = last {
            let entry = AuditEntry::parse(&payload).map_err(|it| it.located(&file.path, Some(chain.end()), ADVICE))?;
            found.last = Some(entry);
        }
        found.torn = rest.len() as u64;
        found.length = bytes.len() as u64 - found.torn;
    }
    found.tail = chain.tail();
    if known > found.tail.place {
        let file = files.last().map_or_else(|| path(dir, chain.next()), |it| it.path.clone());
        let reason = format!("the log ends before it, though {HEAD} says that it goes to place {known}");
        return Err(JournalError::Damaged { file, place: Some(chain.next()), reason, advice: ADVICE });
    }
    Ok(found)
}
