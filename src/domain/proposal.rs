//! What a report proposes: the stances and follow-ups that become real once a co-lead of the session accepts them, the
//! priorities and questions that become real when it is filed. What they then are is in files of their own.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::contact::{Contact, Level};
use super::follow_up::FollowUp;
use super::id::Id;
use super::kinds::{Kind, Kinded};
use super::links::Reference;
use super::organisation::Organisation;
use super::place::{Body, City, State};
use super::priority::{AppliesTo, Disagreement, Urgency};
use super::stance::{Confidence, Leadership, Position, Stance};
use super::vocabulary::vocabulary;
use super::{Day, Key};

vocabulary! {
    /// What became of a proposal, in a word.
    ProposalStatus {
        /// Nothing yet.
        Proposed = "proposed",
        /// It became real.
        Accepted = "accepted",
        /// It was turned down.
        Declined = "declined",
    }
}

/// What became of a proposal of a `K`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", bound = "")]
pub enum Outcome<K> {
    /// Nothing yet.
    #[default]
    Proposed,
    /// It became this.
    Accepted(Id<K>),
    /// It was turned down.
    Declined,
}

impl<K> Outcome<K> {
    /// What became of it, in a word.
    pub fn status(&self) -> ProposalStatus {
        match self {
            Self::Proposed => ProposalStatus::Proposed,
            Self::Accepted(_) => ProposalStatus::Accepted,
            Self::Declined => ProposalStatus::Declined,
        }
    }

    /// What it became.
    pub fn accepted(&self) -> Option<&Id<K>> {
        match self {
            Self::Accepted(it) => Some(it),
            Self::Proposed | Self::Declined => None,
        }
    }
}

/// A stance that a report proposes, on the Act of its session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StanceProposal {
    /// Its key among the proposals of the report.
    pub key: Key,
    /// The state assessed.
    pub state: Id<State>,
    /// Where the state stands.
    pub position: Position,
    /// Whether it leads; absent where nothing is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leadership: Option<Leadership>,
    /// How sure the session is.
    pub confidence: Confidence,
    /// The day the position was held; absent means the day of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_on: Option<Day>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<ArcStr>,
    /// What became of it.
    #[serde(default)]
    pub outcome: Outcome<Stance>,
}

/// A follow-up that a report proposes, on the Act of its session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUpProposal {
    /// Its key among the proposals of the report.
    pub key: Key,
    /// What for.
    pub purpose: ArcStr,
    /// The state addressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Id<State>>,
    /// The body addressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Id<Body>>,
    /// Whom to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Id<Contact>>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Id<City>>,
    /// At what level.
    pub level: Level,
    /// Who does it.
    pub assignee: Id<Organisation>,
    /// By when.
    pub due: Day,
    /// What became of it.
    #[serde(default)]
    pub outcome: Outcome<FollowUp>,
}

/// A priority as a report has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriorityProposal {
    /// The message.
    pub text: ArcStr,
    /// How urgent it is.
    pub urgency: Urgency,
    /// To whom it applies.
    pub applies_to: AppliesTo,
    /// That there is no agreement on a part of it for the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<Box<Disagreement>>,
}

/// A question to governments as a report has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuestionProposal {
    /// The question.
    pub text: ArcStr,
    /// How the argument is built, with practices and mechanisms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<ArcStr>,
}

impl<K: Kinded> Reference for Outcome<K> {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        if let Self::Accepted(it) = self {
            it.each(visit);
        }
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        if let Self::Accepted(it) = self {
            it.each_mut(visit);
        }
    }
}

impl Reference for StanceProposal {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        self.state.each(visit);
        self.outcome.each(visit);
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        self.state.each_mut(visit);
        self.outcome.each_mut(visit);
    }
}

impl Reference for FollowUpProposal {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        self.state.each(visit);
        self.body.each(visit);
        self.contact.each(visit);
        self.city.each(visit);
        self.assignee.each(visit);
        self.outcome.each(visit);
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        self.state.each_mut(visit);
        self.body.each_mut(visit);
        self.contact.each_mut(visit);
        self.city.each_mut(visit);
        self.assignee.each_mut(visit);
        self.outcome.each_mut(visit);
    }
}
