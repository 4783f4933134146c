//! Trips: who will be in a city, and when.

use serde::{Deserialize, Serialize};

use super::Day;
use super::advocate::Advocate;
use super::clearance::Marking;
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::place::City;
use super::vocabulary::vocabulary;

vocabulary! {
    /// How certain a trip is.
    TripStatus {
        /// Intended.
        Planned = "planned",
        /// Certain.
        Confirmed = "confirmed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

/// A stay of an organisation in a city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trip {
    /// Its key.
    pub id: Id<Trip>,
    /// Whose trip.
    pub organisation: Id<Organisation>,
    /// Who travels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advocate: Option<Id<Advocate>>,
    /// Where to.
    pub city: Id<City>,
    /// The first day there.
    pub from: Day,
    /// The last day there.
    pub to: Day,
    /// How certain it is.
    pub status: TripStatus,
    /// Who may see it.
    pub marking: Marking,
}
links!(Trip { organisation: Organisation, advocate: Advocate, city: City });
