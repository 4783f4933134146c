//! The table of contacts: posts, perhaps with the name of their holder.

use super::form::Form;
use super::record::Record;
use super::rule::{ACTS, NAME, id, word};
use crate::domain::{Contact, Id, Marking, Person};

impl Record for Contact {
    const KEY: &'static str = "contact_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let holder = it.and_then(|it| it.person.as_deref());
        let state = form.may("iso3", id(), it.and_then(|it| it.state.clone()));
        let city = form.need("city_id", id(), it.map(|it| it.city.clone()));
        let post = form.need("post", NAME, it.map(|it| it.post.clone()));
        let institution = form.may("institution", NAME, it.and_then(|it| it.institution.clone()));
        let level = form.need("level", word(), it.map(|it| it.level));
        let acts = form.may("acts", ACTS, it.map(|it| it.acts.clone()));
        let person = Person {
            name: form.may("name", NAME, holder.and_then(|it| it.name.clone())),
            email: form.may("email", NAME, holder.and_then(|it| it.email.clone())),
            phone: form.may("phone", NAME, holder.and_then(|it| it.phone.clone())),
        };
        let marking = form.may("marking", word(), it.map(|it| it.marking));
        let body = form.may("body_id", id(), it.and_then(|it| it.body.clone()));
        form.state_or_body(state.is_some(), body.is_some());
        Some(Self {
            id: key?,
            state,
            body,
            city: city?,
            post: post?,
            institution,
            level: level?,
            acts: acts.unwrap_or_default(),
            person: person.known(),
            source: it.and_then(|it| it.source.clone()),
            kept_until: it.and_then(|it| it.kept_until),
            recorded_by: it.and_then(|it| it.recorded_by.clone()),
            // An empty cell lifts no marking.
            marking: marking.or(it.map(|it| it.marking)).unwrap_or(Marking::Coalition),
        })
    }
}
