//! A graph of a million entities and two and a half million references: the reference data, and what a campaign of
//! many years would add to it. Seeded, and given commit by commit, so that it needs no memory of its own.

use arcstr::ArcStr;
use demarche::cli::tables::{self, fixtures};
use demarche::domain::{
    Actor, City, Commit, Confidence, Contact, Day, Entity, Event, Evidence, EvidenceKind, FollowUp, Id, Key, Kinded,
    Leadership, Level, Marking, Organisation, Position, Progress, Stance,
};

/// How many entities there are of each generated kind, in a thousand.
const ORGANISATIONS: u64 = 20;
const CONTACTS: u64 = 60;
const EVIDENCE: u64 = 450;
const STANCES: u64 = 285;
const FOLLOW_UPS: u64 = 185;

/// Everything that happens, a thousand entities a commit.
pub(crate) struct Synthetic {
    base: Vec<Entity>,
    cities: Vec<City>,
    states: Vec<(Id<demarche::domain::State>, ArcStr)>,
    /// The contacts there are.
    contacts: Vec<Id<Contact>>,
    dice: Dice,
    /// How many of each generated kind there are so far, in thousands.
    thousands: u64,
    most: u64,
}

/// SplitMix64.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Less than this.
    fn below(&mut self, most: u64) -> u64 {
        self.throw() % most.max(1)
    }

    fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    pub(crate) fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// A day of ten years.
    fn day(&mut self) -> Day {
        let (year, month, day) = (2018 + self.below(10), 1 + self.below(12), 1 + self.below(28));
        Day::parse(&format!("{year}-{month:02}-{day:02}")).unwrap()
    }
}

fn id<K>(key: &str) -> Id<K> {
    Id::new(Key::trusted(key))
}

impl Synthetic {
    /// So many thousand entities, more or less.
    pub(crate) fn of(thousands: u64) -> Self {
        let now = "2018-02-01T12:00:00Z".parse().unwrap();
        let base = tables::read(fixtures::FILES, &|_| None, now, &mut |_, _| {}).unwrap().entities;
        let cities = base.iter().filter_map(City::of).cloned().collect();
        let states = base.iter().filter_map(demarche::domain::State::of).map(|it| (it.id.clone(), it.name.clone()));
        Self {
            cities,
            states: states.collect(),
            base,
            contacts: Vec::new(),
            dice: Dice(2018),
            thousands: 0,
            most: thousands,
        }
    }

    /// How many of a generated kind can be referred to.
    fn known(&self, a_thousand: u64) -> u64 {
        (self.thousands * a_thousand).max(1)
    }

    fn organisation(&mut self, number: u64) -> Entity {
        let (_, state) = self.dice.one(&self.states).clone();
        let name = arcstr::format!("Migrant network {number} of {state}");
        Organisation {
            id: id(&format!("network-{number}")),
            name,
            short_name: None,
            roles: Box::default(),
            members: Box::default(),
        }
        .into()
    }

    fn contact(&mut self, number: u64) -> Entity {
        let dice = &mut self.dice;
        let city = dice.one(&self.cities);
        let state = city.state.clone().filter(|_| !city.is_hub).unwrap_or_else(|| dice.one(&self.states).0.clone());
        let posts = ["Multilateral affairs desk", "Migration desk", "Migration and humanitarian desk", "Counsellor"];
        let institutions = ["Ministry of foreign affairs", "Ministry of the interior", "Permanent Mission"];
        let id: Id<Contact> = id(&format!("{}-{number}", state.as_str().to_ascii_lowercase()));
        self.contacts.push(id.clone());
        Contact {
            source: None,
            kept_until: None,
            erased: false,
            recorded_by: None,
            id,
            state: Some(state),
            body: None,
            city: city.id.clone(),
            post: (*dice.one(&posts)).into(),
            institution: Some((*dice.one(&institutions)).into()),
            level: *dice.one(Level::ALL),
            acts: if dice.percent(40) { [act(dice)].into() } else { Box::default() },
            person: None,
            marking: Marking::Coalition,
        }
        .into()
    }

    fn evidence(&mut self, number: u64) -> Entity {
        let dice = &mut self.dice;
        let (state, name) = dice.one(&self.states).clone();
        let date = dice.day();
        let what = ["statement", "vote", "ILO C189", "ICRMW", "side event"];
        Evidence {
            meeting: None,
            marking: Marking::Public,
            recorded_by: None,
            id: id(&format!("p{number:06}")),
            kind: *dice.one(EvidenceKind::ALL),
            title: arcstr::format!("{name}, {}: {date}", dice.one(&what)),
            date: Some(date),
            publisher: dice.percent(30).then(|| "UN Web TV".into()),
            url: dice.percent(30).then(|| arcstr::format!("https://example.org/documents/{number}")),
            state: dice.percent(60).then_some(state),
        }
        .into()
    }

