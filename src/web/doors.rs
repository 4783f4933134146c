//! By what the service is reached beside plain HTTP, and who is there: whether it is https, where else the metrics are, how
//! many connections there are, and whether it is about to stop.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use actix_web::dev::Extensions;

use super::{Metrics, Tls};

/// By what the service is reached. By default by plain HTTP alone, with nothing measured.
#[derive(Clone, Default)]
pub struct Doors {
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) metrics: Option<Metrics>,
    pub(super) metrics_at: Option<SocketAddr>,
    connections: Arc<AtomicUsize>,
    stopping: Arc<AtomicBool>,
}

impl Doors {
    /// Https, where there is a certificate; what is measured; and where anybody may read that.
    pub fn new(tls: Option<Tls>, metrics: Option<Metrics>, metrics_at: Option<SocketAddr>) -> Self {
        Self { tls: tls.map(Arc::new), metrics, metrics_at, ..Self::default() }
    }

    /// Counts the connection that this is called for, for as long as it lasts.
    pub(super) fn greet(&self) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static {
        let connections = Arc::clone(&self.connections);
        move |_, of_connection| {
            connections.fetch_add(1, Ordering::Relaxed);
            of_connection.insert(Connected(Arc::clone(&connections)));
        }
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// From here on the service is about to stop.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// A connection that is counted until this is dropped.
struct Connected(Arc<AtomicUsize>);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
