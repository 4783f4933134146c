//! Stories about the whole service, one binary, a module a story.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected has failed")]
#![expect(unreachable_pub, reason = "stories share their support by ordinary visibility")]

mod service;
mod wish;

mod clearance;
mod mutations;
mod paging;
mod rebuild;
mod refusals;
mod repeats;
mod rules;
mod schema;
mod search;
mod standings;
mod texts;
mod tidy;
