//! Governments that were named in referrals, and that nobody has met.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::met;
use super::scope::Selection;
use super::standings::by_state_name;
use crate::domain::{Act, Link, Position, Referral, ReferralStatus, Region, State};
use crate::graph::{Ref, View};

/// What is asked.
#[derive(Clone, Debug)]
pub struct NeverMet {
    /// Named in referrals about which Acts; those about all Acts always count.
    pub acts: Selection<Ref<Act>>,
    /// Of which regions.
    pub regions: Selection<Region>,
    /// In how many referrals at the least.
    pub at_least: usize,
    /// At most so many governments.
    pub first: usize,
}

/// A government that was named and never met.
#[derive(Clone, Debug)]
pub struct NamedGovernment {
    /// Its state.
    pub state: Ref<State>,
    /// The referrals that name it, by key.
    pub referrals: Vec<Ref<Referral>>,
}

/// The governments that nobody was seen to have met, on whatever Act: the most often named first, then by state name.
/// Referrals that are dead ends do not count.
pub fn named_but_never_met(view: View<'_>, asked: &NeverMet) -> Vec<NamedGovernment> {
    let mut named: HashMap<Ref<State>, Vec<Ref<Referral>>> = HashMap::new();
    for it in view.all::<Referral>() {
        let counts = view.get(it).is_some_and(|it| it.status != ReferralStatus::DeadEnd);
        if counts
            && asked.acts.admits_any(view.many(it, Link::Act))
            && let Some(state) = view.one(it, Link::State)
        {
            named.entry(state).or_default().push(it);
        }
    }
    let met = met::governments(view);
    named.retain(|state, referrals| {
        referrals.len() >= asked.at_least
            && !met.contains(state)
            && view.get(*state).is_some_and(|it| asked.regions.admits(&it.region))
    });
    let mut named: Vec<_> = named.into_iter().map(|(state, referrals)| NamedGovernment { state, referrals }).collect();
    named.sort_by_cached_key(|it| (Reverse(it.referrals.len()), by_state_name(view, it.state)));
    named.truncate(asked.first);
    named
}

/// How often each position was hinted at, in the order of positions; those that nobody hinted at are left out.
pub fn hints(view: View<'_>, named: &NamedGovernment) -> Vec<(Position, usize)> {
    let hints: Vec<_> = named.referrals.iter().filter_map(|it| view.get(*it)?.hint).collect();
    let count = |position: Position| (position, hints.iter().filter(|it| **it == position).count());
    Position::ALL.iter().map(|it| count(*it)).filter(|(_, count)| *count > 0).collect()
}

/// The Acts that a government was named for, in their order.
pub fn acts(view: View<'_>, named: &NamedGovernment) -> Vec<Ref<Act>> {
    let of_referrals: Vec<Ref<Act>> = named.referrals.iter().filter_map(|it| view.one(*it, Link::Act)).collect();
    view.all::<Act>().filter(|it| of_referrals.contains(it)).collect()
}
