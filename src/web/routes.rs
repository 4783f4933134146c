//! Which path leads where, and who may come in at all.

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpResponse, body, guard, web};

use super::{backups, graphql, health, home};

/// Every route of the service.
pub(super) fn all(config: &mut web::ServiceConfig) {
    let scope = web::scope("")
        .wrap(from_fn(only_local_names))
        .service(
            web::resource("/graphql")
                .app_data(graphql::body_limit())
                .route(web::route().guard(guard::Post()).to(graphql::post))
                .route(web::route().guard(guard::Get()).to(graphql::get))
                .route(web::route().to(graphql::other)),
        )
        .route("/backup", web::get().to(backups::journal))
        .service(web::resource("/backup/keys").app_data(backups::body_limit()).route(web::post().to(backups::keys)))
        .route("/", web::get().to(home::home))
        .route("/health/live", web::get().to(health::live))
        .route("/health/ready", web::get().to(health::ready));
    config.service(scope);
}

/// Refuses requests that came to this machine under a name that is not its own: a page elsewhere that has its own
/// name point here would else read with its visitor's rights.
async fn only_local_names(
    request: ServiceRequest,
    next: Next<impl body::MessageBody + 'static>,
) -> Result<ServiceResponse<body::BoxBody>, Error> {
    let mut hosts = request.headers().get_all(header::HOST);
    if hosts.all(|it| it.to_str().is_ok_and(is_local)) {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let message = "this service answers to localhost, 127.0.0.1 and [::1] alone";
    let refusal = HttpResponse::MisdirectedRequest().json(serde_json::json!({
        "errors": [{ "message": message, "extensions": { "code": "FORBIDDEN" } }],
    }));
    Ok(request.into_response(refusal))
}

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
