//! From a request's document to the bytes of its answer. Answers to queries are kept with the snapshot they were
//! read from, so a dashboard that polls an unchanged graph is answered without asking again.

use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::OperationType;
use async_graphql::{Error, Request, Response};

use super::asked::{Answer, Asked, Outcome};
use super::caller::Caller;
use super::context::Session;
use super::document::{self, Document};
use super::limits::Taken;
use super::nulls::Executed;
use super::request_id::RequestId;
use super::{Api, error, refusal};
use crate::graph::AnswerKey;
use crate::store::{Deed, Doing, Store};

/// Answers a query or a mutation.
pub(super) async fn answer(api: &Api, store: &Arc<Store>, caller: Caller, asked: Asked) -> Answer {
    let today = store.world().today();
    let snapshot = store.snapshot();
    let key = AnswerKey {
        document: asked.document.clone(),
        operation: asked.operation.clone(),
        variables: asked.variables.to_string(),
        clearance: caller.clearance.clone(),
        today,
    };
    if !asked.tells_cost
        && let Some(kept) = snapshot.answers().get(&key)
    {
        // What is kept has been reckoned once, and is little work.
        if let Err(refused) = afford(api, &caller, 1, store, &asked.request) {
            return refused;
        }
        return Answer::kept(kept);
    }
    let Document { parsed, operation, variables, cost } = match document::read(api, &asked) {
        Ok(document) => document,
        Err(mut error) => {
            refusal::withhold(&mut error, &caller);
            return Answer::refused(&error, &asked.request);
        }
    };
    match operation {
        OperationType::Query => {}
        OperationType::Mutation if asked.only_queries => {
            return Answer::not_here("only queries are answered here: send a mutation by POST", &asked.request);
        }
        OperationType::Mutation => {}
        OperationType::Subscription => {
            let message = "a subscription is answered with Accept: text/event-stream, or over a WebSocket";
            return Answer::refused(&error::anywhere(&error::bad_input(message)), &asked.request);
        }
    }
    if let Err(refused) = afford(api, &caller, cost, store, &asked.request) {
        return refused;
    }
    let is_query = operation == OperationType::Query;
    let session = Arc::new(Session::new(Arc::clone(store), caller, today, Arc::clone(&api.limits)));
    if is_query {
        session.answer_from(Arc::clone(&snapshot));
    }
    let mut request = Request::new("").variables(variables);
    request.operation_name = asked.operation.clone();
    request.set_parsed_query(parsed);
    let execution = api.schema.execute(request.data(Arc::clone(&session)));
    let Ok(mut response) = tokio::time::timeout(api.limits.waiting, execution).await else {
        return Answer::unavailable(&error::anywhere(&error::waited(is_query)), &asked.request);
    };
    if asked.tells_cost {
        response = response.extension("cost", error::cost(cost, &api.limits));
    }
    let response = match shown(&session, response, is_query).await {
        Ok(response) => response,
        Err(fault) => {
            let outcome = if error::is_limit(&fault) { Outcome::NotExecuted } else { Outcome::Unavailable };
            return Answer { outcome, ..Answer::refused(&error::anywhere(&fault), &asked.request) };
        }
    };
    let may_be_kept = is_query && response.is_ok() && session.may_be_kept() && !asked.tells_cost;
    let selected = (key.document.as_str(), key.operation.as_deref());
    let answer = finished(api, response, selected, &session.caller, &asked.request);
    let answer = Answer { is_personal: !session.may_be_kept(), ..answer };
    if may_be_kept {
        snapshot.answers().keep(key, answer.bytes.clone());
    }
    answer
}

/// Takes what a request costs from the caller's budget, where there are budgets; or the refusal.
pub(super) fn afford(api: &Api, caller: &Caller, cost: u64, store: &Store, request: &RequestId) -> Result<(), Answer> {
    take(api, caller, cost, store).map(drop).map_err(|seconds| {
        let most = api.limits.budget.unwrap_or_default();
        let message = format!("this minute's budget of {most} is spent: ask again in {seconds} seconds");
        Answer::too_much(&error::anywhere(&error::limit_exceeded(&message)), seconds, request)
    })
}

/// What was taken from the caller's budget, if there are budgets; where it does not last, after how many seconds there is a
/// new one.
pub(super) fn take(api: &Api, caller: &Caller, cost: u64, store: &Store) -> Result<Option<Taken>, i64> {
    let most = api.limits.budget;
    most.map(|most| api.budgets.take(caller.token.as_ref(), cost, most, store.world().now())).transpose()
}

/// What was executed, unless it may not be shown: where it is too large, or where it cannot be noted that personal details
/// are read.
pub(super) async fn shown(session: &Session, response: Response, is_query: bool) -> Result<Response, Error> {
    if session.is_exhausted() {
        return Err(error::limit_exceeded(match is_query {
            true => "the answer is too large: ask for fewer levels, or for smaller pages",
            false => "the answer is too large; what was granted is recorded all the same: ask for less of it",
        }));
    }
    let shown = session.details_shown();
    if !shown.is_empty() {
        let deed = Deed::done(session.caller.actor.clone(), Doing::PersonalDetailsRead).about(shown);
        let noted = session.store.audit().note_first(deed).await;
        noted.map_err(|fault| error::unnoted(&fault, is_query))?;
    }
    Ok(response)
}

/// The response as it is sent: null where the schema allows it, and every error with its code. `selected` are the document
/// and the name of the operation.
pub(super) fn finished(
    api: &Api,
    mut response: Response,
    selected: (&str, Option<&str>),
    caller: &Caller,
    request: &RequestId,
) -> Answer {
    // What the library has found wrong with the document is about no field that was executed.
    let is_executed = response.errors.is_empty() || response.errors.iter().any(|it| !it.path.is_empty());
    if !response.errors.is_empty()
        && let Ok(document) = parse_query(selected.0)
    {
        let executed = Executed { shapes: &api.shapes, document: &document, operation: selected.1 };
        for error in response.errors.iter().filter(|it| !it.path.is_empty()) {
            executed.fail(&error.path, &mut response.data);
        }
    }
    refusal::code_all(&mut response, &api.inputs, caller, request);
    let codes = refusal::codes(&response.errors);
    if is_executed {
        match serde_json::to_vec(&response) {
            Ok(bytes) => Answer { codes, ..Answer::executed(bytes.into()) },
            Err(fault) => {
                tracing::error!(%fault, "an answer could not be written");
                Answer { outcome: Outcome::Failed, ..Answer::refused(&error::anywhere(&error::failed()), request) }
            }
        }
    } else {
        let outcome = Outcome::NotExecuted;
        Answer { bytes: refusal::refusals(&response.errors), outcome, is_personal: false, is_kept: false, codes }
    }
}
