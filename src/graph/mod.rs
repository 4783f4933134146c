//! The read model: entities as nodes, references as edges, and the ordered look-ups beside them.
//!
//! What stances said before they were changed is kept with it, and who could see which change of an entity; and beside
//! it, once for all its copies, the feed of changes.
//!
//! Facts enter through [`Graph::apply`] alone, or all at once from an [`Image`]. Nothing here knows of the journal,
//! and nobody to the right of the store sees a [`Graph`]: they see a [`View`].

mod apply;
mod assessments;
mod exposure;
mod feed;
mod image;
mod index;
mod past;
mod restore;
mod sight;
mod snapshot;
mod takeaways;
mod view;
mod words;

use std::hash::BuildHasher;

use hashbrown::HashTable;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::domain::{AnyId, Entity, Key, Kind, Link};
use exposure::Exposures;
use index::Index;
use past::Past;
use takeaways::Takeaways;

pub use apply::{Dangling, Loader};
pub use assessments::Assessment;
pub use feed::{Entry, Feed, Mark, Touched};
pub use image::{Image, Seal};
pub use past::PastRecord;
pub use restore::{Block, Open};
pub use snapshot::{AnswerKey, Answers, Snapshot};
pub use view::{AnyRef, Noted, Ref, View};
pub use words::{folded_words, searchable_texts};

/// Facts in memory.
#[derive(Clone, Default)]
pub struct Graph {
    nodes: DiGraph<Node, Link>,
    /// Nodes by kind and key; the hash is of both, the key is read from the node.
    keys: HashTable<NodeIndex>,
    hasher: std::hash::RandomState,
    index: Index,
    past: Past,
    exposures: Exposures,
    takeaways: Takeaways,
}

/// An entity with the number of its changes. Nodes are never removed, so their order is the order of recording.
#[derive(Clone, PartialEq)]
struct Node {
    entity: Entity,
    revision: u32,
}

impl Graph {
    /// How many entities there are, takeaways aside.
    pub fn len(&self) -> usize {
        self.nodes.node_count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many references there are, those of takeaways aside.
    pub fn references(&self) -> usize {
        self.nodes.edge_count()
    }

    /// The entity with this id, whoever may see it: for the store and its operators, never for callers.
    pub fn entity(&self, id: &AnyId) -> Option<&Entity> {
        self.find(id.kind, id.key.as_str()).and_then(|at| self.node(at)).map(|node| &node.entity)
    }

    /// All entities in the order in which they were first recorded, whoever may see them. Takeaways have none and are not
    /// among them.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.nodes.node_weights().map(|node| &node.entity)
    }

    fn hash(&self, kind: Kind, key: &str) -> u64 {
        self.hasher.hash_one((kind, key))
    }

    fn find(&self, kind: Kind, key: &str) -> Option<NodeIndex> {
        let same = |at: &NodeIndex| {
            self.nodes.node_weight(*at).is_some_and(|it| it.entity.kind() == kind && it.entity.key().as_str() == key)
        };
        self.keys.find(self.hash(kind, key), same).copied().or_else(|| self.takeaways.find(kind, key))
    }

    /// The node of this number, a takeaway's as well.
    fn node(&self, at: NodeIndex) -> Option<&Node> {
        self.nodes.node_weight(at).or_else(|| self.takeaways.node(at))
    }

    /// The targets of a node's links of one name, in the order in which the entity lists them.
    fn targets(&self, from: NodeIndex, link: Link) -> impl Iterator<Item = NodeIndex> + '_ {
        let edges = self.nodes.edges(from).map(|edge| (*edge.weight(), edge.target()));
        edges.chain(self.takeaways.targets(from).iter().copied()).filter(move |it| it.0 == link).map(|it| it.1)
    }

    fn key_of(&self, at: NodeIndex) -> Option<&Key> {
        self.nodes.node_weight(at).map(|it| it.entity.key())
    }
}

impl PartialEq for Graph {
    /// Equal in every entity, revision, reference, look-up and superseded version, in the same order of recording.
    fn eq(&self, other: &Self) -> bool {
        let edges = |it: &Self, at| it.nodes.edges(at).map(|edge| (*edge.weight(), edge.target())).collect::<Vec<_>>();
        self.len() == other.len()
            && self.nodes.node_weights().eq(other.nodes.node_weights())
            && self.nodes.node_indices().all(|at| edges(self, at) == edges(other, at))
            && self.index == other.index
            && self.past == other.past
            && self.exposures == other.exposures
            && self.takeaways == other.takeaways
    }
}
