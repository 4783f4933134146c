//! Pages of other origins that may ask GraphQL from a browser: those that the operator has named, exactly, and no others.
//! Browsers hold back what they are not told to hand on, so for all others, and elsewhere, nothing has to be done.

use std::fmt;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use super::Service;
use super::refusal::refusal;
use super::request_id;
use super::routes::GRAPHQL;

/// What pages may send.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
const HEADERS: HeaderValue = HeaderValue::from_static("Accept, Authorization, Content-Type, X-Request-Id");

/// What pages may read beside the body.
const EXPOSED: HeaderValue = HeaderValue::from_static("ETag, Retry-After, X-Request-Id");

/// For how long a browser need not ask again, in seconds.
const LASTS: HeaderValue = HeaderValue::from_static("600");

const YES: HeaderValue = HeaderValue::from_static("true");

/// Where a page comes from: scheme, host and port, as browsers send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Reads one; or says what it must be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const SHAPE: &str = "an origin is a scheme, a host and perhaps a port in small letters, with nothing after it, such \
                             as https://board.example; name each one, for there is no sign that stands for all";
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(SHAPE)?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._:[]".contains(c);
        let is_whole = host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && host.chars().all(plain);
        // Browsers leave out the port that is the usual one.
        let usual = if text.starts_with("https") { ":443" } else { ":80" };
        if is_whole && !host.ends_with(usual) && !host.ends_with(':') { Ok(Self(text.to_owned())) } else { Err(SHAPE) }
    }

    /// As browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells browsers whose pages may read the answer, whatever it is, and answers where they ask before they send a request.
pub(super) async fn told(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let service = request.app_data::<web::Data<Service>>().cloned();
    let Some(service) = service.filter(|it| !it.options.origins.is_empty() && request.path() == GRAPHQL) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let origin = request.headers().get(header::ORIGIN).cloned();
    let is_let_in =
        |it: &HeaderValue| service.options.origins.iter().any(|own| own.as_str().as_bytes() == it.as_bytes());
    let let_in = origin.clone().filter(is_let_in);
    let is_preflight = origin.is_some()
        && request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match (is_preflight, &let_in) {
        (false, _) => match next.call(request).await {
            Ok(response) => response.map_into_boxed_body(),
            Err(error) => {
                // There is no request any more, and its answer goes on as an error.
                let mut response = error.error_response();
                tell(response.headers_mut(), let_in);
                return Err(InternalError::from_response(error, response).into());
            }
        },
        (true, Some(_)) => {
            let mut response = HttpResponse::NoContent().finish();
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, LASTS);
            request.into_response(response)
        }
        (true, None) => {
            let message = "pages of this origin are not let in: the operator names those that are";
            let id = request_id::of(request.request());
            request.into_response(refusal(&id, StatusCode::FORBIDDEN, "FORBIDDEN", message))
        }
    };
    tell(response.headers_mut(), let_in);
    Ok(response)
}

/// Tells by the headers of an answer which origin's pages may read it, if any.
fn tell(headers: &mut HeaderMap, let_in: Option<HeaderValue>) {
    vary_by_origin(headers);
    if let Some(origin) = let_in {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, YES);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

/// Has caches keep answers apart by the origin, and by what they are kept apart by already.
fn vary_by_origin(headers: &mut HeaderMap) {
    let by = headers.get(header::VARY).and_then(|it| it.to_str().ok());
    let by = by.map_or_else(|| "Origin".to_owned(), |it| format!("{it}, Origin"));
    if let Ok(by) = HeaderValue::try_from(by) {
        headers.insert(header::VARY, by);
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn an_origin_is_as_browsers_send_it() {
        let check = |text: &str, expected: bool| assert_eq!(Origin::parse(text).is_ok(), expected, "{text}");
        check("https://board.example", true);
        check("https://board.example:8443", true);
        check("http://localhost:3000", true);
        check("http://[::1]:3000", true);
        for bad in [
            "*",
            "null",
            "",
            "board.example",
            "https://",
            "https://board.example/",
            "https://board.example:443",
            "http://board.example:80",
            "https://Board.example",
            "https://*.board.example",
            "https://me@board.example",
            "https://board.example:",
            "file:///x",
        ] {
            check(bad, false);
        }
    }
}
