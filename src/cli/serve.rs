//! `demarche serve`: the service, until it is told to stop.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use clap::Args;

use super::data::{self, Data};
use super::signals::Stop;
use super::tables::fixtures;
use super::world::RealWorld;
use super::{CliError, import};
use crate::api::{Api, Caller};
use crate::domain::{Actor, Clearance, Day};
use crate::journal::SledJournal;
use crate::store::Store;
use crate::web::{self, Backups, Service};

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
        let stop = Stop::catch()?;
        let (listen, today) = (self.listen, self.today);
        let Some((store, journal)) = stop.unless_told(move || self.open())? else {
            tracing::info!("stopping before the service was up");
            return Ok(());
        };
        let store = Arc::new(store);
        if let Err(fault) = store.keep_retention() {
            tracing::warn!("{fault}: what is to be kept no longer is erased another day");
        }
        let service = Service {
            store: Arc::clone(&store),
            api: Api::default(),
            caller: Caller { actor: Actor("coordinator".into()), clearance: Clearance::Coordinator },
            backups: Some(Backups::new(journal)),
            rehearsed: today,
        };
        let listening = |address| {
            if let Some(day) = today {
                tracing::info!("rehearsing: today is taken to be {day}");
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
