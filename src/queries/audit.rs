//! What the audit trail says of takeaways: how many there are of each phase, and nothing else. The trail itself is no
//! part of the graph.

use crate::domain::{Kinded, Link, Phase, Referral, Stance};
use crate::graph::{Ref, View};

/// How many takeaways there are of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakeawayCount {
    /// The phase.
    pub phase: Ref<Phase>,
    /// At least one.
    pub count: i32,
}

/// The takeaways counted by phase, by its number; nothing for whoever may not see the trail.
pub fn takeaways(view: View<'_>) -> Vec<TakeawayCount> {
    if !view.clearance().administers() {
        return Vec::new();
    }
    let mut phases: Vec<_> = of::<Stance>(view).chain(of::<Referral>(view)).collect();
    phases.sort_unstable_by_key(|it| view.get(*it).map(|it| it.number));
    let alike = phases.chunk_by(|one, other| one == other);
    let counted = alike.filter_map(|it| {
        Some(TakeawayCount { phase: *it.first()?, count: i32::try_from(it.len()).unwrap_or(i32::MAX) })
    });
    counted.collect()
}

/// The phase of each takeaway of a kind; others name none.
fn of<'v, K: Kinded>(view: View<'v>) -> impl Iterator<Item = Ref<Phase>> + use<'v, K> {
    view.recorded::<K>().filter_map(move |it| view.one(it, Link::Phase))
}
