//! What would be of the meetings of a gathering were a change made, held against the rules of meetings. A change is
//! refused for what it breaks, not for what was broken before.

use std::collections::{BTreeSet, HashMap};

use crate::domain::meeting_rules::{Breach, Held, breaches};
use crate::domain::{Attendance, Entity, Id, Kinded, Link, Meeting, MeetingKind, MeetingRuleBroken};
use crate::graph::View;
use crate::queries::meetings::held_with;
use crate::store::decide::UserError;

/// The rules that these entities would break, new or in place of those with their keys.
pub(super) fn broken_by(view: View<'_>, coming: &[Entity]) -> Vec<Breach> {
    let after = World::new(view, coming);
    let before = World::new(view, &[]);
    let mut found: Vec<Breach> =
        after.meetings.values().filter_map(|it| taken_off(before.meeting(&it.id)?, it)).collect();
    for circle in after.circles(&before) {
        let standing = breaches(&before.held(&circle));
        let is_same = |one: &Breach, other: &Breach| {
            (one.rule, &one.meeting, &one.attendance) == (other.rule, &other.meeting, &other.attendance)
        };
        let is_told_here = |it: &Breach| after.meeting(&it.meeting).is_some_and(|it| Circle::own(it) == circle);
        for breach in breaches(&after.held(&circle)).into_iter().filter(is_told_here) {
            if !standing.iter().chain(&found).any(|it| is_same(it, &breach)) {
                found.push(breach);
            }
        }
    }
    found
}

/// The rules that an import would break; each path begins with the number of the entity.
pub(in crate::store::decide) fn broken_by_import(view: View<'_>, entities: &[Entity]) -> Vec<UserError> {
    let concerns = |it: &Entity| matches!(it, Entity::Meeting(_) | Entity::Attendance(_));
    if !entities.iter().any(concerns) {
        return Vec::new();
    }
    let rows: HashMap<_, _> = entities.iter().enumerate().map(|(at, it)| (it.id(), at)).collect();
    let first = entities.iter().position(concerns).unwrap_or_default();
    let errors = broken_by(view, entities).into_iter().map(|it| {
        let attendance = it.attendance.as_ref().and_then(|it| rows.get(&it.any()));
        let row = attendance.or_else(|| rows.get(&it.meeting.any())).unwrap_or(&first).to_string();
        let path = [row.as_str(), field(it.rule, attendance.is_some())];
        UserError::broken(it.rule, &path, format!("{}: {}", it.meeting.written(), it.message))
    });
    errors.collect()
}

/// The field of a meeting, or of an attendance, that breaks a rule.
pub(super) fn field(rule: MeetingRuleBroken, of_attendance: bool) -> &'static str {
    use MeetingRuleBroken as Broken;
    match rule {
        Broken::OneAct => "act",
        Broken::OnlySessionsAreReported => "kind",
        Broken::GatheringIsWhole => "partOf",
        Broken::TableIsUnderTheRule | Broken::RuleStays | Broken::TableHasNoReport | Broken::RuleForbidsCiting => {
            "rule"
        }
        // What comes of a meeting is refused where it is decided.
        Broken::ThreeQuestions
        | Broken::OneReportASession
        | Broken::ReportFollowsSession
        | Broken::ThreeHighlights
        | Broken::DraftIsRestricted
        | Broken::ProposalsFollowFiling
        | Broken::ProposalIsAnsweredOnce
        | Broken::QuestionHasItsNumber => "meeting",
        Broken::RuleForbidsPublishing => "marking",
        Broken::PlacesTaken if !of_attendance => "places",
        Broken::GovernmentPlacesTaken if !of_attendance => "governmentPlaces",
        Broken::OnceARound if !of_attendance => "round",
        Broken::TableHasNoRapporteur if !of_attendance => "rule",
        Broken::FacilitatorLeadsSessionOnSameAct if !of_attendance => "act",
        _ if !of_attendance => "meeting",
        Broken::AttendsOnce | Broken::OnceARound => "attendee",
        Broken::PlacesTaken
        | Broken::GovernmentPlacesTaken
        | Broken::FifteenParticipants
        | Broken::FiveDelegates
        | Broken::EightLeaders => "stage",
        Broken::TableHasNoRapporteur
        | Broken::SessionIsCivilSocietyOnly
        | Broken::TwoCoLeads
        | Broken::OneRapporteur
        | Broken::OneFacilitator
        | Broken::FacilitatorLeadsSessionOnSameAct
        | Broken::RoleIsOfItsSide => "role",
    }
}

/// The Chatham House Rule, once on a meeting, stays.
fn taken_off(before: &Meeting, after: &Meeting) -> Option<Breach> {
    let is_taken_off = before.is_under_the_rule() && !after.is_under_the_rule();
    is_taken_off.then(|| Breach {
        rule: MeetingRuleBroken::RuleStays,
        meeting: after.id.clone(),
        attendance: None,
        message: "the Chatham House Rule, once on a meeting, stays: what was said there was said under it".to_owned(),
    })
}

