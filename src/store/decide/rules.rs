//! The rules that an entity keeps, wherever it comes from: a mutation or a file. What one field may hold by itself
//! is checked where it is read.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::{Setting, UserErrorCode, referrals, reports};
use crate::domain::{
    AnyId, Attendance, City, Contact, Entity, Evidence, FollowUp, Id, Key, Kind, Kinded, Link, Meeting,
    MeetingRuleBroken, Organisation, Person, Progress, ReportField, Stance,
};
use crate::graph::View;

/// A rule broken.
pub(super) struct Fault {
    pub(super) code: UserErrorCode,
    /// The field, by its name in the API.
    pub(super) field: &'static str,
    /// What in that field is wrong, where it holds several: an id, or the key of a part.
    pub(super) about: Option<String>,
    pub(super) message: String,
    /// The rule of meetings, reports or questions that is broken, if it is one of those.
    pub(super) rule: Option<MeetingRuleBroken>,
}

impl Fault {
    pub(super) fn new(code: UserErrorCode, field: &'static str, message: impl Into<String>) -> Self {
        Self { code, field, about: None, message: message.into(), rule: None }
    }

    /// A rule of meetings, reports or questions broken.
    pub(super) fn broken(rule: MeetingRuleBroken, field: &'static str, message: impl Into<String>) -> Self {
        Self { rule: Some(rule), ..Self::new(UserErrorCode::Rule, field, message) }
    }

    /// What in the field is wrong.
    pub(super) fn about(self, about: impl ToString) -> Self {
        Self { about: Some(about.to_string()), ..self }
    }

    /// The fields that the rule looks at. Where one of them was refused already, nothing can be said by the rule.
    pub(super) fn rests_on(&self) -> &[&'static str] {
        match &self.field {
            &"contact" => &["contact", "state", "body"],
            &"state" | &"body" => &["state", "body"],
            &"evidence" => &["evidence", "report"],
            &"advocate" => &["advocate", "organisation"],
            &"end" => &["start", "end"],
            &"to" => &["to", "from"],
            &"givenBy" => &["givenBy", "contact"],
            field => std::slice::from_ref(field),
        }
    }
}

/// What an entity may refer to: what is there, and what comes with it.
pub(super) struct Known<'a> {
    view: View<'a>,
    coming: HashMap<(Kind, &'a Key), &'a Entity>,
    /// What the entity refers to already. Whoever changes something else of it need not see that.
    standing: HashSet<AnyId>,
}

impl<'a> Known<'a> {
    pub(super) fn new(view: View<'a>, coming: &'a [Entity]) -> Self {
        let coming = coming.iter().map(|it| ((it.kind(), it.key()), it)).collect();
        Self { view, coming, standing: HashSet::new() }
    }

    /// What an entity that stands so far may refer to.
    pub(super) fn of_change(view: View<'a>, before: &Entity) -> Self {
        let mut standing = HashSet::new();
        before.links(&mut |_, kind, key| {
            standing.insert(AnyId { kind, key: key.clone() });
        });
        Self { standing, ..Self::new(view, &[]) }
    }

    /// Whether it comes along.
    pub(super) fn brings<K: Kinded>(&self, it: &K) -> bool {
        self.coming.contains_key(&(K::KIND, it.id().key()))
    }

    fn has(&self, id: &AnyId) -> bool {
        self.coming.contains_key(&(id.kind, &id.key)) || self.standing.contains(id) || self.view.lookup(id).is_some()
    }

    pub(super) fn get<K: Kinded>(&self, id: &'a Id<K>) -> Option<&'a K> {
        let coming = self.coming.get(&(K::KIND, id.key())).and_then(|it| K::of(it));
        coming.or_else(|| self.view.find(id.as_str()).and_then(|it| self.view.get(it)))
    }

    /// All of a kind that will be there: that come along, and those that refer to a thing by a link, unless they come
    /// along as well.
    pub(super) fn with<K: Kinded, T: Kinded>(&self, to: &Id<T>, link: Link) -> impl Iterator<Item = &'a K> {
        let view = self.view;
        let standing = view.find::<T>(to.as_str()).into_iter();
        let standing = standing.flat_map(move |it| view.referring::<K, _>(it, link)).filter_map(move |it| view.get(it));
        let coming = self.coming.values().filter_map(|it| K::of(it));
        coming.chain(standing.filter(|it| !self.brings(*it)))
    }
}

