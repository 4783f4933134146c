//! GraphQL over HTTP: from a request to what is asked, and from an answer to a response. Every refusal is JSON in the
//! form of GraphQL errors.

mod persisted;
mod request;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;

use super::{Options, Service};
use crate::api::{self, Asked, Caller, Outcome};
use request::Malformed;

const JSON: &str = "application/json; charset=utf-8";
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json; charset=utf-8";

/// What is configured for bodies.
pub(super) fn body_limit(options: &Options) -> web::PayloadConfig {
    web::PayloadConfig::new(options.body)
}

/// A question or a change, as JSON in the body.
pub(super) async fn post(
    request: HttpRequest,
    service: web::Data<Service>,
    caller: web::ReqData<Caller>,
    body: Result<Bytes, actix_web::Error>,
) -> HttpResponse {
    let asked = match body {
        Ok(body) => request::from_body(&request, &body),
        Err(fault) => Err(Malformed::from_body_error(&fault, service.options.body)),
    };
    answer(&request, &service, caller.into_inner(), asked).await
}

/// A question, in the address.
pub(super) async fn get(
    request: HttpRequest,
    service: web::Data<Service>,
    caller: web::ReqData<Caller>,
) -> HttpResponse {
    answer(&request, &service, caller.into_inner(), request::from_address(&request)).await
}

/// Any other method.
pub(super) async fn other(request: HttpRequest) -> HttpResponse {
    refuse(&request, &Malformed::new(StatusCode::METHOD_NOT_ALLOWED, "send a POST with JSON, or a query by GET"))
}

async fn answer(
    request: &HttpRequest,
    service: &Service,
    caller: Caller,
    asked: Result<Asked, Malformed>,
) -> HttpResponse {
    let asked = match asked {
        Ok(asked) => asked,
        Err(malformed) => return refuse(request, &malformed),
    };
    let answer = match service.api.resolve(asked) {
        Ok(asked) => api::answer(&service.api, &service.store, caller, asked).await,
        Err(answer) => answer,
    };
    let status = match answer.outcome {
        Outcome::Executed | Outcome::NotExecuted => StatusCode::OK,
        Outcome::NotHere => StatusCode::METHOD_NOT_ALLOWED,
        Outcome::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    };
    respond(request, status, answer.bytes)
}

fn refuse(request: &HttpRequest, malformed: &Malformed) -> HttpResponse {
    let body = serde_json::json!({
        "errors": [{ "message": malformed.message, "extensions": { "code": malformed.code() } }],
    });
    respond(request, malformed.status, body.to_string().into())
}

fn respond(request: &HttpRequest, status: StatusCode, body: Bytes) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.insert_header((header::ALLOW, "GET, POST"));
    }
    let accepted = request.headers().get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let media = if accepted.contains("application/graphql-response+json") { GRAPHQL_RESPONSE } else { JSON };
    response
        .content_type(media)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::VARY, "Accept"))
        .body(body)
}
