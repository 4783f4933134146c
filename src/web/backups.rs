//! Backups while the service runs: the journal as a stream, and the persons' keys under a passphrase; for admins, who show
//! their token in a header, which no page elsewhere can make their browser send. What is in them is the journal's
//! business.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::refusal::refusal;
use super::{Service, caller, request_id};
use crate::api::RequestId;
use crate::domain::Actor;
use crate::journal::{Passphrase, SledJournal};
use crate::store::{Deed, Doing};

/// How many chunks may wait for the client, each of about 1 MiB.
const WAITING: usize = 4;

/// For how long a client may take nothing: so many steps.
const STEP: Duration = Duration::from_millis(5);
const STEPS: u32 = 12_000;

/// What backups are taken from, one at a time: they read everything there is, and making a key of a passphrase takes
/// memory.
#[derive(Clone)]
pub struct Backups {
    journal: Arc<SledJournal>,
    busy: Arc<AtomicBool>,
}

impl Backups {
    /// Of this journal.
    pub fn new(journal: Arc<SledJournal>) -> Self {
        Self { journal, busy: Arc::default() }
    }

    fn turn(&self) -> Option<Turn> {
        let free = self.busy.compare_exchange(false, true, Ordering::AcqRel, Ordering::Acquire);
        free.is_ok().then(|| Turn(Arc::clone(&self.busy)))
    }
}

/// The right to take a backup, given up when it is dropped.
struct Turn(Arc<AtomicBool>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// What is configured for passphrases.
pub(super) fn body_limit() -> web::PayloadConfig {
    web::PayloadConfig::new(Passphrase::MOST)
}

/// The journal as far as it is durable now, as a stream. Where something goes wrong on the way, the stream breaks off.
pub(super) async fn journal(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let id = request_id::of(&request);
    let (actor, backups, turn) = match admit(&request, &service) {
        Ok(admitted) => admitted,
        Err(refusal) => return *refusal,
    };
    note(&service, actor, Doing::Backup).await;
    let (sender, chunks) = channel(WAITING);
    let journal = Arc::clone(&backups.journal);
    // A thread of its own, so that neither the workers nor the end of the service wait for it.
    let sending = std::thread::Builder::new().name("backup-send".to_owned()).spawn(move || {
        let mut out = Sending(sender);
        let result = journal.back_up(&mut out, &|_, _| ());
        // Whoever has read to the end may ask for the next one.
        drop(turn);
        match result {
            Ok(done) => tracing::info!("the journal was backed up as far as place {}", done.tail.place),
            Err(fault) => {
                tracing::warn!(%fault, "a backup broke off");
                // What was sent so far must not pass for all of it.
                let _ = out.send(Err(io::ErrorKind::BrokenPipe.into()));
            }
        }
    });
    match sending {
        Ok(_) => respond().body(Streamed(chunks)),
        Err(fault) => {
            tracing::error!(%fault, "a backup could not be begun");
            refusal(&id, StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "the backup could not be begun")
        }
    }
}

/// The persons' keys, under the passphrase that is the body.
pub(super) async fn keys(
    request: HttpRequest,
    service: web::Data<Service>,
    body: Result<Bytes, actix_web::Error>,
) -> HttpResponse {
    let id = request_id::of(&request);
    let (actor, backups, turn) = match admit(&request, &service) {
        Ok(admitted) => admitted,
        Err(refusal) => return *refusal,
    };
    let passphrase = match body.map(|it| Passphrase::new(&it)) {
        Ok(Ok(passphrase)) => passphrase,
        Ok(Err(short)) => return refusal(&id, StatusCode::BAD_REQUEST, "BAD_USER_INPUT", &short.to_string()),
        Err(_) => {
            let message = format!("the body is the passphrase, of at most {} bytes", Passphrase::MOST);
            return refusal(&id, StatusCode::BAD_REQUEST, "BAD_USER_INPUT", &message);
        }
    };
    note(&service, actor, Doing::BackupOfKeys).await;
    let journal = Arc::clone(&backups.journal);
    let sealing = web::block(move || {
        let sealed = journal.back_up_keys(&passphrase);
        drop(turn);
        sealed
    });
    match sealing.await {
        Ok(Ok(sealed)) => respond().body(sealed),
        Ok(Err(fault)) => failed(&id, &fault),
        Err(fault) => failed(&id, &fault),
    }
}

/// Has it noted that a backup is taken, before it is. One is taken all the same where it cannot be noted: it may be what
/// saves the rest.
async fn note(service: &Service, actor: Actor, doing: Doing) {
    if let Err(fault) = service.store.audit().note_first(Deed::done(actor, doing)).await {
        tracing::warn!(%fault, "a backup is taken that is not noted in the audit log");
    }
}

fn failed(request: &RequestId, fault: &dyn std::error::Error) -> HttpResponse {
    tracing::error!(%fault, "the keys could not be backed up");
    refusal(
        request,
        StatusCode::INTERNAL_SERVER_ERROR,
        "INTERNAL",
        "the keys could not be backed up; the log says more",
    )
}

/// Whether this request may have a backup now, and who sends it.
fn admit<'a>(request: &HttpRequest, service: &'a Service) -> Result<(Actor, &'a Backups, Turn), Box<HttpResponse>> {
    let id = request_id::of(request);
    let caller = caller::by_header(request, service).map_err(|it| Box::new(it.answer(&id)))?;
    if !caller.clearance.administers() {
        let message = "only an admin takes backups: ask one";
        service.store.audit().note(Deed::refused(caller.actor, Doing::Backup, "FORBIDDEN"));
        return Err(Box::new(refusal(&id, StatusCode::FORBIDDEN, "FORBIDDEN", message)));
    }
    let unavailable = |message| Box::new(refusal(&id, StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message));
    let backups = service.backups.as_ref().ok_or_else(|| unavailable("nothing here is kept on disk"))?;
    let turn =
        backups.turn().ok_or_else(|| unavailable("another backup is being taken: ask again once it has ended"))?;
    Ok((caller.actor, backups, turn))
}

fn respond() -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/octet-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response
}

type Chunk = io::Result<Bytes>;

/// Where a backup is written to: the client, at its own pace. A client that is gone, or that takes nothing for a minute,
/// ends it.
struct Sending(Sender<Chunk>);

impl Sending {
    fn send(&self, mut chunk: Chunk) -> io::Result<()> {
        for _ in 0..STEPS {
            match self.0.try_send(chunk) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(_)) => return Err(io::Error::other("the client is gone")),
                Err(TrySendError::Full(back)) => chunk = back,
            }
            std::thread::sleep(STEP);
        }
        Err(io::Error::other("the client takes nothing more"))
    }
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.send(Ok(Bytes::copy_from_slice(bytes))).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that comes in chunks, and breaks off where one of them is an error.
struct Streamed(Receiver<Chunk>);

impl MessageBody for Streamed {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        self.0.poll_recv(context)
    }
}
