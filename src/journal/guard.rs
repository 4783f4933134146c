//! What sled and a file system do not promise by themselves: one owner, no panic that escapes, files and directories
//! that are really on disk, no empty database where there was one. What the frames say is the chain's business.

use std::cell::{Cell, RefCell};
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use super::error::RESTORE;
use super::{JournalError, Tail, premises};

/// The name of the file whose lock is the right to a directory.
pub(super) const LOCK: &str = "lock";

/// Where files that keep the engine from opening are put aside, within its directory.
const ASIDE: &str = "aside";

/// The right to a directory, for as long as it lives.
pub(super) struct Claim {
    _lock: File,
}

/// Claims the directory for this process. One of somebody else is left untouched.
pub(super) fn claim(dir: &Path) -> Result<Claim, JournalError> {
    premises::demand_own(dir)?;
    let path = dir.join(LOCK);
    let lock = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(JournalError::io("open", &path))?;
    match lock.try_lock() {
        Ok(()) => Ok(Claim { _lock: lock }),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(error)) => Err(JournalError::io("lock", &path)(error)),
    }
}

/// Waits until nobody has the engine's file locked. Threads of the engine hold it for moments after the journal was
/// dropped; whoever holds it for longer is another process that does not know of our lock.
pub(super) fn await_release(dir: &Path, file: &Path) -> Result<(), JournalError> {
    const STEP: Duration = Duration::from_millis(5);
    const STEPS: u32 = 1000;
    let file = match File::open(file) {
        Ok(file) => file,
        // What is not there is held by nobody.
        Err(_) => return Ok(()),
    };
    for _ in 0..STEPS {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
            // It is released with the handle.
            _ => return Ok(()),
        }
    }
    Err(JournalError::InUse { dir: dir.to_owned() })
}

/// Refuses where the engine's file is gone though there was a journal: the engine would begin an empty one.
pub(super) fn demand(file: &Path, head: Option<Tail>) -> Result<(), JournalError> {
    let there = fs::metadata(file).is_ok_and(|it| it.len() > 0);
    match head {
        Some(head) if !there => {
            let reason =
                format!("the file is missing or empty, though HEAD says that the journal goes to place {}", head.place);
            Err(JournalError::damaged(file, reason, RESTORE))
        }
        _ => Ok(()),
    }
}

/// Clears away what a crash during the very first open may have left: a configuration, torn perhaps, and no frames. The
/// engine would refuse it for ever, though nothing has been lost. Where there is anything else nothing is touched.
pub(super) fn clear_false_start(dir: &Path, file: &str, configuration: &str) -> Result<(), JournalError> {
    let failed = || JournalError::io("begin anew in", dir);
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed()(error)),
    };
    let mut begun = false;
    for entry in entries {
        let entry = entry.map_err(failed())?;
        let (name, metadata) = (entry.file_name(), entry.metadata().map_err(failed())?);
        if name == configuration {
            begun = true;
        } else if !metadata.is_dir() && (name != file || metadata.len() > 0) {
            return Ok(());
        }
    }
    if begun { fs::remove_file(dir.join(configuration)).map_err(failed()) } else { Ok(()) }
}

/// Puts the engine's snapshots aside; it does without, and one that was being written during a crash stops it.
/// Whether there were any.
pub(super) fn put_snapshots_aside(dir: &Path) -> Result<bool, JournalError> {
    let failed = || JournalError::io("put aside the snapshots in", dir);
    let aside = dir.join(ASIDE);
    let mut any = false;
    for entry in fs::read_dir(dir).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        if entry.file_name().as_encoded_bytes().starts_with(b"snap.") {
            fs::create_dir_all(&aside).map_err(failed())?;
            fs::rename(entry.path(), aside.join(entry.file_name())).map_err(failed())?;
            any = true;
        }
    }
    Ok(any)
}

/// Syncs every file and directory in `dir`, itself included: a new file is there after a power cut only when the
/// directory that names it is on disk too.
pub(super) fn sync_all(dir: &Path) -> Result<(), JournalError> {
    for entry in fs::read_dir(dir).map_err(JournalError::io("sync", dir))? {
        let path = entry.map_err(JournalError::io("sync", dir))?.path();
        if path.is_dir() {
            sync_all(&path)?;
        } else {
            sync(&path)?;
        }
    }
    sync(dir)
}

/// Syncs one file or directory.
pub(super) fn sync(path: &Path) -> Result<(), JournalError> {
    File::open(path).and_then(|it| it.sync_all()).map_err(JournalError::io("sync", path))
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static LAST_WORDS: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does the work, and answers with the words of its panic where it panics. Nothing is printed for such a panic.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if QUIET.get() {
                let payload = info.payload();
                let fixed = payload.downcast_ref::<&str>().copied();
                let words = fixed.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
                let words = words.and_then(|it| it.lines().next()).map(str::to_owned);
                LAST_WORDS.set(words);
            } else {
                others(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    // What a panic left half done is not used again: the journal is given up or poisoned.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.map_err(|_| LAST_WORDS.take().unwrap_or_else(|| "no words".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_has_one_owner() {
        let dir = tempfile::tempdir().unwrap();
        let first = claim(dir.path()).unwrap();
        let refused = claim(dir.path()).err().unwrap().to_string();
        assert_eq!(refused, format!("{} is in use by another process: stop that one first", dir.path().display()));
        drop(first);
        claim(dir.path()).unwrap();
    }

    #[test]
    fn panics_become_words() {
        assert_eq!(quietly(|| 1), Ok(1));
        let number = 5;
        assert_eq!(quietly(|| panic!("number {number}\nand more")), Err::<(), _>("number 5".to_owned()));
        assert_eq!(quietly(|| 2), Ok(2));
    }
}
