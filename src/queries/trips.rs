//! Trips: who will be where, and when.

use super::Window;
use super::page::{Row, Step};
use super::scope::Selection;
use crate::domain::{City, Day, Link, Trip, TripStatus};
use crate::graph::{Ref, View};

/// Which trips are asked.
#[derive(Clone, Debug, Default)]
pub struct TripFilter {
    /// Where.
    pub city: Option<Ref<City>>,
    /// Not over before this day.
    pub from: Option<Day>,
    /// Begun by this day.
    pub to: Option<Day>,
    /// How certain; all means those that are not called off.
    pub status: Selection<TripStatus>,
}

/// The trips by their first day, then by key.
pub fn trips(view: View<'_>, filter: &TripFilter) -> Vec<Ref<Trip>> {
    let admits = |it: &Ref<Trip>| view.get(*it).is_some_and(|it| filter.admits(it));
    match filter.city {
        Some(city) => view.referring(city, Link::City).filter(admits).collect(),
        None => view.all().filter(admits).collect(),
    }
}

/// The trips to a city with a day in the window, those called off left out, by their first day, then by key.
pub fn in_city(view: View<'_>, city: Ref<City>, window: Window) -> Vec<Ref<Trip>> {
    let filter = TripFilter { city: Some(city), from: Some(window.from), to: Some(window.to), ..TripFilter::default() };
    trips(view, &filter)
}

impl TripFilter {
    fn admits(&self, it: &Trip) -> bool {
        let is_asked = match self.status.is_all() {
            true => it.status != TripStatus::Cancelled,
            false => self.status.admits(&it.status),
        };
        is_asked && self.from.is_none_or(|from| from <= it.to) && self.to.is_none_or(|to| it.from <= to)
    }
}

impl Row for Ref<Trip> {
    const ORDER: (&'static str, usize) = ("trips", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        view.get(*self).map_or_else(Vec::new, |it| vec![it.from.ordinal().into(), it.id.as_str().into()])
    }
}
