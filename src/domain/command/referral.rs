//! Wishes about referrals and trips.

/// A wish about referrals and trips.
#[derive(Clone, Debug, PartialEq)]
pub enum ReferralCommand {}

impl ReferralCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match *self {}
    }
}
