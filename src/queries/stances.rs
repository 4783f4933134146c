//! The history of stances, the newest first.

use super::page::{Row, Step};
use super::scope::Selection;
use crate::domain::{Act, Day, Link, Organisation, Position, Stance, State};
use crate::graph::{Ref, View};

/// Which stances are asked.
#[derive(Clone, Debug, Default)]
pub struct StanceFilter {
    /// Of which states.
    pub states: Selection<Ref<State>>,
    /// On which Acts.
    pub acts: Selection<Ref<Act>>,
    /// With which positions.
    pub positions: Selection<Position>,
    /// Whose assessment.
    pub assessed_by: Selection<Ref<Organisation>>,
    /// Observed no earlier.
    pub from: Option<Day>,
    /// Observed no later.
    pub to: Option<Day>,
    /// Also those that were taken back.
    pub include_retracted: bool,
}

/// The stances, the newest observed first, then by key.
pub fn stances(view: View<'_>, filter: &StanceFilter) -> Vec<Ref<Stance>> {
    view.all::<Stance>().filter(|it| filter.admits(view, *it)).collect()
}

/// The stances of a state, taken back or not, the newest observed first, then by key.
pub fn history(view: View<'_>, state: Ref<State>, act: Option<Ref<Act>>) -> Vec<Ref<Stance>> {
    let all = view.referring::<Stance, _>(state, Link::State);
    all.filter(|it| act.is_none() || view.one(*it, Link::Act) == act).collect()
}

impl StanceFilter {
    fn admits(&self, view: View<'_>, it: Ref<Stance>) -> bool {
        view.get(it).is_some_and(|stance| {
            self.positions.admits(&stance.position)
                && self.from.is_none_or(|from| from <= stance.observed_on)
                && self.to.is_none_or(|to| stance.observed_on <= to)
                && (self.include_retracted || stance.retraction.is_none())
        }) && self.states.admits_known(view.one(it, Link::State).as_ref())
            && self.acts.admits_known(view.one(it, Link::Act).as_ref())
            && self.assessed_by.admits_known(view.one(it, Link::AssessedBy).as_ref())
    }
}

impl Row for Ref<Stance> {
    const ORDER: (&'static str, usize) = ("stances", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        view.get(*self).map_or_else(Vec::new, |it| vec![(-it.observed_on.ordinal()).into(), it.id.as_str().into()])
    }
}
