//! Introductions: ways from an organisation to a contact.

use async_graphql::Object;

use super::node::Node;
use crate::api::vocabulary::IntroductionKind;
use crate::queries::introductions::{Introduction, WayStep};

/// A way from an organisation to a contact.
#[Object]
impl Introduction {
    /// At least one step; the first begins with the organisation, each begins where the one before ends, and the last
    /// ends with the contact.
    async fn steps(&self) -> &[WayStep] {
        &self.steps
    }
}

/// A step on the way to a contact.
#[Object(name = "IntroductionStep")]
impl WayStep {
    /// How one comes from the one to the other.
    async fn kind(&self) -> IntroductionKind {
        self.how.into()
    }

    /// From whom: the organisation, an advocate of it or a contact.
    async fn from(&self) -> Node {
        self.from.into()
    }

    /// To whom: an advocate of the organisation or a contact.
    async fn to(&self) -> Node {
        self.to.into()
    }

    /// By what: the follow-up, the meeting or the referral; null for the step to an advocate of the organisation. Where
    /// there are several, the follow-up that was done last, the meeting that was held last, the referral that is first by id.
    async fn via(&self) -> Option<Node> {
        self.via.map(Into::into)
    }
}
