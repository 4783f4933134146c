//! By what a request is found in the log.

use std::sync::Arc;

/// By what a request is found in the log. It stands in every error, in the answer's header, and beside every log line of
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
