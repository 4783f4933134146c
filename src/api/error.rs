//! Errors as callers see them: a code, the argument it is about, and a sentence. Faults are opaque outside and
//! logged inside.

use async_graphql::{Context, Error, ErrorExtensions, Pos, Response};
use bytes::Bytes;

use super::context::Look;
use crate::journal::JournalError;
use crate::queries::BadArgument;
use crate::store::StoreError;

const BAD_USER_INPUT: &str = "BAD_USER_INPUT";
const LIMIT_EXCEEDED: &str = "LIMIT_EXCEEDED";
const UNAVAILABLE: &str = "UNAVAILABLE";
const FORBIDDEN: &str = "FORBIDDEN";
const INTERNAL: &str = "INTERNAL";

const UNNOTED: &str = "personal details cannot be shown now, for it cannot be noted who reads them: ask without them";

impl From<BadArgument> for Error {
    fn from(bad: BadArgument) -> Self {
        Self::new(format!("{}: {}", bad.argument, bad.reason)).extend_with(|_, extensions| {
            extensions.set("code", BAD_USER_INPUT);
            extensions.set("argument", bad.argument);
        })
    }
}

/// A fault of the service: something that cannot be, is. It is logged by the field it was met in.
pub(super) fn internal(ctx: &Context<'_>) -> Error {
    if ctx.session().is_exhausted() {
        return limit_exceeded("the answer is too large");
    }
    let path = ctx.path_node.map(|it| it.to_string_vec().join(".")).unwrap_or_default();
    tracing::error!(path, "the graph lacks what this field must have");
    coded("the service has failed to answer this; the fault is logged", INTERNAL)
}

/// A write that cannot be taken now.
pub(super) fn unavailable(fault: &StoreError) -> Error {
    tracing::error!(%fault, "a write was refused");
    match fault {
        StoreError::Closed => coded("the service is stopping and takes no more writes", UNAVAILABLE),
        StoreError::NotNow(_) => coded(
            "nothing was changed: the service has too little room to write; try again once its operator has made some",
            UNAVAILABLE,
        ),
        StoreError::Unnoted => coded(UNNOTED, UNAVAILABLE),
        _ => coded(
            "the service is read-only until its operator has looked at it; nothing acknowledged is lost",
            UNAVAILABLE,
        ),
    }
}

/// What shows personal details could not be noted, so they are not shown.
pub(super) fn unnoted(fault: &StoreError, is_query: bool) -> Error {
    tracing::error!(%fault, "personal details were asked for, and not shown");
    coded(
        match is_query {
            true => UNNOTED,
            false => "what was granted is recorded; personal details cannot be shown now: ask for less of it",
        },
        UNAVAILABLE,
    )
}

/// The audit trail cannot be read.
pub(super) fn unreadable(fault: &JournalError) -> Error {
    tracing::error!(%fault, "the audit trail could not be read");
    coded("the audit trail cannot be read; the log says why, and what helps", INTERNAL)
}

/// What the caller may know of, and may not have.
pub(super) fn forbidden(message: &str) -> Error {
    coded(message, FORBIDDEN)
}

/// More than one request may ask.
pub(super) fn limit_exceeded(message: &str) -> Error {
    coded(message, LIMIT_EXCEEDED)
}

fn coded(message: &str, code: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// The answer to a request of which nothing was executed.
pub(super) fn refusal(error: &Error) -> Bytes {
    let mut error = error.clone().into_server_error(Pos::default());
    error.locations.clear();
    let response = Response::from_errors(vec![error]);
    serde_json::to_vec(&response).unwrap_or_default().into()
}

/// Gives the errors of the GraphQL library itself a code: they are about the document or its variables.
pub(super) fn code_all(response: &mut Response) {
    for error in &mut response.errors {
        let extensions = error.extensions.get_or_insert_with(Default::default);
        if extensions.get("code").is_none() {
            if let Some(argument) = error.message.split("argument \"").nth(1).and_then(|it| it.split(['"', '.']).next())
            {
                extensions.set("argument", argument);
            }
            let limit = error.message.contains("too deep") || error.message.contains("too complex");
            extensions.set("code", if limit { LIMIT_EXCEEDED } else { BAD_USER_INPUT });
        }
    }
}
