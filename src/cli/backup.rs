//! `demarche backup`: the journal in one file, and the persons' keys in another.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::data::Data;
use super::remote::Remote;
use super::world::fill;
use super::{CliError, bearer, passphrase, progress};
use crate::journal::{BackedUp, JournalError, Passphrase, Resting, WholeFile};

/// Back up the journal, and the keys of persons, while the service runs or while it does not.
///
/// The backup is a consistent beginning of the journal: all that was acknowledged before it began. It is checked on the
/// way, and the file is there once it is whole. Prints the last place, its hash, and how many commits there are.
///
/// Personal details are sealed under keys that the backup of the journal does not hold. They have a backup of their own
/// (--keys), encrypted under a passphrase: keep it elsewhere, and the passphrase elsewhere again. Without it, personal
/// details cannot be read after a restore.
#[derive(Args)]
pub(super) struct Backup {
    /// The file to write the journal to. It must not exist yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Back up a service that is running at this address of this machine, such as http://127.0.0.1:8080. Without it, the
    /// data directory is read, which no service may have open.
    #[arg(long, value_name = "URL", conflicts_with = "dir")]
    url: Option<String>,
    /// The file that holds an admin's token, for a service; without it the token is in the environment, as DEMARCHE_TOKEN.
    #[arg(long, value_name = "FILE", requires = "url")]
    token_file: Option<PathBuf>,
    /// The file to write the keys of persons to, encrypted. It must not exist yet.
    #[arg(long, value_name = "KEYS-FILE", requires = "passphrase")]
    keys: Option<PathBuf>,
    /// The file that holds the passphrase for the keys, of at least 12 characters; - is standard input.
    #[arg(long, value_name = "FILE", requires = "keys")]
    passphrase: Option<PathBuf>,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), CliError> {
        if self.keys.as_ref() == Some(&self.out) {
            return Err(CliError::Refused("--out and --keys name the same file".to_owned()));
        }
        let remote = match &self.url {
            Some(url) => Some(Remote::new(url)?.shown(&bearer::read(self.token_file.as_deref())?)),
            None => None,
        };
        let passphrase = self.passphrase.as_deref().map(passphrase::read).transpose()?;
        // Both files are begun first and finished last: where one cannot be had, there is none.
        let mut out = WholeFile::new(&self.out)?;
        let mut keys = match (&self.keys, &passphrase) {
            (Some(path), Some(passphrase)) => Some((WholeFile::new(path)?, path, passphrase)),
            _ => None,
        };
        // The journal first: a person recorded after it is no harm among the keys, one before it is not missing.
        let (backed_up, sealed) = match remote {
            Some(remote) => from_service(&remote, &mut out, keys.as_ref().map(|it| it.2)),
            None => from_directory(&self.data.dir, &mut out, keys.as_ref().map(|it| it.2)),
        }
        .map_err(|it| named(it, &self.out))?;
        if let (Some((file, path, _)), Some(sealed)) = (&mut keys, sealed) {
            file.write_all(&sealed).map_err(CliError::file("write", path))?;
        }
        out.finish()?;
        match keys {
            Some((file, ..)) => file.finish().inspect_err(|_| {
                // The reason is what is wrong with the other file.
                let _ = std::fs::remove_file(&self.out);
            })?,
            None => {
                eprintln!("the keys of persons are not in it: to back them up as well, add --keys and --passphrase")
            }
        }
        let BackedUp { tail, commits } = backed_up;
        let lines = format!("place {}\nhash {}\ncommits {commits}\n", tail.place, tail.hash);
        std::io::stdout().write_all(lines.as_bytes()).map_err(CliError::Output)
    }
}

type Taken = (BackedUp, Option<Vec<u8>>);

fn from_directory(dir: &Path, out: &mut WholeFile, passphrase: Option<&Passphrase>) -> Result<Taken, CliError> {
    let mut resting = Resting::open(dir).map_err(|it| match it {
        JournalError::InUse { dir } => CliError::Running(dir),
        other => other.into(),
    })?;
    let bar = progress::places();
    let backed_up = resting.back_up(out, &progress::show(&bar));
    bar.finish_and_clear();
    let mut randomness: crate::journal::Randomness = Box::new(fill);
    let sealed = passphrase.map(|it| resting.back_up_keys(it, &mut randomness)).transpose();
    Ok((backed_up?, sealed?))
}

fn from_service(remote: &Remote, out: &mut WholeFile, passphrase: Option<&Passphrase>) -> Result<Taken, CliError> {
    let bar = progress::bytes_so_far();
    let backed_up = remote.back_up(out, &|done| bar.set_position(done));
    bar.finish_and_clear();
    let backed_up = backed_up?;
    Ok((backed_up, passphrase.map(|it| remote.back_up_keys(it)).transpose()?))
}

/// The error with the file that could not be written.
fn named(error: CliError, path: &Path) -> CliError {
    match error {
        CliError::Journal(JournalError::Output(source)) => CliError::file("write", path)(source),
        other => other,
    }
}
