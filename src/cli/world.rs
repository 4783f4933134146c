//! The real clock and real dice; the only place that reads them.

use jiff::{SignedDuration, Timestamp};

use crate::domain::Day;
use crate::store::World;

/// Where the day begins first: UTC+14.
const EARLIEST_ZONE: SignedDuration = SignedDuration::from_hours(14);

/// The world as it is, or with another day in place of today.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RealWorld {
    /// The day that is rehearsed.
    pub(super) rehearsed: Option<Day>,
}

impl World for RealWorld {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn today(&self) -> Day {
        self.rehearsed.unwrap_or_else(|| Day::of(self.now()))
    }

    fn latest_day(&self) -> Day {
        let now = self.now();
        let latest = Day::of(now.saturating_add(EARLIEST_ZONE).unwrap_or(now));
        match self.rehearsed {
            None => latest,
            Some(day) if latest == Day::of(now) => day,
            Some(day) => day.next(),
        }
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Without random bytes keys could be guessed: better no service at all.
        if let Err(fault) = fill(&mut bytes) {
            tracing::error!(%fault, "the system gives no random bytes");
            std::process::abort();
        }
        bytes
    }
}

/// Fills a slice with bytes that nobody can guess.
#[expect(clippy::disallowed_methods, reason = "this is where the dice are thrown")]
pub(super) fn fill(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}
