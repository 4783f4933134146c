//! Stories about the whole service, one binary, a module a story.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected has failed")]
#![expect(unreachable_pub, reason = "stories share their support by ordinary visibility")]

mod service;

mod clearance;
mod paging;
mod readme;
mod rebuild;
mod schema;
mod tidy;
