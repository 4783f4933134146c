//! What was learned under the Chatham House Rule: the list, and how much there is of each phase. Who sees it is the View's
//! business.

use std::collections::BTreeMap;

use super::page::Step;
use crate::domain::{Act, Entity, Kinded, Link, Phase, Referral, Stance, State};
use crate::graph::{AnyRef, Ref, View};

/// Which takeaways are asked; where nothing is named, all.
#[derive(Clone, Copy, Debug, Default)]
pub struct TakeawayFilter {
    /// About this Act.
    pub act: Option<Ref<Act>>,
    /// About this state, or leading to it.
    pub state: Option<Ref<State>>,
    /// Of this phase.
    pub phase: Option<Ref<Phase>>,
}

/// The takeaways, stances and referrals, by the number of their phase, then by key, which is random.
pub fn takeaways(view: View<'_>, filter: &TakeawayFilter) -> Vec<AnyRef> {
    let stances = view.all::<Stance>().filter(|it| filter.admits(view, *it)).map(AnyRef::from);
    let referrals = view.all::<Referral>().filter(|it| filter.admits(view, *it)).map(AnyRef::from);
    let all = stances.chain(referrals).filter(|it| view.entity(*it).is_some_and(Entity::is_takeaway));
    let mut placed: Vec<_> = all.map(|it| (place(view, it), it)).collect();
    placed.sort_by(|a, b| a.0.cmp(&b.0));
    placed.into_iter().map(|it| it.1).collect()
}

impl TakeawayFilter {
    fn admits<K: Kinded>(&self, view: View<'_>, it: Ref<K>) -> bool {
        fn is<K, T: Kinded>(view: View<'_>, it: Ref<K>, link: Link, asked: Option<Ref<T>>) -> bool {
            asked.is_none() || view.one(it, link) == asked
        }
        is(view, it, Link::Act, self.act)
            && is(view, it, Link::State, self.state)
            && is(view, it, Link::Phase, self.phase)
    }
}

/// The place of a takeaway in the list.
pub fn place(view: View<'_>, it: AnyRef) -> Vec<Step> {
    let Some(entity) = view.entity(it) else { return Vec::new() };
    let phase = entity.takeaway().and_then(|it| view.find::<Phase>(it.as_str())).and_then(|it| view.get(it));
    vec![phase.map_or(0, |it| i32::from(it.number)).into(), entity.key().as_str().into(), entity.kind().as_str().into()]
}

/// How many takeaways there are of each phase of which there are any, by its number.
pub fn tally(view: View<'_>) -> Vec<(Ref<Phase>, i32)> {
    let mut counts: BTreeMap<u16, (Ref<Phase>, i32)> = BTreeMap::new();
    for it in takeaways(view, &TakeawayFilter::default()) {
        let phase = view.entity(it).and_then(Entity::takeaway).and_then(|it| view.find::<Phase>(it.as_str()));
        if let Some((at, phase)) = phase.and_then(|at| Some((at, view.get(at)?))) {
            counts.entry(phase.number).or_insert((at, 0)).1 += 1;
        }
    }
    counts.into_values().collect()
}
