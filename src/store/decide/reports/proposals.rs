//! What a report proposes, accepted or turned down by those who lead the session. What is accepted becomes real in the
//! same commit, and rests on the report.

use super::super::form::{Form, nothing};
use super::super::{Decision, Rejection, Setting, UserErrorCode};
use super::content;
use super::rights::serves;
use crate::domain::command::AnswerProposal;
use crate::domain::{
    AttendanceRole, Entity, FollowUp, FollowUpProposal, Kinded, Marking, Meeting, MeetingRuleBroken, Outcome,
    ProposalStatus, Report, ReportStage, Stance, StanceProposal,
};
use crate::graph::View;

pub(super) fn accept(view: View<'_>, input: AnswerProposal, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    answer(
        view,
        input,
        setting,
        |form, source, it| {
            let stance = stance(form, source, it, setting);
            (Outcome::Accepted(stance.id.clone()), Some(stance.into()))
        },
        |form, source, it| {
            let follow_up = follow_up(form, source, it);
            (Outcome::Accepted(follow_up.id.clone()), Some(follow_up.into()))
        },
    )
}

pub(super) fn decline(view: View<'_>, input: AnswerProposal, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    answer(view, input, setting, |_, _, _| (Outcome::Declined, None), |_, _, _| (Outcome::Declined, None))
}

/// A report and its session.
#[derive(Clone, Copy)]
struct Source<'v> {
    report: &'v Report,
    session: &'v Meeting,
}

fn answer<'v>(
    view: View<'v>,
    input: AnswerProposal,
    setting: &'v Setting<'v>,
    of_stance: impl FnOnce(&mut Form<'v>, Source<'v>, &StanceProposal) -> (Outcome<Stance>, Option<Entity>),
    of_follow_up: impl FnOnce(&mut Form<'v>, Source<'v>, &FollowUpProposal) -> (Outcome<FollowUp>, Option<Entity>),
) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let report = form.target::<Report>("report", &input.report, input.expected_revision);
    let session = report.and_then(|it| view.find::<Meeting>(it.session.as_str())).and_then(|it| view.get(it));
    let Some(source) = report.zip(session).map(|(report, session)| Source { report, session }) else {
        return form.decide(Decision::default);
    };
    if !serves(view, &source.session.id, &[AttendanceRole::CoLead]) {
        return Err(Rejection::forbidden("report", "the co-leads of the session answer what its report proposes"));
    }
    if source.report.stage == ReportStage::Draft {
        let message = "this report is a draft: what it proposes is answered once it is filed";
        form.break_rule(MeetingRuleBroken::ProposalsFollowFiling, "report", message);
    }
    if source.session.is_under_the_rule() {
        let message = "this session is under the Chatham House Rule: nothing rests on what was said there";
        form.break_rule(MeetingRuleBroken::RuleForbidsCiting, "report", message);
    }
    let mut after = source.report.clone();
    let stance = after.stances.iter_mut().find(|it| it.key.as_str() == input.proposal);
    let follow_up = after.follow_ups.iter_mut().find(|it| it.key.as_str() == input.proposal);
    let made = match (stance, follow_up) {
        (Some(it), _) if is_open(&mut form, &it.outcome) => {
            let (outcome, made) = of_stance(&mut form, source, it);
            it.outcome = outcome;
            made
        }
        (None, Some(it)) if is_open(&mut form, &it.outcome) => {
            let (outcome, made) = of_follow_up(&mut form, source, it);
            it.outcome = outcome;
            made
        }
        (None, None) => {
            let message = format!("this report has no proposal {:?}", input.proposal);
            form.refuse(UserErrorCode::NotFound, "proposal", message);
            None
        }
        _ => None,
    };
    if let Some(made) = &made {
        // What the report names already, it may name, whether whoever accepts it sees that or not.
        form.check_change(&source.report.clone().into(), made);
    }
    form.decide(|| Decision::of(made.into_iter().chain([after.into()]).collect()))
}

/// Whether nobody has answered a proposal yet.
fn is_open<K: Kinded>(form: &mut Form<'_>, outcome: &Outcome<K>) -> bool {
    let status = outcome.status();
    if status != ProposalStatus::Proposed {
        let message = format!("this proposal is {status} already");
        form.break_rule(MeetingRuleBroken::ProposalIsAnsweredOnce, "proposal", &message);
    }
    status == ProposalStatus::Proposed
}

/// The stance that is proposed. It is the session's, and so no one organisation's: it has no assessor, and all such count
/// as of one. An organisation that sees it otherwise says so by a stance of its own.
fn stance(form: &mut Form<'_>, source: Source<'_>, it: &StanceProposal, setting: &Setting<'_>) -> Stance {
    Stance {
        id: form.key(None, Marking::Coalition),
        state: it.state.clone(),
        act: source.session.act.clone().unwrap_or_else(nothing),
        position: it.position,
        leadership: it.leadership,
        observed_on: it.observed_on.unwrap_or(source.session.start.day()),
        confidence: it.confidence,
        rationale: it.rationale.clone(),
        evidence: Box::default(),
        assessed_by: None,
        report: Some(source.report.id.clone()),
        takeaway: None,
        marking: Marking::Coalition,
        recorded_by: form.recorder(),
        recorded_at: setting.now,
        retraction: None,
    }
}

/// The follow-up that is proposed.
fn follow_up(form: &mut Form<'_>, source: Source<'_>, it: &FollowUpProposal) -> FollowUp {
    FollowUp {
        id: form.key(None, Marking::Coalition),
        act: source.session.act.clone(),
        report: Some(source.report.id.clone()),
        recorded_by: form.recorder(),
        ..content::to_be(it)
    }
}
