//! From backups back to a data directory. Until it is whole, the directory says that it is not.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File};
use std::io::{BufReader, ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::keys::KeysBackup;
use super::read::{self, Reader};
use super::{BackedUp, Progress, sides};
use crate::journal::engine::Engine;
use crate::journal::erased::{self, Erased};
use crate::journal::error::{JournalError, OTHER};
use crate::journal::guard;
use crate::journal::head::{self, Head};
use crate::journal::persons::{self, Keyring, Record};
use crate::journal::recover::{self, Verified};
use crate::journal::seal::KeyId;
use crate::journal::texts::{self, TextKeys};
use crate::journal::whole::WholeFile;
use crate::journal::{AuditChecked, Place, Tail, audit, premises, takeaways};

/// The file that says that a directory is not whole: there from before anything else until all else is durable.
const MARKER: &str = "restoring";

/// How many bytes of frames are made durable at a time.
const BATCH: usize = 8 << 20;

/// What a directory is restored from.
#[derive(Default)]
pub struct Sources {
    /// The backup of the journal.
    pub journal: PathBuf,
    /// Backups of persons' keys. Without any, personal details stay unreadable.
    pub keys: Vec<KeysBackup>,
    /// Erasure lists. Those within the backups count anyway.
    pub erasures: Vec<PathBuf>,
}

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The journal.
    pub journal: Verified,
    /// How many persons' keys there are.
    pub keys: u64,
    /// How many are destroyed for good.
    pub erased: u64,
}

/// Whether a restore into the directory was cut short, or is under way.
pub(in crate::journal) fn is_unfinished(dir: &Path) -> bool {
    dir.join(MARKER).exists()
}

/// Refuses a directory that a restore has not finished.
pub(in crate::journal) fn refuse_unfinished(dir: &Path) -> Result<(), JournalError> {
    if !is_unfinished(dir) {
        return Ok(());
    }
    let advice = "empty the directory and restore again";
    Err(JournalError::damaged(&dir.join(MARKER), "a restore into this directory was cut short", advice))
}

/// Makes a data directory of backups, in `dir`, which must be empty or not be there. All is checked on the way: the
/// frames and the chain, that this version can read every commit, and that details open under the keys there are. On an
/// error nothing remains of it; a crash leaves a directory that is refused.
///
/// Progress is in bytes of the backup.
pub fn restore(dir: &Path, sources: Sources, progress: Progress<'_>) -> Result<Restored, JournalError> {
    // What can be known to be wrong is known before anything is made.
    premises::demand_own(dir)?;
    let mut erased = Erased::default();
    for path in &sources.erasures {
        erased.extend(read::list(path)?);
    }
    let mut records: Vec<Record> = Vec::new();
    let mut texts = TextKeys::default();
    for backup in sources.keys {
        erased.extend(backup.erased);
        records.extend(backup.records);
        texts.adopt(backup.texts);
    }
    let mut known = BTreeSet::<KeyId>::new();
    records.retain(|it| known.insert(it.id));
    let backup = Reader::open(&sources.journal)?;
    let made = make(dir)?;
    let claim = guard::claim(dir)?;
    // Another restore may have come first, and be done by now.
    demand_empty(dir)?;
    let result = mark(dir).and_then(|()| {
        let restored = fill(dir, (&sources.journal, backup), (records, texts), erased, progress)?;
        let marker = dir.join(MARKER);
        fs::remove_file(&marker).map_err(JournalError::io("remove", &marker))?;
        guard::sync(dir)?;
        Ok(restored)
    });
    if result.is_err() {
        // The reason is what is wrong with the backup. What cannot be removed keeps its marker.
        let _ = clear(dir, made);
    }
    drop(claim);
    result
}

/// Has the directory there, and empty. Whether it was made.
fn make(dir: &Path) -> Result<bool, JournalError> {
    match fs::read_dir(dir) {
        Ok(_) => {
            refuse_unfinished(dir)?;
            demand_empty(dir).map(|()| false)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
            made.map(|()| true).map_err(JournalError::io("create", dir))
        }
        Err(error) => Err(JournalError::io("read", dir)(error)),
    }
}

/// Refuses where there is anything but the lock, and what file systems make.
fn demand_empty(dir: &Path) -> Result<(), JournalError> {
    for entry in fs::read_dir(dir).map_err(JournalError::io("read", dir))? {
        let name = entry.map_err(JournalError::io("read", dir))?.file_name();
        if name != guard::LOCK && name != premises::LOST_AND_FOUND {
            let found = name.to_string_lossy().into_owned();
            return Err(JournalError::NotEmpty { dir: dir.to_owned(), found });
        }
    }
    Ok(())
}

