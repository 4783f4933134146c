//! The command line: one verb, one file. Arguments, environment and the clock are read here and handed down;
//! what a verb does is the business of the layers below.

mod backup;
mod bearer;
mod data;
mod error;
mod export;
mod import;
mod passphrase;
mod progress;
mod remote;
mod restore;
mod schema;
mod serve;
mod signals;
pub mod tables;
mod token;
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
  3  what was given was refused: bad rows in an import, a token that cannot be made, a directory to restore into that is
     not empty";

#[derive(Subcommand)]
enum Verb {
    // What each does is said where its arguments are; said here, it would hide the rest of that.
    Serve(serve::Serve),
    Import(import::Import),
    Export(export::Export),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Verify(verify::Verify),
    Token(token::Tokens),
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
            Verb::Backup(it) => it.run(),
            Verb::Restore(it) => it.run(),
            Verb::Verify(it) => it.run(),
            Verb::Token(it) => it.run(),
            Verb::Schema => schema::run(),
        }
    }
}
