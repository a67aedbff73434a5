//! Runs virtual users: begin, warm up, measure.

mod budget;
mod context;
mod outcome;
mod plan;
mod pool;
mod spent;
mod user;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    error::{Error, failed},
    http::Http,
    measure::Tally,
};

use budget::Budget;
pub use context::Context;
pub use outcome::Outcome;
pub use plan::{Plan, PlanArgs, TokensFrom};
pub use pool::Pool;
use spent::{Snapshot, Spent};
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

/// Runs one kind of flow as planned; `before_each` has its turn before each slice of the time.
///
/// # Errors
/// When it cannot even begin; errors met while measuring are counted in the outcome.
pub async fn drive<S: Scenario>(
    name: &str,
    context: &Arc<Context>,
    plan: &Plan,
    before_each: &mut impl AsyncFnMut() -> Result<(), Error>,
) -> Result<Outcome, Error> {
    let shared = Arc::new(S::prepare(Arc::clone(context)).await?);
    let users = begin::<S>(&shared, context, plan.connections).await?;

    // A tenth of what there is must do for the warm-up.
    let supply = S::supply(&shared);
    let budget = Budget::new(plan.warm_up, supply.map(|supply| supply / 10), plan.max_errors);
    let (mut users, warm) = round(users, budget).await?;
    // Times of the warm-up do not count; its errors do.
    let mut tally = Tally { latency: Default::default(), ..warm };

    let mut spent = Spent::nothing(plan);
    let mut slices = Vec::new();
    let (time, flows) = plan.slice(supply.map(|supply| supply - supply / 10));
    for _ in 0..plan.slices {
        before_each().await?;
        let before = Snapshot::take(&users, plan)?;
        let (back, slice) = round(users, Budget::new(time, flows, plan.max_errors)).await?;
        users = back;
        let in_slice = before.until(&Snapshot::take(&users, plan)?);
        slices.push(server_cpu(plan, &in_slice, slice.latency.total()));
        spent.add(&in_slice);
        tally.merge(&slice);
    }
    Ok(outcome(name, plan, tally, &spent, slices))
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

/// CPU seconds per thousand flows of the processes watched alone.
fn server_cpu(plan: &Plan, spent: &Spent, flows: u64) -> Option<f64> {
    let processes = plan.watched.iter().zip(&spent.processes);
    let alone = processes.filter(|(watched, _)| !watched.with_descendants).map(|(_, used)| used.cpu_seconds);
    let seconds = alone.reduce(|one, other| one + other)?;
    (flows > 0).then(|| seconds * 1000.0 / flows as f64)
}

fn outcome(name: &str, plan: &Plan, tally: Tally, spent: &Spent, slices: Vec<Option<f64>>) -> Outcome {
    let flows = tally.latency.total();
    let processes = plan.watched.iter().zip(&spent.processes);
    Outcome {
        workload: name.to_owned(),
        connections: plan.connections,
        seconds: spent.seconds,
        flows,
        flows_per_second: flows as f64 / spent.seconds.max(f64::MIN_POSITIVE),
        requests: spent.requests,
        p50_ms: millis(tally.latency.quantile(0.5)),
        p99_ms: millis(tally.latency.quantile(0.99)),
        errors: tally.errors,
        explained: tally.explained,
        bytes_read: spent.bytes_read,
        bytes_written: spent.bytes_written,
        connections_opened: spent.opened,
        processes: processes.map(|(watched, used)| watched.figure(*used, flows)).collect(),
        slices,
        own_cpu_seconds_per_thousand: spent.own_cpu_seconds * 1000.0 / flows.max(1) as f64,
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
