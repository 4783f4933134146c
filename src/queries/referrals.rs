//! Referrals: which there are, and which came of which. Whole chains have a file of their own.

use super::page::{Row, Step};
use super::scope::{Scope, Selection};
use super::standings::by_state_name;
use crate::domain::{Act, City, Contact, Link, Position, Referral, ReferralStatus, State};
use crate::graph::{Ref, View};

/// Which referrals are asked.
#[derive(Clone, Debug, Default)]
pub struct ReferralFilter {
    /// Leading to which states.
    pub scope: Scope,
    /// About which Acts; those about all Acts are always chosen.
    pub acts: Selection<Ref<Act>>,
    /// Leading where; see [`place`].
    pub cities: Selection<Ref<City>>,
    /// With which hints.
    pub hints: Selection<Position>,
    /// What became of them.
    pub status: Selection<ReferralStatus>,
    /// Given by whom.
    pub given_by: Selection<Ref<Contact>>,
}

/// The referrals by the name of the state they lead to, then by key.
pub fn referrals(view: View<'_>, filter: &ReferralFilter) -> Vec<Ref<Referral>> {
    let mut found: Vec<_> = view.all::<Referral>().filter(|it| filter.admits(view, *it)).collect();
    // They come by key, and the sort is stable.
    found.sort_by_cached_key(|it| view.one::<_, State>(*it, Link::State).map(|it| by_state_name(view, it)));
    found
}

impl ReferralFilter {
    fn admits(&self, view: View<'_>, it: Ref<Referral>) -> bool {
        view.get(it).is_some_and(|referral| {
            self.hints.admits_known(referral.hint.as_ref()) && self.status.admits(&referral.status)
        }) && self.scope.admits_about(view, view.one(it, Link::State))
            && self.acts.admits_any(view.many(it, Link::Act))
            && self.cities.admits_known(place(view, it).as_ref())
            && self.given_by.admits_known(view.one(it, Link::GivenBy).as_ref())
    }
}

/// Where one should speak: the city that was named, else the one where the post is.
pub fn place(view: View<'_>, it: Ref<Referral>) -> Option<Ref<City>> {
    view.one(it, Link::City).or_else(|| view.one(view.one::<_, Contact>(it, Link::Contact)?, Link::City))
}

/// The referrals given by the contact that this one leads to, by key.
pub fn next(view: View<'_>, it: Ref<Referral>) -> impl Iterator<Item = Ref<Referral>> {
    let to = view.one::<_, Contact>(it, Link::Contact);
    to.into_iter().flat_map(move |it| view.referring(it, Link::GivenBy))
}

/// The referrals that lead to the contact who gave this one, by key.
pub fn previous(view: View<'_>, it: Ref<Referral>) -> impl Iterator<Item = Ref<Referral>> {
    let by = view.one::<_, Contact>(it, Link::GivenBy);
    by.into_iter().flat_map(move |it| view.referring(it, Link::Contact))
}

impl Row for Ref<Referral> {
    const ORDER: (&'static str, usize) = ("referrals", 3);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let [name, code] = match view.one::<_, State>(*self, Link::State) {
            Some(state) => by_state_name(view, state),
            None => ["".into(), "".into()],
        };
        vec![name, code, view.get(*self).map_or("", |it| it.id.as_str()).into()]
    }
}
