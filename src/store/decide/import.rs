//! Entities brought in from files: by key, all or none. What is there already and equal stays as it is.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::rules::{Fault, Known, break_rules};
use super::{Decision, Rejection, Setting, UserError, UserErrorCode};
use crate::domain::{AnyId, City, Contact, Entity, Event, FollowUp, Id, Key, Kind, Kinded, Link, Organisation, State};
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
        unattributed(entity, &mut faults);
        overwritten(view, entity, &mut faults);
        left_behind(view, entity, &known, &mut faults);
        errors.extend(faults.into_iter().map(|it| it.of_row(at)));
    }
    errors.extend(capitals(view, &entities));
    errors.extend(moved_roles(view, &entities));
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
        UserError::new(self.code, &path, self.message)
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
                let fault = Fault {
                    code: UserErrorCode::AlreadyExists,
                    field: "roles",
                    about: Some(role.key.to_string()),
                    message,
                };
                errors.push(fault.of_row(at));
            }
        }
    }
    errors
}

/// What was learned under the Chatham House Rule has a way of its own: a file has an author and a time.
fn unattributed(entity: &Entity, faults: &mut Vec<Fault>) {
    if entity.is_takeaway() {
        let message = "what was learned under the Chatham House Rule comes from no file: record it as a takeaway";
        faults.push(Fault { code: UserErrorCode::Rule, field: "takeaway", about: None, message: message.to_owned() });
    }
}

/// A stance is never overwritten.
fn overwritten(view: View<'_>, entity: &Entity, faults: &mut Vec<Fault>) {
    if entity.kind() == Kind::Stance
        && let Some(before) = view.lookup(&entity.id()).and_then(|it| view.entity(it))
        && before != entity
    {
        let message = format!(
            "{} is recorded with other content; a stance is never overwritten: record another, and retract this one if it was a mistake",
            entity.id()
        );
        faults.push(Fault { code: UserErrorCode::Rule, field: "key", about: None, message });
    }
}

/// A contact takes no follow-up along to another state or body.
fn left_behind(view: View<'_>, entity: &Entity, known: &Known<'_>, faults: &mut Vec<Fault>) {
    let Some(contact) = Contact::of(entity) else { return };
    let met = view.find::<Contact>(contact.id.as_str()).into_iter();
    let met = met.flat_map(|it| view.referring::<FollowUp, _>(it, Link::Contact)).filter_map(|it| view.get(it));
    let mut left = met.filter(|it| (&it.state, &it.body) != (&contact.state, &contact.body));
    if let Some(it) = left.find(|it| !known.brings(*it)) {
        let message = format!("{} is with this contact and on another state or body", it.id.any());
        faults.push(Fault { code: UserErrorCode::Rule, field: "state", about: None, message });
    }
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
