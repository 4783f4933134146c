//! From the blocks of an image back to a graph: equal to the one that the image was taken of, look-ups and shared keys
//! included. What a block holds is said in `image`.

use petgraph::graph::{DiGraph, NodeIndex};
use rayon::prelude::*;

use super::index::Index;
use super::past::PastRecord;
use super::words::Words;
use super::{Graph, Node};
use crate::domain::{AnyId, Entity, Key, Kind, Link, Person};

/// The nodes of one block.
pub struct Block {
    rows: Vec<Row>,
}

/// The revision, the numbers of what is referred to, the entity, and its sealed personal details.
type Row = (u32, Vec<u32>, Entity, Option<String>);

/// Opens sealed personal details. Nothing where the person has been forgotten.
pub type Open<'a> = dyn Fn(&AnyId, &str) -> Result<Option<Person>, String> + Sync + 'a;

impl Block {
    /// Reads the bytes of a block; otherwise, why they cannot be read.
    pub fn read(bytes: &[u8], open: &Open<'_>) -> Result<Self, String> {
        let mut rows: Vec<Row> = rmp_serde::from_slice(bytes).map_err(|it| format!("its nodes do not read ({it})"))?;
        for (_, _, entity, sealed) in &mut rows {
            if let Some(sealed) = sealed.take() {
                let person = open(&entity.id(), &sealed)?.and_then(Person::known);
                *entity = entity.clone().with_person(person.map(|it| *it));
            }
        }
        Ok(Self { rows })
    }

    /// How many nodes it holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Graph {
    /// The graph whose nodes these are, in order, and whose past this is; otherwise, what is wrong with them.
    pub fn restore(mut blocks: Vec<Block>, past: impl IntoIterator<Item = PastRecord>) -> Result<Self, String> {
        let held: Vec<_> = blocks
            .iter()
            .flat_map(|it| &it.rows)
            .map(|(_, _, entity, _)| (entity.kind(), entity.key().clone()))
            .collect();
        blocks.par_iter_mut().flat_map_iter(|it| &mut it.rows).try_for_each(|row| share(row, &held))?;
        drop(held);
        let nodes = || (0..).map(NodeIndex::new).zip(blocks.iter().flat_map(|it| &it.rows));
        let words = || Words::of(nodes().map(|(at, (_, _, entity, _))| (at, entity)));
        let (graph, (index, words)) = rayon::join(|| connect(nodes()), || rayon::join(|| lists(nodes()), words));
        let (mut graph, mut index) = (graph?, index);
        index.finish(words);
        graph.index = index;
        graph.past.extend(past);
        Ok(graph)
    }
}

/// Has an entity refer by the keys that the entities referred to hold.
fn share((_, targets, entity, _): &mut Row, held: &[(Kind, Key)]) -> Result<(), String> {
    let mut targets = targets.iter();
    let mut fits = true;
    entity.links_mut(&mut |kind, key| {
        let target = targets.next().and_then(|it| held.get(usize::try_from(*it).ok()?));
        match target.filter(|it| it.0 == kind) {
            Some((_, same)) => *key = same.clone(),
            None => fits = false,
        }
    });
    match fits && targets.next().is_none() {
        true => Ok(()),
        false => Err(format!("what {} refers to does not fit", entity.id())),
    }
}

/// The references of an entity with the nodes they lead to.
fn resolved<'r>((_, targets, entity, _): &Row, room: &'r mut Vec<(Link, NodeIndex)>) -> &'r [(Link, NodeIndex)] {
    room.clear();
    let mut targets = targets.iter();
    entity.links(&mut |link, _, _| room.extend(targets.next().map(|it| (link, NodeIndex::new(*it as usize)))));
    room
}

/// The graph without its look-ups.
fn connect<'r>(rows: impl Iterator<Item = (NodeIndex, &'r Row)> + Clone) -> Result<Graph, String> {
    let (mut nodes, mut edges) = (0, 0);
    rows.clone().for_each(|(_, row)| {
        nodes += 1;
        edges += row.1.len();
    });
    let mut graph = Graph { nodes: DiGraph::with_capacity(nodes, edges), ..Graph::default() };
    for (_, (revision, _, entity, _)) in rows.clone() {
        graph.nodes.add_node(Node { entity: entity.clone(), revision: *revision });
    }
    let mut room = Vec::new();
    for (at, row) in rows.clone() {
        // petgraph lists the edge added last first.
        for (link, to) in resolved(row, &mut room).iter().rev() {
            graph.nodes.add_edge(at, *to, *link);
        }
    }
    graph.keys.reserve(nodes, |_| 0);
    for (at, (_, _, entity, _)) in rows {
        if graph.find(entity.kind(), entity.key().as_str()).is_some() {
            return Err(format!("{} is in it twice", entity.id()));
        }
        graph.enter(at, entity);
    }
    Ok(graph)
}

fn lists<'r>(rows: impl Iterator<Item = (NodeIndex, &'r Row)>) -> Index {
    let mut index = Index::default();
    let mut room = Vec::new();
    for (at, row) in rows {
        index.collect(at, &row.2, resolved(row, &mut room));
    }
    index
}
