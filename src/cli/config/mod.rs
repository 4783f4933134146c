//! What `serve` is configured by: flags over the environment over a file over defaults. Each setting is declared once, in
//! `declared`; its flag, its variable, its key in the file, its help and what `config check` prints derive from that. What
//! the settings do is the business of those who are handed them.

mod check;
mod declared;
mod file;
mod flags;
mod gathered;
mod nearest;
mod prepared;
mod setting;
mod settings;
#[cfg(test)]
mod tests;
mod value;

use clap::{Args, Subcommand};

use super::CliError;

pub(super) use gathered::{Chosen, Gathered};
pub(super) use prepared::Prepared;
pub(super) use settings::Settings;

/// Check what the service would be configured by.
#[derive(Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct Config {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    // What it does is said where its arguments are.
    Check(check::Check),
}

impl Config {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self.verb {
            Verb::Check(it) => it.run(),
        }
    }
}