fn mark(dir: &Path) -> Result<(), JournalError> {
    let path = dir.join(MARKER);
    let file = File::create_new(&path).map_err(JournalError::io("create", &path))?;
    file.sync_all().map_err(JournalError::io("sync", &path))?;
    guard::sync(dir)?;
    dir.canonicalize().ok().as_deref().and_then(Path::parent).map_or(Ok(()), guard::sync)
}

fn fill(
    dir: &Path,
    (path, (reader, length)): (&Path, (Reader<BufReader<File>>, u64)),
    (records, texts): (Vec<Record>, TextKeys),
    mut erased: Erased,
    progress: Progress<'_>,
) -> Result<Restored, JournalError> {
    let mut ring = Keyring::default();
    ring.texts = texts;
    ring.extend(records.iter().cloned());
    ring.forget(&erased);
    let engine = Engine::open(dir, None)?;
    let (store, replay) = (&engine, &mut |_, _| ());
    let ((footer, audit), decoded) = recover::decode_all(path, OTHER, &ring, replay, move |sink| {
        copy(reader, store, dir, sink, &|done| progress(done, length))
    })?;
    // Backups of the first version have no such file, and a directory has one.
    takeaways::save(dir, &takeaways::encode(&footer.takeaways)?)?;
    erased.extend(footer.erased);
    let kept: Vec<_> = records.into_iter().filter(|it| !erased.holds(it.id)).collect();
    erased.save(dir)?;
    persons::replace(&dir.join(persons::FILE), &kept)?;
    ring.texts.forget(&erased);
    ring.texts.save(dir)?;
    let (BackedUp { tail, .. }, takeaways) = (footer.backed_up, footer.takeaways);
    if tail != Tail::BEGINNING {
        let mut head = Head::open(dir)?;
        head.write(tail)?;
        head.sync()?;
    }
    guard::sync(dir)?;
    let journal = Verified { tail, commits: decoded.commits, events: decoded.events, takeaways, audit };
    Ok(Restored { journal, keys: kept.len() as u64, erased: erased.len() })
}

/// Stores the frames as they are, and the files that went along in `dir`, and hands on the commits.
fn copy(
    mut reader: Reader<BufReader<File>>,
    engine: &Engine,
    dir: &Path,
    sink: recover::Sink<'_>,
    progress: &dyn Fn(u64),
) -> Result<(read::Footer, Option<AuditChecked>), JournalError> {
    let (mut first, mut batch, mut size) = (Place::BEGINNING.next(), Vec::new(), 0);
    while let Some(held) = reader.next()? {
        size += held.bytes.len();
        batch.push(held.bytes.to_vec());
        let next = held.place.next();
        if held.whole.is_some_and(|(place, payload)| !sink(place, &payload)) {
            break;
        }
        if size >= BATCH {
            engine.store(first, &batch)?;
            batch.clear();
            (first, size) = (next, 0);
            progress(reader.done);
        }
    }
    let (from, log) = (reader.path().to_owned(), audit::Receiving::into(dir));
    let mut sides = Sides { dir, from: &from, log, open: None };
    let footer = reader.finish(&mut |name, piece| sides.take(name, piece))?;
    sides.close()?;
    let audit = sides.log.finish(&from)?;
    engine.store(first, &batch)?;
    Ok((footer, audit))
}

/// The files that went along, one after the other, on their way into a directory. Takeaways and the audit log have ways of
/// their own.
struct Sides<'a> {
    dir: &'a Path,
    from: &'a Path,
    log: audit::Receiving,
    open: Option<(&'static str, WholeFile)>,
}

impl Sides<'_> {
    fn take(&mut self, name: &'static str, piece: &[u8]) -> Result<(), JournalError> {
        match name {
            takeaways::FILE => return Ok(()),
            audit::SIDE => return self.log.take(piece, self.from),
            _ => {}
        }
        let path = self.dir.join(name);
        if self.open.as_ref().is_none_or(|it| it.0 != name) {
            self.close()?;
            self.open = Some((name, WholeFile::new(&path)?));
        }
        match &mut self.open {
            Some((_, file)) => file.write_all(piece).map_err(JournalError::io("write", &path)),
            None => Ok(()),
        }
    }

    fn close(&mut self) -> Result<(), JournalError> {
        self.open.take().map_or(Ok(()), |it| it.1.finish())
    }
}

/// Removes what a restore has written, the marker after all that it stands for.
fn clear(dir: &Path, made: bool) -> Result<(), JournalError> {
    Engine::remove(dir)?;
    audit::remove(dir)?;
    let files = [head::FILE, persons::FILE, texts::FILE, erased::FILE].into_iter().chain(sides::NAMES.iter().copied());
    for name in files.chain([MARKER, guard::LOCK]) {
        let path = dir.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(JournalError::io("remove", &path)(error)),
            _ => {}
        }
    }
    if made {
        fs::remove_dir(dir).map_err(JournalError::io("remove", dir))?;
    }
    Ok(())
}
