//! Runs virtual users: begin, warm up, measure.

mod budget;
mod context;
mod outcome;
mod plan;
mod pool;
mod user;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task::JoinSet, time::Instant};

use crate::{
    error::{Error, failed},
    http::Http,
    measure::{Tally, Usage, own_cpu_seconds},
};

use budget::Budget;
pub use context::Context;
pub use outcome::Outcome;
pub use plan::{Plan, PlanArgs, TokensFrom};
pub use pool::Pool;
use user::VirtualUser;

/// Virtual users that sign in at the same time while a run is prepared.
const BEGINNING_AT_ONCE: usize = 4;

/// One kind of flow: what all virtual users share, what each holds, and one turn of it.
pub trait Scenario: Sized + Send + 'static {
    /// What all virtual users share.
    type Shared: Send + Sync + 'static;

    /// Makes ready what is shared; nothing of it is measured.
    fn prepare(context: Arc<Context>) -> impl Future<Output = Result<Self::Shared, Error>> + Send;

    /// Makes one virtual user ready; nothing of it is measured. It is done again after an error,
    /// since what the user held (a session, a refresh token) may be gone with it.
    fn begin(
        shared: Arc<Self::Shared>,
        http: &mut Http,
        index: usize,
    ) -> impl Future<Output = Result<Self, Error>> + Send;

    /// One flow.
    fn flow(&mut self, http: &mut Http) -> impl Future<Output = Result<Flow, Error>> + Send;

    /// How many flows what is shared suffices for, if it does not suffice for ever.
    fn supply(_shared: &Self::Shared) -> Option<u64> {
        None
    }
}

/// How a flow ended, when not with an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It was done, and the answers were right.
    Done,
    /// It was not begun: what it needs is used up.
    NothingLeft,
}

/// Runs one kind of flow as planned.
///
/// # Errors
/// When it cannot even begin; errors met while measuring are counted in the outcome.
pub async fn drive<S: Scenario>(name: &str, context: &Arc<Context>, plan: &Plan) -> Result<Outcome, Error> {
    let shared = Arc::new(S::prepare(Arc::clone(context)).await?);
    let users = begin::<S>(&shared, context, plan.connections).await?;

    // A tenth of what there is must do for the warm-up.
    let warm_up_flows = S::supply(&shared).map(|supply| supply / 10);
    let budget = Budget::new(plan.warm_up, warm_up_flows, plan.max_errors);
    let (users, warm) = round(users, budget).await?;

    let before = Snapshot::take(&users, plan)?;
    let budget = Budget::new(plan.time, plan.flows, plan.max_errors);
    let (users, mut tally) = round(users, budget).await?;
    let after = Snapshot::take(&users, plan)?;

    // Times of the warm-up do not count; its errors do.
    let mut errors_only = warm;
    errors_only.latency = Default::default();
    tally.merge(&errors_only);
    Ok(outcome(name, plan, tally, &before, &after))
}

async fn begin<S: Scenario>(
    shared: &Arc<S::Shared>,
    context: &Arc<Context>,
    count: usize,
) -> Result<Vec<VirtualUser<S>>, Error> {
    let permits = Arc::new(Semaphore::new(BEGINNING_AT_ONCE));
    let mut tasks = JoinSet::new();
    for index in 0..count {
        let (shared, permits) = (Arc::clone(shared), Arc::clone(&permits));
        let http = Http::new(context.reach);
        tasks.spawn(async move {
            let _permit = permits.acquire().await;
            VirtualUser::<S>::begin(shared, http, index).await
        });
    }
    let mut users = Vec::with_capacity(count);
    while let Some(done) = tasks.join_next().await {
        users.push(done.map_err(|_| failed("a virtual user broke down"))??);
    }
    Ok(users)
}

/// Lets every user run until the budget is spent, and waits for the last flow to end.
async fn round<S: Scenario>(
    users: Vec<VirtualUser<S>>,
    budget: Budget,
) -> Result<(Vec<VirtualUser<S>>, Tally), Error> {
    let budget = Arc::new(budget);
    let mut tasks = JoinSet::new();
    for user in users {
        tasks.spawn(user.live(Arc::clone(&budget)));
    }
    let mut users = Vec::new();
    let mut sum = Tally::default();
    while let Some(done) = tasks.join_next().await {
        let (user, tally) = done.map_err(|_| failed("a virtual user broke down"))?;
        sum.merge(&tally);
        users.push(user);
    }
    Ok((users, sum))
}

/// Everything that is counted by looking before and after.
struct Snapshot {
    at: Instant,
    own_cpu_seconds: f64,
    processes: Vec<Usage>,
    requests: u64,
    opened: u64,
    bytes_read: u64,
    bytes_written: u64,
}

impl Snapshot {
    fn take<S: Scenario>(users: &[VirtualUser<S>], plan: &Plan) -> Result<Self, Error> {
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
}

fn outcome(name: &str, plan: &Plan, tally: Tally, before: &Snapshot, after: &Snapshot) -> Outcome {
    let flows = tally.latency.total();
    let seconds = (after.at - before.at).as_secs_f64();
    let processes = plan.watched.iter().zip(before.processes.iter().zip(&after.processes));
    let own = after.own_cpu_seconds - before.own_cpu_seconds;
    Outcome {
        workload: name.to_owned(),
        connections: plan.connections,
        seconds,
        flows,
        flows_per_second: flows as f64 / seconds.max(f64::MIN_POSITIVE),
        requests: after.requests - before.requests,
        p50_ms: millis(tally.latency.quantile(0.5)),
        p99_ms: millis(tally.latency.quantile(0.99)),
        errors: tally.errors,
        explained: tally.explained,
        bytes_read: after.bytes_read - before.bytes_read,
        bytes_written: after.bytes_written - before.bytes_written,
        connections_opened: after.opened - before.opened,
        processes: processes
            .map(|(watched, (before, after))| watched.figure(*before, *after, flows))
            .collect(),
        own_cpu_seconds_per_thousand: own * 1000.0 / flows.max(1) as f64,
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
