//! The assessments of one state on one Act, by day: what standings are read from. Retracted ones are not here. Which
//! of them make the standing is the query's business.

use std::hash::Hash;

use petgraph::graph::NodeIndex;

use super::takeaways;
use crate::domain::{Confidence, Day, Leadership, Marking, Position, Stance};

/// What a standing needs of a stance, without looking at the stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The day the position was held.
    pub observed_on: Day,
    pub(super) stance: NodeIndex,
    pub(super) organisation: Option<NodeIndex>,
    /// Where the state stands.
    pub position: Position,
    /// Whether it leads, where the assessment says so.
    pub leadership: Option<Leadership>,
    /// How sure the assessor is.
    pub confidence: Confidence,
    /// Who may see it.
    pub marking: Marking,
}

impl Assessment {
    pub(super) fn of(at: NodeIndex, stance: &Stance, organisation: Option<NodeIndex>) -> Self {
        Self {
            observed_on: stance.observed_on,
            stance: at,
            organisation,
            position: stance.position,
            leadership: stance.leadership,
            confidence: stance.confidence,
            marking: stance.marking,
        }
    }

    /// Who assessed it; those without assessor count as of one.
    pub fn assessor(&self) -> impl Eq + Hash + Copy + use<> {
        self.organisation
    }

    /// Orders by the day, then by the order of recording: the greatest is the newest. Of takeaways nobody knows that
    /// order: they are the oldest of their day, by key.
    pub(super) fn recency(&self) -> (Day, bool, NodeIndex) {
        (self.observed_on, !takeaways::is_one(self.stance), self.stance)
    }
}

/// The assessments of one state on one Act, whoever assessed it: the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Assessments(Vec<Assessment>);

impl Assessments {
    pub(super) fn insert(&mut self, assessment: Assessment) {
        let at = self.0.partition_point(|it| it.recency() < assessment.recency());
        self.0.insert(at, assessment);
    }

    pub(super) fn remove(&mut self, stance: NodeIndex) {
        self.0.retain(|it| it.stance != stance);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// What was observed up to this day, the newest first.
    pub(super) fn until(&self, day: Day) -> impl Iterator<Item = &Assessment> + Clone {
        // Most questions are about today, and the end of the list is all they have to look at.
        let all = self.0.last().is_none_or(|it| it.observed_on <= day);
        let end = if all { self.0.len() } else { self.0.partition_point(|it| it.observed_on <= day) };
        self.0.iter().take(end).rev()
    }

    /// All, the oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Assessment> {
        self.0.iter()
    }
}
