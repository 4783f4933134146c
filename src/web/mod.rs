//! HTTP: routes, the server, who sends a request, health, and the front of GraphQL. What a request means is the API's
//! business; which address is listened on, and for how long, the command line's.

mod backups;
mod caller;
mod cors;
mod doors;
pub mod error;
mod explorer;
mod graphql;
mod health;
mod home;
mod metrics;
mod options;
mod page;
mod panics;
mod ports;
mod refusal;
mod request_id;
mod routes;
mod server;
mod sign_in;
mod slow;
mod tls;

pub use backups::Backups;
pub use caller::Anonymous;
pub use cors::Origin;
pub use doors::Doors;
pub use explorer::Explorer;
pub use metrics::Metrics;
pub use options::{Options, Streaming};
pub use ports::Ports;
pub use server::{Service, serve};
pub use tls::Tls;
