//! The assessments of one state on one Act, by assessor and day: what standings are read from. Retracted ones are
//! not here. Which of them make the standing is the query's business.

use petgraph::graph::NodeIndex;

use crate::domain::{Confidence, Day, Leadership, Marking, Position, Stance};

/// What a standing needs of a stance, without looking at the stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The day the position was held.
    pub observed_on: Day,
    pub(super) stance: NodeIndex,
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
    pub(super) fn of(at: NodeIndex, stance: &Stance) -> Self {
        Self {
            observed_on: stance.observed_on,
            stance: at,
            position: stance.position,
            leadership: stance.leadership,
            confidence: stance.confidence,
            marking: stance.marking,
        }
    }

    /// Orders by the day, then by the order of recording: the greatest is the newest.
    pub fn recency(&self) -> (Day, impl Ord + Copy + use<>) {
        (self.observed_on, self.stance)
    }
}

/// The assessments of one state on one Act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Assessments {
    /// One assessor each; those without assessor count as of one.
    assessors: Vec<Assessor>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Assessor {
    organisation: Option<NodeIndex>,
    /// The oldest first.
    history: Vec<Assessment>,
}

impl Assessments {
    pub(super) fn insert(&mut self, organisation: Option<NodeIndex>, assessment: Assessment) {
        match self.assessors.binary_search_by_key(&organisation, |it| it.organisation) {
            Ok(at) => {
                let Some(assessor) = self.assessors.get_mut(at) else {
                    return;
                };
                let at = assessor.history.partition_point(|it| it.recency() < assessment.recency());
                assessor.history.insert(at, assessment);
            }
            Err(at) => self.assessors.insert(at, Assessor { organisation, history: vec![assessment] }),
        }
    }

    pub(super) fn remove(&mut self, organisation: Option<NodeIndex>, stance: NodeIndex) {
        if let Ok(at) = self.assessors.binary_search_by_key(&organisation, |it| it.organisation)
            && let Some(assessor) = self.assessors.get_mut(at)
        {
            assessor.history.retain(|it| it.stance != stance);
            if assessor.history.is_empty() {
                self.assessors.remove(at);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.assessors.is_empty()
    }

    /// For each assessor, what was observed up to this day, the newest first.
    pub(super) fn until(&self, day: Day) -> impl Iterator<Item = impl Iterator<Item = &Assessment>> {
        self.assessors.iter().map(move |it| {
            let end = it.history.partition_point(|it| it.observed_on <= day);
            it.history.iter().take(end).rev()
        })
    }

    /// Every day on which something was observed, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Assessment> {
        self.assessors.iter().flat_map(|it| &it.history)
    }
}
