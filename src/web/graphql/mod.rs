//! GraphQL over HTTP: from a request to what is asked, and from an answer to a response. Every refusal is JSON in the
//! form of GraphQL errors.

pub(super) mod accept;
mod members;
mod persisted;
mod request;
mod respond;
mod sse;
mod streams;
mod ws;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;

use super::{Service, request_id};
use crate::api::{self, Asked, Caller};
use accept::Media;
use request::Malformed;

pub(super) use streams::{Streams, streams};
pub(super) use ws::{socket, wants_socket};

/// What is configured for bodies.
pub(super) fn body_limit(service: &Service) -> web::PayloadConfig {
    web::PayloadConfig::new(service.api.limits().body)
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
        Err(fault) => Err(Malformed::from_body_error(&fault, service.api.limits().body)),
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
    let malformed = Malformed::new(StatusCode::METHOD_NOT_ALLOWED, "send a POST with JSON, or a query by GET");
    respond::refused(&request, accept::answer(request.head()).unwrap_or(Media::Json), &malformed)
}

async fn answer(
    request: &HttpRequest,
    service: &Service,
    caller: Caller,
    asked: Result<Asked, Malformed>,
) -> HttpResponse {
    // Where events are asked for, what is no event is JSON.
    let wants_events = accept::takes_events(request.head());
    let json = accept::answer(request.head());
    let Some(media) = json.or(wants_events.then_some(Media::Json)) else {
        return respond::refused(request, Media::Json, &Malformed::not_acceptable());
    };
    match asked {
        Ok(asked) => {
            let asked = service.api.resolve(Asked { request: request_id::of(request), ..asked });
            let answer = match asked {
                Ok(asked) if wants_events => match sse::answer(request, service, caller, asked, json.is_some()).await {
                    Ok(events) => return events,
                    Err(answer) => answer,
                },
                Ok(asked) => api::answer(&service.api, &service.store, caller, asked).await,
                Err(answer) => answer,
            };
            respond::answered(request, media, answer)
        }
        Err(malformed) => respond::refused(request, media, &malformed),
    }
}