/// Meetings that are held against one another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Circle {
    /// A gathering and its parts, or a meeting by itself.
    Gathering(Id<Meeting>),
    /// The sessions and tables that are part of no gathering.
    Loose,
}

impl Circle {
    /// The circle in which a meeting is held against the rules.
    fn own(meeting: &Meeting) -> Self {
        match &meeting.part_of {
            None if is_planned(meeting) => Self::Loose,
            whole => Self::Gathering(whole.as_ref().unwrap_or(&meeting.id).clone()),
        }
    }

    /// The circles in which a meeting can break a rule: its own, and that of its parts.
    fn of(meeting: &Meeting) -> [Self; 2] {
        [Self::own(meeting), Self::Gathering(meeting.id.clone())]
    }

    fn holds(&self, meeting: &Meeting) -> bool {
        match self {
            Self::Gathering(whole) => meeting.id == *whole || meeting.part_of.as_ref() == Some(whole),
            Self::Loose => is_planned(meeting) && meeting.part_of.is_none(),
        }
    }
}

fn is_planned(meeting: &Meeting) -> bool {
    matches!(meeting.kind, MeetingKind::GroupSession | MeetingKind::Table)
}

/// What the view has, and what comes in its place.
struct World<'a> {
    view: View<'a>,
    meetings: HashMap<&'a Id<Meeting>, &'a Meeting>,
    attendances: HashMap<&'a Id<Attendance>, &'a Attendance>,
    /// The meetings that come, by the circles that hold them.
    by_circle: HashMap<Circle, Vec<&'a Meeting>>,
    /// The attendances that come, in their order, by meeting.
    by_meeting: HashMap<&'a Id<Meeting>, Vec<&'a Attendance>>,
}

impl<'a> World<'a> {
    fn new(view: View<'a>, coming: &'a [Entity]) -> Self {
        let mut by_circle: HashMap<Circle, Vec<&'a Meeting>> = HashMap::new();
        for it in coming.iter().filter_map(Meeting::of) {
            for circle in BTreeSet::from(Circle::of(it)) {
                by_circle.entry(circle).or_default().push(it);
            }
        }
        let mut by_meeting: HashMap<&Id<Meeting>, Vec<&'a Attendance>> = HashMap::new();
        for it in coming.iter().filter_map(Attendance::of) {
            by_meeting.entry(&it.meeting).or_default().push(it);
        }
        let meetings = coming.iter().filter_map(Meeting::of).map(|it| (&it.id, it)).collect();
        let attendances = coming.iter().filter_map(Attendance::of).map(|it| (&it.id, it)).collect();
        Self { view, meetings, attendances, by_circle, by_meeting }
    }

    fn meeting(&self, id: &Id<Meeting>) -> Option<&'a Meeting> {
        let standing = || self.view.find::<Meeting>(id.as_str()).and_then(|it| self.view.get(it));
        self.meetings.get(id).copied().or_else(standing)
    }

    /// The circles that the change touches, as they were and as they will be.
    fn circles(&self, before: &Self) -> BTreeSet<Circle> {
        let standing = |it: &Id<Attendance>| self.view.find::<Attendance>(it.as_str()).and_then(|it| self.view.get(it));
        let attended = self.attendances.keys().filter_map(|it| standing(it)).map(|it| &it.meeting);
        let ids = self.meetings.keys().chain(self.by_meeting.keys()).copied().chain(attended);
        let touched = ids.flat_map(|it| [self.meeting(it), before.meeting(it)]).flatten();
        touched.flat_map(Circle::of).collect()
    }

    fn held(&self, circle: &Circle) -> Vec<Held<'a>> {
        let view = self.view;
        let standing: Vec<_> = match circle {
            Circle::Gathering(whole) => {
                let at = view.find::<Meeting>(whole.as_str());
                let parts = at.into_iter().flat_map(|it| view.referring::<Meeting, _>(it, Link::PartOf));
                at.into_iter().chain(parts).collect()
            }
            Circle::Loose => view.all::<Meeting>().collect(),
        };
        let standing = standing.into_iter().filter_map(|it| view.get(it));
        let staying = standing.filter(|it| !self.meetings.contains_key(&it.id) && circle.holds(it));
        let coming = self.by_circle.get(circle).into_iter().flatten().copied();
        let mut all: Vec<_> = staying.chain(coming).collect();
        all.sort_unstable_by_key(|it| &it.id);
        all.into_iter().map(|it| self.hold(it)).collect()
    }

    /// A meeting with those who attend: first those who do already.
    fn hold(&self, meeting: &'a Meeting) -> Held<'a> {
        let coming = self.by_meeting.get(&meeting.id).into_iter().flatten().copied();
        held_with(self.view, meeting, |it| self.attendances.contains_key(it), coming)
    }
}
