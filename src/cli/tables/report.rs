//! The tables of the fields of the reporting template and of reports, and that of what reports answer to the fields. What
//! else a report holds in lists has tables in `agreed` and `proposal`.

use std::borrow::Cow;

use super::Table;
use super::form::Form;
use super::part::Part;
use super::record::Record;
use super::rule::{NUMBER, TEXT, id, word};
use crate::domain::{Complementarity, Id, Key, Marking, Report, ReportAnswer, ReportField, ReportStage};

/// The columns of the highlights, in their order.
const HIGHLIGHTS: [&str; 3] = ["highlight_1", "highlight_2", "highlight_3"];

impl Record for ReportField {
    const KEY: &'static str = "field_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let number = form.need("number", NUMBER, it.map(|it| it.number));
        let title = form.need("title", TEXT, it.map(|it| it.title.clone()));
        let guidance = form.may("guidance", TEXT, it.and_then(|it| it.guidance.clone()));
        Some(Self { id: key?, number: number?, title: title?, guidance })
    }
}

impl Record for Report {
    const KEY: &'static str = "report_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let session = form.need("meeting_id", id(), it.map(|it| it.session.clone()));
        let stage = form.need("stage", word(), it.map(|it| it.stage));
        let mut highlights = Vec::new();
        for (at, column) in HIGHLIGHTS.into_iter().enumerate() {
            highlights.extend(form.may(column, TEXT, it.and_then(|it| it.highlights.get(at).cloned())));
        }
        // A draft is for those who write it.
        let usual = if stage == Some(ReportStage::Draft) { Marking::Restricted } else { Marking::Coalition };
        let marking = form.marking(it.map(|it| it.marking), usual);
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        let complementarity = complementarity(form, it.and_then(|it| it.complementarity.as_deref()));
        Some(Self {
            priorities: it.map(|it| it.priorities.clone()).unwrap_or_default(),
            questions: it.map(|it| it.questions.clone()).unwrap_or_default(),
            complementarity: complementarity.map(Box::new),
            stances: it.map(|it| it.stances.clone()).unwrap_or_default(),
            follow_ups: it.map(|it| it.follow_ups.clone()).unwrap_or_default(),
            id: key?,
            session: session?,
            stage: stage?,
            highlights: highlights.into(),
            answers: it.map(|it| it.answers.clone()).unwrap_or_default(),
            marking,
            recorded_by,
        })
    }
}

/// The answer says to whom it applies: both cells are filled, or neither.
fn complementarity(form: &mut Form<'_>, it: Option<&Complementarity>) -> Option<Complementarity> {
    let text = form.may("complementarity", TEXT, it.map(|it| it.text.clone()));
    let applies_to = form.may("applies_to", word(), it.map(|it| it.applies_to));
    if form.sound(&["complementarity", "applies_to"]) {
        match (&text, applies_to) {
            (Some(_), None) => form.refuse("applies_to", "is empty, but there is a complementarity; say to whom"),
            (None, Some(_)) => form.refuse("complementarity", "is empty, but applies_to is filled; fill it in"),
            _ => {}
        }
    }
    Some(Complementarity { text: text?, applies_to: applies_to? })
}

impl Part for ReportAnswer {
    type Owner = Report;

    const OWNER: Table = Table::Reports;
    const OWNER_COLUMN: &'static str = "report_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("field_id", "this field is answered in");

    fn name(&self) -> &Key {
        self.field.key()
    }

    fn of(owner: &Report) -> Cow<'_, [Self]> {
        Cow::Borrowed(&owner.answers)
    }

    fn with(owner: &Report, answers: Box<[Self]>) -> Report {
        Report { answers, ..owner.clone() }
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
        let owner = form.need("report_id", id(), owner);
        let field = form.need("field_id", id::<ReportField>(), name.map(Id::new));
        (owner, field.map(|field| field.key().clone()))
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, it: Option<&Self>) -> Option<Self> {
        let text = form.need("text", TEXT, it.map(|it| it.text.clone()));
        Some(Self { field: Id::new(name?), text: text? })
    }
}
