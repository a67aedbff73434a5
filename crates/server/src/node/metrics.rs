//! What a node counts of itself. Every series has a place of its own from the beginning, so that nothing
//! anybody sends makes another one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use idp::Reason;

/// The addresses, as they are counted: by what a path begins with. The last stands for all others.
pub const ENDPOINTS: [(&str, &str); 16] = [
    ("authorize", "/oauth2/authorize"),
    ("token", "/oauth2/token"),
    ("userinfo", "/oauth2/userinfo"),
    ("jwks", "/oauth2/jwks"),
    ("introspect", "/oauth2/introspect"),
    ("revoke", "/oauth2/revoke"),
    ("register", "/oauth2/register"),
    ("login", "/login/"),
    ("consent", "/consent/"),
    ("logout", "/oidc/"),
    ("discovery", "/.well-known/"),
    ("admin", "/admin/"),
    ("account", "/account"),
    ("assets", "/assets/"),
    ("health", "/health/"),
    ("other", ""),
];

/// How paths of other layouts end that are counted under these names.
const ENDS: [(&str, &str); 4] =
    [("authorize", "/authorize"), ("token", "/token"), ("userinfo", "/userinfo"), ("jwks", "/jwks.json")];

/// The classes of statuses, as they are counted.
pub const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// How a commit can end, as it is counted.
pub const OUTCOMES: [&str; 4] = ["done", "lost", "failed", "unknown"];

/// How a connection can fare, as it is counted.
pub const CONNECTIONS: [&str; 4] = ["accepted", "slow", "over_limit", "tls_failed"];

/// How a connection fared; the order is that of [`CONNECTIONS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fared {
    /// It was taken in.
    Accepted,
    /// It was ended for being slow.
    Slow,
    /// Its address had too many.
    OverLimit,
    /// It came to no TLS.
    TlsFailed,
}

/// Up to how many seconds each bucket of a histogram counts; one more counts all.
pub const BUCKETS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// A count that only grows.
#[derive(Default, Debug)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// So many.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How long things took.
#[derive(Default, Debug)]
pub struct Histogram {
    buckets: [Counter; BUCKETS.len() + 1],
    micros: AtomicU64,
}

impl Histogram {
    /// One more took so long.
    pub fn record(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        self.buckets[BUCKETS.partition_point(|up_to| *up_to < seconds)].count();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// How many took up to each time and not up to the one before; the last took longer than any.
    pub fn buckets(&self) -> impl Iterator<Item = u64> {
        self.buckets.iter().map(Counter::get)
    }

    /// How long all of them took, in seconds.
    pub fn sum(&self) -> f64 {
        Duration::from_micros(self.micros.load(Ordering::Relaxed)).as_secs_f64()
    }
}

/// What a node counts of itself.
#[derive(Debug)]
pub struct Metrics {
    /// Requests answered, by endpoint and class of status.
    pub requests: [[Counter; STATUSES.len()]; ENDPOINTS.len()],
    /// How long they took, by endpoint.
    pub took: [Histogram; ENDPOINTS.len()],
    /// Refusals, in the order of all reasons.
    pub refusals: Vec<Counter>,
    /// Commits, by outcome.
    pub commits: [Counter; OUTCOMES.len()],
    /// How long they took.
    pub committing: Histogram,
    /// Connections, by how they fared.
    pub connections: [Counter; CONNECTIONS.len()],
    /// Connections that came to their end.
    pub closed: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Default::default(),
            took: Default::default(),
            refusals: Reason::ALL.iter().map(|_| Counter::default()).collect(),
            commits: Default::default(),
            committing: Histogram::default(),
            connections: Default::default(),
            closed: Counter::default(),
        }
    }
}

impl Metrics {
    /// A request for this endpoint was answered.
    pub fn answered(&self, endpoint: Endpoint, status: u16, refused: Option<Reason>, took: Duration) {
        let Endpoint(endpoint) = endpoint;
        let class = usize::from(status / 100).clamp(1, STATUSES.len()) - 1;
        self.requests[endpoint][class].count();
        self.took[endpoint].record(took);
        if let Some(counter) = refused.and_then(|reason| self.refusals.get(reason as usize)) {
            counter.count();
        }
    }

    /// A connection fared so.
    pub fn connection(&self, fared: Fared) {
        self.connections[fared as usize].count();
    }
}

/// One of [`ENDPOINTS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Endpoint(usize);

impl Endpoint {
    /// The one this path is counted under.
    pub fn of(path: &str) -> Self {
        let by_end = ENDS.iter().find(|(_, ends)| path.ends_with(ends));
        let found = match by_end {
            Some((name, _)) => ENDPOINTS.iter().position(|(other, _)| other == name),
            None => ENDPOINTS.iter().position(|(_, begins)| path.starts_with(begins)),
        };
        // The source system's metadata lies below the token endpoint, where that is the issuer.
        Self(match found {
            Some(_) if path.contains("/.well-known/") => 10,
            Some(found) => found,
            None => ENDPOINTS.len() - 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_counted_somewhere() {
        for (path, name) in [
            ("/oauth2/token", "token"),
            ("/oauth2/token/.well-known/openid-configuration", "discovery"),
            ("/.well-known/openid-configuration", "discovery"),
            ("/oidc/.well-known/openid-configuration", "discovery"),
            ("/oidc/token", "token"),
            ("/oidc/jwks.json", "jwks"),
            ("/oidc/session/end", "logout"),
            ("/login/abc", "login"),
            ("/", "other"),
            ("/wp-admin.php", "other"),
        ] {
            assert_eq!(ENDPOINTS[Endpoint::of(path).0].0, name, "{path}");
        }
    }

    #[test]
    fn a_histogram_counts_each_in_the_first_bucket_that_holds_it() {
        let histogram = Histogram::default();
        for micros in [1, 1000, 1001, 9_999_999, 10_000_000, 10_000_001, 99_000_000] {
            histogram.record(Duration::from_micros(micros));
        }
        let buckets: Vec<u64> = histogram.buckets().collect();
        assert_eq!(buckets, [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2]);
        assert!((histogram.sum() - 129.002_002).abs() < 1e-6);
    }

    #[test]
    fn every_reason_has_its_place() {
        let metrics = Metrics::default();
        for reason in Reason::ALL {
            metrics.answered(Endpoint::of("/"), 400, Some(*reason), Duration::ZERO);
        }
        assert!(metrics.refusals.iter().all(|counter| counter.get() == 1));
        assert_eq!(metrics.requests[ENDPOINTS.len() - 1][3].get(), Reason::ALL.len() as u64);
    }
}
