//! `demarche export`: all there is, save tokens, as CSV files that an import reads back.

use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use clap::Args;

use super::data::{self, Data};
use super::world::RealWorld;
use super::{CliError, tables};
use crate::store::{Deed, Doing};

/// Write all there is as CSV files, which import reads back, save for the takeaways.
///
/// The files hold what the import models, with restricted things and personal details: keep them as you keep the data.
/// Takeaways are in files of their own, without a time, to be read and not to be brought in again. Tokens are in none.
#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    data: Data,
    /// The directory to write to; it is made where it is missing. Files of the same names are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Export {
    pub(super) fn run(self) -> Result<(), CliError> {
        if !self.data.holds_journal()? {
            let reason = format!("{} holds no journal: name the data directory with --data", self.data.dir.display());
            return Err(CliError::Refused(reason));
        }
        let store = self.data.open(RealWorld::default())?;
        data::warn_unless(store.audit().note_first_and_wait(Deed::done(data::operator(), Doing::Export)).is_ok());
        let files = tables::export(&data::entities(&store.snapshot())).map_err(CliError::Output)?;
        // Exports hold personal details: a directory made for them is for the owner alone.
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.out);
        made.map_err(CliError::file("create", &self.out))?;
        let mut lines = String::new();
        for (name, bytes) in files {
            let path = self.out.join(&name);
            write(&path, &bytes).map_err(CliError::file("write", &path))?;
            lines.push_str(&format!("{}\n", path.display()));
        }
        store.close()?;
        io::stdout().write_all(lines.as_bytes()).map_err(CliError::Output)
    }
}

/// Writes a file that only its owner may read, whoever may look into the directory.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(bytes)
}
