//! The ONE list of kinds. A new kind is a struct with its links, and one line here; ids, apply, the
//! journal's spelling and the reference checks derive from it.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::id::{AnyId, Id, Key};
use super::links::{Link, Linked};
use super::{Act, Body, City, Contact, Evidence, FollowUp, Milestone, Organisation, Phase, Stance, State};
use super::{
    Advocate, Attendance, Expectation, Meeting, Priority, Question, Referral, Report, ReportField, Token, Trip,
};
use super::{Marking, Person, Private};

/// What every kind of entity has.
pub trait Kinded: Linked + Sized + Send + Sync + 'static {
    /// Its kind.
    const KIND: Kind;

    /// Its id.
    fn id(&self) -> &Id<Self>;

    /// Who may see it, by and large: the kind may have one marking for all, and public is what has none.
    fn marking(&self) -> Marking;

    /// The entity as this kind, if it is of this kind.
    fn of(entity: &Entity) -> Option<&Self>;
}

macro_rules! kinds {
    (@marking $it:ident) => { { let _ = $it; Marking::Public } };
    (@marking $it:ident marked) => { $it.marking };
    (@marking $it:ident coalition) => { { let _ = $it; Marking::Coalition } };
    (@marking $it:ident restricted) => { { let _ = $it; Marking::Restricted } };
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
        $then!(
            State,
            City,
            Body,
            Act,
            Phase,
            Milestone,
            Organisation,
            Evidence,
            Stance,
            Contact,
            FollowUp,
            Advocate,
            Meeting,
            Expectation,
            Attendance,
            Trip,
            ReportField,
            Report,
            Priority,
            Question,
            Referral,
            Token
        );
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
    Evidence = "evidence" marked,
    Stance = "stance" marked,
    Contact = "contact" marked,
    FollowUp = "followUp" marked,
    Advocate = "advocate" coalition,
    Meeting = "meeting" marked,
    Expectation = "expectation" restricted,
    Attendance = "attendance" restricted,
    Trip = "trip" marked,
    ReportField = "reportField",
    Report = "report" marked,
    Priority = "priority" marked,
    Question = "question" marked,
    Referral = "referral" marked,
    Token = "token" restricted,
}

impl Entity {
    /// Its id.
    pub fn id(&self) -> AnyId {
        AnyId { kind: self.kind(), key: self.key().clone() }
    }

    /// The personal details it carries.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Contact(it) => it.person.as_deref(),
            Self::Advocate(it) => it.person.as_deref(),
            Self::Token(it) => it.person.as_deref(),
            _ => None,
        }
    }

    /// Whether it was learned under the Chatham House Rule, so that nothing is kept of how it came to be known.
    pub fn is_takeaway(&self) -> bool {
        self.takeaway().is_some()
    }

    /// Of a takeaway, the phase it is of.
    pub fn takeaway(&self) -> Option<&Id<Phase>> {
        match self {
            Self::Stance(it) => it.takeaway.as_ref(),
            Self::Referral(it) => it.takeaway.as_ref(),
            _ => None,
        }
    }

    /// Whether its personal details were erased, and nobody has recorded others by hand since.
    pub fn is_erased(&self) -> bool {
        match self {
            Self::Contact(it) => it.erased,
            Self::Advocate(it) => it.erased,
            _ => false,
        }
    }

    /// Whether entities of its kind may have something that is sealed.
    pub fn may_be_private(&self) -> bool {
        matches!(self, Self::Contact(_) | Self::Advocate(_) | Self::Token(_) | Self::Attendance(_))
    }

    /// A takeaway with no day and no time but those of its phase: it was observed on the last day, and has been known
    /// since that ended.
    pub fn dated_by(mut self, phase: &Phase) -> Self {
        if let Self::Stance(it) = &mut self
            && it.takeaway.as_ref() == Some(&phase.id)
        {
            let it = Arc::make_mut(it);
            (it.observed_on, it.recorded_at) = (phase.to, phase.to.next().begins());
        }
        self
    }

    /// What of it the journal seals, if there is anything.
    pub fn private(&self) -> Option<Private> {
        let (source, attendee) = match self {
            Self::Contact(it) => (it.source.clone(), None),
            Self::Advocate(it) => (it.source.clone(), None),
            Self::Attendance(it) => (None, it.attendee.clone()),
            _ => (None, None),
        };
        let private = Private { person: self.person().cloned().unwrap_or_default(), source, attendee };
        Some(private).filter(|it| !it.is_empty())
    }

    /// The same entity with this in place of what is sealed of it, or with nothing.
    pub fn with_private(mut self, private: Option<Private>) -> Self {
        let Private { person, source, attendee } = private.unwrap_or_default();
        match &mut self {
            Self::Contact(it) => {
                let it = Arc::make_mut(it);
                (it.person, it.source) = (person.known(), source);
            }
            Self::Advocate(it) => {
                let it = Arc::make_mut(it);
                (it.person, it.source) = (person.known(), source);
            }
            Self::Token(it) => Arc::make_mut(it).person = person.known(),
            Self::Attendance(it) => Arc::make_mut(it).attendee = attendee,
            _ => {}
        }
        self
    }

    /// The same entity as those see it who may not see the details of a person; none where its kind has no such details.
    /// Until when details are kept tells that there are some, and that they were erased that there were.
    pub fn without_details(&self) -> Option<Self> {
        let mut bare = match self {
            Self::Contact(_) | Self::Advocate(_) => self.clone().with_private(None),
            _ => return None,
        };
        match &mut bare {
            Self::Contact(it) => {
                let it = Arc::make_mut(it);
                (it.kept_until, it.erased) = (None, false);
            }
            Self::Advocate(it) => {
                let it = Arc::make_mut(it);
                (it.kept_until, it.erased) = (None, false);
            }
            _ => {}
        }
        Some(bare)
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
