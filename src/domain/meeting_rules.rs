//! The rules that a meeting must keep, over what is known of it, who attends, and the meetings of the same gathering.
//! What it merely should be is no rule: that is told of a plan, by the queries. Who may change a meeting is not known here.
//! Rules of reports and questions have their names here, and are kept by the store.

use std::collections::{HashMap, HashSet};

use super::attendance::{Attendance, AttendanceRole, AttendanceStage, Attendee};
use super::clearance::Marking;
use super::id::Id;
use super::meeting::{Meeting, MeetingKind};
use super::vocabulary::vocabulary;

vocabulary! {
    /// A rule of meetings, or of what comes of them, that would be broken.
    MeetingRuleBroken {
        /// A group session and a table are about one Act.
        OneAct = "one_act",
        /// Tables with governments are under the Chatham House Rule.
        TableIsUnderTheRule = "table_is_under_the_rule",
        /// The Chatham House Rule, once on a meeting, stays.
        RuleStays = "rule_stays",
        /// A table, and all that is under the Chatham House Rule, has no rapporteur.
        TableHasNoRapporteur = "table_has_no_rapporteur",
        /// A table, and all that is under the Chatham House Rule, has no report.
        TableHasNoReport = "table_has_no_report",
        /// What is under the Chatham House Rule is no evidence.
        RuleForbidsCiting = "rule_forbids_citing",
        /// No government takes part in a group session.
        SessionIsCivilSocietyOnly = "session_is_civil_society_only",
        /// A group session has at most two co-leads.
        TwoCoLeads = "two_co_leads",
        /// A group session has one rapporteur.
        OneRapporteur = "one_rapporteur",
        /// A table has one facilitator.
        OneFacilitator = "one_facilitator",
        /// Who facilitates a table leads the session on the same Act.
        FacilitatorLeadsSessionOnSameAct = "facilitator_leads_session_on_same_act",
        /// Nobody is in two sessions of one round.
        OnceARound = "once_a_round",
        /// A table has three questions.
        ThreeQuestions = "three_questions",
        /// A group session has at most fifteen participants.
        FifteenParticipants = "fifteen_participants",
        /// At a table sit at most five delegates of governments.
        FiveDelegates = "five_delegates",
        /// At a table sit at most eight of civil society.
        EightLeaders = "eight_leaders",
        /// Nobody of civil society is chosen beyond the places there are.
        PlacesTaken = "places_taken",
        /// No delegate of a government is chosen beyond the places there are.
        GovernmentPlacesTaken = "government_places_taken",
        /// A person attends a meeting once.
        AttendsOnce = "attends_once",
        /// Whoever holds a post speaks for a government, and an advocate does not.
        RoleIsOfItsSide = "role_is_of_its_side",
        /// What is a gathering is no part of another.
        GatheringIsWhole = "gathering_is_whole",
        /// A session has one report, and it is filed once.
        OneReportASession = "one_report_a_session",
        /// Only group sessions are reported on.
        OnlySessionsAreReported = "only_sessions_are_reported",
        /// A report is filed once its session is over.
        ReportFollowsSession = "report_follows_session",
        /// A report has at most three highlights.
        ThreeHighlights = "three_highlights",
        /// A draft of a report is for those who write it.
        DraftIsRestricted = "draft_is_restricted",
        /// What a report proposes is answered once it is filed.
        ProposalsFollowFiling = "proposals_follow_filing",
        /// What a report proposes is answered once.
        ProposalIsAnsweredOnce = "proposal_is_answered_once",
        /// The questions of an Act have each a number of their own.
        QuestionHasItsNumber = "question_has_its_number",
        /// What is under the Chatham House Rule is not published, and whom one met under it is not the coalition's to know.
        RuleForbidsPublishing = "rule_forbids_publishing",
    }
}

