//! Whether a wish about referrals is allowed, and what it brings about; the rules that a referral keeps, wherever it
//! comes from. Trips have a file of their own.

mod trips;

use super::form::{Form, nothing};
use super::rules::{Known, Report, repeats};
use super::{Decision, Rejection, Setting, UserErrorCode};
use crate::domain::command::{AddReferral, ReferralCommand, UpdateReferral};
use crate::domain::{Contact, Id, Marking, Referral, ReferralStatus, State};
use crate::graph::View;

pub(super) use trips::keep as keep_trip;

pub(super) fn decide(view: View<'_>, command: ReferralCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    match command {
        ReferralCommand::AddReferral(it) => add(view, *it, setting),
        ReferralCommand::UpdateReferral(it) => update(view, *it, setting),
        ReferralCommand::PlanTrip(it) => trips::plan(view, *it, setting),
        ReferralCommand::UpdateTrip(it) => trips::update(view, *it, setting),
        ReferralCommand::CancelTrip(it) => trips::cancel(view, &it, setting),
    }
}

fn add(view: View<'_>, input: AddReferral, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let marking = input.marking.unwrap_or(Marking::Coalition);
    let (state, contact) = destination(&mut form, input.state.as_deref(), input.contact.as_deref());
    let referral = Referral {
        id: form.key(input.key.as_deref(), marking),
        state,
        contact,
        act: form.act("act", input.act),
        city: form.reference("city", input.city.as_deref()),
        hint: input.hint,
        status: ReferralStatus::Open,
        given_by: form.reference("givenBy", input.given_by.as_deref()),
        note: form.text("note", input.note.as_deref()),
        evidence: Box::default(),
        takeaway: None,
        marking,
        recorded_by: form.recorder(),
    };
    let referral = referral.into();
    form.check(&referral, &[]);
    form.decide(|| Decision::of(vec![referral]))
}

/// Where it leads: to a state, the one that is named or that of the contact, and to a contact, if it does.
pub(super) fn destination(
    form: &mut Form<'_>,
    state: Option<&str>,
    contact: Option<&str>,
) -> (Id<State>, Option<Id<Contact>>) {
    let named = form.state(state);
    let found = contact.and_then(|it| form.find::<Contact>("contact", it)).map(|(_, it)| it);
    let of_contact = found.filter(|_| state.is_none()).and_then(|it| it.state.clone());
    match (state, contact, found) {
        (None, None, _) => {
            form.refuse(UserErrorCode::Required, "state", "a referral leads to a state or to a contact: name one");
        }
        (None, _, Some(contact)) if contact.state.is_none() => form.refuse(
            UserErrorCode::Rule,
            "contact",
            "a referral leads to a government, and this contact is of a body: name a contact of a state",
        ),
        _ => {}
    }
    (of_contact.or(named).unwrap_or_else(nothing), found.map(|it| it.id.clone()))
}

fn update(view: View<'_>, input: UpdateReferral, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Referral>("referral", &input.referral, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    if before.takeaway.is_some() {
        // Every change has an author and a time, and nothing of the kind is kept of what was learned under the Rule.
        let message = "this was learned under the Chatham House Rule and takes no change: add a follow-up of its own";
        form.refuse(UserErrorCode::Closed, "referral", message);
    }
    let referral = Referral {
        status: form.replaced("status", &input.status, &before.status, |_, it| Some(*it)),
        city: form.patched(&input.city, &before.city, |form, it| form.reference("city", Some(it))),
        hint: form.patched(&input.hint, &before.hint, |_, it| Some(*it)),
        note: form.patched(&input.note, &before.note, |form, it| form.text("note", Some(it))),
        ..before.clone()
    };
    form.settle(before, referral)
}

/// Notes every rule that a referral breaks.
pub(super) fn keep<'a>(it: &'a Referral, known: &Known<'a>, fault: &mut Report<'_>) {
    let contact = it.contact.as_ref().and_then(|id| known.get(id));
    if contact.is_some_and(|contact| contact.state.as_ref() != Some(&it.state)) {
        let message = "the contact is of another state, or of a body; a referral leads to a post of its state";
        fault(UserErrorCode::Rule, "contact", message.to_owned());
    }
    if repeats(&it.evidence) {
        fault(UserErrorCode::Invalid, "evidence", "a referral cites each piece of evidence once".to_owned());
    }
    if it.given_by.is_some() && it.given_by == it.contact {
        fault(UserErrorCode::Rule, "givenBy", "nobody refers to themselves".to_owned());
    }
    if it.takeaway.is_some() && it.given_by.is_some() {
        let message = "by whom it was given is not kept of what was learned under the Chatham House Rule";
        fault(UserErrorCode::Rule, "givenBy", message.to_owned());
    }
}
