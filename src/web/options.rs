//! What an operator may choose of the server, as plain data. Where it is said, in a file, the environment or by a flag, is
//! the command line's business; what requests may ask is `api::Limits`.

use std::path::PathBuf;
use std::time::Duration;

use super::Origin;

/// What an operator may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long the head of a request may take to arrive, and a TLS handshake.
    pub head_within: Duration,
    /// How long the body of a request may take to arrive.
    pub body_within: Duration,
    /// How long a connection is kept open for another request.
    pub idle_within: Duration,
    /// How long what was sent may lie unread before the connection is dropped.
    pub unread_within: Duration,
    /// How many connections are held at once by each worker.
    pub connections: usize,
    /// Whose pages may ask from a browser, beside the service's own.
    pub origins: Vec<Origin>,
    /// The directory of the explorer that browsers get, with an `index.html`; without one they get the service's own.
    pub explorer: Option<PathBuf>,
    /// How often it is looked whether there is another certificate.
    pub renewal: Duration,
    /// What is chosen of streams: server-sent events and WebSockets.
    pub streaming: Streaming,
}

/// What an operator may choose of streams. None of the times may be zero.
#[derive(Clone, Debug)]
pub struct Streaming {
    /// How many subscriptions are held at once, of all callers.
    pub subscriptions: usize,
    /// How many of them are of one caller; callers without a token are one together.
    pub of_one: usize,
    /// How many operations are open at once on one WebSocket.
    pub operations: usize,
    /// How long server-sent events may be silent: then a comment is sent.
    pub silence: Duration,
    /// After how long without a word from a client of a WebSocket it is asked whether it is there.
    pub ping_after: Duration,
    /// How long it may take to answer that.
    pub pong_within: Duration,
    /// How long a client of a WebSocket may take to say who it is.
    pub init_within: Duration,
    /// How long sending may take: whoever reads more slowly is dropped.
    pub sent_within: Duration,
    /// How many bytes are sent over a WebSocket before its client has shown that it reads, events of one size more.
    pub ahead: usize,
    /// After how long at the most it is looked again whether a caller is still signed in.
    pub look_again: Duration,
}

impl Default for Streaming {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            subscriptions: 5_000,
            of_one: 1_000,
            operations: 20,
            silence: seconds(12),
            ping_after: seconds(20),
            pong_within: seconds(20),
            init_within: seconds(10),
            sent_within: seconds(10),
            ahead: 256 * 1024,
            look_again: seconds(15),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            head_within: Duration::from_secs(5),
            body_within: Duration::from_secs(10),
            idle_within: Duration::from_secs(5),
            unread_within: Duration::from_secs(30),
            connections: 10_000,
            origins: Vec::new(),
            explorer: None,
            renewal: Duration::from_secs(60),
            streaming: Streaming::default(),
        }
    }
}
