//! The writer: one thread that drains what is queued, decides each command on the standby graph, makes the batch
//! durable with one flush, publishes the standby as the new snapshot, and answers all. What leaves no trace is written
//! apart: see `takeaways`.

mod takeaways;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::audit::Reply;
use super::decide::{self, Decision, Rejection, Setting, UserError, UserErrorCode};
use super::erasure::{self, Forgotten, Retention};
use super::image::Model;
use super::keeper::Keeper;
use super::once::{Repeat, Repeats};
use super::waiting::Waiting;
use super::{Answer, Outcome, Request, Shared, StoreError, World, replay};
use crate::domain::{Commit, Event, Idempotency, command};
use crate::graph::{Feed, Graph, Snapshot, Touched};
use crate::journal::{Durable, Health, Tail};

/// The most commands that share a flush.
pub(super) const LARGEST_BATCH: usize = 1024;
/// About what cloning an entity's part of the graph costs. Waiting longer than a clone takes would be a loss.
const CLONE_PER_ENTITY: Duration = Duration::from_nanos(200);
/// How often the writer looks, one glance after the other, whether readers have let go, before it sleeps between glances.
const GLANCES: u32 = 50;
/// How long it then sleeps. Short beside a flush.
const NAP: Duration = Duration::from_micros(20);

/// A command in the queue, and where its answer goes.
pub(super) struct Job {
    pub(super) request: Request,
    pub(super) answer: Reply,
    /// Counts it for as long as it waits.
    pub(super) _waiting: Option<Waiting>,
}

impl Job {
    /// Whether it may be one to be written apart, which is known once all before it is.
    fn stands_alone(&self) -> bool {
        let command = &self.request.command;
        command.leaves_no_trace() || command.redacts().is_some()
    }
}

/// The jobs in order, divided into those that share a flush and those, each alone, that may be written apart.
fn in_groups(jobs: Vec<Job>) -> impl Iterator<Item = Vec<Job>> {
    let mut jobs = jobs.into_iter().peekable();
    std::iter::from_fn(move || {
        let mut group = vec![jobs.next()?];
        while let [first, ..] = group.as_slice()
            && !first.stands_alone()
            && let Some(next) = jobs.next_if(|it| !it.stands_alone())
        {
            group.push(next);
        }
        Some(group)
    })
}

/// The two copies of the graph, seen from the side that writes.
pub(super) struct Writer {
    pub(super) shared: Arc<Shared>,
    standby: Standby,
    /// All that is durable, and nothing else.
    feed: Feed,
    pub(super) repeats: Repeats,
    latest: Option<Timestamp>,
    tail: Tail,
    pub(super) keeper: Keeper,
    pub(super) retention: Retention,
}

/// What is left when the writer has ended.
pub(super) struct Last {
    /// Who sees to snapshot files.
    pub(super) keeper: Keeper,
    /// What the last one is drawn of.
    pub(super) model: Model,
}

/// The copy that nobody reads.
enum Standby {
    /// There is none: it is to be cloned.
    None,
    /// It is equal to the current snapshot.
    Level(Box<Graph>),
    /// It is the snapshot that was replaced last; it lacks these commits: when each was recorded, and its events.
    Behind(Arc<Snapshot>, Vec<(Timestamp, Vec<Event>)>),
}

/// What a batch comes to, before it is durable.
#[derive(Default)]
struct Batch {
    commits: Vec<Commit>,
    /// What each commit changed.
    touched: Vec<Vec<Touched>>,
}

/// A decided job that waits for the flush.
struct Decided {
    answer: Reply,
    outcome: Result<Outcome, Rejection>,
}

impl Writer {
    pub(super) fn new(
        shared: Arc<Shared>,
        feed: Feed,
        repeats: Repeats,
        latest: Option<Timestamp>,
        since: u64,
    ) -> Self {
        let (tail, keeper) = (shared.journal.tail(), Keeper::new(Arc::clone(&shared), since));
        let (standby, retention) = (Standby::None, Retention::default());
        Self { shared, standby, feed, repeats, latest, tail, keeper, retention }
    }

    /// Works until the queue is closed and empty. First of all it forgets what was to be forgotten when the store was last open.
    pub(super) fn run(mut self, jobs: &Receiver<Job>, forgotten: &Forgotten) -> Last {
        if let Err(fault) = self.forget(forgotten) {
            self.shared.stop(&fault.to_string());
        }
        self.keep_if_due(0);
        // Readers are served already while the other copy is being made.
        self.level();
        while let Some(drained) = self.next_batch(jobs) {
            in_groups(drained).for_each(|it| self.work(it));
        }
        let model = self.model();
        Last { keeper: self.keeper, model }
    }

