//! What a caller sees: the one place where clearances, markings and the Chatham House Rule are held against entities.
//! How the entities are then reached is the View's business.

use petgraph::graph::NodeIndex;

use super::exposure::Exposure;
use super::{AnyRef, Entry, Ref, View};
use crate::domain::*;

impl<'g> View<'g> {
    /// Whether the caller could see this entity, were it there.
    pub fn would_see(&self, entity: &Entity) -> bool {
        if cfg!(demarche_unchecked) {
            return true;
        }
        match entity {
            Entity::Token(_) => self.clearance.administers(),
            Entity::Attendance(it) => self.sees_attendance(it),
            Entity::Expectation(it) => self.sees_expectation(it),
            Entity::Meeting(it) => self.sees_meeting(it),
            Entity::Report(it) => self.sees_report(it),
            _ => self.sees_marked(entity),
        }
    }

    /// Whether the caller sees the personal details of this entity.
    pub fn sees_details(&self, entity: &Entity) -> bool {
        let whose = match entity {
            Entity::Contact(it) => it.recorded_by.as_ref(),
            Entity::Advocate(it) => Some(&it.organisation),
            // Whoever sees these at all sees what is private of them.
            _ => return true,
        };
        self.clearance.coordinates() || self.clearance.is_of([whose, None])
    }

    /// The personal details of an entity, where the caller may see them.
    pub fn person<K: Kinded>(&self, it: Ref<K>) -> Option<&'g Person>
    where
        AnyRef: From<Ref<K>>,
    {
        self.entity(it).filter(|it| self.sees_details(it)).and_then(Entity::person)
    }

    /// Whether the caller may know who attends a meeting.
    pub fn knows_who_attends(&self, meeting: &Meeting) -> bool {
        self.clearance.coordinates() || self.attends(&meeting.id)
    }

    /// Whether the caller may know whose advocate recorded a meeting: under the Chatham House Rule that tells who was there.
    pub fn knows_who_recorded(&self, meeting: &Meeting) -> bool {
        !meeting.is_under_the_rule() || self.knows_who_attends(meeting)
    }

    /// Whether the caller may know which governments are expected at a meeting.
    pub fn knows_who_is_expected(&self, meeting: &Meeting) -> bool {
        if self.clearance.coordinates() {
            return true;
        }
        match meeting.rule {
            Rule::Open => self.sees_recorded(meeting.marking, meeting.recorded_by.as_ref()),
            Rule::ChathamHouse => self.leads_session_for(meeting),
        }
    }

    /// How often the thing has changed, its beginning included, as far as the caller could see.
    pub fn revision<K>(&self, it: Ref<K>) -> u32 {
        self.revision_at(it.node)
    }

    /// As [`View::revision`], of a thing of any kind.
    pub fn revision_of(&self, it: AnyRef) -> u32 {
        self.revision_at(it.node())
    }

    fn revision_at(&self, at: NodeIndex) -> u32 {
        self.node(at).map_or(0, |node| self.count(at, &node.entity, node.revision))
    }

    /// Which change of an entity, of those that the caller could see, its change of this number is.
    pub(super) fn count(&self, at: NodeIndex, entity: &Entity, revision: u32) -> u32 {
        let Some(exposures) = self.graph.exposures.get(at) else {
            return revision;
        };
        let seen = exposures.iter().take(revision as usize).filter(|it| self.saw(entity, it)).count();
        u32::try_from(seen).unwrap_or(u32::MAX)
    }

    /// Whether the caller could see a change, of an entity that they see now.
    pub(super) fn saw_entry(&self, entity: &Entity, entry: &Entry) -> bool {
        self.saw(entity, &entry.exposure())
    }

    fn saw(&self, entity: &Entity, exposure: &Exposure) -> bool {
        if exposure.is_personal && !self.sees_details(entity) {
            return false;
        }
        // Whoever sees them now by what they attend is not told more by what was before.
        if matches!(entity, Entity::Attendance(_) | Entity::Expectation(_) | Entity::Meeting(_)) {
            return true;
        }
        // The changes of a draft, which is restricted, were for those who write it.
        if let Entity::Report(it) = entity
            && self.writes(it)
        {
            return true;
        }
        self.clearance.sees(exposure.marking, [None, None]) || {
            let organisation = |at| Organisation::of(&self.node(at)?.entity).map(|it| &it.id);
            self.clearance.sees(exposure.marking, exposure.concerned.map(|it| it.and_then(organisation)))
        }
    }

