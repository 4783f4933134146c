//! What changed, in the order of recording: for whoever asks what is new. It lies beside the graph, once for both of its
//! copies, and only what is durable goes in. Who may see which of it is the View's business.
//!
//! A change that nobody is to be told is in here all the same, as silent, since revisions are counted from it: nobody sees
//! that something is missing, since a [`Mark`] of what is told is sealed.

use std::num::NonZeroU32;
use std::sync::Arc;

use jiff::Timestamp;
use petgraph::graph::NodeIndex;
use serde::{Deserialize, Serialize};

use super::exposure::Exposure;
use crate::domain::Marking;

/// How many entries lie together. A snapshot copies half as many on average, and a million entries need 4000 such pieces.
/// With its counters a piece takes just less than 8 KiB: allocators have room of that size.
const PIECE: usize = 204;

/// That an entity became what it is, or another, as the graph says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    pub(super) node: NodeIndex,
    pub(super) revision: u32,
    pub(super) exposure: Exposure,
    /// Whether nobody is to be told.
    pub(super) is_silent: bool,
}

/// One change of one entity as the feed keeps it, plain data. Nodes are numbered in the order of recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The first place of its commit in the journal.
    pub place: u64,
    /// When it was recorded: nanoseconds since 1970.
    pub recorded_at: i64,
    /// The node of the entity.
    pub node: u32,
    /// Which change of the entity it is, from 1 on.
    pub revision: u32,
    /// The nodes of the organisations that could see it if it was restricted, plus one each.
    pub concerned: [Option<NonZeroU32>; 2],
    /// Who could see it.
    pub marking: Marking,
    /// Whether nothing changed but personal details.
    pub is_personal: bool,
    /// Whether nobody is told.
    pub is_silent: bool,
}

impl Entry {
    fn of(place: u64, recorded_at: Timestamp, touched: &Touched) -> Self {
        let Exposure { marking, concerned, is_personal } = touched.exposure;
        let number = |node: NodeIndex| u32::try_from(node.index()).unwrap_or(u32::MAX);
        Self {
            place,
            recorded_at: i64::try_from(recorded_at.as_nanosecond()).unwrap_or(i64::MAX),
            node: number(touched.node),
            revision: touched.revision,
            concerned: concerned.map(|it| it.and_then(|it| NonZeroU32::new(number(it).saturating_add(1)))),
            marking,
            is_personal,
            is_silent: touched.is_silent,
        }
    }

    /// When it was recorded.
    pub(super) fn time(&self) -> Timestamp {
        Timestamp::from_nanosecond(self.recorded_at.into()).unwrap_or_default()
    }

    /// Who could see it.
    pub(super) fn exposure(&self) -> Exposure {
        let node = |it: NonZeroU32| NodeIndex::from(it.get() - 1);
        let concerned = self.concerned.map(|it| it.map(node));
        Exposure { marking: self.marking, concerned, is_personal: self.is_personal }
    }
}

/// The changes in order. Cheap to clone: what is full is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    full: Arc<Vec<Arc<[Entry]>>>,
    rest: Vec<Entry>,
}

impl Feed {
    /// Adds what a durable commit brought about. `place` is that of its first frame; commits come in order.
    pub fn record(&mut self, place: u64, recorded_at: Timestamp, touched: &[Touched]) {
        self.extend(touched.iter().map(|it| Entry::of(place, recorded_at, it)));
    }

    /// How many changes there are, whoever may see them.
    pub fn len(&self) -> usize {
        self.full.len() * PIECE + self.rest.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The changes in order, whoever may see them: for the store, never for callers.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    pub(super) fn get(&self, at: usize) -> Option<&Entry> {
        match self.full.get(at / PIECE) {
            Some(piece) => piece.get(at % PIECE),
            None => self.rest.get(at.checked_sub(self.full.len() * PIECE)?),
        }
    }

    /// By what the entry at this number is found again.
    pub(super) fn mark(&self, at: usize) -> Option<Mark> {
        let entry = self.get(at)?;
        let ordinal = u32::try_from(at - self.first_at(entry.place)).ok()?;
        Some(Mark { place: entry.place, ordinal, recorded_at: entry.recorded_at })
    }

    /// The number of the entry that comes after this mark; none where the mark is of no entry here.
    pub(super) fn after(&self, mark: Mark) -> Option<usize> {
        if mark == Mark::BEGINNING {
            return Some(0);
        }
        let at = self.first_at(mark.place).checked_add(usize::try_from(mark.ordinal).ok()?)?;
        let found = self.get(at).is_some_and(|it| (it.place, it.recorded_at) == (mark.place, mark.recorded_at));
        found.then_some(at + 1)
    }

    /// The number of the first entry at this place or a later one.
    fn first_at(&self, place: u64) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.get(middle) {
                Some(it) if it.place < place => from = middle + 1,
                _ => to = middle,
            }
        }
        from
    }
}

