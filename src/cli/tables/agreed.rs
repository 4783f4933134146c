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

impl<T: Clone> Numbered<T> {
    /// A list, numbered.
    fn all(list: &[T]) -> Cow<'static, [Self]> {
        (1..).zip(list).map(|(number, it)| Self { number: numbered(number), it: it.clone() }).collect()
    }

    /// The list, in the order of the numbers.
    fn list(mut all: Box<[Self]>) -> Box<[T]> {
        // Without leading zeros the longer number is the greater.
        all.sort_by(|a, b| (a.number.as_str().len(), &a.number).cmp(&(b.number.as_str().len(), &b.number)));
        all.into_iter().map(|it| it.it).collect()
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
        let owner = form.need("report_id", id(), owner);
        let number = form.need("number", NUMBER, name.and_then(|it| it.as_str().parse().ok()));
        (owner, number.map(numbered))
    }
}

impl Part for Numbered<PriorityProposal> {
    type Owner = Report;

    const OWNER: Table = Table::Reports;
    const OWNER_COLUMN: &'static str = "report_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("number", "this number is in");
    const REPLACES_ALL: bool = true;

    fn name(&self) -> &Key {
        &self.number
    }

    fn clashes(&self, _: &Self) -> bool {
        true
    }

    fn of(owner: &Report) -> Cow<'_, [Self]> {
        Self::all(&owner.priorities)
    }

    fn with(owner: &Report, priorities: Box<[Self]>) -> Report {
        Report { priorities: Self::list(priorities), ..owner.clone() }
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
        Self::head(form, owner, name)
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, part: Option<&Self>) -> Option<Self> {
        let it = part.map(|part| &part.it);
        let text = form.need("text", TEXT, it.map(|it| it.text.clone()));
        let urgency = form.need("urgency", word(), it.map(|it| it.urgency));
        let applies_to = form.need("applies_to", word(), it.map(|it| it.applies_to));
        let disagreement = disagreement(form, it.and_then(|it| it.disagreement.as_deref())).map(Box::new);
        let it = PriorityProposal { text: text?, urgency: urgency?, applies_to: applies_to?, disagreement };
        Some(Self { number: name?, it })
    }
}

impl Part for Numbered<QuestionProposal> {
    type Owner = Report;

    const OWNER: Table = Table::Reports;
    const OWNER_COLUMN: &'static str = "report_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("number", "this number is in");
    const REPLACES_ALL: bool = true;

    fn name(&self) -> &Key {
        &self.number
    }

    fn clashes(&self, _: &Self) -> bool {
        true
    }

    fn of(owner: &Report) -> Cow<'_, [Self]> {
        Self::all(&owner.questions)
    }

    fn with(owner: &Report, questions: Box<[Self]>) -> Report {
        Report { questions: Self::list(questions), ..owner.clone() }
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
        Self::head(form, owner, name)
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, part: Option<&Self>) -> Option<Self> {
        let it = part.map(|part| &part.it);
        let text = form.need("text", TEXT, it.map(|it| it.text.clone()));
        let arguments = form.may("arguments", TEXT, it.and_then(|it| it.arguments.clone()));
        Some(Self { number: name?, it: QuestionProposal { text: text?, arguments } })
    }
}
