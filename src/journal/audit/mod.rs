//! The audit log: who did or read what, when, and with which outcome, in a log of its own beside the journal. What is
//! noted, and who may read it, is decided elsewhere.
//!
//! It is kept in plain files that only grow, not in the engine: nothing is ever looked up in it by key, nothing in it is
//! replayed, and a fault of either leaves the other as it is. Under the data directory:
//!
//! | file | what it holds |
//! | --- | --- |
//! | `audit/PLACE.log` | frames, the first of them at this place; one file after the other, none is ever removed |
//! | `audit.head` | how far the log had come, as HEAD says it of the journal; outside of `audit`, so that its loss is noticed |
//!
//! The frames are those of the journal, one an entry: place, hash of the one before, JSON, CRC32C. What a crash has left
//! half written after the place that `audit.head` names is cut off with a warning. All other damage is refused by
//! `verify`. A service starts all the same, says so, and goes on writing only where the end of the log holds.

mod along;
mod entry;
mod files;
mod log;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use along::{Receiving, SIDE, remove, side};
pub use entry::{AuditEntry, AuditOutcome};
pub use files::AuditChecked;
pub(super) use files::{DIR, HEAD, check};
pub use log::{AuditHealth, AuditLog};
pub use read::{AuditFilter, AuditPage, AuditReading, AuditRow};
