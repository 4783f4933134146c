//! What a request carries: who asks, on what day, and which snapshot answers. Resolvers reach all of it through one
//! word, `ctx.view()`.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use async_graphql::{Context, Error, Result};

use super::caller::Caller;
use super::error::{failed, limit_exceeded, unnoted};
use super::limits::Limits;
use crate::domain::{AnyId, Day};
use crate::graph::{Snapshot, View};
use crate::store::{Deed, Doing, Store};

static NOTHING: LazyLock<Snapshot> = LazyLock::new(Snapshot::default);

/// One request.
pub(super) struct Session {
    pub(super) store: Arc<Store>,
    pub(super) caller: Caller,
    pub(super) today: Day,
    /// Taken at the first look: a mutation that waits for the writer must not hold what the writer needs back.
    first: OnceLock<Seen>,
    personal: AtomicBool,
    /// Whose personal details the answer shows; to be noted before it is given.
    details: Mutex<BTreeSet<AnyId>>,
    /// Whether what is read can be noted, once that was asked.
    noting: OnceLock<bool>,
    looks: AtomicU32,
    pub(super) limits: Arc<Limits>,
}

/// A snapshot, and the one that a later mutation of the same request brought about.
struct Seen {
    snapshot: Arc<Snapshot>,
    next: OnceLock<Box<Seen>>,
}

impl Seen {
    fn new(snapshot: Arc<Snapshot>) -> Self {
        Self { snapshot, next: OnceLock::new() }
    }

    fn last(&self) -> &Self {
        let mut last = self;
        while let Some(next) = last.next.get() {
            last = next;
        }
        last
    }
}

impl Session {
    pub(super) fn new(store: Arc<Store>, caller: Caller, today: Day, limits: Arc<Limits>) -> Self {
        Self {
            store,
            caller,
            today,
            first: OnceLock::new(),
            personal: AtomicBool::new(false),
            details: Mutex::default(),
            noting: OnceLock::new(),
            looks: AtomicU32::new(0),
            limits,
        }
    }

    /// Makes this the snapshot that answers.
    pub(super) fn answer_from(&self, snapshot: Arc<Snapshot>) {
        // Queries have their first snapshot and keep it.
        let _ = self.first.set(Seen::new(snapshot));
    }

    /// Goes on with the snapshot that holds what a mutation brought about.
    pub(super) fn advance(&self, snapshot: Arc<Snapshot>) {
        match self.first.get() {
            None => self.answer_from(snapshot),
            // The fields of a mutation are resolved one after the other.
            Some(first) => drop(first.last().next.set(Box::new(Seen::new(snapshot)))),
        }
    }

    /// Resolvers never wait, so a question whose answer multiplies at every level cannot be timed out. Once it has
    /// looked too often it sees an empty graph, which ends it.
    fn view(&self) -> View<'_> {
        if self.looks.fetch_add(1, Ordering::Relaxed) >= self.limits.looks {
            return NOTHING.view(&self.caller.clearance, self.today);
        }
        let first = self.first.get_or_init(|| Seen::new(self.store.snapshot()));
        first.last().snapshot.view(&self.caller.clearance, self.today)
    }

    /// Whether the request has looked as often as one may; what it was shown since is nothing.
    pub(super) fn is_exhausted(&self) -> bool {
        self.looks.load(Ordering::Relaxed) > self.limits.looks
    }

    /// Has the answer not be kept, for what is in it may not be given again: personal details, or who the caller is.
    pub(super) fn is_not_kept(&self) {
        self.personal.store(true, Ordering::Relaxed);
    }

    /// Whether personal details may be shown: not while it cannot be noted who reads them. Where they may, they will be
    /// noted; those of callers themselves need not be. An answer that shows or withholds any is not kept.
    pub(super) fn may_show_details_of(&self, whose: AnyId) -> bool {
        self.is_not_kept();
        if self.caller.clearance.advocate().is_some_and(|it| it.any() == whose) {
            return true;
        }
        let may = *self.noting.get_or_init(|| {
            let is_kept = self.store.audit().is_kept();
            if !is_kept {
                tracing::error!("personal details are not shown: the audit log takes no entries");
            }
            is_kept
        });
        if may {
            self.details.lock().unwrap_or_else(PoisonError::into_inner).insert(whose);
        }
        may
    }

    /// Has it noted, before anything is shown, that all that is held on a person is taken.
    pub(super) async fn takes_all_of(&self, person: AnyId) -> Result<()> {
        let deed = Deed::done(self.caller.actor.clone(), Doing::PersonalDataExport).about([person]);
        self.store.audit().note_first(deed).await.map_err(|fault| unnoted(&fault, true))
    }

    /// Whose personal details the answer shows.
    pub(super) fn details_shown(&self) -> BTreeSet<AnyId> {
        std::mem::take(&mut self.details.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the answer may be kept and given again.
    pub(super) fn may_be_kept(&self) -> bool {
        !self.personal.load(Ordering::Relaxed)
    }
}

/// What resolvers know of the world.
pub(super) trait Look<'c> {
    /// The request.
    fn session(&self) -> &'c Session;

    /// What the caller sees.
    fn view(&self) -> View<'c> {
        self.session().view()
    }
}

impl<'c> Look<'c> for Context<'c> {
    fn session(&self) -> &'c Session {
        self.data_unchecked::<Arc<Session>>()
    }
}

/// A fault of the service: something that cannot be, is. It is logged by the field it was met in.
pub(super) fn internal(ctx: &Context<'_>) -> Error {
    if ctx.session().is_exhausted() {
        return limit_exceeded("the answer is too large");
    }
    let path = ctx.path_node.map(|it| it.to_string_vec().join(".")).unwrap_or_default();
    tracing::error!(path, "the graph lacks what this field must have");
    failed()
}
