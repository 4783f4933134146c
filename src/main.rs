//! The program: parses the command line, does what it asks, and says how it went.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use demarche::cli::Cli;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let logs = Targets::new().with_target("demarche", Level::INFO).with_default(Level::WARN);
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).with_target(false);
    tracing_subscriber::registry().with(lines).with(logs).init();
    log_panics();
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demarche: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

/// Has panics logged like all else, by their place alone: what they say may hold what somebody asked or wrote.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!("panicked at {place}: this is a fault of the service"),
        None => tracing::error!("panicked: this is a fault of the service"),
    }));
}
