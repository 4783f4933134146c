//! From a request's document to the bytes of its answer. Answers to queries are kept with the snapshot they were
//! read from, so a dashboard that polls an unchanged graph is answered without asking again.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Variables};
use bytes::Bytes;

use super::context::{Caller, Session};
use super::{Api, error, limits};
use crate::graph::AnswerKey;
use crate::store::Store;

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
    // A document that cannot be read changes nothing; executing it says what is wrong with it.
    let document = api.documents.read(&key.document).ok();
    let is_query = document.as_ref().is_none_or(|it| is_query(it, key.operation.as_deref()));
    if asked.only_queries && !is_query {
        return Err(Refused::NotAQuery);
    }
    if let Some(document) = &document {
        if let Some(excess) = limits::excess(document) {
            return Ok(error::refusal(&error::limit_exceeded(&excess)));
        }
        request.set_parsed_query(ExecutableDocument::clone(document));
    }
    let session = Arc::new(Session::new(Arc::clone(store), caller, today));
    if is_query {
        session.answer_from(Arc::clone(&snapshot));
    }
    let reading = is_query.then_some(snapshot);
    let mut response = api.schema.execute(request.data(Arc::clone(&session))).await;
    if session.is_exhausted() {
        let message = "the answer is too large: ask for fewer levels, or for smaller pages";
        return Ok(error::refusal(&error::limit_exceeded(message)));
    }
    if let Some(document) = &document {
        for error in response.errors.iter().filter(|it| !it.path.is_empty()) {
            api.shapes.fail(document, key.operation.as_deref(), &error.path, &mut response.data);
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

/// Whether the operation asked for is a query. A document that lacks the operation changes nothing either.
fn is_query(document: &ExecutableDocument, operation: Option<&str>) -> bool {
    let mut asked = document.operations.iter();
    asked.all(|(name, it)| {
        let is_asked = operation.is_none() || name.map(|it| it.as_str()) == operation;
        !is_asked || it.node.ty == OperationType::Query
    })
}
