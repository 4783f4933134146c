//! Who meets, as far as the caller may know.

use crate::domain::{Attendance, Expectation, Link, Meeting, Rule, State};
use crate::graph::{Ref, View};

/// The governments expected at a meeting, by name; nothing for whoever may not know.
pub fn expected(view: View<'_>, meeting: Ref<Meeting>) -> Option<Vec<Ref<State>>> {
    view.get(meeting).filter(|it| view.knows_who_is_expected(it))?;
    let expected = view.referring::<Expectation, _>(meeting, Link::Meeting);
    let expected = expected.filter(|it| view.get(*it).is_some_and(|it| !it.withdrawn));
    let mut states: Vec<Ref<State>> = expected.filter_map(|it| view.one(it, Link::State)).collect();
    states.sort_by_key(|it| view.get(*it).map(|it| it.name.clone()));
    states.dedup();
    Some(states)
}

/// Who attends a meeting, by role, then by id, as far as the caller may know; nothing for whoever may not know at all.
pub fn attendances(view: View<'_>, meeting: Ref<Meeting>) -> Option<Vec<Ref<Attendance>>> {
    let may_know = view.get(meeting).is_some_and(|it| it.rule == Rule::Open || view.knows_who_attends(it));
    may_know.then(|| {
        let mut all: Vec<_> = view.referring::<Attendance, _>(meeting, Link::Meeting).collect();
        all.sort_by_key(|it| view.get(*it).map(|it| it.role));
        all
    })
}
