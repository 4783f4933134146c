//! The command line: one verb, one file. Arguments, environment and the clock are read here and handed down;
//! what a verb does is the business of the layers below.

mod backup;
mod bearer;
mod config;
mod data;
mod error;
mod export;
mod import;
mod logs;
mod notify;
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

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rustix::fs::Mode;
use rustix::process::umask;

use logs::Logs;

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
     not empty, a data directory that is somebody else's, a file, or full of other things; a mistake in the configuration or in a file that it names";

#[derive(Subcommand)]
enum Verb {
    // What each does is said where its arguments are; said here, it would hide the rest of that.
    Serve(serve::Serve),
    Config(config::Config),
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
    /// Does what was asked, and says why where it has not.
    pub fn run(self) -> ExitCode {
        // Whatever is made is its owner's alone, also in a directory that others may look into.
        umask(Mode::RWXG | Mode::RWXO);
        let (logs, done) = match self.verb {
            Verb::Serve(it) => it.run(),
            verb => {
                Logs::default().begin();
                (Logs::default(), verb.run())
            }
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                logs.complain(&error);
                ExitCode::from(error.exit_code())
            }
        }
    }
}

impl Verb {
    fn run(self) -> Result<(), CliError> {
        match self {
            Self::Serve(it) => it.run().1,
            Self::Config(it) => it.run(),
            Self::Import(it) => it.run(),
            Self::Export(it) => it.run(),
            Self::Backup(it) => it.run(),
            Self::Restore(it) => it.run(),
            Self::Verify(it) => it.run(),
            Self::Token(it) => it.run(),
            Self::Schema => schema::run(),
        }
    }
}
