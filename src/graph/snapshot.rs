//! One graph that nobody changes, with how it came about and the answers already computed from it. How an answer is computed, and
//! whether it may be kept, is decided by those who ask.

use std::collections::HashMap;
use std::sync::RwLock;

use bytes::Bytes;

use super::{Feed, Graph, View};
use crate::domain::{Clearance, Day};

/// The most that one snapshot keeps of answers, in bytes, keys included.
const MOST_KEPT: usize = 64 << 20;

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
        let answers = before.answers.only(|it| !it.clearance.coordinates());
        Self { graph, feed: before.feed.clone(), answers }
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
    kept: RwLock<Kept>,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<AnswerKey, Bytes>,
    bytes: usize,
}

impl Answers {
    /// The answer, if it is kept.
    pub fn get(&self, key: &AnswerKey) -> Option<Bytes> {
        self.kept.read().ok()?.answers.get(key).cloned()
    }

    /// A copy with some of the answers.
    fn only(&self, wanted: impl Fn(&AnswerKey) -> bool) -> Self {
        let copy = Self::default();
        if let Ok(kept) = self.kept.read() {
            let wanted = kept.answers.iter().filter(|(key, _)| wanted(key));
            wanted.for_each(|(key, answer)| copy.keep(key.clone(), answer.clone()));
        }
        copy
    }

    /// Keeps an answer, unless it alone would take up too much.
    pub fn keep(&self, key: AnswerKey, answer: Bytes) {
        let size = answer.len() + key.document.len() + key.variables.len() + size_of::<AnswerKey>();
        let Ok(mut kept) = self.kept.write() else { return };
        if size > MOST_KEPT / 8 {
            return;
        }
        if kept.bytes + size > MOST_KEPT {
            *kept = Kept::default();
        }
        if kept.answers.insert(key, answer).is_none() {
            kept.bytes += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
