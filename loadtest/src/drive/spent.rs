//! What was spent between two looks.

use tokio::time::Instant;

use super::{Plan, Scenario, VirtualUser};
use crate::{
    error::Error,
    http::Http,
    measure::{Usage, own_cpu_seconds},
};

/// Everything that is counted by looking before and after.
pub(super) struct Snapshot {
    at: Instant,
    own_cpu_seconds: f64,
    processes: Vec<Usage>,
    requests: u64,
    opened: u64,
    bytes_read: u64,
    bytes_written: u64,
}

/// What lies between two such looks, or between several pairs of them.
pub(super) struct Spent {
    pub(super) seconds: f64,
    pub(super) own_cpu_seconds: f64,
    pub(super) requests: u64,
    pub(super) opened: u64,
    pub(super) bytes_read: u64,
    pub(super) bytes_written: u64,
    /// Of each watched process, the CPU seconds between the looks and the memory at the last.
    pub(super) processes: Vec<Usage>,
}

impl Snapshot {
    pub(super) fn take<S: Scenario>(users: &[VirtualUser<S>], plan: &Plan) -> Result<Self, Error> {
        let sum = |count: fn(&Http) -> u64| users.iter().map(|user| count(user.http())).sum();
        Ok(Self {
            processes: plan.watched.iter().map(|it| it.usage()).collect::<Result<_, _>>()?,
            own_cpu_seconds: own_cpu_seconds(),
            requests: sum(Http::requests),
            opened: sum(Http::opened),
            bytes_read: sum(|http| http.traffic().read()),
            bytes_written: sum(|http| http.traffic().written()),
            at: Instant::now(),
        })
    }

    pub(super) fn until(&self, later: &Self) -> Spent {
        let used = |(before, after): (&Usage, &Usage)| Usage {
            cpu_seconds: after.cpu_seconds - before.cpu_seconds,
            ..*after
        };
        Spent {
            seconds: (later.at - self.at).as_secs_f64(),
            own_cpu_seconds: later.own_cpu_seconds - self.own_cpu_seconds,
            requests: later.requests - self.requests,
            opened: later.opened - self.opened,
            bytes_read: later.bytes_read - self.bytes_read,
            bytes_written: later.bytes_written - self.bytes_written,
            processes: self.processes.iter().zip(&later.processes).map(used).collect(),
        }
    }
}

impl Spent {
    /// Nothing so far, of what the plan watches.
    pub(super) fn nothing(plan: &Plan) -> Self {
        Self {
            seconds: 0.0,
            own_cpu_seconds: 0.0,
            requests: 0,
            opened: 0,
            bytes_read: 0,
            bytes_written: 0,
            processes: vec![Usage::default(); plan.watched.len()],
        }
    }

    /// Adds what was spent later.
    pub(super) fn add(&mut self, later: &Self) {
        self.seconds += later.seconds;
        self.own_cpu_seconds += later.own_cpu_seconds;
        self.requests += later.requests;
        self.opened += later.opened;
        self.bytes_read += later.bytes_read;
        self.bytes_written += later.bytes_written;
        for (sum, later) in self.processes.iter_mut().zip(&later.processes) {
            *sum = Usage { cpu_seconds: sum.cpu_seconds + later.cpu_seconds, ..*later };
        }
    }
}
