//! Whether a wish about what is learned under the Chatham House Rule, and what becomes public is allowed, and what it brings about.

use super::{Decision, Rejection, Setting};
use crate::domain::command::TakeawayCommand;
use crate::graph::View;

pub(super) fn decide(view: View<'_>, command: TakeawayCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let _ = (view, setting);
    match command {}
}
