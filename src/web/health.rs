//! Whether the service lives, and whether it does all it should.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::Service;
use crate::journal::{AuditHealth, Health};

/// The process answers.
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "live" }))
}

/// Reads are answered, and writes are taken; or the reason why not.
pub(super) async fn ready(service: web::Data<Service>) -> HttpResponse {
    if service.doors.is_stopping() {
        return degraded("the service is stopping: what is in flight is answered, and nothing new should be sent here");
    }
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
        AuditHealth::Healthy => HttpResponse::Ok().json(json!({ "status": "ready" })),
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
    HttpResponse::ServiceUnavailable().json(json!({ "status": "degraded", "reason": reason }))
}
