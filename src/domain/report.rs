//! Reports of group sessions, and the fields of the template they follow: data of the campaign, not code.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Key;
use super::clearance::Marking;
use super::id::Id;
use super::kinds::Kind;
use super::links::{Reference, links};
use super::meeting::Meeting;
use super::organisation::Organisation;
use super::priority::AppliesTo;
use super::proposal::{FollowUpProposal, PriorityProposal, QuestionProposal, StanceProposal};
use super::vocabulary::vocabulary;

vocabulary! {
    /// How far a report has come.
    ReportStage {
        /// The rapporteur works on it.
        Draft = "draft",
        /// It is handed in.
        Filed = "filed",
    }
}

/// A field of the reporting template: one question that a rapporteur answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportField {
    /// Its key.
    pub id: Id<ReportField>,
    /// Where it stands in the template, from 1 on.
    pub number: u16,
    /// What is asked.
    pub title: ArcStr,
    /// How it is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<ArcStr>,
}
links!(ReportField {});

/// The report of one group session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Its key.
    pub id: Id<Report>,
    /// The session.
    pub session: Id<Meeting>,
    /// How far it has come.
    pub stage: ReportStage,
    /// The highlights, at most three.
    #[serde(default)]
    pub highlights: Box<[ArcStr]>,
    /// What is answered to the fields of the template, in their order.
    #[serde(default)]
    pub answers: Box<[ReportAnswer]>,
    /// The priorities, as the session agreed on them; once it is filed, each is an entity as well.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub priorities: Box<[PriorityProposal]>,
    /// The questions to governments, in order, at most three; once it is filed, each is an entity as well.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub questions: Box<[QuestionProposal]>,
    /// How what was discussed applies to migrants and to refugees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complementarity: Option<Box<Complementarity>>,
    /// The stances it proposes.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub stances: Box<[StanceProposal]>,
    /// The follow-ups it proposes.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub follow_ups: Box<[FollowUpProposal]>,
    /// Who may see it: restricted while it is a draft, for then it is for those who write it.
    pub marking: Marking,
    /// Whose advocate filed it; nobody's where a coordinator did, or while it is a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}
links!(Report { session: Meeting, answers: Field, stances: Proposal, follow_ups: Proposal, recorded_by: RecordedBy });

/// The answer to the question of complementarity with the compact on refugees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Complementarity {
    /// The answer.
    pub text: ArcStr,
    /// To whom what was discussed applies, by and large.
    pub applies_to: AppliesTo,
}

/// What a report answers to a field of the template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportAnswer {
    /// The field.
    pub field: Id<ReportField>,
    /// The answer.
    pub text: ArcStr,
}

impl Reference for ReportAnswer {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        self.field.each(visit);
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        self.field.each_mut(visit);
    }
}
