//! How many commands are handed to the writer and not answered yet. Those that leave no trace are not counted: nobody is
//! to see when one came.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::domain::Command;

/// The number.
#[derive(Clone, Default)]
pub(super) struct Count(Arc<AtomicUsize>);

/// A command that is counted, until this is dropped.
pub(super) struct Waiting(Arc<AtomicUsize>);

impl Count {
    /// Counts a command, unless it leaves no trace, or may be about what has left none.
    pub(super) fn one_more(&self, command: &Command) -> Option<Waiting> {
        (!command.leaves_no_trace() && command.redacts().is_none()).then(|| {
            self.0.fetch_add(1, Ordering::Relaxed);
            Waiting(Arc::clone(&self.0))
        })
    }

    pub(super) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