/// The least and the most of a group session, of all roles together.
pub const SESSION: (usize, usize) = (7, 15);
/// The least and the most delegates of governments at a table.
pub const DELEGATES: (usize, usize) = (2, 5);
/// The least and the most of civil society at a table, the facilitator included.
pub const LEADERS: (usize, usize) = (5, 8);
/// How many co-leads a group session has.
pub const CO_LEADS: usize = 2;

/// A meeting, and what is known of it.
#[derive(Clone, Debug)]
pub struct Held<'a> {
    /// The meeting.
    pub meeting: &'a Meeting,
    /// Who is to attend, whatever the stage. Where there are too many, those that come last are too many.
    pub attendances: Vec<&'a Attendance>,
    /// How many of them, from the first on, stand already: of two that exclude each other the other is the mistake.
    pub standing: usize,
    /// Whether it has a report.
    pub is_reported: bool,
    /// Whether evidence cites it.
    pub is_cited: bool,
}

/// A rule broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The rule.
    pub rule: MeetingRuleBroken,
    /// At which meeting.
    pub meeting: Id<Meeting>,
    /// By which attendance, if by one.
    pub attendance: Option<Id<Attendance>>,
    /// The rule in a sentence, and what to do.
    pub message: String,
}

/// Every rule that meetings of one gathering break.
pub fn breaches(gathering: &[Held<'_>]) -> Vec<Breach> {
    let mut found = Vec::new();
    for held in gathering {
        of_itself(held, gathering, &mut found);
        of_everybody(held, &mut found);
        if held.meeting.kind == MeetingKind::GroupSession {
            of_session(held, &mut found);
        }
        if held.meeting.kind == MeetingKind::Table {
            of_table(held, gathering, &mut found);
        }
    }
    of_rounds(gathering, &mut found);
    found
}

/// The co-leads of the sessions on the same Act as a table of the same gathering: who may facilitate it.
pub fn who_may_facilitate<'a>(table: &Meeting, gathering: &'a [Held<'a>]) -> impl Iterator<Item = &'a Attendee> {
    let sessions = gathering.iter().filter(|it| it.meeting.is_session_for(table));
    let leads = |it: &&&Attendance| it.role == AttendanceRole::CoLead && it.takes_a_place();
    sessions.flat_map(move |it| it.attendances.iter().filter(leads).filter_map(|it| it.attendee.as_ref()))
}

impl<'a> Held<'a> {
    /// Those that come, or may come.
    pub fn named(&self) -> impl Iterator<Item = &'a Attendance> + Clone {
        self.attendances.iter().copied().filter(|it| it.stage != AttendanceStage::Withdrawn)
    }

    /// Those that take up a place.
    pub fn seated(&self) -> impl Iterator<Item = &'a Attendance> + Clone {
        self.attendances.iter().copied().filter(|it| it.takes_a_place())
    }

    /// Those of civil society that take up a place.
    pub fn leaders(&self) -> impl Iterator<Item = &'a Attendance> + Clone {
        self.seated().filter(|it| !it.is_delegate())
    }

    /// Those of governments that take up a place.
    pub fn delegates(&self) -> impl Iterator<Item = &'a Attendance> + Clone {
        self.seated().filter(|it| it.is_delegate())
    }

    /// Those with a role that take up a place.
    pub fn with_role(&self, role: AttendanceRole) -> impl Iterator<Item = &'a Attendance> + Clone {
        self.seated().filter(move |it| it.role == role)
    }

    fn breach(&self, rule: MeetingRuleBroken, by: Option<&Attendance>, message: impl Into<String>) -> Breach {
        let (meeting, attendance) = (self.meeting.id.clone(), by.map(|it| it.id.clone()));
        Breach { rule, meeting, attendance, message: message.into() }
    }
}

