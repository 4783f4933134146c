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
pub(in crate::api) enum Node {
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
    Advocate(Ref<Advocate>),
    Meeting(Ref<Meeting>),
    Expectation(Ref<Expectation>),
    Attendance(Ref<Attendance>),
    Trip(Ref<Trip>),
    ReportField(Ref<ReportField>),
    Report(Ref<Report>),
    Priority(Ref<Priority>),
    Question(Ref<Question>),
    Referral(Ref<Referral>),
    Token(Ref<Token>),
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
            AnyRef::Advocate(it) => Self::Advocate(it),
            AnyRef::Meeting(it) => Self::Meeting(it),
            AnyRef::Expectation(it) => Self::Expectation(it),
            AnyRef::Attendance(it) => Self::Attendance(it),
            AnyRef::Trip(it) => Self::Trip(it),
            AnyRef::ReportField(it) => Self::ReportField(it),
            AnyRef::Report(it) => Self::Report(it),
            AnyRef::Priority(it) => Self::Priority(it),
            AnyRef::Question(it) => Self::Question(it),
            AnyRef::Referral(it) => Self::Referral(it),
            AnyRef::Token(it) => Self::Token(it),
        }
    }
}
