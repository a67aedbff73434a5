//! One virtual user: connections, what the workload holds for it, and its turns.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep};

use super::{Budget, Flow, Scenario};
use crate::{error::Error, http::Http, measure::Tally};

/// How often a provider that asks for patience is asked again while a run is prepared.
const PATIENCE: u32 = 40;
/// The rest after an error, so that a dead provider is not hammered.
const REST: Duration = Duration::from_millis(20);

pub(super) struct VirtualUser<S: Scenario> {
    shared: Arc<S::Shared>,
    scenario: S,
    http: Http,
    index: usize,
}

impl<S: Scenario> VirtualUser<S> {
    pub(super) async fn begin(shared: Arc<S::Shared>, mut http: Http, index: usize) -> Result<Self, Error> {
        let scenario = patiently::<S>(&shared, &mut http, index).await?;
        Ok(Self { shared, scenario, http, index })
    }

    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// Repeats the flow until the budget is spent.
    pub(super) async fn live(mut self, budget: Arc<Budget>) -> (Self, Tally) {
        let mut tally = Tally::default();
        while budget.take() {
            let begun_at = Instant::now();
            match self.scenario.flow(&mut self.http).await {
                Ok(Flow::Done) => tally.done(begun_at.elapsed()),
                Ok(Flow::NothingLeft) => break,
                Err(why) => {
                    tally.failed(&why);
                    budget.failed();
                    if !self.begin_again(&mut tally, &budget).await {
                        break;
                    }
                }
            }
        }
        (self, tally)
    }

    async fn begin_again(&mut self, tally: &mut Tally, budget: &Budget) -> bool {
        loop {
            sleep(REST).await;
            let shared = Arc::clone(&self.shared);
            match S::begin(shared, &mut self.http, self.index).await {
                Ok(scenario) => {
                    self.scenario = scenario;
                    return true;
                }
                Err(why) => tally.failed(&why),
            }
            budget.failed();
            if !budget.take() {
                return false;
            }
        }
    }
}

async fn patiently<S: Scenario>(shared: &Arc<S::Shared>, http: &mut Http, index: usize) -> Result<S, Error> {
    let mut asked = 0;
    loop {
        match S::begin(Arc::clone(shared), http, index).await {
            Err(Error::TryAgain(_)) if asked < PATIENCE => {
                asked += 1;
                sleep(Duration::from_millis(250)).await;
            }
            done => return done,
        }
    }
}
