//! Ordered look-ups: how fast a thing is found. Hubs (a state, an Act, New York) are served from here, never by
//! walking their edges. What is asked of the look-ups is the queries' business.

use std::collections::BTreeSet;

use arcstr::ArcStr;
use hashbrown::HashMap;
use petgraph::graph::NodeIndex;

use super::assessments::{Assessment, Assessments};
use super::words::Words;
use crate::domain::{Entity, FollowUpStatus, Kind, Link};

/// Where an entity stands in the order of its kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// A day or a number; descending orders are negative.
    pub(super) number: i32,
    /// A name and the key after it, or the key alone.
    pub(super) text: ArcStr,
    pub(super) node: NodeIndex,
}

impl Rank {
    /// Before everything with this number.
    pub(super) fn floor(number: i32) -> Self {
        Self { number, text: ArcStr::new(), node: NodeIndex::new(0) }
    }

    fn of(node: NodeIndex, entity: &Entity) -> Self {
        let key = || entity.key().shared();
        let named = |name: &str| arcstr::format!("{name}\0{}", entity.key());
        let (number, text) = match entity {
            Entity::State(it) => (0, named(&it.name)),
            Entity::City(it) => (0, named(&it.name)),
            Entity::Body(it) => (0, named(&it.name)),
            Entity::Act(it) => (i32::from(it.number), key()),
            Entity::Phase(it) => (i32::from(it.number), key()),
            Entity::Milestone(it) => (it.from.ordinal(), key()),
            Entity::FollowUp(it) => (it.due.ordinal(), key()),
            Entity::Stance(it) => (-it.observed_on.ordinal(), key()),
            Entity::Meeting(it) => (it.start.day().ordinal(), arcstr::format!("{}\0{}", it.start, it.id.as_str())),
            Entity::Trip(it) => (it.from.ordinal(), key()),
            Entity::ReportField(it) => (i32::from(it.number), key()),
            Entity::Question(it) => (i32::from(it.number), key()),
            Entity::Organisation(_)
            | Entity::Evidence(_)
            | Entity::Contact(_)
            | Entity::Advocate(_)
            | Entity::Expectation(_)
            | Entity::Attendance(_)
            | Entity::Report(_)
            | Entity::Priority(_)
            | Entity::Referral(_)
            | Entity::Token(_) => (0, key()),
        };
        Self { number, text, node }
    }
}

/// The kinds that are listed whole, in their order: states, cities and bodies by name, Acts and phases by number,
/// milestones and trips by their first day, meetings by when they begin, fields of the template and questions by their
/// numbers, follow-ups by the day they are due, stances the newest first; then by key.
const LISTED: &[Kind] = &[
    Kind::State,
    Kind::City,
    Kind::Body,
    Kind::Act,
    Kind::Phase,
    Kind::Milestone,
    Kind::Contact,
    Kind::FollowUp,
    Kind::Stance,
    Kind::Advocate,
    Kind::Meeting,
    Kind::Attendance,
    Kind::Trip,
    Kind::ReportField,
    Kind::Report,
    Kind::Priority,
    Kind::Question,
    Kind::Referral,
    Kind::Token,
];

/// Whether those that refer to a thing by this link are listed with it, in the order of their kind.
fn is_listed_with_target(entity: &Entity, link: Link) -> bool {
    match (entity, link) {
        (Entity::City(_), Link::State)
        | (Entity::Body(_), Link::Members)
        | (Entity::Stance(_), Link::State)
        | (Entity::Contact(_), Link::State | Link::City)
        | (Entity::FollowUp(_), Link::Contact)
        | (Entity::Advocate(_), Link::Organisation)
        | (Entity::Meeting(_), Link::Act | Link::PartOf)
        | (Entity::Expectation(_), Link::Meeting)
        | (Entity::Attendance(_), Link::Meeting | Link::Attendee)
        | (Entity::Trip(_), Link::City)
        | (Entity::Report(_), Link::Meeting)
        | (Entity::Priority(_), Link::Act | Link::Report)
        | (Entity::Question(_), Link::Act | Link::Report)
        | (Entity::Referral(_), Link::State | Link::Contact | Link::GivenBy) => true,
        // Of states and cities only what is still open is asked; what is closed would pile up there.
        (Entity::FollowUp(it), Link::State | Link::City) => it.status() == FollowUpStatus::Open,
        _ => false,
    }
}

/// A list of those of one kind that refer to one thing by one link.
type Referring = (NodeIndex, Kind, Link);

/// The look-ups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    whole: HashMap<Kind, BTreeSet<Rank>>,
    /// Short lists, or lists whose members seldom change: sorted vectors.
    referring: HashMap<Referring, Vec<Rank>>,
    assessments: HashMap<(NodeIndex, NodeIndex), Assessments>,
    words: Words,
}

