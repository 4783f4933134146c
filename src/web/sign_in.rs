//! Signing in by a link, and out. Opening a link does nothing yet, for programs that look at mail open links too: the
//! button on its page follows it. It is good once; what it leaves is a cookie that no script reads and no other site's
//! page sends.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use super::page::page;
use super::{Service, caller};
use crate::store::Redeemed;

/// The longest that browsers keep a cookie: 400 days. A token that expires earlier ends it earlier.
const LONGEST: i64 = 400 * 24 * 60 * 60;

/// What proxies tell of whom they ask for.
const PROXIES: [&str; 5] = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Via"];

/// The page of a link, good or not.
pub(super) async fn ask() -> HttpResponse {
    let body = html! {
        p { "This link signs you in, in this browser, once." }
        form method="post" { button { "Sign in" } }
    };
    page(StatusCode::OK, &body)
}

/// Follows a link.
pub(super) async fn follow(request: HttpRequest, service: web::Data<Service>, link: web::Path<String>) -> HttpResponse {
    if is_sent_elsewhere(&request) {
        return foreign();
    }
    let Redeemed { secret, expires_at } = match service.store.redeem(&link).await {
        Ok(Some(redeemed)) => redeemed,
        Ok(None) => {
            caller::note_refusal(&service);
            let body = said("This link is good for nothing any more: links are followed once, within a week.");
            return page(StatusCode::UNAUTHORIZED, &body);
        }
        Err(fault) => {
            tracing::error!(%fault, "a sign-in link could not be followed");
            let body = said("The service takes no changes at present, and a sign-in is one. Try again later.");
            return page(StatusCode::SERVICE_UNAVAILABLE, &body);
        }
    };
    let now = service.store.world().now();
    let lasts = expires_at.map_or(LONGEST, |it| it.duration_since(now).as_secs().clamp(0, LONGEST));
    home(cookie(&request, secret.reveal(), lasts))
}

/// Ends a sign-in: the cookie goes, and with it its token, whose secret is nowhere else.
pub(super) async fn out(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    if is_sent_elsewhere(&request) {
        return foreign();
    }
    if let Some((_, token)) = caller::by_cookie(&request, &service)
        && let Err(fault) = service.store.sign_out(token).await
    {
        tracing::error!(%fault, "a sign-out could not be recorded: its token stays good until an admin revokes it");
    }
    home(cookie(&request, "", 0))
}

/// On to the front page, with this cookie.
fn home(cookie: String) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/"))
        .insert_header((header::SET_COOKIE, cookie))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// The cookie, which lasts so many seconds.
fn cookie(request: &HttpRequest, value: &str, lasts: i64) -> String {
    let is_bare = !request.app_config().secure() && is_asked_here(request);
    let secure = if is_bare { "" } else { "; Secure" };
    format!("{}={value}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Strict{secure}", caller::COOKIE)
}

fn foreign() -> HttpResponse {
    page(StatusCode::FORBIDDEN, &said("This was sent by a page of another site. Open the link itself."))
}

fn said(text: &str) -> Markup {
    html! { p { (text) } }
}

/// Whether a page of another site has sent this, as browsers say: it would sign its visitors in as somebody else, or out.
/// Older ones say no more than where the page is from.
fn is_sent_elsewhere(request: &HttpRequest) -> bool {
    match request.headers().get("Sec-Fetch-Site") {
        Some(site) => site.as_bytes() != b"same-origin" && site.as_bytes() != b"none",
        None => request.headers().contains_key(header::ORIGIN) && !caller::is_from_here(request),
    }
}

/// Whether the browser is on this machine, with nothing between, where there is no certificate and none is needed. A proxy
/// may ask under a local name for somebody who is not.
fn is_asked_here(request: &HttpRequest) -> bool {
    let host = request.headers().get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    is_local(host) && !PROXIES.iter().any(|it| request.headers().contains_key(*it))
}

/// Whether a host is this machine by one of its own names.
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_loopback_is_local() {
        let check = |host: &str, expected: bool| assert_eq!(is_local(host), expected, "{host}");
        check("localhost", true);
        check("localhost:8080", true);
        check("127.0.0.1:8080", true);
        check("[::1]:8080", true);
        check("[::1]", true);
        check("demarche.example:8080", false);
        check("127.0.0.1.example", false);
        check("10.0.0.1", false);
        check("", false);
    }
}
