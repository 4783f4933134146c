//! Contacts: posts in a government or a body, perhaps with the name of their holder.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::campaign::Act;
use super::clearance::Marking;
use super::id::Id;
use super::links::links;
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
    /// Who may see it.
    pub marking: Marking,
}
links!(Contact { state: State, body: Body, city: City, acts: Acts });

/// Personal details. They may be erased, so nothing else depends on them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<ArcStr>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<ArcStr>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<ArcStr>,
}

impl Person {
    /// These details, unless there are none.
    pub fn known(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}
