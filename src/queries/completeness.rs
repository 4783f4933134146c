//! What a meeting has, what it still lacks, and what should be otherwise. What must not be is refused when it is
//! recorded, and cannot be found here.

use std::collections::HashSet;

use super::meetings::{beside, held};
use crate::domain::meeting_rules::{CO_LEADS, DELEGATES, Held, LEADERS, SESSION, who_may_facilitate};
use crate::domain::{AttendanceRole, Attendee, Meeting, MeetingKind};
use crate::graph::{Ref, View};

/// What a meeting has of those that take up a place, and what it lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Those of civil society, in all roles.
    pub participants: usize,
    /// Those of governments.
    pub delegates: usize,
    /// The co-leads.
    pub co_leads: usize,
    /// Whether there is a rapporteur.
    pub rapporteur: bool,
    /// Whether there is a facilitator.
    pub facilitator: bool,
    /// How many more of civil society there can be; nothing where nobody has said.
    pub free: Option<usize>,
    /// What is lacking, in the order of the values.
    pub lacks: Vec<MeetingLack>,
    /// What should be otherwise, in the order of the values.
    pub warnings: Vec<MeetingWarning>,
}

/// What a meeting still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeetingLack {
    /// A group session has fewer than seven participants.
    Participants,
    /// A group session has fewer than two co-leads.
    CoLeads,
    /// A group session has no rapporteur.
    Rapporteur,
    /// A table has no facilitator.
    Facilitator,
    /// A table has fewer than two delegates of governments.
    Delegates,
    /// A table has fewer than five of civil society.
    Leaders,
}

/// What should be otherwise, without being refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingWarning {
    /// What it is about.
    pub kind: MeetingWarningKind,
    /// How many people it is about.
    pub count: usize,
}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeetingWarningKind {
    /// A table is mostly of the session on the same Act, and this one is not.
    FewFromSession,
    /// The facilitator of a table does not lead the session on the same Act any more.
    FacilitatorLeadsNoSession,
    /// People sit at a table on none of the Acts of their sessions.
    OtherTableRecommended,
    /// People have a seat who are not chosen for the gathering.
    NotSelected,
}

impl MeetingWarning {
    /// It in a sentence.
    pub fn message(&self) -> String {
        let count = self.count;
        match self.kind {
            MeetingWarningKind::FewFromSession => {
                format!("A table should be mostly of the session on the same Act; {count} here are not.")
            }
            MeetingWarningKind::FacilitatorLeadsNoSession => {
                "The facilitator should be a co-lead of the session on the same Act, and is not any more.".to_owned()
            }
            MeetingWarningKind::OtherTableRecommended => {
                format!("One of the tables of one's sessions is recommended; for {count} here this is none of them.")
            }
            MeetingWarningKind::NotSelected => {
                format!("Those who have a seat should be chosen for the gathering; {count} here are not.")
            }
        }
    }
}

/// What a meeting has and lacks; nothing for whoever may not know who attends. Warnings look at other meetings as well,
/// so they are for those who coordinate.
pub fn completeness(view: View<'_>, meeting: Ref<Meeting>) -> Option<Completeness> {
    let it = held(view, meeting).filter(|it| view.knows_who_attends(it.meeting))?;
    let mut found = of(&it);
    if view.clearance().coordinates() {
        let whole = it.meeting.part_of.as_ref().and_then(|it| view.find(it.as_str())).and_then(|it| held(view, it));
        found.warnings = warnings(&it, whole.as_ref(), &beside(view, it.meeting));
    }
    Some(found)
}

/// What a meeting has and lacks, by itself.
pub fn of(held: &Held<'_>) -> Completeness {
    let participants = held.leaders().count();
    let delegates = held.delegates().count();
    let co_leads = held.with_role(AttendanceRole::CoLead).count();
    let rapporteur = held.with_role(AttendanceRole::Rapporteur).next().is_some();
    let facilitator = held.with_role(AttendanceRole::Facilitator).next().is_some();
    let lacks: &[(MeetingLack, bool)] = match held.meeting.kind {
        MeetingKind::GroupSession => &[
            (MeetingLack::Participants, participants < SESSION.0),
            (MeetingLack::CoLeads, co_leads < CO_LEADS),
            (MeetingLack::Rapporteur, !rapporteur && !held.meeting.is_under_the_rule()),
        ],
        MeetingKind::Table => &[
            (MeetingLack::Facilitator, !facilitator),
            (MeetingLack::Delegates, delegates < DELEGATES.0),
            (MeetingLack::Leaders, participants < LEADERS.0),
        ],
        _ => &[],
    };
    let of_kind = match held.meeting.kind {
        MeetingKind::GroupSession => Some(SESSION.1),
        MeetingKind::Table => Some(LEADERS.1),
        _ => None,
    };
    let of_places = held.meeting.places.map(usize::from);
    let most = of_kind.into_iter().chain(of_places).min();
    Completeness {
        participants,
        delegates,
        co_leads,
        rapporteur,
        facilitator,
        free: most.map(|it| it.saturating_sub(participants)),
        lacks: lacks.iter().filter(|it| it.1).map(|it| it.0).collect(),
        warnings: Vec::new(),
    }
}

/// What should be otherwise at a meeting, in view of the whole gathering and of its sessions and tables.
pub fn warnings(held: &Held<'_>, whole: Option<&Held<'_>>, beside: &[Held<'_>]) -> Vec<MeetingWarning> {
    let mut found = Vec::new();
    let mut warn = |kind, count| {
        if count > 0 {
            found.push(MeetingWarning { kind, count });
        }
    };
    let here: Vec<&Attendee> = held.leaders().filter_map(|it| it.attendee.as_ref()).collect();
    if held.meeting.kind == MeetingKind::Table {
        let sessions = || beside.iter().filter(|it| it.meeting.kind == MeetingKind::GroupSession);
        let is_in = |session: &Held<'_>, who: &Attendee| session.leaders().any(|it| it.attendee.as_ref() == Some(who));
        let from_session =
            |who: &Attendee| beside.iter().any(|it| it.meeting.is_session_for(held.meeting) && is_in(it, who));
        let others = here.iter().filter(|it| !from_session(it)).count();
        warn(MeetingWarningKind::FewFromSession, if others * 2 >= here.len() { others } else { 0 });
        let facilitators = held.with_role(AttendanceRole::Facilitator).filter_map(|it| it.attendee.as_ref());
        let leads = |who: &Attendee| who_may_facilitate(held.meeting, beside).any(|it| it == who);
        warn(MeetingWarningKind::FacilitatorLeadsNoSession, facilitators.filter(|it| !leads(it)).count());
        let strays = here.iter().filter(|it| !from_session(it) && sessions().any(|session| is_in(session, it)));
        warn(MeetingWarningKind::OtherTableRecommended, strays.count());
    }
    if let Some(whole) = whole.filter(|it| it.meeting.places.is_some()) {
        let chosen: HashSet<_> = whole.leaders().filter_map(|it| it.attendee.as_ref()).collect();
        warn(MeetingWarningKind::NotSelected, here.iter().filter(|it| !chosen.contains(*it)).count());
    }
    found
}
