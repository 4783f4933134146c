//! How far a journal is durable and whether it takes appends: what can be asked at any time, while an append is under
//! way as well. Whoever finds a fault, an append or a check in the background, says so here.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{JournalError, Tail};

/// What is known of a journal.
pub(super) struct Standing {
    known: Mutex<Known>,
}

struct Known {
    tail: Tail,
    poison: Option<String>,
}

impl Standing {
    /// A healthy journal's that goes to `tail`.
    pub(super) fn new(tail: Tail) -> Self {
        Self { known: Mutex::new(Known { tail, poison: None }) }
    }

    /// How far the journal is durable.
    pub(super) fn tail(&self) -> Tail {
        self.known().tail
    }

    /// Says that the journal is durable up to here.
    pub(super) fn move_to(&self, tail: Tail) {
        self.known().tail = tail;
    }

    /// Refuses where the journal takes no appends any more.
    pub(super) fn demand_healthy(&self) -> Result<(), JournalError> {
        match &self.known().poison {
            None => Ok(()),
            Some(reason) => Err(JournalError::Poisoned { reason: reason.clone() }),
        }
    }

    /// Has it take none from here on. The first reason is the one that counts.
    pub(super) fn poison(&self, reason: String) {
        self.known().poison.get_or_insert(reason);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
