//! The server: what it listens on, and how it stops: it takes no new connections, answers what is in flight, and ends.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::time::interval;
use actix_web::{App, HttpServer, rt, web};

use super::error::WebError;
use super::ports::Ports;
use super::{Anonymous, Backups, Doors, Explorer, Metrics, Options, Tls, graphql, metrics, routes};
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
    /// By what it is reached.
    pub doors: Doors,
    /// What browsers get.
    pub explorer: Arc<Explorer>,
}

/// Serves until `stop` is done, then until what is in flight is answered. `listening` is called with the address
/// once connections come, on a thread that may not wait for the store.
pub fn serve(
    service: Service,
    ports: Ports,
    listening: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()>,
) -> Result<(), WebError> {
    rt::System::new().block_on(async move {
        let (options, doors) = (Arc::clone(&service.options), service.doors.clone());
        let (stopping, streams) = graphql::streams(&options.streaming);
        let listener = ports.api.listen()?;
        let measured = ports.metrics.map(|it| it.listen()).transpose()?;
        let measuring = measured.map(|it| serve_metrics(&service, &streams, it)).transpose()?;
        let explorer = web::Data::from(Arc::clone(&service.explorer));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(service.clone()))
                .app_data(web::Data::new(streams.clone()))
                .app_data(explorer.clone())
                .configure(|it| routes::all(it, &service))
        })
        .disable_signals()
        .shutdown_timeout(DRAIN)
        .client_request_timeout(options.head_within)
        .tls_handshake_timeout(options.head_within)
        .keep_alive(options.idle_within)
        .max_connections(options.connections)
        .on_connect(doors.greet(options.unread_within));
        let server = match &doors.tls {
            Some(tls) => server.listen_rustls_0_23(listener, tls.config()?),
            None => server.listen(listener),
        };
        let server = server.map_err(WebError::Run)?;
        if let Some(address) = server.addrs().first() {
            listening(*address);
        }
        let server = server.run();
        let handle = server.handle();
        let running = rt::spawn(server);
        doors.tls.clone().map(|it| rt::spawn(renew(it, options.renewal)));
        doors.metrics.clone().map(|it| rt::spawn(keep_up(it)));
        stop.await;
        // Streams would not end by themselves.
        stopping.send_replace(true);
        handle.stop(true).await;
        if let Some(measuring) = measuring {
            measuring.stop(false).await;
        }
        running.await.map_err(|fault| WebError::Run(std::io::Error::other(fault)))?.map_err(WebError::Run)
    })
}

/// Answers with the metrics at an address of their own.
fn serve_metrics(
    service: &Service,
    streams: &graphql::Streams,
    listener: TcpListener,
) -> Result<actix_web::dev::ServerHandle, WebError> {
    let options = &service.options;
    let (service, streams) = (web::Data::new(service.clone()), web::Data::new(streams.clone()));
    let (head_within, idle_within) = (options.head_within, options.idle_within);
    let server = HttpServer::new(move || {
        App::new().app_data(service.clone()).app_data(streams.clone()).configure(routes::of_metrics)
    })
    .disable_signals()
    .workers(1)
    .client_request_timeout(head_within)
    .keep_alive(idle_within)
    .listen(listener)
    .map_err(WebError::Run)?;
    if let Some(address) = server.addrs().first() {
        tracing::info!("metrics are at http://{address}/metrics");
    }
    let server = server.run();
    let handle = server.handle();
    rt::spawn(server);
    Ok(handle)
}

/// Looks from time to time whether there is another certificate.
async fn renew(tls: Arc<Tls>, every: Duration) {
    let mut times = interval(every);
    loop {
        times.tick().await;
        match tls.renew() {
            Ok(true) => tracing::info!("there is another certificate: it is shown from now on"),
            Ok(false) => {}
            Err(fault) => {
                tracing::warn!(%fault, "the certificate cannot be renewed: the last one is shown until this is mended")
            }
        }
    }
}

/// Sums up from time to time what was measured.
async fn keep_up(measured: Metrics) {
    let mut times = interval(metrics::UPKEEP);
    loop {
        times.tick().await;
        measured.keep_up();
    }
}
