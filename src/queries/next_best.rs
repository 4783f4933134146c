//! Whom it is most worth meeting next in a city, and why.

use std::cmp::Reverse;

use super::Standing;
use super::contacts::counterpart_name;
use super::met::has_met;
use super::scope::Selection;
use crate::domain::{
    Act, City, Contact, Day, FollowUp, FollowUpStatus, Leadership, Link, Position, Referral, ReferralStatus, State,
};
use crate::graph::{Ref, View};

/// What is asked.
#[derive(Clone, Debug)]
pub struct NextBest {
    /// Posted where.
    pub city: Ref<City>,
    /// About which Acts; contacts, referrals and follow-ups about all Acts always count.
    pub acts: Selection<Ref<Act>>,
    /// Follow-ups due no later.
    pub due_by: Day,
    /// At most so many contacts.
    pub first: usize,
}

/// A contact worth meeting.
#[derive(Clone, Debug)]
pub struct NextContact {
    /// Whom.
    pub contact: Ref<Contact>,
    /// The points of all reasons together.
    pub score: usize,
    /// At least one, in the order of [`Why`].
    pub reasons: Vec<Reason>,
}

/// Why it is worth meeting somebody.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What sort of reason.
    pub why: Why,
    /// How often it holds: at least once.
    pub count: usize,
    /// What it adds to the score.
    pub points: usize,
    /// The Acts for which it holds, in their order; none unless it is about a standing.
    pub acts: Vec<Ref<Act>>,
}

/// A sort of reason to meet somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A follow-up with the contact is open and due.
    FollowUpDue,
    /// An open referral leads to the contact.
    Named,
    /// An open referral leads to the contact's government, to no post in particular.
    GovernmentNamed,
    /// The state leads on an Act, and nothing is planned with it on that.
    Leads,
    /// The state can lead on an Act, and nothing is planned with it on that.
    CanLead,
    /// The state is on the fence on an Act, and nothing is planned with it on that.
    OnTheFence,
    /// Nobody has met the contact.
    NeverMet,
}

impl Why {
    /// How many points it is worth each time it holds.
    pub fn worth(self) -> usize {
        match self {
            Self::FollowUpDue | Self::Named => 3,
            Self::Leads | Self::CanLead | Self::OnTheFence => 2,
            Self::GovernmentNamed | Self::NeverMet => 1,
        }
    }
}

/// The contacts posted in a city whom there is a reason to meet: the highest score first, then by the name of their state
/// or body, then by key.
pub fn next_best(view: View<'_>, asked: &NextBest) -> Vec<NextContact> {
    let posted = view.referring::<Contact, _>(asked.city, Link::City);
    let of_acts = posted.filter(|it| asked.acts.admits_any(view.many(*it, Link::Acts)));
    let found = of_acts.map(|contact| {
        let reasons = reasons(view, asked, contact);
        NextContact { contact, score: reasons.iter().map(|it| it.points).sum(), reasons }
    });
    let mut found: Vec<_> = found.filter(|it| !it.reasons.is_empty()).collect();
    // Contacts come by key, and the sort is stable.
    found.sort_by_cached_key(|it| (Reverse(it.score), counterpart_name(view, it.contact)));
    found.truncate(asked.first);
    found
}

fn reasons(view: View<'_>, asked: &NextBest, contact: Ref<Contact>) -> Vec<Reason> {
    let state = view.one::<_, State>(contact, Link::State);
    let plain = |why: Why, count: usize| Reason { why, count, points: count * why.worth(), acts: Vec::new() };
    let mut reasons = vec![
        plain(Why::FollowUpDue, due(view, asked, contact)),
        plain(Why::Named, named(view, asked, contact)),
        plain(Why::GovernmentNamed, state.map_or(0, |it| government_named(view, asked, it))),
    ];
    let standings: Vec<_> = state.into_iter().flat_map(|it| uncovered(view, asked, contact, it)).collect();
    for why in [Why::Leads, Why::CanLead, Why::OnTheFence] {
        let acts: Vec<_> = standings.iter().filter(|it| it.0 == why).map(|it| it.1).collect();
        let plain = plain(why, acts.len());
        reasons.push(Reason { acts, ..plain });
    }
    reasons.push(plain(Why::NeverMet, usize::from(!has_met(view, contact))));
    reasons.retain(|it| it.count > 0);
    reasons
}

/// How many follow-ups with the contact are open and due.
fn due(view: View<'_>, asked: &NextBest, contact: Ref<Contact>) -> usize {
    let with = view.referring::<FollowUp, _>(contact, Link::Contact);
    let due = with.filter(|it| {
        view.get(*it).is_some_and(|it| it.status() == FollowUpStatus::Open && it.due <= asked.due_by)
            && asked.acts.admits_any(view.many(*it, Link::Act))
    });
    due.count()
}

/// How many open referrals lead to the contact.
fn named(view: View<'_>, asked: &NextBest, contact: Ref<Contact>) -> usize {
    view.referring(contact, Link::Contact).filter(|it| is_open(view, asked, *it)).count()
}

/// How many open referrals lead to a government, to no post that the caller sees, here or nowhere in particular.
fn government_named(view: View<'_>, asked: &NextBest, state: Ref<State>) -> usize {
    let to = view.referring::<Referral, _>(state, Link::State).filter(|it| {
        view.one::<_, Contact>(*it, Link::Contact).is_none()
            && view.one(*it, Link::City).is_none_or(|city| city == asked.city)
            && is_open(view, asked, *it)
    });
    to.count()
}

fn is_open(view: View<'_>, asked: &NextBest, it: Ref<Referral>) -> bool {
    view.get(it).is_some_and(|it| it.status == ReferralStatus::Open) && asked.acts.admits_any(view.many(it, Link::Act))
}

/// The Acts of the contact for which its state matters and nothing is planned with it, in their order.
fn uncovered(view: View<'_>, asked: &NextBest, contact: Ref<Contact>, state: Ref<State>) -> Vec<(Why, Ref<Act>)> {
    let of_contact = Selection::from(view.many(contact, Link::Acts).collect::<Vec<Ref<Act>>>());
    let planned = view.referring::<FollowUp, _>(state, Link::State);
    let planned = planned.filter(|it| view.get(*it).is_some_and(|it| !it.is_overdue(view.today())));
    let covered: Vec<Option<Ref<Act>>> = planned.map(|it| view.one(it, Link::Act)).collect();
    let acts = view.all::<Act>().filter(|it| of_contact.admits(it) && asked.acts.admits(it));
    let open = acts.filter(|it| !covered.contains(&None) && !covered.contains(&Some(*it)));
    open.filter_map(|act| Some((why(&Standing::of(view, state, act, view.today()))?, act))).collect()
}

fn why(standing: &Standing) -> Option<Why> {
    match (standing.leadership, standing.position) {
        (Some(Leadership::Leads), _) => Some(Why::Leads),
        (Some(Leadership::CanLead), _) => Some(Why::CanLead),
        (_, Some(Position::OnTheFence)) => Some(Why::OnTheFence),
        _ => None,
    }
}
