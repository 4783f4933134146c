//! What has come over a WebSocket and is no message yet, bounded: the library keeps all of a frame before it looks how long
//! that is, and a frame may say that it is of any length.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::Stream;

/// How many bytes have come since the last message, and how many may.
#[derive(Clone, Debug)]
pub(super) struct Unread {
    bytes: Rc<Cell<usize>>,
    most: usize,
}

impl Unread {
    pub(super) fn at_most(most: usize) -> Self {
        Self { bytes: Rc::default(), most }
    }

    /// A message was made of what has come.
    pub(super) fn is_read(&self) {
        self.bytes.set(0);
    }

    pub(super) fn is_too_much(&self) -> bool {
        self.bytes.get() > self.most
    }
}

/// What comes over a connection, until too much of it is unread.
pub(super) struct Bounded {
    pub(super) payload: Payload,
    pub(super) unread: Unread,
}

impl Stream for Bounded {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.payload).poll_next(context);
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            let unread = &self.unread;
            unread.bytes.set(unread.bytes.get().saturating_add(chunk.len()));
            if unread.is_too_much() {
                return Poll::Ready(Some(Err(PayloadError::Overflow)));
            }
        }
        polled
    }
}
