//! Panics while a request is answered, or an event of a stream is worked out: faults of the service, told to nobody but the
//! log. The request is refused, or the operation ends with an error, and the connection and all others go on.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use bytes::Bytes;

use super::refusal::{self, Refusal};
use super::request_id;
use crate::api::RequestId;

/// Answers in place of what panics.
pub(super) async fn caught(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request_id::of(request.request());
    match unless_it_panics(async { next.call(request).await }).await {
        Some(result) => result.map(ServiceResponse::map_into_boxed_body),
        None => {
            tracing::error!("a request has met a panic, and is answered by an error; all else goes on");
            Err(Refusal::new(id, StatusCode::INTERNAL_SERVER_ERROR).into())
        }
    }
}

/// What the work of a stream comes to; where it panics, the errors to say, a GraphQL response without data.
pub(super) async fn caught_in_stream<T>(request: &RequestId, work: impl Future<Output = T>) -> Result<T, Bytes> {
    unless_it_panics(work).await.ok_or_else(|| {
        tracing::error!("an operation of a stream has met a panic, and ends with an error; all else goes on");
        refusal::failed(request).into()
    })
}

/// What the work comes to; none where it panics. It is dropped then, and what it had locked is open again: what is behind
/// locks is never left half done.
pub(super) async fn unless_it_panics<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Ready(result)) => Poll::Ready(Some(result)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(None),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_comes_to_nothing() {
        let check = |work: fn() -> u8, expected: Option<u8>| {
            let found = actix_web::rt::System::new().block_on(unless_it_panics(async move {
                actix_web::rt::task::yield_now().await;
                work()
            }));
            assert_eq!(found, expected);
        };
        check(|| 1, Some(1));
        check(|| panic!("on purpose"), None);
    }
}
