//! Errors as they are sent: each with its code and the request's id, and none with what its caller may not know.

use async_graphql::{Response, ServerError, Value};
use bytes::Bytes;

use super::caller::Caller;
use super::error::{BAD_USER_INPUT, FAILED, INTERNAL, LIMIT_EXCEEDED, ONE_OF};
use super::request_id::RequestId;
use super::variables::Inputs;

/// The extension in which every error names the request.
const REQUEST: &str = "requestId";

/// How names begin that a caller has not given: those that the GraphQL library suggests, and what an enum has.
const SUGGESTIONS: [&str; 2] = [" Did you mean", ONE_OF];

/// The answer to a request of which nothing was executed: it has no data.
pub(super) fn refusal(error: &ServerError, request: &RequestId) -> Bytes {
    let mut error = error.clone();
    let extensions = error.extensions.get_or_insert_with(Default::default);
    extensions.set(REQUEST, request.as_str());
    refusals(&[error])
}

/// As [`refusal`], for several reasons that name the request already.
pub(super) fn refusals(errors: &[ServerError]) -> Bytes {
    #[derive(serde::Serialize)]
    struct Refusals<'e> {
        errors: &'e [ServerError],
    }
    serde_json::to_vec(&Refusals { errors }).unwrap_or_default().into()
}

/// Tells who has not signed in no names that they have not given.
pub(super) fn withhold(error: &mut ServerError, caller: &Caller) {
    if caller.token.is_none() {
        let found = SUGGESTIONS.iter().filter_map(|it| error.message.find(it)).min();
        found.into_iter().for_each(|at| error.message.truncate(at));
    }
}

/// Gives every error the request's id, and those of the GraphQL library itself a code: they are about the document or its
/// variables. A fault of another library, which nobody has looked at, is told to the log alone.
pub(super) fn code_all(response: &mut Response, inputs: &Inputs, caller: &Caller, request: &RequestId) {
    for error in &mut response.errors {
        let extensions = error.extensions.get_or_insert_with(Default::default);
        extensions.set(REQUEST, request.as_str());
        if extensions.get("code").is_none() {
            if error.source.is_some() {
                tracing::error!(fault = error.message, "a field could not be answered");
                extensions.set("code", INTERNAL);
                error.message = FAILED.to_owned();
                continue;
            }
            if let Some(argument) = error.message.split("argument \"").nth(1).and_then(|it| it.split(['"', '.']).next())
            {
                extensions.set("argument", argument);
            }
            let limit = error.message.contains("too deep") || error.message.contains("too complex");
            extensions.set("code", if limit { LIMIT_EXCEEDED } else { BAD_USER_INPUT });
            let of = error.message.split("type \"").nth(1).and_then(|it| it.split('"').next());
            if let Some(values) = of.and_then(|it| inputs.values(it)) {
                error.message.push_str(&format!("{ONE_OF}{}", values.join(", ")));
            }
        }
        withhold(error, caller);
    }
}

/// The codes of errors.
pub(super) fn codes(errors: &[ServerError]) -> Vec<String> {
    let code = |it: &ServerError| match it.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code.clone()),
        _ => None,
    };
    errors.iter().filter_map(code).collect()
}
