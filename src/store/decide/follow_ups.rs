//! Follow-ups: planning, changing, completing, cancelling. A closed one takes no change.

use super::form::Form;
use super::{Decision, Rejection, Setting, UserErrorCode};
use crate::domain::command::{CancelFollowUp, CompleteFollowUp, PlanFollowUp, UpdateFollowUp};
use crate::domain::{Body, City, Contact, FollowUp, Level, Marking, Organisation, Progress};
use crate::graph::View;

pub(super) fn plan(view: View<'_>, input: PlanFollowUp, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let marking = input.marking.unwrap_or(Marking::Coalition);
    let follow_up = FollowUp {
        id: form.key(input.key.as_deref(), marking),
        purpose: form.required_text("purpose", input.purpose.as_deref()),
        state: form.state(input.state.as_deref()),
        body: form.reference::<Body>("body", input.body.as_deref()),
        act: form.act("act", input.act),
        contact: form.reference::<Contact>("contact", input.contact.as_deref()),
        city: form.reference::<City>("city", input.city.as_deref()),
        level: form.required("level", input.level).unwrap_or(Level::Local),
        assignee: form.required_reference::<Organisation>("assignee", input.assignee.as_deref()),
        due: form.required_day("due", input.due.as_deref()),
        progress: Progress::Open,
        report: None,
        marking,
        recorded_by: form.recorder(),
    };
    let follow_up = follow_up.into();
    form.check(&follow_up, &[]);
    form.decide(|| Decision::of(vec![follow_up]))
}

pub(super) fn update(view: View<'_>, input: UpdateFollowUp, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = open(&mut form, &input.follow_up, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    let assignee = &before.assignee;
    let follow_up = FollowUp {
        purpose: form.replaced("purpose", &input.purpose, &before.purpose, |form, it| {
            Some(form.required_text("purpose", Some(it)))
        }),
        contact: form.patched(&input.contact, &before.contact, |form, it| form.reference("contact", Some(it))),
        city: form.patched(&input.city, &before.city, |form, it| form.reference("city", Some(it))),
        level: form.replaced("level", &input.level, &before.level, |_, it| Some(*it)),
        assignee: form.replaced("assignee", &input.assignee, assignee, |form, it| form.reference("assignee", Some(it))),
        due: form.replaced("due", &input.due, &before.due, |form, it| form.day("due", Some(it))),
        ..before.clone()
    };
    form.settle(before, follow_up)
}

pub(super) fn complete(view: View<'_>, input: CompleteFollowUp, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let progress = if input.under_the_rule {
        let told = [("completedOn", input.completed_on.is_some()), ("outcome", input.outcome.is_some())];
        for (field, _) in told.into_iter().filter(|it| it.1) {
            let message = "what was met under the Chatham House Rule closes without day and without text: leave it out";
            form.refuse(UserErrorCode::Rule, field, message);
        }
        Progress::Done { on: None, outcome: None }
    } else {
        let on = form.required_day("completedOn", input.completed_on.as_deref());
        let outcome = form.required_text("outcome", input.outcome.as_deref());
        Progress::Done { on: Some(on), outcome: Some(outcome) }
    };
    close(form, &input.follow_up, input.expected_revision, progress)
}

pub(super) fn cancel(view: View<'_>, input: CancelFollowUp, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let reason = form.required_text("reason", input.reason.as_deref());
    close(form, &input.follow_up, input.expected_revision, Progress::Cancelled { reason: Some(reason) })
}

fn close(mut form: Form<'_>, id: &str, expected: Option<i32>, progress: Progress) -> Result<Decision, Rejection> {
    match open(&mut form, id, expected) {
        Some(before) => form.settle(before, FollowUp { progress, ..before.clone() }),
        None => form.decide(Decision::default),
    }
}

/// The follow-up, if it is still open.
fn open<'a>(form: &mut Form<'a>, id: &str, expected: Option<i32>) -> Option<&'a FollowUp> {
    let found = form.target::<FollowUp>("followUp", id, expected)?;
    if found.progress != Progress::Open {
        let message = format!("this follow-up is {} and takes no change", found.status());
        form.refuse(UserErrorCode::Closed, "followUp", message);
        return None;
    }
    Some(found)
}
