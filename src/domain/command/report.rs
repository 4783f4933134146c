//! Wishes about reports of group sessions, priorities and questions.

use super::Patch;
use crate::domain::{AppliesTo, Confidence, Leadership, Level, Marking, Position, Urgency};

/// A wish about reports of group sessions, priorities and questions.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportCommand {
    /// Save the draft of a session's report.
    SaveDraft(Box<SaveReportDraft>),
    /// Hand in a session's report.
    File(Box<FileReport>),
    /// Make a proposal real.
    Accept(AnswerProposal),
    /// Turn a proposal down.
    Decline(AnswerProposal),
    /// Add a priority.
    AddPriority(Box<AddPriority>),
    /// Change a priority.
    UpdatePriority(Box<UpdatePriority>),
    /// Endorse a priority.
    Endorse(Endorsement),
    /// Take an endorsement back.
    WithdrawEndorsement(Endorsement),
    /// Set the questions of an Act.
    SetQuestions(SetQuestions),
}

impl ReportCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SaveDraft(_) => "saveReportDraft",
            Self::File(_) => "fileReport",
            Self::Accept(_) => "acceptProposal",
            Self::Decline(_) => "declineProposal",
            Self::AddPriority(_) => "addPriority",
            Self::UpdatePriority(_) => "updatePriority",
            Self::Endorse(_) => "endorsePriority",
            Self::WithdrawEndorsement(_) => "withdrawEndorsement",
            Self::SetQuestions(_) => "setQuestions",
        }
    }

    /// What it is asked of, as the caller wrote it: an id, if it is asked of something that is there.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::SaveDraft(it) => Some(&it.session),
            Self::File(it) => Some(&it.session),
            Self::Accept(it) | Self::Decline(it) => Some(&it.report),
            Self::UpdatePriority(it) => Some(&it.priority),
            Self::Endorse(it) | Self::WithdrawEndorsement(it) => Some(&it.priority),
            Self::AddPriority(_) | Self::SetQuestions(_) => None,
        }
    }
}

/// What a report holds, as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct ReportContent {
    pub highlights: Vec<String>,
    pub answers: Vec<GivenAnswer>,
    pub priorities: Vec<GivenPriority>,
    pub questions: Vec<GivenQuestion>,
    pub complementarity: Option<GivenComplementarity>,
    pub stances: Vec<GivenStance>,
    pub follow_ups: Vec<GivenFollowUp>,
}

/// An answer to a field of the template.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct GivenAnswer {
    pub field: String,
    pub text: Option<String>,
}

/// A priority in a report.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct GivenPriority {
    pub text: Option<String>,
    pub urgency: Option<Urgency>,
    pub applies_to: Option<AppliesTo>,
    pub disagreement: Option<GivenDisagreement>,
}

/// An agreement to disagree.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct GivenDisagreement {
    pub about: Option<String>,
    pub revisit_on: Option<String>,
}

/// A question to governments.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct GivenQuestion {
    pub text: Option<String>,
    pub arguments: Option<String>,
}

/// The answer to the question of complementarity.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct GivenComplementarity {
    pub text: Option<String>,
    pub applies_to: Option<AppliesTo>,
}

/// A stance that a report proposes.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct GivenStance {
    pub key: Option<String>,
    pub state: Option<String>,
    pub position: Option<Position>,
    pub leadership: Option<Leadership>,
    pub confidence: Option<Confidence>,
    pub observed_on: Option<String>,
    pub rationale: Option<String>,
}

/// A follow-up that a report proposes.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct GivenFollowUp {
    pub key: Option<String>,
    pub purpose: Option<String>,
    pub state: Option<String>,
    pub body: Option<String>,
    pub contact: Option<String>,
    pub city: Option<String>,
    pub level: Option<Level>,
    pub assignee: Option<String>,
    pub due: Option<String>,
}

/// See [`ReportCommand::SaveDraft`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct SaveReportDraft {
    pub session: String,
    pub expected_revision: Option<i32>,
    pub content: ReportContent,
}

/// See [`ReportCommand::File`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileReport {
    /// The session.
    pub session: String,
    /// The revision of the draft that the caller has seen.
    pub expected_revision: Option<i32>,
    /// What it holds; absent: what the draft holds.
    pub content: Option<ReportContent>,
}

/// See [`ReportCommand::Accept`] and [`ReportCommand::Decline`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerProposal {
    /// The report.
    pub report: String,
    /// The revision of the report that the caller has seen.
    pub expected_revision: Option<i32>,
    /// The key of the proposal in it.
    pub proposal: String,
}

/// See [`ReportCommand::AddPriority`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddPriority {
    pub key: Option<String>,
    pub act: Option<i32>,
    pub text: Option<String>,
    pub urgency: Option<Urgency>,
    pub applies_to: Option<AppliesTo>,
    pub disagreement: Option<GivenDisagreement>,
    pub marking: Option<Marking>,
}

/// See [`ReportCommand::UpdatePriority`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdatePriority {
    pub priority: String,
    pub expected_revision: Option<i32>,
    pub text: Patch<String>,
    pub urgency: Patch<Urgency>,
    pub applies_to: Patch<AppliesTo>,
    pub disagreement: Patch<GivenDisagreement>,
}

/// See [`ReportCommand::Endorse`] and [`ReportCommand::WithdrawEndorsement`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endorsement {
    /// The priority.
    pub priority: String,
    /// The revision of the priority that the caller has seen.
    pub expected_revision: Option<i32>,
    /// Who endorses it; absent: the caller's organisation.
    pub organisation: Option<String>,
}

/// See [`ReportCommand::SetQuestions`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetQuestions {
    /// The Act by number.
    pub act: Option<i32>,
    /// The questions, in order.
    pub questions: Vec<GivenQuestion>,
}
