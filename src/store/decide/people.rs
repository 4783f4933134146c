//! Whether a wish about advocates, and the rights of persons is allowed, and what it brings about.

use super::{Decision, Rejection, Setting};
use crate::domain::command::PersonCommand;
use crate::graph::View;

pub(super) fn decide(view: View<'_>, command: PersonCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let _ = (view, setting);
    match command {}
}
