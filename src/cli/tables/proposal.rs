//! The tables of the stances and follow-ups that reports propose. What became of one is a status, and the key of what it
//! became.

use std::borrow::Cow;

use super::Table;
use super::form::Form;
use super::part::Part;
use super::rule::{DAY, SLUG, TEXT, id, word};
use crate::domain::{FollowUpProposal, Id, Key, Kinded, Outcome, ProposalStatus, Report, StanceProposal};

impl Part for StanceProposal {
    type Owner = Report;

    const OWNER: Table = Table::Reports;
    const OWNER_COLUMN: &'static str = "report_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("proposal_id", "this proposal is in");

    fn name(&self) -> &Key {
        &self.key
    }

    fn of(owner: &Report) -> Cow<'_, [Self]> {
        Cow::Borrowed(&owner.stances)
    }

    fn with(owner: &Report, stances: Box<[Self]>) -> Report {
        Report { stances, ..owner.clone() }
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
        head(form, owner, name)
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, it: Option<&Self>) -> Option<Self> {
        let state = form.need("iso3", id(), it.map(|it| it.state.clone()));
        let position = form.need("position", word(), it.map(|it| it.position));
        let leadership = form.may("leadership", word(), it.and_then(|it| it.leadership));
        let confidence = form.need("confidence", word(), it.map(|it| it.confidence));
        let observed_on = form.may("observed_on", DAY, it.and_then(|it| it.observed_on));
        let rationale = form.may("rationale", TEXT, it.and_then(|it| it.rationale.clone()));
        let outcome = outcome(form, "stance_id", it.map(|it| &it.outcome));
        Some(Self {
            key: name?,
            state: state?,
            position: position?,
            leadership,
            confidence: confidence?,
            observed_on,
            rationale,
            outcome: outcome?,
        })
    }
}

impl Part for FollowUpProposal {
    type Owner = Report;

    const OWNER: Table = Table::Reports;
    const OWNER_COLUMN: &'static str = "report_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("proposal_id", "this proposal is in");

    fn name(&self) -> &Key {
        &self.key
    }

    fn of(owner: &Report) -> Cow<'_, [Self]> {
        Cow::Borrowed(&owner.follow_ups)
    }

    fn with(owner: &Report, follow_ups: Box<[Self]>) -> Report {
        Report { follow_ups, ..owner.clone() }
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
        head(form, owner, name)
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, it: Option<&Self>) -> Option<Self> {
        let purpose = form.need("purpose", TEXT, it.map(|it| it.purpose.clone()));
        let state = form.may("iso3", id(), it.and_then(|it| it.state.clone()));
        let body = form.may("body_id", id(), it.and_then(|it| it.body.clone()));
        let contact = form.may("contact_id", id(), it.and_then(|it| it.contact.clone()));
        let city = form.may("city_id", id(), it.and_then(|it| it.city.clone()));
        let level = form.need("level", word(), it.map(|it| it.level));
        let assignee = form.need("assignee", id(), it.map(|it| it.assignee.clone()));
        let due = form.need("due", DAY, it.map(|it| it.due));
        let outcome = outcome(form, "follow_up_id", it.map(|it| &it.outcome));
        form.one_of(["iso3", "body_id"], [state.is_some(), body.is_some()]);
        Some(Self {
            key: name?,
            purpose: purpose?,
            state,
            body,
            contact,
            city,
            level: level?,
            assignee: assignee?,
            due: due?,
            outcome: outcome?,
        })
    }
}

fn head(form: &mut Form<'_>, owner: Option<Id<Report>>, name: Option<Key>) -> (Option<Id<Report>>, Option<Key>) {
    let owner = form.need("report_id", id(), owner);
    let key = form.need("proposal_id", SLUG, name);
    (owner, key)
}

/// What became of a proposal. `column` names what it became, and is filled where it was accepted.
fn outcome<K: Kinded>(form: &mut Form<'_>, column: &'static str, it: Option<&Outcome<K>>) -> Option<Outcome<K>> {
    let status = form.need("status", word(), it.map(Outcome::status));
    // What is known of one status says nothing of another.
    let known = it.filter(|it| Some(it.status()) == status).and_then(Outcome::accepted);
    let became = form.may(column, id(), known.cloned());
    match (status?, became) {
        (ProposalStatus::Proposed, None) => Some(Outcome::Proposed),
        (ProposalStatus::Declined, None) => Some(Outcome::Declined),
        (ProposalStatus::Accepted, Some(it)) => Some(Outcome::Accepted(it)),
        (ProposalStatus::Accepted, None) => {
            if form.sound(&[column]) {
                form.refuse(column, "is empty, but the status is accepted; say what the proposal became");
            }
            None
        }
        (status, Some(_)) => {
            let advice = "empty it, or write accepted";
            form.refuse(column, format!("is filled, but the status is {status}; {advice}"));
            None
        }
    }
}
