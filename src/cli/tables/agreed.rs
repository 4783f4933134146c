//! The tables of the priorities and questions that reports name. They have no key, and their order is all that tells them
//! apart: the rows of a call for one report replace all that it named before. What they become is in `priority`.

use std::borrow::Cow;

use super::Table;
use super::form::Form;
use super::part::Part;
use super::priority::disagreement;
use super::rule::{NUMBER, TEXT, id, word};
use crate::domain::campaign::numbered;
use crate::domain::{Id, Key, PriorityProposal, QuestionProposal, Report};

/// What stands in a list, with its number in it.
#[derive(Clone)]
pub(super) struct Numbered<T> {
    /// As written: from 1 on.
    number: Key,
    it: T,
}

/// What a report names in an order.
pub(super) trait Agreed: Clone + 'static {
    /// What a report names.
    fn of(report: &Report) -> &[Self];

    /// The report that names these.
    fn with(report: Report, all: Box<[Self]>) -> Report;

    /// Passes the columns after the number. `it` is what is written, or known already.
    fn cells(form: &mut Form<'_>, it: Option<&Self>) -> Option<Self>;
}

impl<T: Agreed> Part for Numbered<T> {
    type Owner = Report;

    const OWNER: Table = Table::Reports;
    const OWNER_COLUMN: &'static str = "report_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("number", "this number is in");
    const REPLACES_ALL: bool = true;

    fn name(&self) -> &Key {
        &self.number
    }

    fn of(owner: &Report) -> Cow<'_, [Self]> {
        (1..).zip(T::of(owner)).map(|(number, it)| Self { number: numbered(number), it: it.clone() }).collect()
    }

    fn with(owner: &Report, mut parts: Box<[Self]>) -> Report {
        // Without leading zeros the longer number is the greater.
        parts.sort_by(|a, b| (a.number.as_str().len(), &a.number).cmp(&(b.number.as_str().len(), &b.number)));
        T::with(owner.clone(), parts.into_iter().map(|it| it.it).collect())
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
        let owner = form.need("report_id", id(), owner);
        let number = form.need("number", NUMBER, name.and_then(|it| it.as_str().parse().ok()));
        (owner, number.map(numbered))
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, part: Option<&Self>) -> Option<Self> {
        let it = T::cells(form, part.map(|part| &part.it));
        Some(Self { number: name?, it: it? })
    }
}

impl Agreed for PriorityProposal {
    fn of(report: &Report) -> &[Self] {
        &report.priorities
    }

    fn with(report: Report, priorities: Box<[Self]>) -> Report {
        Report { priorities, ..report }
    }

    fn cells(form: &mut Form<'_>, it: Option<&Self>) -> Option<Self> {
        let text = form.need("text", TEXT, it.map(|it| it.text.clone()));
        let urgency = form.need("urgency", word(), it.map(|it| it.urgency));
        let applies_to = form.need("applies_to", word(), it.map(|it| it.applies_to));
        let disagreement = disagreement(form, it.and_then(|it| it.disagreement.as_deref())).map(Box::new);
        Some(Self { text: text?, urgency: urgency?, applies_to: applies_to?, disagreement })
    }
}

impl Agreed for QuestionProposal {
    fn of(report: &Report) -> &[Self] {
        &report.questions
    }

    fn with(report: Report, questions: Box<[Self]>) -> Report {
        Report { questions, ..report }
    }

    fn cells(form: &mut Form<'_>, it: Option<&Self>) -> Option<Self> {
        let text = form.need("text", TEXT, it.map(|it| it.text.clone()));
        let arguments = form.may("arguments", TEXT, it.and_then(|it| it.arguments.clone()));
        Some(Self { text: text?, arguments })
    }
}
