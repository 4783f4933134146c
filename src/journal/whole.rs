//! Files that are there whole or not at all: written under another name beside their own, synced, renamed, and the
//! directory synced. What is in them is not known here.

use std::fs::{self, File, FileTimes, OpenOptions, Permissions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};

use super::{JournalError, guard};

/// How the name ends of a file on its way.
pub(super) const PARTIAL: &str = ".partial";

/// In bytes: few calls for much.
const BUFFER: usize = 1 << 20;

/// After how many bytes the device is set to work, so that not all of it waits for the end.
const STRIDE: usize = 32 << 20;

/// A file on its way. Where it is dropped before it is finished, nothing of it remains.
pub struct WholeFile {
    out: BufWriter<File>,
    path: PathBuf,
    partial: PathBuf,
    finished: bool,
    /// How many bytes were written since the device was last set to work.
    unsynced: usize,
    /// The device at work.
    syncing: Option<JoinHandle<io::Result<()>>>,
}

impl WholeFile {
    /// Begins a file where there is none yet. Only its owner may read it.
    pub fn new(path: &Path) -> Result<Self, JournalError> {
        refuse_existing(path)?;
        Self::replacing(path)
    }

    /// Begins what takes the place of the file, if there is one.
    pub(super) fn replacing(path: &Path) -> Result<Self, JournalError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(PARTIAL);
        let partial = path.with_file_name(name);
        let failed = || JournalError::io("create", path);
        // What a crash has left is taken over; what another process is writing is not.
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).clone();
        let file = options.open(&partial).map_err(failed())?;
        match file.try_lock() {
            // Whoever held the lock before may have finished meanwhile: then this is their file, under its own name.
            Ok(()) if is_named(&file, &partial) => {}
            Ok(()) | Err(TryLockError::WouldBlock) => return Err(JournalError::InUse { dir: partial }),
            Err(TryLockError::Error(error)) => return Err(failed()(error)),
        }
        file.set_len(0).map_err(failed())?;
        file.set_permissions(Permissions::from_mode(0o600)).map_err(failed())?;
        let out = BufWriter::with_capacity(BUFFER, file);
        Ok(Self { out, path: path.to_owned(), partial, finished: false, unsynced: 0, syncing: None })
    }

    /// The file, which must not have come to be meanwhile.
    pub fn finish(self) -> Result<(), JournalError> {
        refuse_existing(&self.path)?;
        self.replace().map(drop)
    }

    /// Sets what times the file tells, once all is written.
    pub(super) fn set_times(&mut self, times: FileTimes) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().set_times(times)
    }

    /// What came of the syncs there were. An error is told once, so none may be passed over.
    fn synced(&mut self) -> io::Result<()> {
        let broke_off = |_| Err(io::Error::other("syncing broke off"));
        self.syncing.take().map_or(Ok(()), |it| it.join().unwrap_or_else(broke_off))
    }

    /// The file in place of the one there was, and its handle, at the end.
    pub(super) fn replace(mut self) -> Result<File, JournalError> {
        self.out.flush().map_err(JournalError::io("write", &self.path))?;
        self.synced().and_then(|()| self.out.get_ref().sync_all()).map_err(JournalError::io("sync", &self.path))?;
        let file = self.out.get_ref().try_clone().map_err(JournalError::io("write", &self.path))?;
        fs::rename(&self.partial, &self.path).map_err(JournalError::io("create", &self.path))?;
        self.finished = true;
        match self.path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => guard::sync(dir)?,
            _ => guard::sync(Path::new("."))?,
        }
        Ok(file)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.unsynced += written;
        if self.unsynced >= STRIDE && self.syncing.as_ref().is_none_or(JoinHandle::is_finished) {
            self.synced()?;
            let file = self.out.get_ref().try_clone()?;
            self.syncing = Some(Builder::new().name("sync".to_owned()).spawn(move || file.sync_data())?);
            self.unsynced = 0;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be removed is at least not under the name of the whole.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

fn refuse_existing(path: &Path) -> Result<(), JournalError> {
    match path.symlink_metadata() {
        Ok(_) => Err(JournalError::Exists { path: path.to_owned() }),
        Err(_) => Ok(()),
    }
}

/// Whether this is the file of this name.
fn is_named(file: &File, path: &Path) -> bool {
    let id = |it: fs::Metadata| (it.dev(), it.ino());
    matches!((file.metadata(), fs::metadata(path)), (Ok(file), Ok(named)) if id(file.clone()) == id(named.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_when_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kept");
        let mut file = WholeFile::new(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!(names(dir.path()), ["kept.partial"]);
        drop(file);
        assert_eq!(names(dir.path()), [""; 0]);

        let mut file = WholeFile::new(&path).unwrap();
        file.write_all(b"whole").unwrap();
        file.finish().unwrap();
        assert_eq!((names(dir.path()), fs::read(&path).unwrap()), (vec!["kept".to_owned()], b"whole".to_vec()));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_exists_is_kept_unless_it_is_to_be_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kept");
        let late = WholeFile::new(&path).unwrap();
        fs::write(&path, "old").unwrap();
        for refused in [WholeFile::new(&path).err(), late.finish().err()] {
            let expected = format!("{} exists already: move it away first, or name another file", path.display());
            assert_eq!(refused.unwrap().to_string(), expected);
        }
        assert_eq!((names(dir.path()), fs::read(&path).unwrap()), (vec!["kept".to_owned()], b"old".to_vec()));
        let mut file = WholeFile::replacing(&path).unwrap();
        file.write_all(b"new").unwrap();
        let mut kept = file.replace().unwrap();
        kept.write_all(b"er").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"newer");
    }

    #[test]
    fn two_do_not_write_the_same_file_and_what_a_crash_left_is_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kept");
        fs::write(dir.path().join("kept.partial"), "what a crash has left, longer than what follows").unwrap();
        let mut first = WholeFile::new(&path).unwrap();
        let refused = WholeFile::new(&path).err().unwrap().to_string();
        assert!(refused.ends_with("kept.partial is in use by another process: stop that one first"), "{refused}");
        first.write_all(b"first").unwrap();
        first.finish().unwrap();
        assert_eq!((names(dir.path()), fs::read(&path).unwrap()), (vec!["kept".to_owned()], b"first".to_vec()));
    }
}
