//! Things with a global id.

use async_graphql::{ID, Interface};

use crate::domain::*;
use crate::graph::{AnyRef, Ref};

/// A thing with an id.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "The global id: the kind and the key, such as state:MEX or city:geneva."
))]
pub(super) enum Node {
    State(Ref<State>),
    City(Ref<City>),
    Body(Ref<Body>),
    Act(Ref<Act>),
    Phase(Ref<Phase>),
    Milestone(Ref<Milestone>),
    Organisation(Ref<Organisation>),
    Evidence(Ref<Evidence>),
    Stance(Ref<Stance>),
    Contact(Ref<Contact>),
    FollowUp(Ref<FollowUp>),
}

impl From<AnyRef> for Node {
    fn from(it: AnyRef) -> Self {
        match it {
            AnyRef::State(it) => Self::State(it),
            AnyRef::City(it) => Self::City(it),
            AnyRef::Body(it) => Self::Body(it),
            AnyRef::Act(it) => Self::Act(it),
            AnyRef::Phase(it) => Self::Phase(it),
            AnyRef::Milestone(it) => Self::Milestone(it),
            AnyRef::Organisation(it) => Self::Organisation(it),
            AnyRef::Evidence(it) => Self::Evidence(it),
            AnyRef::Stance(it) => Self::Stance(it),
            AnyRef::Contact(it) => Self::Contact(it),
            AnyRef::FollowUp(it) => Self::FollowUp(it),
        }
    }
}
