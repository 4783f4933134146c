//! Advocates: the people of the organisations, as far as the campaign needs them.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Day;
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::person::Person;

/// A person of an organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advocate {
    /// Its key. It says nothing of who it is.
    pub id: Id<Advocate>,
    /// The organisation.
    pub organisation: Id<Organisation>,
    /// Who it is. Sealed in the journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Box<Person>>,
    /// Where the details come from. Sealed in the journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ArcStr>,
    /// The last day on which the details are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Day>,
    /// Whether its details were erased, and nobody has recorded others by hand since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}
links!(Advocate { organisation: Organisation });
