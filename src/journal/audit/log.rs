//! The log while it is in use: entries are handed over without waiting, one thread writes what is queued, and those who
//! must not go on before their entry is on disk wait for it. What stands in an entry is not known here.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::entry::{AuditEntry, AuditOutcome};
use super::files;
use super::read::AuditReading;
use super::write::Writing;
use crate::domain::Actor;
use crate::journal::room::Room;
use crate::journal::{JournalError, Place};

/// How long an entry that nobody waits for may wait for others, so that they share a sync.
const DELAY: Duration = Duration::from_secs(1);
/// The most entries that share a sync.
const LARGEST_BATCH: usize = 1024;
/// How many entries may wait. What comes when so many do is counted, and that is noted.
const WAITING: usize = 16_384;

/// What stands in the log where entries could not be written.
const LOST: &str = "entriesLost";

/// Whether the log does what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditHealth {
    /// It does.
    Healthy,
    /// It is written, and something is wrong with what was written before.
    Damaged(String),
    /// It is not written while there is so little room; it goes on by itself once there is.
    NoRoom(String),
    /// It is not written any more.
    Broken(String),
}

impl AuditHealth {
    /// Whether entries are written.
    pub fn is_written(&self) -> bool {
        matches!(self, Self::Healthy | Self::Damaged(_))
    }
}

/// The audit log of a data directory.
pub struct AuditLog {
    dir: PathBuf,
    /// Gone once the log is closed.
    queue: RwLock<Option<SyncSender<Message>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    standing: Arc<Standing>,
    room: Room,
}

/// What is queued: an entry, and who waits until all that came up to it is on disk.
struct Message {
    entry: Option<AuditEntry>,
    waiter: Option<oneshot::Sender<bool>>,
}

/// What is known of the log.
struct Standing {
    /// The last place that is on disk.
    place: AtomicU64,
    /// How many entries could not be written, and were not yet noted as lost.
    lost: AtomicU64,
    damage: Mutex<Option<String>>,
    broken: Mutex<Option<String>>,
}

impl Standing {
    fn damage(&self, reason: String) {
        tracing::warn!("the audit log is damaged: {reason}");
        held(&self.damage).get_or_insert(reason);
    }

    /// The first reason is the one that counts, and the one that is told.
    fn break_off(&self, reason: String) {
        let mut broken = held(&self.broken);
        if broken.is_none() {
            tracing::warn!("the audit log is not written any more, so personal details are not shown: {reason}");
            *broken = Some(reason);
        }
    }
}

impl AuditLog {
    /// Opens the log in a data directory that is claimed; nothing is there before the first entry. Whatever is wrong with
    /// it is told by its health, and logged. Only the end of it is checked.
    pub(in crate::journal) fn open(dir: &Path) -> Self {
        Self::over(dir, Writing::open(dir))
    }

    pub(super) fn over(dir: &Path, writing: Result<Writing, JournalError>) -> Self {
        let standing = Arc::new(Standing {
            place: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            damage: Mutex::default(),
            broken: Mutex::default(),
        });
        let (mut queue, mut thread, mut room) = (None, None, Room::new(dir));
        match writing {
            Ok(writing) => {
                standing.place.store(writing.tail().place.get(), Ordering::Release);
                room = writing.room.clone();
                let (sender, receiver) = sync_channel(WAITING);
                let shared = Arc::clone(&standing);
                match Builder::new().name("audit".to_owned()).spawn(move || run(writing, &receiver, &shared)) {
                    Ok(spawned) => (queue, thread) = (Some(sender), Some(spawned)),
                    Err(error) => standing.break_off(error.to_string()),
                }
            }
            Err(error) => standing.break_off(error.to_string()),
        }
        Self { dir: dir.to_owned(), queue: RwLock::new(queue), thread: Mutex::new(thread), standing, room }
    }

    /// Checks all of it in the background, on the thread that is answered with; what is found wrong is told by its health.
    pub(in crate::journal) fn check_all(&self) -> Option<JoinHandle<()>> {
        let (dir, standing) = (self.dir.clone(), Arc::clone(&self.standing));
        if held(&standing.broken).is_some() {
            return None;
        }
        let check = move || {
            if let Err(error) = files::check_before(&dir) {
                standing.damage(error.to_string());
            }
        };
        // Where there is no thread for it, `verify` still checks.
        Builder::new().name("audit-check".to_owned()).spawn(check).ok()
    }

    /// Has so many entries be lost, as while there is no room.
    #[cfg(test)]
    pub(super) fn lose(&self, many: u64) {
        self.standing.lost.fetch_add(many, Ordering::Relaxed);
    }

    /// Hands an entry over, to be written within about a second.
    pub fn note(&self, entry: AuditEntry) {
        self.send(Message { entry: Some(entry), waiter: None });
    }

    /// Hands an entry over, to be written at once: whoever awaits the answer learns whether it is on disk.
    pub fn note_now(&self, entry: AuditEntry) -> oneshot::Receiver<bool> {
        self.send_with_waiter(Some(entry))
    }

    /// Has all that was handed over written at once: whoever awaits the answer reads it from then on.
    pub fn settle(&self) -> oneshot::Receiver<bool> {
        self.send_with_waiter(None)
    }

