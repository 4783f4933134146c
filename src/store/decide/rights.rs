//! Who may do what. What a caller may not see does not exist for them, which is said before any of this; what they see
//! and may not change is said here.

use super::{Rejection, UserError, UserErrorCode, reports};
use crate::domain::command::PersonCommand;
use crate::domain::{Clearance, Command, Entity, Marking};
use crate::graph::View;

/// Refuses wishes that are not for the caller, whatever they are about.
pub(super) fn may_ask(view: View<'_>, command: &Command) -> Result<(), Rejection> {
    let allowed = match view.clearance() {
        Clearance::Viewer | Clearance::Analyst => false,
        Clearance::Advocate { .. } => {
            !matches!(command, Command::AddOrganisation(_) | Command::UpdateOrganisation(_) | Command::Import(_))
        }
        Clearance::Coordinator | Clearance::Admin => true,
    };
    if !allowed {
        return Err(refused(&[], "your token does not let you change this: ask a coordinator"));
    }
    match command {
        Command::Person(PersonCommand::Erase(_) | PersonCommand::EraseDue { .. } | PersonCommand::Redact(_))
            if !view.clearance().administers() =>
        {
            Err(refused(&[], "only administrators erase and redact: ask one"))
        }
        _ => Ok(()),
    }
}

/// Refuses events by which the caller would change what is not theirs to change, or publish what is not theirs to publish.
pub(super) fn may_record(view: View<'_>, entity: &Entity) -> Result<(), Rejection> {
    if view.clearance().coordinates() {
        return Ok(());
    }
    // What belongs to a meeting is decided with the meeting.
    if matches!(entity, Entity::Attendance(_) | Entity::Expectation(_)) {
        return Ok(());
    }
    let before = view.lookup(&entity.id()).and_then(|it| view.entity(it));
    let by_session = reports::is_theirs(view, before, entity);
    if by_session == Some(false) {
        return Err(refused(&[], "this is for those who lead that session: ask them, or a coordinator"));
    }
    let is_theirs = by_session == Some(true);
    if before.is_some_and(|it| !is_theirs && !view.clearance().is_of(it.concerned())) {
        return Err(refused(&[], "this is not your organisation's: ask whoever recorded it, or a coordinator"));
    }
    let named = match entity {
        Entity::Stance(it) => it.assessed_by.as_ref().map(|it| ("assessedBy", it)),
        Entity::FollowUp(it) => Some(("assignee", &it.assignee)),
        Entity::Trip(it) => Some(("organisation", &it.organisation)),
        Entity::Advocate(it) => Some(("organisation", &it.organisation)),
        _ => None,
    };
    let named = named.filter(|_| before.is_none() && !is_theirs);
    if let Some((field, _)) = named.filter(|(_, it)| !view.clearance().is_of([Some(*it), None])) {
        return Err(refused(&[field], "you record for your own organisation: name it, or ask a coordinator"));
    }
    if entity.marking() == Marking::Public && before.is_none_or(|it| it.marking() != Marking::Public) {
        return Err(refused(&["marking"], "only coordinators publish: choose another marking"));
    }
    Ok(())
}

fn refused(path: &[&str], message: &str) -> Rejection {
    Rejection::new(UserError::new(UserErrorCode::Forbidden, path, message))
}
