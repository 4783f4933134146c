//! Being told to stop, by SIGTERM or SIGINT: caught from the beginning, so that a service that is still opening its
//! journal ends as cleanly as one that serves. What ending takes is the business of those who are told.

use std::io;
use std::sync::mpsc;
use std::thread::Builder;

use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{oneshot, watch};

use super::CliError;

/// Whether the process has been told to stop. Every copy learns it, whenever it asks.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Catches the signals from here on, until the process ends.
    pub(super) fn catch() -> Result<Self, CliError> {
        let (tell, told) = watch::channel(false);
        let (ready, caught) = mpsc::channel();
        let watching = move || wait_for_signal(&ready, &tell);
        Builder::new().name("signals".to_owned()).spawn(watching).map_err(CliError::Start)?;
        match caught.recv() {
            Ok(Err(fault)) => Err(CliError::Start(fault)),
            _ => Ok(Self(told)),
        }
    }

    /// Done once the process has been told.
    pub(super) async fn told(mut self) {
        // Where nobody can tell any more, it counts as told.
        let _ = self.0.wait_for(|told| *told).await;
    }

    /// Does the work on a thread of its own; or gives it up, wherever it has come to, once the process has been told.
    /// To be given up must harm the work no more than a process that is killed.
    pub(super) fn unless_told<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, CliError> + Send + 'static,
    ) -> Result<Option<T>, CliError> {
        let (done, doing) = oneshot::channel();
        let working = move || drop(done.send(work()));
        Builder::new().name("opening".to_owned()).spawn(working).map_err(CliError::Start)?;
        let runtime = runtime::Builder::new_current_thread().build().map_err(CliError::Start)?;
        runtime.block_on(async {
            tokio::select! {
                biased;
                done = doing => done.unwrap_or_else(|_| Err(CliError::Start(io::Error::other("it broke off")))).map(Some),
                () = self.clone().told() => Ok(None),
            }
        })
    }
}

/// Says whether signals are caught, waits for the first, and tells of it. Later ones change nothing.
fn wait_for_signal(ready: &mpsc::Sender<io::Result<()>>, tell: &watch::Sender<bool>) {
    let caught = runtime::Builder::new_current_thread().enable_io().build().and_then(|runtime| {
        let signals = {
            let _within = runtime.enter();
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?)
        };
        Ok((runtime, signals))
    });
    match caught {
        Err(fault) => drop(ready.send(Err(fault))),
        Ok((runtime, (mut terminate, mut interrupt))) => {
            drop(ready.send(Ok(())));
            runtime.block_on(async {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            });
            // Whoever has to be told is still there, or needs no telling.
            let _ = tell.send(true);
        }
    }
}
