//! Follow-ups: which there are, and how many by one property.

use std::collections::HashMap;

use super::page::{Row, Step};
use super::scope::{Scope, Selection};
use crate::domain::{Act, City, Day, FollowUp, FollowUpStatus, Kinded, Level, Link, Organisation, Region, State};
use crate::graph::{Ref, View};

/// Which follow-ups are asked.
#[derive(Clone, Debug, Default)]
pub struct FollowUpFilter {
    /// On which states.
    pub scope: Scope,
    /// Where.
    pub cities: Selection<Ref<City>>,
    /// About which Acts; those about all Acts are always chosen.
    pub acts: Selection<Ref<Act>>,
    /// At which level.
    pub levels: Selection<Level>,
    /// Who does it.
    pub assignees: Selection<Ref<Organisation>>,
    /// How far they have come.
    pub status: Selection<FollowUpStatus>,
    /// Due no earlier.
    pub from: Option<Day>,
    /// Due no later.
    pub to: Option<Day>,
    /// Open and due before today, or not.
    pub overdue: Option<bool>,
}

/// The follow-ups by the day they are due, then by key.
pub fn follow_ups(view: View<'_>, filter: &FollowUpFilter) -> Vec<Ref<FollowUp>> {
    match (filter.from, filter.to) {
        (Some(from), Some(to)) => view.follow_ups_due(from, to).filter(|it| filter.admits(view, *it)).collect(),
        _ => view.all::<FollowUp>().filter(|it| filter.admits(view, *it)).collect(),
    }
}

impl FollowUpFilter {
    fn admits(&self, view: View<'_>, it: Ref<FollowUp>) -> bool {
        view.get(it).is_some_and(|follow_up| {
            self.from.is_none_or(|from| from <= follow_up.due)
                && self.to.is_none_or(|to| follow_up.due <= to)
                && self.levels.admits(&follow_up.level)
                && self.status.admits(&follow_up.status())
                && self.overdue.is_none_or(|asked| asked == follow_up.is_overdue(view.today()))
        }) && self.scope.admits_about(view, view.one(it, Link::State))
            && self.cities.admits_known(view.one(it, Link::City).as_ref())
            && self.acts.admits_any(view.many(it, Link::Act))
            && self.assignees.admits_known(view.one(it, Link::Assignee).as_ref())
    }
}

impl Row for Ref<FollowUp> {
    const ORDER: (&'static str, usize) = ("followUps", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        view.get(*self).map_or_else(Vec::new, |it| vec![it.due.ordinal().into(), it.id.as_str().into()])
    }
}

/// The property by which follow-ups are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the values are the properties")]
pub enum FollowUpKey {
    Assignee,
    State,
    Act,
    City,
    Level,
    Month,
    Region,
}

/// The follow-ups that have one value of a property.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are the statuses")]
pub struct FollowUpCount {
    /// The value: an id, a month, or the word of the API; absent for those that have none.
    pub key: Option<String>,
    pub open: i32,
    /// Open and due before today.
    pub overdue: i32,
    pub done: i32,
    pub cancelled: i32,
    pub oldest_open_due: Option<Day>,
}

/// Counts: the most open first, then by key, none last.
pub fn tally(view: View<'_>, by: FollowUpKey, filter: &FollowUpFilter) -> Vec<FollowUpCount> {
    let mut counts: HashMap<Option<String>, FollowUpCount> = HashMap::new();
    for it in follow_ups(view, filter) {
        let Some(follow_up) = view.get(it) else { continue };
        let key = key(view, by, it);
        let count = counts.entry(key.clone()).or_insert_with(|| FollowUpCount { key, ..FollowUpCount::default() });
        match follow_up.status() {
            FollowUpStatus::Open => {
                count.open += 1;
                count.overdue += i32::from(follow_up.is_overdue(view.today()));
                // They come by the day they are due.
                count.oldest_open_due.get_or_insert(follow_up.due);
            }
            FollowUpStatus::Done => count.done += 1,
            FollowUpStatus::Cancelled => count.cancelled += 1,
        }
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by(|a, b| (-a.open, a.key.is_none(), &a.key).cmp(&(-b.open, b.key.is_none(), &b.key)));
    counts
}

fn key(view: View<'_>, by: FollowUpKey, it: Ref<FollowUp>) -> Option<String> {
    fn id<K: Kinded>(view: View<'_>, it: Option<Ref<K>>) -> Option<String> {
        it.and_then(|it| view.get(it)).map(|it| it.id().any().to_string())
    }
    let state = view.one::<_, State>(it, Link::State);
    match by {
        FollowUpKey::Assignee => id::<Organisation>(view, view.one(it, Link::Assignee)),
        FollowUpKey::State => id(view, state),
        FollowUpKey::Act => id::<Act>(view, view.one(it, Link::Act)),
        FollowUpKey::City => id::<City>(view, view.one(it, Link::City)),
        FollowUpKey::Level => view.get(it).map(|it| word(it.level.as_str())),
        FollowUpKey::Month => view.get(it).map(|it| it.due.month().to_string()),
        FollowUpKey::Region => state.and_then(|it| view.get(it)).map(|it| match it.region {
            Region::Mena => "MENA".to_owned(),
            region => word(region.as_str()),
        }),
    }
}

/// A word of a vocabulary as the API writes it, by which counts are ordered.
fn word(written: &str) -> String {
    written.to_ascii_uppercase().replace([' ', '-'], "_")
}
