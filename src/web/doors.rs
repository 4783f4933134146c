//! By what the service is reached beside plain HTTP, and who is there: whether it is https, and how many connections there
//! are.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::SockRef;

use super::{Metrics, Tls};

/// By what the service is reached. By default by plain HTTP alone, with nothing measured.
#[derive(Clone, Default)]
pub struct Doors {
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) metrics: Option<Metrics>,
    connections: Arc<AtomicUsize>,
}

impl Doors {
    /// Https, where there is a certificate; and what is measured.
    pub fn new(tls: Option<Tls>, metrics: Option<Metrics>) -> Self {
        Self { tls: tls.map(Arc::new), metrics, ..Self::default() }
    }

    /// Counts the connection that this is called for, for as long as it lasts; and has the system drop it where its other end
    /// does not take for so long what was sent: else it would be held for as long as that likes.
    pub(super) fn greet(&self, unread_within: Duration) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static {
        let connections = Arc::clone(&self.connections);
        move |connection, of_connection| {
            let secret = connection.downcast_ref::<TlsStream<TcpStream>>().map(|it| it.get_ref().0);
            if let Some(socket) = secret.or_else(|| connection.downcast_ref())
                && let Err(fault) = SockRef::from(socket).set_tcp_user_timeout(Some(unread_within))
            {
                tracing::warn!(%fault, "a connection that is not read from cannot be bounded in time");
            }
            connections.fetch_add(1, Ordering::Relaxed);
            of_connection.insert(Connected(Arc::clone(&connections)));
        }
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// A connection that is counted until this is dropped.
struct Connected(Arc<AtomicUsize>);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
