//! What an operator relies on: configuration, https, metrics, logs as JSON, pages of other origins, slow senders, service
//! managers, and the texts in README that start the service.

mod configuration;
mod cors;
mod https;
mod lines;
mod metrics;
mod notify;
mod slow;
mod texts;
