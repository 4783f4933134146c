//! What can go wrong with a journal. Errors of the engine and of files are carried along, never spelled in a type.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use super::Place;

/// What helps where data is damaged.
pub(super) const RESTORE: &str =
    "keep the directory as it is, and restore a backup into an empty one with `demarche restore`";
/// What helps where a newer version has been at work.
pub(super) const UPGRADE: &str = "use the version of demarche that wrote it, or a later one";
/// What helps where a backup is damaged.
pub(super) const OTHER: &str = "use another backup";

/// Why a journal could not do what was asked. Every message is one line that names what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another process has the directory open.
    #[error("{} is in use by another process: stop that one first", .dir.display())]
    InUse {
        /// The directory.
        dir: PathBuf,
    },
    /// What should be a directory is something else.
    #[error("{} is a file and not a directory: name a directory, or what is to become one", .path.display())]
    NoDirectory {
        /// What is there.
        path: PathBuf,
    },
    /// The directory is somebody else's. Nothing was touched.
    #[error("{} belongs to the user with number {owner}, and you are {me}: {}", .dir.display(), whose(dir, *owner, *me))]
    Elses {
        /// The directory.
        dir: PathBuf,
        /// The number of the user whom it belongs to.
        owner: u32,
        /// The number of the user who runs this.
        me: u32,
    },
    /// The directory holds something, and no journal: it is none to begin one in. Nothing was touched.
    #[error("{} holds {found} and no journal: name another directory, an empty or a new one", .dir.display())]
    Stranger {
        /// The directory.
        dir: PathBuf,
        /// The first name in it.
        found: String,
    },
    /// There is no journal there.
    #[error("{} holds no journal", .dir.display())]
    Absent {
        /// The directory.
        dir: PathBuf,
    },
    /// A file could not be read or written.
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// What was being done, as an infinitive.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The storage engine refused or gave up.
    #[error("{}{}: the storage engine failed to {doing}: {source}; {advice}", .path.display(), at(.place))]
    Engine {
        /// What was being done, as an infinitive.
        doing: &'static str,
        /// The engine's directory, or the file.
        path: PathBuf,
        /// The place that was looked for, where one was.
        place: Option<Place>,
        /// Why not, as the engine says it.
        source: Box<dyn Error + Send + Sync>,
        /// What to do.
        advice: &'static str,
    },
    /// What is on disk is not what was written.
    #[error("{}{}: {reason}; {advice}", .file.display(), at(.place))]
    Damaged {
        /// The file.
        file: PathBuf,
        /// The place of the first frame that is wrong, where one can be named.
        place: Option<Place>,
        /// What is wrong.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// A later version wrote something that this one cannot read. Nothing is skipped.
    #[error("{}{}: {what} is not known to this version; {UPGRADE}", .file.display(), at(.place))]
    Newer {
        /// The file.
        file: PathBuf,
        /// The place of the frame.
        place: Option<Place>,
        /// What is not known.
        what: String,
    },
    /// The journal has moved on, or is another, than the caller thinks. Nothing was written.
    #[error("the journal ends at place {found}, not at {expected}")]
    Conflict {
        /// The last place the caller expected.
        expected: Place,
        /// The last place there is.
        found: Place,
    },
    /// An earlier append failed, or the journal is closed. Nothing was written.
    #[error("the journal takes no more changes: {reason}")]
    Poisoned {
        /// Why.
        reason: String,
    },
    /// There is too little room on the device to write safely. Nothing was written, and nothing is poisoned: once there
    /// is room again, appends are taken again.
    #[error(
        "{}: {free} MiB are free on its device, and {reserve} MiB must stay free after a write, so that the journal \
         can be opened again; make room: nothing is lost, and writes go on once there is",
        .dir.display()
    )]
    NoRoom {
        /// The directory.
        dir: PathBuf,
        /// What is free, in MiB.
        free: u64,
        /// What must stay free, in MiB.
        reserve: u64,
    },
    /// A commit is larger than a journal can hold. Nothing was written.
    #[error("a commit of {bytes} bytes is too large for the journal")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A commit has no JSON form. Nothing was written.
    #[error("a commit cannot be written as JSON: {0}")]
    Unwritable(#[source] serde_json::Error),
    /// What is to be written is there already. Nothing was touched.
    #[error("{} exists already: move it away first, or name another file", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// What a backup is to be restored into holds something. Nothing was touched.
    #[error("{} is not empty, it holds {found}: a backup is restored into an empty or a new directory", .dir.display())]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
        /// The first name in it.
        found: String,
    },
    /// A file is nothing that a restore reads.
    #[error("{}: it is neither a backup nor an erasure list: its header is none of theirs", .file.display())]
    Foreign {
        /// The file.
        file: PathBuf,
    },
    /// A backup of keys does not open.
    #[error("{}: the passphrase is another than it was encrypted under, or the file was altered", .file.display())]
    Sealed {
        /// The file.
        file: PathBuf,
    },
    /// A passphrase that protects nothing.
    #[error("the passphrase is too short: it has at least {least} characters")]
    ShortPassphrase {
        /// How many it has at least.
        least: usize,
    },
    /// What a backup is written to takes no more of it.
    #[error("the backup cannot be written: {0}")]
    Output(#[source] io::Error),
    /// No random bytes could be had for a person's key or a nonce. Nothing was written.
    #[error("no random bytes to be had: {0}")]
    Randomness(#[source] io::Error),
}

fn at(place: &Option<Place>) -> String {
    place.map(|it| format!(", place {it}")).unwrap_or_default()
}

/// What to do about a directory of somebody else. Nobody is told to become root: what it makes there is root's.
fn whose(dir: &Path, owner: u32, me: u32) -> String {
    match owner {
        0 => format!("have it and all that is in it be yours, such as by sudo chown -R {me} {}", dir.display()),
        _ => format!("run this as that user, such as by sudo -u '#{owner}'"),
    }
}

impl JournalError {
    /// For `map_err` where a file cannot be read or written.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }

    /// Whether the commits could not be taken as they are or as things stand, and the journal is as good as before.
    pub fn is_harmless(&self) -> bool {
        matches!(self, Self::NoRoom { .. } | Self::TooLarge { .. } | Self::Unwritable(_) | Self::Randomness(_))
    }

    /// Damage to a file that has no places.
    pub(super) fn damaged(file: &Path, reason: impl Into<String>, advice: &'static str) -> Self {
        Self::Damaged { file: file.to_owned(), place: None, reason: reason.into(), advice }
    }
}

/// What is wrong with some bytes, before it is known where they lie.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// They are not what was written.
    Damaged(String),
    /// They are of a later version: this is not known here.
    Newer(String),
}

impl Fault {
    /// The error that says where in a journal.
    pub(super) fn at(self, file: &Path, place: Place) -> JournalError {
        self.located(file, Some(place), RESTORE)
    }

    /// The error that says in which file of a data directory.
    pub(super) fn of(self, file: &Path) -> JournalError {
        self.located(file, None, RESTORE)
    }

    /// The error that says where, and what helps against damage there.
    pub(super) fn located(self, file: &Path, place: Option<Place>, advice: &'static str) -> JournalError {
        let file = file.to_owned();
        match self {
            Self::Damaged(reason) => JournalError::Damaged { file, place, reason, advice },
            Self::Newer(what) => JournalError::Newer { file, place, what },
        }
    }
}
