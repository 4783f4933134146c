//! The table of trips.

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, id, word};
use crate::domain::{Id, Marking, Trip};

impl Record for Trip {
    const KEY: &'static str = "trip_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let organisation = form.need("org_id", id(), it.map(|it| it.organisation.clone()));
        let advocate = form.may("advocate_id", id(), it.and_then(|it| it.advocate.clone()));
        let city = form.need("city_id", id(), it.map(|it| it.city.clone()));
        let from = form.need("from", DAY, it.map(|it| it.from));
        let to = form.need("to", DAY, it.map(|it| it.to));
        let status = form.need("status", word(), it.map(|it| it.status));
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        Some(Self {
            id: key?,
            organisation: organisation?,
            advocate,
            city: city?,
            from: from?,
            to: to?,
            status: status?,
            marking,
        })
    }
}
