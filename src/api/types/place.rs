//! States, cities and bodies.

use async_graphql::{Context, ID, Object, Result};

use super::connection::Connection;
use super::scalar::{Date, DateTime};
use crate::api::context::{Look, internal};
use crate::api::vocabulary::{BodyKind, Region, UnGroup};
use crate::domain::{Act, Body, City, Contact, Day, Link, Stance, State};
use crate::graph::Ref;
use crate::queries::page::Paging;
use crate::queries::{Standing, When, arguments, contacts, lists, stances};

/// The day meant by an argument `asOf`; today where there is none.
pub(in crate::api) fn as_of(ctx: &Context<'_>, day: Option<Date>) -> Result<Day> {
    day.map_or_else(|| Ok(ctx.view().today()), |it| Ok(it.day("asOf")?))
}

/// The day and the time meant by the arguments `asOf` and `knownAt`.
pub(in crate::api) fn when(ctx: &Context<'_>, day: Option<Date>, known_at: Option<DateTime>) -> Result<When> {
    let known_at = known_at.map(|it| it.time("knownAt")).transpose()?;
    Ok(When { as_of: as_of(ctx, day)?, known_at })
}

/// A member state of the United Nations.
#[Object(name = "State")]
impl Ref<State> {
    /// The global id, such as state:MEX.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The ISO 3166-1 alpha-3 code.
    async fn code<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(self.of(ctx)?.id.as_str())
    }

    /// The common name.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.name)
    }

    /// The full name.
    async fn official_name<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.official_name)
    }

    /// The region of civil society.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        Ok(self.of(ctx)?.region.into())
    }

    /// The regional group of the United Nations.
    async fn un_group(&self, ctx: &Context<'_>) -> Result<UnGroup> {
        Ok(self.of(ctx)?.un_group.into())
    }

    /// The city that is its capital.
    async fn capital(&self, ctx: &Context<'_>) -> Result<Ref<City>> {
        lists::capital(ctx.view(), *self).ok_or_else(|| internal(ctx))
    }

    /// Where the state stands: one standing per Act, in Act order, unknown ones included.
    async fn standings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day to look at; default today.")] as_of: Option<Date>,
        #[graphql(desc = "The Acts by number; default all.")] acts: Option<Vec<i32>>,
    ) -> Result<Vec<Standing>> {
        let day = self::as_of(ctx, as_of)?;
        let acts = arguments::acts(ctx.view(), "acts", &acts.unwrap_or_default())?;
        Ok(acts.into_iter().map(|act| Standing::of(ctx.view(), *self, act, day)).collect())
    }

    /// The history of assessments, retracted ones too: the newest observed first, then by id.
    async fn stances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only on the Act with this number.")] act: Option<i32>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Stance>>> {
        let act: Option<Ref<Act>> = act.map(|it| arguments::act(ctx.view(), "act", it)).transpose()?;
        let rows = stances::history(ctx.view(), *self, act);
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), rows)?))
    }

    /// The contacts in its government, by city name, then id.
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those posted in the city with this id.")] city: Option<ID>,
    ) -> Result<Vec<Ref<Contact>>> {
        let city: Option<Ref<City>> = city.map(|it| arguments::id(ctx.view(), "city", &it)).transpose()?;
        Ok(contacts::of_state(ctx.view(), *self, city))
    }

    /// The bodies of which it is a member on a day, by name.
    async fn bodies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day to look at; default today.")] as_of: Option<Date>,
    ) -> Result<Vec<Ref<Body>>> {
        let day = self::as_of(ctx, as_of)?;
        Ok(lists::bodies_of(ctx.view(), *self, day))
    }
}

/// A city: a capital, another seat of government, or a hub where many states can be met.
#[Object(name = "City")]
impl Ref<City> {
    /// The global id, such as city:geneva.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The name in English.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.name)
    }

    /// The member state it lies in; null for a city outside the member states.
    async fn state(&self, ctx: &Context<'_>) -> Option<Ref<State>> {
        self.one(ctx, Link::State)
    }

    /// Degrees north of the equator; south of it negative.
    async fn latitude(&self, ctx: &Context<'_>) -> Result<f64> {
        Ok(self.of(ctx)?.latitude)
    }

    /// Degrees east of Greenwich; west of it negative.
    async fn longitude(&self, ctx: &Context<'_>) -> Result<f64> {
        Ok(self.of(ctx)?.longitude)
    }

    /// The IANA name of its time zone.
    async fn time_zone<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.time_zone)
    }

    /// Whether many states can be met there.
    async fn is_hub(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.is_hub)
    }

    /// Whether it is the capital of its state.
    async fn is_capital(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.is_capital)
    }
}

/// What else can be met: a bloc that speaks for its members, an institution, an observer. A body has no standing of its own.
#[Object(name = "Body")]
impl Ref<Body> {
    /// The global id, such as body:eu.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The name in English.
    async fn name<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.name)
    }

    /// The abbreviation.
    async fn short_name<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.short_name.as_deref())
    }

    /// What sort of body it is.
    async fn kind(&self, ctx: &Context<'_>) -> Result<BodyKind> {
        Ok(self.of(ctx)?.kind.into())
    }

    /// The states that are members on a day, by name; empty for institutions.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day to look at; default today.")] as_of: Option<Date>,
    ) -> Result<Vec<Ref<State>>> {
        let day = self::as_of(ctx, as_of)?;
        Ok(lists::members(ctx.view(), *self, day))
    }
}
