//! The tables of what civil society agrees on under an Act: priorities, and questions to governments.

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, FLAG, NUMBER, TEXT, id, ids, word};
use crate::domain::{Disagreement, Id, Marking, Priority, Question};

impl Record for Priority {
    const KEY: &'static str = "priority_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let act = form.need("act", id(), it.map(|it| it.act.clone()));
        let text = form.need("text", TEXT, it.map(|it| it.text.clone()));
        let urgency = form.need("urgency", word(), it.map(|it| it.urgency));
        let applies_to = form.need("applies_to", word(), it.map(|it| it.applies_to));
        let endorsed_by = form.may("endorsed_by", ids(), it.map(|it| it.endorsed_by.clone()));
        let disagreement = disagreement(form, it.and_then(|it| it.disagreement.as_deref()));
        let report = form.may("report_id", id(), it.and_then(|it| it.report.clone()));
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        let agreed_on = form.may("agreed_on", DAY, it.and_then(|it| it.agreed_on));
        Some(Self {
            id: key?,
            act: act?,
            agreed_on,
            text: text?,
            urgency: urgency?,
            applies_to: applies_to?,
            endorsed_by: endorsed_by.unwrap_or_default(),
            disagreement: disagreement.map(Box::new),
            report,
            marking,
            recorded_by,
        })
    }
}

/// An agreement to disagree names the day on which it is looked at again: both cells are filled, or neither.
pub(super) fn disagreement(form: &mut Form<'_>, it: Option<&Disagreement>) -> Option<Disagreement> {
    let about = form.may("disagreement", TEXT, it.map(|it| it.about.clone()));
    let revisit_on = form.may("revisit_on", DAY, it.map(|it| it.revisit_on));
    if form.sound(&["disagreement", "revisit_on"]) {
        match (&about, revisit_on) {
            (Some(_), None) => form.refuse("revisit_on", "is empty, but there is a disagreement; fill in the day"),
            (None, Some(_)) => form.refuse("disagreement", "is empty, but revisit_on is filled; say about what"),
            _ => {}
        }
    }
    Some(Disagreement { about: about?, revisit_on: revisit_on? })
}

impl Record for Question {
    const KEY: &'static str = "question_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let act = form.need("act", id(), it.map(|it| it.act.clone()));
        let number = form.need("number", NUMBER, it.map(|it| it.number));
        let text = form.need("text", TEXT, it.map(|it| it.text.clone()));
        let arguments = form.may("arguments", TEXT, it.and_then(|it| it.arguments.clone()));
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        let report = form.may("report_id", id(), it.and_then(|it| it.report.clone()));
        let withdrawn = form.may("withdrawn", FLAG, it.map(|it| it.withdrawn)).unwrap_or(false);
        Some(Self {
            id: key?,
            act: act?,
            number: number?,
            text: text?,
            arguments,
            report,
            withdrawn,
            marking,
            recorded_by,
        })
    }
}
