//! Tables in which a row is a part of an entity that another table has: members of bodies, roles of organisations.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Table;
use super::draft::{Draft, Entry, Origin, Owner};
use super::error::shown;
use super::form::Form;
use super::sheet::Sheet;
use crate::domain::{Entity, Id, Key, Kinded};

/// A part of an entity, in a table of its own.
pub(super) trait Part: Clone + 'static {
    /// What it is a part of.
    type Owner: Kinded + Into<Entity>;

    /// The table of what it is a part of.
    const OWNER: Table;
    /// The column that names what it is a part of.
    const OWNER_COLUMN: &'static str;
    /// Whether a name may occur more than once: in other owners, and in parts of one owner that do not clash.
    const REPEATS: bool;
    /// The column at which two parts clash, and how that is said before the place of the other one.
    const CLASH: (&'static str, &'static str);
    /// Whether the rows of a call for an owner replace all that it had, and not those of their names alone.
    const REPLACES_ALL: bool = false;

    /// What the part is called within its owner.
    fn name(&self) -> &Key;

    /// Whether there cannot be both, of one name.
    fn clashes(&self, _: &Self) -> bool {
        true
    }

    /// The parts of an owner.
    fn of(owner: &Self::Owner) -> Cow<'_, [Self]>;

    /// The owner with these parts.
    fn with(owner: &Self::Owner, parts: Box<[Self]>) -> Self::Owner;

    /// Passes the columns of the owner's key and of the name.
    fn head(
        form: &mut Form<'_>,
        owner: Option<Id<Self::Owner>>,
        name: Option<Key>,
    ) -> (Option<Id<Self::Owner>>, Option<Key>);

    /// Passes the other columns. `it` is what is written, or known already.
    fn cells(form: &mut Form<'_>, name: Option<Key>, it: Option<&Self>) -> Option<Self>;
}

/// Passes all columns of the table of `P`, of a part or of none.
pub(super) fn pass<P: Part>(form: &mut Form<'_>, part: Option<(&P::Owner, &P)>) {
    let owner = part.map(|(owner, _)| owner.id().clone());
    let (_, name) = P::head(form, owner, part.map(|(_, part)| part.name().clone()));
    P::cells(form, name, part.map(|(_, part)| part));
}

/// The rows of an entity's parts.
pub(super) fn rows<P: Part>(entity: &Entity) -> Vec<Vec<String>> {
    let Some(owner) = P::Owner::of(entity) else {
        return Vec::new();
    };
    let row = |part| {
        let mut form = Form::Writing(Vec::new());
        pass::<P>(&mut form, Some((owner, part)));
        form.written()
    };
    P::of(owner).iter().map(row).collect()
}

/// The parts of one owner that a call names.
struct Group<P: Part> {
    owner: Entity,
    /// The owner's entry, if the call has one.
    entry: Option<usize>,
    parts: Vec<P>,
    origins: Vec<Origin>,
    /// How many of each name there are so far.
    counts: HashMap<Key, usize>,
}

/// The parts of each name, and where they were read; of one owner where a name may repeat.
type Met<P> = HashMap<(Option<Id<<P as Part>::Owner>>, Key), Vec<(P, Origin)>>;

