//! What a node does unasked: it takes in what others changed, keeps its signing keys young, and
//! sweeps out what is over. None of it is worth stopping for: what fails is logged and tried again.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use crate::flow;
use crate::node::Node;

/// How often the change log is read.
const POLL: Duration = Duration::from_millis(500);

/// How often keys are looked after.
const KEEP_UP: Duration = Duration::from_secs(5 * 60);

/// How often what is over is swept out.
const SWEEP: Duration = Duration::from_secs(60);

/// How many rows of a kind are swept out at once, and the pause before the next while there are more.
const BATCH: u32 = 500;
const PAUSE: Duration = Duration::from_millis(50);

/// Begins to work. It ends when the set is dropped; everything it commits is whole at any time.
pub fn start(node: &Arc<Node>) -> JoinSet<()> {
    let mut work = JoinSet::new();
    work.spawn(every(POLL, "the change log cannot be read", Arc::clone(node), |node| async move {
        node.poll().await.map_err(|error| error.to_string())
    }));
    work.spawn(every(KEEP_UP, "signing keys cannot be looked after", Arc::clone(node), |node| async move {
        flow::key::keep_up(&node).await.map_err(|refusal| told(&refusal))
    }));
    work.spawn(every(SWEEP, "what is over cannot be swept out", Arc::clone(node), |node| async move {
        sweep(&node).await.map_err(|error| error.to_string())
    }));
    work
}

/// Does one thing again and again. A failure is told when it begins, and when it is over.
async fn every<F>(
    period: Duration,
    failing: &'static str,
    node: Arc<Node>,
    mut act: impl FnMut(Arc<Node>) -> F,
) where
    F: Future<Output = Result<(), String>>,
{
    let mut failed = false;
    loop {
        sleep(jittered(period)).await;
        match act(Arc::clone(&node)).await {
            Err(error) if !failed => {
                warn!(error, "{failing}; tried again");
                failed = true;
            }
            Ok(()) if failed => {
                info!("over: {failing}");
                failed = false;
            }
            _ => {}
        }
    }
}

async fn sweep(node: &Node) -> Result<(), store::Error> {
    loop {
        let swept = node.store().sweep(node.now(), BATCH).await?;
        if swept.tickets > 0 || swept.families > 0 {
            debug!(tickets = swept.tickets, families = swept.families, "swept out what is over");
        }
        if swept.tickets.max(swept.families) < u64::from(BATCH) {
            return Ok(());
        }
        sleep(PAUSE).await;
    }
}

/// A tenth more or less, so that nodes started together do not stay in step.
fn jittered(period: Duration) -> Duration {
    let part = f64::from(u16::from_le_bytes(jose::random::bytes())) / f64::from(u16::MAX);
    period.mul_f64(0.9 + 0.2 * part)
}

fn told(refusal: &idp::Refusal) -> String {
    let operator = refusal.detail.operator.as_deref().unwrap_or_default();
    format!("{} {operator}", refusal.reason.code()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_within_a_tenth() {
        for _ in 0..1000 {
            let period = jittered(Duration::from_secs(10));
            assert!((Duration::from_secs(9)..=Duration::from_secs(11)).contains(&period), "{period:?}");
        }
    }
}
