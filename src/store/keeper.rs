//! When a snapshot file is written, and by whom: in the background once enough has changed, and when the store is
//! closed. Readers and writers go on meanwhile, and go first. That one cannot be written is no fault of the store's: it is a
//! warning, and the next start takes longer.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::Shared;
use super::image::{self, Model};
use crate::journal::{JournalError, Snapshots, give_way};

/// After how many events a file is written at the soonest. Replaying so many takes a few hundredths of a second, so that
/// a file would spare hardly anything.
const FEWEST: u64 = 10_000;
/// Into how many parts of its entities a graph is divided: after events as many as one part has, a file is due. A
/// start then has to replay no more than a tenth of what a whole replay does, and the cost of writing, a few microseconds
/// an entity, comes to a few tens of microseconds for each event.
const PARTS: u64 = 10;

/// In the background, how many times as long as was worked is rested after each block: the writer and those who ask
/// share the processors with it.
const REST: u32 = 3;

/// How long writing the last file may take, when the store is closed. Whoever stops the service waits for it.
const PATIENCE: Duration = Duration::from_secs(4);

/// Sees to snapshot files.
pub(super) struct Keeper {
    shared: Arc<Shared>,
    /// How many events there were since the last file that was begun. A commit without events counts as one.
    since: u64,
    running: Option<Running>,
}

/// A file that is being written, or was.
struct Running {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<bool>,
}

impl Keeper {
    /// `since` counts the events that are in no file.
    pub(super) fn new(shared: Arc<Shared>, since: u64) -> Self {
        Self { shared, since, running: None }
    }

    /// Takes note that so many events have become durable. Whether a file is to be written, of a graph of so many
    /// entities.
    pub(super) fn note(&mut self, events: u64, entities: usize) -> bool {
        self.since += events;
        self.shared.journal.snapshots().is_some()
            && self.running.as_ref().is_none_or(|it| it.thread.is_finished())
            && is_due(self.since, entities as u64)
    }

    /// Has a file written in the background.
    pub(super) fn begin(&mut self, model: Model) {
        let (shared, stop) = (Arc::clone(&self.shared), Arc::new(AtomicBool::new(false)));
        let told = Arc::clone(&stop);
        let work = move || shared.journal.snapshots().is_some_and(|to| keep(to, model, &mut in_background(&told)));
        match std::thread::Builder::new().name("snapshots".to_owned()).spawn(work) {
            Ok(thread) => self.running = Some(Running { stop, thread }),
            Err(error) => tracing::warn!(%error, "no snapshot file is written: a thread cannot be started"),
        }
        self.since = 0;
    }

    /// Gives up the file that is being written, if one is: it would hold what is to be forgotten.
    pub(super) fn give_up(&mut self) {
        if self.running.take().is_some_and(|it| !it.stopped()) {
            self.since += 1;
        }
    }

    /// All files are gone: has another written at the next occasion.
    pub(super) fn begin_anew(&mut self, entities: usize) {
        self.since += FEWEST.max(entities as u64 / PARTS);
    }

    /// Writes what is not yet in a file, once the journal is closed. Nothing is written where it has failed.
    pub(super) fn finish(mut self, model: Model, healthy: bool) {
        let until = Instant::now() + PATIENCE;
        self.give_up();
        let Some(to) = self.shared.journal.snapshots() else { return };
        if healthy && self.since > 0 {
            keep(to, model, &mut in_haste(until));
        }
    }
}

impl Running {
    /// Tells it to stop, and waits for its end: whether it was written.
    fn stopped(self) -> bool {
        self.stop.store(true, Ordering::Relaxed);
        // It may be at rest.
        self.thread.thread().unpark();
        self.thread.join().unwrap_or(false)
    }
}

/// Whether a file is due after so many events, for a graph of so many entities.
fn is_due(events: u64, entities: u64) -> bool {
    events >= FEWEST.max(entities / PARTS)
}

/// Gives way to all others from the first call on, and rests after every block; gives up when told to.
fn in_background(told: &AtomicBool) -> impl FnMut() -> io::Result<()> {
    let mut since = Instant::now();
    let mut first = true;
    move || {
        if std::mem::take(&mut first) {
            give_way();
        }
        let until = Instant::now() + since.elapsed() * REST;
        while !told.load(Ordering::Relaxed)
            && let Some(rest) = until.checked_duration_since(Instant::now())
        {
            std::thread::park_timeout(rest);
        }
        since = Instant::now();
        match told.load(Ordering::Relaxed) {
            true => Err(io::ErrorKind::Interrupted.into()),
            false => Ok(()),
        }
    }
}

/// Gives up when it takes too long.
fn in_haste(until: Instant) -> impl FnMut() -> io::Result<()> {
    move || match Instant::now() > until {
        true => Err(io::Error::new(io::ErrorKind::TimedOut, format!("it took longer than {} s", PATIENCE.as_secs()))),
        false => Ok(()),
    }
}

/// Whether it was written.
fn keep(to: &Snapshots, model: Model, pace: &mut dyn FnMut() -> io::Result<()>) -> bool {
    let (at, entities) = (model.at, model.snapshot.graph().len());
    match to.keep(at, |canvas, sealing| image::draw(model, canvas, sealing, pace)) {
        Ok(()) => {
            tracing::info!("a snapshot of {entities} entities is kept, at place {}", at.place);
            true
        }
        // It was broken off for a later one.
        Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::Interrupted => false,
        Err(error) => {
            tracing::warn!(%error, "no snapshot file is kept; nothing is lost, but the next start takes longer");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_due_when_it_spares_enough() {
        let check = |events: u64, entities: u64, expected: bool| {
            assert_eq!(is_due(events, entities), expected, "{events} {entities}");
        };
        check(0, 0, false);
        check(9_999, 100, false);
        check(10_000, 100, true);
        check(10_000, 100_000, true);
        check(10_000, 1_000_000, false);
        check(99_999, 1_000_000, false);
        check(100_000, 1_000_000, true);
    }

    #[test]
    fn who_is_told_to_stop_gives_up_and_so_does_who_is_late() {
        let told = AtomicBool::new(false);
        let mut pace = in_background(&told);
        assert!(pace().is_ok());
        told.store(true, Ordering::Relaxed);
        assert_eq!(pace().unwrap_err().kind(), io::ErrorKind::Interrupted);
        let now = Instant::now();
        assert!(in_haste(now + PATIENCE)().is_ok());
        assert_eq!(in_haste(now)().unwrap_err().to_string(), "it took longer than 4 s");
    }
}
