//! The plan of a stay in a city.

use async_graphql::{Context, Object};

use super::scalar::Date;
use crate::api::context::Look;
use crate::domain::{City, Contact, FollowUp, Milestone, Trip};
use crate::graph::Ref;
use crate::queries::outreach::{self, OutreachPlan, Visit};
use crate::queries::{Standing, trips};

/// Whom to meet in a city, and about what.
#[Object]
impl OutreachPlan {
    /// The city of the stay.
    async fn city(&self) -> Ref<City> {
        self.city
    }

    /// The first day.
    async fn from(&self) -> Date {
        self.window.from.into()
    }

    /// The last day.
    async fn to(&self) -> Date {
        self.window.to.into()
    }

    /// What happens in the city in the window, by first day, then id.
    async fn milestones(&self) -> &[Ref<Milestone>] {
        &self.milestones
    }

    /// The contacts posted there: those with the earliest open follow-up first, then by name of their state or body, then by id.
    async fn visits(&self) -> &[Visit] {
        &self.visits
    }

    /// What else is open and due in the city: with no contact, or with one posted elsewhere; by the day it is due, then by id.
    async fn other_follow_ups(&self) -> &[Ref<FollowUp>] {
        &self.other_follow_ups
    }

    /// Who will be in the city on a day of the window: trips that are not cancelled, by their first day, then by id.
    async fn trips(&self, ctx: &Context<'_>) -> Vec<Ref<Trip>> {
        trips::in_city(ctx.view(), self.city, self.window)
    }
}

/// A contact to be met.
#[Object]
impl Visit {
    /// The contact, who is posted in the city.
    async fn contact(&self) -> Ref<Contact> {
        self.contact
    }

    /// Where the contact's state stands on the contact's Acts, in Act order, as of the window's start; nothing for a body.
    async fn standings(&self, ctx: &Context<'_>) -> Vec<Standing> {
        outreach::standings(ctx.view(), self)
    }

    /// What is open with this contact and due in the window or before it, by the day it is due, then by id.
    async fn due_follow_ups(&self) -> &[Ref<FollowUp>] {
        &self.due_follow_ups
    }
}
