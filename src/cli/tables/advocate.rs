//! The table of advocates: the people of the organisations.

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, NAME, id};
use crate::domain::{Advocate, Id};

impl Record for Advocate {
    const KEY: &'static str = "advocate_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let organisation = form.need("org_id", id(), it.map(|it| it.organisation.clone()));
        let person = form.person(it.and_then(|it| it.person.as_deref()));
        let source = form.may("source", NAME, it.and_then(|it| it.source.clone()));
        let kept_until = form.may("kept_until", DAY, it.and_then(|it| it.kept_until));
        // No file says so, and none changes it.
        let erased = it.is_some_and(|it| it.erased);
        Some(Self { id: key?, organisation: organisation?, person, source, kept_until, erased })
    }
}
