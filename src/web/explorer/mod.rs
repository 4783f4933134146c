//! The explorer: what a browser gets at `/graphql`, where programs get the API. A page of our own, or one that an operator
//! has installed in a directory. What it asks it asks as every other client does: nothing here answers for it.

mod files;
mod operations;

use std::collections::HashMap;
use std::path::Path;

use actix_web::guard;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;

use self::files::File;
use super::error::WebError;
use super::graphql::accept;
use super::routes::{at, read};
use super::{Anonymous, Service, caller, home};
use crate::domain::{Clearance, Day};

/// Everything is this service's own: no script within a page, none made from text, and no other address.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

/// What is installed may, besides, put styles into its pages and start workers, as editors of code do.
const INSTALLED: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
                         img-src 'self' data:; font-src 'self' data:; worker-src 'self'; form-action 'self'; \
                         frame-ancestors 'none'; base-uri 'none'";

const PAGE: &str = include_str!("explorer.html");

/// Where the page says which day is rehearsed.
const REHEARSED: &str = "<!-- rehearsed -->";

/// An explorer, read once when the service starts: nothing that is asked for later leads to a file.
pub struct Explorer {
    /// By their paths below `/explorer/`.
    files: HashMap<String, File>,
    /// Our own page; none where another is installed.
    page: Option<Bytes>,
    operations: File,
}

impl Explorer {
    /// The one that is installed in a directory, all of it read now; or our own, which says which day is rehearsed.
    pub fn load(directory: Option<&Path>, rehearsed: Option<Day>) -> Result<Self, WebError> {
        let operations = operations::file();
        let Some(directory) = directory else {
            let said =
                rehearsed.map(|day| format!("This is a rehearsal: today is taken to be {day}. Changes are kept."));
            let page = PAGE.replace(REHEARSED, &said.unwrap_or_default());
            return Ok(Self { files: files::own(), page: Some(page.into()), operations });
        };
        let files = files::read(directory)
            .map_err(|fault| WebError::Explorer { directory: directory.to_owned(), fault: fault.to_string() })?;
        Ok(Self { files, page: None, operations })
    }
}

/// Where it is. The page is at the address of the API, for those who want one.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let wants_page = guard::fn_guard(|context| accept::wants_page(context.head()));
    config
        .service(web::resource("/graphql").guard(wants_page).to(page))
        .service(at("/explorer/caller.json", "GET, HEAD").route(read().to(caller)))
        .service(at("/explorer/{path:.*}", "GET, HEAD").route(read().to(file)));
}

/// The page: the same for everybody, and nothing of anybody in it.
async fn page(request: HttpRequest, explorer: web::Data<Explorer>) -> HttpResponse {
    let Some(page) = &explorer.page else {
        let query = request.query_string();
        let rest = if query.is_empty() { String::new() } else { format!("?{query}") };
        return HttpResponse::SeeOther()
            .insert_header((header::LOCATION, format!("/explorer/{rest}")))
            .insert_header((header::VARY, "Accept"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish();
    };
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Opener-Policy", "same-origin"))
        .insert_header((header::VARY, "Accept"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page.clone())
}

/// One of its files.
async fn file(request: HttpRequest, explorer: web::Data<Explorer>, path: web::Path<String>) -> HttpResponse {
    let file = match path.as_str() {
        "operations.json" => Some(&explorer.operations),
        "" => explorer.files.get("index.html"),
        path => explorer.files.get(path),
    };
    let Some(file) = file else {
        return HttpResponse::NotFound().finish();
    };
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').map(|it| it.trim().trim_start_matches("W/")).any(|it| it == file.tag || it == "*");
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((header::ETAG, file.tag.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, if explorer.page.is_some() { POLICY } else { INSTALLED }))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .insert_header(("Cross-Origin-Opener-Policy", "same-origin"));
    if is_known { response.finish() } else { response.content_type(file.media).body(file.bytes.clone()) }
}

/// Who the browser's cookie signs in, or what anybody is taken for (`a viewer`), and by what. The page asks, for a page that a
/// link on another site leads to is itself asked for without the cookie.
async fn caller(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let (role, by) = match caller::by_cookie(&request, &service) {
        Some((caller, _)) => (Some(home::role(&caller.clearance)), Some("cookie")),
        // What it holds is good for nothing any more, and refused wherever it comes along.
        None if caller::shows_something(&request) => (None, Some("cookie")),
        None if service.anonymous == Anonymous::Viewer => (Some(home::role(&Clearance::Viewer)), Some("nobody")),
        None => (None, None),
    };
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .json(serde_json::json!({ "role": role, "by": by }))
}