/// What the meeting is, whoever attends.
fn of_itself(held: &Held<'_>, gathering: &[Held<'_>], found: &mut Vec<Breach>) {
    let it = held.meeting;
    let mut broken = |rule, message: &str| found.push(held.breach(rule, None, message));
    if matches!(it.kind, MeetingKind::GroupSession | MeetingKind::Table) && it.act.is_none() {
        broken(MeetingRuleBroken::OneAct, "a group session or a table with governments is about one Act: name it");
    }
    if it.is_table() && !it.is_under_the_rule() {
        let message = "a table with governments is under the Chatham House Rule";
        broken(MeetingRuleBroken::TableIsUnderTheRule, message);
    }
    if it.is_under_the_rule() && held.is_reported {
        let message = "a meeting under the Chatham House Rule has no report, and this one has one";
        broken(MeetingRuleBroken::TableHasNoReport, message);
    }
    if it.kind != MeetingKind::GroupSession && !it.is_under_the_rule() && held.is_reported {
        let message = "only group sessions are reported on, and this meeting has a report";
        broken(MeetingRuleBroken::OnlySessionsAreReported, message);
    }
    if it.is_under_the_rule() && held.is_cited {
        let message = "a meeting under the Chatham House Rule cannot be cited, and evidence cites this one";
        broken(MeetingRuleBroken::RuleForbidsCiting, message);
    }
    if !it.is_kept_apart() {
        let message = match it.marking {
            Marking::Public => "a meeting under the Chatham House Rule is not public: choose another marking",
            _ => {
                "a bilateral meeting under the Chatham House Rule, or a table that an advocate recorded, is RESTRICTED: leave \
                  the marking out"
            }
        };
        broken(MeetingRuleBroken::RuleForbidsPublishing, message);
    }
    if let Some(whole) = &it.part_of
        && (*whole == it.id || gathering.iter().any(|it| it.meeting.id == *whole && it.meeting.part_of.is_some()))
    {
        broken(
            MeetingRuleBroken::GatheringIsWhole,
            "a gathering is no part of another, and no meeting is a part of itself",
        );
    }
}

/// Who attends a meeting of any kind.
fn of_everybody(held: &Held<'_>, found: &mut Vec<Breach>) {
    let mut there: HashSet<&Attendee> = HashSet::new();
    for it in held.named() {
        let Some(attendee) = &it.attendee else { continue };
        if !there.insert(attendee) {
            let message = "a person attends a meeting once, and this one is named for it already";
            found.push(held.breach(MeetingRuleBroken::AttendsOnce, Some(it), message));
        }
        if let Some(message) = on_the_wrong_side(it.role, attendee) {
            found.push(held.breach(MeetingRuleBroken::RoleIsOfItsSide, Some(it), message));
        }
    }
    if held.meeting.is_under_the_rule() {
        let message = "a table, or any meeting under the Chatham House Rule, has no rapporteur and no record";
        let all = held.named().filter(|it| it.role == AttendanceRole::Rapporteur);
        found.extend(all.map(|it| held.breach(MeetingRuleBroken::TableHasNoRapporteur, Some(it), message)));
    }
    if let Some(places) = held.meeting.places {
        let message = format!("there are {places} places for civil society, and they are taken");
        too_many(held, MeetingRuleBroken::PlacesTaken, held.leaders().collect(), places.into(), &message, found);
    }
    if let Some(places) = held.meeting.government_places {
        let message = format!("there are {places} places for delegates of governments, and they are taken");
        let all = held.delegates().collect();
        too_many(held, MeetingRuleBroken::GovernmentPlacesTaken, all, places.into(), &message, found);
    }
}

fn on_the_wrong_side(role: AttendanceRole, attendee: &Attendee) -> Option<&'static str> {
    use AttendanceRole::{GovernmentRepresentative, Participant};
    match (attendee, role) {
        (Attendee::Advocate(_), GovernmentRepresentative) => {
            Some("an advocate is of civil society and represents no government")
        }
        (Attendee::Contact(_), role) if !matches!(role, GovernmentRepresentative | Participant) => {
            Some("the holder of a post leads nothing, reports on nothing and facilitates nothing for civil society")
        }
        _ => None,
    }
}

