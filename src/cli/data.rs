//! The data directory: opening the store in it.

use std::fs::Metadata;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::CliError;
use super::world::{RealWorld, fill};
use crate::domain::{Actor, Clearance, Command, Entity, Kind};
use crate::graph::Snapshot;
use crate::journal::{self, MemoryJournal, SledJournal};
use crate::store::{Changes, Outcome, Rejection, Replay, Replayed, Request, Store, StoreError};

/// The variable of the environment that names the data directory, where no flag does.
pub(super) const VARIABLE: &str = "DEMARCHE_DATA";

/// The data directory where nothing names one.
pub(super) const USUAL: &str = "demarche-data";

/// Where the data is.
#[derive(Args)]
pub(super) struct Data {
    /// The directory that holds the journal; without it, that of the variable DEMARCHE_DATA.
    // Said by a variable it is a default, which stands in the way of no other argument.
    #[arg(long = "data", value_name = "DIR", default_value_os_t = from_environment())]
    pub(super) dir: PathBuf,
}

/// The directory that the environment names. An empty variable says nothing.
fn from_environment() -> PathBuf {
    std::env::var_os(VARIABLE).filter(|it| !it.is_empty()).unwrap_or_else(|| USUAL.into()).into()
}

impl Data {
    /// Whether there is something to open. It is an error where nobody but somebody else may: they see more of it.
    pub(super) fn holds_journal(&self) -> Result<bool, CliError> {
        journal::demand_own(&self.dir)?;
        Ok(journal::exists(&self.dir))
    }

    /// Whether something has been recorded there.
    pub(super) fn is_begun(&self) -> bool {
        journal::extent(&self.dir).is_some()
    }

    /// Warns where others may look into the directory. What is made in it is its owner's alone; what was made by earlier
    /// versions may not be.
    pub(super) fn warn_if_open(&self) {
        let found = std::fs::metadata(&self.dir).ok().filter(Metadata::is_dir);
        if found.is_some_and(|it| it.permissions().mode() & 0o077 != 0) {
            let dir = self.dir.display();
            tracing::warn!("{dir} is open to others on this machine, and holds what is restricted: chmod 700 {dir}");
        }
    }

    /// Opens the store to rehearse on. Where there is none it is empty and in memory, and none is begun.
    pub(super) fn open_to_rehearse(&self, world: RealWorld) -> Result<Store, CliError> {
        if self.holds_journal()? {
            return self.open(world);
        }
        journal::demand_fit(&self.dir)?;
        Ok(Store::open(Arc::new(MemoryJournal::new()), Replayed::default(), Arc::new(world))?)
    }

    /// Opens the store to serve from, and begins one where there is none: with the newest snapshot file that the journal
    /// confirms. What is before it is checked while the store is served from. With the journal, for backups.
    pub(super) fn start(&self, world: RealWorld) -> Result<(Store, Arc<SledJournal>), CliError> {
        let mut replay = Replay::default();
        let journal = Arc::new(SledJournal::start(&self.dir, Box::new(fill), &mut replay)?);
        let store = Store::open(Arc::<SledJournal>::clone(&journal), replay.finish()?, Arc::new(world))?;
        Ok((store, journal))
    }

    /// Opens the store for a verb that is soon done, and begins one where there is none. All of the journal is checked and
    /// replayed, since such a verb does not live to see the end of a check in the background; for the same reason
    /// it leaves no snapshot file.
    pub(super) fn open(&self, world: RealWorld) -> Result<Store, CliError> {
        self.warn_if_open();
        let mut replay = Replay::default();
        let journal = SledJournal::open(&self.dir, Box::new(fill), &mut |place, commit| replay.take(place, commit))?;
        Ok(Store::open(Arc::new(journal), replay.finish()?, Arc::new(world))?)
    }
}

/// Whoever has the files in hand.
pub(super) fn operator() -> Actor {
    Actor("command-line".into())
}

/// Warns where it could not be noted what is done with the files in hand. Whoever has them is not held up by that: they
/// may be about to save what can be saved.
pub(super) fn warn_unless(noted: bool) {
    if !noted {
        tracing::warn!("this could not be noted in the audit log");
    }
}

/// A request of whoever has the files in hand: they may do everything.
pub(super) fn request(command: Command) -> Request {
    Request { command, actor: operator(), clearance: Clearance::Coordinator, once: None }
}

/// Imports entities, and waits until they are durable.
pub(super) fn import(store: &Store, entities: Vec<Entity>) -> Result<Result<Changes, Rejection>, StoreError> {
    let answer = store.submit_and_wait(request(Command::Import(entities)))?;
    Ok(answer.outcome.map(|Outcome { changes, .. }| changes))
}

/// All entities, in the order in which they were first recorded, and then the takeaways, by key.
pub(super) fn entities(snapshot: &Snapshot) -> Vec<Entity> {
    snapshot.graph().entities().chain(snapshot.graph().takeaways()).cloned().collect()
}

/// What an import changes, a line per kind.
pub(super) fn summary(changes: &Changes) -> String {
    use crate::store::Change::{Changed, Created, Unchanged};
    let mut lines = String::new();
    for (kind, counts) in changes.by_kind() {
        let count = |change| counts.get(&change).copied().unwrap_or(0);
        let kind: &Kind = &kind;
        let (created, changed, unchanged) = (count(Created), count(Changed), count(Unchanged));
        lines.push_str(&format!("{kind}: {created} created, {changed} changed, {unchanged} unchanged\n"));
    }
    lines
}
