//! Questions for referrals and what follows from them, and for trips.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::scalar::Date;
use super::super::vocabulary::{self, Position, ReferralStatus, Region, TripStatus};
use super::filter::{acts as acts_by_number, states, window};
use crate::domain::{Contact, Referral, Trip};
use crate::graph::{Ref, View};
use crate::queries::arguments::count;
use crate::queries::chains::{self, Chain};
use crate::queries::introductions::{self, Introduction};
use crate::queries::never_met::{self, NamedGovernment, NeverMet};
use crate::queries::next_best::{self, NextBest, NextContact};
use crate::queries::page::Paging;
use crate::queries::referrals::{self, ReferralFilter};
use crate::queries::trips::{self, TripFilter};
use crate::queries::{BadArgument, arguments};

/// How many rows a plain list gives where nobody says.
const USUAL: usize = 50;

/// Narrows referrals. An empty list narrows nothing, like an absent one.
#[derive(InputObject, Default)]
#[graphql(name = "ReferralFilter")]
struct ReferralFilterInput {
    /// Leading to these states, by code, or to posts of theirs.
    states: Option<Vec<String>>,
    /// About these Acts, by number; those about all Acts are kept.
    acts: Option<Vec<i32>>,
    /// Leading to these cities, by key; where none was named, the city where the post is counts.
    cities: Option<Vec<String>>,
    /// With these hints.
    hints: Option<Vec<Position>>,
    /// With these statuses.
    status: Option<Vec<ReferralStatus>>,
    /// Given by these contacts, by id.
    given_by: Option<Vec<ID>>,
}

impl ReferralFilterInput {
    fn read(self, view: View<'_>) -> Result<ReferralFilter, BadArgument> {
        let contact = |view: View<'_>, argument: &str, id: &ID| arguments::id::<Contact>(view, argument, id);
        Ok(ReferralFilter {
            scope: states("filter.states", self.states, view)?,
            acts: acts_by_number("filter.acts", self.acts, view)?,
            cities: arguments::cities(view, "filter.cities", &self.cities.unwrap_or_default())?.into(),
            hints: vocabulary::all(self.hints),
            status: vocabulary::all(self.status),
            given_by: arguments::each(view, "filter.givenBy", &self.given_by.unwrap_or_default(), contact)?.into(),
        })
    }
}

/// Questions for referrals and trips.
#[derive(Default)]
pub(crate) struct ReferralQueries;

