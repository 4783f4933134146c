//! What of a graph has to be kept so that it can be built again, and how it is written: the entities with their
//! revisions and references, in the order of recording. Look-ups are not kept, since they follow from the entities.
//! How it is read back is said in `restore`; in what file it is kept is not known here.
//!
//! A block is MessagePack, with the names of fields: a list of nodes, each a list of its revision, its entity, and its sealed
//! personal details; and before it a list of what they refer to, one node after the other, in the order of the entity's
//! links. References are the numbers of nodes, counted from 0 in the order of recording; the keys that they stand
//! for are empty in the entity.

use std::io;

use serde::Serialize;

use super::Graph;
use crate::domain::{AnyId, Entity, Key, Private};

/// How many nodes are in one block.
const BLOCK: usize = 4096;

/// What of a graph is kept. Taking it costs a small part of what cloning the graph does.
pub struct Image {
    nodes: Vec<Outline>,
    /// What the nodes refer to, one after the other.
    targets: Vec<u32>,
}

struct Outline {
    entity: Entity,
    revision: u32,
    /// Where its targets begin.
    targets: usize,
}

/// Seals the personal details of an entity. Nothing where nobody is to read them.
pub type Seal<'a> = dyn FnMut(&AnyId, Private) -> io::Result<Option<String>> + 'a;

impl Graph {
    /// What has to be kept of it.
    pub fn image(&self) -> Image {
        let mut nodes = Vec::with_capacity(self.len());
        let mut targets = Vec::with_capacity(self.references());
        for at in self.nodes.node_indices() {
            if let Some(node) = self.nodes.node_weight(at) {
                nodes.push(Outline { entity: node.entity.clone(), revision: node.revision, targets: targets.len() });
                // petgraph counts nodes in 32 bits.
                targets.extend(self.nodes.neighbors(at).map(|it| it.index() as u32));
            }
        }
        Image { nodes, targets }
    }
}

impl Image {
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The blocks, in order.
    pub fn blocks<'i>(&'i self, seal: &'i mut Seal<'_>) -> impl Iterator<Item = io::Result<Vec<u8>>> + 'i {
        let starts = (0..self.nodes.len()).step_by(BLOCK);
        starts.map(move |from| {
            let nodes = self.nodes.get(from..self.nodes.len().min(from + BLOCK)).unwrap_or_default();
            let rows = nodes.iter().map(|node| row(node, seal)).collect::<io::Result<Vec<_>>>()?;
            let start = |number: usize| self.nodes.get(number).map_or(self.targets.len(), |it| it.targets);
            let targets = self.targets.get(start(from)..start(from + BLOCK)).unwrap_or_default();
            let mut bytes = Vec::new();
            let mut writer = rmp_serde::Serializer::new(&mut bytes).with_struct_map();
            (targets, rows).serialize(&mut writer).map_err(io::Error::other)?;
            Ok(bytes)
        })
    }
}

fn row(node: &Outline, seal: &mut Seal<'_>) -> io::Result<(u32, Entity, Option<String>)> {
    let mut entity = node.entity.clone();
    entity.links_mut(&mut |_, key| *key = Key::trusted(""));
    let sealed = match entity.private() {
        Some(private) => seal(&entity.id(), private)?,
        None => None,
    };
    Ok((node.revision, entity.with_private(None), sealed))
}
