//! Entities of every kind with everything they may hold. They are written out field by field, so that whoever adds a
//! field has to say here what stands in it, and comes by the list of what is no text.

use std::sync::atomic::{AtomicU32, Ordering};

use arcstr::ArcStr;
use jiff::Timestamp;

use crate::domain::*;

/// A text like no other.
fn text() -> ArcStr {
    static LAST: AtomicU32 = AtomicU32::new(0);
    arcstr::format!("text {}", LAST.fetch_add(1, Ordering::Relaxed))
}

fn id<K>() -> Id<K> {
    Id::new(key())
}

fn key() -> Key {
    Key::trusted("k")
}

fn day() -> Day {
    Day::parse("2018-02-01").unwrap()
}

fn time() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn hour() -> LocalTime {
    LocalTime::noon(day())
}

fn person() -> Option<Box<Person>> {
    Person { name: Some(text()), email: Some(text()), phone: Some(text()) }.known()
}

fn disagreement() -> Option<Box<Disagreement>> {
    Some(Box::new(Disagreement { about: text(), revisit_on: day() }))
}

/// Of a kind: entities that between them have everything; and the paths of the strings that are no free texts, nor sealed
/// as personal.
pub(super) fn of(kind: Kind) -> (Vec<Entity>, &'static str) {
    match kind {
        Kind::State => {
            let (region, un_group) = (Region::Africa, UnGroup::African);
            let state = State { id: id(), name: text(), official_name: text(), region, un_group };
            (vec![state.into()], "id name official_name region un_group")
        }
        Kind::City => {
            let (latitude, longitude, is_hub, is_capital) = (0.0, 0.0, true, true);
            let state = Some(id());
            let city =
                City { id: id(), name: text(), state, latitude, longitude, time_zone: text(), is_hub, is_capital };
            (vec![city.into()], "id name state time_zone")
        }
        Kind::Body => {
            let members = Box::new([Membership { state: id(), from: Some(day()), to: Some(day()) }]);
            let body = Body { id: id(), name: text(), short_name: Some(text()), kind: BodyKind::Bloc, members };
            (vec![body.into()], "id name short_name kind members.state members.from members.to")
        }
        Kind::Act => (vec![Act { id: id(), number: 1, title: text() }.into()], "id title"),
        Kind::Phase => {
            let phase = Phase { id: id(), number: 1, name: text(), from: day(), to: day() };
            (vec![phase.into()], "id name from to")
        }
        Kind::Milestone => {
            let (kind, city, phase) = (MilestoneKind::Vote, Some(id()), Some(id()));
            let (title, process) = (text(), text());
            let milestone = Milestone { id: id(), title, kind, from: day(), to: day(), city, phase, process };
            (vec![milestone.into()], "id title kind from to city phase process")
        }
        Kind::Organisation => {
            let roles = Box::new([Role { key: key(), role: text(), scope: Some(text()) }]);
            let members = Box::new([id()]);
            let it = Organisation { id: id(), name: text(), short_name: Some(text()), roles, members };
            (vec![it.into()], "id name short_name roles.key roles.role roles.scope members")
        }
        Kind::Evidence => (vec![evidence().into()], "id kind date url state meeting marking recorded_by"),
        Kind::Stance => (
            vec![stance().into()],
            "id state act position leadership observed_on confidence evidence assessed_by report takeaway marking \
             recorded_by recorded_at retraction.on",
        ),
        Kind::Contact => {
            (vec![contact().into()], "id state body city post institution level acts kept_until marking recorded_by")
        }
        Kind::FollowUp => (
            vec![
                follow_up(Progress::Open).into(),
                follow_up(Progress::Done { on: Some(day()), outcome: Some(text()) }).into(),
                follow_up(Progress::Cancelled { reason: Some(text()) }).into(),
            ],
            "id state body act contact city level assignee due progress progress.done.on report marking recorded_by",
        ),
        Kind::Advocate => {
            let (source, kept_until) = (Some(text()), Some(day()));
            let it = Advocate { id: id(), organisation: id(), person: person(), source, kept_until, erased: true };
            (vec![it.into()], "id organisation kept_until")
        }
        Kind::Meeting => (vec![meeting().into()], "id kind act city start end rule part_of marking recorded_by"),
        Kind::Expectation => {
            let it = Expectation { id: id(), meeting: id(), state: id(), withdrawn: true };
            (vec![it.into()], "id meeting state")
        }
        Kind::Attendance => {
            let (role, stage) = (AttendanceRole::Participant, AttendanceStage::Attended);
            let (attendee, nominated_by) = (Some(Attendee::Advocate(id())), Some(text()));
            let it = Attendance { id: id(), meeting: id(), attendee, role, stage, nominated_by, erased_on: day() };
            (vec![it.into()], "id meeting role stage nominated_by erased_on")
        }
        Kind::Trip => {
            let (advocate, status, marking) = (Some(id()), TripStatus::Planned, Marking::Public);
            let (organisation, city) = (id(), id());
            let it = Trip { id: id(), organisation, advocate, city, from: day(), to: day(), status, marking };
            (vec![it.into()], "id organisation advocate city from to status marking")
        }
        Kind::ReportField => {
            let it = ReportField { id: id(), number: 1, title: text(), guidance: Some(text()) };
            (vec![it.into()], "id")
        }
        Kind::Report => (
            vec![report().into()],
            "id session stage answers.field priorities.urgency priorities.applies_to \
             priorities.disagreement.revisit_on complementarity.applies_to stances.key stances.state stances.position \
             stances.leadership stances.confidence stances.observed_on stances.outcome.accepted follow_ups.key \
             follow_ups.state follow_ups.body follow_ups.contact follow_ups.city follow_ups.level follow_ups.assignee \
             follow_ups.due follow_ups.outcome.accepted marking recorded_by",
        ),
        Kind::Priority => (
            vec![priority().into()],
            "id act urgency applies_to endorsed_by disagreement.revisit_on report agreed_on marking recorded_by",
        ),
        Kind::Question => (vec![question().into()], "id act report marking recorded_by"),
        Kind::Referral => (
            vec![referral().into()],
            "id state contact act city hint status given_by evidence takeaway marking recorded_by",
        ),
        Kind::Token => (
            vec![token().into()],
            "id hash use role organisation advocate created_at expires_at last_used_on revoked_at",
        ),
    }
}

