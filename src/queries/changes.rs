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
    let since = known(view, since)?;
    let mut after = view.changes_after(since).into_iter().flatten();
    let changes: Vec<_> = after.by_ref().take(first).collect();
    let mark = changes.last().map_or(since, |it| it.mark);
    // Where the page was not filled, there was nothing after it.
    let has_more = changes.len() == first && after.next().is_some();
    Ok(News { changes, mark, has_more })
}

/// The mark, where it is of a change here.
pub fn known(view: View<'_>, since: Option<Mark>) -> Result<Mark, BadArgument> {
    since.filter(|it| view.changes_after(*it).is_some()).ok_or_else(|| {
        BadArgument::new("since", "this checkpoint is not known here: ask without `since` and take all anew")
    })
}

/// The changes that the next commit after `since` brought, of those that the caller may see; of many the first. None
/// where there are none, or where `since` is of no change here. What comes at once does not depend on when it is asked.
pub fn next(view: View<'_>, since: Mark) -> Option<News> {
    let mut after = view.changes_after(since)?.peekable();
    let place = after.peek()?.mark.place;
    let changes: Vec<_> = std::iter::from_fn(|| after.next_if(|it| it.mark.place == place)).take(USUAL).collect();
    let mark = changes.last()?.mark;
    Some(News { changes, mark, has_more: after.peek().is_some() })
}

/// After which change nothing is news: the last that the caller may see.
pub fn latest(view: View<'_>) -> Mark {
    let last = view.changes_after(Mark::BEGINNING).and_then(|mut it| it.next_back());
    last.map_or(Mark::BEGINNING, |it| it.mark)
}
