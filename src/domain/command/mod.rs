//! Wishes: what a caller asks to change, as it was asked. Nothing here has been checked; texts, days, codes and
//! ids stand as the caller wrote them, so that one decision can name every mistake at once.

mod core;
mod meeting;
mod person;
mod referral;
mod report;
mod takeaway;
mod token;

use super::kinds::Entity;
use super::{AnyId, Commit};

pub use core::*;
pub use meeting::*;
pub use person::*;
pub use referral::*;
pub use report::*;
pub use takeaway::*;
pub use token::*;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Add an organisation.
    AddOrganisation(AddOrganisation),
    /// Change an organisation.
    UpdateOrganisation(UpdateOrganisation),
    /// Add a piece of evidence.
    AddEvidence(AddEvidence),
    /// Record an assessment.
    RecordStance(Box<RecordStance>),
    /// Take an assessment back.
    RetractStance(RetractStance),
    /// Add a contact.
    AddContact(Box<AddContact>),
    /// Change a contact.
    UpdateContact(Box<UpdateContact>),
    /// Plan a follow-up.
    PlanFollowUp(Box<PlanFollowUp>),
    /// Change an open follow-up.
    UpdateFollowUp(Box<UpdateFollowUp>),
    /// Close a follow-up as done.
    CompleteFollowUp(CompleteFollowUp),
    /// Close a follow-up as called off.
    CancelFollowUp(CancelFollowUp),
    /// About meetings, who is expected and who attends.
    Meeting(MeetingCommand),
    /// About reports of group sessions, priorities and questions.
    Report(ReportCommand),
    /// About referrals and trips.
    Referral(ReferralCommand),
    /// About what is learned under the Chatham House Rule, and what becomes public.
    Takeaway(Box<TakeawayCommand>),
    /// About advocates, and the rights of persons.
    Person(PersonCommand),
    /// About tokens.
    Token(TokenCommand),
    /// Bring in entities from files, by key.
    Import(Vec<Entity>),
}

impl Command {
    /// Whose free text it redacts, if it does: where that is a takeaway, it is to leave no trace either.
    pub fn redacts(&self) -> Option<AnyId> {
        match self {
            Self::Person(PersonCommand::Redact(it)) => AnyId::parse(&it.id),
            _ => None,
        }
    }

    /// Whether nothing may be kept of who asked, and when, whatever it is about.
    pub fn leaves_no_trace(&self) -> bool {
        matches!(self, Self::Takeaway(it) if matches!(**it, TakeawayCommand::Record(_)))
    }

    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AddOrganisation(_) => "addOrganisation",
            Self::UpdateOrganisation(_) => "updateOrganisation",
            Self::AddEvidence(_) => "addEvidence",
            Self::RecordStance(_) => "recordStance",
            Self::RetractStance(_) => "retractStance",
            Self::AddContact(_) => "addContact",
            Self::UpdateContact(_) => "updateContact",
            Self::PlanFollowUp(_) => "planFollowUp",
            Self::UpdateFollowUp(_) => "updateFollowUp",
            Self::CompleteFollowUp(_) => "completeFollowUp",
            Self::CancelFollowUp(_) => "cancelFollowUp",
            Self::Meeting(it) => it.name(),
            Self::Report(it) => it.name(),
            Self::Referral(it) => it.name(),
            Self::Takeaway(it) => it.name(),
            Self::Person(it) => it.name(),
            Self::Token(it) => it.name(),
            Self::Import(_) => "import",
        }
    }
}

impl Commit {
    /// Of whom the commit erased what is personal, with all that was recorded of it before.
    pub fn erased(&self) -> impl Iterator<Item = AnyId> {
        let entities = self.events.iter().filter(|_| erases(&self.command)).map(|it| &it.entity);
        entities.filter(|it| it.may_be_private()).map(Entity::id)
    }

    /// Whether it put free texts in place of others that are to be unreadable.
    pub fn redacts(&self) -> bool {
        *self.command == *REDACT_TEXT
    }

    /// Whose free texts before it are to be unreadable.
    pub fn redacted(&self) -> impl Iterator<Item = AnyId> {
        self.events.iter().filter(|_| self.redacts()).map(|it| it.entity.id())
    }
}

/// What a change asks of one property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Leave it.
    #[default]
    Keep,
    /// Empty it.
    Clear,
    /// Make it this.
    Set(T),
}
