//! Entities brought in from files: by key, all or none. What is there already and equal stays as it is.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::rules::{Fault, Known, break_rules};
use super::{Decision, Rejection, Setting, UserError, UserErrorCode};
use crate::domain::{
    Advocate, AnyId, City, Contact, Entity, Event, FollowUp, Id, Key, Kind, Kinded, Link, Organisation, Referral,
    State, Trip,
};
use crate::graph::View;

/// What an import does to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Created,
    /// It becomes another.
    Changed,
    /// It stays as it is.
    Unchanged,
}

/// What an import does to each of its entities, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(pub Vec<(AnyId, Change)>);

impl Changes {
    /// How many of each kind are created, changed and unchanged.
    pub fn by_kind(&self) -> BTreeMap<Kind, BTreeMap<Change, usize>> {
        let mut counts: BTreeMap<Kind, BTreeMap<Change, usize>> = BTreeMap::new();
        for (id, change) in &self.0 {
            *counts.entry(id.kind).or_default().entry(*change).or_default() += 1;
        }
        counts
    }
}

pub(super) fn import(view: View<'_>, entities: Vec<Entity>, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut errors = Vec::new();
    let known = Known::new(view, &entities);
    for (at, entity) in entities.iter().enumerate() {
        let mut faults = Vec::new();
        break_rules(entity, &known, setting, &mut faults);
        overwritten(view, entity, &mut faults);
        left_behind(view, entity, &known, &mut faults);
        errors.extend(faults.into_iter().map(|it| it.of_row(at)));
    }
    errors.extend(capitals(view, &entities));
    errors.extend(moved_roles(view, &entities));
    errors.extend(super::meetings::broken_by_import(view, &entities));
    if !errors.is_empty() {
        return Err(Rejection { errors });
    }
    drop(known);
    let mut decision = Decision::default();
    for entity in entities {
        let id = entity.id();
        let change = match view.lookup(&id).and_then(|it| view.entity(it)) {
            None => Change::Created,
            Some(before) if *before == entity => Change::Unchanged,
            Some(_) => Change::Changed,
        };
        decision.changes.0.push((id, change));
        if change != Change::Unchanged {
            decision.events.push(Event { entity });
        }
    }
    Ok(decision)
}

impl Fault {
    /// The mistake as an import reports it: the path begins with the number of the entity.
    fn of_row(self, at: usize) -> UserError {
        let row = at.to_string();
        let path: Vec<&str> = [row.as_str(), self.field].into_iter().chain(self.about.as_deref()).collect();
        UserError { rule: self.rule, ..UserError::new(self.code, &path, self.message) }
    }
}

/// A role belongs to one organisation: it does not move by being given to another.
fn moved_roles(view: View<'_>, entities: &[Entity]) -> Vec<UserError> {
    let coming = || entities.iter().enumerate().filter_map(|(at, it)| Some((at, Organisation::of(it)?)));
    let replaced: HashSet<&Key> = coming().map(|(_, it)| it.id.key()).collect();
    let staying = view.recorded::<Organisation>().filter_map(|it| view.get(it));
    let staying = staying.filter(|it| !replaced.contains(it.id.key()));
    let mut holders: HashMap<&Key, &Organisation> = HashMap::new();
    holders.extend(staying.flat_map(|it| it.roles.iter().map(move |role| (&role.key, it))));
    let mut errors = Vec::new();
    for (at, organisation) in coming() {
        for role in &organisation.roles {
            let holder = *holders.entry(&role.key).or_insert(organisation);
            if holder.id != organisation.id {
                let message =
                    format!("role {} is of {} already: give the other a role_id of its own", role.key, holder.id.any());
                let fault = Fault::new(UserErrorCode::AlreadyExists, "roles", message).about(&role.key);
                errors.push(fault.of_row(at));
            }
        }
    }
    errors
}

/// A stance is never overwritten, a takeaway neither brought nor changed, and what is erased stays so.
fn overwritten(view: View<'_>, entity: &Entity, faults: &mut Vec<Fault>) {
    let id = entity.id();
    let before = view.lookup(&id).and_then(|it| view.entity(it));
    if before == Some(entity) {
        return;
    }
    let message = if entity.is_takeaway() || before.is_some_and(Entity::is_takeaway) {
        format!("{id} is a takeaway, and an import would keep when and by whom it came: leave the row out")
    } else if before.is_none() && view.is_taken(id.kind, id.key.as_str()) {
        format!("{id} is erased and does not come back: leave the row out")
    } else if before.is_some_and(Entity::is_erased) && entity.private().is_some() {
        format!(
            "the details of {id} are erased, and no file brings them back: leave name, email, phone and source empty, or record by hand whose they are now"
        )
    } else if before.is_some_and(Entity::is_erased) && !entity.is_erased() {
        format!("the details of {id} are erased, and no file undoes that")
    } else if before.is_some() && id.kind == Kind::Stance {
        format!(
            "{id} is recorded with other content; a stance is never overwritten: record another, and retract this one if it was a mistake"
        )
    } else {
        return;
    };
    faults.push(Fault::new(UserErrorCode::Rule, "key", message));
}

