//! From the journal back to memory: what the store begins with.

use jiff::Timestamp;

use super::error::StoreError;
use super::once::Repeats;
use crate::domain::{Commit, Event};
use crate::graph::Graph;

/// What the journal's commits amount to.
#[derive(Default)]
pub struct Replayed {
    /// The graph.
    pub graph: Graph,
    /// The wishes that had names.
    pub(super) repeats: Repeats,
    /// When the last commit was recorded.
    pub(super) latest: Option<Timestamp>,
}

/// Takes in the journal's commits in order.
#[derive(Default)]
pub struct Replay {
    loader: crate::graph::Loader,
    repeats: Repeats,
    latest: Option<Timestamp>,
    failed: Option<crate::graph::Dangling>,
}

impl Replay {
    /// Takes in the next commit.
    pub fn take(&mut self, commit: Commit) {
        self.repeats.remember(&commit);
        self.latest = self.latest.max(Some(commit.recorded_at));
        let events: Vec<Event> = commit.events;
        if self.failed.is_none()
            && let Err(dangling) = self.loader.take(events)
        {
            self.failed = Some(dangling);
        }
    }

    /// The whole.
    pub fn finish(self) -> Result<Replayed, StoreError> {
        match self.failed {
            Some(dangling) => Err(dangling.into()),
            None => Ok(Replayed { graph: self.loader.finish(), repeats: self.repeats, latest: self.latest }),
        }
    }
}
