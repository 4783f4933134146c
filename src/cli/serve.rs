//! `demarche serve`: the service, until it is told to stop.

use std::io::Write;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use clap::Args;

use super::data::{self, Data};
use super::signals::Stop;
use super::tables::fixtures;
use super::world::RealWorld;
use super::{CliError, import, token};
use crate::api::Api;
use crate::domain::{CallerRole, Day};
use crate::journal::SledJournal;
use crate::store::{Secret, Store};
use crate::web::{self, Anonymous, Backups, Service};

/// Serve GraphQL over HTTP until stopped by SIGTERM or ctrl-C.
///
/// Callers show who they are by tokens: see demarche token. Nothing on the way is encrypted: beyond this machine, listen
/// behind a proxy that speaks https.
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = address)]
    listen: SocketAddr,
    /// Begin with the reference data, where the directory holds nothing yet; and print a one-time sign-in link for a
    /// coordinator on standard output.
    #[arg(long)]
    demo: bool,
    /// Let callers without a token in with this role, which may be viewer: they see what is public. Without it they are
    /// refused.
    #[arg(long, value_name = "ROLE", value_parser = anonymous)]
    anonymous: Option<Anonymous>,
    /// Rehearse another day: take this for today. The reference data makes most sense as of 2018-02-01. What is
    /// changed meanwhile is kept like any other change.
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Day>,
}

fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse(text)
}

fn anonymous(text: &str) -> Result<Anonymous, &'static str> {
    if text == CallerRole::Viewer.as_str() { Ok(Anonymous::Viewer) } else { Err("callers without a token are viewers") }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().ok().and_then(|mut it| it.next());
    found.ok_or_else(|| "an address is a name or number of this machine and a port, such as 127.0.0.1:8080".to_owned())
}

/// A link for the demo, unless nothing can be written.
fn demo_link(store: &Store) -> Option<Secret> {
    match token::for_demo(store) {
        Ok(secret) => Some(secret),
        Err(fault) => {
            tracing::warn!(%fault, "no sign-in link was made");
            None
        }
    }
}

/// Where a browser on this machine finds what listens at an address.
fn here(address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => format!("http://127.0.0.1:{}", address.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => format!("http://[::1]:{}", address.port()),
        _ => format!("http://{address}"),
    }
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CliError> {
        let stop = Stop::catch()?;
        let (listen, today, demo) = (self.listen, self.today, self.demo);
        let (anonymous, dir) = (self.anonymous.unwrap_or_default(), self.data.dir.clone());
        let Some((store, journal)) = stop.unless_told(move || self.open())? else {
            tracing::info!("stopping before the service was up");
            return Ok(());
        };
        let link = if demo { demo_link(&store) } else { None };
        let is_shut = anonymous == Anonymous::Refused && !store.lets_anybody_in();
        let store = Arc::new(store);
        if let Err(fault) = store.keep_retention() {
            tracing::warn!("{fault}: what is to be kept no longer is erased another day");
        }
        let service = Service {
            store: Arc::clone(&store),
            api: Api::default(),
            anonymous,
            backups: Some(Backups::new(journal)),
            rehearsed: today,
            options: Arc::default(),
        };
        let listening = |address| {
            if let Some(day) = today {
                tracing::info!("rehearsing: today is taken to be {day}");
            }
            if let Some(link) = link {
                // To standard output, alone: logs are kept and sent on. Where nobody listens there, another start makes another.
                let _ = writeln!(std::io::stdout(), "{}", token::link(&here(address), &link));
            }
            if is_shut {
                let make = "demarche token create --role admin --name NAME --data";
                tracing::warn!("nobody can sign in: stop the service, and make a token with {make} {}", dir.display());
            }
            tracing::info!("GraphQL is at http://{address}/graphql");
        };
        let told = async {
            stop.told().await;
            tracing::info!("stopping: what is in flight is answered first");
        };
        web::serve(service, listen, listening, told)?;
        Ok(store.close()?)
    }

    /// Opens the store, with the reference data in it where that is asked for.
    fn open(&self) -> Result<(Store, Arc<SledJournal>), CliError> {
        if self.demo && !self.data.is_begun() {
            self.begin_demo()?;
        }
        self.data.start(RealWorld { rehearsed: self.today })
    }

    /// The reference data holds days later than a day that may be rehearsed, so it is imported as of the real one.
    fn begin_demo(&self) -> Result<(), CliError> {
        let (store, _) = self.data.start(RealWorld::default())?;
        if store.snapshot().graph().is_empty() {
            let changes = import::import(&store, fixtures::FILES)?;
            tracing::info!("imported the reference data:\n{}", data::summary(&changes).trim_end());
        }
        Ok(store.close()?)
    }
}
