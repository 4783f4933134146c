//! Who sees what, once more, written from the rules of the domain and not from the code: facts are held against a caller,
//! and what is hidden is deleted.

use std::collections::{HashMap, HashSet};

use demarche::domain::{Clearance, Kind};
use serde_json::Value;

use super::world::Fact;

/// The facts as they finally are, and one caller.
pub(super) struct Oracle<'w> {
    latest: HashMap<(Kind, &'w str), &'w Value>,
    caller: &'w Clearance,
}

/// The fields that refer to something that may be hidden. The others refer to what everybody sees.
const REFERENCES: [(Kind, &str, Kind); 15] = [
    (Kind::FollowUp, "contact", Kind::Contact),
    (Kind::FollowUp, "report", Kind::Report),
    (Kind::Stance, "report", Kind::Report),
    (Kind::Stance, "evidence", Kind::Evidence),
    (Kind::Evidence, "meeting", Kind::Meeting),
    (Kind::Referral, "contact", Kind::Contact),
    (Kind::Referral, "given_by", Kind::Contact),
    (Kind::Referral, "evidence", Kind::Evidence),
    (Kind::Priority, "report", Kind::Report),
    (Kind::Question, "report", Kind::Report),
    (Kind::Trip, "advocate", Kind::Advocate),
    (Kind::Meeting, "part_of", Kind::Meeting),
    (Kind::Attendance, "meeting", Kind::Meeting),
    (Kind::Expectation, "meeting", Kind::Meeting),
    (Kind::Report, "session", Kind::Meeting),
];

impl<'w> Oracle<'w> {
    pub(super) fn new(facts: &'w [Vec<Fact>], caller: &'w Clearance) -> Self {
        let latest = facts.iter().flatten().map(|(kind, fact)| ((*kind, fact["id"].as_str().unwrap()), fact)).collect();
        Self { latest, caller }
    }

    fn coordinates(&self) -> bool {
        matches!(self.caller, Clearance::Coordinator | Clearance::Admin)
    }

    fn organisation(&self) -> Option<&str> {
        match self.caller {
            Clearance::Advocate { organisation, .. } => Some(organisation.as_str()),
            _ => None,
        }
    }

    fn is_own(&self, organisation: &Value) -> bool {
        organisation.is_string() && organisation.as_str() == self.organisation()
    }

    /// By its marking, as this version of it has it.
    fn is_marked_for(&self, fact: &Value) -> bool {
        let own = ["assignee", "recorded_by"].iter().any(|field| self.is_own(&fact[field]));
        let travels = fact["from"].is_string() && self.is_own(&fact["organisation"]);
        match (self.caller, fact["marking"].as_str()) {
            (_, Some("public")) => true,
            (Clearance::Viewer, _) => false,
            (_, Some("coalition")) => true,
            (_, Some("restricted")) => self.coordinates() || own || travels,
            (_, other) => unreachable!("{other:?}"),
        }
    }