    /// Sees to jobs that are written together, if anything is written.
    fn work(&mut self, group: Vec<Job>) {
        let answers = |group: Vec<Job>| group.into_iter().map(|it| it.answer);
        match self.shared.health() {
            Health::Healthy => {}
            Health::NoRoom(reason) => return refuse(answers(group), || StoreError::NotNow(reason.clone())),
            Health::Poisoned(reason) => return refuse(answers(group), || StoreError::ReadOnly(reason.clone())),
        }
        let current = self.shared.current.load_full();
        let apart = group.first().is_some_and(|it| it.request.leaves_no_trace(current.graph()));
        // The writer waits for those who hold it.
        drop(current);
        // Callers whose answers are dropped in a panic learn that there is none.
        let writing = std::panic::AssertUnwindSafe(|| match apart {
            true => group.into_iter().for_each(|it| self.write_apart(it)),
            false => self.write(group),
        });
        if std::panic::catch_unwind(writing).is_err() {
            self.shared.stop("deciding a command has failed");
        }
    }

    /// What a snapshot file would be drawn of now.
    fn model(&self) -> Model {
        let snapshot = self.shared.current.load_full();
        Model { snapshot, repeats: self.repeats.all(), latest: self.latest, at: self.tail }
    }

    /// Has a snapshot file written where so many more events make it due.
    fn keep_if_due(&mut self, events: u64) {
        let entities = self.shared.current.load().graph().len();
        if self.keeper.note(events, entities) {
            let model = self.model();
            self.keeper.begin(model);
        }
    }

    /// Decides a batch, makes it durable, then visible, forgets what is to be forgotten, and answers. Any fault on the way
    /// stops all writing: what was decided after it, and the names remembered, rest on what did not come to be.
    pub(super) fn write(&mut self, jobs: Vec<Job>) {
        let latest = self.latest;
        let mut graph = self.take_standby();
        let mut batch = Batch::default();
        let mut decided = Vec::new();
        let mut jobs = jobs.into_iter();
        while let Some(Job { request, answer, _waiting }) = jobs.next() {
            let outcome = self.decide(&mut graph, request, &mut batch);
            match outcome {
                Ok(outcome) => decided.push(Decided { answer, outcome }),
                Err(fault) => {
                    self.shared.stop(&fault.to_string());
                    let answers =
                        decided.into_iter().map(|it| it.answer).chain([answer]).chain(jobs.map(|it| it.answer));
                    return refuse(answers, || StoreError::ReadOnly(fault.to_string()));
                }
            }
        }
        if batch.commits.is_empty() {
            self.standby = Standby::Level(Box::new(graph));
            return acknowledge(decided, &self.shared.current.load_full());
        }
        let began = Instant::now();
        let appended = self.shared.journal.append(self.tail.place, &batch.commits);
        metrics::histogram!("demarche_flush_seconds").record(began.elapsed());
        match appended {
            Ok(durable) => {
                let weight = batch.commits.iter().map(replay::weight).sum();
                let forgotten = Forgotten::by(&batch.commits);
                let snapshot = self.publish(&durable, graph, batch);
                if let Err(fault) = self.forget(&forgotten) {
                    self.shared.stop(&fault.to_string());
                    return refuse(decided.into_iter().map(|it| it.answer), || StoreError::ReadOnly(fault.to_string()));
                }
                acknowledge(decided, &snapshot);
                self.keep_if_due(weight);
            }
            Err(refusal) if refusal.is_harmless() => {
                self.take_back(&batch.commits, latest);
                refuse(decided.into_iter().map(|it| it.answer), || StoreError::NotNow(refusal.to_string()));
            }
            Err(fault) => {
                self.shared.stop(&fault.to_string());
                refuse(decided.into_iter().map(|it| it.answer), || StoreError::ReadOnly(fault.to_string()));
            }
        }
    }

