//! Stories about the whole service, one binary, a module a story.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a story fails where it is wrong, in the functions that its tests share as well"
)]

mod introspection;
mod kept;
mod kept_operations;
mod program;
mod service;
mod wire;
mod wish;

mod answers;
mod attacks;
mod audit;
mod backup;
mod changes;
mod clearance;
mod commands;
mod documents;
mod erasure;
mod explorer;
mod export;
mod faults;
mod golden;
mod help;
mod hostile;
mod http;
mod http_faults;
mod http_status;
mod import;
mod interference;
mod introductions;
mod known;
mod limits;
mod live;
mod logs;
mod meetings;
mod mutations;
mod operations;
mod oracle;
mod paging;
mod people;
mod readme;
mod rebuild;
mod redactions;
mod referrals;
mod refusals;
mod repeats;
mod reports;
mod restore;
mod rules;
mod schema;
mod search;
mod sign_in;
mod snapshots;
mod standings;
mod streams;
mod tables;
mod takeaways;
mod texts;
mod tidy;
mod tokens;
mod trips;
mod trusted;
mod two_days;
mod unseen;
