//! What is asked and what is answered: the two ends of a request, whatever it came by.

use async_graphql::ServerError;
use bytes::Bytes;

use super::request_id::RequestId;
use super::{error, refusal};

/// What is asked, as it came.
#[derive(Debug, Default)]
pub struct Asked {
    /// The document; empty where it is only named.
    pub document: String,
    /// By which id the document is named, where it is.
    pub named: Option<DocumentId>,
    /// The name of the operation in it.
    pub operation: Option<String>,
    /// The variables: a JSON object, or nothing.
    pub variables: serde_json::Value,
    /// Whether only a query may be asked.
    pub only_queries: bool,
    /// Whether the answer is to say what it cost, in `extensions.cost`.
    pub tells_cost: bool,
    /// By what the request is found in the log.
    pub request: RequestId,
}

/// By which id a request names a document. Ids are compared exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentId {
    /// As Apollo's clients do, in `extensions.persistedQuery.sha256Hash`.
    Hash(String),
    /// As all others do.
    Id(String),
}

/// An answer: the bytes of a GraphQL response in JSON, and what HTTP has to know of it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The JSON.
    pub bytes: Bytes,
    /// What became of the request.
    pub outcome: Outcome,
    /// Whether it shows, or withholds, personal details, or tells who the caller is: it is kept nowhere then.
    pub is_personal: bool,
    /// Whether it was kept from another request.
    pub is_kept: bool,
    /// The codes of its errors.
    pub codes: Vec<String>,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was executed: there are data, and perhaps errors of single fields.
    Executed,
    /// Nothing of it was executed: the document, the variables or the limits are why. There are no data.
    NotExecuted,
    /// It took too long, or what was executed cannot be shown now. There are no data.
    Unavailable,
    /// It is a mutation where only queries are taken.
    NotHere,
    /// The caller has asked for too much of late, and may ask again after so many seconds.
    TooMuch(i64),
    /// The service has failed.
    Failed,
}

impl Answer {
    pub(super) fn executed(bytes: Bytes) -> Self {
        Self { bytes, outcome: Outcome::Executed, is_personal: false, is_kept: false, codes: Vec::new() }
    }

    /// An answer that was given before.
    pub(super) fn kept(bytes: Bytes) -> Self {
        Self { is_kept: true, ..Self::executed(bytes) }
    }

    /// Nothing was executed, for this reason.
    pub(super) fn refused(error: &ServerError, request: &RequestId) -> Self {
        let codes = refusal::codes(std::slice::from_ref(error));
        let bytes = refusal::refusal(error, request);
        Self { bytes, outcome: Outcome::NotExecuted, is_personal: false, is_kept: false, codes }
    }

    /// The caller's budget is spent, for so many seconds.
    pub(super) fn too_much(error: &ServerError, seconds: i64, request: &RequestId) -> Self {
        Self { outcome: Outcome::TooMuch(seconds), ..Self::refused(error, request) }
    }

    /// It took too long, and what has become of it is not known.
    pub(super) fn unavailable(error: &ServerError, request: &RequestId) -> Self {
        Self { outcome: Outcome::Unavailable, ..Self::refused(error, request) }
    }

    /// Only queries are answered where it was asked.
    pub(super) fn not_here(message: &str, request: &RequestId) -> Self {
        Self { outcome: Outcome::NotHere, ..Self::refused(&error::anywhere(&error::bad_input(message)), request) }
    }
}
