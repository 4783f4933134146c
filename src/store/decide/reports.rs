//! Whether a wish about reports of group sessions, priorities and questions is allowed, and what it brings about.

use super::{Decision, Rejection, Setting};
use crate::domain::command::ReportCommand;
use crate::graph::View;

pub(super) fn decide(view: View<'_>, command: ReportCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let _ = (view, setting);
    match command {}
}
