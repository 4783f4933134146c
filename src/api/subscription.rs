//! What can be subscribed to. A resolver here is asked again for every event, each time of one snapshot, and gives one event
//! or none: how far a subscription has come is its [`Progress`]. When it is asked is the business of `subscribe`.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::{self, Stream};

use super::context::Look;
use super::query::scope;
use crate::graph::Mark;
use crate::queries::changes::{self, News};
use crate::queries::standing_changes::{self, Moved};
use crate::queries::{BadArgument, arguments};

/// How far a subscription has come: the last change that was told, or past which nothing was to be told. None before it
/// has begun.
#[derive(Default)]
pub(super) struct Progress(Mutex<Option<Mark>>);

impl Progress {
    /// Where to go on.
    pub(super) fn mark(&self) -> Option<Mark> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn come_to(&self, mark: Mark) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark);
    }
}

/// Where the subscription goes on. The first time nothing is told yet: it begins after `since`, or now.
fn goes_on(ctx: &Context<'_>, since: Option<&str>) -> Result<Option<Mark>, BadArgument> {
    let progress = ctx.data_unchecked::<Arc<Progress>>();
    if let Some(mark) = progress.mark() {
        return Ok(Some(mark));
    }
    let (session, view) = (ctx.session(), ctx.view());
    let begin = match since {
        None => changes::latest(view),
        Some(text) => changes::known(view, session.store.checkpoints().open(&session.caller.clearance, text))?,
    };
    progress.come_to(begin);
    Ok(None)
}

fn comes_to(ctx: &Context<'_>, mark: Mark) {
    ctx.data_unchecked::<Arc<Progress>>().come_to(mark);
}

/// The root of subscriptions.
pub(super) struct Subscription;

/// What can be subscribed to: over server-sent events, with Accept: text/event-stream, or over a WebSocket, by the protocol
/// graphql-transport-ws. A subscription ends when its token is good no longer.
#[Subscription]
impl Subscription {
    /// What changes from now on, or after a checkpoint: the same changes as the query `changes` tells, each once. One event
    /// holds what one commit has changed, of much at most 50 changes at once. Who goes on from the checkpoint of the last
    /// event they had misses nothing and is told nothing twice.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "A checkpoint that was given to a caller who could see the same; default now. One that is not known \
                          here, because the data were restored or the caller may see other things now, is refused: \
                          everything is to be taken anew then."
        )]
        since: Option<String>,
    ) -> Result<impl Stream<Item = News> + use<>> {
        let news = goes_on(ctx, since.as_deref())?.and_then(|mark| changes::next(ctx.view(), mark));
        if let Some(news) = &news {
            comes_to(ctx, news.mark);
        }
        Ok(stream::iter(news))
    }

    /// Standings that become others from now on, or after a checkpoint, as they are today; at most 100 at once. A standing
    /// is told when a stance was recorded or taken back, or came to be seen, and its position, its leadership, whether it
    /// is contested, or the stance that gives the position is another for it; and whenever a stance was corrected. What can
    /// no longer be seen goes without a word, and so do days: a stance counts from the day on which it was observed.
    async fn standing_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Acts by number; default all.")] acts: Option<Vec<i32>>,
        #[graphql(desc = "The states by code; default all.")] states: Option<Vec<String>>,
        #[graphql(
            desc = "A checkpoint that was given to a caller who could see the same, by any question; default now. One \
                          that is not known here is refused: everything is to be taken anew then."
        )]
        since: Option<String>,
    ) -> Result<impl Stream<Item = Moved> + use<>> {
        let (view, acts) = (ctx.view(), acts.unwrap_or_default());
        let scope = scope(view, states, None, None)?;
        arguments::acts(view, "acts", &acts)?;
        let moved = match goes_on(ctx, since.as_deref())? {
            Some(mark) => standing_changes::next(view, mark, &acts, &scope)?,
            None => None,
        };
        if let Some(moved) = &moved {
            comes_to(ctx, moved.mark);
        }
        Ok(stream::iter(moved))
    }
}
