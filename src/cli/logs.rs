//! Logs: lines on standard error, for people or as JSON, with the request that each is about.

use std::io::IsTerminal;
use std::panic;

use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::CliError;

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
    /// Of the service; of libraries nothing below a warning is.
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
        let of_libraries = self.level.min(Level::WARN);
        let wanted = Targets::new().with_target("demarche", self.level).with_default(of_libraries);
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

    /// Says why the program has not done what it was asked.
    pub(super) fn complain(self, error: &CliError) {
        match self.form {
            Form::Human => eprintln!("demarche: {error}"),
            Form::Json => tracing::error!("{error}"),
        }
    }
}
