//! Why the server could not be started or did not end well.

use std::net::SocketAddr;
use std::path::PathBuf;

/// A fault of the server.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The address cannot be used.
    #[error("{setting}: cannot listen on {address}: {source}; {advice}")]
    Listen {
        /// Which of the service's addresses it is, as an operator calls it.
        setting: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
        /// What to do.
        advice: &'static str,
    },
    /// The certificate or its key cannot be used.
    #[error("{0}")]
    Tls(String),
    /// Nothing can be measured.
    #[error("what happens cannot be measured: {0}")]
    Metrics(String),
    /// The explorer in a directory cannot be served.
    #[error("the explorer in {} cannot be served: {fault}; install it again, or start without it", directory.display())]
    Explorer {
        /// The directory.
        directory: PathBuf,
        /// Why not.
        fault: String,
    },
    /// The server failed while it ran.
    #[error("the server failed: {0}")]
    Run(#[source] std::io::Error),
}
