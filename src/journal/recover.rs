//! Reading frames back: all of them on open, checked and replayed in one pass, and any stretch of them later. What
//! makes a chain is the chain's business, what a payload says the payload's.
//!
//! On open the frames are read, checked and hashed on one thread while the commits of those before are decoded and
//! replayed on the caller's.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{PoisonError, RwLock};

use super::chain::Chain;
use super::engine::Engine;
use super::error::{Fault, JournalError, RESTORE};
use super::persons::Keyring;
use super::{AuditChecked, Commits, Place, Tail, backup, head, payload};
use crate::domain::{Commit, Entity};

/// How many bytes of payloads are handed over at a time, and how many such chunks may wait.
const CHUNK: usize = 256 * 1024;
const WAITING: usize = 4;

/// What a journal holds, all of it checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// The last frame of the last commit.
    pub tail: Tail,
    /// How many commits there are.
    pub commits: u64,
    /// How many events they hold.
    pub events: u64,
    /// What lies beside it of what was learned under the Chatham House Rule, by key. Nothing is said of how it came there.
    pub takeaways: Vec<Entity>,
    /// The audit log, where there is one.
    pub audit: Option<AuditChecked>,
}

/// Whether there is a journal in `dir`, or was, or was about to be restored.
pub fn exists(dir: &Path) -> bool {
    Engine::exists(dir) || dir.join(head::FILE).exists() || backup::is_unfinished(dir)
}

/// What was found on open.
pub(super) struct Scanned {
    /// The last frame of the last commit.
    pub(super) tail: Tail,
    /// How much there is.
    pub(super) decoded: Decoded,
    /// The last place found: later than the tail where a crash has left a commit without all its parts.
    pub(super) end: Place,
}

/// Takes each whole commit: the place of its first frame, and its payload. Whether it takes more.
pub(super) type Sink<'a> = &'a mut dyn FnMut(Place, &[u8]) -> bool;

/// How much was decoded.
pub(super) struct Decoded {
    pub(super) commits: u64,
    pub(super) events: u64,
}

/// Reads all frames after `after`, which ends a commit. Where `head` is not before it, it must be among them.
pub(super) fn scan(
    engine: &Engine,
    keys: &Keyring,
    after: Tail,
    head: Option<Tail>,
    replay: &mut dyn FnMut(Place, Commit),
) -> Result<Scanned, JournalError> {
    let ((tail, end), decoded) =
        decode_all(engine.path(), RESTORE, keys, replay, |sink| read_all(engine, after, head, sink))?;
    Ok(Scanned { tail, decoded, end })
}

/// Has `read` give all commits, on a thread of its own, and decodes and replays them on this one. `file` is where they
/// come from, and `advice` what helps where one is damaged.
pub(super) fn decode_all<T: Send>(
    file: &Path,
    advice: &'static str,
    keys: &Keyring,
    replay: &mut dyn FnMut(Place, Commit),
    read: impl FnOnce(Sink<'_>) -> Result<T, JournalError> + Send,
) -> Result<(T, Decoded), JournalError> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Chunk>(WAITING);
        let (empty, emptied) = channel();
        let reader = std::thread::Builder::new()
            .name("journal-scan".to_owned())
            .spawn_scoped(scope, move || hand_over(read, &sender, &emptied))
            .map_err(JournalError::io("start a thread to read", file))?;
        let (mut commits, mut events) = (0_u64, 0_u64);
        for chunk in &receiver {
            for (place, bytes) in chunk.iter() {
                let commit = payload::decode(bytes, keys).map_err(|it| it.located(file, Some(place), advice))?;
                commits += 1;
                events += commit.events.len() as u64;
                replay(place, commit);
            }
            // The last ones come back to a reader that is done.
            let _ = empty.send(chunk);
        }
        let read = reader.join().unwrap_or_else(|_| {
            let reason = "reading the frames broke off".to_owned();
            Err(Fault::Damaged(reason).located(file, None, advice))
        })?;
        Ok((read, Decoded { commits, events }))
    })
}

