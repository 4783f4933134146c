//! From the blocks of an image back to a graph: equal to the one that the image was taken of, look-ups and shared keys
//! included. What a block holds is said in `image`.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use petgraph::graph::{DiGraph, NodeIndex};
use rayon::prelude::*;

use super::exposure::Exposures;
use super::index::{Index, Orders};
use super::past::{Past, PastRecord};
use super::takeaways::Takeaways;
use super::words::Words;
use super::{Feed, Graph, Node};
use crate::domain::{AnyId, Entity, Key, Kind, Link, Private};

/// The nodes of one block.
pub struct Block {
    nodes: Vec<Node>,
    /// The numbers of what the nodes refer to, one after the other.
    targets: Vec<u32>,
}

/// The revision, the entity, and its sealed personal details.
type Row = (u32, Entity, Option<String>);

/// Opens sealed personal details. Nothing where the person has been forgotten.
pub type Open<'a> = dyn Fn(&AnyId, &str) -> Result<Option<Private>, String> + Sync + 'a;

impl Block {
    /// Reads the bytes of a block; otherwise, why they cannot be read.
    pub fn read(bytes: &[u8], open: &Open<'_>) -> Result<Self, String> {
        let unreadable = |it| format!("its nodes do not read ({it})");
        let (targets, rows): (Vec<u32>, Vec<Row>) = rmp_serde::from_slice(bytes).map_err(unreadable)?;
        let node = |(revision, entity, sealed): Row| {
            let private = match sealed {
                Some(sealed) => open(&entity.id(), &sealed)?,
                None => return Ok(Node { entity, revision }),
            };
            Ok(Node { entity: entity.with_private(private), revision })
        };
        Ok(Self { nodes: rows.into_iter().map(node).collect::<Result<_, String>>()?, targets })
    }

    /// How many nodes it holds.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Has its entities refer by the keys that the entities referred to hold.
    fn share(&mut self, held: &[(Kind, Key)]) -> Result<(), String> {
        let mut targets = self.targets.iter();
        let mut fits = true;
        for Node { entity, .. } in &mut self.nodes {
            entity.links_mut(&mut |kind, key| {
                let target = targets.next().and_then(|it| held.get(usize::try_from(*it).ok()?));
                match target.filter(|it| it.0 == kind) {
                    Some((_, same)) => *key = same.clone(),
                    None => fits = false,
                }
            });
        }
        match fits && targets.next().is_none() {
            true => Ok(()),
            false => Err("what its entities refer to does not fit".to_owned()),
        }
    }
}

impl Graph {
    /// The graph whose nodes these are, in order, whose past this is, and which came about by these changes; otherwise,
    /// what is wrong with them.
    pub fn restore(
        mut blocks: Vec<Block>,
        past: impl IntoIterator<Item = PastRecord>,
        feed: &Feed,
    ) -> Result<Self, String> {
        let nodes = blocks.iter().flat_map(|it| &it.nodes);
        let held: Vec<_> = nodes.map(|it| (it.entity.kind(), it.entity.key().clone())).collect();
        blocks.par_iter_mut().try_for_each(|it| it.share(&held))?;
        let entities = || (0..).map(NodeIndex::new).zip(blocks.iter().flat_map(|it| &it.nodes).map(|it| &it.entity));
        let hasher = RandomState::new();
        let ((nodes, keys), (index, (orders, words))) = rayon::join(
            || rayon::join(|| connect(&blocks), || find(&held, &hasher)),
            || rayon::join(|| lists(&blocks), || rayon::join(|| Orders::of(entities()), || Words::of(entities()))),
        );
        let past = past.into_iter().collect::<Past>();
        let exposures = Exposures::of(feed);
        Ok(Self {
            nodes,
            keys: keys?,
            hasher,
            index: index.complete(orders, words),
            past,
            exposures,
            takeaways: Takeaways::default(),
        })
    }
}

/// Calls `visit` with each node, its entity, and the references of the entity with the nodes they lead to.
fn resolve(blocks: &[Block], mut visit: impl FnMut(NodeIndex, &Entity, &[(Link, NodeIndex)])) {
    let mut number = 0;
    let mut links = Vec::new();
    for block in blocks {
        let mut targets = block.targets.iter();
        for Node { entity, .. } in &block.nodes {
            links.clear();
            entity.links(&mut |link, _, _| {
                links.extend(targets.next().map(|it| (link, NodeIndex::new(*it as usize))));
            });
            visit(NodeIndex::new(number), entity, &links);
            number += 1;
        }
    }
}

/// The nodes and what they refer to.
fn connect(blocks: &[Block]) -> DiGraph<Node, Link> {
    let sum = |of: fn(&Block) -> usize| blocks.iter().map(of).sum();
    let mut graph = DiGraph::with_capacity(sum(Block::len), sum(|it| it.targets.len()));
    for node in blocks.iter().flat_map(|it| &it.nodes) {
        graph.add_node(node.clone());
    }
    resolve(blocks, |at, _, links| {
        // petgraph lists the edge added last first.
        for (link, to) in links.iter().rev() {
            graph.add_edge(at, *to, *link);
        }
    });
    graph
}

/// The nodes by kind and key.
fn find(held: &[(Kind, Key)], hasher: &RandomState) -> Result<HashTable<NodeIndex>, String> {
    let mut keys = HashTable::with_capacity(held.len());
    let hash = |(kind, key): &(Kind, Key)| hasher.hash_one((*kind, key.as_str()));
    for (number, own) in held.iter().enumerate() {
        let of = |at: &NodeIndex| held.get(at.index());
        match keys.entry(hash(own), |at| of(at) == Some(own), |at| of(at).map_or(0, hash)) {
            Entry::Vacant(free) => drop(free.insert(NodeIndex::new(number))),
            Entry::Occupied(_) => return Err(format!("{} {} is in it twice", own.0, own.1)),
        }
    }
    Ok(keys)
}

/// The look-ups but for orders and words.
fn lists(blocks: &[Block]) -> Index {
    let mut index = Index::default();
    resolve(blocks, |at, entity, links| index.collect(at, entity, links));
    index.sort();
    index
}
