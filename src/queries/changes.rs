//! What changed, for whoever wants to hear of it: a part of the feed at a time, each going on where the last ended.

use super::arguments::{BadArgument, count};
use crate::graph::{Mark, Noted, View};

/// How many changes are told at once where nobody says.
const USUAL: usize = 50;

/// What is news to somebody.
#[derive(Clone, Debug)]
pub struct News {
    /// The changes, the newest last.
    pub changes: Vec<Noted>,
    /// Where to go on: the last of the changes; where there are none, where one came from.
    pub mark: Mark,
    /// Whether more are there already.
    pub has_more: bool,
}

/// The changes after `since`, which is absent where what the caller gave cannot be read. Only a change that the caller
/// may see moves the mark.
pub fn changes(view: View<'_>, since: Option<Mark>, first: Option<i32>) -> Result<News, BadArgument> {
    let first = first.map_or(Ok(USUAL), |it| count("first", it))?;
    let found = since.and_then(|it| Some((it, view.changes_after(it)?)));
    let (since, mut after) = found.ok_or_else(|| {
        BadArgument::new("since", "this checkpoint is not known here: ask without `since` and take all anew")
    })?;
    let changes: Vec<_> = after.by_ref().take(first).collect();
    let mark = changes.last().map_or(since, |it| it.mark);
    // Where the page was not filled, there was nothing after it.
    let has_more = changes.len() == first && after.next().is_some();
    Ok(News { changes, mark, has_more })
}

/// After which change nothing is news: the last that the caller may see.
pub fn latest(view: View<'_>) -> Mark {
    let last = view.changes_after(Mark::BEGINNING).and_then(|mut it| it.next_back());
    last.map_or(Mark::BEGINNING, |it| it.mark)
}