fn evidence() -> Evidence {
    Evidence {
        id: id(),
        kind: EvidenceKind::Other,
        title: text(),
        date: Some(day()),
        publisher: Some(text()),
        url: Some(text()),
        state: Some(id()),
        meeting: Some(id()),
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn stance() -> Stance {
    Stance {
        id: id(),
        state: id(),
        act: id(),
        position: Position::Positive,
        leadership: Some(Leadership::Leads),
        observed_on: day(),
        confidence: Confidence::Low,
        rationale: Some(text()),
        evidence: Box::new([id()]),
        assessed_by: Some(id()),
        report: Some(id()),
        takeaway: Some(id()),
        marking: Marking::Public,
        recorded_by: Some(id()),
        recorded_at: time(),
        retraction: Some(Box::new(Retraction { on: day(), reason: Some(text()) })),
    }
}

fn contact() -> Contact {
    Contact {
        id: id(),
        state: Some(id()),
        body: Some(id()),
        city: id(),
        post: text(),
        institution: Some(text()),
        level: Level::Local,
        acts: Box::new([id()]),
        person: person(),
        source: Some(text()),
        kept_until: Some(day()),
        erased: true,
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn follow_up(progress: Progress) -> FollowUp {
    FollowUp {
        id: id(),
        purpose: text(),
        state: Some(id()),
        body: Some(id()),
        act: Some(id()),
        contact: Some(id()),
        city: Some(id()),
        level: Level::Local,
        assignee: id(),
        due: day(),
        progress,
        report: Some(id()),
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn meeting() -> Meeting {
    Meeting {
        id: id(),
        kind: MeetingKind::Bilateral,
        title: text(),
        act: Some(id()),
        city: id(),
        start: hour(),
        end: hour(),
        rule: Rule::Open,
        round: Some(1),
        part_of: Some(id()),
        places: Some(1),
        government_places: Some(1),
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn report() -> Report {
    let (urgency, applies_to) = (Urgency::High, AppliesTo::Both);
    let stance = StanceProposal {
        key: key(),
        state: id(),
        position: Position::Positive,
        leadership: Some(Leadership::Leads),
        confidence: Confidence::Low,
        observed_on: Some(day()),
        rationale: Some(text()),
        outcome: Outcome::Accepted(id()),
    };
    let follow_up = FollowUpProposal {
        key: key(),
        purpose: text(),
        state: Some(id()),
        body: Some(id()),
        contact: Some(id()),
        city: Some(id()),
        level: Level::Local,
        assignee: id(),
        due: day(),
        outcome: Outcome::Accepted(id()),
    };
    let priority = || PriorityProposal { text: text(), urgency, applies_to, disagreement: disagreement() };
    let question = || QuestionProposal { text: text(), arguments: Some(text()) };
    Report {
        id: id(),
        session: id(),
        stage: ReportStage::Filed,
        highlights: Box::new([text(), text()]),
        answers: Box::new([ReportAnswer { field: id(), text: text() }]),
        priorities: Box::new([priority(), priority()]),
        questions: Box::new([question(), question()]),
        complementarity: Some(Box::new(Complementarity { text: text(), applies_to })),
        stances: Box::new([stance]),
        follow_ups: Box::new([follow_up]),
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn priority() -> Priority {
    Priority {
        id: id(),
        act: id(),
        text: text(),
        urgency: Urgency::High,
        applies_to: AppliesTo::Both,
        endorsed_by: Box::new([id()]),
        disagreement: disagreement(),
        report: Some(id()),
        agreed_on: Some(day()),
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn question() -> Question {
    Question {
        id: id(),
        act: id(),
        number: 1,
        text: text(),
        arguments: Some(text()),
        report: Some(id()),
        withdrawn: true,
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn referral() -> Referral {
    Referral {
        id: id(),
        state: id(),
        contact: Some(id()),
        act: Some(id()),
        city: Some(id()),
        hint: Some(Position::Positive),
        status: ReferralStatus::Open,
        given_by: Some(id()),
        note: Some(text()),
        evidence: Box::new([id()]),
        takeaway: Some(id()),
        marking: Marking::Public,
        recorded_by: Some(id()),
    }
}

fn token() -> Token {
    Token {
        id: id(),
        hash: text(),
        usage: TokenUse::Bearer,
        role: CallerRole::Viewer,
        organisation: Some(id()),
        advocate: Some(id()),
        person: person(),
        created_at: time(),
        expires_at: Some(time()),
        last_used_on: Some(day()),
        revoked_at: Some(time()),
    }
}
