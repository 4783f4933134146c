//! Who asks, as the service sees them.

use async_graphql::{Context, Object};

use crate::api::context::Look;
use crate::api::vocabulary::{CallerRole, Marking};
use crate::domain::{self, Advocate, Clearance, Organisation};
use crate::graph::Ref;

/// Whoever asks. Made in a request, and of that request alone.
pub(in crate::api) struct Viewer(());

impl Viewer {
    /// That of this request, whose answer is not kept.
    pub(in crate::api) fn of(ctx: &Context<'_>) -> Self {
        ctx.session().is_not_kept();
        Self(())
    }
}

/// Whoever asks: by their token, or without one where the operator lets them.
#[Object]
impl Viewer {
    /// What they may see and do.
    async fn role(&self, ctx: &Context<'_>) -> CallerRole {
        match ctx.view().clearance() {
            Clearance::Viewer => CallerRole::Viewer,
            Clearance::Analyst => CallerRole::Analyst,
            Clearance::Advocate { .. } => CallerRole::Advocate,
            Clearance::Coordinator => CallerRole::Coordinator,
            Clearance::Admin => CallerRole::Admin,
        }
    }

    /// The organisation whose advocate they are; null for all others.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        let view = ctx.view();
        view.clearance().organisation().and_then(|it| view.find(it.as_str()))
    }

    /// The advocate they are; null for all others.
    async fn advocate(&self, ctx: &Context<'_>) -> Option<Ref<Advocate>> {
        let view = ctx.view();
        view.clearance().advocate().and_then(|it| view.find(it.as_str()))
    }

    /// The markings of which they see everything, in the order of the values. An advocate also sees what is restricted to their organisation.
    async fn sees(&self, ctx: &Context<'_>) -> Vec<Marking> {
        let clearance = ctx.view().clearance();
        let seen = domain::Marking::ALL.iter().filter(|it| clearance.sees(**it, [None, None]));
        seen.map(|it| (*it).into()).collect()
    }

    /// Whether they run the campaign: plan meetings, publish, see everything that is restricted.
    async fn coordinates(&self, ctx: &Context<'_>) -> bool {
        ctx.view().clearance().coordinates()
    }

    /// Whether they run the service: tokens, erasure, the audit trail, backups.
    async fn administers(&self, ctx: &Context<'_>) -> bool {
        ctx.view().clearance().administers()
    }
}
