//! The tables of states, cities and bodies. Members of bodies have a table of their own.

use super::form::Form;
use super::record::Record;
use super::rule::{FLAG, LATITUDE, LONGITUDE, NAME, id, word};
use crate::domain::{Body, City, Id, State};

impl Record for State {
    const KEY: &'static str = "iso3";

    fn cells(form: &mut Form<'_>, id: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let name = form.need("name", NAME, it.map(|it| it.name.clone()));
        let official_name = form.need("official_name", NAME, it.map(|it| it.official_name.clone()));
        let region = form.need("cs_region", word(), it.map(|it| it.region));
        let un_group = form.need("un_group", word(), it.map(|it| it.un_group));
        Some(Self { id: id?, name: name?, official_name: official_name?, region: region?, un_group: un_group? })
    }
}

impl Record for City {
    const KEY: &'static str = "city_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let name = form.need("name", NAME, it.map(|it| it.name.clone()));
        let state = form.may("iso3", id(), it.and_then(|it| it.state.clone()));
        let latitude = form.need("lat", LATITUDE, it.map(|it| it.latitude));
        let longitude = form.need("lon", LONGITUDE, it.map(|it| it.longitude));
        let time_zone = form.need("timezone", NAME, it.map(|it| it.time_zone.clone()));
        let is_capital = form.need("is_capital", FLAG, it.map(|it| it.is_capital));
        let is_hub = form.may("is_hub", FLAG, it.map(|it| it.is_hub)).unwrap_or(false);
        if is_capital == Some(true) && state.is_none() && form.sound(&["iso3"]) {
            form.refuse("is_capital", "a capital needs its state; fill iso3");
        }
        Some(Self {
            id: key?,
            name: name?,
            state,
            latitude: latitude?,
            longitude: longitude?,
            time_zone: time_zone?,
            is_hub,
            is_capital: is_capital?,
        })
    }
}

impl Record for Body {
    const KEY: &'static str = "body_id";

    fn cells(form: &mut Form<'_>, id: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let name = form.need("name", NAME, it.map(|it| it.name.clone()));
        let short_name = form.may("short_name", NAME, it.and_then(|it| it.short_name.clone()));
        let kind = form.need("kind", word(), it.map(|it| it.kind));
        Some(Self {
            id: id?,
            name: name?,
            short_name,
            kind: kind?,
            members: it.map(|it| it.members.clone()).unwrap_or_default(),
        })
    }
}
