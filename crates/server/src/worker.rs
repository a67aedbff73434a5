//! What a node does unasked: it takes in what others changed, keeps its signing keys young, and
//! sweeps out what is over. None of it is worth stopping for: what fails is logged and tried again.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicU8;
use std::time::Duration;

use idp::model::message::MessageKind;
use store::Swept;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use crate::flow;
use crate::flow::outbox::Sending;
use crate::node::Node;

/// How often the change log is read.
const POLL: Duration = Duration::from_millis(500);

/// How often keys are looked after.
const KEEP_UP: Duration = Duration::from_secs(5 * 60);

/// How often the outbox is looked at.
const SEND: Duration = Duration::from_secs(1);

/// How often what is over is swept out.
const SWEEP: Duration = Duration::from_secs(60);

/// How often it is looked whether there is a new data key, and something to be sealed anew.
const RESEAL: Duration = Duration::from_secs(60);

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
        sweep(&node).await.map_err(|error| error.to_string())?;
        sweep_sign_ins(&node).await.map_err(|error| error.to_string())?;
        sweep_credentials(&node).await.map_err(|error| error.to_string())
    }));
    let resealed = Arc::new(AtomicU8::new(0));
    work.spawn(every(
        RESEAL,
        "what older data keys sealed cannot be sealed anew",
        Arc::clone(node),
        move |node| {
            let resealed = Arc::clone(&resealed);
            async move { flow::data_key::keep_up(&node, &resealed).await.map_err(|error| error.to_string()) }
        },
    ));
    work.spawn(send(Arc::clone(node)));
    work
}

/// Sends what is in the outbox: at once what this node wrote, and soon what others did or what is to
/// be tried again. No kind waits for another: a code is not late because a client is slow.
pub async fn send(node: Arc<Node>) {
    let mut work = JoinSet::new();
    for kind in MessageKind::ALL {
        work.spawn(send_all_of(kind, Arc::clone(&node)));
    }
    while work.join_next().await.is_some() {}
}

async fn send_all_of(kind: MessageKind, node: Arc<Node>) {
    let sending = Arc::new(Mutex::new(Sending::of(kind)));
    every(Duration::ZERO, "the outbox cannot be emptied", node, move |node| {
        let sending = Arc::clone(&sending);
        async move {
            let mut sending = sending.lock().await;
            let begun = sending.begin_due(&node).await;
            let ended = tokio::select! {
                ended = sending.one_ends() => ended,
                () = node.to_send.told(kind) => Ok(()),
                () = sleep(jittered(SEND)) => Ok(()),
            };
            begun.and(ended).map_err(|refusal| told(&refusal))
        }
    })
    .await;
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
        if swept != Swept::default() {
            let Swept { tickets, families, messages } = swept;
            debug!(tickets, families, messages, "swept out what is over");
        }
        if swept.tickets.max(swept.families).max(swept.messages) < u64::from(BATCH) {
            return Ok(());
        }
        sleep(PAUSE).await;
    }
}

async fn sweep_sign_ins(node: &Node) -> Result<(), store::Error> {
    let before = node.now() - node.settings.sign_ins_kept;
    while node.store().sweep_sign_ins(before, BATCH).await? == u64::from(BATCH) {
        sleep(PAUSE).await;
    }
    Ok(())
}

async fn sweep_credentials(node: &Node) -> Result<(), store::Error> {
    while node.store().sweep_credentials(node.now(), BATCH).await? == u64::from(BATCH) {
        sleep(PAUSE).await;
    }
    Ok(())
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
    use idp::effect::Effect;
    use idp::model::ticket::{Ticket, TicketKey, TicketKind};
    use store::{Location, MasterKey, Options, Outcome, Store};

    use super::*;
    use crate::config::localhost;
    use crate::fetch::{self, Fetcher};
    use crate::node::{Clock, Hasher, SystemClock};

    async fn node_at(location: Location, master_keys: impl Into<store::MasterKeys>) -> Arc<Node> {
        let clock = SystemClock::default();
        let options = Options { migrate: true, connections: 2, ..Options::new(location, master_keys) };
        let store = Store::open(options, clock.now()).await.unwrap();
        let fetcher = Fetcher::new(fetch::Options::default());
        Arc::new(Node::new(store, localhost(8080), Arc::new(clock), Hasher::new(), fetcher).await.unwrap())
    }

    fn ticket(node: &Node, name: &str, lives_for: Duration) -> Effect {
        let until = node.now() + lives_for;
        Effect::Put(Ticket {
            key: TicketKey::of(TicketKind::Code, name.as_bytes()),
            kind: TicketKind::Code,
            family: None,
            expires_at: until,
            ends_at: until,
            keep_until: until,
            body: Vec::new(),
        })
    }

    #[tokio::test]
    async fn sweeps_until_nothing_is_left_that_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let node = node_at(Location::Sqlite(folder.path().join("a.db")), MasterKey::generate()).await;
        let over = (0..2 * BATCH + 7).map(|n| ticket(&node, &n.to_string(), Duration::ZERO));
        let living = ticket(&node, "living", Duration::from_secs(60));
        let done = node.commit(over.chain([living]).collect(), node.now()).await;
        assert!(matches!(done, Outcome::Done { .. }));

        sweep(&node).await.unwrap();
        let left = node.store().sweep(node.now(), BATCH).await.unwrap();
        assert_eq!(left.tickets, 0);
        let living = TicketKey::of(TicketKind::Code, b"living");
        assert!(node.store().load_ticket(&living, node.now()).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn takes_in_the_keys_that_another_node_makes() {
        let folder = tempfile::tempdir().unwrap();
        let at = || Location::Sqlite(folder.path().join("a.db"));
        MasterKey::generate().write_new_file(&folder.path().join("key")).unwrap();
        let key = || store::MasterKeys::from_file(&folder.path().join("key")).unwrap();
        let (node, other) = (node_at(at(), key()).await, node_at(at(), key()).await);
        let work = start(&node);
        flow::key::keep_up(&other).await.unwrap();
        assert!(flow::key::list(&node).is_empty());
        let made = flow::key::list(&other).len();
        assert_ne!(made, 0);
        for _ in 0..600 {
            if flow::key::list(&node).len() == made {
                drop(work);
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("the other node's keys were not taken in");
    }

    #[tokio::test]
    async fn goes_on_after_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let node = node_at(Location::Sqlite(folder.path().join("a.db")), MasterKey::generate()).await;
        let mut round = 0;
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let work = every(Duration::from_millis(1), "a test fails", node, move |_| {
            round += 1;
            let sent = told.send(round);
            async move { if round < 3 { Err("not yet".to_owned()) } else { sent.map_err(|e| e.to_string()) } }
        });
        let work = tokio::spawn(work);
        for expected in 1..=5 {
            assert_eq!(heard.recv().await, Some(expected));
        }
        work.abort();
    }

    #[test]
    fn jitter_stays_within_a_tenth() {
        for _ in 0..1000 {
            let period = jittered(Duration::from_secs(10));
            assert!((Duration::from_secs(9)..=Duration::from_secs(11)).contains(&period), "{period:?}");
        }
    }
}
