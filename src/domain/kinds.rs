//! The ONE list of kinds. A new kind is a struct with its links, and one line here; ids, apply, the
//! journal's spelling and the reference checks derive from it.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::id::{AnyId, Id, Key};
use super::links::{Link, Linked};
use super::{Act, Body, City, Contact, Evidence, FollowUp, Milestone, Organisation, Phase, Stance, State};
use super::{Marking, Person};

/// What every kind of entity has.
pub trait Kinded: Linked + Sized + Send + Sync + 'static {
    /// Its kind.
    const KIND: Kind;

    /// Its id.
    fn id(&self) -> &Id<Self>;

    /// Who may see it; public where the kind has no marking.
    fn marking(&self) -> Marking;

    /// The entity as this kind, if it is of this kind.
    fn of(entity: &Entity) -> Option<&Self>;
}

macro_rules! kinds {
    (@marking $it:ident) => { { let _ = $it; Marking::Public } };
    (@marking $it:ident marked) => { $it.marking };
    ($($kind:ident = $word:literal $($marked:ident)?),+ $(,)?) => {
        super::vocabulary::vocabulary! {
            /// The kinds of entities. The written form is the word before the colon of an id.
            Kind { $(
                #[doc = concat!("`", $word, "`")]
                $kind = $word
            ),+ }
        }

        /// An entity of any kind: a thing with a stable key. Cheap to clone.
        ///
        /// Its own serialised form, with the word of its kind, is that of snapshot files; the journal's is
        /// [`Entity::to_json`].
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Entity { $(
            #[doc = concat!("`", $word, "`")]
            #[serde(rename = $word, deserialize_with = "shared")]
            $kind(Arc<$kind>)
        ),+ }

        impl Entity {
            /// Its kind.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$kind(_) => Kind::$kind),+ }
            }

            /// Its key.
            pub fn key(&self) -> &Key {
                match self { $(Self::$kind(it) => it.id().key()),+ }
            }

            /// Who may see it.
            pub fn marking(&self) -> Marking {
                match self { $(Self::$kind(it) => it.marking()),+ }
            }

            /// Calls `visit` with every reference, in the order of the fields.
            pub fn links(&self, visit: &mut dyn FnMut(Link, Kind, &Key)) {
                match self { $(Self::$kind(it) => it.links(visit)),+ }
            }

            /// Calls `visit` with every reference, to be replaced by an equal shared key.
            pub fn links_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
                match self { $(Self::$kind(it) => Arc::make_mut(it).links_mut(visit)),+ }
            }

            /// The JSON form kept in the journal.
            pub fn to_json(&self) -> serde_json::Result<Box<RawValue>> {
                match self { $(Self::$kind(it) => serde_json::value::to_raw_value(it.as_ref())),+ }
            }

            /// Reads the JSON form of an entity of this kind.
            pub fn from_json(kind: Kind, json: &str) -> serde_json::Result<Self> {
                match kind { $(Kind::$kind => serde_json::from_str(json).map(|it| Self::$kind(Arc::new(it)))),+ }
            }
        }

        $(
            impl Kinded for $kind {
                const KIND: Kind = Kind::$kind;

                fn id(&self) -> &Id<Self> {
                    &self.id
                }

                fn marking(&self) -> Marking {
                    let it = self;
                    kinds!(@marking it $($marked)?)
                }

                fn of(entity: &Entity) -> Option<&Self> {
                    match entity { Entity::$kind(it) => Some(it), _ => None }
                }
            }

            impl From<$kind> for Entity {
                fn from(it: $kind) -> Self {
                    Self::$kind(Arc::new(it))
                }
            }
        )+
    };
}

/// Serde's own way goes round by a `Box`.
fn shared<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Arc<T>, D::Error> {
    T::deserialize(from).map(Arc::new)
}

/// Hands the list of kinds, with their words, to another macro.
macro_rules! with_kinds {
    ($then:ident) => {
        $then!(State, City, Body, Act, Phase, Milestone, Organisation, Evidence, Stance, Contact, FollowUp);
    };
}
pub(crate) use with_kinds;

kinds! {
    State = "state",
    City = "city",
    Body = "body",
    Act = "act",
    Phase = "phase",
    Milestone = "milestone",
    Organisation = "organisation",
    Evidence = "evidence",
    Stance = "stance" marked,
    Contact = "contact" marked,
    FollowUp = "followUp" marked,
}

impl Entity {
    /// Its id.
    pub fn id(&self) -> AnyId {
        AnyId { kind: self.kind(), key: self.key().clone() }
    }

    /// The personal details it carries, which the journal seals.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Contact(it) => it.person.as_deref(),
            _ => None,
        }
    }

    /// The same entity with these personal details, or with none.
    pub fn with_person(self, person: Option<Person>) -> Self {
        match self {
            Self::Contact(mut it) => {
                Arc::make_mut(&mut it).person = person.map(Box::new);
                Self::Contact(it)
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_word() {
        let words: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(words.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
        }
    }
}
