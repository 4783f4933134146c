//! The token that is shown to a service: from a file or from the environment, never from the command line, which others
//! on the machine can read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::CliError;
use crate::store::Secret;

/// The variable of the environment that may hold it.
pub(super) const VARIABLE: &str = "DEMARCHE_TOKEN";

/// More than any token has.
const MOST: u64 = 4096;

/// Reads it from the file, or, where none is named, from the environment.
pub(super) fn read(path: Option<&Path>) -> Result<Secret, CliError> {
    let (text, place) = match (path, std::env::var(VARIABLE)) {
        (Some(path), _) => {
            let mut text = String::new();
            let read = File::open(path).and_then(|it| it.take(MOST).read_to_string(&mut text));
            read.map_err(CliError::file("read the token in", path))?;
            (text, path.display().to_string())
        }
        (None, Ok(text)) => (text, VARIABLE.to_owned()),
        (None, Err(_)) => {
            let reason = format!(
                "a service wants an admin's token: name the file that holds it with --token-file, or set {VARIABLE}"
            );
            return Err(CliError::Refused(reason));
        }
    };
    let bad = || CliError::Refused(format!("{place} holds no token: it is mistyped, cut short, or something else"));
    Secret::parse(text.trim()).ok_or_else(bad)
}
