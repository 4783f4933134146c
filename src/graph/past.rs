//! What stances said before they were changed, and from when until when each of these versions was what was known.
//! Stances seldom change, so almost none has anything here. What they say now is in `assessments`.
//!
//! A version is known from the time it was recorded until the time at which the next one was. The first is known from
//! the time that the stance itself names, which for one from a file may be long before the import. A stance that comes
//! from a file as one already taken back was known, until the day it was taken back began, as it stood before.

use hashbrown::HashMap;
use jiff::Timestamp;
use petgraph::graph::NodeIndex;
use serde::{Deserialize, Serialize};

use super::Graph;
use super::assessments::Assessment;
use crate::domain::{Confidence, Day, Leadership, Marking, Position, Stance};

/// A state and an Act.
type Pair = (NodeIndex, NodeIndex);

/// A version of a stance that has been superseded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) assessment: Assessment,
    from: Timestamp,
    until: Timestamp,
}

/// Superseded versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Past {
    /// In the order in which they were superseded.
    versions: HashMap<Pair, Vec<Version>>,
    /// Since when the stances that were changed are as they are.
    since: HashMap<NodeIndex, Timestamp>,
}

impl Past {
    /// A stance has come that was not there.
    pub(super) fn begin(&mut self, at: NodeIndex, stance: &Stance, pair: Pair, organisation: Option<NodeIndex>) {
        if let Some(retraction) = &stance.retraction {
            let until = retraction.on.begins();
            self.keep(
                pair,
                Version { assessment: Assessment::of(at, stance, organisation), from: stance.recorded_at, until },
            );
        }
    }

    /// A stance that stood like this is now another.
    pub(super) fn supersede(
        &mut self,
        at: NodeIndex,
        before: &Stance,
        pair: Pair,
        organisation: Option<NodeIndex>,
        now: Timestamp,
    ) {
        let from = self.since.insert(at, now).unwrap_or(before.recorded_at);
        if before.retraction.is_none() {
            self.keep(pair, Version { assessment: Assessment::of(at, before, organisation), from, until: now });
        }
    }

    fn keep(&mut self, pair: Pair, version: Version) {
        if version.from < version.until {
            self.versions.entry(pair).or_default().push(version);
        }
    }

    /// Since when the stance is as it is, where it was ever changed.
    pub(super) fn since(&self, stance: NodeIndex) -> Option<Timestamp> {
        self.since.get(&stance).copied()
    }

    /// The superseded versions that were what was known of a state on an Act at a time.
    pub(super) fn known(&self, state: NodeIndex, act: NodeIndex, at: Timestamp) -> impl Iterator<Item = &Assessment> {
        let versions = self.versions.get(&(state, act)).map_or(&[][..], Vec::as_slice);
        versions.iter().filter(move |it| it.from <= at && at < it.until).map(|it| &it.assessment)
    }
}

/// One piece of the past as plain data; nodes are numbered in the order of recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PastRecord {
    /// A superseded version of a stance.
    Version {
        /// The node of the state.
        state: u32,
        /// The node of the Act.
        act: u32,
        /// The node of the stance.
        stance: u32,
        /// The node of the assessor.
        organisation: Option<u32>,
        /// The day the position was held.
        observed_on: Day,
        /// Where the state stood.
        position: Position,
        /// Whether it led, where that was said.
        leadership: Option<Leadership>,
        /// How sure the assessor was.
        confidence: Confidence,
        /// Who could see it.
        marking: Marking,
        /// From when it was known.
        from: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// Since when a changed stance is as it is.
    Since {
        /// The node of the stance.
        stance: u32,
        /// Since when.
        since: Timestamp,
    },
}

impl Graph {
    /// The past as plain data: of one state and Act in the order in which it went in, else in no order.
    pub fn past(&self) -> impl Iterator<Item = PastRecord> + '_ {
        let versions =
            self.past.versions.iter().flat_map(|(pair, versions)| versions.iter().map(|it| it.record(*pair)));
        let since = self.past.since.iter();
        versions.chain(since.map(|(stance, since)| PastRecord::Since { stance: number(*stance), since: *since }))
    }
}

impl Version {
    fn record(&self, (state, act): Pair) -> PastRecord {
        let it = &self.assessment;
        PastRecord::Version {
            state: number(state),
            act: number(act),
            stance: number(it.stance),
            organisation: it.organisation.map(number),
            observed_on: it.observed_on,
            position: it.position,
            leadership: it.leadership,
            confidence: it.confidence,
            marking: it.marking,
            from: self.from,
            until: self.until,
        }
    }
}

impl FromIterator<PastRecord> for Past {
    fn from_iter<T: IntoIterator<Item = PastRecord>>(records: T) -> Self {
        let mut past = Self::default();
        for record in records {
            match record {
                PastRecord::Since { stance, since } => {
                    past.since.insert(NodeIndex::from(stance), since);
                }
                PastRecord::Version {
                    state,
                    act,
                    stance,
                    organisation,
                    observed_on,
                    position,
                    leadership,
                    confidence,
                    marking,
                    from,
                    until,
                } => {
                    let organisation = organisation.map(NodeIndex::from);
                    let stance = NodeIndex::from(stance);
                    let assessment =
                        Assessment { observed_on, stance, organisation, position, leadership, confidence, marking };
                    past.keep((state.into(), act.into()), Version { assessment, from, until });
                }
            }
        }
        past
    }
}

fn number(node: NodeIndex) -> u32 {
    // petgraph numbers nodes in 32 bits.
    u32::try_from(node.index()).unwrap_or(u32::MAX)
}
