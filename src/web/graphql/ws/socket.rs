//! The loop of an open WebSocket: what is heard, what operations tell, and the clock. Events wait in their operations, one
//! each, until the socket takes them.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::{rt, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseReason, ProtocolError, Session};
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::Instrument;

use super::super::members::Members;
use super::super::streams::Streams;
use super::protocol::{Action, Close, End, Protocol};
use crate::api::{self, Answer, Asked, Begun, Caller, Ended, Outcome, RequestId};
use crate::web::{Service, Streaming, caller, panics};

/// What an operation tells.
enum Told {
    Next(Bytes),
    Answered(Answer),
    Failed(Bytes),
    SignedOut,
}

/// An operation that ends with what holds it.
struct Running(JoinHandle<()>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An open socket.
pub(super) struct Socket {
    service: web::Data<Service>,
    streams: Streams,
    session: Session,
    caller: Option<Caller>,
    protocol: Protocol,
    running: HashMap<u64, Running>,
    to: mpsc::Sender<(u64, Told)>,
    from: mpsc::Receiver<(u64, Told)>,
    /// Until when who is there is to have said so, or to have answered a ping.
    until: Option<Instant>,
    /// When something was last heard.
    heard: Instant,
    /// How many bytes were sent since the client has last shown that it reads.
    ahead: usize,
    /// How many of these were sent after the ping that is to be answered.
    after_ping: usize,
}

impl Socket {
    pub(super) fn new(service: web::Data<Service>, streams: Streams, session: Session, caller: Option<Caller>) -> Self {
        let Streaming { operations, init_within, .. } = service.options.streaming;
        let (to, from) = mpsc::channel(1);
        let now = Instant::now();
        Self {
            service,
            streams,
            session,
            caller,
            protocol: Protocol::new(operations),
            running: HashMap::new(),
            to,
            from,
            until: Some(now + init_within),
            heard: now,
            ahead: 0,
            after_ping: 0,
        }
    }

    /// Goes on until the client leaves, or is to be closed; operations end with it.
    pub(super) async fn run(mut self, mut messages: AggregatedMessageStream) {
        let stop = panics::unless_it_panics(self.until_stopped(&mut messages)).await;
        let stop = stop.unwrap_or_else(|| {
            tracing::error!("a WebSocket has met a panic, and is closed; all else goes on");
            Close::FAILED.into()
        });
        let within = self.service.options.streaming.sent_within;
        let Self { session, running, .. } = self;
        drop(running);
        if let Stop::Close(reason) = stop {
            close(session, reason, within).await;
        }
    }

    async fn until_stopped(&mut self, messages: &mut AggregatedMessageStream) -> Stop {
        let mut streams = self.streams.clone();
        let Streaming { ping_after, ahead, .. } = self.service.options.streaming;
        loop {
            let alarm = self.until.unwrap_or(self.heard + ping_after);
            let done = tokio::select! {
                heard = messages.recv() => match heard {
                    None => return Stop::Gone,
                    Some(Ok(message)) => self.hear(message).await,
                    Some(Err(ProtocolError::Overflow)) => Err(Close::TOO_LARGE.into()),
                    Some(Err(_)) => Err(Close::NO_MESSAGE.into()),
                },
                Some((number, told)) = self.from.recv(), if self.ahead <= ahead => self.tell(number, told).await,
                () = sleep_until(alarm) => self.wake().await,
                () = streams.stopped() => Err(Close::GOING_AWAY.into()),
            };
            if let Err(stop) = done {
                return stop;
            }
        }
    }

    async fn hear(&mut self, message: AggregatedMessage) -> Result<(), Stop> {
        self.heard = Instant::now();
        match message {
            AggregatedMessage::Text(text) => match self.protocol.hear(&text) {
                Action::Send(text) => self.send(text).await,
                Action::SignIn(token) => self.sign_in(token.as_deref()).await,
                Action::Begin(number, members) => self.begin(number, members),
                Action::End(number) => {
                    self.running.remove(&number);
                    Ok(())
                }
                Action::Nothing => Ok(()),
                Action::Close(reason) => Err(Stop::Close(reason)),
            },
            AggregatedMessage::Binary(_) => Err(Close::NOT_TEXT.into()),
            AggregatedMessage::Ping(bytes) => {
                let within = self.service.options.streaming.sent_within;
                in_time(within, self.session.pong(&bytes)).await
            }
            AggregatedMessage::Pong(_) if self.protocol.is_ready() && self.until.is_some() => {
                self.until = None;
                self.ahead = std::mem::take(&mut self.after_ping);
                self.keep_in_step().await
            }
            AggregatedMessage::Pong(_) => Ok(()),
            AggregatedMessage::Close(_) => Err(Close::NORMAL.into()),
        }
    }

    async fn sign_in(&mut self, token: Option<&str>) -> Result<(), Stop> {
        // What is said now counts, and else what was shown at the opening.
        if token.is_some() || self.caller.is_none() {
            let caller = caller::by_word(token, &self.service).map_err(|_| Stop::from(Close::FORBIDDEN))?;
            self.caller = Some(caller);
        }
        self.until = None;
        let said = self.protocol.accept();
        self.send(said).await
    }

    fn begin(&mut self, number: u64, members: Members) -> Result<(), Stop> {
        let store = &self.service.store;
        // Long may have passed since it was found out who it is.
        let is_good = |it: &Caller| {
            let token = it.token.as_ref();
            token.is_none_or(|token| store.still_signed_in(token).is_some_and(|now| now.clearance == it.clearance))
        };
        let caller = self.caller.clone().filter(is_good).ok_or_else(|| Stop::from(Close::UNAUTHORIZED))?;
        let request = RequestId::new(self.service.store.world().random());
        let asked = Asked { request, ..members.asked() };
        let operation =
            Operation { number, service: self.service.clone(), streams: self.streams.clone(), to: self.to.clone() };
        let span = tracing::info_span!("operation", request = asked.request.as_str());
        self.running.insert(number, Running(rt::spawn(operation.run(caller, asked).instrument(span))));
        Ok(())
    }

    async fn tell(&mut self, number: u64, told: Told) -> Result<(), Stop> {
        let (next, end) = match &told {
            Told::SignedOut => return Err(Close::UNAUTHORIZED.into()),
            Told::Next(event) => (self.protocol.next(number, event), None),
            Told::Answered(Answer { bytes, outcome: Outcome::Executed, .. }) => {
                (self.protocol.next(number, bytes), self.protocol.end(number, &End::Complete))
            }
            Told::Answered(Answer { bytes, .. }) | Told::Failed(bytes) => {
                (None, self.protocol.end(number, &End::Errors(bytes)))
            }
        };
        if !matches!(told, Told::Next(_)) {
            self.running.remove(&number);
        }
        for text in next.into_iter().chain(end) {
            self.send(text).await?;
        }
        Ok(())
    }

    /// The client has been silent, or has not answered in time.
    async fn wake(&mut self) -> Result<(), Stop> {
        match self.until {
            Some(_) if !self.protocol.is_ready() => Err(Close::INIT_TIMEOUT.into()),
            Some(_) => Err(Close::SILENT.into()),
            None => {
                self.heard = Instant::now();
                let within = self.service.options.streaming.pong_within;
                self.ping(within).await
            }
        }
    }

    /// Asks the client to show within this time that it has read what was sent.
    async fn ping(&mut self, answered_within: Duration) -> Result<(), Stop> {
        self.after_ping = 0;
        self.until = Some(Instant::now() + answered_within);
        in_time(self.service.options.streaming.sent_within, self.session.ping(b"")).await
    }

    async fn send(&mut self, text: String) -> Result<(), Stop> {
        self.ahead += text.len();
        self.after_ping += text.len();
        in_time(self.service.options.streaming.sent_within, self.session.text(text)).await?;
        self.keep_in_step().await
    }

    /// Waits for the client where too much is on its way to it.
    async fn keep_in_step(&mut self) -> Result<(), Stop> {
        let Streaming { sent_within, ahead, .. } = self.service.options.streaming;
        // It may have been asked already.
        if self.ahead > ahead && self.until.is_none() { self.ping(sent_within).await } else { Ok(()) }
    }
}

/// Why the loop ends.
enum Stop {
    /// The client has gone, or does not read.
    Gone,
    Close(Close),
}

impl From<(u16, &str)> for Stop {
    fn from(reason: (u16, &str)) -> Self {
        Self::Close(reason.into())
    }
}

async fn in_time(within: Duration, sending: impl Future<Output = Result<(), actix_ws::Closed>>) -> Result<(), Stop> {
    match timeout(within, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Stop::Gone),
    }
}

