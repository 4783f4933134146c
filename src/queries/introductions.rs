//! Who can introduce an organisation to a contact: the shortest ways through its advocates, the contacts they met and
//! the referrals these gave.
//!
//! The search goes backwards from the contact, level by level, and looks at nothing that the caller may not see; what
//! is hidden is not even counted.

use std::cmp::Reverse;
use std::collections::VecDeque;

use hashbrown::HashSet;

use super::arguments::BadArgument;
use crate::domain::{
    Advocate, Attendance, AttendanceStage, Contact, FollowUp, FollowUpStatus, Link, Meeting, Organisation, Referral,
    ReferralStatus, Rule,
};
use crate::graph::{AnyRef, Ref, View};

/// The longest way that may be asked for, in steps.
pub const LONGEST: i32 = 6;

/// How many follow-ups, attendances and referrals are looked at: ways can branch without end.
pub const MOST_LOOKS: usize = 50_000;

/// How one comes from somebody to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The organisation has met the contact in a follow-up.
    FollowUp,
    /// The advocate is the organisation's.
    Advocate,
    /// The advocate and the contact were at an open meeting together.
    Meeting,
    /// The contact has referred to the other contact.
    Referral,
}

/// A step on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WayStep {
    /// How.
    pub how: How,
    /// From whom.
    pub from: AnyRef,
    /// To whom.
    pub to: AnyRef,
    /// By what: the follow-up, the meeting or the referral; nothing for the organisation's own advocate.
    pub via: Option<AnyRef>,
}

/// A way from an organisation to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduction {
    /// At least one; each begins where the one before ends.
    pub steps: Vec<WayStep>,
}

/// Reads how long a way may be: 1 to [`LONGEST`] steps.
pub fn longest(argument: &str, given: i32) -> Result<usize, BadArgument> {
    let fits = (1..=LONGEST).contains(&given);
    let bad = || BadArgument::new(argument, format!("{given} is not between 1 and {LONGEST}"));
    fits.then(|| usize::try_from(given).ok()).flatten().ok_or_else(bad)
}

/// The organisation from which ways begin: the one that is named, else the caller's own.
pub fn start(view: View<'_>, argument: &str, given: Option<&str>) -> Result<Ref<Organisation>, BadArgument> {
    let own = || view.clearance().organisation().map(|it| it.any().to_string());
    let id = given.map(str::to_owned).or_else(own).ok_or_else(|| {
        BadArgument::new(argument, "you have no organisation of your own: name one, such as organisation:mfa")
    })?;
    super::arguments::id(view, argument, &id)
}

/// The ways from an organisation to a contact, of at most so many steps: the shortest first, then by the ids of those
/// whom they pass, from the organisation on. No way passes anybody twice, and referrals that are dead ends are none.
///
/// Of several follow-ups, meetings or referrals between the same two, the way goes by the follow-up done last, the
/// meeting held last, the referral that is first by key. Where more than [`MOST_LOOKS`] things would be looked at,
/// longer ways are left out.
pub fn introductions(
    view: View<'_>,
    from: Ref<Organisation>,
    to: Ref<Contact>,
    longest: usize,
    first: usize,
) -> Vec<Introduction> {
    let mut search = Search { view, from, looks: 0, found: Vec::new() };
    // What is still to be looked at: from which contact on, and the referrals from there to the end.
    let mut ends: VecDeque<(Ref<Contact>, Vec<WayStep>)> = VecDeque::from([(to, Vec::new())]);
    while let Some((contact, rest)) = ends.pop_front() {
        // All that is found from here on is longer than the rest by a step at the least.
        let enough = search.found.iter().filter(|it| it.steps.len() <= rest.len()).count() >= first;
        if enough || search.looks >= MOST_LOOKS {
            break;
        }
        search.enter(contact, &rest, longest);
        if rest.len() + 1 < longest {
            ends.extend(search.givers(contact, to, &rest));
        }
    }
    let mut found = search.found;
    found.sort_by_cached_key(|it| (it.steps.len(), it.passed(view)));
    found.truncate(first);
    found
}

impl Introduction {
    /// The ids of those whom it passes.
    fn passed(&self, view: View<'_>) -> Vec<Option<(String, Option<String>)>> {
        let id = |it| view.entity(it).map(|it| it.id().to_string());
        self.steps.iter().map(|it| Some((id(it.to)?, it.via.and_then(id)))).collect()
    }
}

struct Search<'g> {
    view: View<'g>,
    from: Ref<Organisation>,
    looks: usize,
    found: Vec<Introduction>,
}

