//! What a run of one workload came to.

use serde::Serialize;

use crate::{
    error::{Error, failed},
    measure::Figure,
};

/// The figures of one workload.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// Its name.
    pub workload: String,
    /// Virtual users, each with a connection of its own.
    pub connections: usize,
    /// From the first flow's beginning to the last one's end.
    pub seconds: f64,
    /// Flows done.
    pub flows: u64,
    /// Flows done per second.
    pub flows_per_second: f64,
    /// HTTP requests sent for them.
    pub requests: u64,
    /// Half of the flows took no longer.
    pub p50_ms: f64,
    /// All but one in a hundred took no longer.
    pub p99_ms: f64,
    /// Flows that came to nothing, those of the warm-up included.
    pub errors: u64,
    /// The first few different errors, and how often each was met.
    pub explained: Vec<(String, u64)>,
    /// Bytes received.
    pub bytes_read: u64,
    /// Bytes sent.
    pub bytes_written: u64,
    /// Connections opened while measuring; more than none means the provider closes them.
    pub connections_opened: u64,
    /// What it cost the watched processes, in the order they were named.
    pub processes: Vec<Figure>,
    /// What each slice of it cost the server, in CPU seconds per thousand flows; nothing where no
    /// flow was done or nothing was watched.
    pub slices: Vec<Option<f64>>,
    /// What it cost this program, CPU seconds per thousand flows: were it much more than the
    /// provider's, the rate would be this program's and not the provider's.
    pub own_cpu_seconds_per_thousand: f64,
}

impl Outcome {
    /// Nothing went wrong, and something was done.
    ///
    /// # Errors
    /// When any flow came to nothing, or there was none.
    pub fn check(&self) -> Result<(), Error> {
        match (self.errors, self.flows) {
            (0, 0) => Err(failed(format!("{}: no flow was done", self.workload))),
            (0, _) => Ok(()),
            (errors, _) => Err(failed(format!("{}: {errors} flows failed", self.workload))),
        }
    }

    /// HTTP requests of one flow.
    pub fn requests_per_flow(&self) -> f64 {
        self.requests as f64 / self.flows.max(1) as f64
    }

    /// CPU seconds per thousand flows of the server: of the processes watched alone.
    pub fn server_cpu(&self) -> Option<f64> {
        self.sum(false, |it| it.cpu_seconds_per_thousand)
    }

    /// CPU seconds per thousand flows of its companions: of the processes watched as trees.
    pub fn companion_cpu(&self) -> Option<f64> {
        self.sum(true, |it| it.cpu_seconds_per_thousand)
    }

    /// The server's peak memory in MiB.
    pub fn peak_mib(&self) -> Option<f64> {
        self.sum(false, |it| it.peak_rss_kib as f64 / 1024.0)
    }

    fn sum(&self, trees: bool, of: fn(&Figure) -> f64) -> Option<f64> {
        let figures = self.processes.iter().filter(|it| it.with_descendants == trees);
        figures.map(of).reduce(|one, other| one + other)
    }
}
