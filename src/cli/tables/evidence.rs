//! The table of evidence.

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, NAME, URL, id, word};
use crate::domain::{Evidence, Id, Marking};

impl Record for Evidence {
    const KEY: &'static str = "evidence_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let kind = form.need("kind", word(), it.map(|it| it.kind));
        let title = form.need("title", NAME, it.map(|it| it.title.clone()));
        let date = form.may("date", DAY, it.and_then(|it| it.date));
        let publisher = form.may("publisher", NAME, it.and_then(|it| it.publisher.clone()));
        let url = form.may("url", URL, it.and_then(|it| it.url.clone()));
        let state = form.may("iso3", id(), it.and_then(|it| it.state.clone()));
        let meeting = form.may("meeting_id", id(), it.and_then(|it| it.meeting.clone()));
        let marking = form.marking(it.map(|it| it.marking), Marking::Public);
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        Some(Self { id: key?, kind: kind?, title: title?, date, publisher, url, state, meeting, marking, recorded_by })
    }
}
