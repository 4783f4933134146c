//! From the journal back to memory: what the store begins with.

use jiff::Timestamp;

use super::error::StoreError;
use super::image;
use super::once::Repeats;
use crate::domain::Commit;
use crate::graph::{Dangling, Graph, Loader};
use crate::journal::{Opening, Place, Restore};

/// What the journal's commits amount to.
#[derive(Default)]
pub struct Replayed {
    /// The graph.
    pub graph: Graph,
    /// The wishes that had names.
    pub(super) repeats: Repeats,
    /// When the last commit was recorded.
    pub(super) latest: Option<Timestamp>,
    /// How many events are in no snapshot file.
    pub(super) since: u64,
}

/// For how many events a commit counts: one without events has brought a name of a wish.
pub(super) fn weight(commit: &Commit) -> u64 {
    commit.events.len().max(1) as u64
}

/// What an image shows.
pub(super) struct Restored {
    pub(super) graph: Graph,
    pub(super) repeats: Repeats,
    pub(super) latest: Option<Timestamp>,
}

/// Takes in the journal's commits in order, or an image and the commits after it.
#[derive(Default)]
pub struct Replay {
    loader: Loader,
    repeats: Repeats,
    latest: Option<Timestamp>,
    since: u64,
    failed: Option<Dangling>,
}

impl Replay {
    /// Takes in the next commit.
    pub fn take(&mut self, commit: Commit) {
        self.repeats.remember(&commit);
        self.latest = self.latest.max(Some(commit.recorded_at));
        self.since += weight(&commit);
        if self.failed.is_none()
            && let Err(dangling) = self.loader.take(commit.events)
        {
            self.failed = Some(dangling);
        }
    }

    /// The whole.
    pub fn finish(self) -> Result<Replayed, StoreError> {
        let Self { loader, repeats, latest, since, failed } = self;
        match failed {
            Some(dangling) => Err(dangling.into()),
            None => Ok(Replayed { graph: loader.finish(), repeats, latest, since }),
        }
    }
}

impl Restore for Replay {
    fn restore(&mut self, image: &[u8], opening: &Opening<'_>) -> Result<(), String> {
        let Restored { graph, repeats, latest } = image::read(image, opening)?;
        *self = Self { loader: graph.into(), repeats, latest, ..Self::default() };
        Ok(())
    }

    fn replay(&mut self, _: Place, commit: Commit) {
        self.take(commit);
    }
}
