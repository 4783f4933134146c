//! The command line: one verb, one file. Arguments, environment and the clock are read here and handed down;
//! what a verb does is the business of the layers below.

mod data;
mod error;
mod export;
mod import;
mod schema;
mod serve;
mod signals;
pub mod tables;
mod verify;
mod world;

use clap::{Parser, Subcommand};

pub use error::CliError;

/// Which states lead on an Act, whom to meet, what is nobody doing.
#[derive(Parser)]
#[command(name = "demarche", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_CODES: &str = "\
Results go to standard output, progress and logs to standard error.

Exit codes:
  0  done
  1  something failed: a file, the journal, the network; the message says what, and what to do
  2  the command line was not understood
  3  what was given was refused: bad rows in an import, an address that may not be listened on";

#[derive(Subcommand)]
enum Verb {
    /// Serve GraphQL over HTTP until stopped by SIGTERM or ctrl-C.
    Serve(serve::Serve),
    /// Bring in CSV files: all of their rows, or none.
    Import(import::Import),
    /// Write all there is as CSV files.
    Export(export::Export),
    /// Check the journal, its chain, and every reference in it.
    Verify(verify::Verify),
    /// Print the GraphQL schema.
    Schema,
}

impl Cli {
    /// Does what was asked.
    pub fn run(self) -> Result<(), CliError> {
        match self.verb {
            Verb::Serve(it) => it.run(),
            Verb::Import(it) => it.run(),
            Verb::Export(it) => it.run(),
            Verb::Verify(it) => it.run(),
            Verb::Schema => schema::run(),
        }
    }
}