/// A contact takes no follow-up along to another state or body, nor a referral; an advocate takes no trip along to
/// another organisation.
fn left_behind(view: View<'_>, entity: &Entity, known: &Known<'_>, faults: &mut Vec<Fault>) {
    let (left, what) = match entity {
        Entity::Contact(it) => (left_by_contact(view, it, known), ("state", "contact", "on another state or body")),
        Entity::Advocate(it) => {
            (left_by_advocate(view, it, known), ("organisation", "advocate", "of another organisation"))
        }
        _ => return,
    };
    if let Some(left) = left {
        let (field, who, other) = what;
        let message = format!("{left} is with this {who} and {other}");
        faults.push(Fault::new(UserErrorCode::Rule, field, message));
    }
}

fn left_by_contact(view: View<'_>, contact: &Contact, known: &Known<'_>) -> Option<AnyId> {
    let at = view.find::<Contact>(contact.id.as_str())?;
    let mut met = view.referring::<FollowUp, _>(at, Link::Contact).filter_map(|it| view.get(it));
    let is_left = |it: &&FollowUp| (&it.state, &it.body) != (&contact.state, &contact.body) && !known.brings(*it);
    let mut led_to = view.referring::<Referral, _>(at, Link::Contact).filter_map(|it| view.get(it));
    let leads_past = |it: &&Referral| Some(&it.state) != contact.state.as_ref() && !known.brings(*it);
    met.find(is_left).map(|it| it.id.any()).or_else(|| led_to.find(leads_past).map(|it| it.id.any()))
}

fn left_by_advocate(view: View<'_>, advocate: &Advocate, known: &Known<'_>) -> Option<AnyId> {
    let before = view.find::<Advocate>(advocate.id.as_str()).and_then(|it| view.get(it))?;
    if before.organisation == advocate.organisation {
        return None;
    }
    let mut trips = view.all::<Trip>().filter_map(|it| view.get(it));
    let is_left = |it: &&Trip| {
        it.advocate.as_ref() == Some(&advocate.id) && it.organisation != advocate.organisation && !known.brings(*it)
    };
    trips.find(is_left).map(|it| it.id.any())
}

/// The state that a city is in, and the one that it leaves.
fn states_of<'a>(view: View<'a>, city: &'a City) -> [Option<&'a Id<State>>; 2] {
    let before = view.find::<City>(city.id.as_str()).and_then(|it| view.get(it)).and_then(|it| it.state.as_ref());
    [city.state.as_ref(), before.filter(|it| city.state.as_ref() != Some(it))]
}

/// Every state that comes, or whose city comes or goes, has one capital.
fn capitals<'a>(view: View<'a>, entities: &'a [Entity]) -> Vec<UserError> {
    let mut capitals: HashMap<&Key, Vec<&Key>> = HashMap::new();
    let coming: HashMap<&Key, &City> = entities.iter().filter_map(City::of).map(|it| (it.id.key(), it)).collect();
    for city in coming.values().filter(|it| it.is_capital) {
        if let Some(state) = &city.state {
            capitals.entry(state.key()).or_default().push(city.id.key());
        }
    }
    let mut errors = Vec::new();
    let concerned = entities.iter().enumerate().flat_map(|(at, entity)| {
        let (states, field) = match entity {
            Entity::State(it) => ([Some(&it.id), None], "capital"),
            Entity::City(it) => (states_of(view, it), "isCapital"),
            _ => ([None, None], ""),
        };
        states.into_iter().flatten().map(move |it| (at, it.key(), field))
    });
    for (at, state, field) in concerned {
        let there = view.find::<State>(state.as_str()).into_iter();
        let there = there.flat_map(|it| view.referring::<City, _>(it, Link::State)).filter_map(|it| view.get(it));
        let staying = there.filter(|it| it.is_capital && !coming.contains_key(it.id.key())).map(|it| it.id.key());
        let mut all: Vec<&Key> = capitals.get(state).into_iter().flatten().copied().chain(staying).collect();
        all.sort_unstable();
        let message = match all.as_slice() {
            [_] => continue,
            [] => format!("{state} has no capital: bring the city with is_capital true along"),
            [one, other, ..] => format!("{state} has two capitals, {one} and {other}"),
        };
        errors.push(UserError::new(UserErrorCode::Rule, &[&at.to_string(), field], message));
    }
    errors
}
