//! `/metrics`, in the text format of Prometheus. It is on a socket of its own, since it tells how busy a
//! node is.

use std::fmt::{Display, Write};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::CONTENT_TYPE;
use idp::Reason;

use super::{Web, health};
use crate::node::metrics::{
    BUCKETS, CONNECTIONS, Counter, ENDPOINTS, Histogram, Metrics, OUTCOMES, STATUSES,
};
use crate::process;

/// What whoever looks after a node can ask of it, apart from those it serves.
pub(super) fn router(web: Arc<Web>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(web)
}

async fn metrics(State(web): State<Arc<Web>>) -> Response {
    let text = text(&web.node.metrics, web.node.hasher.waiting(), web.node.hasher.computed());
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn text(metrics: &Metrics, hashes_waiting: usize, hashes: u64) -> String {
    let mut page = Page(String::with_capacity(32 * 1024));
    page.head("countersign_build_info", "gauge", "The program that runs, always 1.");
    page.line("countersign_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);

    page.head("countersign_http_requests_total", "counter", "Requests answered.");
    for ((endpoint, _), counters) in ENDPOINTS.iter().zip(&metrics.requests) {
        for (status, counter) in STATUSES.iter().zip(counters).skip(1) {
            page.count(
                "countersign_http_requests_total",
                &[("endpoint", endpoint), ("status", status)],
                counter,
            );
        }
    }
    let name = "countersign_http_request_duration_seconds";
    page.head(name, "histogram", "How long requests took, from their headers to their answer.");
    for ((endpoint, _), histogram) in ENDPOINTS.iter().zip(&metrics.took) {
        page.histogram(name, &[("endpoint", endpoint)], histogram);
    }
    page.head("countersign_refusals_total", "counter", "Requests refused, by error_code.");
    for (reason, counter) in Reason::ALL.iter().zip(&metrics.refusals) {
        page.count("countersign_refusals_total", &[("code", reason.code())], counter);
    }
    page.head("countersign_connections_total", "counter", "Connections, by how they fared.");
    for (fared, counter) in CONNECTIONS.iter().zip(&metrics.connections) {
        page.count("countersign_connections_total", &[("fared", fared)], counter);
    }
    page.head("countersign_connections_open", "gauge", "Connections at the moment.");
    let open = metrics.connections[0].get().saturating_sub(metrics.closed.get());
    page.line("countersign_connections_open", &[], open);

    page.head("countersign_store_commits_total", "counter", "Commits to the store, by outcome.");
    for (outcome, counter) in OUTCOMES.iter().zip(&metrics.commits) {
        page.count("countersign_store_commits_total", &[("outcome", outcome)], counter);
    }
    let name = "countersign_store_commit_duration_seconds";
    page.head(name, "histogram", "How long commits took.");
    page.histogram(name, &[], &metrics.committing);
    page.head("countersign_password_hashes_total", "counter", "Passwords hashed.");
    page.line("countersign_password_hashes_total", &[], hashes);
    page.head("countersign_password_hashes_waiting", "gauge", "Passwords that wait or are being hashed.");
    page.line("countersign_password_hashes_waiting", &[], hashes_waiting);

    for process::Figure { name, kind, about, value } in process::figures() {
        page.head(name, kind, about);
        page.line(name, &[], value);
    }
    page.0
}

struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, about: &str) {
        let _ = writeln!(self.0, "# HELP {name} {about}\n# TYPE {name} {kind}");
    }

    fn count(&mut self, name: &str, labels: &[(&str, &str)], counter: &Counter) {
        self.line(name, labels, counter.get());
    }

    /// Labels are of this program's own making: letters, digits and `-_.+`.
    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (index, (label, text)) in labels.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{before}{label}=\"{text}\"");
        }
        let after = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{after} {value}");
    }

    fn histogram(&mut self, name: &str, labels: &[(&str, &str)], histogram: &Histogram) {
        let bucket = format!("{name}_bucket");
        let up_to = BUCKETS.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
        let mut so_far = 0;
        for (up_to, count) in up_to.zip(histogram.buckets()) {
            so_far += count;
            self.line(&bucket, &[labels, &[("le", &up_to)]].concat(), so_far);
        }
        self.line(&format!("{name}_sum"), labels, histogram.sum());
        self.line(&format!("{name}_count"), labels, so_far);
    }
}
