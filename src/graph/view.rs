//! A snapshot as one caller may see it. A View never yields what its clearance may not see, so whatever is computed
//! from it, lists, counts, orders and pages, gives nothing away. What that is is said in `sight`. It answers no questions
//! itself: queries do.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use jiff::Timestamp;
use petgraph::graph::NodeIndex;

use super::assessments::Assessment;
use super::index::Rank;
use super::{Feed, Graph, Mark, Node, Touched};
use crate::domain::kinds::with_kinds;
use crate::domain::*;

/// An entity of kind `K` in a graph: a place, which only a View can look at.
pub struct Ref<K> {
    pub(super) node: NodeIndex,
    kind: PhantomData<fn() -> K>,
}

impl<K> Ref<K> {
    fn at(node: NodeIndex) -> Self {
        Self { node, kind: PhantomData }
    }
}

impl<K> Clone for Ref<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Ref<K> {}

impl<K> PartialEq for Ref<K> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<K> Eq for Ref<K> {}

impl<K> Hash for Ref<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.node.hash(state);
    }
}

impl<K> fmt::Debug for Ref<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.index().fmt(f)
    }
}

macro_rules! any_ref {
    ($($kind:ident),+) => {
        /// An entity of any kind in a graph.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the kinds speak for themselves")]
        pub enum AnyRef { $($kind(Ref<$kind>)),+ }

        impl AnyRef {
            fn of(node: NodeIndex, kind: Kind) -> Self {
                match kind { $(Kind::$kind => Self::$kind(Ref::at(node))),+ }
            }

            pub(super) fn node(self) -> NodeIndex {
                match self { $(Self::$kind(it) => it.node),+ }
            }
        }

        $(
            impl From<Ref<$kind>> for AnyRef {
                fn from(it: Ref<$kind>) -> Self {
                    Self::$kind(it)
                }
            }
        )+
    };
}
with_kinds!(any_ref);

/// A change as a caller sees it.
#[derive(Clone, Copy, Debug)]
pub struct Noted {
    /// What changed, as it now is.
    pub entity: AnyRef,
    /// Which change of it, from 1 on.
    pub revision: u32,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By what it is found again.
    pub mark: Mark,
}

/// What one caller sees, on one day.
#[derive(Clone, Copy)]
pub struct View<'g> {
    pub(super) graph: &'g Graph,
    feed: &'g Feed,
    pub(super) clearance: &'g Clearance,
    today: Day,
}

impl<'g> View<'g> {
    pub(crate) fn new(graph: &'g Graph, feed: &'g Feed, clearance: &'g Clearance, today: Day) -> Self {
        Self { graph, feed, clearance, today }
    }

    /// The day it is for the caller.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The thing with this key.
    pub fn find<K: Kinded>(&self, key: &str) -> Option<Ref<K>> {
        self.graph.find(K::KIND, key).and_then(|node| self.seen(node))
    }

    /// The thing with this id.
    pub fn lookup(&self, id: &AnyId) -> Option<AnyRef> {
        let node = self.graph.find(id.kind, id.key.as_str()).filter(|node| self.sees(*node))?;
        Some(AnyRef::of(node, id.kind))
    }

    /// Whether the key is taken, be it by something the caller may not see: two things never share a key.
    pub fn is_taken(&self, kind: Kind, key: &str) -> bool {
        self.graph.find(kind, key).is_some()
    }

