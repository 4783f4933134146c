//! Which path leads where, and who may come in at all.
//!
//! The service answers under whatever name it is reached. A page elsewhere whose name points here reads no more by it
//! than anybody may: its visitor's browser has no cookie for that name, and no page can make it send a token it does not
//! have. Only `--anonymous viewer` lets it see something, which is then public by the operator's own will.

use actix_web::http::{StatusCode, header};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard, web};

use super::{
    Service, backups, caller, cors, explorer, graphql, health, home, metrics, panics, refusal, request_id, sign_in,
    slow,
};

/// Where GraphQL is, the one address that pages of other origins may ask.
pub(super) const GRAPHQL: &str = "/graphql";

/// Every route of the service. What wraps all of them comes last first: a request has its id before anything is done.
pub(super) fn all(config: &mut web::ServiceConfig, service: &Service) {
    let scope = web::scope("")
        .wrap(from_fn(slow::in_time))
        .wrap(from_fn(caller::no_tokens_in_addresses))
        .wrap(from_fn(refusal::in_json))
        .wrap(from_fn(panics::caught))
        // Around all that refuses: a page that may read answers reads why it gets none.
        .wrap(from_fn(cors::told))
        .wrap(from_fn(request_id::named))
        .service(
            // Who comes by a WebSocket may say who they are once it is open.
            web::resource(GRAPHQL).guard(guard::fn_guard(graphql::wants_socket)).route(web::get().to(graphql::socket)),
        )
        .configure(explorer::routes)
        .service(
            web::resource(GRAPHQL)
                .guard(guard::Any(guard::Get()).or(guard::Head()).or(guard::Post()))
                .app_data(graphql::body_limit(service))
                .wrap(from_fn(caller::required))
                .route(web::route().guard(guard::Post()).to(graphql::post))
                .route(read().to(graphql::get)),
        )
        // What is answered to nobody is refused without asking who it is.
        .service(web::resource(GRAPHQL).to(graphql::other))
        .service(at("/backup", "GET").route(web::get().to(backups::journal)))
        .service(at("/backup/keys", "POST").app_data(backups::body_limit()).route(web::post().to(backups::keys)))
        .service(
            at("/sign-in/{secret}", "GET, HEAD, POST")
                .route(read().to(sign_in::ask))
                .route(web::post().to(sign_in::follow)),
        )
        .service(at("/sign-out", "POST").route(web::post().to(sign_in::out)))
        .service(at("/", "GET, HEAD").route(read().to(home::home)))
        .service(at("/metrics", "GET").route(web::get().to(metrics::all)))
        .service(at("/health/live", "GET, HEAD").route(read().to(health::live)))
        .service(at("/health/ready", "GET, HEAD").route(read().to(health::ready)))
        .default_service(web::to(|| async { HttpResponse::NotFound().finish() }));
    config.service(scope);
}

/// For GET, and for HEAD, which is answered alike without a body.
pub(super) fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A path where these methods alone are answered.
pub(super) fn at(path: &'static str, methods: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move |request: HttpRequest| async move {
        let message = format!("only {methods} is answered at this address");
        let id = request_id::of(&request);
        let mut refused = refusal::refusal(&id, StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", &message);
        refused.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static(methods));
        refused
    }))
}

/// What the listener of the metrics answers.
pub(super) fn of_metrics(config: &mut web::ServiceConfig) {
    config.service(at("/metrics", "GET").route(web::get().to(metrics::some)));
}
