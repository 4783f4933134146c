//! Who may write what comes of group sessions: their rapporteurs and co-leads, whatever organisation they are of. What
//! is not theirs by the session is theirs, or not, by their organisation, as everything is.

use crate::domain::{
    Act, Advocate, Attendance, AttendanceRole, Entity, Id, Kinded, Link, Meeting, MeetingKind, Organisation, Priority,
    Report,
};
use crate::graph::{Ref, View};

/// The attendances of the caller, with their meetings, that take up a place in one of these roles.
fn own<'v>(view: View<'v>, roles: &[AttendanceRole]) -> impl Iterator<Item = (&'v Attendance, Ref<Meeting>)> {
    let advocate = view.clearance().advocate().and_then(|it| view.find::<Advocate>(it.as_str()));
    let all = advocate.into_iter().flat_map(move |it| view.referring::<Attendance, _>(it, Link::Attendee));
    let taken = all.filter_map(move |it| Some((view.get(it)?, view.one(it, Link::Meeting)?)));
    taken.filter(|(it, _)| it.takes_a_place() && roles.contains(&it.role))
}

/// Whether the caller coordinates, or has one of these roles at a session.
pub(super) fn serves(view: View<'_>, session: &Id<Meeting>, roles: &[AttendanceRole]) -> bool {
    view.clearance().coordinates() || own(view, roles).any(|(it, _)| it.meeting == *session)
}

/// Whether the caller coordinates, or has one of these roles at a group session on an Act.
pub(super) fn serves_act(view: View<'_>, act: &Id<Act>, roles: &[AttendanceRole]) -> bool {
    let mut sessions = own(view, roles).filter_map(|(_, at)| view.get(at));
    view.clearance().coordinates()
        || sessions.any(|it| it.kind == MeetingKind::GroupSession && it.act.as_ref() == Some(act))
}

/// Whether the caller has one of these roles at the session of a report.
fn serves_report(view: View<'_>, report: &Id<Report>, roles: &[AttendanceRole]) -> bool {
    let report = view.find::<Report>(report.as_str()).and_then(|it| view.get(it));
    report.is_some_and(|it| serves(view, &it.session, roles))
}

/// Whether an entity that the caller would record is theirs by the session it comes from; nothing where that is no matter
/// of sessions, but of organisations. `before` is how it stands.
pub(in super::super) fn is_theirs(view: View<'_>, before: Option<&Entity>, after: &Entity) -> Option<bool> {
    match after {
        Entity::Report(it) => {
            let stays = before.and_then(Report::of).is_none_or(|before| before.session == it.session);
            Some(stays && serves(view, &it.session, AttendanceRole::REPORT_WRITERS))
        }
        Entity::Question(it) => {
            let roles = if it.report.is_some() { AttendanceRole::REPORT_WRITERS } else { &[AttendanceRole::CoLead] };
            Some(serves_act(view, &it.act, roles))
        }
        // A co-lead makes real what the report proposes, whoever is to do it. Later it is theirs who do it.
        Entity::Stance(it) if before.is_none() => {
            let report = it.report.as_ref()?;
            Some(it.assessed_by.is_none() && serves_report(view, report, &[AttendanceRole::CoLead]))
        }
        Entity::FollowUp(it) if before.is_none() => {
            it.report.as_ref().map(|it| serves_report(view, it, &[AttendanceRole::CoLead]))
        }
        Entity::Priority(it) => {
            let before = before.and_then(Priority::of)?;
            let is_endorsed_only = *before
                == Priority { endorsed_by: before.endorsed_by.clone(), ..Priority::clone(it) }
                && view
                    .clearance()
                    .organisation()
                    .is_some_and(|own| differ_by(&before.endorsed_by, &it.endorsed_by, own));
            let is_written =
                || before.report.as_ref().is_some_and(|it| serves_report(view, it, AttendanceRole::REPORT_WRITERS));
            (is_endorsed_only || is_written()).then_some(true)
        }
        _ => None,
    }
}

/// Whether two lists of endorsements differ by those of one organisation alone.
fn differ_by(before: &[Id<Organisation>], after: &[Id<Organisation>], own: &Id<Organisation>) -> bool {
    before.iter().filter(|it| *it != own).eq(after.iter().filter(|it| *it != own))
}
