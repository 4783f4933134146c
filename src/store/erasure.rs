//! What is to be forgotten is: at once where somebody asks for it, and by itself on the day that it carries. What that is is
//! decided as any command is; how keys are destroyed is the journal's business.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use arcstr::ArcStr;
use jiff::Timestamp;
use tokio::sync::oneshot;

use super::audit::Reply;
use super::writer::{Job, LARGEST_BATCH, Writer};
use super::{Request, Store, StoreError};
use crate::domain::command::{self, PersonCommand};
use crate::domain::{Actor, AnyId, Clearance, Command, Commit, Contact, Day, Entity, Event, Kind, Kinded, Private};
use crate::graph::Graph;
use crate::journal::{Health, JournalError, Place};

/// How long the writer waits at the most before it looks whether another day has begun.
const LOOKS: Duration = Duration::from_secs(600);

/// Whether the store sees to what is to be kept no longer.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Retention {
    /// It does not: a verb has opened it that is soon done.
    #[default]
    Off,
    /// It does, and has done so up to this day, if ever.
    On(Option<Day>),
}

/// What is to be forgotten once commits are durable and visible.
#[derive(Debug, Default)]
pub(super) struct Forgotten {
    /// Of whom all that is personal is.
    erased: Vec<AnyId>,
    /// Of whom the free texts before are.
    redacted: Vec<AnyId>,
    /// Of what posts all that is personal of the holder before is.
    succeeded: Vec<AnyId>,
    /// The names of the wishes that came with it: they may be repeated.
    wishes: Vec<(Actor, ArcStr)>,
}

impl Forgotten {
    /// What commits ask to be forgotten.
    pub(super) fn by<'c>(commits: impl IntoIterator<Item = &'c Commit>) -> Self {
        let mut this = Self::default();
        for commit in commits {
            this.erased.extend(commit.erased());
            this.redacted.extend(commit.redacted());
            this.succeeded.extend(commit.succeeded.iter().cloned());
            this.wishes.extend(commit.idempotency.iter().map(|it| (commit.actor.clone(), it.key.clone())));
        }
        this
    }

    /// What the last commit of a journal asks to be forgotten: a crash may have come in between. Which texts are to be
    /// unreadable, and which holders of posts, the journal finds by itself.
    pub(super) fn by_last(commit: &Commit) -> Self {
        Self { erased: commit.erased().collect(), ..Self::default() }
    }

    fn is_empty(&self) -> bool {
        self.erased.is_empty() && self.redacted.is_empty() && self.succeeded.is_empty()
    }
}

impl Store {
    /// Erases what is to be kept no longer, and goes on doing so once a day, by the calendar: whatever day is rehearsed.
    pub fn keep_retention(&self) -> Result<(), StoreError> {
        self.submit_and_wait(erasing(Day::of(self.world().now()))).map(drop)
    }

    /// All that was recorded as private of an entity and can still be read, with the time of each change, the oldest first:
    /// of a post, since its present holder took it. The whole journal is read.
    pub async fn past_details(&self, whose: AnyId) -> Result<Vec<(Timestamp, Private)>, StoreError> {
        let journal = std::sync::Arc::clone(&self.shared.journal);
        let read = move || {
            let (mut found, mut before) = (Vec::<(Timestamp, Private)>::new(), None);
            for commit in journal.read(Place::BEGINNING) {
                let (_, commit) = commit?;
                for Event { entity } in commit.events.into_iter().filter(|it| it.entity.id() == whose) {
                    // Earlier versions of this program did not forget whom another succeeded.
                    if before.as_ref().is_some_and(|it| has_lost_its_holder(it, &entity)) {
                        found.clear();
                    }
                    let private = entity.private().unwrap_or_default();
                    if found.last().map_or(!private.is_empty(), |it| it.1 != private) {
                        found.push((commit.recorded_at, private));
                    }
                    before = Some(entity);
                }
            }
            Ok::<_, JournalError>(found)
        };
        Ok(tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::Closed)??)
    }
}

/// The posts among these whose holder holds them no more once the events are applied to the graph.
pub(super) fn succeeded(graph: &Graph, events: &[Event]) -> BTreeSet<AnyId> {
    let contacts = events.iter().map(|it| &it.entity).filter(|it| it.kind() == Kind::Contact);
    let lost = contacts.filter(|it| graph.entity(&it.id()).is_some_and(|before| has_lost_its_holder(before, it)));
    lost.map(Entity::id).collect()
}

fn has_lost_its_holder(before: &Entity, now: &Entity) -> bool {
    Contact::of(before).zip(Contact::of(now)).is_some_and(|(before, now)| now.has_lost_its_holder(before))
}

fn erasing(on: Day) -> Request {
    let command = Command::Person(PersonCommand::EraseDue { on });
    Request { command, actor: Actor::service(), clearance: Clearance::Admin, once: None }
}

impl Writer {
    /// What is decided and written next; nothing once the queue is closed and empty. What erases ends its batch: what came
    /// after it in the same would be sealed under keys that are about to be destroyed.
    pub(super) fn next_batch(&mut self, jobs: &Receiver<Job>) -> Option<Vec<Job>> {
        let first = loop {
            if let Some(due) = self.due() {
                break due;
            }
            if self.retention == Retention::Off {
                break jobs.recv().ok()?;
            }
            match jobs.recv_timeout(LOOKS) {
                Ok(job) => break job,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        };
        let mut batch = vec![first];
        while batch.len() < LARGEST_BATCH
            && !batch.last().is_some_and(|it| command::forgets(it.request.command.name()))
            && let Ok(next) = jobs.try_recv()
        {
            batch.push(next);
        }
        if let Some(Command::Person(PersonCommand::EraseDue { on })) = batch.last().map(|it| &it.request.command) {
            // Tried once a day, even where there is no room for it.
            self.retention = Retention::On(Some(*on));
        }
        Some(batch)
    }

    /// What the service asks of itself, once a day.
    fn due(&self) -> Option<Job> {
        let Retention::On(until) = self.retention else { return None };
        let today = Day::of(self.shared.world.now());
        let is_due = until.is_none_or(|it| it < today) && self.shared.health() == Health::Healthy;
        is_due.then(|| {
            let request = erasing(today);
            let answer = Reply::to(&request, &self.shared, oneshot::channel().0);
            Job { request, answer, _waiting: None }
        })
    }

    /// Lets go of all that memory holds of what is to be forgotten, and then of its keys. The events that say so are durable and
    /// visible.
    pub(super) fn forget(&mut self, forgotten: &Forgotten) -> Result<(), JournalError> {
        if forgotten.is_empty() {
            return Ok(());
        }
        let Forgotten { erased, redacted, succeeded, wishes } = forgotten;
        self.repeats.blank(erased, &[]);
        self.repeats.blank(succeeded, wishes);
        // The graph that was replaced, with the answers kept of it.
        self.level();
        self.keeper.give_up();
        if !erased.is_empty() {
            self.shared.journal.forget(erased)?;
        }
        if !redacted.is_empty() {
            self.shared.journal.redact(redacted)?;
        }
        if !succeeded.is_empty() {
            self.shared.journal.succeed(succeeded)?;
        }
        self.keeper.begin_anew(self.shared.current.load().graph().len());
        Ok(())
    }
}