    fn send_with_waiter(&self, entry: Option<AuditEntry>) -> oneshot::Receiver<bool> {
        let (waiter, written) = oneshot::channel();
        self.send(Message { entry, waiter: Some(waiter) });
        written
    }

    fn send(&self, message: Message) {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let sent = match queue.as_ref() {
            Some(queue) => queue.try_send(message),
            None => Err(TrySendError::Disconnected(message)),
        };
        if let Err(TrySendError::Full(message) | TrySendError::Disconnected(message)) = sent {
            self.standing.lost.fetch_add(message.entry.map_or(0, |it| it.times), Ordering::Relaxed);
        }
    }

    /// How many entries could not be written, and were not yet noted as lost.
    pub fn lost(&self) -> u64 {
        self.standing.lost.load(Ordering::Relaxed)
    }

    /// Whether entries are written, and hold.
    pub fn health(&self) -> AuditHealth {
        if let Some(reason) = held(&self.standing.broken).clone() {
            return AuditHealth::Broken(reason);
        }
        if let Err(full) = self.room.demand(0) {
            return AuditHealth::NoRoom(full.to_string());
        }
        held(&self.standing.damage).clone().map_or(AuditHealth::Healthy, AuditHealth::Damaged)
    }

    /// Has all that was handed over written, and waits for it: what is on disk then.
    pub(in crate::journal) fn written(&self) -> AuditReading {
        // What cannot be written is not there.
        let _ = self.settle().blocking_recv();
        self.reading()
    }

    /// What is on disk by now, to be read from.
    pub fn reading(&self) -> AuditReading {
        AuditReading::new(self.dir.clone(), Place::new(self.standing.place.load(Ordering::Acquire)))
    }

    /// Writes what is queued, and ends. What is noted from here on is not.
    pub(in crate::journal) fn close(&self) {
        drop(self.queue.write().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = held(&self.thread).take() {
            // A thread that has panicked has said so.
            let _ = thread.join();
        }
        held(&self.standing.broken).get_or_insert_with(|| "it is closed".to_owned());
    }
}

impl Drop for AuditLog {
    fn drop(&mut self) {
        self.close();
    }
}

/// Writes what is queued, until the queue is closed and empty.
fn run(mut writing: Writing, queue: &Receiver<Message>, standing: &Standing) {
    while let Ok(first) = queue.recv() {
        let batch = gather(first, queue);
        let (mut entries, mut waiters) = (Vec::<AuditEntry>::new(), Vec::new());
        for Message { entry, waiter } in batch {
            match (entry, entries.last_mut()) {
                // So a caller who keeps knocking fills no disk.
                (Some(entry), Some(last)) if waiter.is_none() && last.repeats(&entry) => last.times += entry.times,
                (Some(entry), _) => entries.push(entry),
                (None, _) => {}
            }
            waiters.extend(waiter);
        }
        let is_written = write(&mut writing, entries, standing);
        standing.place.store(writing.tail().place.get(), Ordering::Release);
        for waiter in waiters {
            // Whoever went away is owed no answer.
            let _ = waiter.send(is_written);
        }
    }
    if held(&standing.broken).is_none()
        && let Err(error) = writing.close()
    {
        standing.break_off(error.to_string());
    }
}

/// The first message and those that come before anybody has waited for long.
fn gather(first: Message, queue: &Receiver<Message>) -> Vec<Message> {
    let deadline = Instant::now() + DELAY;
    let mut is_awaited = first.waiter.is_some();
    let mut batch = vec![first];
    while batch.len() < LARGEST_BATCH {
        let next = match is_awaited {
            true => queue.try_recv().map_err(|_| RecvTimeoutError::Timeout),
            false => queue.recv_timeout(deadline.saturating_duration_since(Instant::now())),
        };
        match next {
            Ok(message) => {
                is_awaited |= message.waiter.is_some();
                batch.push(message);
            }
            Err(_) => break,
        }
    }
    batch
}

/// Writes entries, and before them how many were lost. Whether they are on disk.
fn write(writing: &mut Writing, mut entries: Vec<AuditEntry>, standing: &Standing) -> bool {
    if held(&standing.broken).is_some() {
        return false;
    }
    let lost = standing.lost.swap(0, Ordering::Relaxed);
    if lost > 0 {
        let at = entries.first().map_or(Timestamp::MIN, |it| it.at);
        entries.insert(0, entries_lost(at, lost));
    }
    if entries.is_empty() {
        return true;
    }
    let many = entries.iter().filter(|it| &*it.what != LOST).map(|it| it.times).sum::<u64>();
    match writing.append(entries) {
        Ok(()) => true,
        Err(error) if error.is_harmless() => {
            standing.lost.fetch_add(lost + many, Ordering::Relaxed);
            tracing::warn!("{} entries were not noted in the audit log: {error}", lost + many);
            false
        }
        Err(error) => {
            standing.break_off(error.to_string());
            false
        }
    }
}

/// That so many entries are missing before this one.
fn entries_lost(at: Timestamp, times: u64) -> AuditEntry {
    let (who, what) = (Actor::service(), LOST.into());
    AuditEntry { at, who, what, about: Vec::new(), count: 0, outcome: AuditOutcome::Failed, codes: Vec::new(), times }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
