//! Whom to meet in a city during a stay, and about what.

use super::contacts::{counterpart_name, follow_ups};
use super::lists::milestones_in;
use super::scope::Selection;
use super::{Standing, Window};
use crate::domain::{Act, City, Contact, FollowUp, FollowUpStatus, Link, Milestone, State};
use crate::graph::{Ref, View};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Outreach {
    /// Where.
    pub city: Ref<City>,
    /// When.
    pub window: Window,
    /// Contacts about which Acts.
    pub acts: Selection<Ref<Act>>,
    /// Only contacts with something due.
    pub due_only: bool,
}

/// Contacts posted in a city, with what is due there.
#[derive(Clone, Debug)]
pub struct OutreachPlan {
    /// Where.
    pub city: Ref<City>,
    /// When.
    pub window: Window,
    /// What happens there, by first day, then key.
    pub milestones: Vec<Ref<Milestone>>,
    /// Whom to meet: what is due earliest first, then by name of state or body, then by key.
    pub visits: Vec<Visit>,
    /// What else is due there, by the day it is due, then by key.
    pub other_follow_ups: Vec<Ref<FollowUp>>,
}

/// A contact to be met.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Whom.
    pub contact: Ref<Contact>,
    /// When.
    pub window: Window,
    /// What is open with the contact and due by the window's end, by the day it is due, then by key.
    pub due_follow_ups: Vec<Ref<FollowUp>>,
}

/// The plan of a stay. What was due before the window and is still open is due in it.
pub fn outreach(view: View<'_>, asked: &Outreach) -> OutreachPlan {
    let contacts = view.referring::<Contact, _>(asked.city, Link::City);
    let of_acts = contacts.filter(|it| asked.acts.admits_any(view.many(*it, Link::Acts)));
    let visits = of_acts.map(|contact| Visit {
        contact,
        window: asked.window,
        due_follow_ups: due(view, contact, asked.window),
    });
    let mut visits: Vec<_> = visits.filter(|it| !asked.due_only || !it.due_follow_ups.is_empty()).collect();
    // Contacts come by key, and the sort is stable.
    visits.sort_by_cached_key(|it| {
        let earliest = it.due_follow_ups.first().and_then(|it| view.get(*it)).map(|it| it.due);
        (earliest.is_none(), earliest, counterpart_name(view, it.contact))
    });
    OutreachPlan {
        city: asked.city,
        window: asked.window,
        milestones: milestones_in(view, asked.city, asked.window),
        visits,
        other_follow_ups: others(view, asked),
    }
}

fn due(view: View<'_>, contact: Ref<Contact>, window: Window) -> Vec<Ref<FollowUp>> {
    let mut open = follow_ups(view, contact, &vec![FollowUpStatus::Open].into());
    open.retain(|it| view.get(*it).is_some_and(|it| it.due <= window.to));
    open
}

/// What is due in the city with nobody who is posted there.
fn others(view: View<'_>, asked: &Outreach) -> Vec<Ref<FollowUp>> {
    let open = view.referring::<FollowUp, _>(asked.city, Link::City);
    let due = open.take_while(|it| view.get(*it).is_some_and(|it| it.due <= asked.window.to));
    due.filter(|it| asked.acts.admits_any(view.many(*it, Link::Act)))
        .filter(|it| match view.one::<_, Contact>(*it, Link::Contact) {
            Some(contact) => view.one(contact, Link::City) != Some(asked.city),
            None => true,
        })
        .collect()
}

/// Where the state of a visit's contact stands on the contact's Acts at the window's start; nothing for a body.
pub fn standings(view: View<'_>, visit: &Visit) -> Vec<Standing> {
    let Some(state) = view.one::<_, State>(visit.contact, Link::State) else {
        return Vec::new();
    };
    let mut acts: Vec<Ref<Act>> = view.many(visit.contact, Link::Acts).collect();
    if acts.is_empty() {
        acts.extend(view.all::<Act>());
    }
    acts.into_iter().map(|act| Standing::of(view, state, act, visit.window.from)).collect()
}