    /// The entity.
    pub fn entity(&self, it: impl Into<AnyRef>) -> Option<&'g Entity> {
        self.node(it.into().node()).map(|node| &node.entity)
    }

    /// The entity as its kind. A [`Ref`] of this view's graph always has one.
    pub fn get<K: Kinded>(&self, it: Ref<K>) -> Option<&'g K> {
        self.node(it.node).and_then(|node| K::of(&node.entity))
    }

    /// What the caller may see.
    pub fn clearance(&self) -> &'g Clearance {
        self.clearance
    }

    /// All of a kind, in the order of the kind (see the index); nothing for kinds that are not listed whole.
    pub fn all<K: Kinded>(&self) -> impl DoubleEndedIterator<Item = Ref<K>> + use<'g, K> {
        let view = *self;
        self.graph.index.whole(K::KIND).into_iter().flatten().filter_map(move |rank| view.seen(rank.node))
    }

    /// All of a kind in the order in which they were first recorded; takeaways are not among them.
    pub fn recorded<K: Kinded>(&self) -> impl Iterator<Item = Ref<K>> + use<'g, K> {
        let view = *self;
        let nodes = self.graph.nodes.node_indices().zip(self.graph.nodes.node_weights());
        nodes.filter(|(_, node)| node.entity.kind() == K::KIND).filter_map(move |(at, _)| view.seen(at))
    }

    /// Every free text with whose it is and its name, in the order of recording; those of takeaways at the end.
    pub fn texts(&self) -> impl Iterator<Item = (AnyId, String, arcstr::ArcStr)> + use<'g> {
        let view = *self;
        let entities = self.graph.nodes.node_weights().map(|it| &it.entity).chain(self.graph.takeaways());
        let entities = entities.filter(move |it| view.would_see(it));
        entities.flat_map(|it| it.free_texts().into_iter().map(|(name, text)| (it.id(), name, text)))
    }

    /// The follow-ups due in a window, by the day they are due, then by key.
    pub fn follow_ups_due(&self, from: Day, to: Day) -> impl Iterator<Item = Ref<FollowUp>> + use<'g> {
        let view = *self;
        let window = Rank::floor(from.ordinal())..Rank::floor(to.ordinal() + 1);
        let ranks = self.graph.index.whole(Kind::FollowUp).filter(|_| from <= to);
        ranks.into_iter().flat_map(move |it| it.range(window.clone())).filter_map(move |it| view.seen(it.node))
    }

    /// What the thing refers to by a link, if it refers to anything.
    pub fn one<K, T: Kinded>(&self, it: Ref<K>, link: Link) -> Option<Ref<T>> {
        self.many(it, link).next()
    }

    /// What the thing refers to by a link, in its own order.
    pub fn many<K, T: Kinded>(&self, it: Ref<K>, link: Link) -> impl Iterator<Item = Ref<T>> + use<'g, K, T> {
        let view = *self;
        self.graph.targets(it.node, link).filter_map(move |node| view.seen(node))
    }

    /// Those of kind `K` that refer to the thing by a link, in the order of their kind. Only for the links that the
    /// index lists.
    pub fn referring<K: Kinded, T>(
        &self,
        to: Ref<T>,
        link: Link,
    ) -> impl DoubleEndedIterator<Item = Ref<K>> + use<'g, K, T> {
        let view = *self;
        self.graph.index.referring(to.node, K::KIND, link).iter().filter_map(move |rank| view.seen(rank.node))
    }

    /// The assessments of a state on an Act up to a day, the newest first: the later day, then what was recorded later,
    /// and takeaways after all else of their day. None is retracted.
    pub fn assessments(
        self,
        state: Ref<State>,
        act: Ref<Act>,
        until: Day,
    ) -> impl Iterator<Item = &'g Assessment> + Clone + use<'g> {
        let found = self.graph.index.assessments(state.node, act.node);
        found.into_iter().flat_map(move |it| it.until(until)).filter(move |it| self.sees_assessment(it))
    }

    /// The assessments of a state on an Act up to a day as they stood at a time, retracted since or not: only what had
    /// been recorded by then, in the order of [`View::assessments`]. What the caller may not see as it now is, or could
    /// not see as it then was, is not there.
    pub fn known_assessments(&self, state: Ref<State>, act: Ref<Act>, until: Day, at: Timestamp) -> Vec<Assessment> {
        let now = self.assessments(state, act, until).filter(|it| self.since(it.stance).is_some_and(|it| it <= at));
        let past = self
            .graph
            .past
            .known(state.node, act.node, at)
            .filter(|it| it.observed_on <= until && self.sees_assessment(it) && self.sees(it.stance));
        let mut known: Vec<_> = now.chain(past).copied().collect();
        Self::newest_first(&mut known);
        known
    }

    /// Since when a stance is as it is.
    fn since(&self, at: NodeIndex) -> Option<Timestamp> {
        self.graph.past.since(at).or_else(|| match &self.node(at)?.entity {
            Entity::Stance(it) => Some(it.recorded_at),
            _ => None,
        })
    }

    /// The changes after a mark, oldest first, of what the caller may see as it now is and could see as it then was;
    /// nothing where the mark is of no change here.
    pub fn changes_after(&self, mark: Mark) -> Option<impl DoubleEndedIterator<Item = Noted> + use<'g>> {
        let view = *self;
        // Every change is looked at, seen or not: to stop after so many that are hidden would tell how many there are.
        // One takes some nanoseconds, for those whose marking hides them are next to one another in memory.
        Some((self.feed.after(mark)?..self.feed.len()).filter_map(move |at| view.noted(at)))
    }

    /// The last change of all, seen or not: whoever has looked at all knows by it where to look on. It is for no caller, not
    /// even sealed.
    pub fn last_change(&self) -> Mark {
        self.feed.len().checked_sub(1).and_then(|at| self.feed.mark(at)).unwrap_or(Mark::BEGINNING)
    }

    fn noted(&self, at: usize) -> Option<Noted> {
        let entry = self.feed.get(at).filter(|it| !it.is_silent)?;
        let node = NodeIndex::from(entry.node);
        let now = self.node(node).filter(|it| self.would_see(&it.entity) && self.saw_entry(&it.entity, entry))?;
        Some(Noted {
            entity: AnyRef::of(node, now.entity.kind()),
            revision: self.count(node, &now.entity, entry.revision),
            recorded_at: entry.time(),
            mark: self.feed.mark(at)?,
        })
    }

    /// A stance that was taken back, as it counted before.
    pub fn before_retraction(&self, it: Ref<Stance>) -> Option<Assessment> {
        let stance = self.get(it).filter(|it| it.retraction.is_some())?;
        Some(Assessment::of(it.node, stance, self.graph.targets(it.node, Link::AssessedBy).next()))
    }

    /// Assessments in the order of [`View::assessments`].
    pub fn newest_first(assessments: &mut [Assessment]) {
        assessments.sort_unstable_by_key(|it| std::cmp::Reverse(it.recency()));
    }

    fn sees_assessment(&self, it: &Assessment) -> bool {
        cfg!(demarche_unchecked)
            || self.clearance.sees(it.marking, [None, None])
            || it.marking == Marking::Restricted
                && self.node(it.stance).is_some_and(|node| self.clearance.sees(it.marking, node.entity.concerned()))
    }

    /// The days on which something of a state on an Act was observed, ascending, each once.
    pub fn days_of_assessments(&self, state: Ref<State>, act: Ref<Act>) -> Vec<Day> {
        let found = self.graph.index.assessments(state.node, act.node);
        let seen = found.into_iter().flat_map(|it| it.all()).filter(|it| self.sees_assessment(it));
        let mut days: Vec<_> = seen.map(|it| it.observed_on).collect();
        days.dedup();
        days
    }

    /// The stance behind an assessment.
    pub fn stance(&self, assessment: &Assessment) -> Ref<Stance> {
        Ref::at(assessment.stance)
    }

    /// What can be searched and has, for every one of these folded words, a word that begins with it.
    pub fn with_words(&self, words: &[String]) -> Vec<AnyRef> {
        let mut lists = words.iter().map(|word| self.graph.index.words().beginning_with(word));
        let Some(mut found) = lists.next() else {
            return Vec::new();
        };
        for list in lists {
            found.retain(|node| list.binary_search(node).is_ok());
        }
        found.retain(|node| self.sees(*node));
        found.into_iter().filter_map(|at| self.node(at).map(|node| AnyRef::of(at, node.entity.kind()))).collect()
    }

    pub(super) fn node(&self, at: NodeIndex) -> Option<&'g Node> {
        self.graph.node(at)
    }

    fn seen<K>(&self, node: NodeIndex) -> Option<Ref<K>> {
        self.sees(node).then(|| Ref::at(node))
    }

    /// Whether the caller sees what a change changed, as it stands in this graph.
    pub(super) fn sees_change(&self, touched: &Touched) -> bool {
        let seen = self.node(touched.node).map(|it| &it.entity).filter(|it| self.would_see(it));
        seen.is_some_and(|it| !touched.exposure.is_personal || self.sees_details(it))
    }

    fn sees(&self, at: NodeIndex) -> bool {
        self.node(at).is_some_and(|node| self.would_see(&node.entity))
    }
}
