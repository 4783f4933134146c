//! GraphQL as server-sent events, by the protocol graphql-sse in its mode of distinct connections: an operation a request,
//! its results as events `next`, and `complete` at the end. One event waits to be sent at the most.

use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, rt, web};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::Instrument;

use super::accept::Media;
use super::streams::{Place, Streams};
use crate::api::{self, Answer, Asked, Begun, Caller, Ended, Outcome, RequestId, Subscribed};
use crate::web::{Service, Streaming, panics};

/// What keeps proxies from closing a silent stream. Clients pass over it.
const COMMENT: Bytes = Bytes::from_static(b":\n\n");

/// Answers with events; or hands back what is none: what is answered at once, where the caller takes JSON as well, and what
/// is no answer of GraphQL.
pub(super) async fn answer(
    request: &HttpRequest,
    service: &Service,
    caller: Caller,
    asked: Asked,
    takes_json: bool,
) -> Result<HttpResponse, Answer> {
    let name = asked.request.clone();
    let streams = request.app_data::<web::Data<Streams>>();
    let token = caller.token.clone();
    let refusal = match api::subscribe(&service.api, &service.store, caller, asked).await {
        Begun::Answered(answer) if takes_json => return Err(answer),
        Begun::Answered(answer) => answer,
        Begun::Subscribed(subscribed) => match streams.and_then(|it| Some((it.place(token.as_ref())?, it))) {
            Some((place, streams)) => {
                let (to, mut from) = mpsc::channel(1);
                let (streams, options) = (Streams::clone(streams), service.options.streaming.clone());
                let telling = Telling { request: name, streams, to, options };
                rt::spawn(telling.tell(*subscribed, place).in_current_span());
                return Ok(events().streaming(stream::poll_fn(move |it| {
                    from.poll_recv(it).map(|it| it.map(Ok::<_, actix_web::Error>))
                })));
            }
            None => api::no_room(&name),
        },
    };
    match refusal.outcome {
        Outcome::NotHere | Outcome::TooMuch(_) | Outcome::Failed => Err(refusal),
        Outcome::Executed | Outcome::NotExecuted | Outcome::Unavailable => {
            Ok(events().body([next(&refusal.bytes), COMPLETE].concat()))
        }
    }
}

const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");

fn next(json: &[u8]) -> Bytes {
    // JSON as it is written here has no line ends.
    [b"event: next\ndata: ", json, b"\n\n"].concat().into()
}

fn events() -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(Media::Events.content_type())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("X-Accel-Buffering", "no"))
        .insert_header((header::VARY, "Accept"));
    response
}

/// One stream of events.
struct Telling {
    request: RequestId,
    streams: Streams,
    to: mpsc::Sender<Bytes>,
    options: Streaming,
}

impl Telling {
    /// Tells events until there are no more, nobody reads them, or the server stops.
    async fn tell(mut self, mut subscribed: Subscribed, _place: Place) {
        let until = |it: Duration| Instant::now() + it;
        let Streaming { silence, look_again, .. } = self.options;
        // So that whoever asks knows at once that it has begun.
        let mut is_read = self.send(COMMENT).await;
        let mut silent_until = until(silence);
        while is_read {
            let event = panics::caught_in_stream(&self.request, subscribed.event()).await;
            match event.unwrap_or_else(|errors| Err(Ended::Failed(errors))) {
                Ok(Some(event)) => {
                    is_read = self.send(next(&event)).await;
                    silent_until = until(silence);
                    continue;
                }
                Ok(None) => {}
                Err(Ended::SignedOut(errors) | Ended::Failed(errors)) => {
                    self.send([next(&errors), COMPLETE].concat().into()).await;
                    return;
                }
            }
            tokio::select! {
                () = subscribed.stirred() => {}
                () = sleep_until(until(look_again).min(silent_until)) => {}
                () = self.to.closed() => return,
                () = self.streams.stopped() => {
                    self.send(COMPLETE).await;
                    return;
                }
            }
            if silent_until <= Instant::now() {
                is_read = self.send(COMMENT).await;
                silent_until = until(silence);
            }
        }
    }

    /// Whether it was taken in time.
    async fn send(&self, bytes: Bytes) -> bool {
        matches!(timeout(self.options.sent_within, self.to.send(bytes)).await, Ok(Ok(())))
    }
}
