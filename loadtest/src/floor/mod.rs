//! What a flow costs at the very least: its empty HTTP answers, its signatures, its share of a
//! durable commit, its password hash; each measured on this machine, now.

mod bare_server;
mod commit;
mod cost;
mod password;
mod signature;

use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use jose::JwsAlgorithm;
use serde::Serialize;

pub use bare_server::serve as serve_bare;
pub use cost::{Cost, Signed, cost};
pub use password::Argon2Cost;

use crate::{
    drive::{Context, Plan},
    error::Error,
    measure::Watched,
    workload::Workload,
};

/// The longest a floor is measured, however long the workloads are.
const LONGEST: Duration = Duration::from_secs(5);

/// The flags of the floors.
#[derive(Args, Clone)]
pub struct FloorArgs {
    /// The cost of a password hash: Argon2id's memory in KiB, passes and lanes
    #[arg(long, default_value = "19456,2,1", value_name = "M,T,P")]
    argon2: Argon2Cost,
    /// A folder on the disk whose commits are measured [default: the system's temporary folder]
    #[arg(long)]
    commit_dir: Option<PathBuf>,
}

/// The floors, in CPU seconds per thousand.
#[derive(Clone, Debug, Serialize)]
pub struct Floors {
    /// Empty answers of a bare axum server.
    pub empty_answer: f64,
    /// The rate at which it gave them.
    pub empty_answers_per_second: f64,
    /// What this program used for each thousand of them.
    pub own_cpu: f64,
    /// Signatures.
    pub signatures: Vec<Signature>,
    /// Shares of batched durable commits of one row each.
    pub commit: f64,
    /// Rows committed per second meanwhile.
    pub commits_per_second: f64,
    /// Password hashes.
    pub password_hash: f64,
}

/// The floor of one algorithm.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    /// Which algorithm.
    pub algorithm: String,
    /// A thousand signatures made.
    pub sign: f64,
    /// A thousand signatures checked.
    pub verify: f64,
}

impl Floors {
    /// Measures all of them, the signatures for the given algorithms.
    ///
    /// # Errors
    /// When a floor cannot be measured here: no child process, no disk, no such algorithm.
    pub async fn measure(
        context: &Context,
        plan: &Plan,
        args: &FloorArgs,
        algorithms: &[JwsAlgorithm],
    ) -> Result<Self, Error> {
        let (empty, empty_rate, own_cpu) = empty_answer(context, plan).await?;
        let mut signatures = Vec::new();
        for algorithm in algorithms {
            signatures.push(signature::measure(*algorithm)?);
        }
        let commits = commit::measure(args.commit_dir.as_deref(), plan.connections).await?;
        Ok(Self {
            empty_answer: empty,
            empty_answers_per_second: empty_rate,
            own_cpu,
            signatures,
            commit: commits.cpu_seconds_per_thousand,
            commits_per_second: commits.per_second,
            password_hash: password::measure(args.argon2)?,
        })
    }

    /// What a thousand flows of that cost take at least.
    pub fn of(&self, cost: &Cost, requests_per_flow: f64) -> f64 {
        let known = |name: &String| self.signatures.iter().find(|it| it.algorithm == *name);
        let sum = |names: &[String], of: fn(&Signature) -> f64| -> f64 {
            names.iter().filter_map(known).map(of).sum()
        };
        requests_per_flow * self.empty_answer
            + sum(&cost.signs, |it| it.sign)
            + sum(&cost.verifies, |it| it.verify)
            + cost.commits * self.commit
            + cost.password_hashes * self.password_hash
    }
}

/// Drives a bare server in a process of its own, so that its CPU time is its own.
async fn empty_answer(context: &Context, plan: &Plan) -> Result<(f64, f64, f64), Error> {
    let server = bare_server::Child::start().await?;
    let mut target = context.target.clone();
    target.url = Some(server.url.clone());
    let context = Arc::new(Context::new(target, context.reach, plan.clone()));
    let plan = Plan {
        watched: vec![Watched { pid: server.pid, with_descendants: false }],
        flows: None,
        time: plan.time.min(LONGEST),
        ..plan.clone()
    };
    let outcome = Workload::Empty.run(&context, &plan).await?;
    outcome.check()?;
    let cpu = outcome.server_cpu().unwrap_or(0.0);
    Ok((cpu, outcome.flows_per_second, outcome.own_cpu_seconds_per_thousand))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_what_a_flow_is_made_of() {
        let floors = Floors {
            empty_answer: 1.0,
            empty_answers_per_second: 0.0,
            own_cpu: 0.0,
            signatures: vec![Signature { algorithm: "ES256".into(), sign: 10.0, verify: 20.0 }],
            commit: 100.0,
            commits_per_second: 0.0,
            password_hash: 1000.0,
        };
        let cost = Cost {
            signs: vec!["ES256".into(), "ES256".into()],
            verifies: vec!["ES256".into()],
            commits: 3.0,
            password_hashes: 1.0,
        };
        assert_eq!(floors.of(&cost, 2.0), 2.0 + 20.0 + 20.0 + 300.0 + 1000.0);
        assert_eq!(floors.of(&Cost::default(), 1.0), 1.0);
    }
}
