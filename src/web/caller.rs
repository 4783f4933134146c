//! Who sends a request: whoever shows a token, in the header `Authorization: Bearer` or in the cookie that a sign-in link
//! has left. Which token is good is the store's business.
//!
//! Whatever is wrong with what is shown, the answer is the same byte for byte: it tells nobody whether a token exists,
//! has existed, or was nearly right.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};

use super::refusal::refusal;
use super::{Service, request_id};
use crate::api::{Caller, RequestId};
use crate::domain::{Actor, Clearance};
use crate::store::{Deed, Doing, Secret, SignedIn};

/// The name of the cookie.
pub(super) const COOKIE: &str = "demarche";

/// Who has shown no token, or none that is good.
const ANONYMOUS: &str = "anonymous";

/// What becomes of callers without a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anonymous {
    /// They are refused.
    #[default]
    Refused,
    /// They see what is public.
    Viewer,
}

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It shows no token.
    NothingShown,
    /// What it shows is not accepted, for whatever reason.
    NotAccepted,
}

impl Refused {
    /// The answer to it.
    pub(super) fn answer(self, request: &RequestId) -> HttpResponse {
        let message = match self {
            Self::NothingShown => {
                "sign in first: send a token in the header Authorization: Bearer TOKEN, or follow a sign-in link"
            }
            Self::NotAccepted => {
                "this token is not accepted: it may be mistyped, expired or revoked; ask an admin for another"
            }
        };
        refusal(request, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message)
    }
}

/// What a request shows.
#[derive(Debug, PartialEq, Eq)]
enum Shown<'r> {
    Nothing,
    Header(&'r str),
    Cookie(&'r str),
    /// Something that is no token, or several.
    Unusable,
}

/// Lets in who may come in, and hands on who it is.
pub(super) async fn required(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let caller = match request.app_data::<web::Data<Service>>() {
        Some(service) => of(request.request(), service),
        None => Err(Refused::NotAccepted),
    };
    match caller {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.call(request).await.map(ServiceResponse::map_into_boxed_body)
        }
        Err(refused) => {
            let answer = refused.answer(&request_id::of(request.request()));
            Ok(request.into_response(answer))
        }
    }
}

/// Has it noted that somebody has shown what is not accepted.
pub(super) fn note_refusal(service: &Service) {
    service.store.audit().note(Deed::refused(Actor(ANONYMOUS.into()), Doing::SignIn, "UNAUTHENTICATED"));
}

/// Who sends a request, by either way; or the refusal.
fn of(request: &HttpRequest, service: &Service) -> Result<Caller, Refused> {
    match shown(request) {
        Shown::Header(token) | Shown::Cookie(token) => signed_in(service, token),
        Shown::Unusable => Err(not_accepted(service)),
        Shown::Nothing => nobody(service),
    }
}

/// Who sends a request by the header alone: a browser sends cookies on its own, and headers only where a script that may
/// do so asks for it.
pub(super) fn by_header(request: &HttpRequest, service: &Service) -> Result<Caller, Refused> {
    match shown(request) {
        Shown::Header(token) => signed_in(service, token),
        Shown::Nothing | Shown::Cookie(_) => Err(Refused::NothingShown),
        Shown::Unusable => Err(not_accepted(service)),
    }
}

/// Who is signed in by the cookie, and the cookie.
pub(super) fn by_cookie<'r>(request: &'r HttpRequest, service: &Service) -> Option<(Caller, &'r str)> {
    match shown(request) {
        Shown::Cookie(token) => signed_in(service, token).ok().map(|caller| (caller, token)),
        _ => None,
    }
}

/// Who opens a connection on which they may say later who they are; none where nothing is shown yet. A cookie is taken
/// from pages of this very address alone, and from others it counts as nothing: a browser sends it along wherever the page comes from that opens a WebSocket,
/// and lets that page read all that is answered.
pub(super) fn at_opening(request: &HttpRequest, service: &Service) -> Result<Option<Caller>, Refused> {
    match shown(request) {
        Shown::Header(token) => signed_in(service, token).map(Some),
        Shown::Cookie(token) if is_from_here(request) => signed_in(service, token).map(Some),
        Shown::Nothing | Shown::Cookie(_) => Ok(None),
        Shown::Unusable => Err(not_accepted(service)),
    }
}

/// Who says this of themselves on an open connection: a token, or nothing.
pub(super) fn by_word(token: Option<&str>, service: &Service) -> Result<Caller, Refused> {
    match token {
        Some(token) => signed_in(service, token),
        None => nobody(service),
    }
}

/// Whether the page that sends the request is one of this address.
pub(super) fn is_from_here(request: &HttpRequest) -> bool {
    let one = |name| {
        let mut all = request.headers().get_all(name);
        all.next().filter(|_| all.next().is_none()).and_then(|it| it.to_str().ok())
    };
    let origin = one(header::ORIGIN).and_then(|it| it.split_once("://"));
    origin.zip(one(header::HOST)).is_some_and(|((_, origin), host)| origin.eq_ignore_ascii_case(host))
}

fn nobody(service: &Service) -> Result<Caller, Refused> {
    match service.anonymous {
        Anonymous::Viewer => Ok(Caller { actor: Actor(ANONYMOUS.into()), clearance: Clearance::Viewer, token: None }),
        Anonymous::Refused => Err(Refused::NothingShown),
    }
}

