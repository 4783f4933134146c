//! `demarche serve`: the service, until it is told to stop.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::data::{self, Data};
use super::tables::fixtures;
use super::world::RealWorld;
use super::{CliError, import};
use crate::api::{Api, Caller};
use crate::domain::{Actor, Clearance, Day};
use crate::web::{self, Service};

/// Serve GraphQL over HTTP until stopped by SIGTERM or ctrl-C.
///
/// While there is no sign-in every caller is a coordinator, so only loopback addresses are listened on.
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = address)]
    listen: SocketAddr,
    /// Begin with the reference data, where the directory holds nothing yet.
    #[arg(long)]
    demo: bool,
    /// Rehearse another day: take this for today. The reference data makes most sense as of 2018-02-01. What is
    /// changed meanwhile is kept like any other change.
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Day>,
}

fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse(text)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().ok().and_then(|mut it| it.next());
    found.ok_or_else(|| "an address is a name or number of this machine and a port, such as 127.0.0.1:8080".to_owned())
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CliError> {
        if !self.listen.ip().is_loopback() {
            return Err(web::error::WebError::NotLoopback(self.listen).into());
        }
        if self.demo {
            self.begin_demo()?;
        }
        let store = Arc::new(self.data.start(RealWorld { rehearsed: self.today })?);
        let service = Service {
            store: Arc::clone(&store),
            api: Api::default(),
            caller: Caller { actor: Actor("coordinator".into()), clearance: Clearance::Coordinator },
            rehearsed: self.today,
        };
        let listening = |address| {
            if let Some(day) = self.today {
                tracing::info!("rehearsing: today is taken to be {day}");
            }
            tracing::info!("GraphQL is at http://{address}/graphql");
        };
        web::serve(service, self.listen, listening, stopped)?;
        Ok(store.close()?)
    }

    /// The reference data holds days later than a day that may be rehearsed, so it is imported as of the real one.
    fn begin_demo(&self) -> Result<(), CliError> {
        let store = self.data.start(RealWorld::default())?;
        if store.snapshot().graph().is_empty() {
            let changes = import::import(&store, fixtures::FILES)?;
            tracing::info!("imported the reference data:\n{}", data::summary(&changes).trim_end());
        }
        Ok(store.close()?)
    }
}

/// Done once the process is told to stop. Signals are caught from this call on, not from the first look at the future.
fn stopped() -> impl Future<Output = ()> {
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        match signals {
            (Ok(mut terminate), Ok(mut interrupt)) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                tracing::info!("stopping: what is in flight is answered first");
            }
            (Err(fault), _) | (_, Err(fault)) => tracing::error!(%fault, "stopping, since signals cannot be caught"),
        }
    }
}