fn of_session(held: &Held<'_>, found: &mut Vec<Breach>) {
    let message = "a group session is for civil society alone: no government takes part";
    let present = held.named().filter(|it| it.is_delegate());
    found.extend(present.map(|it| held.breach(MeetingRuleBroken::SessionIsCivilSocietyOnly, Some(it), message)));
    let co_leads = held.with_role(AttendanceRole::CoLead).collect();
    let message = "a group session has two co-leads, and there are two already";
    too_many(held, MeetingRuleBroken::TwoCoLeads, co_leads, CO_LEADS, message, found);
    let rapporteurs = held.with_role(AttendanceRole::Rapporteur).collect();
    let message = "a group session has one rapporteur, and there is one already";
    too_many(held, MeetingRuleBroken::OneRapporteur, rapporteurs, 1, message, found);
    let message = "a group session has at most 15 participants, co-leads and rapporteur included";
    too_many(held, MeetingRuleBroken::FifteenParticipants, held.leaders().collect(), SESSION.1, message, found);
}

fn of_table(held: &Held<'_>, gathering: &[Held<'_>], found: &mut Vec<Breach>) {
    let message = "at a table sit at most 5 delegates of governments";
    too_many(held, MeetingRuleBroken::FiveDelegates, held.delegates().collect(), DELEGATES.1, message, found);
    let message = "at a table sit at most 8 of civil society, the facilitator included";
    too_many(held, MeetingRuleBroken::EightLeaders, held.leaders().collect(), LEADERS.1, message, found);
    let facilitators: Vec<_> = held.with_role(AttendanceRole::Facilitator).collect();
    for it in &facilitators {
        let leads = |attendee: &Attendee| who_may_facilitate(held.meeting, gathering).any(|it| it == attendee);
        if !it.attendee.as_ref().is_some_and(leads) {
            let message = "who facilitates a table is a co-lead of the session on the same Act, and this person is not";
            found.push(held.breach(MeetingRuleBroken::FacilitatorLeadsSessionOnSameAct, Some(it), message));
        }
    }
    let message = "a table has one facilitator, and there is one already";
    too_many(held, MeetingRuleBroken::OneFacilitator, facilitators, 1, message, found);
}

/// Nobody is in two sessions of one round, nor, of those that are part of no gathering, in two at the same time.
fn of_rounds(gathering: &[Held<'_>], found: &mut Vec<Breach>) {
    let sessions = || gathering.iter().filter(|it| it.meeting.kind == MeetingKind::GroupSession);
    let seated = |it: &&Attendance| it.takes_a_place() && !it.is_delegate();
    let standing = sessions().flat_map(|held| held.attendances.iter().take(held.standing).map(move |it| (held, *it)));
    let coming = sessions().flat_map(|held| held.attendances.iter().skip(held.standing).map(move |it| (held, *it)));
    let mut seats: HashMap<&Attendee, Vec<&Meeting>> = HashMap::new();
    for (held, it) in standing.chain(coming).filter(|(_, it)| seated(it)) {
        let Some(attendee) = &it.attendee else { continue };
        let others = seats.entry(attendee).or_default();
        let is_another = |it: &Meeting| it.id != held.meeting.id && it.part_of == held.meeting.part_of;
        let beside = others.iter().find(|other| is_another(other) && other.meets_beside(held.meeting));
        if let Some(other) = beside {
            let message = format!(
                "nobody is in two sessions of one round, and this person is in {} at the same time",
                other.id.written()
            );
            found.push(held.breach(MeetingRuleBroken::OnceARound, Some(it), message));
        }
        others.push(held.meeting);
    }
}

fn too_many(
    held: &Held<'_>,
    rule: MeetingRuleBroken,
    all: Vec<&Attendance>,
    most: usize,
    message: &str,
    found: &mut Vec<Breach>,
) {
    found.extend(all.into_iter().skip(most).map(|it| held.breach(rule, Some(it), message)));
}
