//! From what an input holds to what a command does: ids and days as texts, and what is absent, null or there.

use async_graphql::{ID, MaybeUndefined};

use crate::api::types::scalar::Date;
use crate::domain::command::Patch;

pub(super) fn text(id: Option<ID>) -> Option<String> {
    id.map(|it| it.0)
}

pub(super) fn ids(ids: Vec<ID>) -> Vec<String> {
    ids.into_iter().map(|it| it.0).collect()
}

pub(super) fn date(date: Option<Date>) -> Option<String> {
    date.map(Date::text)
}

pub(super) fn patch<T, R>(value: MaybeUndefined<T>, read: impl FnOnce(T) -> R) -> Patch<R> {
    match value {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(value) => Patch::Set(read(value)),
    }
}

/// All of an optional list.
pub(super) fn all<T, R>(given: Option<Vec<T>>, read: impl FnMut(T) -> R) -> Vec<R> {
    given.unwrap_or_default().into_iter().map(read).collect()
}
