//! Logs: lines on standard error, for people or as JSON, with the request that each is about.

use std::io::IsTerminal;
use std::panic;

use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::CliError;

/// What reads requests and writes answers. What it calls errors is sent by clients, such as what is no HTTP, and anybody
/// could fill the log with it: it is told where everything is. What goes wrong on our side is told where it does.
const OF_CLIENTS: [&str; 2] = ["actix_http::h1::decoder", "actix_http::h1::dispatcher"];

/// How a line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// To be read by people; in colours on a terminal.
    #[default]
    Human,
    /// An object a line: timestamp, level, message, fields, and the spans around it.
    Json,
}

/// What is logged, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Logs {
    pub(super) form: Form,
    /// Of the service; of libraries nothing below a warning is, and what clients do wrong from `debug` on.
    pub(super) level: Level,
}

impl Default for Logs {
    fn default() -> Self {
        Self { form: Form::default(), level: Level::INFO }
    }
}

impl Logs {
    /// Logs from here on. Once it has been begun it stays as it is.
    pub(super) fn begin(self) {
        let wanted = self.wanted();
        let lines = fmt::layer().with_writer(std::io::stderr).with_target(false);
        let logs = tracing_subscriber::registry();
        let begun = match self.form {
            Form::Human => logs.with(lines.with_ansi(std::io::stderr().is_terminal()).with_filter(wanted)).try_init(),
            Form::Json => logs.with(lines.json().flatten_event(true).with_filter(wanted)).try_init(),
        };
        if begun.is_ok() && self.form == Form::Json {
            // What panics says so in a line that can be read as well.
            panic::set_hook(Box::new(|info| {
                let place = info.location().map(ToString::to_string).unwrap_or_default();
                tracing::error!(place, "a fault: something has panicked");
            }));
        }
    }

    fn wanted(self) -> Targets {
        let of_libraries = LevelFilter::from(self.level.min(Level::WARN));
        let of_clients = if self.level >= Level::DEBUG { of_libraries } else { LevelFilter::OFF };
        let wanted = Targets::new().with_target("demarche", self.level).with_default(of_libraries);
        wanted.with_targets(OF_CLIENTS.map(|it| (it, of_clients)))
    }

    /// Says why the program has not done what it was asked.
    pub(super) fn complain(self, error: &CliError) {
        match self.form {
            Form::Human => eprintln!("demarche: {error}"),
            Form::Json => tracing::error!("{error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_do_wrong_is_told_to_those_who_ask_for_everything() {
        let check = |level: Level, target: &str, of: Level, expected: bool| {
            let wanted = Logs { level, ..Logs::default() }.wanted();
            assert_eq!(wanted.would_enable(target, &of), expected, "{level} {target} {of}");
        };
        for target in OF_CLIENTS {
            check(Level::ERROR, target, Level::ERROR, false);
            check(Level::INFO, target, Level::ERROR, false);
            check(Level::DEBUG, target, Level::ERROR, true);
            check(Level::TRACE, target, Level::DEBUG, false);
        }
        check(Level::ERROR, "actix_http::service", Level::ERROR, true);
        check(Level::INFO, "actix_server::accept", Level::ERROR, true);
        check(Level::INFO, "actix_server::socket", Level::WARN, true);
        check(Level::TRACE, "actix_server::worker", Level::INFO, false);
        check(Level::INFO, "demarche::web::panics", Level::ERROR, true);
        check(Level::INFO, "demarche::web::request_id", Level::DEBUG, false);
    }
}