/// Where the entities of many stand in the orders of their kinds.
pub(super) struct Orders {
    whole: HashMap<Kind, BTreeSet<Rank>>,
}

impl Orders {
    pub(super) fn of<'e>(entities: impl Iterator<Item = (NodeIndex, &'e Entity)>) -> Self {
        let mut gathered: HashMap<Kind, Vec<Rank>> = HashMap::new();
        for (at, entity) in entities {
            if LISTED.contains(&entity.kind()) {
                gathered.entry(entity.kind()).or_default().push(Rank::of(at, entity));
            }
        }
        Self { whole: gathered.into_iter().map(|(kind, ranks)| (kind, ranks.into_iter().collect())).collect() }
    }
}

impl Index {
    pub(super) fn insert(&mut self, at: NodeIndex, entity: &Entity, targets: &[(Link, NodeIndex)]) {
        let rank = Rank::of(at, entity);
        for list in lists(entity, targets) {
            let list = self.referring.entry(list).or_default();
            if let Err(place) = list.binary_search(&rank) {
                list.insert(place, rank.clone());
            }
        }
        self.assess(at, entity, targets);
        self.words.insert(at, entity);
        if LISTED.contains(&entity.kind()) {
            self.whole.entry(entity.kind()).or_default().insert(rank);
        }
    }

    pub(super) fn remove(&mut self, at: NodeIndex, entity: &Entity, targets: &[(Link, NodeIndex)]) {
        let rank = Rank::of(at, entity);
        for key in lists(entity, targets) {
            if let Some(list) = self.referring.get_mut(&key)
                && let Ok(place) = list.binary_search(&rank)
            {
                list.remove(place);
                if list.is_empty() {
                    self.referring.remove(&key);
                }
            }
        }
        if let (Entity::Stance(_), Some((pair, _))) = (entity, assessed(targets))
            && let Some(found) = self.assessments.get_mut(&pair)
        {
            found.remove(at);
            if found.is_empty() {
                self.assessments.remove(&pair);
            }
        }
        self.words.remove(at, entity);
        if let Some(whole) = self.whole.get_mut(&entity.kind()) {
            whole.remove(&rank);
        }
    }

    /// Takes in an entity of many, but neither its words nor where it stands in the order of its kind; nothing may be
    /// asked before all parts are there.
    pub(super) fn collect(&mut self, at: NodeIndex, entity: &Entity, targets: &[(Link, NodeIndex)]) {
        if targets.is_empty() {
            return;
        }
        let mut rank = None;
        for list in lists(entity, targets) {
            let rank = rank.get_or_insert_with(|| Rank::of(at, entity));
            self.referring.entry(list).or_default().push(rank.clone());
        }
        self.assess(at, entity, targets);
    }

    /// Puts in order what was collected.
    pub(super) fn sort(&mut self) {
        for list in self.referring.values_mut() {
            list.sort_unstable();
            list.dedup();
            list.shrink_to_fit();
        }
        self.assessments.values_mut().for_each(Assessments::shrink_to_fit);
    }

    /// What was collected with all else that there is.
    pub(super) fn complete(self, orders: Orders, words: Words) -> Self {
        Self { whole: orders.whole, words, ..self }
    }

    fn assess(&mut self, at: NodeIndex, entity: &Entity, targets: &[(Link, NodeIndex)]) {
        if let Entity::Stance(stance) = entity
            && stance.retraction.is_none()
            && let Some((pair, assessor)) = assessed(targets)
        {
            self.assessments.entry(pair).or_default().insert(Assessment::of(at, stance, assessor));
        }
    }

    pub(super) fn whole(&self, kind: Kind) -> Option<&BTreeSet<Rank>> {
        self.whole.get(&kind)
    }

    pub(super) fn referring(&self, to: NodeIndex, kind: Kind, link: Link) -> &[Rank] {
        self.referring.get(&(to, kind, link)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn assessments(&self, state: NodeIndex, act: NodeIndex) -> Option<&Assessments> {
        self.assessments.get(&(state, act))
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }
}

/// The lists, each once, in which an entity stands with what it refers to.
fn lists(entity: &Entity, targets: &[(Link, NodeIndex)]) -> impl Iterator<Item = Referring> {
    targets
        .iter()
        .filter(|(link, _)| is_listed_with_target(entity, *link))
        .map(|(link, target)| (*target, entity.kind(), *link))
}

/// The state and the Act of a stance, and its assessor.
pub(super) fn assessed(targets: &[(Link, NodeIndex)]) -> Option<((NodeIndex, NodeIndex), Option<NodeIndex>)> {
    let find = |link| targets.iter().find(|it| it.0 == link).map(|it| it.1);
    Some(((find(Link::State)?, find(Link::Act)?), find(Link::AssessedBy)))
}
