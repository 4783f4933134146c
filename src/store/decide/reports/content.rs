//! What a report holds, read from what its writer wrote.

use super::super::UserErrorCode;
use super::super::form::{Form, nothing};
use crate::domain::command::{
    GivenAnswer, GivenComplementarity, GivenDisagreement, GivenFollowUp, GivenPriority, GivenQuestion, GivenStance,
    ReportContent,
};
use crate::domain::{
    AppliesTo, Complementarity, Confidence, Disagreement, FollowUp, FollowUpProposal, Key, Level, Marking,
    Organisation, Outcome, Position, PriorityProposal, Progress, QuestionProposal, Report, ReportAnswer, ReportField,
    StanceProposal, Urgency,
};

/// The report with this in it, in place of all that it held.
pub(super) fn read(form: &mut Form<'_>, report: Report, given: &ReportContent) -> Report {
    let mut answers = form.each("answers", &given.answers, answer);
    answers.sort_by_key(|(number, _)| *number);
    let highlight = |form: &mut Form<'_>, it: &String| form.required_text("text", Some(it));
    Report {
        highlights: form.each("highlights", &given.highlights, highlight),
        answers: answers.into_iter().map(|it| it.1).collect(),
        priorities: form.each("priorities", &given.priorities, priority),
        questions: form.each("questions", &given.questions, question),
        complementarity: given.complementarity.as_ref().map(|it| {
            let it = form.within("complementarity", |form| complementarity(form, it));
            Box::new(it)
        }),
        stances: form.each("stances", &given.stances, stance),
        follow_ups: form.each("followUps", &given.follow_ups, follow_up),
        ..report
    }
}

/// An answer, with the number of its field.
fn answer(form: &mut Form<'_>, given: &GivenAnswer) -> (u16, ReportAnswer) {
    let field = form.find::<ReportField>("field", &given.field).map(|it| it.1);
    let text = form.required_text("text", given.text.as_deref());
    let answer = ReportAnswer { field: field.map_or_else(nothing, |it| it.id.clone()), text };
    (field.map_or(0, |it| it.number), answer)
}

fn priority(form: &mut Form<'_>, given: &GivenPriority) -> PriorityProposal {
    PriorityProposal {
        text: form.required_text("text", given.text.as_deref()),
        urgency: form.required("urgency", given.urgency).unwrap_or(Urgency::Low),
        applies_to: form.required("appliesTo", given.applies_to).unwrap_or(AppliesTo::Both),
        disagreement: given.disagreement.as_ref().map(|it| disagreement(form, it)),
    }
}

/// An agreement to disagree, in the field of that name.
pub(super) fn disagreement(form: &mut Form<'_>, given: &GivenDisagreement) -> Box<Disagreement> {
    form.within("disagreement", |form| {
        Box::new(Disagreement {
            about: form.required_text("about", given.about.as_deref()),
            revisit_on: form.required_day("revisitOn", given.revisit_on.as_deref()),
        })
    })
}

/// A question to governments.
pub(super) fn question(form: &mut Form<'_>, given: &GivenQuestion) -> QuestionProposal {
    QuestionProposal {
        text: form.required_text("text", given.text.as_deref()),
        arguments: form.text("arguments", given.arguments.as_deref()),
    }
}

fn complementarity(form: &mut Form<'_>, given: &GivenComplementarity) -> Complementarity {
    Complementarity {
        text: form.required_text("text", given.text.as_deref()),
        applies_to: form.required("appliesTo", given.applies_to).unwrap_or(AppliesTo::Both),
    }
}

fn stance(form: &mut Form<'_>, given: &GivenStance) -> StanceProposal {
    let state = form.required("state", given.state.as_deref());
    let observed_on = form.day("observedOn", given.observed_on.as_deref());
    if let Some(day) = observed_on {
        form.past("observedOn", day);
    }
    StanceProposal {
        key: key(form, given.key.as_deref()),
        state: form.state(state).unwrap_or_else(nothing),
        position: form.required("position", given.position).unwrap_or(Position::OnTheFence),
        leadership: given.leadership,
        confidence: form.required("confidence", given.confidence).unwrap_or(Confidence::Low),
        observed_on,
        rationale: form.text("rationale", given.rationale.as_deref()),
        outcome: Outcome::Proposed,
    }
}

fn follow_up(form: &mut Form<'_>, given: &GivenFollowUp) -> FollowUpProposal {
    let proposal = FollowUpProposal {
        key: key(form, given.key.as_deref()),
        purpose: form.required_text("purpose", given.purpose.as_deref()),
        state: form.state(given.state.as_deref()),
        body: form.reference("body", given.body.as_deref()),
        contact: form.reference("contact", given.contact.as_deref()),
        city: form.reference("city", given.city.as_deref()),
        level: form.required("level", given.level).unwrap_or(Level::Local),
        assignee: form.required_reference::<Organisation>("assignee", given.assignee.as_deref()),
        due: form.required_day("due", given.due.as_deref()),
        outcome: Outcome::Proposed,
    };
    // It keeps the rules of what it is to become.
    form.check(&to_be(&proposal).into(), &[]);
    proposal
}

/// The key of a proposal: the writer's own, or a new one.
fn key(form: &mut Form<'_>, given: Option<&str>) -> Key {
    match given.map(Key::slug) {
        None => form.fresh_key(Marking::Coalition),
        Some(Ok(key)) => key,
        Some(Err(reason)) => {
            form.refuse(UserErrorCode::Invalid, "key", reason);
            form.fresh_key(Marking::Coalition)
        }
    }
}

/// The follow-up that is proposed, on all Acts, by nobody, and without a key.
pub(super) fn to_be(it: &FollowUpProposal) -> FollowUp {
    FollowUp {
        id: nothing(),
        purpose: it.purpose.clone(),
        state: it.state.clone(),
        body: it.body.clone(),
        act: None,
        contact: it.contact.clone(),
        city: it.city.clone(),
        level: it.level,
        assignee: it.assignee.clone(),
        due: it.due,
        progress: Progress::Open,
        report: None,
        marking: Marking::Coalition,
        recorded_by: None,
    }
}