    fn stance(&mut self, number: u64) -> Entity {
        let (evidence, organisations) = (self.known(EVIDENCE), self.known(ORGANISATIONS));
        let dice = &mut self.dice;
        let (state, _) = dice.one(&self.states).clone();
        let (act, observed_on) = (act(dice), dice.day());
        let cited = 1 + u64::from(dice.percent(60));
        let rules = ["Rule a: ILO C97 ratified.", "Rule d: made a statement of its own.", "Rule f: voted yes."];
        // Assessors agree more often than not.
        let usual = Position::ALL[usize::from(state.as_str().as_bytes()[0]) % 3];
        Stance {
            report: None,
            takeaway: None,
            recorded_by: None,
            id: id(&format!("{}-{}-{observed_on}-{number}", state.as_str().to_ascii_lowercase(), act.as_str())),
            state,
            act,
            position: if dice.percent(90) { usual } else { *dice.one(Position::ALL) },
            leadership: dice.percent(30).then(|| *dice.one(Leadership::ALL)),
            observed_on,
            confidence: *dice.one(Confidence::ALL),
            rationale: dice.percent(60).then(|| (*dice.one(&rules)).into()),
            evidence: (0..cited).map(|_| id(&format!("p{:06}", dice.below(evidence)))).collect(),
            assessed_by: Some(id(&format!("network-{}", dice.below(organisations)))),
            marking: if dice.percent(80) { Marking::Public } else { Marking::Coalition },
            recorded_at: "2018-02-01T12:00:00Z".parse().unwrap(),
            retraction: None,
        }
        .into()
    }

    fn follow_up(&mut self, number: u64) -> Entity {
        let organisations = self.known(ORGANISATIONS);
        let contact =
            self.contacts.get(usize::try_from(number * 7919 % (self.contacts.len() as u64 * 10 / 7)).unwrap());
        let dice = &mut self.dice;
        let city = dice.one(&self.cities).id.clone();
        // With a contact, the state is the contact's.
        let state = match contact {
            Some(contact) => id(&contact.as_str()[..3].to_ascii_uppercase()),
            None => dice.one(&self.states).0.clone(),
        };
        let (about, due) = (dice.percent(70).then(|| act(dice)), dice.day());
        let (done, cancelled) = (due < Day::parse("2025-01-01").unwrap(), dice.percent(10));
        Entity::from(FollowUp {
            report: None,
            recorded_by: None,
            id: id(&format!("meet-{number}")),
            purpose: arcstr::format!(
                "Meet the ministry in the capital: {}",
                about.as_ref().map_or("all", |it| it.as_str())
            ),
            state: Some(state),
            body: None,
            act: about,
            contact: contact.cloned(),
            city: dice.percent(80).then_some(city),
            level: *dice.one(Level::ALL),
            assignee: id(&format!("network-{}", dice.below(organisations))),
            due,
            progress: match (done, cancelled) {
                (_, true) => Progress::Cancelled { reason: Some("called off".into()) },
                (true, _) => Progress::Done { on: Some(due), outcome: Some("met".into()) },
                _ => Progress::Open,
            },
            marking: Marking::Coalition,
        })
    }
}

fn act(dice: &mut Dice) -> Id<demarche::domain::Act> {
    id(&(1 + dice.below(10)).to_string())
}

/// A commit of these entities.
pub(crate) fn commit(entities: Vec<Entity>) -> Commit {
    Commit {
        actor: Actor("bench".into()),
        recorded_at: "2018-02-01T12:00:00Z".parse().unwrap(),
        command: "import".into(),
        idempotency: None,
        events: entities.into_iter().map(|entity| Event { entity }).collect(),
        succeeded: Default::default(),
    }
}

impl Iterator for Synthetic {
    type Item = Commit;

    fn next(&mut self) -> Option<Commit> {
        if !self.base.is_empty() {
            return Some(commit(std::mem::take(&mut self.base)));
        }
        if self.thousands == self.most {
            return None;
        }
        let at = self.thousands;
        let numbers = |share: u64| at * share..(at + 1) * share;
        let mut entities = Vec::with_capacity(1000);
        entities.extend(numbers(ORGANISATIONS).map(|it| self.organisation(it)));
        entities.extend(numbers(CONTACTS).map(|it| self.contact(it)));
        entities.extend(numbers(EVIDENCE).map(|it| self.evidence(it)));
        // What refers to these may do so from the first commit on.
        self.thousands += 1;
        entities.extend(numbers(STANCES).map(|it| self.stance(it)));
        entities.extend(numbers(FOLLOW_UPS).map(|it| self.follow_up(it)));
        Some(commit(entities))
    }
}
