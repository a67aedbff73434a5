//! What a flow costs at the very least: its empty HTTP answers, its signatures, its share of a
//! durable commit, its password hash; each measured on this machine, now.

mod bare_server;
mod commit;
mod cost;
mod password;
mod sealing;
mod signature;

use std::{collections::BTreeSet, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use jose::{JwsAlgorithm, KeyManagement};
use serde::Serialize;

pub use bare_server::serve as serve_bare;
pub use cost::{Cost, Signed, cost};
pub use password::Argon2Cost;

use crate::{
    drive::{Context, Outcome, Plan},
    error::Error,
    measure::{Watched, median},
    workload::Workload,
};

/// The longest a bare server is driven in one piece, however long the workloads are.
const LONGEST: Duration = Duration::from_secs(5);
/// How long the other floors are measured, as parts of that time.
const SIGNATURES: f64 = 0.2;
const COMMITS: f64 = 0.4;
const PASSWORDS: f64 = 0.2;

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

/// The floors, in CPU seconds per thousand; those that were measured.
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
    /// Sealed messages.
    pub sealings: Vec<Sealing>,
    /// Shares of batched durable commits of one row each.
    pub commit: Option<f64>,
    /// Rows committed per second meanwhile.
    pub commits_per_second: Option<f64>,
    /// Password hashes.
    pub password_hash: Option<f64>,
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

/// The floor of one way of key management, with the content encryption that all have by default.
#[derive(Clone, Debug, Serialize)]
pub struct Sealing {
    /// Which key management.
    pub management: String,
    /// A thousand messages sealed.
    pub seal: f64,
    /// A thousand messages opened.
    pub open: f64,
}

/// Measures floors, as often as wanted.
pub struct Meter<'a> {
    args: &'a FloorArgs,
    target: &'a Context,
    bare_server: bare_server::Child,
    signatures: Vec<signature::Bench>,
    sealings: Vec<sealing::Bench>,
}

impl<'a> Meter<'a> {
    /// Makes ready to measure, the signatures for the given algorithms and what is sealed so.
    ///
    /// # Errors
    /// When a floor cannot be measured here: no child process, no such algorithm.
    pub async fn start(
        target: &'a Context,
        args: &'a FloorArgs,
        algorithms: &[JwsAlgorithm],
        managements: &[KeyManagement],
    ) -> Result<Self, Error> {
        let signatures = algorithms.iter().map(|it| signature::Bench::new(*it));
        let signatures = signatures.collect::<Result<_, _>>()?;
        let sealings = managements.iter().map(|it| sealing::Bench::new(*it)).collect::<Result<_, _>>()?;
        Ok(Self { args, target, bare_server: bare_server::Child::start().await?, signatures, sealings })
    }

    /// Measures the floors a flow of that cost has; all of them where no cost is told. It takes up
    /// to twice as long as one slice of the plan.
    ///
    /// # Errors
    /// When one cannot be measured.
    pub async fn measure(&self, plan: &Plan, cost: Option<&Cost>) -> Result<Floors, Error> {
        let has = |part: fn(&Cost) -> bool| cost.is_none_or(part);
        let time = (plan.time / plan.slices).min(LONGEST);
        let share = |part: f64| time.mul_f64(part);
        let empty = self.empty_answers(plan, time).await?;
        let wanted = |name: &str| cost.is_none_or(|cost| cost.names(name));
        let signatures = self.signatures.iter().filter(|it| wanted(it.name()));
        let signatures = signatures.map(|it| it.measure(share(SIGNATURES))).collect();
        let sealings = self.sealings.iter().filter(|it| wanted(it.name()));
        let sealings = sealings.map(|it| it.measure(share(SIGNATURES))).collect();
        let commits = match has(|cost| cost.commits > 0.0) {
            true => {
                let folder = self.args.commit_dir.as_deref();
                Some(commit::measure(folder, plan.connections, share(COMMITS)).await?)
            }
            false => None,
        };
        let password_hash = match has(|cost| cost.password_hashes > 0.0) {
            true => Some(password::measure(self.args.argon2, share(PASSWORDS))?),
            false => None,
        };
        Ok(Floors {
            empty_answer: empty.server_cpu().unwrap_or(0.0),
            empty_answers_per_second: empty.flows_per_second,
            own_cpu: empty.own_cpu_seconds_per_thousand,
            signatures,
            sealings,
            commit: commits.as_ref().map(|it| it.cpu_seconds_per_thousand),
            commits_per_second: commits.as_ref().map(|it| it.per_second),
            password_hash,
        })
    }

