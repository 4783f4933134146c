//! Stories about the whole service, one binary, a module a story.

mod program;
mod service;
mod wire;
mod wish;

mod clearance;
mod commands;
mod export;
mod http;
mod import;
mod mutations;
mod oracle;
mod paging;
mod readme;
mod rebuild;
mod refusals;
mod repeats;
mod rules;
mod schema;
mod search;
mod standings;
mod texts;
mod tidy;
