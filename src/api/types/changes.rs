//! Changes: what is told to whoever asks what is new.

use async_graphql::{Context, Enum, Object};

use super::node::Node;
use super::scalar::DateTime;
use crate::api::context::Look;
use crate::graph::{Mark, Noted};
use crate::queries::Standing;
use crate::queries::changes::News;
use crate::queries::standing_changes::Moved;

/// Whether a change made a thing, or made it another.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::api) enum ChangeKind {
    /// The thing was recorded for the first time.
    Created,
    /// It was there before. It may be news all the same: what could not be seen until now comes so.
    Changed,
}

/// A checkpoint as the caller is shown it.
pub(in crate::api) fn checkpoint(ctx: &Context<'_>, mark: Mark) -> String {
    let session = ctx.session();
    session.store.checkpoints().seal(&session.caller.clearance, mark)
}

/// One change of one thing.
#[Object(name = "Change")]
impl Noted {
    /// The thing as it now is, which may be after later changes.
    async fn node(&self) -> Node {
        self.entity.into()
    }

    /// Whether the thing was new. It is told by the revision alone, and says no more than that.
    async fn kind(&self) -> ChangeKind {
        if self.revision == 1 { ChangeKind::Created } else { ChangeKind::Changed }
    }

    /// Which change of the thing it was, its beginning being the first. Changes that the caller could not see are
    /// counted, as they are in the revision of the thing itself.
    async fn revision(&self) -> i32 {
        i32::try_from(self.revision).unwrap_or(i32::MAX)
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        self.recorded_at.into()
    }
}

/// Changes that are news to the caller.
#[Object(name = "Changes")]
impl News {
    /// The changes in the order in which they were recorded, the newest last.
    async fn nodes(&self) -> &[Noted] {
        &self.changes
    }

    /// Where to go on: give it as `since`. It moves only with changes that the caller may see.
    async fn checkpoint(&self, ctx: &Context<'_>) -> String {
        checkpoint(ctx, self.mark)
    }

    /// Whether more changes are there already.
    async fn has_more(&self) -> bool {
        self.has_more
    }
}

/// Standings that have become others.
#[Object(name = "StandingChanges")]
impl Moved {
    /// The standings as they are today, in the order in which they were first touched. Nothing is said of how they were.
    async fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// Where to go on: give it as `since`. It moves only with changes that the caller may see.
    async fn checkpoint(&self, ctx: &Context<'_>) -> String {
        checkpoint(ctx, self.mark)
    }

    /// Whether more changes of stances are there already.
    async fn has_more(&self) -> bool {
        self.has_more
    }
}