    /// Drives the bare server, whose CPU time is its own since its process is.
    async fn empty_answers(&self, plan: &Plan, time: Duration) -> Result<Outcome, Error> {
        let mut target = self.target.target.clone();
        target.url = Some(self.bare_server.url.clone());
        let context = Arc::new(Context::new(target, self.target.reach, plan.clone()));
        let plan = Plan {
            watched: vec![Watched { pid: self.bare_server.pid, with_descendants: false }],
            flows: None,
            time,
            warm_up: plan.warm_up / plan.slices,
            slices: 1,
            ..plan.clone()
        };
        let outcome = Workload::Empty.run(&context, &plan).await?;
        outcome.check()?;
        Ok(outcome)
    }
}

impl Floors {
    /// What a thousand flows of that cost take at least.
    pub fn of(&self, cost: &Cost, requests_per_flow: f64) -> f64 {
        let known = |name: &String| self.signatures.iter().find(|it| it.algorithm == *name);
        let sum = |names: &[String], of: fn(&Signature) -> f64| -> f64 {
            names.iter().filter_map(known).map(of).sum()
        };
        let sealed = |names: &[String], of: fn(&Sealing) -> f64| -> f64 {
            let known = |name: &String| self.sealings.iter().find(|it| it.management == *name);
            names.iter().filter_map(known).map(of).sum()
        };
        requests_per_flow * self.empty_answer
            + sealed(&cost.seals, |it| it.seal)
            + sealed(&cost.opens, |it| it.open)
            + sum(&cost.signs, |it| it.sign)
            + sum(&cost.verifies, |it| it.verify)
            + cost.commits * self.commit.unwrap_or(0.0)
            + cost.password_hashes * self.password_hash.unwrap_or(0.0)
    }

    /// The median of each floor.
    pub fn median(all: &[Self]) -> Self {
        let of = |get: fn(&Self) -> Option<f64>| median(all.iter().filter_map(get).collect());
        let signatures = || all.iter().flat_map(|it| &it.signatures);
        let names: BTreeSet<&String> = signatures().map(|it| &it.algorithm).collect();
        let signature = |name: &String| {
            let of = |get: fn(&Signature) -> f64| {
                let same = signatures().filter(|it| it.algorithm == *name);
                median(same.map(get).collect()).unwrap_or(0.0)
            };
            Signature { algorithm: name.clone(), sign: of(|it| it.sign), verify: of(|it| it.verify) }
        };
        let sealings = || all.iter().flat_map(|it| &it.sealings);
        let managements: BTreeSet<&String> = sealings().map(|it| &it.management).collect();
        let sealing = |name: &String| {
            let of = |get: fn(&Sealing) -> f64| {
                let same = sealings().filter(|it| it.management == *name);
                median(same.map(get).collect()).unwrap_or(0.0)
            };
            Sealing { management: name.clone(), seal: of(|it| it.seal), open: of(|it| it.open) }
        };
        Self {
            sealings: managements.into_iter().map(sealing).collect(),
            empty_answer: of(|it| Some(it.empty_answer)).unwrap_or(0.0),
            empty_answers_per_second: of(|it| Some(it.empty_answers_per_second)).unwrap_or(0.0),
            own_cpu: of(|it| Some(it.own_cpu)).unwrap_or(0.0),
            signatures: names.into_iter().map(signature).collect(),
            commit: of(|it| it.commit),
            commits_per_second: of(|it| it.commits_per_second),
            password_hash: of(|it| it.password_hash),
        }
    }
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
            sealings: vec![Sealing { management: "dir".into(), seal: 0.25, open: 0.5 }],
            commit: Some(100.0),
            commits_per_second: None,
            password_hash: Some(1000.0),
        };
        let cost = Cost {
            signs: vec!["ES256".into(), "ES256".into()],
            verifies: vec!["ES256".into()],
            seals: vec!["dir".into()],
            opens: vec!["dir".into(), "dir".into()],
            commits: 3.0,
            password_hashes: 1.0,
        };
        assert_eq!(floors.of(&cost, 2.0), 2.0 + 20.0 + 20.0 + 0.25 + 1.0 + 300.0 + 1000.0);
        assert_eq!(floors.of(&Cost::default(), 1.0), 1.0);
    }

    #[test]
    fn takes_the_median_of_each_floor_over_those_that_measured_it() {
        let one = |empty_answer: f64, commit: Option<f64>, sign: Option<f64>| Floors {
            empty_answer,
            empty_answers_per_second: 0.0,
            own_cpu: 0.0,
            signatures: sign
                .map(|sign| Signature { algorithm: "ES256".into(), sign, verify: 2.0 * sign })
                .into_iter()
                .collect(),
            sealings: vec![],
            commit,
            commits_per_second: None,
            password_hash: None,
        };
        let all = [one(1.0, None, Some(5.0)), one(9.0, Some(4.0), None), one(2.0, None, Some(7.0))];
        let found = Floors::median(&all);
        assert_eq!((found.empty_answer, found.commit, found.password_hash), (2.0, Some(4.0), None));
        assert_eq!((found.signatures[0].sign, found.signatures[0].verify), (6.0, 12.0));
        assert_eq!(found.signatures.len(), 1);
    }
}
