//! How a command can fail, and what the process says of it to the shell.

use std::io;
use std::path::{Path, PathBuf};

use super::tables::RowError;
use crate::journal::JournalError;
use crate::store::StoreError;
use crate::web::error::WebError;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A file could not be read or written.
    #[error("cannot {doing} {}: {source}", .path.display())]
    File {
        /// What was being done, as an infinitive.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Rows that cannot be imported. Nothing was.
    #[error("{}\nnothing was imported: {} {} to mend", lines(.0), .0.len(), if .0.len() == 1 { "row" } else { "rows" })]
    Rows(Vec<RowError>),
    /// What is to be backed up is open elsewhere.
    #[error(
        "{} is in use by another process: stop that one, or back it up while it runs, with --url http://127.0.0.1:8080 \
         or whatever its address is",
        .0.display()
    )]
    Running(PathBuf),
    /// The directory in which tokens are to be changed is open elsewhere.
    #[error(
        "{} is in use by another process: stop that one, or, while it runs, have an admin use createToken and revokeToken",
        .0.display()
    )]
    Serving(PathBuf),
    /// A service that is running did not do what it was asked.
    #[error("{url}: {reason}")]
    Remote {
        /// Its address.
        url: String,
        /// What it said, or why it could not be reached.
        reason: String,
    },
    /// What was asked for is refused.
    #[error("{0}")]
    Refused(String),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server.
    #[error(transparent)]
    Web(#[from] WebError),
    /// The process lacks what it needs to begin.
    #[error("cannot begin: {0}")]
    Start(#[source] io::Error),
    /// Standard output is gone.
    #[error("cannot write the result: {0}")]
    Output(#[source] io::Error),
}

fn lines(rows: &[RowError]) -> String {
    rows.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl CliError {
    /// For `map_err` where a file cannot be read or written.
    pub(super) fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { doing, path, source }
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Rows(_) | Self::Refused(_) => 3,
            Self::Web(WebError::Tls(_) | WebError::Explorer { .. }) => 3,
            Self::Journal(
                JournalError::NoDirectory { .. }
                | JournalError::Elses { .. }
                | JournalError::Stranger { .. }
                | JournalError::Exists { .. }
                | JournalError::NotEmpty { .. }
                | JournalError::Foreign { .. }
                | JournalError::Sealed { .. }
                | JournalError::ShortPassphrase { .. },
            ) => 3,
            _ => 1,
        }
    }
}
