//! Facts on disk, in order: what a journal promises ([`Journal`]), and the words it is spoken of with.
//!
//! A commit goes in whole and comes back whole, in the order of places; what an append has answered for is
//! durable. What the facts mean, whether a wish is allowed and how a fact changes memory is none of the journal's
//! business: it reads no clock, draws no randomness of its own and knows no graph. Only `engine` names sled.
//!
//! On disk a journal is a directory:
//!
//! | file | what it holds |
//! | --- | --- |
//! | `lock` | nothing; whoever holds its lock owns the directory |
//! | `HEAD` | how far the journal had come, so that a lost end is noticed |
//! | `persons.keys` | the keys that personal details are sealed under, so that a person can be forgotten |
//! | `checkpoint.key` | the secret that checkpoints given out are sealed under, and inputs hashed with; never part of a backup |
//! | `texts.keys` | what the keys of free texts are derived from, so that one can be made unreadable; there once there was any |
//! | `takeaways` | what was learned under the Chatham House Rule, without any sign of how |
//! | `persons.erased` | the ids of keys that were destroyed; there once someone was forgotten, or a text redacted |
//! | `journal/` | the frames, kept by sled |
//! | `audit/` | who did or read what: see `audit` |
//! | `audit.head` | how far that had come |
//! | `restoring` | nothing; there while a restore has not finished, and what else is there does not count |
//! | `snapshots/` | what the frames amount to up to a place, so that not all of them have to be replayed; disposable |

mod audit;
mod backup;
mod batch;
mod chain;
mod check;
mod disk;
mod engine;
mod erased;
mod error;
mod files;
mod frame;
mod guard;
mod head;
mod image;
mod memory;
mod payload;
mod persons;
mod premises;
mod priority;
mod recover;
mod room;
mod seal;
mod secret;
mod snapshots;
mod standing;
mod start;
mod takeaways;
#[cfg(test)]
mod tests;
mod texts;
mod tree;
mod upcast;
mod whole;

use std::fmt;

use crate::domain::{AnyId, Commit, Entity};

pub use audit::{
    AuditChecked, AuditEntry, AuditFilter, AuditHealth, AuditLog, AuditOutcome, AuditPage, AuditReading, AuditRow,
};
pub use backup::{
    BackedUp, Kept, KeysBackup, Passphrase, Progress, Resting, Restored, Sources, check_list, open_keys, receive,
    recognise, restore, verify_backup,
};
pub use disk::SledJournal;
pub use error::JournalError;
pub use files::verify;
pub use memory::MemoryJournal;
pub use premises::{demand_fit, demand_own};
pub use priority::give_way;
pub use recover::{Verified, exists};
pub use seal::Details;
pub use secret::Secret;
pub use snapshots::{Sealing, Snapshots};
pub use start::{Opening, Restore};
pub use whole::WholeFile;

/// As far as the journal in `dir` goes, by its own account, without opening it: to tell how much there is to do.
pub fn extent(dir: &std::path::Path) -> Option<Place> {
    head::peek(dir).map(|it| it.place)
}

/// How many steps there are from events of older versions to today's. One more with every form of a kind.
pub fn event_steps() -> usize {
    upcast::steps()
}

/// Fills a slice with random bytes. The journal draws persons' keys, nonces and its secret from it, and nothing
/// else.
pub type Randomness = Box<dyn FnMut(&mut [u8]) -> std::io::Result<()> + Send>;

/// What [`Journal::read`] yields: each commit with the place of its first frame, in order. After an error it ends.
pub type Commits<'a> = Box<dyn Iterator<Item = Result<(Place, Commit), JournalError>> + Send + 'a>;

/// Ordered, durable facts.
pub trait Journal: Send + Sync {
    /// Appends the commits in this order, with one flush for all, and returns once they are durable.
    ///
    /// `after` is the last place as the caller knows it. On an error that is neither [`JournalError::Conflict`] nor
    /// [harmless](JournalError::is_harmless) the journal is poisoned: whether the commits will be found again is not
    /// known, nothing is retried, and every later append is refused.
    fn append(&self, after: Place, commits: &[Commit]) -> Result<Durable, JournalError>;

    /// The durable commits whose first frame is at `from` or later, as they stand when this is called.
    fn read(&self, from: Place) -> Commits<'_>;

    /// How far the journal is durable.
    fn tail(&self) -> Tail;

