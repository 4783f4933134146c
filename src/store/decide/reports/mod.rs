//! Whether a wish about reports of group sessions, priorities and questions is allowed, and what it brings about: one
//! file a subject. Who may is in `rights`, what a report may hold in `content`.

mod content;
mod filing;
mod priorities;
mod proposals;
mod questions;
mod rights;
mod rules;

use super::{Decision, Rejection, Setting};
use crate::domain::command::ReportCommand;
use crate::graph::View;

pub(super) use rights::is_theirs;
pub(super) use rules::{priority, question, report};

pub(super) fn decide(view: View<'_>, command: ReportCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    match command {
        ReportCommand::SaveDraft(it) => filing::save(view, *it, setting),
        ReportCommand::File(it) => filing::file(view, *it, setting),
        ReportCommand::Accept(it) => proposals::accept(view, it, setting),
        ReportCommand::Decline(it) => proposals::decline(view, it, setting),
        ReportCommand::AddPriority(it) => priorities::add(view, *it, setting),
        ReportCommand::UpdatePriority(it) => priorities::update(view, *it, setting),
        ReportCommand::Endorse(it) => priorities::endorse(view, it, setting),
        ReportCommand::WithdrawEndorsement(it) => priorities::withdraw(view, it, setting),
        ReportCommand::SetQuestions(it) => questions::set(view, it, setting),
    }
}
