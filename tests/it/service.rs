//! A service to tell stories about: the reference data, a clock that stands still until it is moved, and questions by
//! GraphQL.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use demarche::api::{self, Api, Asked, Caller};
use demarche::cli::tables::{self, fixtures};
use demarche::domain::command::{CreateToken, TokenCommand};
use demarche::domain::{Actor, CallerRole, Clearance, Command, Day, Id, TokenUse};
use demarche::graph::Graph;
use demarche::journal::{Journal, MemoryJournal};
use demarche::store::{Replayed, Request, Secret, Store, World};
use serde_json::{Value, json};

/// A day that stands still, a time that does until it is moved, and dice that count.
pub(crate) struct StillWorld {
    pub(crate) today: Day,
    /// How many seconds have passed since noon.
    passed: AtomicI64,
    thrown: AtomicU64,
    /// Whether whoever asks next for the day meets a fault.
    is_broken: AtomicBool,
    /// Held while nothing is to be written.
    writing: Mutex<()>,
}

impl StillWorld {
    pub(crate) fn on(today: &str) -> Self {
        Self {
            today: day(today),
            passed: AtomicI64::new(0),
            thrown: AtomicU64::new(1),
            is_broken: AtomicBool::new(false),
            writing: Mutex::new(()),
        }
    }
}

impl World for StillWorld {
    fn now(&self) -> jiff::Timestamp {
        let noon: jiff::Timestamp = format!("{}T12:00:00Z", self.today).parse().unwrap();
        noon + jiff::SignedDuration::from_secs(self.passed.load(Ordering::Relaxed))
    }

    fn today(&self) -> Day {
        assert!(!self.is_broken.swap(false, Ordering::SeqCst), "the calendar of Participant 17 is broken");
        self.today
    }

    fn latest_day(&self) -> Day {
        // Who writes asks for it first, and nobody else does.
        drop(self.writing.lock().unwrap_or_else(PoisonError::into_inner));
        self.today.next()
    }

    fn random(&self) -> [u8; 16] {
        let thrown = self.thrown.fetch_add(1, Ordering::Relaxed);
        blake3::hash(&thrown.to_be_bytes()).as_bytes()[..16].try_into().unwrap()
    }
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A store in memory.
pub(crate) struct Service {
    pub(crate) store: Arc<Store>,
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) api: Api,
    world: Arc<StillWorld>,
}

impl Service {
    /// With what is in the journal, or what came before it.
    pub(crate) fn open(journal: Arc<MemoryJournal>, replayed: Replayed, today: &str) -> Self {
        let world = Arc::new(StillWorld::on(today));
        let keeper: Arc<dyn Journal> = journal.clone();
        let store = Store::open(keeper, replayed, world.clone()).unwrap();
        Self { store: Arc::new(store), journal, api: API.clone(), world }
    }

    /// With nothing in it.
    pub(crate) fn empty(today: &str) -> Self {
        Self::open(Arc::default(), Replayed::from(Graph::default()), today)
    }

    /// Moves the clock on.
    pub(crate) fn pass(&self, seconds: i64) {
        self.world.passed.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Has whoever asks next for the day meet a fault.
    pub(crate) fn break_once(&self) {
        self.world.is_broken.store(true, Ordering::SeqCst);
    }

    /// Has whoever writes wait for as long as this is held.
    pub(crate) fn hold_writes(&self) -> MutexGuard<'_, ()> {
        self.world.writing.lock().unwrap()
    }

    /// With the reference data, on this day. What was observed later is there: it was recorded before.
    pub(crate) fn demo(today: &str) -> Self {
        let later = Self::empty("2026-11-23");
        later.import(fixtures::FILES).unwrap();
        let replayed = Replayed::from(&*later.store.snapshot());
        Self::open(later.journal, replayed, today)
    }

    /// With the reference data on the day negotiations began, to be changed. Its journal begins empty.
    pub(crate) fn fresh() -> Self {
        let graph = DEMO.store.snapshot().graph().clone();
        Self::open(Arc::default(), Replayed::from(graph), "2018-02-01")
    }

    /// Imports files as the command does; the mistakes as lines.
    pub(crate) fn import(&self, files: &[(&str, &[u8])]) -> Result<String, Vec<String>> {
        let snapshot = self.store.snapshot();
        let previous = |id: &_| snapshot.graph().entity(id).cloned();
        let batch = tables::read(files, &previous, self.store.world().now(), &mut |_, _| {});
        let batch = batch.map_err(|rows| rows.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        let request = Request {
            command: Command::Import(batch.entities.clone()),
            actor: Actor("test".into()),
            clearance: Clearance::Coordinator,
            once: None,
        };
        let answer = self.store.submit_and_wait(request).unwrap();
        match answer.outcome {
            Ok(outcome) => Ok(format!("{:?}", outcome.changes.by_kind())),
            Err(rejection) => Err(rejection.errors.iter().map(|it| format!("{:?} {}", it.path, it.message)).collect()),
        }
    }

    /// Asks as a coordinator.
    pub(crate) fn ask(&self, document: &str, variables: Value) -> Value {
        self.ask_as(Clearance::Coordinator, document, variables)
    }

    /// Asks as somebody.
    pub(crate) fn ask_as(&self, clearance: Clearance, document: &str, variables: Value) -> Value {
        let caller = Caller { actor: Actor("test".into()), clearance, token: None };
        let asked = Asked { document: document.to_owned(), variables, ..Asked::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let answer = runtime.block_on(api::answer(&self.api, &self.store, caller, asked)).bytes;
        serde_json::from_slice(&answer).unwrap()
    }

    /// Makes a token, and notes that it is in use today: the secret.
    pub(crate) fn token(&self, role: CallerRole) -> String {
        self.token_with(|it| it.role = Some(role))
    }

    /// As [`Service::token`], of a viewer's token with changes.
    pub(crate) fn token_with(&self, change: impl FnOnce(&mut CreateToken)) -> String {
        let secret = Secret::new(self.store.world());
        let mut wish = CreateToken {
            key: secret.key().clone(),
            hash: secret.hash(),
            usage: TokenUse::Bearer,
            role: Some(CallerRole::Viewer),
            name: Some("Test".to_owned()),
            organisation: None,
            advocate: None,
            expires_at: None,
        };
        change(&mut wish);
        let note = TokenCommand::NoteUse(Id::new(secret.key().clone()));
        for wish in [TokenCommand::Create(Box::new(wish)), note] {
            let command = Command::Token(wish);
            let request = Request { command, actor: Actor("test".into()), clearance: Clearance::Admin, once: None };
            assert!(self.store.submit_and_wait(request).unwrap().outcome.is_ok());
        }
        secret.reveal().to_owned()
    }

    /// The data of an answer without errors.
    pub(crate) fn data(&self, document: &str) -> Value {
        let answer = self.ask(document, json!({}));
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }
}

/// The schema, built once: it holds no data.
static API: LazyLock<Api> = LazyLock::new(Api::default);

/// The reference data on the day negotiations began; nobody changes it.
pub(crate) static DEMO: LazyLock<Service> = LazyLock::new(|| Service::demo("2018-02-01"));
