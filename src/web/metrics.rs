//! `/metrics`, in the text form of Prometheus: to admins who show their token in a header; and, without the size of the
//! graph, which tells how much there is that few may see, to whoever reaches a listener of its own.
//!
//! What is measured while requests are answered is said where they are; here are the figures that are read when somebody
//! asks. Nothing tells of takeaways: they count nowhere, and memory is rounded so that none shows in it.

use std::fmt::Write;
use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::error::WebError;
use super::graphql::Streams;
use super::refusal::refusal;
use super::{Service, caller, request_id};
use crate::journal::{AuditHealth, Health};
use crate::store::Size;

/// The form of the text.
const FORM: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What requests and flushes are sorted by, in seconds.
const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What resident memory is rounded up to, in bytes.
const STEP: u64 = 16 << 20;

/// How often what was measured is summed up, so that it does not grow where nobody asks.
pub(super) const UPKEEP: Duration = Duration::from_secs(5);

/// What is measured in this process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Has it measured from here on. Once in a process.
    pub fn begin() -> Result<Self, WebError> {
        let failed = |fault: metrics_exporter_prometheus::BuildError| WebError::Metrics(fault.to_string());
        let mut builder = PrometheusBuilder::new();
        for name in ["demarche_request_seconds", "demarche_flush_seconds"] {
            builder = builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), &SECONDS).map_err(failed)?;
        }
        let handle = builder.install_recorder().map_err(failed)?;
        metrics::describe_counter!(
            "demarche_requests_total",
            "GraphQL requests by operation, kind and outcome; those that name takeaways are not counted"
        );
        metrics::describe_counter!("demarche_errors_total", "Errors in answers, by code");
        metrics::describe_counter!(
            "demarche_answers_total",
            "Queries answered, by whether the answer was kept; not those of coordinators and admins"
        );
        metrics::describe_histogram!(
            "demarche_request_seconds",
            "How long GraphQL requests took, by operation and kind; not those of coordinators and admins"
        );
        metrics::describe_histogram!("demarche_flush_seconds", "How long it took until changes were on disk");
        Ok(Self(handle))
    }

    /// Sums up what was measured.
    pub(super) fn keep_up(&self) {
        self.0.run_upkeep();
    }
}

/// To admins: everything.
pub(super) async fn all(
    request: HttpRequest,
    service: web::Data<Service>,
    streams: web::Data<Streams>,
) -> HttpResponse {
    match caller::by_header(&request, &service) {
        Err(refused) => refused.answer(&request_id::of(&request)),
        Ok(caller) if !caller.clearance.administers() => refusal(
            &request_id::of(&request),
            StatusCode::FORBIDDEN,
            "FORBIDDEN",
            "only an admin reads the metrics: ask one",
        ),
        Ok(_) => respond(&service, &streams, true),
    }
}

/// To anybody: all but the size of the graph.
pub(super) async fn some(service: web::Data<Service>, streams: web::Data<Streams>) -> HttpResponse {
    respond(&service, &streams, false)
}

fn respond(service: &Service, streams: &Streams, with_size: bool) -> HttpResponse {
    let mut text = service.doors.metrics.as_ref().map_or_else(String::new, |it| it.0.render());
    add_figures(&mut text, service, streams, with_size);
    HttpResponse::Ok()
        .content_type(FORM)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(text)
}

/// The figures that are read now.
fn add_figures(text: &mut String, service: &Service, streams: &Streams, with_size: bool) {
    let mut gauge = |name: &str, means: &str, value: u64| {
        // Writing to a text does not fail.
        let _ =
            write!(text, "# HELP demarche_{name} {means}\n# TYPE demarche_{name} gauge\ndemarche_{name} {value}\n\n");
    };
    let store = &service.store;
    let count = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
    let takes_writes = store.health() == Health::Healthy;
    gauge("takes_writes", "Whether changes are taken: 1, or 0", u64::from(takes_writes));
    let is_kept = store.audit().health() == AuditHealth::Healthy;
    gauge("audit_healthy", "Whether the audit log is whole and written: 1, or 0", u64::from(is_kept));
    gauge(
        "audit_entries_lost",
        "Entries that the audit log lacks, and has not noted as lost yet",
        store.audit().lost(),
    );
    gauge("writes_waiting", "Changes that wait for the writer", count(store.waiting()));
    gauge("connections", "Connections that are open", count(service.doors.connections()));
    gauge("subscriptions", "Subscriptions that are open", count(streams.open()));
    if let Some(resident) = resident() {
        let means = "Memory that the process has, in bytes, rounded up to 16 MiB";
        gauge("resident_memory_bytes", means, resident.div_ceil(STEP).saturating_mul(STEP));
    }
    if with_size {
        let Size { entities, references } = store.size();
        gauge("graph_entities", "Entities in the graph", count(entities));
        gauge("graph_references", "References from one entity to another", count(references));
    }
}

/// The memory that the process has, in bytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}
