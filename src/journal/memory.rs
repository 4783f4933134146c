//! A journal in memory, for rehearsals and for the tests of other layers. Nothing of it outlives the process.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Commits, Durable, DurableTakeaways, FrameHash, Health, Journal, JournalError, Place, Secret, Tail};
use crate::domain::{AnyId, Commit, Entity};

/// A journal in memory: one place a commit, failing when told to. It hashes nothing and seals nothing.
#[derive(Default)]
pub struct MemoryJournal {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    commits: Vec<Commit>,
    takeaways: Vec<Entity>,
    fails: Option<String>,
    forgets_not: Option<String>,
    full: bool,
    poison: Option<String>,
}

impl MemoryJournal {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Has the next append, or the next takeaway, fail for this reason, which poisons the journal.
    pub fn fail(&self, reason: &str) {
        self.kept().fails = Some(reason.to_owned());
    }

    /// Has the next forgetting fail for this reason, which poisons the journal.
    pub fn fail_to_forget(&self, reason: &str) {
        self.kept().forgets_not = Some(reason.to_owned());
    }

    /// Has there be no room for appends from here on, or room again.
    pub fn fill(&self, full: bool) {
        self.kept().full = full;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(doing: &'static str, reason: String) -> JournalError {
    JournalError::Io { doing, path: "memory".into(), source: std::io::Error::other(reason) }
}

fn no_room() -> JournalError {
    JournalError::NoRoom { dir: "memory".into(), free: 0, reserve: 0 }
}

impl Kept {
    fn last(&self) -> Place {
        Place::new(self.commits.len() as u64)
    }

    fn demand_healthy(&self) -> Result<(), JournalError> {
        self.poison.clone().map_or(Ok(()), |reason| Err(JournalError::Poisoned { reason }))
    }

    /// Fails as it was told to.
    fn demand_luck(&mut self) -> Result<(), JournalError> {
        if self.full {
            return Err(no_room());
        }
        let Some(reason) = self.fails.take() else { return Ok(()) };
        self.poison = Some(reason.clone());
        Err(failed("append to", reason))
    }
}

impl Journal for MemoryJournal {
    fn append(&self, after: Place, commits: &[Commit]) -> Result<Durable, JournalError> {
        let mut kept = self.kept();
        kept.demand_healthy()?;
        if after != kept.last() {
            let (expected, found) = (after, kept.last());
            return Err(JournalError::Conflict { expected, found });
        }
        kept.demand_luck()?;
        let mut places = Vec::with_capacity(commits.len());
        for commit in commits {
            kept.commits.push(commit.clone());
            places.push(kept.last());
        }
        let tail = Tail { place: kept.last(), hash: FrameHash::BEGINNING };
        Ok(Durable { places: places.into(), tail })
    }

    fn read(&self, from: Place) -> Commits<'_> {
        let commits = self.kept().commits.clone();
        let placed = (1..).map(Place::new).zip(commits);
        Box::new(placed.skip_while(move |(place, _)| *place < from).map(Ok))
    }

    fn takeaways(&self) -> Vec<Entity> {
        self.kept().takeaways.clone()
    }

    fn keep_takeaways(&self, all: &[Entity]) -> Result<DurableTakeaways, JournalError> {
        let mut kept = self.kept();
        kept.demand_healthy()?;
        kept.demand_luck()?;
        kept.takeaways = all.to_vec();
        Ok(DurableTakeaways(()))
    }

    fn tail(&self) -> Tail {
        Tail { place: self.kept().last(), hash: FrameHash::BEGINNING }
    }

    /// The same of all: what is given out is of use to nobody once the process has ended.
    fn secret(&self) -> Secret {
        Secret::new([0; 32])
    }

    fn health(&self) -> Health {
        // It never says that it is full before it is asked to append: so tests come to the refusal itself.
        match &self.kept().poison {
            None => Health::Healthy,
            Some(reason) => Health::Poisoned(reason.clone()),
        }
    }

    fn forget(&self, whose: &[AnyId]) -> Result<(), JournalError> {
        let mut kept = self.kept();
        kept.demand_healthy()?;
        if let Some(reason) = kept.forgets_not.take() {
            kept.poison = Some(reason.clone());
            return Err(failed("forget in", reason));
        }
        for event in kept.commits.iter_mut().flat_map(|it| &mut it.events) {
            if whose.contains(&event.entity.id()) {
                event.entity = event.entity.clone().with_private(None);
            }
        }
        Ok(())
    }

    fn succeed(&self, whose: &[AnyId]) -> Result<(), JournalError> {
        let mut kept = self.kept();
        kept.demand_healthy()?;
        let mut past = HashSet::new();
        for commit in kept.commits.iter_mut().rev() {
            for event in &mut commit.events {
                let id = event.entity.id();
                if past.contains(&id) {
                    event.entity = event.entity.clone().with_private(None);
                } else if whose.contains(&id) && commit.succeeded.contains(&id) {
                    past.insert(id);
                }
            }
        }
        Ok(())
    }

    fn redact(&self, whose: &[AnyId]) -> Result<(), JournalError> {
        let mut kept = self.kept();
        kept.demand_healthy()?;
        let mut last = HashSet::new();
        for event in kept.commits.iter_mut().flat_map(|it| &mut it.events).rev() {
            let id = event.entity.id();
            if whose.contains(&id) && !last.insert(id) {
                event.entity = event.entity.clone().without_texts();
                event.entity.fill_texts(&mut |_| None);
            }
        }
        Ok(())
    }

    fn close(&self) -> Result<(), JournalError> {
        self.kept().poison.get_or_insert_with(|| "it is closed".to_owned());
        Ok(())
    }
}
