//! What an operator relies on: configuration, https, metrics, logs as JSON, pages of other origins, slow senders, the
//! directory for the data, starts that fail, and the texts in README that start the service.

mod configuration;
mod cors;
mod https;
mod lines;
mod metrics;
mod premises;
mod slow;
mod starts;
mod texts;
