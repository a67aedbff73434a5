//! How much is done, and what is watched meanwhile.

use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::{
    error::{Error, usage},
    measure::Watched,
};

/// The longest a run may take when only a number of flows bounds it.
const LONGEST: u64 = 600;

/// The flags that bound a run.
#[derive(Args, Clone)]
pub struct PlanArgs {
    /// Virtual users, each with a connection of its own
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=4096))]
    connections: u32,
    /// How long to measure, in seconds [default: 5; 600 when --requests bounds the run]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=LONGEST))]
    seconds: Option<u64>,
    /// How many flows to measure at most
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    requests: Option<u64>,
    /// Into how many slices a report divides the time, each beside a measurement of the floor
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) slices: u32,
    /// How long to warm up before, in seconds
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=60))]
    warm_up: u64,
    /// Give up after so many errors
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    max_errors: u64,
    /// How many access tokens to obtain beforehand where each flow uses a fresh one
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pool: u32,
    /// How often each of them is used
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    uses: u32,
    /// What they are obtained with
    #[arg(long, value_enum, default_value_t = TokensFrom::Refresh)]
    tokens_from: TokensFrom,
    /// The server's process id, whose CPU time and memory are reported; may be repeated
    #[arg(long)]
    pid: Vec<u32>,
    /// A companion's process id (PostgreSQL's postmaster), counted with its descendants and
    /// reported beside the server; may be repeated
    #[arg(long)]
    pid_tree: Vec<u32>,
    /// Threads of this program [default: one for each core]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=256))]
    pub(crate) threads: Option<u32>,
}

/// How fresh access tokens are obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokensFrom {
    /// By refreshing: many tokens of few families.
    Refresh,
    /// By whole code flows on standing sessions: every token of a family of its own.
    Code,
}

/// How one workload is run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Virtual users.
    pub connections: usize,
    /// How long is measured at most.
    pub time: Duration,
    /// How many flows are measured at most.
    pub flows: Option<u64>,
    /// Into how many slices both are divided.
    pub slices: u32,
    /// How long is warmed up.
    pub warm_up: Duration,
    /// After how many errors to give up.
    pub max_errors: u64,
    /// Access tokens obtained beforehand.
    pub pool: usize,
    /// How often each is used.
    pub uses: u32,
    /// What they are obtained with.
    pub tokens_from: TokensFrom,
    /// Processes whose cost is wanted.
    pub watched: Vec<Watched>,
}

impl Plan {
    /// Reads the flags.
    ///
    /// # Errors
    /// When a process to be watched is not there.
    pub fn from_args(args: &PlanArgs) -> Result<Self, Error> {
        let longest = if args.requests.is_some() { LONGEST } else { 5 };
        let watched = |with_descendants| move |pid: &u32| Watched { pid: *pid, with_descendants };
        let alone = args.pid.iter().map(watched(false));
        let trees = args.pid_tree.iter().map(watched(true));
        let plan = Self {
            connections: args.connections as usize,
            time: Duration::from_secs(args.seconds.unwrap_or(longest)),
            flows: args.requests,
            slices: 1,
            warm_up: Duration::from_secs(args.warm_up),
            max_errors: args.max_errors,
            pool: args.pool as usize,
            uses: args.uses,
            tokens_from: args.tokens_from,
            watched: alone.chain(trees).collect(),
        };
        for it in &plan.watched {
            it.usage().map_err(|why| usage(why.to_string()))?;
        }
        Ok(plan)
    }

    /// The same with another number of virtual users.
    #[must_use]
    pub fn with_connections(&self, connections: usize) -> Self {
        Self { connections, ..self.clone() }
    }

    /// The same divided into that many slices.
    #[must_use]
    pub fn in_slices(&self, slices: u32) -> Self {
        Self { slices: slices.max(1), ..self.clone() }
    }

    /// What one slice may take, when what it needs suffices for `supply` flows in all.
    pub(super) fn slice(&self, supply: Option<u64>) -> (Duration, Option<u64>) {
        // A single slice finds out by itself when there is nothing left.
        let supply = supply.filter(|_| self.slices > 1);
        let flows = self.flows.into_iter().chain(supply).min();
        (self.time / self.slices, flows.map(|flows| (flows / u64::from(self.slices)).max(1)))
    }
}
