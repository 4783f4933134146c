//! Refusals as JSON in the form of GraphQL errors, for all that is no answer of GraphQL itself; those of the library
//! that speaks HTTP among them.

use std::fmt;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError};

use super::request_id;
use crate::api::{RequestId, count_error};

/// A refusal with its code, and a sentence that says what to do.
pub(super) fn refusal(request: &RequestId, status: StatusCode, code: &str, message: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response
        .content_type("application/json; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response.body(body(request, code, message))
}

/// The JSON of a refusal, which is counted with it.
pub(super) fn body(request: &RequestId, code: &str, message: &str) -> String {
    count_error(code);
    let extensions = serde_json::json!({ "code": code, "requestId": request.as_str() });
    serde_json::json!({ "errors": [{ "message": message, "extensions": extensions }] }).to_string()
}

/// The JSON where the service has failed.
pub(super) fn failed(request: &RequestId) -> String {
    let (code, message) = said(StatusCode::INTERNAL_SERVER_ERROR);
    body(request, code, message)
}

/// A refusal that is handed on as an error, by what has no request any more to answer.
#[derive(Debug)]
pub(super) struct Refusal {
    request: RequestId,
    status: StatusCode,
}

impl Refusal {
    pub(super) fn new(request: RequestId, status: StatusCode) -> Self {
        Self { request, status }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(said(self.status).1)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = bare(&self.request, self.status);
        if let Ok(value) = header::HeaderValue::from_str(self.request.as_str()) {
            response.headers_mut().insert(request_id::HEADER, value);
        }
        response
    }
}

/// A refusal of which nothing is known but the status.
fn bare(request: &RequestId, status: StatusCode) -> HttpResponse {
    let (code, message) = said(status);
    refusal(request, status, code, message)
}

/// What a status says: a code, and a sentence.
pub(super) fn said(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => ("NOT_FOUND", "there is nothing at this address: GraphQL is at /graphql"),
        StatusCode::METHOD_NOT_ALLOWED => ("BAD_USER_INPUT", "this method is not answered at this address"),
        StatusCode::PAYLOAD_TOO_LARGE => ("LIMIT_EXCEEDED", "the body is too large"),
        StatusCode::REQUEST_TIMEOUT => ("LIMIT_EXCEEDED", "the request took too long to arrive: send it again"),
        StatusCode::SERVICE_UNAVAILABLE => ("UNAVAILABLE", "this is not to be had now: try again later"),
        status if status.is_client_error() => ("BAD_USER_INPUT", "the request cannot be read"),
        _ => ("INTERNAL", "the service has failed to answer this; the fault is logged"),
    }
}

/// Has every error be JSON: of those that come without a body, or with a plain text, only the status is kept. Pages for
/// people stay as they are.
pub(super) async fn in_json(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request_id::of(request.request());
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(Refusal::new(id, error.as_response_error().status_code()).into()),
    };
    let status = response.status();
    let content = response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_meant = content.contains("json") || content.starts_with("text/html");
    if !(status.is_client_error() || status.is_server_error()) || is_meant {
        return Ok(response);
    }
    let mut refused = bare(&id, status);
    for value in response.headers().get_all(header::ALLOW) {
        refused.headers_mut().append(header::ALLOW, value.clone());
    }
    Ok(response.into_response(refused))
}
