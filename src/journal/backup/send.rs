//! Taking backups: of a journal that is being written, or of a directory that nobody serves. Frames are read and
//! checked on one thread while those before are written on another; appends go on meanwhile.

use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

use super::keys::{self, Lines, Passphrase, Salted};
use super::{BackedUp, Progress, Side, write};
use crate::journal::audit::{self, AuditLog};
use crate::journal::chain::Chain;
use crate::journal::engine::Engine;
use crate::journal::erased::Erased;
use crate::journal::error::{Fault, JournalError};
use crate::journal::files::Files;
use crate::journal::frame::Frame;
use crate::journal::{Place, Randomness, Tail, premises, recover, takeaways};

/// How many bytes are handed over at a time, and how many such chunks may wait.
const CHUNK: usize = 1 << 20;
const WAITING: usize = 4;

/// A directory that nobody serves, claimed to be backed up.
pub struct Resting {
    // Dropped in this order: nothing is written any more when the directory is given up.
    audit: AuditLog,
    files: Files,
}

impl Resting {
    /// Claims the directory. Nothing is begun where there is no journal.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        premises::demand_own(dir)?;
        if !recover::exists(dir) {
            return Err(JournalError::Absent { dir: dir.to_owned() });
        }
        let files = Files::open(dir)?;
        let audit = AuditLog::open(dir);
        Ok(Self { audit, files })
    }

    /// Where it is noted that a backup is taken.
    pub fn audit(&self) -> &AuditLog {
        &self.audit
    }

    /// Writes a backup of the journal. The first thing that is wrong with the journal is the error; nothing that does
    /// not hold is written.
    ///
    /// Progress is in places.
    pub fn back_up(&self, out: &mut dyn Write, progress: Progress<'_>) -> Result<BackedUp, JournalError> {
        let files = &self.files;
        // A crash may have left some parts of a commit at the end: it ends before them.
        let last = match files.engine.last()? {
            Some((_, bytes)) => match Frame::read(&bytes) {
                Ok(last) if last.part < last.parts => last.place.get().saturating_sub(u64::from(last.part)),
                Ok(last) => last.place.get(),
                // What is wrong is named when it is reached.
                Err(_) => u64::MAX,
            },
            None => 0,
        };
        let head = files.head.last();
        let last = Place::new(last.max(head.map_or(0, |it| it.place.get())));
        let mut sides = vec![takeaways::side(&files.takeaways)?];
        sides.extend(audit::side(&self.audit.written()));
        send(&files.engine, (last, head), sides, || Ok(files.erased.clone()), out, progress)
    }

    /// The persons' keys and the erasure list, under the passphrase. Taken after the journal's backup, and from the
    /// same directory, it has the keys of all that is in that.
    pub fn back_up_keys(
        &mut self,
        passphrase: &Passphrase,
        randomness: &mut Randomness,
    ) -> Result<Vec<u8>, JournalError> {
        let salted = Salted::draw(randomness)?;
        let lines = Lines { persons: self.files.key_file.text()?, texts: self.files.keys.texts.to_text() };
        keys::seal_keys(&lines, &self.files.erased, passphrase, &salted)
    }
}

/// Writes the frames up to `last`, which ends a commit, and then `sides`. `head` must be among the frames. `erased` is
/// asked once they all were read.
pub(in crate::journal) fn send(
    engine: &Engine,
    (last, head): (Place, Option<Tail>),
    sides: Vec<Side>,
    erased: impl FnOnce() -> Result<Erased, JournalError>,
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<BackedUp, JournalError> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let (empty, emptied) = channel();
        let reader = std::thread::Builder::new()
            .name("backup".to_owned())
            .spawn_scoped(scope, move || engine.reading_ahead(|| read(engine, last, head, &sender, &emptied)))
            .map_err(JournalError::io("start a thread to read", engine.path()))?;
        out.write_all(&write::header()).map_err(JournalError::Output)?;
        for (chunk, place) in receiver {
            out.write_all(&chunk).map_err(JournalError::Output)?;
            progress(Place::get(place), last.get());
            // The last ones come back to a reader that is done.
            let _ = empty.send(chunk);
        }
        let backed_up = reader.join().unwrap_or_else(|_| {
            let reason = "reading the frames broke off".to_owned();
            Err(Fault::Damaged(reason).at(engine.path(), Place::BEGINNING))
        })?;
        out.write_all(&write::FRAMES_END).map_err(JournalError::Output)?;
        // There are no more of them than names.
        let count = sides.len() as u8;
        sides.into_iter().try_for_each(|it| it.write(out)).map_err(JournalError::Output)?;
        out.write_all(&write::SIDES_END).map_err(JournalError::Output)?;
        let footer = write::footer(&erased()?, backed_up.tail, backed_up.commits, count);
        out.write_all(&footer).map_err(JournalError::Output)?;
        out.flush().map_err(JournalError::Output)?;
        Ok(backed_up)
    })
}

type Chunk = (Vec<u8>, Place);

/// Reads and checks the frames up to `last`, and hands them over as a backup holds them. Answers with what
/// they amount to.
fn read(
    engine: &Engine,
    last: Place,
    head: Option<Tail>,
    sender: &SyncSender<Chunk>,
    emptied: &Receiver<Vec<u8>>,
) -> Result<BackedUp, JournalError> {
    let mut chain = Chain::bare(head);
    let mut frames = engine.frames(Place::BEGINNING);
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut commits = 0;
    while chain.next() <= last {
        let next = chain.next();
        let missing = || Fault::Damaged(format!("the journal ends before it, though it goes to place {last}"));
        let (key, bytes) = frames.next().unwrap_or_else(|| Err(missing().at(engine.path(), next)))?;
        let whole = chain.push(&key, &bytes).map_err(|it| it.at(engine.path(), next))?;
        commits += u64::from(whole.is_some());
        write::frame(&mut chunk, &bytes);
        if chunk.len() >= CHUNK || next == last {
            let mut other = emptied.try_recv().unwrap_or_default();
            other.clear();
            // Nobody listens any more where the bytes could not be written; that is what will be answered.
            if sender.send((std::mem::replace(&mut chunk, other), next)).is_err() {
                break;
            }
        }
    }
    if chain.tail().place != last {
        let reason = "the journal ends within a commit".to_owned();
        return Err(Fault::Damaged(reason).at(engine.path(), chain.next()));
    }
    Ok(BackedUp { tail: chain.tail(), commits })
}
