//! Who may do what. What a caller may not see does not exist for them, which is said before any of this; what they see
//! and may not change is said here.

use arcstr::ArcStr;

use super::{Rejection, UserError, UserErrorCode, reports};
use crate::domain::command::PersonCommand;
use crate::domain::{Clearance, Command, Entity, Id, Marking, Organisation};
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
    let named = named(entity).filter(|it| !is_theirs && before.and_then(named) != Some(*it));
    if let Some((field, _)) = named.filter(|(_, it)| !view.clearance().is_of([Some(*it), None])) {
        return Err(refused(&[field], "you record for your own organisation: name it, or ask a coordinator"));
    }
    if entity.marking() == Marking::Public && before.is_none_or(|it| it.marking() != Marking::Public) {
        return Err(refused(&["marking"], "only coordinators publish: choose another marking"));
    }
    // Were it marked otherwise, those who saw the stance would not learn that it was a mistake.
    if matches!(entity, Entity::Stance(_)) && before.is_some_and(|it| publishes_words(it, entity)) {
        let message = "this stance is public, and so would be why it is retracted: ask a coordinator to retract it";
        return Err(refused(&["stance"], message));
    }
    Ok(())
}

/// What the caller would record, marked so that nobody publishes who does not coordinate: what is public and gets other
/// words is the coalition's from then on, until a coordinator publishes those too. But for stances, see [`may_record`].
pub(super) fn unpublished(view: View<'_>, entity: Entity) -> Entity {
    if view.clearance().coordinates() || entity.marking() != Marking::Public || matches!(entity, Entity::Stance(_)) {
        return entity;
    }
    let before = view.lookup(&entity.id()).and_then(|it| view.entity(it));
    let marked =
        before.filter(|it| publishes_words(it, &entity)).and_then(|_| entity.clone().with_marking(Marking::Coalition));
    marked.unwrap_or(entity)
}

/// Whether everybody would read words that they could not read before.
fn publishes_words(before: &Entity, after: &Entity) -> bool {
    let stood = words(before);
    [before, after].iter().all(|it| it.marking() == Marking::Public)
        && words(after).iter().any(|it| !stood.contains(it))
}

/// What somebody has worded, with the names of the fields: free texts, and names of posts and of meetings.
fn words(entity: &Entity) -> Vec<(String, ArcStr)> {
    let names = match entity {
        Entity::Contact(it) => vec![("post", Some(&it.post)), ("institution", it.institution.as_ref())],
        Entity::Meeting(it) => vec![("title", Some(&it.title))],
        _ => Vec::new(),
    };
    let names = names.into_iter().filter_map(|(field, it)| Some((field.to_owned(), it?.clone())));
    names.chain(entity.free_texts()).collect()
}

/// The organisation for which an entity speaks, or that is to do it, and the field that names it.
fn named(entity: &Entity) -> Option<(&'static str, &Id<Organisation>)> {
    match entity {
        Entity::Stance(it) => it.assessed_by.as_ref().map(|it| ("assessedBy", it)),
        Entity::FollowUp(it) => Some(("assignee", &it.assignee)),
        Entity::Trip(it) => Some(("organisation", &it.organisation)),
        Entity::Advocate(it) => Some(("organisation", &it.organisation)),
        _ => None,
    }
}

fn refused(path: &[&str], message: &str) -> Rejection {
    Rejection::new(UserError::new(UserErrorCode::Forbidden, path, message))
}
