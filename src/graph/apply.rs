//! How a fact changes memory, once for all kinds. Whether the fact should be is decided before.

use std::hash::BuildHasher;

use jiff::Timestamp;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::exposure::Exposure;
use super::feed::Touched;
use super::index::{Index, Orders, assessed};
use super::words::Words;
use super::{Graph, Node};
use crate::domain::{AnyId, Entity, Event, FollowUp, Key, Kind, Kinded, Link};

/// A fact refers to something that is not there.
#[derive(Debug, thiserror::Error)]
#[error("{from} refers to {to} by its {}, and there is no such thing", .link.field())]
pub struct Dangling {
    /// Who refers.
    pub from: AnyId,
    /// By which link.
    pub link: Link,
    /// To what.
    pub to: AnyId,
}

/// Fills a graph with the facts of many commits. The look-ups of one that was empty are built once, at the end.
#[derive(Default)]
pub struct Loader {
    graph: Graph,
    indexed: bool,
}

impl From<Graph> for Loader {
    /// To go on with this graph.
    fn from(graph: Graph) -> Self {
        Self { graph, indexed: true }
    }
}

impl Loader {
    /// Takes in the facts of the next commit, recorded at this time: what changed, in order. After an error the loader
    /// is of no further use.
    pub fn take(&mut self, recorded_at: Timestamp, mut events: Vec<Event>) -> Result<Vec<Touched>, Dangling> {
        if self.indexed {
            return self.graph.apply(recorded_at, &mut events);
        }
        self.graph.place(&events);
        let mut touched = Vec::with_capacity(events.len());
        for event in &mut events {
            let (at, targets) = self.graph.resolve(event)?;
            touched.push(self.graph.settle(at, event, &targets, recorded_at));
        }
        Ok(touched)
    }

    /// The graph.
    pub fn finish(mut self) -> Graph {
        if !self.indexed {
            self.graph.rebuild_index();
        }
        self.graph
    }
}

impl Graph {
    /// Applies the facts of one commit, recorded at this time, in order: what changed. The facts may refer to one another
    /// in any order.
    ///
    /// Keys that the facts spell out are replaced by the ones held already, so that each key is in memory once;
    /// the caller keeps the facts in that form for the other copy of the graph. After an error the graph is of no
    /// further use.
    pub fn apply(&mut self, recorded_at: Timestamp, events: &mut [Event]) -> Result<Vec<Touched>, Dangling> {
        self.place(events);
        let mut touched = Vec::with_capacity(events.len());
        for event in events {
            let (at, targets) = self.resolve(event)?;
            self.unindex(at);
            touched.push(self.settle(at, event, &targets, recorded_at));
            self.index(at);
        }
        Ok(touched)
    }

    /// Gives every new entity its node, so that references can be resolved in any order.
    fn place(&mut self, events: &[Event]) {
        for Event { entity } in events {
            let (kind, key) = (entity.kind(), entity.key());
            if self.find(kind, key.as_str()).is_none() {
                let hash = self.hash(kind, key.as_str());
                let at = self.nodes.add_node(Node { entity: entity.clone(), revision: 0 });
                let Self { keys, nodes, hasher, .. } = self;
                keys.insert_unique(hash, at, |at| {
                    let node = nodes.node_weight(*at).map(|it| (it.entity.kind(), it.entity.key().as_str()));
                    node.map_or(0, |it| hasher.hash_one(it))
                });
            }
        }
    }

    /// Finds the node and the targets of an event's entity, and shares their keys.
    fn resolve(&self, event: &mut Event) -> Result<(NodeIndex, Vec<(Link, NodeIndex)>), Dangling> {
        let targets = self.refer_to(&mut event.entity)?;
        let id = || event.entity.id();
        let at = self.find(event.entity.kind(), event.entity.key().as_str());
        at.map(|at| (at, targets)).ok_or_else(|| Dangling { from: id(), link: Link::State, to: id() })
    }

    /// Finds what an entity refers to, and shares the keys.
    pub(super) fn refer_to(&self, entity: &mut Entity) -> Result<Vec<(Link, NodeIndex)>, Dangling> {
        let mut targets = Vec::new();
        let mut missing = None;
        let mut shared = true;
        entity.links(&mut |link, kind, key| match self.find(kind, key.as_str()) {
            Some(to) => {
                shared &= self.key_of(to).is_some_and(|held| held.is_same(key));
                targets.push((link, to));
            }
            None => missing = Some((link, AnyId { kind, key: key.clone() })),
        });
        if let Some((link, to)) = missing {
            return Err(Dangling { from: entity.id(), link, to });
        }
        if !shared {
            let mut held = targets.iter().map(|(_, to)| self.key_of(*to).cloned());
            entity.links_mut(&mut |_, key: &mut Key| {
                if let Some(Some(same)) = held.next() {
                    *key = same;
                }
            });
        }
        Ok(targets)
    }

