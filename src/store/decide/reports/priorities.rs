//! Priorities: adding and changing them, and endorsing them for an organisation.

use super::super::form::{Form, nothing};
use super::super::{Decision, Rejection, Setting};
use super::content::disagreement;
use crate::domain::command::{AddPriority, Endorsement, UpdatePriority};
use crate::domain::{AppliesTo, Id, Marking, Organisation, Priority, Urgency};
use crate::graph::View;

pub(super) fn add(view: View<'_>, input: AddPriority, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let marking = input.marking.unwrap_or(Marking::Coalition);
    let act = form.required("act", input.act);
    let priority = Priority {
        id: form.key(input.key.as_deref(), marking),
        act: form.act("act", act).unwrap_or_else(nothing),
        text: form.required_text("text", input.text.as_deref()),
        urgency: form.required("urgency", input.urgency).unwrap_or(Urgency::Low),
        applies_to: form.required("appliesTo", input.applies_to).unwrap_or(AppliesTo::Both),
        endorsed_by: Box::default(),
        disagreement: input.disagreement.as_ref().map(|it| disagreement(&mut form, it)),
        report: None,
        agreed_on: Some(setting.today),
        marking,
        recorded_by: form.recorder(),
    };
    let priority = priority.into();
    form.check(&priority, &[]);
    form.decide(|| Decision::of(vec![priority]))
}

pub(super) fn update(view: View<'_>, input: UpdatePriority, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Priority>("priority", &input.priority, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    let text = form.replaced("text", &input.text, &before.text, |form, it| Some(form.required_text("text", Some(it))));
    // Whoever has endorsed a message has endorsed these words.
    let endorsed_by = if text == before.text { before.endorsed_by.clone() } else { Box::default() };
    let after = Priority {
        text,
        urgency: form.replaced("urgency", &input.urgency, &before.urgency, |_, it| Some(*it)),
        applies_to: form.replaced("appliesTo", &input.applies_to, &before.applies_to, |_, it| Some(*it)),
        endorsed_by,
        disagreement: form.patched(&input.disagreement, &before.disagreement, |form, it| Some(disagreement(form, it))),
        ..before.clone()
    };
    form.settle(before, after)
}

pub(super) fn endorse(view: View<'_>, input: Endorsement, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    change(view, input, setting, |endorsed, organisation| {
        if !endorsed.contains(organisation) {
            endorsed.push(organisation.clone());
        }
    })
}

pub(super) fn withdraw(view: View<'_>, input: Endorsement, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    change(view, input, setting, |endorsed, organisation| endorsed.retain(|it| it != organisation))
}

fn change(
    view: View<'_>,
    input: Endorsement,
    setting: &Setting<'_>,
    change: impl FnOnce(&mut Vec<Id<Organisation>>, &Id<Organisation>),
) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let before = form.target::<Priority>("priority", &input.priority, input.expected_revision);
    let own = form.recorder();
    let organisation = match &input.organisation {
        Some(id) => form.reference::<Organisation>("organisation", Some(id)),
        None => form.required("organisation", own.clone()),
    };
    let (Some(before), Some(organisation)) = (before, organisation) else {
        return form.decide(Decision::default);
    };
    if !view.clearance().coordinates() && own.as_ref() != Some(&organisation) {
        return Err(Rejection::forbidden(
            "organisation",
            "you endorse for your own organisation: leave it out, or ask a coordinator",
        ));
    }
    let mut endorsed = before.endorsed_by.to_vec();
    change(&mut endorsed, &organisation);
    let after = Priority { endorsed_by: endorsed.into(), ..before.clone() };
    form.settle(before, after)
}
