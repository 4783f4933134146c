//! The files of an audit log, written: a batch of entries at a time, with one sync. Who waits for that, and what becomes
//! of entries that cannot be written, is decided in `log`.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::entry::AuditEntry;
use super::files::{self, DIR, Found, HEAD, LIMIT};
use crate::journal::frame::{self, Frame};
use crate::journal::head::Head;
use crate::journal::room::Room;
use crate::journal::{JournalError, Tail, guard};

/// The end of a log, to be gone on from.
pub(super) struct Writing {
    dir: PathBuf,
    /// The last file, where there is one.
    file: Option<File>,
    path: PathBuf,
    length: u64,
    tail: Tail,
    /// Opened with the first file, so that a log that was never written leaves nothing behind.
    head: Option<Head>,
    latest: Timestamp,
    pub(super) room: Room,
    /// After how many bytes the next file is begun.
    pub(super) limit: u64,
}

impl Writing {
    /// Opens the log in a data directory, which is claimed. What a crash has left half written is cut off.
    pub(super) fn open(dir: &Path) -> Result<Self, JournalError> {
        let files = files::list(dir)?;
        let note = dir.join(HEAD);
        let mut head = if note.exists() || !files.is_empty() { Some(Head::at(&note)?) } else { None };
        let Found { tail, last, length, torn } = files::check_end(dir, head.as_ref().and_then(Head::last))?;
        let mut file = None;
        let path = files.last().map(|it| it.path.clone()).unwrap_or_default();
        if !files.is_empty() {
            let open = OpenOptions::new().append(true).open(&path).map_err(JournalError::io("open", &path))?;
            if torn > 0 {
                tracing::warn!(
                    "{}: its last {torn} bytes are half an entry, as after a crash; they are cut off",
                    path.display()
                );
                let cut = open.set_len(length).and_then(|()| open.sync_all());
                cut.map_err(JournalError::io("cut", &path))?;
            }
            file = Some(open);
        }
        if let Some(head) = head.as_mut().filter(|_| tail != Tail::BEGINNING) {
            if head.last().is_none() {
                tracing::warn!(
                    "{}: it does not say how far the audit log goes, so that a lost end would not have been noticed; \
                     it is written anew, for place {}",
                    note.display(),
                    tail.place
                );
            }
            head.write(tail)?;
            head.sync()?;
        }
        let latest = last.map_or(Timestamp::MIN, |it| it.at);
        let room = Room::new(dir);
        Ok(Self { dir: dir.to_owned(), file, path, length, tail, head, latest, room, limit: LIMIT })
    }

    /// The last entry.
    pub(super) fn tail(&self) -> Tail {
        self.tail
    }

    /// Puts entries to disk, in this order. Where it is no more than that there is too little room, nothing has changed.
    pub(super) fn append(&mut self, entries: Vec<AuditEntry>) -> Result<(), JournalError> {
        let (mut bytes, mut tail, mut latest) = (Vec::new(), self.tail, self.latest);
        for mut entry in entries {
            // A clock set back does not take the log back: it is searched by time.
            latest = latest.max(entry.at);
            entry.at = latest;
            let payload = entry.payload().map_err(JournalError::Unwritable)?;
            let frame = Frame { place: tail.place.next(), part: 1, parts: 1, previous: tail.hash, payload: &payload };
            let written = frame.write();
            tail = Tail { place: frame.place, hash: frame::hash(&written) };
            bytes.extend_from_slice(&written);
        }
        self.room.demand(bytes.len() as u64)?;
        if self.file.is_none() || self.length >= self.limit {
            self.begin_file()?;
        }
        if let Some(file) = &mut self.file {
            file.write_all(&bytes).map_err(JournalError::io("write", &self.path))?;
            file.sync_data().map_err(JournalError::io("sync", &self.path))?;
        }
        self.length += bytes.len() as u64;
        (self.tail, self.latest) = (tail, latest);
        self.head.as_mut().map_or(Ok(()), |head| head.write(tail))
    }

    /// Begins the next file. All before it is on disk, and so is what says so: only the last file can be torn.
    fn begin_file(&mut self) -> Result<(), JournalError> {
        let within = self.dir.join(DIR);
        DirBuilder::new().recursive(true).mode(0o700).create(&within).map_err(JournalError::io("create", &within))?;
        if self.head.is_none() {
            self.head = Some(Head::at(&self.dir.join(HEAD))?);
        }
        self.sync_head()?;
        let path = files::path(&self.dir, self.tail.place.next());
        let options = OpenOptions::new().append(true).create(true).mode(0o600).clone();
        self.file = Some(options.open(&path).map_err(JournalError::io("create", &path))?);
        self.path = path;
        self.length = 0;
        guard::sync(&within)?;
        guard::sync(&self.dir)
    }

    fn sync_head(&mut self) -> Result<(), JournalError> {
        self.head.as_mut().map_or(Ok(()), Head::sync)
    }

    /// Puts to disk how far the log has come.
    pub(super) fn close(&mut self) -> Result<(), JournalError> {
        self.sync_head()
    }

    /// Has every later write fail.
    #[cfg(test)]
    pub(super) fn break_writes(&mut self) {
        self.file = Some(OpenOptions::new().write(true).open("/dev/full").unwrap());
        self.length = 0;
    }
}
