//! Errors as callers see them: a code, the argument it is about, and a sentence. Faults are opaque outside and
//! logged inside.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Error, ErrorExtensions, Name, Pos, ServerError, Value};

use super::limits::Limits;
use super::syntax;
use crate::journal::JournalError;
use crate::queries::BadArgument;
use crate::store::StoreError;

pub(super) const BAD_USER_INPUT: &str = "BAD_USER_INPUT";
pub(super) const LIMIT_EXCEEDED: &str = "LIMIT_EXCEEDED";
const UNAVAILABLE: &str = "UNAVAILABLE";
const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
pub(super) const FORBIDDEN: &str = "FORBIDDEN";
pub(super) const INTERNAL: &str = "INTERNAL";

/// How it is said what an enum has.
pub(super) const ONE_OF: &str = "; it is one of ";

pub(super) const FAILED: &str = "the service has failed to answer this; the fault is logged";

const UNNOTED: &str = "personal details cannot be shown now, for it cannot be noted who reads them: ask without them";

impl From<BadArgument> for Error {
    fn from(bad: BadArgument) -> Self {
        Self::new(format!("{}: {}", bad.argument, bad.reason)).extend_with(|_, extensions| {
            extensions.set("code", BAD_USER_INPUT);
            extensions.set("argument", bad.argument);
        })
    }
}

/// A fault that is told to the log alone.
pub(super) fn failed() -> Error {
    coded(FAILED, INTERNAL)
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

pub(super) fn coded(message: &str, code: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// It took longer than a request may wait.
pub(super) fn waited(is_query: bool) -> Error {
    coded(
        match is_query {
            true => "this took too long: ask again, and for less",
            false => {
                "this took too long, and what has become of it is not known: send it again with the same idempotencyKey, which does it once"
            }
        },
        UNAVAILABLE,
    )
}

/// What a request cost, for its answer's extensions.
pub(super) fn cost(complexity: u64, limits: &Limits) -> Value {
    let number = |it: u64| Value::from(it);
    let mut cost = IndexMap::new();
    cost.insert(Name::new("complexity"), number(complexity));
    cost.insert(Name::new("most"), number(limits.complexity));
    Value::Object(cost)
}

/// The caller is signed in no longer.
pub(super) fn signed_out() -> Error {
    coded("the token is good no longer: it has expired, was revoked, or its advocate has moved", UNAUTHENTICATED)
}

/// What is asked cannot be understood, or is not for here.
pub(super) fn bad_input(message: &str) -> Error {
    coded(message, BAD_USER_INPUT)
}

/// The document is no GraphQL.
pub(super) fn unreadable_document(fault: &async_graphql::parser::Error) -> ServerError {
    let error = match fault {
        async_graphql::parser::Error::RecursionLimitExceeded => limit_exceeded("the document is nested too deep"),
        _ => bad_input(&syntax::sentence(fault)),
    };
    let locations = fault.positions().collect();
    ServerError { locations, ..anywhere(&error) }
}

/// Whether it is the limits that an error is about.
pub(super) fn is_limit(error: &Error) -> bool {
    let code = error.extensions.as_ref().and_then(|it| it.get("code"));
    matches!(code, Some(Value::String(code)) if code == LIMIT_EXCEEDED)
}

/// An error that is about no place in the document.
pub(super) fn anywhere(error: &Error) -> ServerError {
    let mut error = error.clone().into_server_error(Pos::default());
    error.locations.clear();
    error
}
