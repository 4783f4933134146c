//! Chains of referrals: who led to whom, and on to whom.

use std::cmp::Reverse;
use std::collections::VecDeque;

use hashbrown::HashSet;

use super::referrals::next;
use super::scope::Selection;
use crate::domain::{Act, Contact, Id, Link, Referral};
use crate::graph::{Ref, View};

/// How many referrals a chain has at the most. A longer one is told in parts.
pub const LONGEST: usize = 10;

/// How many referrals are looked at on the way: chains can branch without end.
pub const MOST_LOOKS: usize = 50_000;

/// At least two referrals, each but the first given by the contact to whom the one before leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// In the order in which one led to the next; none is there twice.
    pub referrals: Vec<Ref<Referral>>,
}

/// The chains that nothing can be added to at either end: the longest first, then by the keys of their referrals.
///
/// With an Act, of referrals about it or about all Acts. One that goes in a circle begins at its first by key. What
/// follows on [`LONGEST`] referrals begins a chain of its own, unless another passes it. Where more than
/// [`MOST_LOOKS`] referrals would be looked at, chains that begin at later keys are left out.
pub fn chains(view: View<'_>, act: Option<Ref<Act>>, first: usize) -> Vec<Chain> {
    let acts = Selection::from(act.into_iter().collect::<Vec<_>>());
    let about = |it: Ref<Referral>| acts.admits_any(view.many(it, Link::Act));
    let all: Vec<_> = view.all::<Referral>().filter(|it| about(*it)).collect();
    let to: HashSet<Ref<Contact>> = all.iter().filter_map(|it| view.one(*it, Link::Contact)).collect();
    let begins = |it: &Ref<Referral>| view.one(*it, Link::GivenBy).is_none_or(|by| !to.contains(&by));
    let mut walk = Walk { view, about: &about, chains: Vec::new(), passed: HashSet::new(), looks: 0 };
    for start in all.iter().filter(|it| begins(it)) {
        walk.begin(*start);
    }
    // What is left goes in circles.
    for start in &all {
        walk.begin(*start);
    }
    let mut chains = walk.chains;
    chains.sort_by_cached_key(|it| (Reverse(it.referrals.len()), it.keys(view)));
    chains.truncate(first);
    chains
}

impl Chain {
    fn keys<'g>(&self, view: View<'g>) -> Vec<Option<&'g Id<Referral>>> {
        self.referrals.iter().map(|it| view.get(*it).map(|it| &it.id)).collect()
    }
}

struct Walk<'g, 'a> {
    view: View<'g>,
    about: &'a dyn Fn(Ref<Referral>) -> bool,
    chains: Vec<Chain>,
    passed: HashSet<Ref<Referral>>,
    looks: usize,
}

impl Walk<'_, '_> {
    /// Walks from a start, and from what lies beyond the longest chains, unless some chain passes there.
    fn begin(&mut self, start: Ref<Referral>) {
        let mut starts = VecDeque::from([start]);
        while let Some(start) = starts.pop_front() {
            if !self.passed.contains(&start) {
                self.extend(&mut vec![start], &mut starts);
            }
        }
    }

    /// Follows the chain on, on every way there is. What goes beyond the longest is put down as a start.
    fn extend(&mut self, chain: &mut Vec<Ref<Referral>>, starts: &mut VecDeque<Ref<Referral>>) {
        let Some(last) = chain.last().copied() else { return };
        self.passed.insert(last);
        let left = MOST_LOOKS.saturating_sub(self.looks);
        if left == 0 {
            // Whether anything can be added is no longer known.
            return;
        }
        let given: Vec<_> = next(self.view, last).take(left).collect();
        self.looks += given.len();
        let on: Vec<_> = given.into_iter().filter(|it| (self.about)(*it) && !chain.contains(it)).collect();
        if chain.len() == LONGEST {
            starts.extend(&on);
        }
        if chain.len() == LONGEST || on.is_empty() {
            if chain.len() > 1 {
                self.chains.push(Chain { referrals: chain.clone() });
            }
            return;
        }
        for next in on {
            chain.push(next);
            self.extend(chain, starts);
            chain.pop();
        }
    }
}
