//! The server: what it listens on, and how it stops: it takes no new connections, answers what is in flight, and ends.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::{App, HttpServer, web};

use super::error::WebError;
use super::explorer::Explorer;
use super::{Anonymous, Backups, Options, routes};
use crate::api::Api;
use crate::domain::Day;
use crate::store::Store;

/// How long requests in flight may take when the server stops, in seconds. Ten in all are left by who stops a service,
/// and the last snapshot file takes up to four of them.
const DRAIN: u64 = 5;

/// What every request is served with.
#[derive(Clone)]
pub struct Service {
    /// The service's memory.
    pub store: Arc<Store>,
    /// The schema.
    pub api: Api,
    /// What becomes of callers without a token.
    pub anonymous: Anonymous,
    /// What backups are taken from; absent where nothing is kept on disk.
    pub backups: Option<Backups>,
    /// The day that is rehearsed, if one is.
    pub rehearsed: Option<Day>,
    /// What the operator has chosen.
    pub options: Arc<Options>,
}

/// Serves until `stop` is done, then until what is in flight is answered. `listening` is called with the address
/// once connections are taken.
pub fn serve(
    service: Service,
    address: SocketAddr,
    listening: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()>,
) -> Result<(), WebError> {
    actix_web::rt::System::new().block_on(async move {
        let options = Arc::clone(&service.options);
        let explorer = web::Data::new(Explorer::load(options.explorer.as_deref(), service.rehearsed)?);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(service.clone()))
                .app_data(explorer.clone())
                .configure(|it| routes::all(it, &service.options))
        })
        .disable_signals()
        .shutdown_timeout(DRAIN)
        .client_request_timeout(options.head_within)
        .max_connections(options.connections)
        .bind(address)
        .map_err(|source| WebError::Listen { address, source })?;
        listening(server.addrs().first().copied().unwrap_or(address));
        let server = server.run();
        let handle = server.handle();
        let running = actix_web::rt::spawn(server);
        stop.await;
        handle.stop(true).await;
        running.await.map_err(|fault| WebError::Run(std::io::Error::other(fault)))?.map_err(WebError::Run)
    })
}
