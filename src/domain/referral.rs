//! Referrals: with whom else one should speak, as a government or somebody else has said.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::campaign::{Act, Phase};
use super::clearance::Marking;
use super::contact::Contact;
use super::evidence::Evidence;
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::place::{City, State};
use super::stance::Position;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What became of a referral.
    ReferralStatus {
        /// Nothing yet.
        Open = "open",
        /// Somebody spoke with whom it leads to.
        FollowedUp = "followed_up",
        /// It leads nowhere.
        DeadEnd = "dead_end",
    }
}

/// That one should speak with a post, or with a state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// Its key.
    pub id: Id<Referral>,
    /// The state it leads to, be it to a post of it or not.
    pub state: Id<State>,
    /// The post it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Id<Contact>>,
    /// The Act it is about; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Id<Act>>,
    /// Where one should speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Id<City>>,
    /// Where the state is said to stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Position>,
    /// What became of it.
    pub status: ReferralStatus,
    /// Who gave it. Never of a takeaway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_by: Option<Id<Contact>>,
    /// What else was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<ArcStr>,
    /// What it rests on, where it says in public what was learned under the Chatham House Rule.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub evidence: Box<[Id<Evidence>]>,
    /// Of a takeaway, the phase it is of: it was learned under the Chatham House Rule, and nothing else is kept of how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takeaway: Option<Id<Phase>>,
    /// Who may see it.
    pub marking: Marking,
    /// Whose advocate recorded it; nobody's where a coordinator did, or nobody may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Id<Organisation>>,
}
links!(Referral {
    state: State,
    contact: Contact,
    act: Act,
    city: City,
    given_by: GivenBy,
    evidence: Evidence,
    takeaway: Phase,
    recorded_by: RecordedBy,
});
