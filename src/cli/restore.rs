//! `demarche restore`: a data directory made of backups.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::data::Data;
use super::{CliError, passphrase, progress};
use crate::journal::{self, Kept, Restored, Sources};

/// Make a data directory of backups.
///
/// The directory must be empty, or not be there. Everything is checked on the way; where something is wrong, the first
/// bad place is named and nothing remains. Prints the last place, its hash, and how many commits, events, keys of persons
/// and destroyed keys there are: the first four as verify prints them of what was backed up.
#[derive(Args)]
pub(super) struct Restore {
    /// One backup of a journal, and any number of backups of keys and of erasure lists (copies of persons.erased), in any
    /// order. Keys that any of the lists names, or that the backups know to be destroyed, do not come back.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    data: Data,
    /// The file that holds the passphrase of the backups of keys; - is standard input.
    #[arg(long, value_name = "FILE")]
    passphrase: Option<PathBuf>,
}

impl Restore {
    pub(super) fn run(self) -> Result<(), CliError> {
        journal::demand_own(&self.data.dir)?;
        let mut journals = Vec::new();
        let mut keys = Vec::new();
        let mut erasures = Vec::new();
        for path in &self.files {
            match journal::recognise(path)? {
                Kept::Journal => journals.push(path),
                Kept::Keys => keys.push(path),
                Kept::Erasures => erasures.push(path.clone()),
            }
        }
        let refused = |reason: String| Err(CliError::Refused(reason));
        let backup = match journals.as_slice() {
            [one] => (*one).clone(),
            [] => return refused("none of the files is a backup of a journal: name one".to_owned()),
            [first, second, ..] => {
                let (first, second) = (first.display(), second.display());
                return refused(format!("{first} and {second} are both backups of a journal: name one of them"));
            }
        };
        let passphrase = match (keys.first(), &self.passphrase) {
            (Some(_), Some(path)) => Some(passphrase::read(path)?),
            (None, None) => None,
            (Some(path), None) => {
                let path = path.display();
                return refused(format!("{path} is a backup of keys: name its passphrase's file with --passphrase"));
            }
            (None, Some(_)) => {
                return refused("there is a passphrase, but none of the files is a backup of keys".to_owned());
            }
        };
        let opened = passphrase.iter().flat_map(|it| keys.iter().map(move |path| journal::open_keys(path, it)));
        let sources = Sources { journal: backup, keys: opened.collect::<Result<_, _>>()?, erasures };
        if sources.keys.is_empty() {
            eprintln!("no backup of keys was given: personal details and free texts recorded so far stay unreadable");
        }
        let bar = progress::bytes();
        let restored = journal::restore(&self.data.dir, sources, &progress::show(&bar));
        bar.finish_and_clear();
        let Restored { journal, keys, erased } = restored?;
        let lines = format!(
            "place {}\nhash {}\ncommits {}\nevents {}\nkeys {keys}\nerased {erased}\n",
            journal.tail.place, journal.tail.hash, journal.commits, journal.events,
        );
        std::io::stdout().write_all(lines.as_bytes()).map_err(CliError::Output)
    }
}
