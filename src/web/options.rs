//! What an operator may choose of the server, as plain data. Where it is said, in a file, the environment or by a flag, is
//! the command line's business; what requests may ask is `api::Limits`.

use std::path::PathBuf;
use std::time::Duration;

/// What an operator may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// The largest body of a request to GraphQL, in bytes.
    pub body: usize,
    /// How long the head of a request may take to arrive.
    pub head_within: Duration,
    /// How many connections are held at once by each worker.
    pub connections: usize,
    /// The directory of the explorer that browsers get, with an `index.html`; without one they get the service's own.
    pub explorer: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { body: 256 * 1024, head_within: Duration::from_secs(5), connections: 10_000, explorer: None }
    }
}