/// What can be asked.
#[Object]
impl ReferralQueries {
    /// The referrals, by the name of the state they lead to, then by id.
    async fn referrals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referrals; default all.")] filter: Option<ReferralFilterInput>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Referral>>> {
        let rows = referrals::referrals(ctx.view(), &filter.unwrap_or_default().read(ctx.view())?);
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), rows)?))
    }

    /// Who led to whom: the chains of at least two referrals to which nothing can be added at either end, the longest
    /// first, then by the ids of their referrals. One that goes in a circle begins at its first by id. What follows on
    /// ten referrals begins a chain of its own, unless another passes it. At most 50000 referrals are looked at on the way; where there are more,
    /// chains that begin at later ids are left out.
    async fn referral_chains(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of referrals about this Act, by number, or about all Acts; default all.")] act: Option<
            i32,
        >,
        #[graphql(desc = "At most so many, 1 to 100; default 50.")] first: Option<i32>,
    ) -> Result<Vec<Chain>> {
        let view = ctx.view();
        let first = first.map_or(Ok(USUAL), |it| count("first", it))?;
        let act = act.map(|it| arguments::act(view, "act", it)).transpose()?;
        Ok(chains::chains(view, act, first))
    }

    /// Governments that were named in referrals and that nobody has met, on whatever Act: no follow-up on them is done,
    /// no referral to them was followed up, and no contact of theirs was at a bilateral meeting, as far as the caller
    /// sees. The most often named first, then by state name. Referrals that are dead ends do not count.
    async fn named_but_never_met(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only referrals about these Acts, by number, or about all Acts; default all.")] acts: Option<
            Vec<i32>,
        >,
        #[graphql(desc = "Only states of these regions; default all.")] regions: Option<Vec<Region>>,
        #[graphql(desc = "Named in at least so many referrals, 1 to 100; default 1.")] at_least: Option<i32>,
        #[graphql(desc = "At most so many, 1 to 100; default 50.")] first: Option<i32>,
    ) -> Result<Vec<NamedGovernment>> {
        let view = ctx.view();
        let asked = NeverMet {
            acts: acts_by_number("acts", acts, view)?,
            regions: vocabulary::all(regions),
            at_least: at_least.map_or(Ok(1), |it| count("atLeast", it))?,
            first: first.map_or(Ok(USUAL), |it| count("first", it))?,
        };
        Ok(never_met::named_but_never_met(view, &asked))
    }

    /// The contacts posted in a city whom it is most worth meeting next, as of today, each with the reasons: the highest
    /// score first, then by the name of their state or body, then by id. Whom there is no reason to meet is left out.
    async fn next_best_contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The city by key, such as geneva.")] city: String,
        #[graphql(
            desc = "Only contacts, referrals, follow-ups and standings on these Acts, by number; what is about all \
                          Acts is kept. Default all."
        )]
        acts: Option<Vec<i32>>,
        #[graphql(desc = "Follow-ups are due that are due by this day; default today.")] due_by: Option<Date>,
        #[graphql(desc = "At most so many, 1 to 100; default 50.")] first: Option<i32>,
    ) -> Result<Vec<NextContact>> {
        let view = ctx.view();
        let asked = NextBest {
            city: arguments::city(view, "city", &city)?,
            acts: acts_by_number("acts", acts, view)?,
            due_by: due_by.map_or(Ok(view.today()), |it| it.day("dueBy"))?,
            first: first.map_or(Ok(USUAL), |it| count("first", it))?,
        };
        Ok(next_best::next_best(view, &asked))
    }

    /// Who can introduce an organisation to a contact: the ways from the one to the other, through the organisation's
    /// advocates, the contacts that it met in follow-ups or that its advocates met at open meetings, and the referrals
    /// that contacts gave; of all these only what the caller sees. The shortest first, then by the ids of those whom they
    /// pass. No way passes anybody twice, and referrals that are dead ends are none. At most 50000 follow-ups,
    /// attendances and referrals are looked at; where there are more, longer ways are left out.
    async fn introductions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the contact.")] to: ID,
        #[graphql(desc = "The id of the organisation; default the caller's own. Callers without one must name one.")]
        from: Option<ID>,
        #[graphql(desc = "At most so many, 1 to 100.", default_with = "Some(5)")] first: Option<i32>,
        #[graphql(desc = "Of at most so many steps, 1 to 6.", default_with = "Some(4)")] longest: Option<i32>,
    ) -> Result<Vec<Introduction>> {
        let view = ctx.view();
        let contact = arguments::id::<Contact>(view, "to", &to)?;
        let organisation = introductions::start(view, "from", from.as_deref().map(String::as_str))?;
        let longest = introductions::longest("longest", longest.unwrap_or(4))?;
        let first = count("first", first.unwrap_or(5))?;
        Ok(introductions::introductions(view, organisation, contact, longest, first))
    }

    /// Trips, by their first day, then by id.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn trips(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only to this city, by key; default all.")] city: Option<String>,
        #[graphql(desc = "Only those that last to this day or longer.")] from: Option<Date>,
        #[graphql(desc = "Only those that have begun by this day.")] to: Option<Date>,
        #[graphql(desc = "Only those with these statuses; default all that are not cancelled.")] status: Option<
            Vec<TripStatus>,
        >,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Trip>>> {
        let view = ctx.view();
        let (from, to) = window("", from, to)?;
        let city = city.map(|it| arguments::city(view, "city", &it)).transpose()?;
        let rows = trips::trips(view, &TripFilter { city, from, to, status: vocabulary::all(status) });
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }
}