    /// Puts the entity on its node and its references on edges. Edges stay as they are where the references do.
    fn settle(&mut self, at: NodeIndex, event: &Event, targets: &[(Link, NodeIndex)], now: Timestamp) -> Touched {
        if event.entity.kind() == Kind::Stance {
            self.keep_past(at, event, targets, now);
        }
        let exposure = self.expose(at, event, targets);
        let is_silent = self.closes_undated(at, &event.entity) || event.entity.is_takeaway();
        let mut revision = 0;
        if let Some(node) = self.nodes.node_weight_mut(at) {
            node.entity = event.entity.clone();
            node.revision += 1;
            revision = node.revision;
        }
        self.refer(at, targets);
        Touched { node: at, revision, exposure, is_silent }
    }

    /// Whether an open follow-up becomes one that was met under the Chatham House Rule: when it does is not to be known.
    fn closes_undated(&self, at: NodeIndex, now: &Entity) -> bool {
        let before = self.nodes.node_weight(at).filter(|it| it.revision > 0);
        let before = before.and_then(|it| FollowUp::of(&it.entity));
        FollowUp::of(now).zip(before).is_some_and(|(now, before)| now.is_undated() && !before.is_undated())
    }

    /// Who can see this event, noted where that was not always the same.
    fn expose(&mut self, at: NodeIndex, event: &Event, targets: &[(Link, NodeIndex)]) -> Exposure {
        let before = self.nodes.node_weight(at).filter(|it| it.revision > 0);
        let is_personal = before.is_some_and(|it| {
            let bare = it.entity.without_details();
            bare.is_some() && bare == event.entity.without_details()
        });
        let now = Exposure { marking: event.entity.marking(), concerned: concerned(targets), is_personal };
        if let Some((times, marking)) = before.map(|it| (it.revision, it.entity.marking())) {
            let targets: Vec<_> = self.nodes.edges(at).map(|it| (*it.weight(), it.target())).collect();
            let before = Exposure { marking, concerned: concerned(&targets), is_personal: false };
            self.exposures.note(at, now, Some((times, before)));
        }
        now
    }

    /// Keeps what a stance said before this event, and since when it is as it will be.
    fn keep_past(&mut self, at: NodeIndex, event: &Event, targets: &[(Link, NodeIndex)], now: Timestamp) {
        let Some(node) = self.nodes.node_weight(at) else { return };
        if node.revision == 0 {
            if let (Entity::Stance(stance), Some((pair, assessor))) = (&event.entity, assessed(targets)) {
                self.past.begin(at, stance, pair, assessor);
            }
            return;
        }
        let before: Vec<_> = self.nodes.edges(at).map(|it| (*it.weight(), it.target())).collect();
        if let (Entity::Stance(stance), Some((pair, assessor))) = (&node.entity, assessed(&before)) {
            self.past.supersede(at, stance, pair, assessor, now);
        }
    }

    fn refer(&mut self, at: NodeIndex, targets: &[(Link, NodeIndex)]) {
        let unchanged = self.nodes.edges(at).map(|it| (*it.weight(), it.target())).eq(targets.iter().copied());
        if unchanged {
            return;
        }
        while let Some(edge) = self.nodes.first_edge(at, petgraph::Direction::Outgoing) {
            self.nodes.remove_edge(edge);
        }
        // petgraph lists the edge added last first.
        for (link, to) in targets.iter().rev() {
            self.nodes.add_edge(at, *to, *link);
        }
    }

    fn index(&mut self, at: NodeIndex) {
        if let Some((entity, targets)) = self.indexed(at) {
            self.index.insert(at, &entity, &targets);
        }
    }

    fn unindex(&mut self, at: NodeIndex) {
        if self.nodes.node_weight(at).is_some_and(|it| it.revision > 0)
            && let Some((entity, targets)) = self.indexed(at)
        {
            self.index.remove(at, &entity, &targets);
        }
    }

    fn rebuild_index(&mut self) {
        let entities = || self.nodes.node_indices().zip(self.nodes.node_weights().map(|node| &node.entity));
        let mut index = Index::default();
        for at in self.nodes.node_indices() {
            if let Some((entity, targets)) = self.indexed(at) {
                index.collect(at, &entity, &targets);
            }
        }
        index.sort();
        self.index = index.complete(Orders::of(entities()), Words::of(entities()));
    }

    fn indexed(&self, at: NodeIndex) -> Option<(Entity, Vec<(Link, NodeIndex)>)> {
        let entity = self.nodes.node_weight(at)?.entity.clone();
        let targets = self.nodes.edges(at).map(|it| (*it.weight(), it.target())).collect();
        Some((entity, targets))
    }
}

/// The organisations that see an entity though it is restricted, by what it refers to. See [`Entity::concerned`].
fn concerned(targets: &[(Link, NodeIndex)]) -> [Option<NodeIndex>; 2] {
    let find = |one: Link, other: Link| targets.iter().find(|it| it.0 == one || it.0 == other).map(|it| it.1);
    [find(Link::Assignee, Link::Organisation), find(Link::RecordedBy, Link::RecordedBy)]
}