    /// What was learned under the Chatham House Rule, by key: all that is durable. It is in no commit.
    fn takeaways(&self) -> Vec<Entity>;

    /// Keeps these takeaways, in whatever order they come, in place of all there were, and returns once they are durable.
    /// Nothing else of the journal changes, and nothing is kept of when and by whom. Errors are those of
    /// [`Journal::append`], and have the same consequences.
    fn keep_takeaways(&self, all: &[Entity]) -> Result<DurableTakeaways, JournalError>;

    /// What is known here and nowhere else, to recognise what was given out. It stays while the data does.
    fn secret(&self) -> Secret;

    /// Whether it takes appends.
    fn health(&self) -> Health;

    /// Where snapshot files are kept; nowhere, if this journal keeps none.
    fn snapshots(&self) -> Option<&Snapshots> {
        None
    }

    /// Where it is noted who did or read what; nowhere, if this journal keeps no such log.
    fn audit(&self) -> Option<&AuditLog> {
        None
    }

    /// Forgets: destroys every key that anything private of these entities is sealed under, and every snapshot file,
    /// durably, so that nobody can read any of it any more, in this journal or in a copy of it. What is recorded of them later
    /// gets keys of its own. To forget what is forgotten changes nothing.
    ///
    /// Whoever holds it in memory has to let go of it first, and keep no snapshot meanwhile: what is appended or drawn from
    /// memory afterwards would be sealed anew.
    ///
    /// On an error the journal is poisoned, and whether it is forgotten is known once the journal was opened anew.
    fn forget(&self, whose: &[AnyId]) -> Result<(), JournalError>;

    /// Has nobody read any more what the free texts of these entities said before they were last redacted, in this journal or in
    /// a copy of it. All else is as for [`Journal::forget`]. Where a crash comes before this is called, opening does it.
    fn redact(&self, whose: &[AnyId]) -> Result<(), JournalError>;

    /// Has nobody read any more what was recorded as personal of these posts before the last commit by which their holder
    /// was [succeeded](Commit::succeeded). All else is as for [`Journal::redact`].
    fn succeed(&self, whose: &[AnyId]) -> Result<(), JournalError>;

    /// Puts everything to disk and takes no appends from here on. Reads go on, and snapshot files can be kept.
    fn close(&self) -> Result<(), JournalError>;
}

/// The number of a frame, from 1 on. A commit takes one place, a large one several in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(u64);

impl Place {
    /// Before the first frame: the last place of an empty journal.
    pub const BEGINNING: Self = Self(0);

    /// The place with this number.
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub fn get(self) -> u64 {
        self.0
    }

    /// The place after it.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The BLAKE3 hash of a frame. Each frame holds the one before, so the last vouches for all.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameHash([u8; 32]);

impl FrameHash {
    /// What stands for the frame before the first: zeros.
    pub const BEGINNING: Self = Self([0; 32]);

    /// The bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for FrameHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FrameHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The last frame of the last durable commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tail {
    /// Its place.
    pub place: Place,
    /// Its hash.
    pub hash: FrameHash,
}

impl Tail {
    /// The tail of an empty journal.
    pub const BEGINNING: Self = Self { place: Place::BEGINNING, hash: FrameHash::BEGINNING };
}

/// That commits are durable. Only a journal can make one, after the flush; whoever publishes what the commits
/// brought about asks for it.
#[derive(Debug)]
#[must_use = "durable commits are to be published"]
pub struct Durable {
    places: Box<[Place]>,
    tail: Tail,
}

impl Durable {
    /// The last place of the journal, to be expected by the next append.
    pub fn last(&self) -> Place {
        self.tail.place
    }

    /// The last frame of the journal, which the commits brought it to.
    pub fn tail(&self) -> Tail {
        self.tail
    }

    /// The place of each commit's first frame, in the order of the commits.
    pub fn places(&self) -> &[Place] {
        &self.places
    }
}

/// That takeaways are durable: as [`Durable`], for what is in no commit.
#[derive(Debug)]
#[must_use = "durable takeaways are to be published"]
pub struct DurableTakeaways(());

/// Whether a journal takes appends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It does.
    Healthy,
    /// Not while there is so little room on its device, in these words. It goes on by itself once there is.
    NoRoom(String),
    /// It does not, for this reason, as long as it is open.
    Poisoned(String),
}
