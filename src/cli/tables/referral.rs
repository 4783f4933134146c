//! The table of referrals. Takeaways have a table of their own.

use super::form::Form;
use super::record::Record;
use super::rule::{TEXT, id, ids, word};
use crate::domain::{Id, Marking, Referral};

impl Record for Referral {
    const KEY: &'static str = "referral_id";

    fn is_listed(&self) -> bool {
        self.takeaway.is_none()
    }

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let state = form.need("iso3", id(), it.map(|it| it.state.clone()));
        let contact = form.may("contact_id", id(), it.and_then(|it| it.contact.clone()));
        let act = form.may("act", id(), it.and_then(|it| it.act.clone()));
        let city = form.may("city_id", id(), it.and_then(|it| it.city.clone()));
        let hint = form.may("hint", word(), it.and_then(|it| it.hint));
        let status = form.need("status", word(), it.map(|it| it.status));
        let given_by = form.may("given_by", id(), it.and_then(|it| it.given_by.clone()));
        let note = form.may("note", TEXT, it.and_then(|it| it.note.clone()));
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        let evidence = form.may("evidence_ids", ids(), it.map(|it| it.evidence.clone()));
        Some(Self {
            id: key?,
            state: state?,
            contact,
            act,
            city,
            hint,
            status: status?,
            given_by,
            note,
            evidence: evidence.unwrap_or_default(),
            takeaway: it.and_then(|it| it.takeaway.clone()),
            marking,
            recorded_by,
        })
    }
}
