//! Wishes about referrals and trips.

use super::Patch;
use crate::domain::{Marking, Position, ReferralStatus, TripStatus};

/// A wish about referrals and trips.
#[derive(Clone, Debug, PartialEq)]
pub enum ReferralCommand {
    /// Add a referral.
    AddReferral(Box<AddReferral>),
    /// Say what became of a referral, or more of it.
    UpdateReferral(Box<UpdateReferral>),
    /// Plan a trip.
    PlanTrip(Box<PlanTrip>),
    /// Change a trip.
    UpdateTrip(Box<UpdateTrip>),
    /// Call a trip off.
    CancelTrip(CancelTrip),
}

impl ReferralCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AddReferral(_) => "addReferral",
            Self::UpdateReferral(_) => "updateReferral",
            Self::PlanTrip(_) => "planTrip",
            Self::UpdateTrip(_) => "updateTrip",
            Self::CancelTrip(_) => "cancelTrip",
        }
    }

    /// What it is asked of, as the caller wrote it: an id, if it is asked of something that is there.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::UpdateReferral(it) => Some(&it.referral),
            Self::UpdateTrip(it) => Some(&it.trip),
            Self::CancelTrip(it) => Some(&it.trip),
            Self::AddReferral(_) | Self::PlanTrip(_) => None,
        }
    }
}

/// See [`ReferralCommand::AddReferral`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct AddReferral {
    pub key: Option<String>,
    pub state: Option<String>,
    pub contact: Option<String>,
    pub act: Option<i32>,
    pub city: Option<String>,
    pub hint: Option<Position>,
    pub given_by: Option<String>,
    pub note: Option<String>,
    pub marking: Option<Marking>,
}

/// See [`ReferralCommand::UpdateReferral`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateReferral {
    pub referral: String,
    pub expected_revision: Option<i32>,
    pub status: Patch<ReferralStatus>,
    pub city: Patch<String>,
    pub hint: Patch<Position>,
    pub note: Patch<String>,
}

/// See [`ReferralCommand::PlanTrip`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct PlanTrip {
    pub key: Option<String>,
    pub organisation: Option<String>,
    pub advocate: Option<String>,
    pub city: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub status: Option<TripStatus>,
    pub marking: Option<Marking>,
}

/// See [`ReferralCommand::UpdateTrip`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct UpdateTrip {
    pub trip: String,
    pub expected_revision: Option<i32>,
    pub advocate: Patch<String>,
    pub from: Patch<String>,
    pub to: Patch<String>,
    pub status: Patch<TripStatus>,
}

/// See [`ReferralCommand::CancelTrip`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the entity")]
pub struct CancelTrip {
    pub trip: String,
    pub expected_revision: Option<i32>,
}
