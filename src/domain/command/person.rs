//! Wishes about advocates, and the rights of persons.

use super::Patch;
use crate::domain::Day;

/// A wish about advocates, and the rights of persons.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonCommand {
    /// Add an advocate.
    AddAdvocate(Box<AddAdvocate>),
    /// Change an advocate.
    UpdateAdvocate(Box<UpdateAdvocate>),
    /// Erase what is personal of a contact or an advocate.
    Erase(ErasePerson),
    /// Redact a free text.
    Redact(RedactText),
    /// Erase what is to be kept no longer: the service asks this of itself.
    EraseDue {
        /// The day it is.
        on: Day,
    },
}

impl PersonCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AddAdvocate(_) => "addAdvocate",
            Self::UpdateAdvocate(_) => "updateAdvocate",
            Self::Erase(_) => ERASE_PERSON,
            Self::Redact(_) => REDACT_TEXT,
            Self::EraseDue { .. } => ERASE_DUE,
        }
    }

    /// What it is asked of, as the caller wrote it: an id, if it is asked of something that is there.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::UpdateAdvocate(it) => Some(&it.advocate),
            Self::Erase(it) => Some(&it.id),
            Self::Redact(it) => Some(&it.id),
            Self::AddAdvocate(_) | Self::EraseDue { .. } => None,
        }
    }
}

const ERASE_PERSON: &str = "erasePerson";
const ERASE_DUE: &str = "eraseDue";
pub(super) const REDACT_TEXT: &str = "redactText";

/// Whether something is forgotten once the command of this name is done.
pub fn forgets(name: &str) -> bool {
    erases(name) || name == REDACT_TEXT
}

/// Whether the command of this name erases what is personal of all that it changes.
pub fn erases(name: &str) -> bool {
    [ERASE_PERSON, ERASE_DUE].contains(&name)
}

/// See [`PersonCommand::AddAdvocate`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddAdvocate {
    pub organisation: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub source: Option<String>,
    pub kept_until: Option<String>,
}

/// See [`PersonCommand::UpdateAdvocate`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateAdvocate {
    pub advocate: String,
    pub expected_revision: Option<i32>,
    pub name: Patch<String>,
    pub email: Patch<String>,
    pub phone: Patch<String>,
    pub source: Patch<String>,
    pub kept_until: Patch<String>,
}

/// See [`PersonCommand::Erase`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the input")]
pub struct ErasePerson {
    pub id: String,
    pub expected_revision: Option<i32>,
}

/// See [`PersonCommand::Redact`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the input")]
pub struct RedactText {
    pub id: String,
    pub field: Option<String>,
    pub replacement: Option<String>,
    pub expected_revision: Option<i32>,
}
