//! The only writer. It decides commands, appends events, publishes snapshots, in that order: durable, then visible,
//! then acknowledged. Readers take a [`Snapshot`] and never wait.

mod audit;
mod checkpoint;
pub mod decide;
mod erasure;
mod error;
mod image;
mod keeper;
mod once;
mod replay;
mod secret;
mod sign_in;
mod size;
mod waiting;
mod world;
mod writer;

use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;

use arc_swap::ArcSwap;
use tokio::sync::{oneshot, watch};

use crate::domain::{Actor, AnyId, Clearance, Command, Entity};
use crate::graph::{Graph, Snapshot};
use crate::journal::{Health, Journal};

pub use audit::{Audit, Deed, Doing};
pub use checkpoint::Checkpoints;
pub use decide::{Change, Changes, Rejection, UserError, UserErrorCode};
pub use error::StoreError;
pub use once::Once;
pub use replay::{Replay, Replayed};
pub use secret::Secret;
pub use sign_in::{Redeemed, SignedIn};
pub use size::Size;
pub use world::World;

/// The service's memory: the current snapshot, and the way to change it.
pub struct Store {
    shared: Arc<Shared>,
    /// Gone once the store is closed.
    queue: RwLock<Option<mpsc::Sender<writer::Job>>>,
    writer: Mutex<Option<JoinHandle<writer::Last>>>,
}

/// What readers and the writer share.
struct Shared {
    current: ArcSwap<Snapshot>,
    /// Tells that commits have become visible. Nothing of a takeaway may wake anybody.
    published: watch::Sender<()>,
    journal: Arc<dyn Journal>,
    world: Arc<dyn World>,
    checkpoints: Checkpoints,
    /// What inputs are hashed with: without it they cannot be guessed by their hashes.
    inputs: [u8; 32],
    /// Why nothing is written any more.
    stopped: OnceLock<String>,
    /// Commands that are not answered yet.
    waiting: waiting::Count,
}

impl Shared {
    fn health(&self) -> Health {
        match self.stopped.get() {
            Some(reason) => Health::Poisoned(reason.clone()),
            None => self.journal.health(),
        }
    }

    /// From here on the service is read-only. What was acknowledged is durable.
    fn stop(&self, reason: &str) {
        tracing::error!(reason, "a write has failed; the service is read-only until it is started anew");
        // The first reason is the one that counts.
        let _ = self.stopped.set(reason.to_owned());
    }
}

/// A command, with all that surrounds it.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is asked.
    pub command: Command,
    /// By whom.
    pub actor: Actor,
    /// What the caller may see; what they may not see does not exist for them.
    pub clearance: Clearance,
    /// By what the caller recognises a repetition.
    pub once: Option<Once>,
}

impl Request {
    /// Whether nothing may be kept of who asked, and when: it makes a takeaway of this graph, or changes one.
    fn leaves_no_trace(&self, graph: &Graph) -> bool {
        let is_takeaway = |it: AnyId| graph.entity(&it).is_some_and(Entity::is_takeaway);
        self.command.leaves_no_trace() || self.command.redacts().is_some_and(is_takeaway)
    }
}

/// What became of a command that was decided.
#[derive(Clone)]
pub struct Answer {
    /// A snapshot that holds what the command brought about.
    pub snapshot: Arc<Snapshot>,
    /// What it brought about, or why nothing.
    pub outcome: Result<Outcome, Rejection>,
}

/// What an accepted command brought about. It is durable and visible.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The entity that the answer shows.
    pub entity: Option<AnyId>,
    /// What an import changed.
    pub changes: Changes,
    /// The takeaway that was recorded or redacted, as it is stored.
    pub takeaway: Option<Entity>,
}

