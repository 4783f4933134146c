//! From an answer, or a refusal, to a response: its status, how long it may be kept, and by what it is known again.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;

use super::accept::Media;
use super::request::Malformed;
use crate::api::{Answer, Outcome};
use crate::web::{refusal, request_id};

/// What may be sent to GraphQL.
const ALLOWED: &str = "GET, HEAD, POST";

/// Whether something was executed stands in the status, for those who accept a GraphQL response. Others are told 200 for
/// all that is GraphQL, good or bad, for their clients read the body of nothing else.
fn status(media: Media, outcome: Outcome) -> StatusCode {
    match (outcome, media) {
        (Outcome::Executed, _) => StatusCode::OK,
        (Outcome::NotExecuted, Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
        (Outcome::Unavailable, Media::GraphqlResponse) => StatusCode::SERVICE_UNAVAILABLE,
        (Outcome::NotExecuted | Outcome::Unavailable, Media::Json | Media::Events | Media::Page) => StatusCode::OK,
        (Outcome::NotHere, _) => StatusCode::METHOD_NOT_ALLOWED,
        (Outcome::TooMuch(_), _) => StatusCode::TOO_MANY_REQUESTS,
        (Outcome::Failed, _) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The response to what was asked.
pub(super) fn answered(request: &HttpRequest, media: Media, answer: Answer) -> HttpResponse {
    let status = status(media, answer.outcome);
    // What shows personal details, or who somebody is, is kept by no browser.
    let is_kept = is_read(request) && answer.outcome == Outcome::Executed && !answer.is_personal;
    if !is_kept {
        let mut response = begun(request, media, status);
        if let Outcome::TooMuch(seconds) = answer.outcome {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        return response.insert_header((header::CACHE_CONTROL, "no-store")).body(answer.bytes);
    }
    let tag = tag(media, &answer.bytes);
    let is_known = known(request).any(|it| it == "*" || it == tag);
    let mut response = begun(request, media, if is_known { StatusCode::NOT_MODIFIED } else { status });
    response.insert_header((header::CACHE_CONTROL, "private, no-cache")).insert_header((header::ETAG, tag));
    if is_known { response.body(Bytes::new()) } else { response.body(answer.bytes) }
}

/// The response to what asks nothing.
pub(super) fn refused(request: &HttpRequest, media: Media, malformed: &Malformed) -> HttpResponse {
    let body = refusal::body(&request_id::of(request), malformed.code(), &malformed.message);
    begun(request, media, malformed.status).insert_header((header::CACHE_CONTROL, "no-store")).body(body)
}

fn is_read(request: &HttpRequest) -> bool {
    request.method() == Method::GET || request.method() == Method::HEAD
}

/// What every response begins with.
fn begun(request: &HttpRequest, media: Media, status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.insert_header((header::ALLOW, ALLOWED));
    }
    // Only what may be kept depends on who asked for it.
    let vary = if is_read(request) { "Accept, Authorization, Cookie" } else { "Accept" };
    response
        .content_type(media.content_type())
        .insert_header((header::VARY, vary))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response
}

/// By what an answer is known again: its bytes and their type. It tells whoever has the bytes nothing that is not in them,
/// and it stands in no answer with personal details, so that no proxy's log of tags lets a name be guessed.
fn tag(media: Media, bytes: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(media.content_type().as_bytes()).update(&[0]).update(bytes);
    format!("\"{}\"", hasher.finalize().to_hex())
}

/// The answers that the caller has, by their tags. For this comparison weak ones are as good as strong ones.
fn known(request: &HttpRequest) -> impl Iterator<Item = &str> {
    let values = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|it| it.to_str().ok());
    values.flat_map(|it| it.split(',')).map(|it| it.trim().trim_start_matches("W/"))
}
