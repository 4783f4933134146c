//! Why the server could not be started or did not end well.

use std::net::SocketAddr;

/// A fault of the server.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is no sign-in yet, so whoever can connect may see everything.
    #[error(
        "will not listen on {0}: there is no sign-in yet, so only loopback addresses such as 127.0.0.1:8080 are allowed"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be used.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// The server failed while it ran.
    #[error("the server failed: {0}")]
    Run(#[source] std::io::Error),
}
