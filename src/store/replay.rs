//! From the journal back to memory: what the store begins with.

use jiff::Timestamp;

use super::error::StoreError;
use super::once::Repeats;
use crate::domain::Commit;
use crate::graph::{Feed, Graph, Snapshot};
use crate::journal::Place;

/// What the journal's commits amount to.
#[derive(Default)]
pub struct Replayed {
    /// The graph.
    pub graph: Graph,
    /// The changes that made it.
    pub feed: Feed,
    /// The wishes that had names.
    pub(super) repeats: Repeats,
    /// When the last commit was recorded.
    pub(super) latest: Option<Timestamp>,
}

/// Takes in the journal's commits in order.
#[derive(Default)]
pub struct Replay {
    loader: crate::graph::Loader,
    feed: Feed,
    repeats: Repeats,
    latest: Option<Timestamp>,
    failed: Option<crate::graph::Dangling>,
}

impl Replay {
    /// Takes in the next commit, whose first frame is at this place.
    pub fn take(&mut self, place: Place, commit: Commit) {
        self.repeats.remember(&commit);
        self.latest = self.latest.max(Some(commit.recorded_at));
        if self.failed.is_some() {
            return;
        }
        match self.loader.take(commit.recorded_at, commit.events) {
            Ok(touched) => self.feed.record(place.get(), commit.recorded_at, &touched),
            Err(dangling) => self.failed = Some(dangling),
        }
    }

    /// The whole.
    pub fn finish(self) -> Result<Replayed, StoreError> {
        match self.failed {
            Some(dangling) => Err(dangling.into()),
            None => Ok(Replayed {
                graph: self.loader.finish(),
                feed: self.feed,
                repeats: self.repeats,
                latest: self.latest,
            }),
        }
    }
}

/// A graph to begin with, for those who have no journal.
impl From<Graph> for Replayed {
    fn from(graph: Graph) -> Self {
        Self { graph, ..Self::default() }
    }
}

/// What another store has come to, for those who go on with its journal.
impl From<&Snapshot> for Replayed {
    fn from(snapshot: &Snapshot) -> Self {
        Self { graph: snapshot.graph().clone(), feed: snapshot.feed().clone(), ..Self::default() }
    }
}