/// Reads all rows of the table of `P`, and puts them into what they are parts of.
pub(super) fn read<P: Part>(draft: &mut Draft<'_>, sheets: &[&Sheet]) {
    let mut groups: Vec<Group<P>> = Vec::new();
    let mut index: HashMap<Id<P::Owner>, usize> = HashMap::new();
    let mut met: Met<P> = HashMap::new();
    for sheet in sheets {
        for row in &sheet.rows {
            let mut form = Form::reading(sheet, row, draft.now);
            let (owner, name) = P::head(&mut form, None, None);
            let origin = Origin { part: name.clone(), ..Origin::of(sheet, row) };
            let at = owner.as_ref().and_then(|owner| {
                let found = index.get(owner).copied();
                let new = || group(draft, owner, &mut form).map(|group| push(&mut groups, group));
                let at = found.or_else(new)?;
                index.insert(owner.clone(), at);
                Some(at)
            });
            let group = at.and_then(|at| groups.get_mut(at));
            let known = group.as_ref().zip(name.as_ref()).and_then(|(group, name)| known(group, name));
            let part = P::cells(&mut form, name, known.as_ref());
            if let (Some(owner), Some(part)) = (owner, part) {
                let key = (P::REPEATS.then_some(owner), part.name().clone());
                let others = met.entry(key).or_default();
                if let Some((_, other)) = others.iter().find(|(other, _)| part.clashes(other)) {
                    let (column, clash) = P::CLASH;
                    form.refuse(column, format!("{clash} {}; keep one", draft.place_of(other)));
                }
                others.push((part.clone(), origin.clone()));
                if let Some(group) = group {
                    *group.counts.entry(part.name().clone()).or_default() += 1;
                    group.parts.push(part);
                    group.origins.push(origin.clone());
                }
            }
            draft.close(&origin, form);
        }
    }
    groups.into_iter().for_each(|group| settle(draft, group));
}

fn push<T>(list: &mut Vec<T>, item: T) -> usize {
    list.push(item);
    list.len() - 1
}

/// A group for this owner, if there is such an owner. Where there may be one in a row that could not be read, that
/// row's error is enough.
fn group<P: Part>(draft: &Draft<'_>, owner: &Id<P::Owner>, form: &mut Form<'_>) -> Option<Group<P>> {
    let (owner, entry) = match draft.owner(&owner.any(), P::OWNER) {
        Owner::Here(at) => (draft.entries.get(at)?.entity.clone(), Some(at)),
        Owner::Known(entity) => (entity, None),
        Owner::Unread => return None,
        Owner::Nowhere => {
            let reason = format!("{}: not known; add it to {}.csv", shown(owner.as_str()), P::OWNER);
            form.refuse(P::OWNER_COLUMN, reason);
            return None;
        }
    };
    Some(Group { owner, entry, parts: Vec::new(), origins: Vec::new(), counts: HashMap::new() })
}

/// The part that the next row of this name replaces.
fn known<P: Part>(group: &Group<P>, name: &Key) -> Option<P> {
    let count = group.counts.get(name).copied().unwrap_or_default();
    let parts = P::of(P::Owner::of(&group.owner)?);
    parts.iter().filter(|part| part.name() == name).nth(count).cloned()
}

/// Puts the parts of a group into their owner.
fn settle<P: Part>(draft: &mut Draft<'_>, group: Group<P>) {
    let Some(owner) = P::Owner::of(&group.owner) else {
        return;
    };
    let old = if P::REPLACES_ALL { Cow::Borrowed(&[][..]) } else { P::of(owner) };
    let entity: Entity = P::with(owner, merged(&old, group.parts)).into();
    match group.entry.and_then(|at| draft.entries.get_mut(at)) {
        Some(entry) => {
            entry.entity = entity;
            entry.origins.extend(group.origins);
        }
        None => draft.put(Entry { entity, origins: group.origins }),
    }
}

/// The old parts with those of the new names replaced: each in its place, what is too many left out, the rest at the
/// end. So parts that are given again as they are stay as they are, order included.
fn merged<P: Part>(old: &[P], new: Vec<P>) -> Box<[P]> {
    let mut queues: HashMap<Key, Vec<P>> = HashMap::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    for part in old {
        *places.entry(part.name().clone()).or_default() += 1;
    }
    let mut rest = Vec::new();
    for part in new {
        let queue = queues.entry(part.name().clone()).or_default();
        if places.get(part.name()).is_some_and(|places| queue.len() < *places) {
            queue.push(part);
        } else {
            rest.push(part);
        }
    }
    let mut queues: HashMap<_, _> = queues.into_iter().map(|(name, queue)| (name, queue.into_iter())).collect();
    let kept = old.iter().filter_map(|part| match queues.get_mut(part.name()) {
        Some(queue) => queue.next(),
        None => Some(part.clone()),
    });
    let kept: Vec<_> = kept.collect();
    kept.into_iter().chain(rest).collect()
}