/// Whether a browser sends something of a sign-in along, good or not.
pub(super) fn shows_something(request: &HttpRequest) -> bool {
    shown(request) != Shown::Nothing
}

fn signed_in(service: &Service, token: &str) -> Result<Caller, Refused> {
    let SignedIn { actor, clearance, token } = service.store.sign_in(token).ok_or_else(|| not_accepted(service))?;
    Ok(Caller { actor, clearance, token: Some(token) })
}

fn not_accepted(service: &Service) -> Refused {
    note_refusal(service);
    Refused::NotAccepted
}

fn shown(request: &HttpRequest) -> Shown<'_> {
    let mut headers = request.headers().get_all(header::AUTHORIZATION);
    match (headers.next(), headers.next()) {
        (None, _) => {}
        (Some(_), Some(_)) => return Shown::Unusable,
        (Some(one), None) => {
            let parts = one.to_str().ok().and_then(|it| it.split_once(' '));
            let bearer = parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
            return bearer.map_or(Shown::Unusable, |(_, token)| Shown::Header(token.trim()));
        }
    }
    let cookies = request.headers().get_all(header::COOKIE).flat_map(|it| it.as_bytes().split(|byte| *byte == b';'));
    let named = |it: &'_ [u8]| -> bool { it.strip_prefix(COOKIE.as_bytes()).is_some_and(|it| it.starts_with(b"=")) };
    let mut own = cookies.map(<[u8]>::trim_ascii).filter(|it| named(it));
    match (own.next(), own.next()) {
        (None, _) => Shown::Nothing,
        (Some(one), None) => {
            let value = one.get(COOKIE.len() + 1..).and_then(|it| std::str::from_utf8(it).ok());
            value.map_or(Shown::Unusable, Shown::Cookie)
        }
        _ => Shown::Unusable,
    }
}

/// Refuses requests whose address holds a token: addresses stand in logs and histories, are sent on, and are looked at
/// over shoulders. What it holds is repeated nowhere.
pub(super) async fn no_tokens_in_addresses(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if holds_token(request.path(), request.query_string()) {
        let message = "a token stands in no address: send it in the header Authorization: Bearer TOKEN, and have an admin \
                       revoke this one";
        let id = request_id::of(request.request());
        return Ok(request.into_response(refusal(&id, StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message)));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn holds_token(path: &str, query: &str) -> bool {
    let named = |name: &str| ["access_token", "token"].iter().any(|it| name.eq_ignore_ascii_case(it));
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query).map(web::Query::into_inner).unwrap_or_default();
    // A link's own page is where its secret belongs.
    !path.starts_with("/sign-in/") && Secret::is_in(path)
        || Secret::is_in(query)
        || pairs.iter().any(|(name, value)| named(name) || Secret::is_in(name) || Secret::is_in(value))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn one_token_is_shown_by_one_header_or_one_cookie() {
        let check = |headers: &[(&str, &[u8])], expected: Shown<'_>| {
            let request = headers.iter().fold(TestRequest::default(), |request, (name, value)| {
                request.append_header((*name, header::HeaderValue::from_bytes(value).unwrap()))
            });
            assert_eq!(shown(&request.to_http_request()), expected, "{headers:?}");
        };
        check(&[], Shown::Nothing);
        check(&[("Authorization", b"Bearer abc")], Shown::Header("abc"));
        check(&[("authorization", b"bEARER  abc ")], Shown::Header("abc"));
        for bad in [&b"Bearer"[..], b"", b"Basic abc", b"Bearerabc", b"Bearer\tabc", b"Bearer ab\xE9"] {
            check(&[("Authorization", bad)], Shown::Unusable);
        }
        check(&[("Authorization", b"Bearer abc"), ("Authorization", b"Bearer abc")], Shown::Unusable);
        check(&[("Authorization", b"Bearer abc"), ("Cookie", b"demarche=def")], Shown::Header("abc"));
        check(&[("Cookie", b"a=b; demarche=def; c=\xE9")], Shown::Cookie("def"));
        check(&[("Cookie", b"demarche="), ("Cookie", b"xdemarche=1")], Shown::Cookie(""));
        check(&[("Cookie", b"demarcher=1; Demarche=2; demarche")], Shown::Nothing);
        check(&[("Cookie", b"demarche=def"), ("Cookie", b"demarche=def")], Shown::Unusable);
        check(&[("Cookie", b"demarche=\xE9")], Shown::Unusable);
    }

    #[test]
    fn tokens_are_found_in_addresses() {
        let token = "demarche_01hzy8a_abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq000000";
        let check =
            |path: &str, query: &str, expected: bool| assert_eq!(holds_token(path, query), expected, "{path}?{query}");
        check("/graphql", "query=%7B%20acts%20%7D", false);
        check("/graphql", &format!("query=x&key={token}"), true);
        check("/graphql", &format!("query=x&key={}", token.replace('_', "%5f")), true);
        check("/graphql", token, true);
        check("/graphql", "access_token=x", true);
        check("/graphql", "Token=", true);
        check(&format!("/{token}"), "", true);
        check(&format!("/sign-in/{token}"), "", false);
        check(&format!("/sign-in/{token}"), token, true);
    }
}