    fn the(&self, kind: Kind, key: &Value) -> &'w Value {
        self.latest[&(kind, key.as_str().unwrap())]
    }

    /// What the caller does at meetings.
    fn own_attendances(&self) -> impl Iterator<Item = &'w Value> {
        let own = match self.caller {
            Clearance::Advocate { advocate, .. } => Some(advocate.as_str()),
            _ => None,
        };
        let all = self.latest.iter().filter(|((kind, _), _)| *kind == Kind::Attendance).map(|(_, fact)| *fact);
        all.filter(move |it| own.is_some() && it["attendee"]["advocate"].as_str() == own)
    }

    fn comes_to(&self, meeting: &Value) -> bool {
        let comes = |it: &&Value| matches!(it["stage"].as_str(), Some("confirmed" | "attended"));
        self.own_attendances().filter(comes).any(|it| it["meeting"] == *meeting)
    }

    fn holds_place(fact: &Value) -> bool {
        !matches!(fact["stage"].as_str(), Some("nominated" | "withdrawn"))
    }

    fn leads_session_on(&self, table: &Value) -> bool {
        let led = self.own_attendances().filter(|it| it["role"] == "co_lead" && Self::holds_place(it));
        led.map(|it| self.the(Kind::Meeting, &it["meeting"])).any(|it| {
            it["kind"] == "group_session"
                && table["act"].is_string()
                && it["act"] == table["act"]
                && it["part_of"] == table["part_of"]
        })
    }

    /// Whether the caller is one of those who write a report.
    fn writes(&self, report: &Value) -> bool {
        let may_write =
            |it: &Value| it["meeting"] == report["session"] && (it["role"] == "rapporteur" || it["role"] == "co_lead");
        self.coordinates() || self.own_attendances().any(|it| may_write(it) && Self::holds_place(it))
    }

    /// Whether the caller saw a version of a thing that they see as it finally is.
    fn saw(&self, kind: Kind, fact: &Value) -> bool {
        match kind {
            Kind::Meeting => true,
            Kind::Report => self.writes(fact) || self.is_marked_for(fact),
            _ => !fact["marking"].is_string() || self.is_marked_for(fact),
        }
    }

    /// Whether the caller sees a thing, as it finally is.
    pub(super) fn sees(&self, kind: Kind, key: &str) -> bool {
        let fact = self.latest[&(kind, key)];
        match kind {
            Kind::Token => matches!(self.caller, Clearance::Admin),
            Kind::Advocate => !matches!(self.caller, Clearance::Viewer),
            Kind::Meeting => self.is_marked_for(fact) || self.own_attendances().any(|it| it["meeting"] == fact["id"]),
            Kind::Expectation => {
                let meeting = self.the(Kind::Meeting, &fact["meeting"]);
                let knows = if meeting["rule"] == "open" {
                    self.is_marked_for(meeting)
                } else {
                    self.leads_session_on(meeting)
                };
                self.coordinates() || knows && self.sees(Kind::Meeting, fact["meeting"].as_str().unwrap())
            }
            Kind::Attendance => self.sees_attendance(fact),
            Kind::Report => {
                let may = if fact["stage"] == "draft" { self.writes(fact) } else { self.is_marked_for(fact) };
                may && self.sees(Kind::Meeting, fact["session"].as_str().unwrap())
            }
            _ => self.is_marked_for(fact),
        }
    }

    fn sees_attendance(&self, fact: &Value) -> bool {
        if fact["attendee"].is_null() {
            return false;
        }
        if self.coordinates() {
            return true;
        }
        if let Some(contact) = fact["attendee"]["contact"].as_str() {
            return self.comes_to(&fact["meeting"]) && self.sees(Kind::Contact, contact);
        }
        let meeting = self.the(Kind::Meeting, &fact["meeting"]);
        let advocate = self.the(Kind::Advocate, &fact["attendee"]["advocate"]);
        let colleague = self.is_own(&advocate["organisation"]) && meeting["rule"] == "open";
        self.own_attendances().any(|it| it["id"] == fact["id"])
            || self.comes_to(&fact["meeting"])
            || colleague && self.sees(Kind::Meeting, meeting["id"].as_str().unwrap())
    }

    fn sees_person(&self, kind: Kind, fact: &Value) -> bool {
        match kind {
            Kind::Contact => self.coordinates() || self.is_own(&fact["recorded_by"]),
            Kind::Advocate => self.coordinates() || self.is_own(&fact["organisation"]),
            _ => true,
        }
    }

    /// The facts without all that is hidden from the caller.
    pub(super) fn delete(&self, facts: &[Vec<Fact>]) -> Vec<Vec<Fact>> {
        let mut before: HashMap<(Kind, String), Value> = HashMap::new();
        let mut kept = Vec::new();
        for commit in facts {
            let mut facts = Vec::new();
            for (kind, fact) in commit {
                let key = (*kind, fact["id"].as_str().unwrap().to_owned());
                let previous = before.insert(key.clone(), fact.clone());
                let sees_person = self.sees_person(*kind, fact);
                let personal = previous.is_some_and(|it| without_details(&it) == without_details(fact));
                if self.sees(*kind, &key.1) && self.saw(*kind, fact) && (sees_person || !personal) {
                    let fact = if sees_person { fact.clone() } else { without_details(fact) };
                    facts.push((*kind, self.without_hidden(*kind, fact)));
                }
            }
            kept.push(facts);
        }
        kept
    }

    fn without_hidden(&self, kind: Kind, mut fact: Value) -> Value {
        // What a report proposes may be with a contact as well.
        for proposal in fact["follow_ups"].as_array_mut().into_iter().flatten() {
            if proposal["contact"].as_str().is_some_and(|key| !self.sees(Kind::Contact, key)) {
                proposal["contact"] = Value::Null;
            }
        }
        let hidden: HashSet<_> = REFERENCES.into_iter().filter(|it| it.0 == kind).collect();
        for (_, field, to) in hidden {
            let hides = |key: &Value| key.as_str().is_some_and(|key| !self.sees(to, key));
            match &mut fact[field] {
                Value::Array(keys) => keys.retain(|it| !hides(it)),
                key if hides(key) => *key = Value::Null,
                _ => {}
            }
        }
        fact.as_object_mut().unwrap().retain(|_, it| !it.is_null());
        fact
    }

    /// The ids of all things, and whether the caller sees each.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, bool)> {
        self.latest.keys().map(|(kind, key)| (format!("{kind}:{key}"), self.sees(*kind, key)))
    }
}

/// Without what is told of a person, where it comes from, and until when it is kept.
fn without_details(fact: &Value) -> Value {
    let mut fact = fact.clone();
    fact.as_object_mut().unwrap().retain(|field, _| !["person", "source", "kept_until"].contains(&field.as_str()));
    fact
}
