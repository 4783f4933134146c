//! The program: parses the command line, does what it asks, and says how it went.

use std::process::ExitCode;

use clap::Parser;
use demarche::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
