//! Leaders: rows of the answer to who leads, or can lead, on an Act.

use async_graphql::{Context, Object, Result};

use crate::api::context::{Look, internal};
use crate::api::vocabulary::{Leadership, Position};
use crate::domain::{Act, Contact, FollowUp, Stance, State};
use crate::graph::Ref;
use crate::queries::leaders::{self, Leader};

/// A state that leads, or can lead, on an Act.
#[Object]
impl Leader {
    /// The state that leads, or can.
    async fn state(&self) -> Ref<State> {
        self.0.state
    }

    /// The Act that was asked for.
    async fn act(&self) -> Ref<Act> {
        self.0.act
    }

    /// The position it holds: a negative state can lead.
    async fn position(&self, ctx: &Context<'_>) -> Result<Position> {
        self.0.position.map(Into::into).ok_or_else(|| internal(ctx))
    }

    /// Whether it leads, or can.
    async fn leadership(&self, ctx: &Context<'_>) -> Result<Leadership> {
        self.0.leadership.map(Into::into).ok_or_else(|| internal(ctx))
    }

    /// Whether the assessors' latest stances differ in position.
    async fn contested(&self) -> bool {
        self.0.contested
    }

    /// The stance that gives the position.
    async fn stance(&self, ctx: &Context<'_>) -> Result<Ref<Stance>> {
        self.0.stance.ok_or_else(|| internal(ctx))
    }

    /// The contacts of the state for this Act or all Acts, by city name, then id.
    async fn contacts(&self, ctx: &Context<'_>) -> Vec<Ref<Contact>> {
        leaders::contacts_of(ctx.view(), self)
    }

    /// The open follow-ups on the state and this Act or all Acts, by the day they are due, then by id.
    async fn open_follow_ups(&self, ctx: &Context<'_>) -> Vec<Ref<FollowUp>> {
        leaders::open_follow_ups_on(ctx.view(), self)
    }
}
