//! Which standings have become others since a change: for whoever wants to hear of it. What a standing is, is said in
//! `standings`.

use std::collections::{HashMap, HashSet};

use super::standings::{Standing, When};
use super::{BadArgument, Scope, arguments};
use crate::domain::{Act, Link, Stance, State};
use crate::graph::{AnyRef, Assessment, Mark, Ref, View};

/// How many standings are told at once at the most.
const MOST: usize = 100;

/// Standings that have become others.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The standings as they are today, in the order in which they were first touched.
    pub standings: Vec<Standing>,
    /// Where to go on: the last change that was looked at, of those that the caller may see.
    pub mark: Mark,
    /// Whether more changes of stances are there already.
    pub has_more: bool,
}

/// The stances that have changed, each with the first of its changes, as the caller counts them.
type Changed = HashMap<Ref<Stance>, u32>;

/// The standings on these Acts, all where none is named, of these states that have become others by what changed after
/// `since`. None where there are none, or where `since` is of no change here.
///
/// A standing counts as another where a stance was recorded or taken back, or came to be seen, and position, leadership,
/// disagreement or the stance that gives the position is now another; and where a stance was corrected, whatever it says
/// now. What can no longer be seen goes without a word.
pub fn next(view: View<'_>, since: Mark, acts: &[i32], scope: &Scope) -> Result<Option<Moved>, BadArgument> {
    let acts = arguments::acts(view, "acts", acts)?;
    let mut since = since;
    while let Some(moved) = page(view, since, &acts, scope) {
        if !moved.standings.is_empty() {
            return Ok(Some(moved));
        }
        since = moved.mark;
    }
    Ok(None)
}

fn page(view: View<'_>, since: Mark, acts: &[Ref<Act>], scope: &Scope) -> Option<Moved> {
    let stances = view.changes_after(since)?.filter_map(|it| match it.entity {
        AnyRef::Stance(stance) => Some((stance, it)),
        _ => None,
    });
    let (mut changed, mut pairs, mut known) = (Changed::new(), Vec::new(), HashSet::new());
    let (mut mark, mut has_more) = (None, false);
    for (stance, change) in stances {
        changed.entry(stance).or_insert(change.revision);
        // All that has changed is left out of what was before, and only some of it is told at once.
        has_more = has_more || pairs.len() == MOST;
        if has_more {
            continue;
        }
        mark = Some(change.mark);
        if let (Some(state), Some(act)) = (view.one(stance, Link::State), view.one(stance, Link::Act))
            && acts.contains(&act)
            && scope.admits(view, state)
            && known.insert((state, act))
        {
            pairs.push((state, act));
        }
    }
    let standings = pairs.into_iter().filter_map(|pair| became_another(view, pair, &changed)).collect();
    Some(Moved { standings, mark: mark?, has_more })
}

/// The standing, where it is another than before these changes.
fn became_another(view: View<'_>, (state, act): (Ref<State>, Ref<Act>), changed: &Changed) -> Option<Standing> {
    let when = When::from(view.today());
    let now = Standing::of(view, state, act, when);
    let about = |it: Ref<Stance>| view.one(it, Link::State) == Some(state) && view.one(it, Link::Act) == Some(act);
    let earlier: Vec<_> = changed.iter().filter(|(it, first)| **first > 1 && about(**it)).map(|(it, _)| *it).collect();
    let taken_back: Vec<Assessment> = earlier.iter().filter_map(|it| view.before_retraction(*it)).collect();
    // How one stood before it was corrected is not asked.
    if taken_back.len() < earlier.len() {
        return Some(now);
    }
    let unchanged = view.assessments(state, act, when.as_of).filter(|it| !changed.contains_key(&view.stance(it)));
    let mut before: Vec<_> = unchanged.copied().collect();
    before.extend(taken_back.into_iter().filter(|it| it.observed_on <= when.as_of));
    View::newest_first(&mut before);
    let before = Standing::read(view, (state, act), when, before.iter());
    let says = |it: &Standing| (it.position, it.leadership, it.contested, it.stance);
    (says(&before) != says(&now)).then_some(now)
}
