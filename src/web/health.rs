//! Whether the service lives, and whether it does all it should.

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde_json::{Value, json};

use super::Service;
use crate::journal::{AuditHealth, Health};

/// The process answers.
pub(super) async fn live() -> HttpResponse {
    told(HttpResponse::Ok(), &json!({ "status": "live" }))
}

/// Reads are answered, and writes are taken; or the reason why not.
pub(super) async fn ready(service: web::Data<Service>) -> HttpResponse {
    match service.store.health() {
        Health::Healthy => noting(&service.store.audit().health()),
        Health::NoRoom(_) => degraded(
            "there is too little room on the device of the journal: reads go on, writes are refused until there is more",
        ),
        Health::Poisoned(_) => {
            degraded("the journal has failed: reads go on, writes are refused; the log says why, and what helps")
        }
    }
}

/// Whether what must be noted is noted. Where it is not, all else goes on; but the operator is to know.
fn noting(health: &AuditHealth) -> HttpResponse {
    match health {
        AuditHealth::Healthy => told(HttpResponse::Ok(), &json!({ "status": "ready" })),
        AuditHealth::Damaged(_) => degraded(
            "the audit log is damaged: it is written all the same, and all else goes on; the log says where, and what helps",
        ),
        AuditHealth::NoRoom(_) | AuditHealth::Broken(_) => degraded(
            "the audit log is not written: personal details are not shown, and all else goes on; the log says why, and \
             what helps",
        ),
    }
}

/// Reasons name no path and no place: whoever may ask for health may not know them.
fn degraded(reason: &str) -> HttpResponse {
    told(HttpResponse::ServiceUnavailable(), &json!({ "status": "degraded", "reason": reason }))
}

/// What is so now may be otherwise soon: nobody keeps it.
fn told(mut response: HttpResponseBuilder, said: &Value) -> HttpResponse {
    response.insert_header((header::CACHE_CONTROL, "no-store")).json(said)
}
