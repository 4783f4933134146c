//! Room on the device. The engine cannot be opened again on a device that is full, so writes are refused before it
//! is. What is written, and what a refusal means to those who asked, is not known here.

use std::path::{Path, PathBuf};

use super::JournalError;

/// What stays free, in bytes: enough for the engine to open, and for the journal to be closed.
const RESERVE: u64 = 32 << 20;

/// By how much a frame grows on its way to the disk, at the most: the engine writes pages anew.
const GROWTH: u64 = 3;

/// The device that a directory is on.
#[derive(Clone)]
pub(super) struct Room {
    dir: PathBuf,
    reserve: u64,
}

impl Room {
    /// Of the device that `dir` is on.
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), reserve: RESERVE }
    }

    /// Refuses where so many bytes of frames would not leave the reserve free.
    pub(super) fn demand(&self, bytes: u64) -> Result<(), JournalError> {
        // Where the device does not say how much is free, a write that fails will.
        let Ok(free) = fs2::available_space(&self.dir) else {
            return Ok(());
        };
        if free >= self.reserve.saturating_add(bytes.saturating_mul(GROWTH)) {
            return Ok(());
        }
        Err(JournalError::NoRoom { dir: self.dir.clone(), free: free >> 20, reserve: self.reserve >> 20 })
    }

    /// Has the device be too full, or not.
    #[cfg(test)]
    pub(super) fn fill(&mut self, full: bool) {
        self.reserve = if full { u64::MAX } else { 0 };
    }
}
