//! Posts that can be met.

use super::page::{Row, Step};
use super::scope::{Scope, Selection};
use crate::domain::{Act, Body, City, Contact, Day, FollowUp, FollowUpStatus, Kinded, Level, Link, State};
use crate::graph::{Ref, View};

/// Which contacts are asked.
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    /// Of which states.
    pub scope: Scope,
    /// Posted where.
    pub cities: Selection<Ref<City>>,
    /// About which Acts.
    pub acts: Selection<Ref<Act>>,
    /// At which level.
    pub levels: Selection<Level>,
}

/// The contacts, by the name of their state or body, then by key.
pub fn contacts(view: View<'_>, filter: &ContactFilter) -> Vec<Ref<Contact>> {
    let mut found: Vec<_> = view.all::<Contact>().filter(|it| filter.admits(view, *it)).collect();
    found.sort_by_cached_key(|it| counterpart_name(view, *it));
    found
}

impl ContactFilter {
    fn admits(&self, view: View<'_>, it: Ref<Contact>) -> bool {
        view.get(it).is_some_and(|contact| self.levels.admits(&contact.level))
            && self.scope.admits_about(view, view.one(it, Link::State))
            && self.cities.admits_known(view.one(it, Link::City).as_ref())
            && self.acts.admits_any(view.many(it, Link::Acts))
    }
}

/// The contacts of a state, by city name, then key.
pub fn of_state(view: View<'_>, state: Ref<State>, city: Option<Ref<City>>) -> Vec<Ref<Contact>> {
    let mut found: Vec<_> = view.referring::<Contact, _>(state, Link::State).collect();
    found.retain(|it| city.is_none() || view.one(*it, Link::City) == city);
    found.sort_by_cached_key(|it| {
        view.one::<_, City>(*it, Link::City).and_then(|it| view.get(it)).map(|it| it.name.clone())
    });
    found
}

/// The name of the state or body that a contact or follow-up is about.
pub(super) fn counterpart_name<K: Kinded>(view: View<'_>, it: Ref<K>) -> Option<&str> {
    match view.one::<_, State>(it, Link::State) {
        Some(state) => view.get(state).map(|it| it.name.as_str()),
        None => view.one::<_, Body>(it, Link::Body).and_then(|it| view.get(it)).map(|it| it.name.as_str()),
    }
}

/// The follow-ups with a contact, by the day they are due, then by key.
pub fn follow_ups(view: View<'_>, contact: Ref<Contact>, status: &Selection<FollowUpStatus>) -> Vec<Ref<FollowUp>> {
    let all = view.referring::<FollowUp, _>(contact, Link::Contact);
    all.filter(|it| view.get(*it).is_some_and(|it| status.admits(&it.status()))).collect()
}

/// The newest day on which a follow-up with the contact was completed.
pub fn last_contacted_on(view: View<'_>, contact: Ref<Contact>) -> Option<Day> {
    let all = view.referring::<FollowUp, _>(contact, Link::Contact);
    all.filter_map(|it| view.get(it)?.completed_on()).max()
}

impl Row for Ref<Contact> {
    const ORDER: (&'static str, usize) = ("contacts", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let key = view.get(*self).map_or("", |it| it.id.as_str());
        vec![counterpart_name(view, *self).unwrap_or_default().into(), key.into()]
    }
}
