//! Subscriptions: from a document to events, one after the other. Each event is executed on one snapshot, for what the
//! caller may see then, and like an answer: limited, noted, with codes. How events travel, and how many are in the air,
//! is the business of those to the right.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection};
use async_graphql::{Request, Response, ServerError, Variables};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::watch;
use tokio::time::timeout;

use super::answer::{afford, answer, finished, shown, take};
use super::asked::{Answer, Asked, Outcome};
use super::caller::Caller;
use super::context::Session;
use super::document::{self, Document};
use super::request_id::RequestId;
use super::subscription::Progress;
use super::{Api, error, refusal};
use crate::graph::{Mark, Snapshot};
use crate::store::Store;

/// What becomes of what is asked where subscriptions are answered too.
pub enum Begun {
    /// It was no subscription, or is refused: this is all there is to say.
    Answered(Answer),
    /// Events will come.
    Subscribed(Box<Subscribed>),
}

/// Why a subscription has ended: the errors to say, a GraphQL response without data.
#[derive(Debug)]
pub enum Ended {
    /// The caller is signed in no longer.
    SignedOut(Bytes),
    /// What has happened cannot be told.
    Failed(Bytes),
}

/// A subscription that has begun.
pub struct Subscribed {
    api: Api,
    store: Arc<Store>,
    caller: Caller,
    asked: Asked,
    parsed: ExecutableDocument,
    variables: Variables,
    /// What each event takes from the caller's budget.
    cost: u64,
    /// How long there is no budget for what is to be told, where there was none.
    spent_for: Option<Duration>,
    progress: Arc<Progress>,
    /// Up to here everything was looked at, seen or not.
    looked: Mark,
    published: watch::Receiver<()>,
}

/// Answers a query or a mutation, or begins a subscription.
pub(super) async fn subscribe(api: &Api, store: &Arc<Store>, caller: Caller, asked: Asked) -> Begun {
    // A document without the word has none.
    if !asked.document.contains("subscription") {
        return Begun::Answered(answer(api, store, caller, asked).await);
    }
    let (parsed, variables, cost) = match document::read(api, &asked) {
        Ok(Document { operation: OperationType::Subscription, parsed, variables, cost }) => (parsed, variables, cost),
        Ok(_) => return Begun::Answered(answer(api, store, caller, asked).await),
        Err(mut error) => {
            refusal::withhold(&mut error, &caller);
            return Begun::Answered(Answer::refused(&error, &asked.request));
        }
    };
    if let Err(error) = has_one_root(&parsed, asked.operation.as_deref()) {
        return Begun::Answered(Answer::refused(&error, &asked.request));
    }
    if let Err(refused) = afford(api, &caller, cost, store, &asked.request) {
        return Begun::Answered(refused);
    }
    let begun = Subscribed {
        api: api.clone(),
        store: Arc::clone(store),
        caller,
        asked,
        parsed,
        variables,
        cost,
        spent_for: None,
        progress: Arc::default(),
        looked: Mark::BEGINNING,
        published: store.publications(),
    };
    // The first time nothing is told: it is seen whether document, variables and arguments can be meant.
    let snapshot = store.snapshot();
    if let Some((_, response)) = begun.execute(&snapshot).await {
        let Subscribed { api, asked, caller, .. } = &begun;
        let selected = (asked.document.as_str(), asked.operation.as_deref());
        let refused = finished(api, without_path(response), selected, caller, &asked.request);
        return Begun::Answered(Answer { outcome: Outcome::NotExecuted, ..refused });
    }
    Begun::Subscribed(Box::new(begun))
}

impl Subscribed {
    /// Done once anything was written that may be news, at once where something was since the last call; and once there is a
    /// budget again, where what is new has waited for it. To give up waiting loses nothing.
    pub async fn stirred(&mut self) {
        // While this has the store, there is somebody to tell.
        let written = self.published.changed();
        match self.spent_for {
            // Whoever gives up waits for as long again at the most, and looks by themselves meanwhile.
            Some(seconds) => drop(timeout(seconds, written).await),
            None => drop(written.await),
        }
    }

