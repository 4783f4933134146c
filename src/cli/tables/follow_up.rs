//! The table of follow-ups. How far one has come is a status and the cells that go with it.

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, TEXT, id, word};
use crate::domain::{FollowUp, FollowUpStatus, Id, Marking, Progress};

impl Record for FollowUp {
    const KEY: &'static str = "follow_up_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let purpose = form.need("purpose", TEXT, it.map(|it| it.purpose.clone()));
        let state = form.may("iso3", id(), it.and_then(|it| it.state.clone()));
        let act = form.may("act", id(), it.and_then(|it| it.act.clone()));
        let contact = form.may("contact_id", id(), it.and_then(|it| it.contact.clone()));
        let city = form.may("city_id", id(), it.and_then(|it| it.city.clone()));
        let level = form.need("level", word(), it.map(|it| it.level));
        let assignee = form.need("assignee", id(), it.map(|it| it.assignee.clone()));
        let due = form.need("due", DAY, it.map(|it| it.due));
        let progress = progress(form, it);
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        let body = form.may("body_id", id(), it.and_then(|it| it.body.clone()));
        let report = form.may("report_id", id(), it.and_then(|it| it.report.clone()));
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        form.one_of(["iso3", "body_id"], [state.is_some(), body.is_some()]);
        Some(Self {
            id: key?,
            purpose: purpose?,
            state,
            body,
            act,
            contact,
            city,
            level: level?,
            assignee: assignee?,
            due: due?,
            progress: progress?,
            report,
            marking,
            recorded_by,
        })
    }
}

fn progress(form: &mut Form<'_>, it: Option<&FollowUp>) -> Option<Progress> {
    let status = form.need("status", word(), it.map(FollowUp::status));
    // What is known of one status says nothing of another.
    let known = it.filter(|it| Some(it.status()) == status).map(|it| &it.progress);
    let (known_outcome, known_reason) = match known {
        Some(Progress::Done { outcome, .. }) => (outcome.clone(), None),
        Some(Progress::Cancelled { reason }) => (None, reason.clone()),
        _ => (None, None),
    };
    let known_day = known.and(it).and_then(FollowUp::completed_on);
    let on = form.may("completed_on", DAY, known_day);
    let outcome = form.may("outcome", TEXT, known_outcome);
    let reason = form.may("cancellation_reason", TEXT, known_reason);
    let status = status?;
    let filled = [
        ("completed_on", on.is_some(), FollowUpStatus::Done),
        ("outcome", outcome.is_some(), FollowUpStatus::Done),
        ("cancellation_reason", reason.is_some(), FollowUpStatus::Cancelled),
    ];
    for (column, filled, wanted) in filled {
        if filled && wanted != status {
            form.refuse(column, format!("is filled, but the status is {status}; empty it, or write {wanted}"));
        }
    }
    Some(match status {
        FollowUpStatus::Open => Progress::Open,
        FollowUpStatus::Done => Progress::Done { on, outcome },
        FollowUpStatus::Cancelled => Progress::Cancelled { reason },
    })
}