    fn sees_marked(&self, entity: &Entity) -> bool {
        // Most is seen, or not, by its marking alone.
        let marking = entity.marking();
        self.clearance.sees(marking, [None, None])
            || marking == Marking::Restricted && self.clearance.sees(marking, entity.concerned())
    }

    /// As [`View::sees_marked`], of a kind that only its recorder's organisation sees where it is restricted.
    fn sees_recorded(&self, marking: Marking, by: Option<&Id<Organisation>>) -> bool {
        self.clearance.sees(marking, [by, None])
    }

    /// Who attends is known to those who attend; at an open meeting, of its own people, also to their organisation.
    fn sees_attendance(&self, it: &Attendance) -> bool {
        if it.attendee.is_none() {
            return false;
        }
        if self.clearance.coordinates() {
            return true;
        }
        let Some(own) = self.clearance.organisation() else {
            return false;
        };
        if let Some(Attendee::Contact(contact)) = &it.attendee {
            return self.attends(&it.meeting)
                && self
                    .look_at(contact)
                    .is_some_and(|it: &Contact| self.sees_recorded(it.marking, it.recorded_by.as_ref()));
        }
        let is_own = || it.advocate() == self.clearance.advocate();
        let of_own_people = || {
            let advocate = it.advocate().and_then(|it| self.look_at::<Advocate>(it));
            let meeting = self.look_at::<Meeting>(&it.meeting);
            advocate.is_some_and(|it| it.organisation == *own)
                && meeting.is_some_and(|it| it.rule == Rule::Open && self.sees_meeting(it))
        };
        is_own() || self.attends(&it.meeting) || of_own_people()
    }

    fn sees_expectation(&self, it: &Expectation) -> bool {
        // Whoever sees every meeting need not look at this one, which may be about to come with it.
        let meeting = || self.look_at::<Meeting>(&it.meeting);
        self.clearance.coordinates()
            || meeting().is_some_and(|it| self.knows_who_is_expected(it) && self.sees_meeting(it))
    }

    /// Whoever is asked to a meeting sees that there is one.
    fn sees_meeting(&self, it: &Meeting) -> bool {
        self.sees_recorded(it.marking, it.recorded_by.as_ref())
            || self.own_attendances().any(|own| own.meeting == it.id)
    }

    /// A draft is for the rapporteur and those who lead the session. Nobody sees a report of a session that they do not
    /// see.
    fn sees_report(&self, it: &Report) -> bool {
        let may = || match it.stage {
            ReportStage::Draft => self.writes(it),
            ReportStage::Filed => self.sees_recorded(it.marking, it.recorded_by.as_ref()),
        };
        self.clearance.coordinates() || may() && self.look_at(&it.session).is_some_and(|it| self.sees_meeting(it))
    }

    /// Whether the caller is one of those who write a report.
    fn writes(&self, it: &Report) -> bool {
        let writes = |own: &Attendance| AttendanceRole::REPORT_WRITERS.contains(&own.role);
        self.clearance.coordinates()
            || self.own_attendances().any(|own| own.meeting == it.session && writes(own) && own.takes_a_place())
    }

    /// Whether the caller is one of those who attend: has said yes, or was there.
    fn attends(&self, meeting: &Id<Meeting>) -> bool {
        let comes = |it: &Attendance| matches!(it.stage, AttendanceStage::Confirmed | AttendanceStage::Attended);
        self.own_attendances().any(|it| it.meeting == *meeting && comes(it))
    }

    /// Whether the caller leads the session to which a table belongs.
    fn leads_session_for(&self, table: &Meeting) -> bool {
        let led = self.own_attendances().filter(|it| it.role == AttendanceRole::CoLead && it.takes_a_place());
        led.filter_map(|it| self.look_at::<Meeting>(&it.meeting)).any(|it| it.is_session_for(table))
    }

    /// The attendances of the caller.
    pub(super) fn own_attendances(&self) -> impl Iterator<Item = &'g Attendance> + use<'g> {
        let graph = self.graph;
        let own = self.clearance.advocate().and_then(|it| graph.find(Kind::Advocate, it.as_str()));
        let found = own.map(|it| graph.index.referring(it, Kind::Attendance, Link::Attendee)).unwrap_or_default();
        found.iter().filter_map(|it| Attendance::of(&graph.nodes.node_weight(it.node)?.entity))
    }

    /// An entity, whether the caller sees it or not: to decide whether they see another.
    fn look_at<K: Kinded>(&self, id: &Id<K>) -> Option<&'g K> {
        self.graph.find(K::KIND, id.as_str()).and_then(|at| self.node(at)).and_then(|it| K::of(&it.entity))
    }
}
