//! The tables of meetings and of the states expected at them. Who attends is in `attendance`; whether a meeting of its
//! kind may be so is the store's decision.

use super::form::Form;
use super::record::Record;
use super::rule::{COUNT, FLAG, LOCAL_TIME, NAME, NUMBER, id, word};
use crate::domain::{Expectation, Id, Marking, Meeting};

impl Record for Meeting {
    const KEY: &'static str = "meeting_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let kind = form.need("kind", word(), it.map(|it| it.kind));
        let title = form.need("title", NAME, it.map(|it| it.title.clone()));
        let act = form.may("act", id(), it.and_then(|it| it.act.clone()));
        let city = form.need("city_id", id(), it.map(|it| it.city.clone()));
        let start = form.need("start", LOCAL_TIME, it.map(|it| it.start));
        let end = form.need("end", LOCAL_TIME, it.map(|it| it.end));
        let rule = form.need("rule", word(), it.map(|it| it.rule));
        let round = form.may("round", NUMBER, it.and_then(|it| it.round));
        let part_of = form.may("part_of", id(), it.and_then(|it| it.part_of.clone()));
        let places = form.may("places", COUNT, it.and_then(|it| it.places));
        let government_places = form.may("government_places", COUNT, it.and_then(|it| it.government_places));
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        Some(Self {
            id: key?,
            kind: kind?,
            title: title?,
            act,
            city: city?,
            start: start?,
            end: end?,
            rule: rule?,
            round,
            part_of,
            places,
            government_places,
            marking,
            recorded_by,
        })
    }
}

impl Record for Expectation {
    const KEY: &'static str = "expectation_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let meeting = form.need("meeting_id", id(), it.map(|it| it.meeting.clone()));
        let state = form.need("iso3", id(), it.map(|it| it.state.clone()));
        let withdrawn = form.may("withdrawn", FLAG, it.map(|it| it.withdrawn)).unwrap_or(false);
        Some(Self { id: key?, meeting: meeting?, state: state?, withdrawn })
    }
}
