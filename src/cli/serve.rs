//! `demarche serve`: the service, until it is told to stop.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use clap::Args;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::config::{Chosen, Gathered, Prepared, Settings};
use super::data::{self, Data};
use super::logs::Logs;
use super::notify::{self, News};
use super::signals::Stop;
use super::tables::fixtures;
use super::world::RealWorld;
use super::{CliError, import, token};
use crate::domain::{Day, Kind};
use crate::journal::SledJournal;
use crate::store::{Secret, Store};
use crate::web::{self, Anonymous, Backups, Doors, Metrics, Ports, Service};

/// Serve GraphQL over HTTP until stopped by SIGTERM or ctrl-C.
///
/// Callers show who they are by tokens: see demarche token. Beyond this machine, speak https, with --tls-cert and --tls-key
/// or by a proxy. What flags do not say is read from the environment, then from a file; that file may say more than there
/// are flags: demarche config check prints all of it, and where each value comes from.
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    chosen: Chosen,
}

/// A link for the demo, unless nothing can be written. Making one waits for the writer, which threads that serve may not:
/// so it is done on a thread of its own.
fn demo_link(store: &Store) -> Option<Secret> {
    let made = std::thread::scope(|scope| scope.spawn(|| token::for_demo(store)).join());
    match made {
        Ok(Ok(secret)) => Some(secret),
        Ok(Err(fault)) => {
            tracing::warn!(%fault, "no sign-in link was made");
            None
        }
        Err(_) => {
            tracing::warn!("no sign-in link was made");
            None
        }
    }
}

/// Where a browser on this machine finds what listens at an address.
fn here(scheme: &str, address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => format!("{scheme}://127.0.0.1:{}", address.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => format!("{scheme}://[::1]:{}", address.port()),
        _ => format!("{scheme}://{address}"),
    }
}

impl Serve {
    /// Serves; how it went, and how the log is written in which that is to be said.
    pub(super) fn run(self) -> (Logs, Result<(), CliError>) {
        match self.chosen.gather() {
            Err(mistake) => {
                let logs = self.chosen.logs();
                logs.begin();
                (logs, Err(mistake))
            }
            Ok(Gathered { settings, unknown, .. }) => {
                let logs = settings.logs;
                logs.begin();
                for strange in unknown {
                    tracing::warn!("{strange}");
                }
                (logs, serve(settings))
            }
        }
    }
}

fn serve(settings: Settings) -> Result<(), CliError> {
    let stop = Stop::catch()?;
    take_files();
    // Mistakes are told before anything is opened.
    let Prepared { api, tls, explorer } = Prepared::of(&settings)?;
    let Settings { data, listen, demo, anonymous, today, reach, server, .. } = settings;
    let ports = Ports::hold(listen, reach.metrics_listen)?;
    let doors = Doors::new(tls, Some(Metrics::begin()?));
    let anonymous = anonymous.unwrap_or_default();
    let opening = Data { dir: data.clone() };
    opening.warn_if_open();
    let Some((store, journal)) = stop.unless_told(move || open(opening, demo, today))? else {
        tracing::info!("stopping before the service was up");
        return Ok(());
    };
    let store = Arc::new(store);
    if let Err(fault) = store.keep_retention() {
        tracing::warn!("{fault}: what is to be kept no longer is erased another day");
    }
    let service = Service {
        store: Arc::clone(&store),
        api,
        anonymous,
        backups: Some(Backups::new(journal)),
        rehearsed: today,
        options: Arc::new(server),
        doors,
        explorer: Arc::new(explorer),
    };
    let scheme = if reach.tls_cert.is_some() { "https" } else { "http" };
    let listening = |address| {
        if let Some(day) = today {
            tracing::info!("rehearsing: today is taken to be {day}");
        }
        // Only now: whoever did not come to serve leaves no link behind.
        let link = if demo { demo_link(&store) } else { None };
        if let Some(link) = link {
            // To standard output, alone: logs are kept and sent on. Where nobody listens there, another start makes another.
            let _ = writeln!(std::io::stdout(), "{}", token::link(&here(scheme, address), &link));
        }
        if anonymous == Anonymous::Refused && !store.lets_anybody_in() {
            let make = "demarche token create --role admin --name NAME --data";
            tracing::warn!("nobody can sign in: stop the service, and make a token with {make} {}", data.display());
        }
        tracing::info!("GraphQL is at {scheme}://{address}/graphql");
        notify::tell(News::Ready);
    };
    let told = async {
        stop.told().await;
        notify::tell(News::Stopping);
        tracing::info!("stopping: what is in flight is answered first");
    };
    web::serve(service, ports, listening, told)?;
    Ok(store.close()?)
}

/// Has the process hold as many files as it may: every connection is one, and shells begin with 1,024.
fn take_files() {
    let limits = getrlimit(Resource::Nofile);
    if let Err(fault) = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, ..limits }) {
        tracing::warn!(%fault, files = limits.current, "no more connections can be held than these files allow");
    }
}

/// Opens the store, with the reference data in it where that is asked for.
fn open(data: Data, demo: bool, rehearsed: Option<Day>) -> Result<(Store, Arc<SledJournal>), CliError> {
    if demo && !data.is_begun() {
        begin_demo(&data)?;
    }
    let (store, journal) = data.start(RealWorld { rehearsed })?;
    if !demo || !holds_tokens_alone(&store) {
        return Ok((store, journal));
    }
    // Somebody has made a token first.
    store.close()?;
    drop((store, journal));
    begin_demo(&data)?;
    data.start(RealWorld { rehearsed })
}

/// The reference data holds days later than a day that may be rehearsed, so it is imported as of the real one.
fn begin_demo(data: &Data) -> Result<(), CliError> {
    let (store, _) = data.start(RealWorld::default())?;
    if holds_tokens_alone(&store) {
        let changes = import::import(&store, fixtures::FILES)?;
        tracing::info!("imported the reference data:\n{}", data::summary(&changes).trim_end());
    }
    Ok(store.close()?)
}

fn holds_tokens_alone(store: &Store) -> bool {
    store.snapshot().graph().entities().all(|it| it.kind() == Kind::Token)
}
