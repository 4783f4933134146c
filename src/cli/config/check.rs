//! `demarche config check`: what the service would be configured by, and where each value comes from.

use std::io::Write;

use clap::Args;
use toml_edit::{Array, Value};

use super::declared;
use super::gathered::{Chosen, Gathered, Origin};
use super::prepared::Prepared;
use super::setting::{Form, Setting};
use crate::cli::CliError;

/// Print what serve would be configured by, and do nothing else.
///
/// It takes the flags of serve, reads the same environment and file, and prints all settings as TOML, each with where it
/// comes from. A mistake is told in a sentence. No data directory is opened or made; certificate and key, documents and
/// the explorer are read.
#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    chosen: Chosen,
}

impl Check {
    pub(super) fn run(&self) -> Result<(), CliError> {
        let gathered = self.chosen.gather()?;
        Prepared::of(&gathered.settings)?;
        for strange in &gathered.unknown {
            tracing::warn!("{strange}");
        }
        std::io::stdout().write_all(told(&gathered).as_bytes()).map_err(CliError::Output)
    }
}

/// All settings as TOML that can be read again.
pub(super) fn told(gathered: &Gathered) -> String {
    let mut text =
        "# Each value with where it comes from: a flag counts before the environment, that before the file.\n"
            .to_owned();
    let mut table = None;
    for (setting, origin) in declared::ALL.iter().zip(&gathered.origins) {
        if setting.table != table {
            table = setting.table;
            text.push_str(&format!("\n[{}]\n", setting.table.unwrap_or_default()));
        }
        text.push_str(&line(setting, &(setting.told)(&gathered.settings), origin));
    }
    text
}

fn line(setting: &Setting, texts: &[String], origin: &Origin) -> String {
    let name = setting.name;
    let one = || texts.first().map(String::as_str).unwrap_or_default();
    let value = match setting.form {
        Form::Text(_) | Form::Number(_) if texts.is_empty() => return format!("# {name} is not set\n"),
        Form::Text(_) => Value::from(one()).to_string(),
        Form::Number(_) | Form::Switch => one().to_owned(),
        Form::List(_) => texts.iter().collect::<Array>().to_string(),
    };
    format!("{:<40} # {origin}\n", format!("{name} = {value}"))
}
