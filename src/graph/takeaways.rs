//! What was learned under the Chatham House Rule, beside the nodes: they stand in the order of recording, and takeaways
//! stand in the order of their random keys. So nothing in memory tells when one came, and no number of a node depends on
//! how many there are. Who sees them is said in `sight`, as of all that is restricted.

use std::sync::Arc;

use petgraph::graph::NodeIndex;

use super::{Dangling, Graph, Node};
use crate::domain::{Entity, Key, Kind, Link};

/// The number of the first takeaway. A graph has not half as many nodes.
const FIRST: usize = 1 << 31;

/// All takeaways, in the order of their keys. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Takeaways(Arc<[Takeaway]>);

#[derive(PartialEq)]
struct Takeaway {
    node: Node,
    targets: Vec<(Link, NodeIndex)>,
}

/// Whether a number is that of a takeaway.
pub(super) fn is_one(at: NodeIndex) -> bool {
    at.index() >= FIRST
}

/// Where an entity stands among all.
fn place(it: &Entity) -> (&Key, Kind) {
    (it.key(), it.kind())
}

impl Takeaways {
    fn get(&self, at: NodeIndex) -> Option<&Takeaway> {
        self.0.get(at.index().checked_sub(FIRST)?)
    }

    pub(super) fn node(&self, at: NodeIndex) -> Option<&Node> {
        self.get(at).map(|it| &it.node)
    }

    /// What one refers to, in the order of its links.
    pub(super) fn targets(&self, from: NodeIndex) -> &[(Link, NodeIndex)] {
        self.get(from).map_or(&[], |it| &it.targets)
    }

    pub(super) fn find(&self, kind: Kind, key: &str) -> Option<NodeIndex> {
        let found =
            self.0.binary_search_by(|it| (it.node.entity.key().as_str(), it.node.entity.kind()).cmp(&(key, kind)));
        found.ok().map(number)
    }

    fn iter(&self) -> impl Iterator<Item = (NodeIndex, &Takeaway)> {
        self.0.iter().enumerate().map(|(at, it)| (number(at), it))
    }
}

impl PartialEq for Takeaways {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

fn number(at: usize) -> NodeIndex {
    NodeIndex::new(FIRST + at)
}

impl Graph {
    /// Holds these takeaways, in whatever order they come, in place of all that it held. On an error nothing has changed.
    pub fn hold(&mut self, takeaways: &[Entity]) -> Result<(), Dangling> {
        let mut all = Vec::with_capacity(takeaways.len());
        for entity in takeaways {
            let mut entity = entity.clone();
            let targets = self.refer_to(&mut entity)?;
            all.push(Takeaway { node: Node { entity, revision: 1 }, targets });
        }
        all.sort_by(|a, b| place(&a.node.entity).cmp(&place(&b.node.entity)));
        self.put(Takeaways(all.into()));
        Ok(())
    }

    /// Holds what another copy of the same graph holds.
    pub fn hold_as(&mut self, other: &Self) {
        if self.takeaways != other.takeaways {
            self.put(other.takeaways.clone());
        }
    }

    fn put(&mut self, takeaways: Takeaways) {
        let before = std::mem::replace(&mut self.takeaways, takeaways);
        for (at, it) in before.iter() {
            self.index.remove(at, &it.node.entity, &it.targets);
        }
        for (at, it) in self.takeaways.iter() {
            self.index.insert(at, &it.node.entity, &it.targets);
        }
    }

    /// The takeaways, by key, whoever may see them: for the store, never for callers.
    pub fn takeaways(&self) -> impl Iterator<Item = &Entity> {
        self.takeaways.iter().map(|(_, it)| &it.node.entity)
    }
}
