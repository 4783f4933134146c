//! Plain lists of what the campaign and the map consist of, in the order of their kind.

use super::page::{Row, Step};
use super::{Scope, Window};
use crate::domain::{Body, City, Day, Link, Milestone, MilestoneKind, State};
use crate::graph::{Ref, View};

/// The cities by name, then key: all, the hubs, or the others.
pub fn cities(view: View<'_>, hubs: Option<bool>) -> Vec<Ref<City>> {
    let asked = |it: &Ref<City>| hubs.is_none_or(|hubs| view.get(*it).is_some_and(|it| it.is_hub == hubs));
    view.all::<City>().filter(asked).collect()
}

/// The states of a scope by name.
pub fn states(view: View<'_>, scope: &Scope) -> Vec<Ref<State>> {
    scope.list(view)
}

/// The capital of a state.
pub fn capital(view: View<'_>, state: Ref<State>) -> Option<Ref<City>> {
    let mut cities = view.referring::<City, _>(state, Link::State);
    cities.find(|it| view.get(*it).is_some_and(|it| it.is_capital))
}

/// The bodies of which a state is a member on a day, by name.
pub fn bodies_of(view: View<'_>, state: Ref<State>, on: Day) -> Vec<Ref<Body>> {
    let bodies = view.referring::<Body, _>(state, Link::Members);
    bodies.filter(|it| members_of(view, *it, on).any(|member| member == state)).collect()
}

/// The members of a body on a day, by name.
pub fn members(view: View<'_>, body: Ref<Body>, on: Day) -> Vec<Ref<State>> {
    let mut members: Vec<_> = members_of(view, body, on).collect();
    members.sort_by_key(|it| view.get(*it).map(|it| (&it.name, &it.id)));
    members.dedup();
    members
}

fn members_of(view: View<'_>, body: Ref<Body>, on: Day) -> impl Iterator<Item = Ref<State>> {
    let periods = view.get(body).into_iter().flat_map(|it| it.members.iter());
    periods.filter(move |it| it.holds(on)).filter_map(move |it| view.find(it.state.as_str()))
}

/// The milestones with a day between the two, by first day, then key; an absent end is open.
pub fn milestones(view: View<'_>, from: Option<Day>, to: Option<Day>) -> Vec<Ref<Milestone>> {
    let overlaps = |it: &Milestone| from.is_none_or(|from| from <= it.to) && to.is_none_or(|to| it.from <= to);
    view.all::<Milestone>().filter(|it| view.get(*it).is_some_and(overlaps)).collect()
}

/// The milestones in a city with a day in the window, by first day, then key.
pub fn milestones_in(view: View<'_>, city: Ref<City>, window: Window) -> Vec<Ref<Milestone>> {
    let mut found = milestones(view, Some(window.from), Some(window.to));
    found.retain(|it| view.one(*it, Link::City) == Some(city));
    found
}

/// The negotiation rounds by first day.
pub fn negotiation_rounds(view: View<'_>) -> impl Iterator<Item = Ref<Milestone>> {
    let is_round = |it: &Milestone| it.kind == MilestoneKind::NegotiationRound;
    view.all::<Milestone>().filter(move |it| view.get(*it).is_some_and(is_round))
}

impl Row for Ref<State> {
    const ORDER: (&'static str, usize) = ("states", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        super::standings::by_state_name(view, *self).into()
    }
}

impl Row for Ref<City> {
    const ORDER: (&'static str, usize) = ("cities", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        view.get(*self).map_or_else(Vec::new, |it| vec![it.name.as_str().into(), it.id.as_str().into()])
    }
}
