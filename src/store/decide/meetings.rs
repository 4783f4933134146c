//! Whether a wish about meetings, who is expected and who attends is allowed, and what it brings about.

use super::{Decision, Rejection, Setting};
use crate::domain::command::MeetingCommand;
use crate::graph::View;

pub(super) fn decide(view: View<'_>, command: MeetingCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let _ = (view, setting);
    match command {}
}
