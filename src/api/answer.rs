//! From a request's document to the bytes of its answer. Answers to queries are kept with the snapshot they were
//! read from, so a dashboard that polls an unchanged graph is answered without asking again.

use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Variables};
use bytes::Bytes;

use super::context::{Caller, Session};
use super::{Api, error, limits};
use crate::graph::AnswerKey;
use crate::store::{Deed, Doing, Store};

/// What is asked, as it came.
#[derive(Debug, Default)]
pub struct Asked {
    /// The document.
    pub document: String,
    /// The name of the operation in it.
    pub operation: Option<String>,
    /// The variables: a JSON object, or nothing.
    pub variables: serde_json::Value,
    /// Whether only a query may be asked.
    pub only_queries: bool,
}

/// Why a request has no answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A mutation where only queries are taken.
    #[error("only queries are answered here: send a mutation by POST")]
    NotAQuery,
}

/// Answers a request: the JSON of a GraphQL response.
pub async fn answer(api: &Api, store: &Arc<Store>, caller: Caller, asked: Asked) -> Result<Bytes, Refused> {
    let today = store.world().today();
    let key = AnswerKey {
        document: asked.document,
        operation: asked.operation,
        variables: asked.variables.to_string(),
        clearance: caller.clearance.clone(),
        today,
    };
    let snapshot = store.snapshot();
    if let Some(kept) = snapshot.answers().get(&key) {
        return Ok(kept);
    }
    let mut request = Request::new(key.document.as_str()).variables(Variables::from_json(asked.variables));
    request.operation_name = key.operation.clone();
    let is_query = is_query(&mut request);
    if asked.only_queries && !is_query {
        return Err(Refused::NotAQuery);
    }
    if let Some(excess) = request.parsed_query().ok().and_then(limits::excess) {
        return Ok(error::refusal(&error::limit_exceeded(&excess)));
    }
    let session = Arc::new(Session::new(Arc::clone(store), caller, today));
    if is_query {
        session.answer_from(Arc::clone(&snapshot));
    }
    let reading = is_query.then_some(snapshot);
    let mut response = api.schema.execute(request.data(Arc::clone(&session))).await;
    if session.is_exhausted() {
        let message = match is_query {
            true => "the answer is too large: ask for fewer levels, or for smaller pages",
            false => "the answer is too large; what was granted is recorded all the same: ask for less of it",
        };
        return Ok(error::refusal(&error::limit_exceeded(message)));
    }
    let shown = session.details_shown();
    if !shown.is_empty() {
        let deed = Deed::done(session.caller.actor.clone(), Doing::PersonalDetailsRead).about(shown);
        if let Err(fault) = store.audit().note_first(deed).await {
            return Ok(error::refusal(&error::unnoted(&fault, is_query)));
        }
    }
    if response.is_err()
        && let Ok(document) = parse_query(&key.document)
    {
        for error in response.errors.iter().filter(|it| !it.path.is_empty()) {
            api.shapes.fail(&document, key.operation.as_deref(), &error.path, &mut response.data);
        }
    }
    error::code_all(&mut response);
    let bytes = Bytes::from(serde_json::to_vec(&response).unwrap_or_default());
    if let Some(snapshot) = reading
        && response.is_ok()
        && session.may_be_kept()
    {
        snapshot.answers().keep(key, bytes.clone());
    }
    Ok(bytes)
}

/// Whether the operation asked for is a query. A document that cannot be read, or that lacks the operation, changes
/// nothing either, and its answer says so.
fn is_query(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else {
        return true;
    };
    let mut asked =
        document.operations.iter().filter(|(it, _)| name.is_none() || it.map(|it| it.as_str()) == name.as_deref());
    asked.all(|(_, operation)| operation.node.ty == OperationType::Query)
}
