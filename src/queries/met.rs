//! Whom somebody has met already, as far as the caller may know. That somebody was at a table together is not meant:
//! a government is met in a follow-up, or at a bilateral meeting.

use hashbrown::HashSet;

use crate::domain::{
    Attendance, AttendanceStage, Attendee, Contact, FollowUp, FollowUpStatus, Link, Meeting, MeetingKind, Referral,
    ReferralStatus, State,
};
use crate::graph::{Ref, View};

/// Whether somebody has met the holder of a post: in a follow-up that is done, by a referral that was followed up, or
/// at a bilateral meeting.
pub fn has_met(view: View<'_>, contact: Ref<Contact>) -> bool {
    let is_done = |it: Ref<FollowUp>| view.get(it).is_some_and(|it| it.status() == FollowUpStatus::Done);
    view.referring(contact, Link::Contact).any(is_done)
        || view.referring(contact, Link::Contact).any(|it| is_followed_up(view, it))
        || view.referring::<Attendance, _>(contact, Link::Attendee).any(|it| {
            view.get(it).is_some_and(|it| it.stage == AttendanceStage::Attended)
                && view.one(it, Link::Meeting).is_some_and(|it| is_bilateral(view, it))
        })
}

/// The governments that somebody has met: any post of theirs, or in a follow-up with none.
pub fn governments(view: View<'_>) -> HashSet<Ref<State>> {
    let done = view.all::<FollowUp>().filter(|it| {
        // What is still open says nothing.
        view.get(*it).is_some_and(|it| it.status() == FollowUpStatus::Done)
    });
    let followed_up = view.all::<Referral>().filter(|it| is_followed_up(view, *it));
    let bilateral = view.all::<Meeting>().filter(|it| is_bilateral(view, *it));
    let present = bilateral.flat_map(|it| view.referring::<Attendance, _>(it, Link::Meeting));
    let delegates = present.filter_map(|it| view.get(it)).filter(|it| it.stage == AttendanceStage::Attended);
    let delegates = delegates.filter_map(|it| contact_of(view, it));
    let met = done.filter_map(|it| view.one(it, Link::State));
    let met = met.chain(followed_up.filter_map(|it| view.one(it, Link::State)));
    met.chain(delegates.filter_map(|it| view.one(it, Link::State))).collect()
}

/// The post whose holder attends, if it is one.
pub(super) fn contact_of(view: View<'_>, it: &Attendance) -> Option<Ref<Contact>> {
    match &it.attendee {
        Some(Attendee::Contact(id)) => view.find(id.as_str()),
        _ => None,
    }
}

fn is_followed_up(view: View<'_>, it: Ref<Referral>) -> bool {
    view.get(it).is_some_and(|it| it.status == ReferralStatus::FollowedUp)
}

fn is_bilateral(view: View<'_>, it: Ref<Meeting>) -> bool {
    view.get(it).is_some_and(|it| it.kind == MeetingKind::Bilateral)
}
