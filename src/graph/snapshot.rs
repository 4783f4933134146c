//! One graph that nobody changes, with how it came about and the answers already computed from it. How an answer is computed, and
//! whether it may be kept, is decided by those who ask.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use bytes::Bytes;
use jiff::Timestamp;

use super::{Feed, Graph, Touched, View};
use crate::domain::{Clearance, Day, Kind};

/// The most that one snapshot keeps of answers, in bytes, keys included.
const MOST_KEPT: usize = 64 << 20;

/// The most changes of which it is asked who sees them. After more all answers are given up: looking would take long, and few
/// would stand.
const MOST_LOOKED_AT: usize = 1000;

/// A graph that nobody changes any more.
#[derive(Default)]
pub struct Snapshot {
    graph: Graph,
    feed: Feed,
    answers: Answers,
}

impl Snapshot {
    /// A snapshot of this graph and of the changes that made it, without answers.
    pub fn new(graph: Graph, feed: Feed) -> Self {
        Self { graph, feed, answers: Answers::default() }
    }

    /// This graph after a takeaway: only those who coordinate see any, so all other answers stand. Were they given
    /// up, the next question would take longer and tell of it.
    pub fn after_takeaway(graph: Graph, before: &Self) -> Self {
        let answers = before.answers.only(|it| !it.coordinates());
        Self { graph, feed: before.feed.clone(), answers }
    }

    /// This graph after these changes: the answers stand of those who see none of them, for the same reason.
    pub fn after(graph: Graph, feed: Feed, before: &Self, touched: &[Vec<Touched>]) -> Self {
        let after = Self::new(graph, feed);
        if touched.iter().map(Vec::len).sum::<usize>() > MOST_LOOKED_AT {
            return after;
        }
        let touched = || touched.iter().flatten();
        // What an advocate sees of one thing may hang on another, such as an attendance; on a token nothing does.
        let is_token = |it: &Touched| after.graph.node(it.node).is_some_and(|it| it.entity.kind() == Kind::Token);
        let are_tokens = touched().all(is_token);
        let mut answers = before.answers.only(|it| it.advocate().is_none() || are_tokens);
        // Who sees what is the same on every day.
        let day = Day::of(Timestamp::UNIX_EPOCH);
        answers.retain(|of| {
            let views = [before, &after].map(|it| View::new(&it.graph, &it.feed, of, day));
            !touched().any(|it| views.iter().any(|view| view.sees_change(it)))
        });
        Self { answers, ..after }
    }

    /// The graph, for the store to write on once nobody reads it.
    pub fn into_graph(self) -> Graph {
        self.graph
    }

    /// The graph.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The changes that made it, for the store to go on from.
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// What a caller with this clearance sees of it on this day.
    pub fn view<'g>(&'g self, clearance: &'g Clearance, today: Day) -> View<'g> {
        View::new(&self.graph, &self.feed, clearance, today)
    }

    /// The answers kept.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }
}

/// All that an answer depends on, the snapshot aside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    /// The text of the document.
    pub document: String,
    /// The name of the operation in it.
    pub operation: Option<String>,
    /// The variables as JSON, names in order.
    pub variables: String,
    /// What the caller may see.
    pub clearance: Clearance,
    /// The day it is.
    pub today: Day,
}

/// The bytes of answers already given from one snapshot. Bounded: what no longer fits makes room by letting all go, so
/// that questions asked once do not keep out those that are asked again.
#[derive(Default)]
pub struct Answers {
    shelves: RwLock<HashMap<Clearance, Arc<Shelf>>>,
}

/// The answers to those of one clearance. Snapshots that are the same to them share it, whichever an answer is read from.
type Shelf = RwLock<Kept>;

#[derive(Default)]
struct Kept {
    answers: HashMap<AnswerKey, Bytes>,
    bytes: usize,
}

impl Answers {
    /// The answer, if it is kept.
    pub fn get(&self, key: &AnswerKey) -> Option<Bytes> {
        let shelf = self.shelf(&key.clearance)?;
        let kept = shelf.read().ok()?;
        kept.answers.get(key).cloned()
    }

