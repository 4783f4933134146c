//! Checking, in the background, the part of a journal that a quick start has passed over: every frame from the first
//! to the one that the snapshot was made of. What makes a chain is the chain's business.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::chain::Chain;
use super::engine::Engine;
use super::error::{Fault, JournalError};
use super::standing::Standing;
use super::{Place, Tail, give_way, snapshots};

/// How long is worked at a time; after it comes a rest so many times as long. There is no hurry, and requests are
/// answered meanwhile.
const SPELL: Duration = Duration::from_millis(2);
const REST: u32 = 3;

/// A check under way, or over. It is broken off where this is dropped.
pub(super) struct Check {
    progress: Arc<Progress>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Progress {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    stopped: bool,
    over: bool,
}

impl Check {
    /// Checks the frames up to `to`. A fault poisons `standing`.
    pub(super) fn start(
        engine: Arc<Engine>,
        to: Tail,
        files: PathBuf,
        standing: Arc<Standing>,
    ) -> Result<Self, JournalError> {
        let path = engine.path().to_owned();
        let progress = Arc::new(Progress::default());
        let own = Arc::clone(&progress);
        let work = move || {
            give_way();
            match check(&engine, to, &own) {
                Ok(true) => {
                    tracing::info!("the journal is checked up to place {}, where the snapshot begins", to.place)
                }
                Ok(false) => {}
                Err(fault) => {
                    standing.poison(fault.to_string());
                    // Else the next start would take writes again until it comes to the same.
                    if let Err(error) = snapshots::doubt(&files, &fault.to_string()) {
                        tracing::warn!("{error}: the next start will have to find the damage anew");
                    }
                    tracing::error!(%fault, "the journal is damaged before the snapshot; nothing can be written any more");
                }
            }
            drop(engine);
            own.set(|it| it.over = true);
        };
        let thread = std::thread::Builder::new().name("journal-check".to_owned()).spawn(work);
        let thread = thread.map_err(JournalError::io("start a thread to check", &path))?;
        Ok(Self { progress, thread: Some(thread) })
    }

    /// Breaks it off, without waiting for its end.
    pub(super) fn stop(&self) {
        self.progress.set(|it| it.stopped = true);
    }

    /// Waits for its end.
    pub(super) fn wait(&self) {
        let mut state = self.progress.state();
        while !state.over {
            state = self.progress.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Check {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // Its panic would have been of no consequence.
            let _ = thread.join();
        }
    }
}

impl Progress {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    /// Rests; less, where the check is broken off. Whether it goes on.
    fn rest(&self, time: Duration) -> bool {
        let state = self.state();
        let waited = self.changed.wait_timeout_while(state, time, |it| !it.stopped);
        !waited.unwrap_or_else(PoisonError::into_inner).0.stopped
    }
}

/// Whether it came to the end.
fn check(engine: &Engine, to: Tail, progress: &Progress) -> Result<bool, JournalError> {
    let mut chain = Chain::after(Tail::BEGINNING, None);
    let mut frames = engine.frames(Place::BEGINNING);
    let mut since = Instant::now();
    while chain.end() < to.place {
        let next = chain.next();
        let missing = || Fault::Damaged("the frame is missing".to_owned()).at(engine.path(), next);
        let (key, bytes) = frames.next().ok_or_else(missing)??;
        chain.push(&key, &bytes).map_err(|it| it.at(engine.path(), next))?;
        let worked = since.elapsed();
        if worked >= SPELL {
            if !progress.rest(worked * REST) {
                return Ok(false);
            }
            since = Instant::now();
        }
    }
    if chain.tail() != to {
        let reason = "the frame is not the one that the snapshot was made of".to_owned();
        return Err(Fault::Damaged(reason).at(engine.path(), to.place));
    }
    Ok(true)
}
