//! Evidence and stances: adding, recording, taking back.

use super::form::{Form, nothing};
use super::{Decision, Rejection, Setting, UserErrorCode};
use crate::domain::command::{AddEvidence, RecordStance, RetractStance};
use crate::domain::{Confidence, Entity, Evidence, EvidenceKind, Id, Marking, Position, Retraction, Stance};
use crate::graph::View;

pub(super) fn add_evidence(view: View<'_>, input: AddEvidence, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let evidence = evidence(&mut form, &input, Marking::Coalition);
    form.decide(|| Decision::of(vec![evidence]))
}

/// A piece of evidence, marked like this unless the input says otherwise.
pub(super) fn evidence(form: &mut Form<'_>, input: &AddEvidence, marking: Marking) -> Entity {
    let marking = input.marking.unwrap_or(marking);
    let evidence = Evidence {
        id: form.key(input.key.as_deref(), marking),
        kind: form.required("kind", input.kind).unwrap_or(EvidenceKind::Other),
        title: form.required_name("title", input.title.as_deref()),
        date: form.day("date", input.date.as_deref()),
        publisher: form.name("publisher", input.publisher.as_deref()),
        url: form.text("url", input.url.as_deref()),
        state: form.state(input.state.as_deref()),
        meeting: form.reference("meeting", input.meeting.as_deref()),
        marking,
        recorded_by: form.recorder(),
    };
    let evidence = evidence.into();
    form.check(&evidence, &[]);
    evidence
}

pub(super) fn record(view: View<'_>, input: RecordStance, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let mut brought: Vec<Entity> = Vec::new();
    let mut cited: Vec<Id<Evidence>> = Vec::new();
    for id in &input.evidence {
        cited.extend(form.reference("evidence", Some(id)));
    }
    let marking = input.marking.unwrap_or(Marking::Coalition);
    if let Some(new) = &input.new_evidence {
        let new = form.within("newEvidence", |form| evidence(form, new, marking));
        cited.push(Id::new(new.key().clone()));
        brought.push(new);
    }
    let state = form.required("state", input.state.as_deref());
    let act = form.required("act", input.act);
    let stance = Stance {
        id: form.key(input.key.as_deref(), marking),
        state: form.state(state).unwrap_or_else(nothing),
        act: form.act("act", act).unwrap_or_else(nothing),
        position: form.required("position", input.position).unwrap_or(Position::OnTheFence),
        leadership: input.leadership,
        observed_on: form.required_day("observedOn", input.observed_on.as_deref()),
        confidence: form.required("confidence", input.confidence).unwrap_or(Confidence::Low),
        rationale: form.text("rationale", input.rationale.as_deref()),
        evidence: cited.into(),
        assessed_by: form.reference("assessedBy", input.assessed_by.as_deref()).or_else(|| form.recorder()),
        report: None,
        takeaway: None,
        marking,
        recorded_by: form.recorder(),
        recorded_at: setting.now,
        retraction: None,
    };
    let stance = stance.into();
    form.check(&stance, &brought);
    brought.push(stance);
    form.decide(|| Decision::of(brought))
}

pub(super) fn retract(view: View<'_>, input: RetractStance, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let reason = form.required_text("reason", input.reason.as_deref());
    let stance = form.target::<Stance>("stance", &input.stance, input.expected_revision).cloned();
    if stance.as_ref().is_some_and(|it| it.retraction.is_some()) {
        form.refuse(UserErrorCode::Rule, "stance", "this stance is retracted already");
    }
    form.decide(|| {
        let retracted = stance.map(|it| Stance {
            retraction: Some(Box::new(Retraction { on: setting.today, reason: Some(reason) })),
            ..it
        });
        Decision::of(retracted.into_iter().map(Entity::from).collect())
    })
}
