//! What meetings have and lack.

use async_graphql::Object;

use crate::api::vocabulary::{MeetingLack, MeetingWarningKind};
use crate::queries::completeness::{Completeness, MeetingWarning};

/// A number as the schema has it.
pub(in crate::api) fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// What a meeting has and lacks. Whoever is only nominated, or withdrawn, does not count.
#[Object(name = "MeetingCompleteness")]
impl Completeness {
    /// How many of civil society there are, in all roles.
    async fn participants(&self) -> i32 {
        number(self.participants)
    }

    /// How many delegates of governments there are.
    async fn delegates(&self) -> i32 {
        number(self.delegates)
    }

    /// How many co-leads there are.
    async fn co_leads(&self) -> i32 {
        number(self.co_leads)
    }

    /// Whether there is a rapporteur.
    async fn rapporteur(&self) -> bool {
        self.rapporteur
    }

    /// Whether there is a facilitator.
    async fn facilitator(&self) -> bool {
        self.facilitator
    }

    /// How many more of civil society there can be; null where nothing says how many.
    async fn free(&self) -> Option<i32> {
        self.free.map(number)
    }

    /// What is lacking, in the order of the values; only sessions and tables lack anything.
    async fn lacks(&self) -> Vec<MeetingLack> {
        self.lacks.iter().copied().map(Into::into).collect()
    }

    /// What should be otherwise, in the order of the values. It takes looking at other meetings, so it is for
    /// coordinators; empty for all others.
    async fn warnings(&self) -> &[MeetingWarning] {
        &self.warnings
    }
}

/// What should be otherwise at a meeting, without being refused.
#[Object(name = "MeetingWarning")]
impl MeetingWarning {
    /// What it is about.
    async fn kind(&self) -> MeetingWarningKind {
        self.kind.into()
    }

    /// How many people it is about.
    async fn count(&self) -> i32 {
        number(self.count)
    }

    /// It in a sentence.
    #[graphql(name = "message")]
    async fn sentence(&self) -> String {
        self.message()
    }
}
