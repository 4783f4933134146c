//! What an operator relies on: configuration, https, metrics, logs as JSON, pages of other origins, slow senders, service
//! managers, the directory for the data, starts that fail, and the texts in README that start the service.

mod configuration;
mod cors;
mod https;
mod lines;
mod metrics;
mod notify;
mod premises;
mod slow;
mod starts;
mod texts;