    /// The next event, a GraphQL response in JSON, where something has happened that the caller may see. Where the caller's
    /// budget is spent there is none until the next minute: what happens meanwhile is told then. To be awaited to its end:
    /// an event that was begun and given up is lost.
    pub async fn event(&mut self) -> Result<Option<Bytes>, Ended> {
        self.still_signed_in()?;
        self.published.mark_unchanged();
        self.spent_for = None;
        let snapshot = self.store.snapshot();
        if !self.has_news(&snapshot) {
            return Ok(None);
        }
        let taken = match take(&self.api, &self.caller, self.cost, &self.store) {
            Ok(taken) => taken,
            // It is told once there is a budget again: nothing has moved on.
            Err(seconds) => {
                self.spent_for = u64::try_from(seconds).ok().map(Duration::from_secs);
                return Ok(None);
            }
        };
        let Some((session, response)) = self.execute(&snapshot).await else {
            // All that there is was looked at, and nothing of it is to be told.
            let today = self.store.world().today();
            self.looked = snapshot.view(&self.caller.clearance, today).last_change();
            // To have looked is little work.
            if let Some(taken) = taken {
                self.api.budgets.give_back(self.caller.token.as_ref(), taken, 1);
            }
            return Ok(None);
        };
        let request = &self.asked.request;
        match shown(&session, response, true).await {
            Ok(response) => {
                let selected = (self.asked.document.as_str(), self.asked.operation.as_deref());
                Ok(Some(finished(&self.api, response, selected, &self.caller, request).bytes))
            }
            Err(fault) => Err(Ended::Failed(refusal::refusal(&error::anywhere(&fault), request))),
        }
    }

    /// Whether anything that the caller may see has changed since all was looked at.
    fn has_news(&mut self, snapshot: &Snapshot) -> bool {
        let view = snapshot.view(&self.caller.clearance, self.store.world().today());
        let has_news = view.changes_after(self.looked).is_none_or(|mut it| it.next().is_some());
        if !has_news {
            self.looked = view.last_change();
        }
        has_news
    }

    fn still_signed_in(&self) -> Result<(), Ended> {
        let is_good = self.caller.token.as_ref().is_none_or(|token| {
            self.store.still_signed_in(token).is_some_and(|it| it.clearance == self.caller.clearance)
        });
        let refusal = || refusal::refusal(&error::anywhere(&error::signed_out()), &self.asked.request);
        if is_good { Ok(()) } else { Err(Ended::SignedOut(refusal())) }
    }

    /// Has the operation executed once on a snapshot: one response, or none.
    async fn execute(&self, snapshot: &Arc<Snapshot>) -> Option<(Arc<Session>, Response)> {
        let today = self.store.world().today();
        let session = Session::new(Arc::clone(&self.store), self.caller.clone(), today, Arc::clone(&self.api.limits));
        session.answer_from(Arc::clone(snapshot));
        let session = Arc::new(session);
        let mut request = Request::new("").variables(self.variables.clone());
        request.operation_name = self.asked.operation.clone();
        request.set_parsed_query(self.parsed.clone());
        let request = request.data(Arc::clone(&session)).data(Arc::clone(&self.progress));
        let response = self.api.schema.execute_stream(request).next().await?;
        Some((session, response))
    }
}

/// A subscription that has not begun has no data that anything in it could be about.
fn without_path(mut response: Response) -> Response {
    response.errors.iter_mut().for_each(|it| it.path.clear());
    response
}

/// The refusal of a subscription for which there is no more room.
pub fn no_room(request: &RequestId) -> Answer {
    let message = "there is no more room for subscriptions, of all callers or of this one: end some, or ask `changes` now and then";
    Answer::refused(&error::anywhere(&error::limit_exceeded(message)), request)
}

/// Whether the subscription asks for one thing. The library would look over fragments at the root.
fn has_one_root(document: &ExecutableDocument, name: Option<&str>) -> Result<(), ServerError> {
    let mut operations = document.operations.iter();
    let operation = operations.find(|(it, _)| name.is_none() || it.map(|it| it.as_str()) == name);
    let roots = operation.map_or(&[][..], |(_, it)| it.node.selection_set.node.items.as_slice());
    match roots {
        [only] if matches!(&only.node, Selection::Field(field) if field.node.directives.is_empty()) => Ok(()),
        _ => Err(error::anywhere(&error::bad_input(
            "a subscription selects exactly one field, without directives and not by way of a fragment",
        ))),
    }
}
