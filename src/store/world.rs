//! The clock, the calendar and the dice, as the store and those to its right ask for them. They are read at the
//! edge and handed down, so that a test, or a rehearsal of another day, decides them.

use jiff::Timestamp;

use crate::domain::Day;

/// What the world outside says.
pub trait World: Send + Sync {
    /// The time.
    fn now(&self) -> Timestamp;

    /// The day in UTC; another than that of [`World::now`] where another day is rehearsed.
    fn today(&self) -> Day;

    /// The day where it is latest, at UTC+14: nothing can have been observed after it.
    fn latest_day(&self) -> Day;

    /// Bytes that nobody can guess.
    fn random(&self) -> [u8; 16];
}
