//! The rules that reports, priorities and questions keep, wherever they come from.

use std::collections::HashSet;

use super::super::UserErrorCode;
use super::super::rules::Known;
use crate::domain::{Link, Marking, Meeting, MeetingKind, MeetingRuleBroken, Priority, Question, Report, ReportStage};

/// How many highlights a report has at the most, and how many questions a table.
pub(super) const THREE: usize = 3;

type Faults<'r> = dyn FnMut(UserErrorCode, &'static str, String) + 'r;

/// The rule by which a meeting takes no report, with what to say, if it is one of meetings.
pub(super) fn broken_by_report(meeting: &Meeting) -> Option<(MeetingRuleBroken, &'static str)> {
    let message = "this meeting is under the Chatham House Rule: it takes no report; what was learned is a takeaway";
    meeting.is_under_the_rule().then_some((MeetingRuleBroken::TableHasNoReport, message))
}

/// Why another meeting takes no report, if it takes none.
pub(super) fn takes_no_report(meeting: &Meeting) -> Option<&'static str> {
    if meeting.kind != MeetingKind::GroupSession {
        return Some("only group sessions have reports: there is no rapporteur and no record of any other meeting");
    }
    meeting.act.is_none().then_some("this session has no Act: give it one first")
}

/// The rules of meetings that a report breaks: each with the field and what to say.
pub(in super::super) fn broken<'a>(
    it: &'a Report,
    known: &Known<'a>,
) -> impl Iterator<Item = (MeetingRuleBroken, &'static str, String)> + use<> {
    let by_session = known.get(&it.session).and_then(broken_by_report);
    let message = || format!("a table has at most three questions; this has {}", it.questions.len());
    let too_many = (it.questions.len() > THREE).then(|| (MeetingRuleBroken::ThreeQuestions, "questions", message()));
    by_session.map(|(rule, why)| (rule, "session", why.to_owned())).into_iter().chain(too_many)
}

/// The rules of reports but those of meetings.
pub(in super::super) fn report<'a>(it: &'a Report, known: &Known<'a>, fault: &mut Faults<'_>) {
    let session = known.get(&it.session).filter(|it| !it.is_under_the_rule());
    if let Some(why) = session.and_then(takes_no_report) {
        fault(UserErrorCode::Rule, "session", why.to_owned());
    }
    if it.highlights.len() > THREE {
        let message = format!("a report has at most three highlights; this has {}", it.highlights.len());
        fault(UserErrorCode::Rule, "highlights", message);
    }
    if it.stage == ReportStage::Draft && it.marking != Marking::Restricted {
        let message = "a draft is restricted: only those who write it see it".to_owned();
        fault(UserErrorCode::Rule, "marking", message);
    }
    let mut fields = HashSet::new();
    if !it.answers.iter().all(|answer| fields.insert(&answer.field)) {
        fault(UserErrorCode::Invalid, "answers", "a report answers each field of the template once".to_owned());
    }
    let mut keys = HashSet::new();
    if !it.stances.iter().all(|it| keys.insert(&it.key)) {
        fault(UserErrorCode::Invalid, "stances", "each proposal of a report has a key of its own".to_owned());
    }
    if !it.follow_ups.iter().all(|it| keys.insert(&it.key)) {
        fault(UserErrorCode::Invalid, "followUps", "each proposal of a report has a key of its own".to_owned());
    }
    let is_other = |other: &Report| other.id != it.id && other.session == it.session;
    if known.with::<Report, _>(&it.session, Link::Meeting).any(is_other) {
        let message = "this session has its report already: there is one report a session".to_owned();
        fault(UserErrorCode::Rule, "session", message);
    }
}

/// The rules of priorities.
pub(in super::super) fn priority(it: &Priority, fault: &mut Faults<'_>) {
    if it.endorsed_by.iter().collect::<HashSet<_>>().len() < it.endorsed_by.len() {
        fault(UserErrorCode::Invalid, "endorsedBy", "an organisation endorses a priority once".to_owned());
    }
}

/// The rules of questions.
pub(in super::super) fn question<'a>(it: &'a Question, known: &Known<'a>, fault: &mut Faults<'_>) {
    if !(1..=THREE).contains(&usize::from(it.number)) {
        let message = format!("a table has three questions, numbered from 1 to 3; there is no question {}", it.number);
        fault(UserErrorCode::Rule, "number", message);
    }
    let is_same = |other: &Question| {
        let asked = !other.withdrawn && !it.withdrawn;
        other.id != it.id && other.act == it.act && other.number == it.number && asked
    };
    if known.with::<Question, _>(&it.act, Link::Act).any(is_same) {
        let message = format!("there is a question {} on this Act already: change that one", it.number);
        fault(UserErrorCode::Rule, "number", message);
    }
}
