//! The table of who attends meetings. What is erased is in no table.

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, NAME, id, word};
use crate::domain::{Attendance, Attendee, Id};

impl Record for Attendance {
    const KEY: &'static str = "attendance_id";

    fn is_listed(&self) -> bool {
        self.attendee.is_some()
    }

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let meeting = form.need("meeting_id", id(), it.map(|it| it.meeting.clone()));
        let attendee = attendee(form, it.and_then(|it| it.attendee.as_ref()));
        let role = form.need("role", word(), it.map(|it| it.role));
        let stage = form.need("stage", word(), it.map(|it| it.stage));
        let nominated_by = form.may("nominated_by", NAME, it.and_then(|it| it.nominated_by.clone()));
        let erased_on = form.need("erased_on", DAY, it.map(|it| it.erased_on));
        Some(Self {
            id: key?,
            meeting: meeting?,
            attendee: Some(attendee?),
            role: role?,
            stage: stage?,
            nominated_by,
            erased_on: erased_on?,
        })
    }
}

/// Who attends: exactly one of an advocate and a contact.
fn attendee(form: &mut Form<'_>, it: Option<&Attendee>) -> Option<Attendee> {
    let (advocate, contact) = match it {
        Some(Attendee::Advocate(it)) => (Some(it.clone()), None),
        Some(Attendee::Contact(it)) => (None, Some(it.clone())),
        None => (None, None),
    };
    let advocate = form.may("advocate_id", id(), advocate);
    let contact = form.may("contact_id", id(), contact);
    form.one_of(["advocate_id", "contact_id"], [advocate.is_some(), contact.is_some()]);
    advocate.map(Attendee::Advocate).or(contact.map(Attendee::Contact))
}
