//! Contacts: posts in a government or a body, perhaps with the name of their holder.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::Day;
use super::campaign::Act;
use super::clearance::Marking;
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::person::Person;
use super::place::{Body, City, State};
use super::vocabulary::vocabulary;

vocabulary! {
    /// The level at which one meets. Place is another matter: work in a capital is local.
    Level {
        /// In a country.
        Local = "local",
        /// In a region.
        Regional = "regional",
        /// For the world.
        Global = "global",
    }
}

/// A post that can be met: of exactly one of a state and a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Its key.
    pub id: Id<Contact>,
    /// The state whose post it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Id<State>>,
    /// The body whose post it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Id<Body>>,
    /// Where it is posted.
    pub city: Id<City>,
    /// The post held.
    pub post: ArcStr,
    /// Ministry, permanent mission, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<ArcStr>,
    /// At what level.
    pub level: Level,
    /// The Acts it is about, in the order of their numbers; none means all.
    #[serde(default)]
    pub acts: Box<[Id<Act>]>,
    /// Its holder. Sealed in the journal.
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
    /// Who may see it.
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}

impl Contact {
    /// Whether somebody held the post as it was before who holds it no more. A name that is spelled otherwise is another: nothing
    /// tells the two apart, and all that is lost is how it was spelled before.
    pub fn has_lost_its_holder(&self, before: &Self) -> bool {
        let now = self.person.as_deref().and_then(Person::called);
        before.person.as_deref().and_then(Person::called).is_some_and(|it| now != Some(it))
    }
}
links!(Contact { state: State, body: Body, city: City, acts: Acts, recorded_by: RecordedBy });
