//! From the journal back to memory: what the store begins with.

use jiff::Timestamp;

use super::erasure::Forgotten;
use super::error::StoreError;
use super::image::{self, Restored};
use super::once::Repeats;
use crate::domain::Commit;
use crate::graph::{Dangling, Feed, Graph, Loader, Snapshot};
use crate::journal::{Opening, Place, Restore};

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
    /// How many events are in no snapshot file.
    pub(super) since: u64,
    /// What the last commit asked to be forgotten: a crash may have come in between.
    pub(super) forgotten: Forgotten,
}

/// For how many events a commit counts: one without events has brought a name of a wish.
pub(super) fn weight(commit: &Commit) -> u64 {
    commit.events.len().max(1) as u64
}

/// Takes in the journal's commits in order, or an image and the commits after it.
#[derive(Default)]
pub struct Replay {
    loader: Loader,
    feed: Feed,
    repeats: Repeats,
    latest: Option<Timestamp>,
    since: u64,
    forgotten: Forgotten,
    failed: Option<Dangling>,
}

impl Replay {
    /// Takes in the next commit, whose first frame is at this place.
    pub fn take(&mut self, place: Place, commit: Commit) {
        self.repeats.remember(&commit);
        self.latest = self.latest.max(Some(commit.recorded_at));
        self.since += weight(&commit);
        // Nothing is written before all that was to be forgotten is.
        self.forgotten = Forgotten::by_last(&commit);
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
        let Self { loader, feed, repeats, latest, since, forgotten, failed } = self;
        match failed {
            Some(dangling) => Err(dangling.into()),
            None => Ok(Replayed { graph: loader.finish(), feed, repeats, latest, since, forgotten }),
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

impl Restore for Replay {
    fn restore(&mut self, image: &[u8], opening: &Opening<'_>) -> Result<(), String> {
        let Restored { graph, feed, repeats, latest } = image::read(image, opening)?;
        *self = Self { loader: graph.into(), feed, repeats, latest, ..Self::default() };
        Ok(())
    }

    fn replay(&mut self, place: Place, commit: Commit) {
        self.take(place, commit);
    }
}