    fn shelf(&self, of: &Clearance) -> Option<Arc<Shelf>> {
        self.shelves.read().ok()?.get(of).cloned()
    }

    /// The answers to some of the callers.
    fn only(&self, wanted: impl Fn(&Clearance) -> bool) -> Self {
        let Ok(shelves) = self.shelves.read() else { return Self::default() };
        let wanted = shelves.iter().filter(|(of, _)| wanted(of)).map(|(of, shelf)| (of.clone(), Arc::clone(shelf)));
        Self { shelves: RwLock::new(wanted.collect()) }
    }

    /// Lets go of all but the answers to some of the callers.
    fn retain(&mut self, wanted: impl Fn(&Clearance) -> bool) {
        if let Ok(shelves) = self.shelves.get_mut() {
            shelves.retain(|of, _| wanted(of));
        }
    }

    /// Keeps an answer, unless it alone would take up too much.
    pub fn keep(&self, key: AnswerKey, answer: Bytes) {
        let size = answer.len() + key.document.len() + key.variables.len() + size_of::<AnswerKey>();
        if size > MOST_KEPT / 8 {
            return;
        }
        let Ok(mut shelves) = self.shelves.write() else { return };
        let bytes = |it: &Arc<Shelf>| it.read().map_or(0, |it| it.bytes);
        if shelves.values().map(bytes).sum::<usize>() + size > MOST_KEPT {
            // Others may share them: they are left alone, and go with the snapshots that have them.
            shelves.clear();
        }
        let shelf = shelves.entry(key.clearance.clone()).or_default();
        let Ok(mut kept) = shelf.write() else { return };
        if kept.answers.insert(key, answer).is_none() {
            kept.bytes += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Id, Key};

    fn key(document: &str, clearance: Clearance) -> AnswerKey {
        let today = Day::parse("2018-02-01").unwrap();
        AnswerKey { document: document.to_owned(), operation: None, variables: String::new(), clearance, today }
    }

    #[test]
    fn answers_are_kept_by_all_they_depend_on() {
        let answers = Answers::default();
        answers.keep(key("{ acts }", Clearance::Coordinator), Bytes::from_static(b"1"));
        assert!(answers.get(&key("{ acts }", Clearance::Coordinator)).is_some());
        assert!(answers.get(&key("{ acts }", Clearance::Viewer)).is_none());
        assert!(answers.get(&key("{ phases }", Clearance::Coordinator)).is_none());
    }

    #[test]
    fn after_a_takeaway_all_answers_stand_but_those_who_coordinate_had() {
        let before = Snapshot::default();
        let advocate =
            Clearance::Advocate { organisation: Id::new(Key::trusted("o")), advocate: Id::new(Key::trusted("a")) };
        let others = [Clearance::Viewer, Clearance::Analyst, advocate];
        let coordinating = [Clearance::Coordinator, Clearance::Admin];
        for clearance in others.iter().chain(&coordinating) {
            before.answers().keep(key("{ acts }", clearance.clone()), Bytes::from_static(b"1"));
        }
        let after = Snapshot::after_takeaway(Graph::default(), &before);
        let kept = |clearance: &Clearance| after.answers().get(&key("{ acts }", clearance.clone())).is_some();
        assert!(others.iter().all(kept) && !coordinating.iter().any(kept));
    }

    #[test]
    fn answers_have_a_bound() {
        let answers = Answers::default();
        let keep = |name: &str, bytes: usize| answers.keep(key(name, Clearance::Viewer), vec![b'x'; bytes].into());
        let check = |name: &str, expected: bool| {
            assert_eq!(answers.get(&key(name, Clearance::Viewer)).is_some(), expected, "{name}");
        };
        keep("too large", MOST_KEPT / 4);
        check("too large", false);
        for at in 0..9 {
            keep(&at.to_string(), MOST_KEPT / 9);
        }
        check("0", false);
        check("8", true);
    }
}
