//! Refusals as JSON in the form of GraphQL errors, for all that is no answer of GraphQL itself.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

use crate::api::count_error;

/// A refusal with its code, and a sentence that says what to do.
pub(super) fn refusal(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    count_error(code);
    let errors = serde_json::json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    let mut response = HttpResponse::build(status);
    response
        .content_type("application/json; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response.body(errors.to_string())
}
