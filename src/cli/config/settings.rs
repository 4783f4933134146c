//! What `serve` is told, as plain data, and what of it does not fit together.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::api::Limits;
use crate::cli::data;
use crate::cli::logs::Logs;
use crate::domain::Day;
use crate::web::{Anonymous, Options};

/// Everything that may be chosen.
#[derive(Debug)]
pub(in crate::cli) struct Settings {
    /// The data directory.
    pub(in crate::cli) data: PathBuf,
    /// Where to listen.
    pub(in crate::cli) listen: SocketAddr,
    /// Whether to begin with the reference data.
    pub(in crate::cli) demo: bool,
    /// What becomes of callers without a token.
    pub(in crate::cli) anonymous: Option<Anonymous>,
    /// The day that is rehearsed.
    pub(in crate::cli) today: Option<Day>,
    /// The file of the documents that alone are answered.
    pub(in crate::cli) documents: Option<PathBuf>,
    /// What the service is reached by, beside plain HTTP.
    pub(in crate::cli) reach: Reach,
    /// What is logged, and how.
    pub(in crate::cli) logs: Logs,
    /// What requests may ask for.
    pub(in crate::cli) limits: Limits,
    /// What is chosen of the server.
    pub(in crate::cli) server: Options,
}

/// What the service is reached by, beside plain HTTP.
#[derive(Debug, Default)]
pub(in crate::cli) struct Reach {
    pub(in crate::cli) tls_cert: Option<PathBuf>,
    pub(in crate::cli) tls_key: Option<PathBuf>,
    pub(in crate::cli) metrics_listen: Option<SocketAddr>,
    pub(in crate::cli) metrics_beyond_loopback: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: data::USUAL.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            demo: false,
            anonymous: None,
            today: None,
            documents: None,
            reach: Reach::default(),
            logs: Logs::default(),
            limits: Limits::default(),
            server: Options::default(),
        }
    }
}

impl Settings {
    /// Why these cannot be served with, if they cannot: values that are each good, and not together.
    pub(super) fn contradiction(&self) -> Option<String> {
        let Reach { tls_cert, tls_key, metrics_listen, metrics_beyond_loopback } = &self.reach;
        match (tls_cert, tls_key) {
            (Some(_), None) => {
                return Some("tls-cert is set and tls-key is not: a certificate needs its key".to_owned());
            }
            (None, Some(_)) => {
                return Some("tls-key is set and tls-cert is not: a key needs its certificate".to_owned());
            }
            _ => {}
        }
        let Some(address) = *metrics_listen else {
            let said = "metrics-beyond-loopback is set and metrics-listen is not: say where the metrics are to be read";
            return metrics_beyond_loopback.then(|| said.to_owned());
        };
        if is_one(self.listen, address) {
            let listen = self.listen;
            return Some(format!(
                "metrics-listen is {address} and listen is {listen}: both cannot be had, so choose another port for one"
            ));
        }
        (!address.ip().is_loopback() && !metrics_beyond_loopback).then(|| {
            format!(
                "metrics-listen is {address}, where others than this machine may read the metrics: choose an address of \
                 loopback, such as 127.0.0.1:9090, or set metrics-beyond-loopback as well"
            )
        })
    }
}

/// Whether one address takes what the other would: the same port, where one is any address of this machine or both are the
/// same. Port 0 is always another.
fn is_one(one: SocketAddr, other: SocketAddr) -> bool {
    let is_any = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() != 0 && one.port() == other.port() && (is_any || one.ip() == other.ip())
}
