//! Which path leads where, and who may come in at all.
//!
//! The service answers under whatever name it is reached. A page elsewhere whose name points here reads no more by it
//! than anybody may: its visitor's browser has no cookie for that name, and no page can make it send a token it does not
//! have. Only `--anonymous viewer` lets it see something, which is then public by the operator's own will.

use actix_web::middleware::from_fn;
use actix_web::{guard, web};

use super::{Options, backups, caller, explorer, graphql, health, home, sign_in};

/// Every route of the service.
pub(super) fn all(config: &mut web::ServiceConfig, options: &Options) {
    let scope = web::scope("")
        .wrap(from_fn(caller::no_tokens_in_addresses))
        .configure(explorer::routes)
        .service(
            web::resource("/graphql")
                .app_data(graphql::body_limit(options))
                .wrap(from_fn(caller::required))
                .route(web::route().guard(guard::Post()).to(graphql::post))
                .route(web::route().guard(guard::Get()).to(graphql::get))
                .route(web::route().to(graphql::other)),
        )
        .route("/backup", web::get().to(backups::journal))
        .service(web::resource("/backup/keys").app_data(backups::body_limit()).route(web::post().to(backups::keys)))
        .service(
            web::resource("/sign-in/{secret}")
                .route(web::get().to(sign_in::ask))
                .route(web::post().to(sign_in::follow)),
        )
        .route("/sign-out", web::post().to(sign_in::out))
        .route("/", web::get().to(home::home))
        .route("/health/live", web::get().to(health::live))
        .route("/health/ready", web::get().to(health::ready));
    config.service(scope);
}
