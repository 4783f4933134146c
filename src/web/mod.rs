//! HTTP: routes, the server, who sends a request, health, and the front of GraphQL. What a request means is the API's
//! business; which address is listened on, and for how long, the command line's.

mod backups;
mod caller;
pub mod error;
mod graphql;
mod health;
mod home;
mod options;
mod page;
mod panics;
mod refusal;
mod request_id;
mod routes;
mod server;
mod sign_in;

pub use backups::Backups;
pub use caller::Anonymous;
pub use options::Options;
pub use server::{Service, serve};
