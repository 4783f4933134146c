//! What is asked, read from a request's body or address.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, ResponseError, error, web};
use serde::Deserialize;
use serde_json::Value;

use super::persisted::Named;
use crate::api::Asked;

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
        match fault.as_error::<error::PayloadError>() {
            Some(fault) if fault.status_code() == StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, &format!("a request's body has at most {limit} bytes"))
            }
            _ => Self::bad("the body could not be read"),
        }
    }

    pub(super) fn code(&self) -> &'static str {
        if self.status == StatusCode::PAYLOAD_TOO_LARGE { "LIMIT_EXCEEDED" } else { "BAD_USER_INPUT" }
    }
}

/// The members of a request; others are let pass.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Value,
    extensions: Value,
    #[serde(flatten)]
    named: Named,
}

/// Reads a body of JSON.
pub(super) fn from_body(request: &HttpRequest, body: &[u8]) -> Result<Asked, Malformed> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let media = given.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case("application/json") {
        let message = "send the request as JSON, with the header Content-Type: application/json";
        return Err(Malformed::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Malformed::bad(
            "the body is not a JSON object with a query: batches are not answered, send one at a time",
        ));
    }
    let body: Body = serde_json::from_slice(body)
        .map_err(|fault| Malformed::bad(&format!("the body is not a JSON object with a query: {fault}")))?;
    asked(body, false)
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
    let Parameters { query, operation_name, variables, extensions, named } =
        parameters.map_err(|_| Malformed::bad("the address cannot be read"))?.into_inner();
    let [variables, extensions] = [("variables", variables), ("extensions", extensions)].map(|(name, text)| {
        let value = text.filter(|it| !it.is_empty()).map_or(Ok(Value::Null), |it| serde_json::from_str(&it));
        value.map_err(|fault| Malformed::bad(&format!("{name} are not JSON: {fault}")))
    });
    asked(Body { query, operation_name, variables: variables?, extensions: extensions?, named }, true)
}

fn asked(body: Body, only_queries: bool) -> Result<Asked, Malformed> {
    let (named, query) = (body.named.id(&body.extensions), body.query.filter(|it| !it.trim().is_empty()));
    if query.is_none() && named.is_none() {
        return Err(Malformed::bad("there is no query: send {\"query\": \"{ acts { title } }\"}"));
    }
    if !matches!(body.variables, Value::Null | Value::Object(_)) {
        return Err(Malformed::bad("variables are a JSON object"));
    }
    let (document, operation) = (query.unwrap_or_default(), body.operation_name);
    Ok(Asked { document, named, operation, variables: body.variables, only_queries, ..Asked::default() })
}
