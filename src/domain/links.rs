//! How entities refer to one another: the names of links, and the macro by which a kind lists its own.
//! What a link is stored as, and how it is followed, is the graph's business.

use super::id::{Id, Key};
use super::kinds::{Kind, Kinded};

/// What a reference means to the entity that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// The state it is about, or in.
    State,
    /// The body it is about.
    Body,
    /// A state that is a member of the body, or an organisation of the organisation.
    Members,
    /// The one Act it is about.
    Act,
    /// One of the Acts it is about.
    Acts,
    /// The phase it belongs to.
    Phase,
    /// The city it is in.
    City,
    /// The evidence it cites.
    Evidence,
    /// Who assessed it.
    AssessedBy,
    /// The contact to be met.
    Contact,
    /// Who does it.
    Assignee,
    /// The organisation it is of.
    Organisation,
    /// The advocate it is about.
    Advocate,
    /// The meeting it is about.
    Meeting,
    /// The meeting it is a part of.
    PartOf,
    /// Who attends.
    Attendee,
    /// The field of the template that it answers.
    Field,
    /// The report it comes from.
    Report,
    /// What it proposes a stance or a follow-up about, and what became of the proposal.
    Proposal,
    /// Who endorses it.
    EndorsedBy,
    /// Who gave it.
    GivenBy,
    /// Whose advocate recorded it.
    RecordedBy,
}

impl Link {
    /// The name of the field that holds it, as inputs and error paths spell it.
    pub fn field(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Body => "body",
            Self::Members => "members",
            Self::Act => "act",
            Self::Acts => "acts",
            Self::Phase => "phase",
            Self::City => "city",
            Self::Evidence => "evidence",
            Self::AssessedBy => "assessedBy",
            Self::Contact => "contact",
            Self::Assignee => "assignee",
            Self::Organisation => "organisation",
            Self::Advocate => "advocate",
            Self::Meeting => "meeting",
            Self::PartOf => "partOf",
            Self::Attendee => "attendee",
            Self::Field => "field",
            Self::Report => "report",
            Self::Proposal => "proposal",
            Self::EndorsedBy => "endorsedBy",
            Self::GivenBy => "givenBy",
            Self::RecordedBy => "recordedBy",
        }
    }
}

/// Something with references to other entities.
pub trait Linked: Clone {
    /// Calls `visit` with every reference, in the order of the fields.
    fn links(&self, visit: &mut dyn FnMut(Link, Kind, &Key));

    /// Calls `visit` with every reference, to be replaced by an equal shared key.
    fn links_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key));
}

/// A field that holds none, one or many references.
pub trait Reference {
    /// Calls `visit` with each.
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key));

    /// Calls `visit` with each, to be replaced by an equal shared key.
    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key));
}

impl<K: Kinded> Reference for Id<K> {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        visit(K::KIND, self.key());
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        visit(K::KIND, self.key_mut());
    }
}

impl<R: Reference> Reference for Option<R> {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        self.iter().for_each(|it| it.each(visit));
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        self.iter_mut().for_each(|it| it.each_mut(visit));
    }
}

impl<R: Reference> Reference for Box<[R]> {
    fn each(&self, visit: &mut dyn FnMut(Kind, &Key)) {
        self.iter().for_each(|it| it.each(visit));
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(Kind, &mut Key)) {
        self.iter_mut().for_each(|it| it.each_mut(visit));
    }
}

/// Lists the fields of a kind that hold references, and what each means.
macro_rules! links {
    ($kind:ident { $($field:ident: $link:ident),* $(,)? }) => {
        impl $crate::domain::links::Linked for $kind {
            fn links(&self, visit: &mut dyn FnMut($crate::domain::Link, $crate::domain::Kind, &$crate::domain::Key)) {
                $($crate::domain::links::Reference::each(&self.$field, &mut |kind, key| visit($crate::domain::Link::$link, kind, key));)*
                let _ = visit;
            }

            fn links_mut(&mut self, visit: &mut dyn FnMut($crate::domain::Kind, &mut $crate::domain::Key)) {
                $($crate::domain::links::Reference::each_mut(&mut self.$field, visit);)*
                let _ = visit;
            }
        }
    };
}

pub(crate) use links;
