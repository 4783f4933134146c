//! Who could see which change of an entity, where that was not always the same: what a caller could not see is no change to
//! them, so their revisions do not count it. Almost all entities have nothing here. Who sees what is said in `sight`.

use hashbrown::HashMap;
use petgraph::graph::NodeIndex;

use super::Feed;
use crate::domain::Marking;

/// Who could see one change of an entity, as far as the entity itself told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exposure {
    /// The marking that it then had.
    pub(super) marking: Marking,
    /// The organisations that see it though it is restricted.
    pub(super) concerned: [Option<NodeIndex>; 2],
    /// Whether nothing changed but personal details. Found by what is not personal alone, so that it is found alike once
    /// the details are erased.
    pub(super) is_personal: bool,
}

/// The exposures of the entities of which not all changes were for the same callers, in the order of the changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Exposures {
    uneven: HashMap<NodeIndex, Vec<Exposure>>,
}

impl Exposures {
    /// Notes that an entity has changed, which was so exposed by its latest change before, of which there were so many.
    pub(super) fn note(&mut self, at: NodeIndex, now: Exposure, before: Option<(u32, Exposure)>) {
        match self.uneven.get_mut(&at) {
            Some(all) => all.push(now),
            None => {
                if let Some((times, before)) = before.filter(|(_, before)| *before != now) {
                    let mut all = vec![before; times as usize];
                    all.push(now);
                    self.uneven.insert(at, all);
                }
            }
        }
    }

    /// The exposures of an entity, if they were not always the same.
    pub(super) fn get(&self, at: NodeIndex) -> Option<&[Exposure]> {
        self.uneven.get(&at).map(Vec::as_slice)
    }

    /// Those that come of these changes.
    pub(super) fn of(feed: &Feed) -> Self {
        let mut exposures = Self::default();
        let mut latest: HashMap<NodeIndex, (u32, Exposure)> = HashMap::new();
        // Entities that changed once have one exposure, and need no room.
        let changed = feed.entries().filter(|it| it.revision > 1).map(|it| NodeIndex::from(it.node));
        let changed: hashbrown::HashSet<_> = changed.collect();
        for entry in feed.entries() {
            let (at, now) = (NodeIndex::from(entry.node), entry.exposure());
            if changed.contains(&at) {
                exposures.note(at, now, latest.get(&at).copied());
                latest.insert(at, (entry.revision, now));
            }
        }
        exposures
    }
}
