//! What is asked, read from a request's body or address.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, ResponseError, error, web};
use serde::Deserialize;
use serde_json::Value;

use super::accept::is_utf_8;
use super::members::Members;
use super::persisted::Named;
use crate::api::Asked;
use crate::web::{refusal, slow};

/// A request that asks nothing that could be answered.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) status: StatusCode,
    pub(super) message: String,
}

impl Malformed {
    pub(super) fn new(status: StatusCode, message: &str) -> Self {
        Self { status, message: message.to_owned() }
    }

    fn bad(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn from_body_error(fault: &actix_web::Error, limit: usize) -> Self {
        if fault.as_error::<error::PayloadError>().is_some_and(slow::is_late) {
            return Self::new(StatusCode::REQUEST_TIMEOUT, "the body took too long to arrive: send it again, at once");
        }
        match fault.as_error::<error::PayloadError>() {
            Some(fault) if fault.status_code() == StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, &format!("a request's body has at most {limit} bytes"))
            }
            _ => Self::bad("the body could not be read"),
        }
    }

    /// Nothing that there is would be accepted.
    pub(super) fn not_acceptable() -> Self {
        let message = "answers are application/graphql-response+json or application/json: accept one of them";
        Self::new(StatusCode::NOT_ACCEPTABLE, message)
    }

    pub(super) fn code(&self) -> &'static str {
        refusal::said(self.status).0
    }
}

/// Reads a body of JSON.
pub(super) fn from_body(request: &HttpRequest, body: &[u8]) -> Result<Asked, Malformed> {
    let unsupported = |message| Err(Malformed::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    if !is_json(&header_of(request, &header::CONTENT_TYPE)) {
        return unsupported("send the request as JSON in UTF-8, with the header Content-Type: application/json");
    }
    let encoding = header_of(request, &header::CONTENT_ENCODING);
    if !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity") {
        return unsupported("send the body as it is, without Content-Encoding");
    }
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Malformed::bad(
            "the body is not a JSON object with a query: batches are not answered, send one at a time",
        ));
    }
    let members = serde_json::from_slice(body)
        .map_err(|fault| Malformed::bad(&format!("the body is not a JSON object with a query: {fault}")))?;
    asked(members, false)
}

/// A header as text. One that is sent twice, or is no text, is not what was asked for.
fn header_of(request: &HttpRequest, name: &header::HeaderName) -> String {
    let values = request.headers().get_all(name).map(|it| it.to_str().unwrap_or("unreadable").trim());
    values.collect::<Vec<_>>().join(",")
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
    let mut charsets =
        parts.filter_map(|it| it.split_once('=')).filter(|it| it.0.trim().eq_ignore_ascii_case("charset"));
    is_json && charsets.all(|it| is_utf_8(it.1.trim()))
}

/// Reads an address.
pub(super) fn from_address(request: &HttpRequest) -> Result<Asked, Malformed> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Parameters {
        query: Option<String>,
        operation_name: Option<String>,
        variables: Option<String>,
        extensions: Option<String>,
        #[serde(flatten)]
        named: Named,
    }
    let parameters = web::Query::<Parameters>::from_query(request.query_string());
    let Parameters { query, operation_name, variables, extensions, named } = parameters
        .map_err(|_| Malformed::bad("the address cannot be read: each parameter stands in it once, percent-encoded"))?
        .into_inner();
    let [variables, extensions] = [("variables", variables), ("extensions", extensions)].map(|(name, text)| {
        let value = text.filter(|it| !it.is_empty()).map_or(Ok(Value::Null), |it| serde_json::from_str(&it));
        value.map_err(|fault| Malformed::bad(&format!("{name} are not JSON: {fault}")))
    });
    asked(Members { query, operation_name, variables: variables?, extensions: extensions?, named }, true)
}

fn asked(members: Members, only_queries: bool) -> Result<Asked, Malformed> {
    match members.mistake() {
        Some(mistake) => Err(Malformed::bad(&mistake)),
        None => Ok(Asked { only_queries, ..members.asked() }),
    }
}
