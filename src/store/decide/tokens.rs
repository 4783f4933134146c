//! Whether a wish about tokens is allowed, and what it brings about.

use super::{Decision, Rejection, Setting};
use crate::domain::command::TokenCommand;
use crate::graph::View;

pub(super) fn decide(view: View<'_>, command: TokenCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let _ = (view, setting);
    match command {}
}
