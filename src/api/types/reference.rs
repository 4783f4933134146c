//! From a [`Ref`] to its entity and to what the entity refers to. The object types are made of Refs.

use async_graphql::{Context, ID, Result};

use crate::api::context::{Look, internal};
use crate::domain::{Kinded, Link, Person};
use crate::graph::{AnyRef, Ref};

impl<K: Kinded> Ref<K> {
    /// The entity.
    pub(in crate::api) fn of<'c>(self, ctx: &Context<'c>) -> Result<&'c K> {
        ctx.view().get(self).ok_or_else(|| internal(ctx))
    }

    /// The id as clients know it.
    pub(in crate::api) fn global_id(self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id().written().into())
    }

    /// What the entity refers to, where it may refer to nothing.
    pub(in crate::api) fn one<T: Kinded>(self, ctx: &Context<'_>, link: Link) -> Option<Ref<T>> {
        ctx.view().one(self, link)
    }

    /// What the entity refers to, where it always does.
    pub(in crate::api) fn must<T: Kinded>(self, ctx: &Context<'_>, link: Link) -> Result<Ref<T>> {
        self.one(ctx, link).ok_or_else(|| internal(ctx))
    }

    /// All that the entity refers to, in its own order.
    pub(in crate::api) fn many<T: Kinded>(self, ctx: &Context<'_>, link: Link) -> Vec<Ref<T>> {
        ctx.view().many(self, link).collect()
    }

    /// The personal details of the entity, where the caller may see them. An answer with any is not kept, and is noted in
    /// the audit trail before it is given.
    pub(in crate::api) fn person<'c>(self, ctx: &Context<'c>) -> Option<&'c Person>
    where
        AnyRef: From<Self>,
    {
        let view = ctx.view();
        let person = view.person(self)?;
        ctx.session().may_show_details_of(view.entity(self)?.id()).then_some(person)
    }

    /// The entity with what is personal of it, where the caller may see that. An answer with any is not kept.
    pub(in crate::api) fn in_person<'c>(self, ctx: &Context<'c>) -> Option<&'c K>
    where
        AnyRef: From<Self>,
    {
        let view = ctx.view();
        view.entity(self).filter(|it| view.sees_details(it))?;
        ctx.session().is_not_kept();
        view.get(self)
    }

    /// How often the entity has changed.
    pub(in crate::api) fn revisions(self, ctx: &Context<'_>) -> i32
    where
        AnyRef: From<Self>,
    {
        i32::try_from(ctx.view().revision(self)).unwrap_or(i32::MAX)
    }
}