impl<'g> Search<'g> {
    /// What is left to be looked at of a list.
    fn look<T>(&mut self, list: impl Iterator<Item = T>) -> Vec<T> {
        let seen: Vec<T> = list.take(MOST_LOOKS.saturating_sub(self.looks)).collect();
        self.looks += seen.len();
        seen
    }

    /// Notes the ways on which the organisation knows the contact itself, and goes on by the rest.
    fn enter(&mut self, contact: Ref<Contact>, rest: &[WayStep], longest: usize) {
        let note = |begin: &[WayStep], found: &mut Vec<Introduction>| {
            if begin.len() + rest.len() <= longest {
                found.push(Introduction { steps: begin.iter().chain(rest).copied().collect() });
            }
        };
        let (from, to) = (self.from.into(), contact.into());
        if let Some(done) = self.last_done_with(contact) {
            note(&[WayStep { how: How::FollowUp, from, to, via: Some(done.into()) }], &mut self.found);
        }
        for (advocate, meeting) in self.advocates_who_met(contact) {
            let known = advocate.into();
            let own = WayStep { how: How::Advocate, from, to: known, via: None };
            let met = WayStep { how: How::Meeting, from: known, to, via: Some(meeting.into()) };
            note(&[own, met], &mut self.found);
        }
    }

    /// The follow-up of the organisation with the contact that was done last.
    fn last_done_with(&mut self, contact: Ref<Contact>) -> Option<Ref<FollowUp>> {
        let with = self.look(self.view.referring::<FollowUp, _>(contact, Link::Contact));
        let done = with.into_iter().filter_map(|it| Some((it, self.view.get(it)?))).filter(|(it, follow_up)| {
            follow_up.status() == FollowUpStatus::Done && self.view.one(*it, Link::Assignee) == Some(self.from)
        });
        done.max_by_key(|(_, it)| (it.completed_on(), Reverse(&it.id))).map(|(it, _)| it)
    }

    /// The advocates of the organisation who were at an open meeting with the contact, each with the last such meeting.
    fn advocates_who_met(&mut self, contact: Ref<Contact>) -> Vec<(Ref<Advocate>, Ref<Meeting>)> {
        let view = self.view;
        let was_there = |it: &Ref<Attendance>| view.get(*it).is_some_and(|it| it.stage == AttendanceStage::Attended);
        let own = self.look(view.referring::<Attendance, _>(contact, Link::Attendee));
        let meetings = own.into_iter().filter(was_there).filter_map(|it| view.one::<_, Meeting>(it, Link::Meeting));
        let open = meetings.filter_map(|it| Some((it, view.get(it)?))).filter(|(_, it)| it.rule == Rule::Open);
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|(_, it)| (Reverse(it.start), &it.id));
        let (mut known, mut met) = (HashSet::new(), Vec::new());
        for (meeting, _) in open {
            for it in self.look(view.referring::<Attendance, _>(meeting, Link::Meeting)).into_iter().filter(was_there) {
                let advocate = view.get(it).and_then(Attendance::advocate);
                let advocate = advocate.and_then(|it| view.find::<Advocate>(it.as_str()));
                let ours = advocate.filter(|it| view.one(*it, Link::Organisation) == Some(self.from));
                met.extend(ours.filter(|it| known.insert(*it)).map(|it| (it, meeting)));
            }
        }
        met
    }

    /// Those who referred to the contact, each by one referral, with the way on from there; nobody who is on it already.
    fn givers(
        &mut self,
        contact: Ref<Contact>,
        to: Ref<Contact>,
        rest: &[WayStep],
    ) -> Vec<(Ref<Contact>, Vec<WayStep>)> {
        let view = self.view;
        let is_way = |it: &Ref<Referral>| view.get(*it).is_some_and(|it| it.status != ReferralStatus::DeadEnd);
        let mut passed: HashSet<_> = [to, contact].into_iter().collect();
        passed.extend(rest.iter().filter_map(|it| match it.to {
            AnyRef::Contact(it) => Some(it),
            _ => None,
        }));
        let mut givers = Vec::new();
        for referral in self.look(view.referring::<Referral, _>(contact, Link::Contact)).into_iter().filter(is_way) {
            if let Some(giver) = view.one::<_, Contact>(referral, Link::GivenBy).filter(|it| passed.insert(*it)) {
                let (how, via) = (How::Referral, Some(referral.into()));
                let mut way = vec![WayStep { how, from: giver.into(), to: contact.into(), via }];
                way.extend_from_slice(rest);
                givers.push((giver, way));
            }
        }
        givers
    }
}
