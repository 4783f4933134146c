//! Errors, counted by their codes for the operator: those of answers, and those that requests are refused with before they
//! are answered.

/// The codes that errors are counted by.
const CODES: [&str; 9] = [
    "BAD_USER_INPUT",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "LIMIT_EXCEEDED",
    "PERSISTED_QUERY_NOT_FOUND",
    "PERSISTED_QUERY_NOT_SUPPORTED",
    "UNAVAILABLE",
    "INTERNAL",
];

/// Counts an error by its code.
pub fn count_error(code: &str) {
    let code = CODES.into_iter().find(|it| *it == code).unwrap_or("other");
    metrics::counter!("demarche_errors_total", "code" => code).increment(1);
}
