//! By what a request is found in the log: in every line that is logged while it is answered, in every error, and in the
//! header `X-Request-Id` of its answer. A proxy's name for it is taken over, where one can stand in a log.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use tracing::Instrument;

use super::Service;
use crate::api::RequestId;
use crate::store::Secret;

/// The header in which it comes and goes.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of this request.
pub(super) fn of(request: &HttpRequest) -> RequestId {
    request.extensions().get::<RequestId>().cloned().unwrap_or_default()
}

/// Gives the request its id, and the answer.
pub(super) async fn named(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let made = || {
        let service = request.app_data::<web::Data<Service>>();
        service.map(|it| RequestId::new(it.store.world().random())).unwrap_or_default()
    };
    let id = given(request.headers()).unwrap_or_else(made);
    request.extensions_mut().insert(id.clone());
    let span = span(&request, &id);
    let answered = async {
        let result = next.call(request).await;
        let status = match &result {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        tracing::debug!(status = status.as_u16(), "answered");
        result
    };
    let mut response = answered.instrument(span).await?.map_into_boxed_body();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    Ok(response)
}

/// What the caller calls the request, if it says so once and plainly. A token is no name, wherever it stands.
fn given(headers: &HeaderMap) -> Option<RequestId> {
    let mut values = headers.get_all(&HEADER);
    let only = values.next().filter(|_| values.next().is_none());
    only.and_then(|it| it.to_str().ok()).filter(|it| !Secret::is_in(it)).and_then(RequestId::given)
}

/// What is logged beside every line: nothing that the caller has written but the id. The path is that of the route, for
/// addresses hold secrets, and paths that lead nowhere hold anything.
fn span(request: &ServiceRequest, id: &RequestId) -> tracing::Span {
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    let path = request.match_pattern();
    tracing::info_span!("http", request = id.as_str(), method, path = path.as_deref().unwrap_or("elsewhere"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_name_that_is_plain_is_taken_over() {
        let check = |values: &[&str], expected: Option<&str>| {
            let request = values.iter().fold(TestRequest::default(), |it, value| it.append_header((HEADER, *value)));
            let found = given(request.to_srv_request().headers());
            assert_eq!(found.as_ref().map(RequestId::as_str), expected, "{values:?}");
        };
        check(&["abc-1.2_3"], Some("abc-1.2_3"));
        check(&[], None);
        check(&["a", "a"], None);
        check(&["a b"], None);
        check(&[&"x".repeat(65)], None);
        check(&["demarche_0_abcdefghijklmnopqrstuvwxyzabcdefghijklmno"], None);
    }
}
