//! The passphrase of backups of keys, from a file or from standard input: never from the command line, which others on
//! the machine can read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::CliError;
use crate::journal::Passphrase;

/// Reads it from the file; `-` is standard input.
pub(super) fn read(path: &Path) -> Result<Passphrase, CliError> {
    let failed = CliError::file("read the passphrase in", path);
    let mut text = Vec::new();
    let most = Passphrase::MOST as u64;
    let read = match path.as_os_str() == "-" {
        true => io::stdin().take(most + 1).read_to_end(&mut text),
        false => File::open(path).and_then(|it| it.take(most + 1).read_to_end(&mut text)),
    };
    if read.map_err(failed)? as u64 > most {
        let reason = format!("{} holds no passphrase: it has more than {most} bytes", path.display());
        return Err(CliError::Refused(reason));
    }
    Ok(Passphrase::new(&text)?)
}
