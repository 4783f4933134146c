//! What an operator may choose of the server, as plain data. Where it is said, in a file, the environment or by a flag, is
//! the command line's business; what requests may ask is `api::Limits`.

use std::time::Duration;

use super::Origin;

/// What an operator may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// The largest body of a request to GraphQL, in bytes.
    pub body: usize,
    /// How long the head of a request may take to arrive, and a TLS handshake.
    pub head_within: Duration,
    /// How long the body of a request may take to arrive.
    pub body_within: Duration,
    /// How long a connection is kept open for another request.
    pub idle_within: Duration,
    /// How many connections are held at once by each worker.
    pub connections: usize,
    /// Whose pages may ask from a browser, beside the service's own.
    pub origins: Vec<Origin>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            body: 256 * 1024,
            head_within: Duration::from_secs(5),
            body_within: Duration::from_secs(10),
            idle_within: Duration::from_secs(5),
            connections: 10_000,
            origins: Vec::new(),
        }
    }
}
