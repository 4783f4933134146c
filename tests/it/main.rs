//! Stories about the whole service, one binary, a module a story.

mod service;

mod clearance;
mod paging;
mod rebuild;
mod schema;
mod tidy;
