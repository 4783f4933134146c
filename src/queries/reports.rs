//! Reports of group sessions, and what they propose.

use super::page::{Row, Step};
use super::scope::Selection;
use super::standings::by_number;
use crate::domain::{Act, FollowUpProposal, Link, Meeting, Priority, Question, Report, ReportStage, StanceProposal};
use crate::graph::{Ref, View};

/// A stance that a report proposes.
#[derive(Clone, Copy, Debug)]
pub struct ProposedStance {
    /// The report.
    pub report: Ref<Report>,
    at: usize,
}

/// A follow-up that a report proposes.
#[derive(Clone, Copy, Debug)]
pub struct ProposedFollowUp {
    /// The report.
    pub report: Ref<Report>,
    at: usize,
}

impl ProposedStance {
    /// What is proposed.
    pub fn get<'g>(&self, view: View<'g>) -> Option<&'g StanceProposal> {
        view.get(self.report).and_then(|it| it.stances.get(self.at))
    }
}

impl ProposedFollowUp {
    /// What is proposed.
    pub fn get<'g>(&self, view: View<'g>) -> Option<&'g FollowUpProposal> {
        view.get(self.report).and_then(|it| it.follow_ups.get(self.at))
    }
}

/// The reports of sessions on these Acts, at these stages: by Act, then by when the session began, then by key.
pub fn reports(view: View<'_>, acts: &Selection<Ref<Act>>, stages: &Selection<ReportStage>) -> Vec<Ref<Report>> {
    let is_asked = |it: &Ref<Report>| {
        acts.admits_known(act(view, *it).as_ref()) && view.get(*it).is_some_and(|it| stages.admits(&it.stage))
    };
    let mut found: Vec<_> = view.all::<Report>().filter(is_asked).collect();
    found.sort_by_cached_key(|it| it.place(view));
    found
}

/// The Act of a report: that of its session.
pub fn act(view: View<'_>, report: Ref<Report>) -> Option<Ref<Act>> {
    view.one(session(view, report)?, Link::Act)
}

/// The session of a report.
pub fn session(view: View<'_>, report: Ref<Report>) -> Option<Ref<Meeting>> {
    view.one(report, Link::Meeting)
}

/// The report of a session.
pub fn of_session(view: View<'_>, session: Ref<Meeting>) -> Option<Ref<Report>> {
    view.referring(session, Link::Meeting).next()
}

/// The stances that a report proposes, in its order.
pub fn stances(view: View<'_>, report: Ref<Report>) -> impl Iterator<Item = ProposedStance> {
    let count = view.get(report).map_or(0, |it| it.stances.len());
    (0..count).map(move |at| ProposedStance { report, at })
}

/// The follow-ups that a report proposes, in its order.
pub fn follow_ups(view: View<'_>, report: Ref<Report>) -> impl Iterator<Item = ProposedFollowUp> {
    let count = view.get(report).map_or(0, |it| it.follow_ups.len());
    (0..count).map(move |at| ProposedFollowUp { report, at })
}

/// The priorities that came of a report, in the order of priorities.
pub fn priorities(view: View<'_>, report: Ref<Report>) -> Vec<Ref<Priority>> {
    let mut found: Vec<_> = view.referring::<Priority, _>(report, Link::Report).collect();
    found.sort_by_cached_key(|it| it.place(view));
    found
}

/// The questions that came of a report and are still asked, by their numbers.
pub fn questions(view: View<'_>, report: Ref<Report>) -> Vec<Ref<Question>> {
    let all = view.referring::<Question, _>(report, Link::Report);
    all.filter(|it| view.get(*it).is_some_and(|it| !it.withdrawn)).collect()
}

impl Row for Ref<Report> {
    const ORDER: (&'static str, usize) = ("reports", 3);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let act = act(view, *self).map_or(Step::from(0), |it| by_number(view, it));
        let start = session(view, *self).and_then(|it| view.get(it)).map(|it| it.start.to_string());
        let key = view.get(*self).map_or("", |it| it.id.as_str());
        vec![act, start.unwrap_or_default().as_str().into(), key.into()]
    }
}
