//! What civil society agrees on under the Acts: priorities, and questions to governments.

use super::page::{Row, Step};
use super::scope::Selection;
use super::standings::by_number;
use crate::domain::{Act, AppliesTo, Day, Link, Organisation, Priority, Question, Urgency};
use crate::graph::{Ref, View};

/// Which priorities are asked.
#[derive(Clone, Debug, Default)]
pub struct PriorityFilter {
    /// Of which Acts.
    pub acts: Selection<Ref<Act>>,
    /// How urgent.
    pub urgency: Selection<Urgency>,
    /// Applying to whom.
    pub applies_to: Selection<AppliesTo>,
    /// Endorsed by at least one of these.
    pub endorsed_by: Selection<Ref<Organisation>>,
    /// Only those with a disagreement to be looked at again before this day.
    pub revisit_before: Option<Day>,
}

/// The priorities: by Act, then urgency, then the number of endorsements, the most first, then by key.
pub fn priorities(view: View<'_>, filter: &PriorityFilter) -> Vec<Ref<Priority>> {
    let mut found: Vec<_> = view.all::<Priority>().filter(|it| filter.admits(view, *it)).collect();
    found.sort_by_cached_key(|it| it.place(view));
    found
}

impl PriorityFilter {
    fn admits(&self, view: View<'_>, it: Ref<Priority>) -> bool {
        view.get(it).is_some_and(|priority| {
            let revisit_on = priority.disagreement.as_ref().map(|it| it.revisit_on);
            self.urgency.admits(&priority.urgency)
                && self.applies_to.admits(&priority.applies_to)
                && self.revisit_before.is_none_or(|day| revisit_on.is_some_and(|it| it < day))
        }) && self.acts.admits_known(view.one(it, Link::Act).as_ref())
            && (self.endorsed_by.is_all() || endorsers(view, it).any(|it| self.endorsed_by.admits(&it)))
    }
}

/// The organisations that endorse a priority, in the order in which they did.
pub fn endorsers(view: View<'_>, it: Ref<Priority>) -> impl Iterator<Item = Ref<Organisation>> {
    view.many(it, Link::EndorsedBy)
}

/// The questions that are asked on an Act, by their numbers.
pub fn questions(view: View<'_>, act: Ref<Act>) -> Vec<Ref<Question>> {
    let all = view.referring::<Question, _>(act, Link::Act);
    all.filter(|it| view.get(*it).is_some_and(|it| !it.withdrawn)).collect()
}

impl Row for Ref<Priority> {
    const ORDER: (&'static str, usize) = ("priorities", 4);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let act = view.one(*self, Link::Act).map_or(Step::from(0), |it| by_number(view, it));
        let urgency = view.get(*self).map_or(0, |it| it.urgency as i32);
        let endorsements = i32::try_from(endorsers(view, *self).count()).unwrap_or(i32::MAX);
        let key = view.get(*self).map_or("", |it| it.id.as_str());
        vec![act, urgency.into(), (-endorsements).into(), key.into()]
    }
}