impl Store {
    /// Takes up the work where the journal ends.
    pub fn open(journal: Arc<dyn Journal>, replayed: Replayed, world: Arc<dyn World>) -> Result<Self, StoreError> {
        let Replayed { mut graph, feed, repeats, latest, since, forgotten } = replayed;
        graph.hold(&journal.takeaways())?;
        let current = ArcSwap::from_pointee(Snapshot::new(graph, feed.clone()));
        let secret = journal.secret();
        let inputs = blake3::derive_key("demarche inputs v1", secret.as_bytes());
        let checkpoints = Checkpoints::new(&secret);
        let (published, stopped, waiting) = (watch::Sender::new(()), OnceLock::new(), waiting::Count::default());
        let shared = Shared { current, published, journal, world, checkpoints, inputs, stopped, waiting };
        let shared = Arc::new(shared);
        let (queue, jobs) = mpsc::channel();
        let writer = writer::Writer::new(Arc::clone(&shared), feed, repeats, latest, since);
        let writer = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run(&jobs, &forgotten))
            .map_err(StoreError::Thread)?;
        Ok(Self { shared, queue: RwLock::new(Some(queue)), writer: Mutex::new(Some(writer)) })
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.current.load_full()
    }

    /// Hears of commits that have become visible, from now on; whether the hearer may see any of them is to be asked of a
    /// View. Of takeaways it hears nothing.
    pub fn publications(&self) -> watch::Receiver<()> {
        self.shared.published.subscribe()
    }

    /// The clock, the calendar and the dice.
    pub fn world(&self) -> &dyn World {
        self.shared.world.as_ref()
    }

    /// A caller's name for a wish, with what was asked.
    pub fn once(&self, key: String, input: &str) -> Once {
        Once { key, input: blake3::keyed_hash(&self.shared.inputs, input.as_bytes()).to_hex().as_str().into() }
    }

    /// How places in the feed of changes are shown to callers.
    pub fn checkpoints(&self) -> &Checkpoints {
        &self.shared.checkpoints
    }

    /// Whether writes are taken.
    pub fn health(&self) -> Health {
        self.shared.health()
    }

    /// Has a command decided and, if it is accepted, made durable and visible.
    pub async fn submit(&self, request: Request) -> Result<Answer, StoreError> {
        self.queued(request)?.await.map_err(|_| self.silence())?
    }

    /// As [`Store::submit`], for callers that may wait.
    pub fn submit_and_wait(&self, request: Request) -> Result<Answer, StoreError> {
        self.queued(request)?.blocking_recv().map_err(|_| self.silence())?
    }

    /// What it means that the writer gives no answer.
    fn silence(&self) -> StoreError {
        match self.health() {
            Health::Poisoned(reason) => StoreError::ReadOnly(reason),
            Health::Healthy | Health::NoRoom(_) => StoreError::Closed,
        }
    }

    fn queued(&self, request: Request) -> Result<oneshot::Receiver<Result<Answer, StoreError>>, StoreError> {
        let (answer, answered) = oneshot::channel();
        let answer = audit::Reply::to(&request, &self.shared, answer);
        let waiting = self.shared.waiting.one_more(&request.command);
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let queue = queue.as_ref().ok_or(StoreError::Closed)?;
        queue.send(writer::Job { request, answer, _waiting: waiting }).map_err(|_| StoreError::Closed)?;
        Ok(answered)
    }

    /// Says what a command would bring about, and does nothing.
    pub fn rehearse(&self, request: &Request) -> Result<Outcome, Rejection> {
        let snapshot = self.snapshot();
        let world = self.world();
        let setting = writer::setting(world, world.now());
        let view = snapshot.view(&request.clearance, setting.today);
        let decide::Decision { entity, changes, takeaway, .. } =
            decide::decide(view, request.command.clone(), &setting)?;
        Ok(Outcome { entity, changes, takeaway })
    }

    /// Answers what is queued, puts everything to disk, and ends. Reads go on, writes are refused. Where the journal
    /// keeps snapshot files, one is written, unless the newest holds everything.
    pub fn close(&self) -> Result<(), StoreError> {
        drop(self.queue.write().unwrap_or_else(PoisonError::into_inner).take());
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let last = writer.map(|it| it.join().map_err(|_| StoreError::Closed)).transpose()?;
        let healthy = self.health() == Health::Healthy;
        self.shared.journal.close().map_err(StoreError::Journal)?;
        if let Some(writer::Last { keeper, model }) = last {
            keeper.finish(model, healthy);
        }
        Ok(())
    }
}
