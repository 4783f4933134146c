//! Reports: saved as drafts as often as wanted, and filed once. At filing, the priorities and questions that the session
//! agreed on become entities of their own.

use super::super::form::Form;
use super::super::{Decision, Rejection, Setting, UserErrorCode};
use super::rights::serves;
use super::rules::takes_no_report;
use super::{content, questions};
use crate::domain::command::{FileReport, SaveReportDraft};
use crate::domain::{
    AttendanceRole, Entity, Id, Key, Link, Marking, Meeting, MeetingRuleBroken, Priority, PriorityProposal, Report,
    ReportStage,
};
use crate::graph::View;

pub(super) fn save(view: View<'_>, input: SaveReportDraft, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some((session, before)) = open(&mut form, view, &input.session, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    if !serves(view, &session.id, AttendanceRole::REPORT_WRITERS) {
        return Err(Rejection::forbidden("session", "its rapporteur and its co-leads write the report of a session"));
    }
    let blank = blank(&mut form, session, before);
    let report = form.within("content", |form| content::read(form, blank, &input.content));
    settle(form, before, report, |_, _| Vec::new())
}

pub(super) fn file(view: View<'_>, input: FileReport, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some((session, before)) = open(&mut form, view, &input.session, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    if !serves(view, &session.id, &[AttendanceRole::Rapporteur]) {
        return Err(Rejection::forbidden(
            "session",
            "the rapporteur of a session files its report: ask them, or a coordinator",
        ));
    }
    if session.start.day() > setting.latest_day {
        let message = format!("this session is on {}: its report is filed once it is over", session.start.day());
        form.break_rule(MeetingRuleBroken::ReportFollowsSession, "session", &message);
    }
    let draft = blank(&mut form, session, before);
    let report = match (&input.content, before) {
        (Some(given), _) => form.within("content", |form| content::read(form, draft, given)),
        (None, Some(draft)) => draft.clone(),
        (None, None) => {
            form.refuse(UserErrorCode::Required, "content", "there is no draft to file: say what the report holds");
            return form.decide(Decision::default);
        }
    };
    if report.highlights.is_empty() {
        form.within("content", |form| {
            form.refuse(UserErrorCode::Required, "highlights", "a report that is filed has one to three highlights");
        });
    }
    let report =
        Report { stage: ReportStage::Filed, marking: Marking::Coalition, recorded_by: form.recorder(), ..report };
    settle(form, before, report, |form, report| {
        let priorities: Vec<_> = report.priorities.iter().map(|it| agreed(form, session, report, it)).collect();
        let asked = form.within("content", |form| questions::of_report(form, view, session, report));
        priorities.into_iter().map(Entity::from).chain(asked).collect()
    })
}

/// The session and its report, if its report can still be written.
fn open<'v>(
    form: &mut Form<'v>,
    view: View<'v>,
    session: &str,
    expected: Option<i32>,
) -> Option<(&'v Meeting, Option<&'v Report>)> {
    let (at, session) = form.find::<Meeting>("session", session)?;
    if let Some((rule, why)) = takes_no_report(session) {
        form.break_rule(rule, "session", why);
        return None;
    }
    let found = view.referring::<Report, _>(at, Link::Meeting).next();
    let report = found.and_then(|it| view.get(it));
    if report.is_some_and(|it| it.stage == ReportStage::Filed) {
        let message = "the report of this session is filed: there is one report a session";
        form.break_rule(MeetingRuleBroken::OneReportASession, "session", message);
        return None;
    }
    let revision = found.map_or(0, |it| view.revision(it));
    if expected.is_some_and(|it| i64::from(it) != i64::from(revision)) {
        let message = format!("the draft has changed since: its revision is now {revision}");
        form.refuse(UserErrorCode::RevisionConflict, "expectedRevision", message);
    }
    Some((session, report))
}

/// A report of a session that holds nothing, in place of the one there is.
fn blank(form: &mut Form<'_>, session: &Meeting, before: Option<&Report>) -> Report {
    Report {
        // A draft is restricted, and its key is the report's for good.
        id: before.map_or_else(|| form.key(None, Marking::Restricted), |it| it.id.clone()),
        session: session.id.clone(),
        stage: ReportStage::Draft,
        highlights: Box::default(),
        answers: Box::default(),
        priorities: Box::default(),
        questions: Box::default(),
        complementarity: None,
        stances: Box::default(),
        follow_ups: Box::default(),
        marking: Marking::Restricted,
        // Several write it: whose it is, is said once it is filed.
        recorded_by: None,
    }
}

/// A priority, once the report that has it is filed. Nobody endorses it yet.
fn agreed(form: &mut Form<'_>, session: &Meeting, report: &Report, it: &PriorityProposal) -> Priority {
    Priority {
        id: form.key(None, Marking::Coalition),
        act: session.act.clone().unwrap_or_else(|| Id::new(Key::trusted(""))),
        text: it.text.clone(),
        urgency: it.urgency,
        applies_to: it.applies_to,
        endorsed_by: Box::default(),
        disagreement: it.disagreement.clone(),
        report: Some(report.id.clone()),
        agreed_on: Some(session.start.day()),
        marking: Marking::Coalition,
        recorded_by: form.recorder(),
    }
}

/// Holds a report against the rules, and records it after what comes of it.
fn settle(
    mut form: Form<'_>,
    before: Option<&Report>,
    report: Report,
    come: impl FnOnce(&mut Form<'_>, &Report) -> Vec<Entity>,
) -> Result<Decision, Rejection> {
    let entity = Entity::from(report.clone());
    let standing = before.cloned().map(Entity::from);
    form.within("content", |form| match &standing {
        Some(before) => form.check_change(before, &entity),
        None => form.check(&entity, &[]),
    });
    let mut entities = come(&mut form, &report);
    let unchanged = before == Some(&report);
    entities.push(entity);
    form.decide(|| match unchanged {
        true => Decision::unchanged(Entity::from(report).id()),
        false => Decision::of(entities),
    })
}
