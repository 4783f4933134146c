//! What all streams of the server share: how many subscriptions there are, and that all end when the server stops. How
//! events are written is the business of each sort of stream.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::web::Streaming;

/// What all streams share.
#[derive(Clone)]
pub(in crate::web) struct Streams {
    most: usize,
    places: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
}

/// What all streams of a server share, and what ends them once it is true.
pub(in crate::web) fn streams(options: &Streaming) -> (watch::Sender<bool>, Streams) {
    let (stop, stopping) = watch::channel(false);
    let most = options.subscriptions.min(Semaphore::MAX_PERMITS);
    (stop, Streams { most, places: Arc::new(Semaphore::new(most)), stopping })
}

impl Streams {
    /// A place for one more subscription, to be held as long as it lasts; none where there is no room.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// How many subscriptions there are.
    pub(in crate::web) fn open(&self) -> usize {
        self.most - self.places.available_permits()
    }

    /// Done once the server stops.
    pub(super) async fn stopped(&mut self) {
        // Where nobody can tell any more, it counts as told.
        let _ = self.stopping.wait_for(|it| *it).await;
    }
}
