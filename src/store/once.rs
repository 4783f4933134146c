//! Wishes that come twice. A caller names a wish with a key of its own; the same name with the same input is
//! answered as before, with another input it is refused.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use arcstr::ArcStr;
use jiff::{SignedDuration, Timestamp};

use crate::domain::{Actor, AnyId, Commit, Idempotency};

/// How many names are remembered at the most.
const MOST: usize = 1_000_000;
/// How long a name is remembered at the most.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A caller's name for a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The name.
    pub key: String,
    /// The hash of what was asked with it.
    pub input: ArcStr,
}

/// What became of the wishes that had names.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    known: HashMap<(Actor, ArcStr), Arc<Granted>>,
    /// The oldest first.
    order: VecDeque<Arc<Granted>>,
}

/// A wish that had a name and was granted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Granted {
    /// When.
    pub(super) at: Timestamp,
    /// To whom.
    pub(super) actor: Actor,
    /// Its name.
    pub(super) key: ArcStr,
    /// The hash of what was asked.
    pub(super) input: ArcStr,
    /// Whether personal details were asked, which could be guessed by the hash.
    pub(super) personal: bool,
    /// What the answer showed.
    pub(super) entity: AnyId,
}

/// What is known of a wish's name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Nothing.
    First,
    /// It was granted, and the answer showed this.
    Same(AnyId),
    /// It was given to another wish.
    Other,
}

impl Repeats {
    /// Looks up a name.
    pub(super) fn look_up(&self, actor: &Actor, once: &Once) -> Repeat {
        match self.known.get(&(actor.clone(), once.key.as_str().into())) {
            None => Repeat::First,
            Some(granted) if granted.input == once.input => Repeat::Same(granted.entity.clone()),
            Some(_) => Repeat::Other,
        }
    }

    /// Remembers the name of the wish that brought about a commit, and forgets what is too old.
    pub(super) fn remember(&mut self, commit: &Commit) {
        // First what is too old: a name may be given again by then.
        self.forget(commit.recorded_at);
        if let Some(Idempotency { key, input, .. }) = &commit.idempotency
            && let Some(entity) = commit.idempotency.as_ref().and_then(Idempotency::entity)
        {
            self.add(Granted {
                at: commit.recorded_at,
                actor: commit.actor.clone(),
                key: key.clone(),
                input: input.clone(),
                personal: commit.events.iter().any(|it| it.entity.private().is_some()),
                entity,
            });
        }
    }

    /// Forgets the name of a wish whose commit was not written after all. It is among those given last.
    pub(super) fn take_back(&mut self, commit: &Commit) {
        if let Some(Idempotency { key, .. }) = &commit.idempotency
            && self.known.remove(&(commit.actor.clone(), key.clone())).is_some()
            && let Some(at) = self.order.iter().rposition(|it| it.actor == commit.actor && it.key == *key)
        {
            self.order.remove(at);
        }
    }

    fn add(&mut self, granted: Granted) {
        let granted = Arc::new(granted);
        self.known.insert((granted.actor.clone(), granted.key.clone()), Arc::clone(&granted));
        self.order.push_back(granted);
    }

    /// Forgets what was asked about persons who are forgotten: the same name is refused from here on, as after a replay. The
    /// hash of what was asked would tell whoever guesses it. The wishes of the `kept` names are about those who came after.
    pub(super) fn blank(&mut self, forgotten: &[AnyId], kept: &[(Actor, ArcStr)]) {
        if forgotten.is_empty() {
            return;
        }
        let is_kept = |it: &Granted| kept.iter().any(|(actor, key)| (actor, key) == (&it.actor, &it.key));
        let forgotten: HashSet<_> = forgotten.iter().collect();
        let personal = self.order.iter_mut().filter(|it| it.personal && forgotten.contains(&it.entity));
        for granted in personal.filter(|it| !is_kept(it)) {
            let Granted { at, personal, .. } = **granted;
            let (actor, key, entity) = (granted.actor.clone(), granted.key.clone(), granted.entity.clone());
            *granted = Arc::new(Granted { at, actor, key, input: ArcStr::new(), personal, entity });
            self.known.insert((granted.actor.clone(), granted.key.clone()), Arc::clone(granted));
        }
    }

    /// All that are remembered, the oldest first.
    pub(super) fn all(&self) -> Vec<Arc<Granted>> {
        self.order.iter().cloned().collect()
    }

    /// Forgets the names given too long ago, and the oldest where there are too many.
    pub(super) fn forget(&mut self, now: Timestamp) {
        let is_old = |at: Timestamp| now.duration_since(at) > LONGEST;
        while self.order.len() > MOST || self.order.front().is_some_and(|it| is_old(it.at)) {
            if let Some(granted) = self.order.pop_front() {
                self.known.remove(&(granted.actor.clone(), granted.key.clone()));
            }
        }
    }
}

impl FromIterator<Granted> for Repeats {
    /// Remembers these, given the oldest first.
    fn from_iter<T: IntoIterator<Item = Granted>>(granted: T) -> Self {
        let mut repeats = Self::default();
        granted.into_iter().for_each(|it| repeats.add(it));
        repeats
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Key;

    fn commit(actor: &str, key: &str, input: &str, at: &str) -> Commit {
        let result = "stance:x".into();
        Commit {
            actor: Actor(actor.into()),
            recorded_at: at.parse().unwrap(),
            command: "recordStance".into(),
            idempotency: Some(Idempotency { key: key.into(), input: input.into(), result }),
            events: Vec::new(),
            succeeded: Default::default(),
        }
    }

    #[test]
    fn names_belong_to_callers_and_inputs_and_last_a_week() {
        let mut repeats = Repeats::default();
        repeats.remember(&commit("ana", "k1", "h1", "2018-02-01T00:00:00Z"));
        let entity = AnyId { kind: crate::domain::Kind::Stance, key: Key::trusted("x") };
        let check = |repeats: &mut Repeats, actor: &str, key: &str, input: &str, now: &str, expected: Repeat| {
            repeats.forget(now.parse().unwrap());
            let once = Once { key: key.to_owned(), input: input.into() };
            assert_eq!(repeats.look_up(&Actor(actor.into()), &once), expected, "{actor} {key} {input} {now}");
        };
        check(&mut repeats, "ana", "k1", "h1", "2018-02-02T00:00:00Z", Repeat::Same(entity));
        check(&mut repeats, "ana", "k1", "h2", "2018-02-02T00:00:00Z", Repeat::Other);
        check(&mut repeats, "ben", "k1", "h1", "2018-02-02T00:00:00Z", Repeat::First);
        check(&mut repeats, "ana", "k2", "h1", "2018-02-02T00:00:00Z", Repeat::First);
        check(&mut repeats, "ana", "k1", "h1", "2018-02-08T00:00:01Z", Repeat::First);
    }

    #[test]
    fn a_name_that_is_given_again_after_a_week_is_remembered() {
        let mut repeats = Repeats::default();
        repeats.remember(&commit("ana", "k1", "h1", "2018-02-01T00:00:00Z"));
        repeats.remember(&commit("ana", "k1", "h2", "2018-02-08T00:00:01Z"));
        let once = Once { key: "k1".to_owned(), input: "h2".into() };
        assert!(matches!(repeats.look_up(&Actor("ana".into()), &once), Repeat::Same(_)));
    }
}
