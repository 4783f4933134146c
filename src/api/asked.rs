//! What is asked and what is answered: the two ends of a request, whatever it came by.

use std::sync::Arc;

use async_graphql::ServerError;
use bytes::Bytes;

use super::{error, measure};

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
    /// Whether the answer is to say what it cost, in `extensions.cost`.
    pub tells_cost: bool,
    /// By what the request is found in the log.
    pub request: RequestId,
}

/// By what a request is found in the log: it stands in every error, in the answer's header, and beside every log line of
/// the request. It says nothing of who asks or what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The longest that is taken from a caller, in bytes.
    const LONGEST: usize = 64;

    /// A new one, of these random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(ulid::Ulid(u128::from_be_bytes(random)).to_string().to_ascii_lowercase().into())
    }

    /// What a caller or a proxy has named a request, if it can stand in a log line: at most 64 of a-z, A-Z, 0-9, `-`, `_`
    /// and `.`.
    pub fn given(text: &str) -> Option<Self> {
        let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-_.".contains(&it);
        let fits = (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(is_plain);
        fits.then(|| Self(text.into()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
        let codes = measure::codes(std::slice::from_ref(error));
        let bytes = error::refusal(error, request);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_named_by_what_can_stand_in_a_log() {
        let check = |given: &str, expected: bool| assert_eq!(RequestId::given(given).is_some(), expected, "{given:?}");
        check("01hzy8a", true);
        check("Root=1-67891233", false);
        check("a.b_c-D9", true);
        check(&"x".repeat(64), true);
        check(&"x".repeat(65), false);
        for bad in ["", "a b", "a\nb", "ä", "a\"b"] {
            check(bad, false);
        }
        assert_eq!(RequestId::new([0; 16]).as_str(), "0".repeat(26));
    }
}