/// Has `read` give all commits, and hands them over in chunks.
fn hand_over<T>(
    read: impl FnOnce(Sink<'_>) -> Result<T, JournalError>,
    sender: &SyncSender<Chunk>,
    emptied: &Receiver<Chunk>,
) -> Result<T, JournalError> {
    let mut chunk = Chunk::default();
    let result = read(&mut |place, payload| {
        chunk.add(place, payload);
        if chunk.bytes.len() < CHUNK {
            return true;
        }
        let mut other = emptied.try_recv().unwrap_or_default();
        other.clear();
        // Nobody listens any more where a commit could not be decoded; that is what will be answered.
        sender.send(std::mem::replace(&mut chunk, other)).is_ok()
    });
    // What came before something wrong is replayed, so that the first thing wrong is what is named.
    let _ = sender.send(chunk);
    result
}

/// Payloads of whole commits, to be handed over at once. They go round, so that their memory is not asked for anew.
#[derive(Default)]
struct Chunk {
    bytes: Vec<u8>,
    /// The place of each commit, and where its payload ends.
    commits: Vec<(Place, usize)>,
}

impl Chunk {
    fn add(&mut self, place: Place, payload: &[u8]) {
        self.bytes.extend_from_slice(payload);
        self.commits.push((place, self.bytes.len()));
    }

    fn iter(&self) -> impl Iterator<Item = (Place, &[u8])> {
        let mut from = 0;
        self.commits.iter().filter_map(move |(place, to)| {
            let payload = self.bytes.get(from..*to);
            from = *to;
            Some((*place, payload?))
        })
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.commits.clear();
    }
}

/// Reads and checks all frames after `after`, and gives the payloads of whole commits. Answers with the tail and the
/// end.
fn read_all(engine: &Engine, after: Tail, head: Option<Tail>, sink: Sink<'_>) -> Result<(Tail, Place), JournalError> {
    let mut chain = Chain::after(after, head);
    for stored in engine.frames(chain.first()) {
        let (key, bytes) = stored?;
        let next = chain.next();
        let whole = chain.push(&key, &bytes).map_err(|it| it.at(engine.path(), next))?;
        if whole.is_some_and(|(place, payload)| !sink(place, &payload)) {
            break;
        }
    }
    match head {
        Some(head) if head.place > chain.tail().place => Err(JournalError::Damaged {
            file: engine.path().to_owned(),
            place: Some(chain.tail().place.next()),
            reason: format!("the journal ends before it, though HEAD says that it goes to place {}", head.place),
            advice: RESTORE,
        }),
        _ => Ok((chain.tail(), chain.end())),
    }
}

/// The commits from `from` on, as far as `tail`.
pub(super) fn read<'a>(engine: &'a Engine, keys: &'a RwLock<Keyring>, from: Place, tail: Place) -> Commits<'a> {
    let from = from.max(Place::BEGINNING.next());
    let mut chain = Chain::from(from);
    let mut frames = engine.frames(from);
    let mut step = move || -> Result<Option<(Place, Commit)>, JournalError> {
        while chain.next() <= tail {
            let next = chain.next();
            let Some(stored) = frames.next() else {
                let reason = format!("the frame is missing, though the journal goes to place {tail}");
                return Err(Fault::Damaged(reason).at(engine.path(), next));
            };
            let (key, bytes) = stored?;
            if let Some((place, bytes)) = chain.push(&key, &bytes).map_err(|it| it.at(engine.path(), next))? {
                let keys = keys.read().unwrap_or_else(PoisonError::into_inner);
                return payload::decode(&bytes, &*keys)
                    .map(|commit| Some((place, commit)))
                    .map_err(|it| it.at(engine.path(), place));
            }
        }
        Ok(None)
    };
    let mut over = false;
    Box::new(std::iter::from_fn(move || {
        if over {
            return None;
        }
        let next = step();
        over = !matches!(next, Ok(Some(_)));
        next.transpose()
    }))
}