/// Notes every rule that the entity breaks.
pub(super) fn break_rules<'a>(entity: &'a Entity, known: &Known<'a>, setting: &Setting<'_>, faults: &mut Vec<Fault>) {
    entity.links(&mut |link, kind, key| {
        let id = AnyId { kind, key: key.clone() };
        // No key stands for a reference that was refused already.
        if !key.as_str().is_empty() && !known.has(&id) {
            let fault = Fault::new(UserErrorCode::NotFound, link.field(), format!("there is no {id}"));
            faults.push(fault.about(id));
        }
    });
    match entity {
        Entity::Evidence(it) => return evidence(it, known, faults),
        Entity::Report(it) => return reports::report(it, known, faults),
        Entity::Question(it) => return reports::question(it, known, faults),
        _ => {}
    }
    let mut fault = |code, field, message: String| faults.push(Fault::new(code, field, message));
    match entity {
        Entity::City(it) => city(it, &mut fault),
        Entity::Organisation(it) => organisation(it, &mut fault),
        Entity::Stance(it) => stance(it, setting, &mut fault),
        Entity::Contact(it) => contact(it, &mut fault),
        Entity::Advocate(it) => person(it.person.as_deref(), &mut fault),
        Entity::FollowUp(it) => follow_up(it, known, setting, &mut fault),
        Entity::Meeting(it) => meeting(it, &mut fault),
        Entity::Attendance(it) => attendance(it, &mut fault),
        Entity::ReportField(it) => report_field(it, &mut fault),
        Entity::Referral(it) => referrals::keep(it, known, &mut fault),
        Entity::Trip(it) => referrals::keep_trip(it, known, &mut fault),
        Entity::Priority(it) => reports::priority(it, &mut fault),
        _ => {}
    }
}

/// How a rule that is broken is noted: the code, the field and the message.
pub(super) type Report<'r> = dyn FnMut(UserErrorCode, &'static str, String) + 'r;

fn city(it: &City, fault: &mut Report<'_>) {
    if !(-90.0..=90.0).contains(&it.latitude) {
        fault(UserErrorCode::Invalid, "latitude", format!("{} is not between -90 and 90", it.latitude));
    }
    if !(-180.0..=180.0).contains(&it.longitude) {
        fault(UserErrorCode::Invalid, "longitude", format!("{} is not between -180 and 180", it.longitude));
    }
    if it.is_capital && it.state.is_none() {
        fault(UserErrorCode::Rule, "isCapital", "a capital needs its state".to_owned());
    }
}

fn organisation(it: &Organisation, fault: &mut Report<'_>) {
    if repeats(&it.members) {
        fault(UserErrorCode::Invalid, "members", "an organisation has each member once".to_owned());
    }
    if it.members.contains(&it.id) {
        fault(UserErrorCode::Rule, "members", "an organisation is no member of itself".to_owned());
    }
}

fn evidence<'a>(it: &'a Evidence, known: &Known<'a>, faults: &mut Vec<Fault>) {
    if it.meeting.as_ref().and_then(|id| known.get(id)).is_some_and(Meeting::is_under_the_rule) {
        let message =
            "a meeting under the Chatham House Rule is no evidence: record a takeaway, which names no meeting";
        faults.push(Fault::broken(MeetingRuleBroken::RuleForbidsCiting, "meeting", message));
    }
    let is_web = |url: &str| {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(char::is_whitespace)
    };
    if it.url.as_ref().is_some_and(|url| !is_web(url)) {
        let message = "an address begins with http:// or https:// and has no spaces";
        faults.push(Fault::new(UserErrorCode::Invalid, "url", message));
    }
}