/// Closes a connection, whether the client still reads or not.
pub(super) async fn close(session: Session, reason: impl Into<Close>, within: Duration) {
    let Close { code, reason } = reason.into();
    let reason = CloseReason { code: code.into(), description: Some(reason) };
    // Who does not take it in time is dropped.
    let _ = timeout(within, session.close(Some(reason))).await;
}

/// What one operation needs.
struct Operation {
    number: u64,
    service: web::Data<Service>,
    streams: Streams,
    to: mpsc::Sender<(u64, Told)>,
}

impl Operation {
    /// Tells what comes of it, one thing after the other: the next one waits until the connection has taken the last.
    async fn run(self, caller: Caller, asked: Asked) {
        let request = asked.request.clone();
        let last = panics::caught_in_stream(&request, self.until_last(caller, asked)).await;
        let last = last.unwrap_or_else(Told::Failed);
        // Where the connection has gone, nobody is to be told.
        let _ = self.to.send((self.number, last)).await;
    }

    /// What is to be told last.
    async fn until_last(&self, caller: Caller, asked: Asked) -> Told {
        let Service { api, store, options, .. } = self.service.get_ref();
        let asked = match api.resolve(asked) {
            Ok(asked) => asked,
            Err(answer) => return Told::Answered(answer),
        };
        let (name, token) = (asked.request.clone(), caller.token.clone());
        let mut subscribed = match api::subscribe(api, store, caller, asked).await {
            Begun::Answered(answer) => return Told::Answered(answer),
            Begun::Subscribed(subscribed) => subscribed,
        };
        let Some(_place) = self.streams.place(token.as_ref()) else { return Told::Answered(api::no_room(&name)) };
        loop {
            match subscribed.event().await {
                // Where the connection has gone, this is given up with it.
                Ok(Some(event)) => drop(self.to.send((self.number, Told::Next(event))).await),
                // Whether the caller is still signed in is asked even where nothing happens.
                Ok(None) => drop(timeout(options.streaming.look_again, subscribed.stirred()).await),
                Err(Ended::Failed(errors)) => return Told::Failed(errors),
                Err(Ended::SignedOut(_)) => return Told::SignedOut,
            }
        }
    }
}
