//! The program: parses the command line, does what it asks, and says how it went.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use demarche::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demarche: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
