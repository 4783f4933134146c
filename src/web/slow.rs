//! Bodies that take too long to arrive: whoever sends one byte now and then holds a connection, and nothing else.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::rt::time::{Sleep, sleep};
use actix_web::{Error, HttpMessage, web};
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
    if let Some(within) = within.filter(|_| has_body) {
        let payload = request.take_payload();
        request.set_payload(Payload::Stream { payload: Box::pin(InTime::new(payload, within)) });
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

/// Whether a body was given up because it took too long.
pub(super) fn is_late(fault: &PayloadError) -> bool {
    matches!(fault, PayloadError::Io(fault) if fault.kind() == io::ErrorKind::TimedOut)
}

/// A body with a time by which it has come.
struct InTime {
    payload: Payload,
    late: Pin<Box<Sleep>>,
}

impl InTime {
    fn new(payload: Payload, within: Duration) -> Self {
        Self { payload, late: Box::pin(sleep(within)) }
    }
}

impl futures_util::Stream for InTime {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(chunk) = Pin::new(&mut self.payload).poll_next(context) {
            return Poll::Ready(chunk);
        }
        match self.late.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into())))),
            Poll::Pending => Poll::Pending,
        }
    }
}
