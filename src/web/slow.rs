//! Bodies that take too long to arrive: whoever sends one byte now and then holds a connection, and nothing else, and not
//! for long: a body that nobody reads to its end is not waited for.

use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::rt::time::{Sleep, sleep};
use actix_web::{Error, HttpMessage, rt, web};
use bytes::Bytes;

use super::Service;

/// Has the body of a request, if it has one, come in time or not at all.
pub(super) async fn in_time(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let has_body =
        [header::CONTENT_LENGTH, header::TRANSFER_ENCODING].iter().any(|it| request.headers().contains_key(it));
    let within = request.app_data::<web::Data<Service>>().map(|it| it.options.body_within);
    let Some(within) = within.filter(|_| has_body) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let body = Rc::new(Body { payload: RefCell::new(request.take_payload()), has_come: Cell::new(false) });
    request.set_payload(Payload::Stream { payload: Box::pin(InTime::new(Rc::clone(&body), within)) });
    let response = next.call(request).await?.map_into_boxed_body();
    if !body.has_come.get() {
        // The server closes a connection whose body is held and not read; were it dropped, it would read it, however long
        // that takes.
        rt::spawn(async move {
            sleep(within).await;
            drop(body);
        });
    }
    Ok(response)
}

/// Whether a body was given up because it took too long.
pub(super) fn is_late(fault: &PayloadError) -> bool {
    matches!(fault, PayloadError::Io(fault) if fault.kind() == io::ErrorKind::TimedOut)
}

/// What comes over the connection.
struct Body {
    payload: RefCell<Payload>,
    /// Whether it was read to its end.
    has_come: Cell<bool>,
}

/// A body with a time by which it has come.
struct InTime {
    body: Rc<Body>,
    late: Pin<Box<Sleep>>,
}

impl InTime {
    fn new(body: Rc<Body>, within: Duration) -> Self {
        Self { body, late: Box::pin(sleep(within)) }
    }
}

impl futures_util::Stream for InTime {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut *self.body.payload.borrow_mut()).poll_next(context);
        if let Poll::Ready(chunk) = polled {
            self.body.has_come.set(chunk.is_none());
            return Poll::Ready(chunk);
        }
        match self.late.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into())))),
            Poll::Pending => Poll::Pending,
        }
    }
}
