//! What is to be forgotten is: at once where somebody asks for it, and by itself on the day that it carries. What that is is
//! decided as any command is; how keys are destroyed is the journal's business.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::audit::Reply;
use super::writer::{Job, LARGEST_BATCH, Writer};
use super::{Request, Store, StoreError};
use crate::domain::command::{self, PersonCommand};
use crate::domain::{Actor, AnyId, Clearance, Command, Commit, Day, Private};
use crate::journal::{Health, JournalError, Place};

/// How long the writer waits at the most before it looks whether another day has begun.
const LOOKS: Duration = Duration::from_secs(600);

/// Under which name the service does what nobody asks for.
const SERVICE: &str = "service";

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
}

impl Forgotten {
    /// What commits ask to be forgotten.
    pub(super) fn by<'c>(commits: impl IntoIterator<Item = &'c Commit>) -> Self {
        let mut this = Self::default();
        for commit in commits {
            this.erased.extend(commit.erased());
            this.redacted.extend(commit.redacted());
        }
        this
    }

    /// What the last commit of a journal asks to be forgotten: a crash may have come in between. Which texts are to be
    /// unreadable the journal finds by itself.
    pub(super) fn by_last(commit: &Commit) -> Self {
        Self { erased: commit.erased().collect(), redacted: Vec::new() }
    }
}

impl Store {
    /// Erases what is to be kept no longer, and goes on doing so once a day, by the calendar: whatever day is rehearsed.
    pub fn keep_retention(&self) -> Result<(), StoreError> {
        self.submit_and_wait(erasing(Day::of(self.world().now()))).map(drop)
    }

    /// All that was ever recorded as private of an entity and can still be read, with the time of each change, the oldest
    /// first. The whole journal is read.
    pub async fn past_details(&self, whose: AnyId) -> Result<Vec<(Timestamp, Private)>, StoreError> {
        let journal = std::sync::Arc::clone(&self.shared.journal);
        let read = move || {
            let mut found: Vec<(Timestamp, Private)> = Vec::new();
            for commit in journal.read(Place::BEGINNING) {
                let (_, commit) = commit?;
                for private in commit.events.iter().filter(|it| it.entity.id() == whose).map(|it| it.entity.private()) {
                    let private = private.unwrap_or_default();
                    if found.last().map_or(!private.is_empty(), |it| it.1 != private) {
                        found.push((commit.recorded_at, private));
                    }
                }
            }
            Ok::<_, JournalError>(found)
        };
        Ok(tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::Closed)??)
    }
}

fn erasing(on: Day) -> Request {
    let command = Command::Person(PersonCommand::EraseDue { on });
    Request { command, actor: Actor(SERVICE.into()), clearance: Clearance::Admin, once: None }
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
        let Forgotten { erased, redacted } = forgotten;
        if erased.is_empty() && redacted.is_empty() {
            return Ok(());
        }
        self.repeats.blank(erased);
        // The graph that was replaced, with the answers kept of it.
        self.level();
        self.keeper.give_up();
        if !erased.is_empty() {
            self.shared.journal.forget(erased)?;
        }
        if !redacted.is_empty() {
            self.shared.journal.redact(redacted)?;
        }
        self.keeper.begin_anew(self.shared.current.load().graph().len());
        Ok(())
    }
}
