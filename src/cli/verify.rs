//! `demarche verify`: whether what is on disk is what was written, in a data directory or in a backup.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::data::Data;
use super::{CliError, passphrase, progress};
use crate::journal::{self, Kept, Place, Verified};
use crate::store::{Replay, StoreError};

/// Check the journal, its chain, and every reference in it; or a backup.
///
/// Prints the last place, its hash, and how many commits, events, entities, references and takeaways there are: the same
/// of a data directory and of its backup. The first thing that is wrong is the error. Of a backup of keys it prints how many keys
/// there are and how many are destroyed, of an erasure list the latter.
#[derive(Args)]
pub(super) struct Verify {
    /// A backup of a journal, a backup of keys, or an erasure list; in place of the data directory.
    #[arg(value_name = "FILE", conflicts_with = "dir")]
    file: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
    /// The file that holds the passphrase of a backup of keys; - is standard input.
    #[arg(long, value_name = "FILE", requires = "file")]
    passphrase: Option<PathBuf>,
}

impl Verify {
    pub(super) fn run(self) -> Result<(), CliError> {
        let lines = match &self.file {
            None => directory(&self.data.dir)?,
            Some(path) if path.is_dir() => {
                let reason = format!("{} is a directory: to check the data in it, name it with --data", path.display());
                return Err(CliError::Refused(reason));
            }
            Some(path) => match journal::recognise(path)? {
                Kept::Journal => backup(path)?,
                Kept::Keys => keys(path, self.passphrase.as_deref())?,
                Kept::Erasures => format!("erased {}\n", journal::check_list(path)?),
            },
        };
        std::io::stdout().write_all(lines.as_bytes()).map_err(CliError::Output)
    }
}

fn directory(dir: &Path) -> Result<String, CliError> {
    let mut replay = Replay::default();
    let bar = progress::places();
    bar.set_length(journal::extent(dir).map_or(0, Place::get));
    let verified = journal::verify(dir, &mut |place, commit| {
        bar.set_position(place.get());
        replay.take(place, commit);
    });
    bar.finish_and_clear();
    counts(verified?, replay)
}

fn backup(path: &Path) -> Result<String, CliError> {
    let mut replay = Replay::default();
    let bar = progress::bytes();
    let verified = journal::verify_backup(path, &mut |place, commit| replay.take(place, commit), &progress::show(&bar));
    bar.finish_and_clear();
    counts(verified?, replay)
}

fn counts(verified: Verified, replay: Replay) -> Result<String, CliError> {
    let mut graph = replay.finish()?.graph;
    // It holds them only if what they refer to is there.
    graph.hold(&verified.takeaways).map_err(StoreError::from)?;
    Ok(format!(
        "place {}\nhash {}\ncommits {}\nevents {}\nentities {}\nreferences {}\ntakeaways {}\n",
        verified.tail.place,
        verified.tail.hash,
        verified.commits,
        verified.events,
        graph.len(),
        graph.references(),
        verified.takeaways.len(),
    ))
}

fn keys(path: &Path, passphrase: Option<&Path>) -> Result<String, CliError> {
    let Some(passphrase) = passphrase else {
        let reason = format!(
            "{} is a backup of keys: to check it, name its passphrase's file with --passphrase",
            path.display()
        );
        return Err(CliError::Refused(reason));
    };
    let (keys, erased) = journal::open_keys(path, &passphrase::read(passphrase)?)?.counts();
    Ok(format!("keys {keys}\nerased {erased}\n"))
}
