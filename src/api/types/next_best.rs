//! The contacts most worth meeting next in a city.

use async_graphql::Object;

use super::referral::number;
use crate::api::vocabulary::NextContactReasonKind;
use crate::domain::{Act, Contact};
use crate::graph::Ref;
use crate::queries::next_best::{NextContact, Reason};

/// A contact worth meeting, and why.
#[Object]
impl NextContact {
    /// The contact to meet.
    async fn contact(&self) -> Ref<Contact> {
        self.contact
    }

    /// The points of all reasons together.
    async fn score(&self) -> i32 {
        number(self.score)
    }

    /// Why, at least one reason, in the order in which the schema lists them.
    async fn reasons(&self) -> &[Reason] {
        &self.reasons
    }
}

/// A reason to meet a contact.
#[Object(name = "NextContactReason")]
impl Reason {
    /// What sort of reason it is.
    async fn kind(&self) -> NextContactReasonKind {
        self.why.into()
    }

    /// How often it holds: so many follow-ups, referrals or Acts; 1 where it just holds.
    async fn count(&self) -> i32 {
        number(self.count)
    }

    /// What it adds to the score: the points of its sort, as often as it holds.
    async fn points(&self) -> i32 {
        number(self.points)
    }

    /// The Acts for which it holds, in Act order; empty unless the reason is where the state stands.
    async fn acts(&self) -> &[Ref<Act>] {
        &self.acts
    }
}
