//! Whether the service lives, and whether it does all it should.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::Service;
use crate::journal::Health;

/// The process answers.
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "live" }))
}

/// Reads are answered, and writes are taken; or the reason why not.
pub(super) async fn ready(service: web::Data<Service>) -> HttpResponse {
    match service.store.health() {
        Health::Healthy => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Health::NoRoom(_) => degraded(
            "there is too little room on the device of the journal: reads go on, writes are refused until there is more",
        ),
        Health::Poisoned(_) => {
            degraded("the journal has failed: reads go on, writes are refused; the log says why, and what helps")
        }
    }
}

/// Reasons name no path and no place: whoever may ask for health may not know them.
fn degraded(reason: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().json(json!({ "status": "degraded", "reason": reason }))
}
