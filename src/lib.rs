//! Demarche: an advocacy-tracking knowledge graph. A *démarche* is a formal approach made to a government.
//!
//! # The map
//!
//! `domain < journal < graph < queries < store < api < web < cli`: a file imports its own layer and those to its left.
//! Besides, `graph` and `queries` never import `journal`, and `journal` never imports `graph`. Only `journal` names sled,
//! only `graph` petgraph, only `api` async-graphql, only `web` actix-web and rustls. `tests/it/tidy.rs` holds all this.
//!
//! Where does a line go? What a thing *is*: [`domain`]. Whether a wish is *allowed*: [`store::decide`]. How a fact changes
//! memory: `graph::apply`. How fast it is found: `graph::index`. What a user *asks*: [`queries`]. How it is *spelled* outside:
//! [`api`] or [`web`]. When, and with which flags: [`cli`].
//!
//! # What always holds
//!
//! 1. Durable, then visible, then acknowledged. [`journal::Durable`] is the proof of the first, and publishing asks for it.
//! 2. A flush that fails makes the store read-only: reads go on, writes are refused, nothing is retried.
//! 3. `queries`, `api` and `web` see no [`graph::Graph`], only a [`graph::View`], and a View yields nothing that its
//!    clearance may not see: no row, no count, no order, no cursor, no hit.
//! 4. One snapshot per request. No lock and no await inside a query.
//! 5. Unknown is not a position. Nothing is inferred from silence.
//! 6. What a caller can mend is data in a mutation's payload, never a top-level error.
//! 7. A revision counts the changes of one entity. Places of the journal are not shown to callers.
//! 8. No clock and no dice below `cli`: they are handed down as [`store::World`].
//! 9. A refusal has a code; a fault is opaque outside and logged inside.
//! 10. A kind is declared once, in [`domain::kinds`]; ids, apply and the checks of references derive from it.
//!
//! The ten words, each with one meaning, are in the README.

pub mod api;
pub mod cli;
pub mod domain;
pub mod graph;
pub mod journal;
pub mod queries;
pub mod store;
pub mod web;
