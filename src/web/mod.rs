//! HTTP: routes, the server, health, and the front of GraphQL. What a request means is the API's business; which
//! address is listened on, and for how long, the command line's.

mod backups;
pub mod error;
mod graphql;
mod health;
mod home;
mod routes;
mod server;

pub use backups::Backups;
pub use server::{Service, serve};
