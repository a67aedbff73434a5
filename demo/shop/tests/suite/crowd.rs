//! Many at once, and what is written about them.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use crate::provider::{Fault, HETU, SECRET, Scene, now};
use crate::world::{STORES, World, onni, order_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_buyers_at_once_are_each_themselves() {
    let world = Arc::new(World::new().await);
    let mut buyers = tokio::task::JoinSet::new();
    for number in 0..200 {
        let world = world.clone();
        buyers.spawn(async move {
            let name = format!("Buyer Number {number}");
            let scene = Scene::of(&name, "fi-op", now() - 1);
            let (order, page) = world.bought(&world.browser(), STORES[number % 2], scene).await;
            assert!(page.body.contains(&format!("Thank you, {name}<")), "{page:?}");
            assert_eq!(world.order(&order).await["metadata"]["name"], name);
            order
        });
    }
    let orders = buyers.join_all().await;
    assert_eq!(orders.iter().collect::<std::collections::HashSet<_>>().len(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_brought_many_times_at_once_is_looked_at_once() {
    let world = Arc::new(World::new().await);
    for store in STORES {
        let browser = Arc::new(world.browser());
        let away = browser.buy(store).await;
        let answer = world.op.answer(away.location(), onni());
        let mut many = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (browser, answer) = (browser.clone(), answer.clone());
            many.spawn(async move { order_of(&browser.get(&answer).await) });
        }
        let orders = many.join_all().await;
        assert!(orders.iter().all(|order| *order == orders[0]), "{orders:?}");
        // The provider takes a code once: had two asked, one had failed.
        assert_eq!(world.order(&orders[0]).await["metadata"]["success"], true);
    }
}

/// What is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_says_why_and_nothing_of_anybody() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_writer(log.clone()).with_max_level(tracing::Level::TRACE).finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    let world = World::new().await;
    for store in STORES {
        for fault in [Fault::None, Fault::OtherNonce, Fault::OtherKey, Fault::UserinfoPlain, Fault::NoBank] {
            world.bought(&world.browser(), store, onni().with(fault)).await;
        }
        let no = Fault::No("server_error", Some("upstream-untrusted"));
        world.bought(&world.browser(), store, onni().with(no)).await;
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("nobody is identified") && log.contains("its nonce is another"), "{log}");
    assert!(log.contains("upstream-untrusted") && log.contains("fellside"), "{log}");
    for secret in [HETU, "Onni", SECRET, "1970-07-07"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
