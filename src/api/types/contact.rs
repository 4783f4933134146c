//! Contacts.

use async_graphql::{Context, ID, Object, Result};

use super::scalar::Date;
use crate::api::context::Look;
use crate::api::vocabulary::{self, Level, Marking};
use crate::domain::{Act, Body, City, Contact, FollowUp, Link, Organisation, State};
use crate::graph::Ref;
use crate::queries::contacts;

/// A post that can be met, in a government or a body. Details belong to the post.
#[Object(name = "Contact")]
impl Ref<Contact> {
    /// The global id, such as contact:mex-geneva.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The state of its government; exactly one of state and body is there.
    async fn state(&self, ctx: &Context<'_>) -> Option<Ref<State>> {
        self.one(ctx, Link::State)
    }

    /// The body it belongs to.
    async fn body(&self, ctx: &Context<'_>) -> Option<Ref<Body>> {
        self.one(ctx, Link::Body)
    }

    /// Where it is posted.
    async fn city(&self, ctx: &Context<'_>) -> Result<Ref<City>> {
        self.must(ctx, Link::City)
    }

    /// The post held.
    async fn post<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.post)
    }

    /// The ministry, permanent mission or other institution.
    async fn institution<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.institution.as_deref())
    }

    /// At what level it is met.
    async fn level(&self, ctx: &Context<'_>) -> Result<Level> {
        Ok(self.of(ctx)?.level.into())
    }

    /// The Acts it is about, in Act order; empty means all Acts.
    async fn acts(&self, ctx: &Context<'_>) -> Vec<Ref<Act>> {
        self.many(ctx, Link::Acts)
    }

    /// The name of the holder; null where only the post is known, or where the caller may not see it.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.person(ctx)?.name.as_deref()
    }

    /// The holder's e-mail address; null as for the name.
    async fn email<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.person(ctx)?.email.as_deref()
    }

    /// The holder's telephone number; null as for the name.
    async fn phone<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.person(ctx)?.phone.as_deref()
    }

    /// Where the details of the holder come from; null as for the name.
    async fn source<'c>(&self, ctx: &Context<'c>) -> Option<&'c str> {
        self.in_person(ctx)?.source.as_deref()
    }

    /// The last day on which the details of the holder are kept; null as for the name.
    async fn kept_until(&self, ctx: &Context<'_>) -> Option<Date> {
        self.in_person(ctx)?.kept_until.map(Into::into)
    }

    /// The organisation whose advocate recorded it; null where a coordinator did.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::RecordedBy)
    }

    /// Who may see it.
    async fn marking(&self, ctx: &Context<'_>) -> Result<Marking> {
        Ok(self.of(ctx)?.marking.into())
    }

    /// The follow-ups with this contact, by the day they are due, then by id.
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those with one of these statuses; default all.")] status: Option<
            Vec<vocabulary::FollowUpStatus>,
        >,
    ) -> Vec<Ref<FollowUp>> {
        contacts::follow_ups(ctx.view(), *self, &vocabulary::all(status))
    }

    /// The newest day on which a follow-up with this contact was completed.
    async fn last_contacted_on(&self, ctx: &Context<'_>) -> Option<Date> {
        contacts::last_contacted_on(ctx.view(), *self).map(Into::into)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
