//! The table of contacts: posts, perhaps with the name of their holder.

use super::form::Form;
use super::record::Record;
use super::rule::{ACTS, DAY, NAME, id, word};
use crate::domain::{Contact, Id, Marking};

impl Record for Contact {
    const KEY: &'static str = "contact_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let state = form.may("iso3", id(), it.and_then(|it| it.state.clone()));
        let city = form.need("city_id", id(), it.map(|it| it.city.clone()));
        let post = form.need("post", NAME, it.map(|it| it.post.clone()));
        let institution = form.may("institution", NAME, it.and_then(|it| it.institution.clone()));
        let level = form.need("level", word(), it.map(|it| it.level));
        let acts = form.may("acts", ACTS, it.map(|it| it.acts.clone()));
        let person = form.person(it.and_then(|it| it.person.as_deref()));
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        let body = form.may("body_id", id(), it.and_then(|it| it.body.clone()));
        let source = form.may("source", NAME, it.and_then(|it| it.source.clone()));
        let kept_until = form.may("kept_until", DAY, it.and_then(|it| it.kept_until));
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        form.one_of(["iso3", "body_id"], [state.is_some(), body.is_some()]);
        Some(Self {
            id: key?,
            state,
            body,
            city: city?,
            post: post?,
            institution,
            level: level?,
            acts: acts.unwrap_or_default(),
            person,
            source,
            kept_until,
            // No file says so, and none changes it.
            erased: it.is_some_and(|it| it.erased),
            marking,
            recorded_by,
        })
    }
}
