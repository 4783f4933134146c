//! Whether a wish about referrals and trips is allowed, and what it brings about.

use super::{Decision, Rejection, Setting};
use crate::domain::command::ReferralCommand;
use crate::graph::View;

pub(super) fn decide(view: View<'_>, command: ReferralCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let _ = (view, setting);
    match command {}
}
