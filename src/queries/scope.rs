//! Which states a question is about, and the narrowing by lists that all questions share. An empty list narrows nothing.

use crate::domain::{Region, State, UnGroup};
use crate::graph::{Ref, View};

/// What may be chosen of one property: some values, or all.
#[derive(Clone, Debug)]
pub struct Selection<T>(Vec<T>);

impl<T> Default for Selection<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> From<Vec<T>> for Selection<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl<T: PartialEq> Selection<T> {
    /// Whether it narrows anything.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this value is chosen.
    pub fn admits(&self, value: &T) -> bool {
        self.is_all() || self.0.contains(value)
    }

    /// Whether this value is chosen; one that is absent is chosen only where all are.
    pub fn admits_known(&self, value: Option<&T>) -> bool {
        self.is_all() || value.is_some_and(|it| self.0.contains(it))
    }

    /// Whether these values, of which none means all, meet the choice.
    pub fn admits_any(&self, mut values: impl Iterator<Item = T>) -> bool {
        match values.next() {
            None => true,
            Some(first) => self.admits(&first) || values.any(|it| self.admits(&it)),
        }
    }
}

/// States chosen by name, region and group; all three must hold.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// By name.
    pub states: Selection<Ref<State>>,
    /// By region of civil society.
    pub regions: Selection<Region>,
    /// By regional group of the United Nations.
    pub un_groups: Selection<UnGroup>,
}

impl Scope {
    /// Whether every state is in it.
    pub fn is_all(&self) -> bool {
        self.states.is_all() && self.regions.is_all() && self.un_groups.is_all()
    }

    /// Whether the state is in it.
    pub fn admits(&self, view: View<'_>, state: Ref<State>) -> bool {
        self.is_all()
            || self.states.admits(&state)
                && view
                    .get(state)
                    .is_some_and(|it| self.regions.admits(&it.region) && self.un_groups.admits(&it.un_group))
    }

    /// Whether what is about this state, or about no state but a body, is in it.
    pub fn admits_about(&self, view: View<'_>, state: Option<Ref<State>>) -> bool {
        match state {
            Some(state) => self.admits(view, state),
            None => self.is_all(),
        }
    }

    /// Its states by name.
    pub fn list(&self, view: View<'_>) -> Vec<Ref<State>> {
        view.all::<State>().filter(|it| self.admits(view, *it)).collect()
    }
}
