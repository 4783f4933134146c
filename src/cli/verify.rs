//! `demarche verify`: whether what is on disk is what was written.

use std::io::Write;

use clap::Args;

use super::CliError;
use super::data::Data;
use crate::journal;
use crate::store::Replay;

/// Check the journal, its chain, and every reference in it.
///
/// Prints the last place, its hash, and how many commits, events and entities there are. The first thing that is wrong
/// is the error.
#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
}

impl Verify {
    pub(super) fn run(self) -> Result<(), CliError> {
        let mut replay = Replay::default();
        let verified = journal::verify(&self.data.dir, &mut |place, commit| replay.take(place, commit))?;
        let graph = replay.finish()?.graph;
        let lines = format!(
            "place {}\nhash {}\ncommits {}\nevents {}\nentities {}\nreferences {}\n",
            verified.tail.place,
            verified.tail.hash,
            verified.commits,
            verified.events,
            graph.len(),
            graph.references(),
        );
        std::io::stdout().write_all(lines.as_bytes()).map_err(CliError::Output)
    }
}
