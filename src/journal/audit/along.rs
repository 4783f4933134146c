//! The log on its way into a backup, as one stream of frames, and out of one again. How a backup holds it is not known
//! here.

use std::collections::VecDeque;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Take, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::files::{self, ADVICE, AuditChecked, DIR, HEAD, LIMIT};
use super::read::AuditReading;
use crate::journal::backup::Side;
use crate::journal::chain::Chain;
use crate::journal::error::{Fault, JournalError, OTHER};
use crate::journal::head::Head;
use crate::journal::{Tail, frame, guard};

/// What it is called in a backup.
pub(in crate::journal) const SIDE: &str = "audit.log";

/// How much is checked at a time, in bytes.
const PIECE: usize = 1 << 16;

/// A log as far as it is durable, to go along with a backup; nothing where it is empty. One that does not hold stays
/// behind, with a warning: what else there is must be saved all the same.
pub(in crate::journal) fn side(reading: &AuditReading) -> Option<Side> {
    let open = || -> Result<Option<(u64, Content)>, JournalError> {
        let files = reading.files()?;
        if files.is_empty() && !files::list(reading.dir())?.is_empty() {
            return Err(JournalError::damaged(&reading.dir().join(DIR), "it could not be opened", ADVICE));
        }
        let length = files.iter().map(|it| it.1).sum();
        let mut checking = Receiving::checking();
        let mut content = Content { files: files.clone(), open: None };
        let mut piece = vec![0; PIECE];
        loop {
            let read = content.read(&mut piece).map_err(JournalError::io("read", reading.dir()))?;
            if read == 0 {
                break;
            }
            checking.take(piece.get(..read).unwrap_or_default(), &reading.dir().join(DIR))?;
        }
        let holds = checking.finish(&reading.dir().join(DIR))?;
        Ok(holds.map(|_| (length, Content { files, open: None })))
    };
    match open() {
        Ok(side) => side.map(|(length, content)| Side::new(SIDE, length, content)),
        Err(error) => {
            tracing::warn!("the audit log is damaged, and does not go along with the backup: {error}");
            None
        }
    }
}

/// The frames of some files, one file after the other, each as far as it is durable.
struct Content {
    files: VecDeque<(PathBuf, u64)>,
    open: Option<Take<File>>,
}

impl Read for Content {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(open) = &mut self.open {
                let read = open.read(bytes)?;
                if read > 0 || bytes.is_empty() {
                    return Ok(read);
                }
            }
            match self.files.pop_front() {
                Some((path, length)) => self.open = Some(File::open(path)?.take(length)),
                None => return Ok(0),
            }
        }
    }
}

/// A log that comes out of a backup piece by piece, checked on the way.
pub(in crate::journal) struct Receiving {
    chain: Chain,
    /// What has come of the next frame.
    rest: Vec<u8>,
    /// Where it goes, if anywhere: a data directory, and the file that is being written, with its length.
    to: Option<(PathBuf, Option<(File, u64)>)>,
}

impl Receiving {
    /// Only to be checked.
    pub(in crate::journal) fn checking() -> Self {
        Self { chain: Chain::after(Tail::BEGINNING, None), rest: Vec::new(), to: None }
    }

    /// To be put into a data directory that has none.
    pub(in crate::journal) fn into(dir: &Path) -> Self {
        Self { to: Some((dir.to_owned(), None)), ..Self::checking() }
    }

    /// Takes the next piece. `from` is where it comes from.
    pub(in crate::journal) fn take(&mut self, piece: &[u8], from: &Path) -> Result<(), JournalError> {
        self.rest.extend_from_slice(piece);
        let mut taken = 0;
        while let Ok((bytes, _)) = frame::split(self.rest.get(taken..).unwrap_or_default()) {
            let place = self.chain.next();
            self.chain
                .push(&place.get().to_be_bytes(), bytes)
                .map_err(|it| in_log(it).located(from, Some(place), OTHER))?;
            if let Some((dir, file)) = &mut self.to {
                if file.as_ref().is_none_or(|it| it.1 >= LIMIT) {
                    close(file.take())?;
                    *file = Some((create(dir, &files::path(dir, place))?, 0));
                }
                if let Some((file, length)) = file {
                    file.write_all(bytes).map_err(JournalError::io("write", &dir.join(DIR)))?;
                    *length += bytes.len() as u64;
                }
            }
            taken += bytes.len();
        }
        self.rest.drain(..taken);
        if self.rest.len() > frame::LONGEST + PIECE {
            let fault = Fault::Damaged("the frame is too long".to_owned());
            return Err(in_log(fault).located(from, Some(self.chain.next()), OTHER));
        }
        Ok(())
    }

    /// That it was all: what has come, unless nothing has.
    pub(in crate::journal) fn finish(self, from: &Path) -> Result<Option<AuditChecked>, JournalError> {
        let tail = self.chain.tail();
        if !self.rest.is_empty() {
            let fault = Fault::Damaged("it ends within an entry".to_owned());
            return Err(in_log(fault).located(from, Some(self.chain.next()), OTHER));
        }
        if tail == Tail::BEGINNING {
            return Ok(None);
        }
        if let Some((dir, file)) = self.to {
            close(file)?;
            guard::sync(&dir.join(DIR))?;
            let mut head = Head::at(&dir.join(HEAD))?;
            head.write(tail)?;
            head.sync()?;
        }
        Ok(Some(AuditChecked { tail }))
    }
}

fn in_log(fault: Fault) -> Fault {
    match fault {
        Fault::Damaged(reason) => Fault::Damaged(format!("in the audit log, {reason}")),
        newer => newer,
    }
}

fn create(dir: &Path, path: &Path) -> Result<File, JournalError> {
    let within = dir.join(DIR);
    DirBuilder::new().recursive(true).mode(0o700).create(&within).map_err(JournalError::io("create", &within))?;
    let options = OpenOptions::new().write(true).create_new(true).mode(0o600).clone();
    options.open(path).map_err(JournalError::io("create", path))
}

fn close(file: Option<(File, u64)>) -> Result<(), JournalError> {
    file.map_or(Ok(()), |it| it.0.sync_all()).map_err(JournalError::io("sync", Path::new(DIR)))
}

/// Removes the log of a data directory that a restore has not finished.
pub(in crate::journal) fn remove(dir: &Path) -> Result<(), JournalError> {
    let (within, head) = (dir.join(DIR), dir.join(HEAD));
    for (path, removed) in [(&within, fs::remove_dir_all(&within)), (&head, fs::remove_file(&head))] {
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(JournalError::io("remove", path)(error)),
            _ => {}
        }
    }
    Ok(())
}