impl Extend<Entry> for Feed {
    fn extend<T: IntoIterator<Item = Entry>>(&mut self, entries: T) {
        for entry in entries {
            self.rest.push(entry);
            if self.rest.len() == PIECE {
                Arc::make_mut(&mut self.full).push(self.rest.as_slice().into());
                self.rest.clear();
            }
        }
    }
}

impl FromIterator<Entry> for Feed {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let mut feed = Self::default();
        feed.extend(entries);
        feed
    }
}

/// A change by which one knows how far one has come. It is shown to callers sealed only: it tells how much is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The first place of the commit.
    pub place: u64,
    /// Which of the commit's changes.
    pub ordinal: u32,
    /// When it was recorded, in nanoseconds since 1970: a change of another journal is not taken for one of this.
    pub recorded_at: i64,
}

impl Mark {
    /// Before all changes.
    pub const BEGINNING: Self = Self { place: 0, ordinal: 0, recorded_at: 0 };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touched(node: usize) -> Touched {
        let exposure = Exposure { marking: Marking::Public, concerned: [None, None], is_personal: false };
        Touched { node: NodeIndex::new(node), revision: 1, exposure, is_silent: false }
    }

    /// A feed of commits with these numbers of changes, at every third place.
    fn feed(commits: &[usize]) -> Feed {
        let mut feed = Feed::default();
        let mut node = 0;
        for (place, changes) in (1..).step_by(3).zip(commits) {
            let all: Vec<_> = (node..node + changes).map(touched).collect();
            feed.record(place, Timestamp::from_second(place as i64).unwrap(), &all);
            node += changes;
        }
        feed
    }

    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<Entry>() <= 40);
    }

    #[test]
    fn every_entry_is_found_by_its_mark() {
        for commits in [&[][..], &[1], &[3, 1, 700, 0, 2], &[PIECE], &[PIECE - 1, 1, 1], &[PIECE * 2, 1]] {
            let feed = feed(commits);
            assert_eq!(feed.len(), commits.iter().sum::<usize>());
            assert_eq!(feed.after(Mark::BEGINNING), Some(0));
            for at in 0..feed.len() {
                assert_eq!(feed.get(at).unwrap().node, at as u32, "{commits:?}");
                assert_eq!(feed.after(feed.mark(at).unwrap()), Some(at + 1), "{commits:?}");
            }
            assert_eq!(feed.mark(feed.len()), None);
            assert!(feed.get(feed.len()).is_none());
        }
    }

    #[test]
    fn marks_of_other_journals_are_of_no_entry() {
        let feed = feed(&[2, 3]);
        let check = |place: u64, ordinal: u32, recorded_at: i64, expected: Option<usize>| {
            assert_eq!(feed.after(Mark { place, ordinal, recorded_at }), expected, "{place} {ordinal} {recorded_at}");
        };
        const SECOND: i64 = 1_000_000_000;
        check(4, 2, 4 * SECOND, Some(5));
        check(4, 3, 4 * SECOND, None);
        check(4, 2, 4 * SECOND + 1, None);
        check(1, 2, SECOND, None);
        check(1, 1, SECOND, Some(2));
        check(2, 0, 4 * SECOND, None);
        check(7, 0, 7 * SECOND, None);
        check(u64::MAX, u32::MAX, i64::MIN, None);
        check(0, 1, 0, None);
    }

    #[test]
    fn a_clone_does_not_see_what_comes_after() {
        let mut feed = feed(&[PIECE - 1]);
        let before = feed.clone();
        feed.record(1000, Timestamp::UNIX_EPOCH, &[touched(1), touched(2)]);
        assert_eq!((before.len(), feed.len()), (PIECE - 1, PIECE + 1));
        assert_eq!(before.entries().count(), PIECE - 1);
        assert_eq!(feed.entries().copied().collect::<Feed>(), feed);
    }
}