    /// Decides a command and, where it is accepted, applies it, so that the next of the batch sees it.
    fn decide(
        &mut self,
        graph: &mut Graph,
        request: Request,
        batch: &mut Batch,
    ) -> Result<Result<Outcome, Rejection>, StoreError> {
        let Request { command, actor, clearance, once } = request;
        // A clock set back does not take the journal back.
        let now = self.shared.world.now().max(self.latest.unwrap_or(Timestamp::MIN));
        if let Some(once) = &once {
            self.repeats.forget(now);
            match self.repeats.look_up(&actor, once) {
                Repeat::First => {}
                Repeat::Same(entity) => {
                    return Ok(Ok(Outcome { entity: Some(entity), ..Outcome::default() }));
                }
                Repeat::Other => {
                    let message = "this idempotency key came before, with another input";
                    let code = UserErrorCode::IdempotencyConflict;
                    return Ok(Err(Rejection::new(UserError::new(code, &["idempotencyKey"], message))));
                }
            }
        }
        let setting = setting(self.shared.world.as_ref(), now);
        let name = command.name();
        let view = crate::graph::View::new(graph, &self.feed, &clearance, setting.today);
        let Decision { mut events, entity, changes, name: other, takeaway } =
            match decide::decide(view, command, &setting) {
                Ok(decision) => decision,
                Err(rejection) => return Ok(Err(rejection)),
            };
        // Nobody is to join it to what it was asked about, not even by the hash of the input.
        let (name, once) = other.map_or((name, once), |other| (other, None));
        // A granted wish with a name is recorded though it changes nothing: its repetition must not change anything either.
        if !events.is_empty() || once.is_some() {
            let succeeded = match command::erases(name) {
                true => BTreeSet::new(),
                false => erasure::succeeded(graph, &events),
            };
            let touched = graph.apply(now, &mut events)?;
            let idempotency = once.zip(entity.as_ref()).map(|(once, entity)| Idempotency {
                key: once.key.into(),
                input: once.input,
                result: entity.to_string().into(),
            });
            let commit = Commit { actor, recorded_at: now, command: name.into(), idempotency, events, succeeded };
            self.repeats.remember(&commit);
            self.latest = Some(now);
            batch.commits.push(commit);
            batch.touched.push(touched);
        }
        Ok(Ok(Outcome { entity, changes, takeaway }))
    }

    /// Forgets commits that were decided and then not written. The graph they were applied to is given up.
    fn take_back(&mut self, commits: &[Commit], latest: Option<Timestamp>) {
        commits.iter().for_each(|it| self.repeats.take_back(it));
        self.latest = latest;
        self.standby = Standby::None;
    }

    /// Makes visible what is durable, and only that: hence the token.
    fn publish(&mut self, durable: &Durable, graph: Graph, batch: Batch) -> Arc<Snapshot> {
        self.tail = durable.tail();
        for ((place, commit), touched) in durable.places().iter().zip(&batch.commits).zip(&batch.touched) {
            self.feed.record(place.get(), commit.recorded_at, touched);
        }
        let before = self.shared.current.load();
        let snapshot = Arc::new(Snapshot::after(graph, self.feed.clone(), &before, &batch.touched));
        drop(before);
        let replaced = self.shared.current.swap(Arc::clone(&snapshot));
        self.shared.published.send_replace(());
        let lacking = batch.commits.into_iter().map(|it| (it.recorded_at, it.events));
        self.standby = Standby::Behind(replaced, lacking.collect());
        snapshot
    }

    /// Has both copies of the graph hold the same, so that nothing is left of what the one lacked.
    pub(super) fn level(&mut self) {
        self.standby = Standby::Level(Box::new(self.take_standby()));
    }

    /// The copy to write on: the replaced snapshot once its readers let go, caught up; or a clone if they do not.
    fn take_standby(&mut self) -> Graph {
        let (mut replaced, lacking) = match std::mem::replace(&mut self.standby, Standby::None) {
            Standby::Level(graph) => return *graph,
            Standby::None => return self.shared.current.load().graph().clone(),
            Standby::Behind(replaced, lacking) => (replaced, lacking),
        };
        let current = self.shared.current.load_full();
        let entities = u32::try_from(current.graph().len()).unwrap_or(u32::MAX);
        let deadline = Instant::now() + CLONE_PER_ENTITY * entities;
        let mut glances = 0;
        let graph = loop {
            match Arc::try_unwrap(replaced) {
                Ok(snapshot) => break Some(snapshot.into_graph()),
                Err(_) if Instant::now() > deadline => break None,
                Err(held) => replaced = held,
            }
            glances += 1;
            if glances < GLANCES {
                std::thread::yield_now();
            } else {
                std::thread::sleep(NAP);
            }
        };
        let caught_up = graph.and_then(|mut graph| {
            let mut lacking = lacking.into_iter();
            let applied = lacking.all(|(recorded_at, mut events)| graph.apply(recorded_at, &mut events).is_ok());
            graph.hold_as(current.graph());
            applied.then_some(graph)
        });
        caught_up.unwrap_or_else(|| current.graph().clone())
    }
}

/// What the world says when a command is decided.
pub(super) fn setting(world: &dyn World, now: Timestamp) -> Setting<'_> {
    Setting { today: world.today(), latest_day: world.latest_day(), now, world }
}

fn acknowledge(decided: Vec<Decided>, snapshot: &Arc<Snapshot>) {
    for Decided { answer, outcome } in decided {
        answer.send(Ok(Answer { snapshot: Arc::clone(snapshot), outcome }));
    }
}

fn refuse(answers: impl Iterator<Item = Reply>, reason: impl Fn() -> StoreError) {
    answers.for_each(|it| it.send(Err(reason())));
}
