//! The rules that reports, priorities and questions keep, wherever they come from.

use std::collections::HashSet;

use super::super::UserErrorCode;
use super::super::rules::{Fault, Known};
use crate::domain::{Link, Marking, Meeting, MeetingKind, MeetingRuleBroken, Priority, Question, Report, ReportStage};

/// How many highlights a report has at the most, and how many questions a table.
pub(super) const THREE: usize = 3;

type Faults<'r> = dyn FnMut(UserErrorCode, &'static str, String) + 'r;

/// Why a meeting takes no report, if it takes none: the rule, and how it is said.
pub(super) fn takes_no_report(meeting: &Meeting) -> Option<(MeetingRuleBroken, &'static str)> {
    if meeting.is_under_the_rule() {
        let why = "this meeting is under the Chatham House Rule: it takes no report; what was learned is a takeaway";
        return Some((MeetingRuleBroken::TableHasNoReport, why));
    }
    if meeting.kind != MeetingKind::GroupSession {
        let why = "only group sessions have reports: there is no rapporteur and no record of any other meeting";
        return Some((MeetingRuleBroken::OnlySessionsAreReported, why));
    }
    let why = "this session has no Act: give it one first";
    meeting.act.is_none().then_some((MeetingRuleBroken::OneAct, why))
}

/// The rules of reports.
pub(in super::super) fn report<'a>(it: &'a Report, known: &Known<'a>, faults: &mut Vec<Fault>) {
    use MeetingRuleBroken as Broken;
    let mut broken = |rule, field, message: &str| faults.push(Fault::broken(rule, field, message));
    let session = known.get(&it.session);
    if let Some((rule, why)) = session.and_then(takes_no_report) {
        broken(rule, "session", why);
    }
    if it.highlights.len() > THREE {
        let message = format!("a report has at most three highlights; this has {}", it.highlights.len());
        broken(Broken::ThreeHighlights, "highlights", &message);
    }
    if it.questions.len() > THREE {
        let message = format!("a table has at most three questions; this has {}", it.questions.len());
        broken(Broken::ThreeQuestions, "questions", &message);
    }
    if it.stage == ReportStage::Draft && it.marking != Marking::Restricted {
        broken(Broken::DraftIsRestricted, "marking", "a draft is restricted: only those who write it see it");
    }
    let is_other = |other: &Report| other.id != it.id && other.session == it.session;
    if known.with::<Report, _>(&it.session, Link::Meeting).any(is_other) {
        let message = "this session has its report already: there is one report a session";
        broken(Broken::OneReportASession, "session", message);
    }
    let mut invalid = |field, message: &str| faults.push(Fault::new(UserErrorCode::Invalid, field, message));
    let mut fields = HashSet::new();
    if !it.answers.iter().all(|answer| fields.insert(&answer.field)) {
        invalid("answers", "a report answers each field of the template once");
    }
    let mut keys = HashSet::new();
    if !it.stances.iter().all(|it| keys.insert(&it.key)) {
        invalid("stances", "each proposal of a report has a key of its own");
    }
    if !it.follow_ups.iter().all(|it| keys.insert(&it.key)) {
        invalid("followUps", "each proposal of a report has a key of its own");
    }
}

/// The rules of priorities.
pub(in super::super) fn priority(it: &Priority, fault: &mut Faults<'_>) {
    if it.endorsed_by.iter().collect::<HashSet<_>>().len() < it.endorsed_by.len() {
        fault(UserErrorCode::Invalid, "endorsedBy", "an organisation endorses a priority once".to_owned());
    }
}

/// The rules of questions.
pub(in super::super) fn question<'a>(it: &'a Question, known: &Known<'a>, faults: &mut Vec<Fault>) {
    if !(1..=THREE).contains(&usize::from(it.number)) {
        let message = format!("a table has three questions, numbered from 1 to 3; there is no question {}", it.number);
        faults.push(Fault::broken(MeetingRuleBroken::ThreeQuestions, "number", message));
    }
    let is_same = |other: &Question| {
        let asked = !other.withdrawn && !it.withdrawn;
        other.id != it.id && other.act == it.act && other.number == it.number && asked
    };
    if known.with::<Question, _>(&it.act, Link::Act).any(is_same) {
        let message = format!("there is a question {} on this Act already: change that one", it.number);
        faults.push(Fault::broken(MeetingRuleBroken::QuestionHasItsNumber, "number", message));
    }
}