fn stance(it: &Stance, setting: &Setting<'_>, fault: &mut Report<'_>) {
    if it.evidence.is_empty() && it.report.is_none() && it.takeaway.is_none() {
        fault(
            UserErrorCode::Required,
            "evidence",
            "a stance cites at least one piece of evidence, or a report".to_owned(),
        );
    }
    if repeats(&it.evidence) {
        fault(UserErrorCode::Invalid, "evidence", "a stance cites each piece of evidence once".to_owned());
    }
    if it.takeaway.is_none() && it.observed_on > setting.latest_day {
        fault(UserErrorCode::Invalid, "observedOn", format!("{} is in the future", it.observed_on));
    }
}

fn contact(it: &Contact, fault: &mut Report<'_>) {
    one_counterpart(it.state.is_some(), it.body.is_some(), "a contact", fault);
    if repeats(&it.acts) {
        fault(UserErrorCode::Invalid, "acts", "a contact names each Act once".to_owned());
    }
    person(it.person.as_deref(), fault);
}

fn person(it: Option<&Person>, fault: &mut Report<'_>) {
    let email = it.and_then(|it| it.email.as_deref());
    if email.is_some_and(|it| it.contains(char::is_whitespace) || !it.trim_matches('@').contains('@')) {
        fault(UserErrorCode::Invalid, "email", "an e-mail address reads name@place".to_owned());
    }
}

fn follow_up<'a>(it: &'a FollowUp, known: &Known<'a>, setting: &Setting<'_>, fault: &mut Report<'_>) {
    one_counterpart(it.state.is_some(), it.body.is_some(), "a follow-up", fault);
    if let Some(contact) = it.contact.as_ref().and_then(|id| known.get(id))
        && (&contact.state, &contact.body) != (&it.state, &it.body)
    {
        let message = "the contact is of another state or body than the follow-up".to_owned();
        fault(UserErrorCode::Rule, "contact", message);
    }
    if let Some(day) = it.completed_on().filter(|day| *day > setting.latest_day) {
        fault(UserErrorCode::Invalid, "completedOn", format!("{day} is in the future"));
    }
    if matches!(it.progress, Progress::Done { on: None, outcome: Some(_) }) {
        let message =
            "what was met under the Chatham House Rule is done without day and outcome: give both, or neither";
        fault(UserErrorCode::Rule, "completedOn", message.to_owned());
    }
}

fn meeting(it: &Meeting, fault: &mut Report<'_>) {
    if it.end <= it.start {
        fault(UserErrorCode::Invalid, "end", format!("{} is not after {}, the start", it.end, it.start));
    }
    if it.round == Some(0) {
        fault(UserErrorCode::Invalid, "round", "rounds are numbered from 1 on".to_owned());
    }
}

fn attendance(it: &Attendance, fault: &mut Report<'_>) {
    if it.attendee.is_none() {
        fault(UserErrorCode::Required, "attendee", "an attendance names an advocate or a contact".to_owned());
    }
}

fn report_field(it: &ReportField, fault: &mut Report<'_>) {
    if it.number == 0 {
        fault(UserErrorCode::Invalid, "number", "the fields of the template are numbered from 1 on".to_owned());
    }
}

/// Whether one of these stands there twice.
pub(super) fn repeats<'i, T: Eq + Hash + 'i>(all: impl IntoIterator<Item = &'i T>) -> bool {
    let mut met = HashSet::new();
    all.into_iter().any(|it| !met.insert(it))
}

fn one_counterpart(state: bool, body: bool, what: &str, fault: &mut Report<'_>) {
    match (state, body) {
        (true, true) => {
            fault(UserErrorCode::Invalid, "body", format!("{what} is with a state or with a body, not with both"));
        }
        (false, false) => fault(UserErrorCode::Required, "state", format!("{what} needs a state or a body")),
        _ => {}
    }
}
