//! A node that is told to end, under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use crate::program::Program;

/// Whoever watches its readiness, as a balancer does, loses no request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_ends_loses_no_request_of_who_watches_its_readiness() {
    let program = Arc::new(Program::install(None).await);
    let mut command = program.command(env!("CARGO_BIN_EXE_countersign"));
    command.env("COUNTERSIGN__SERVER__DRAIN_WAIT", "3");
    let server = program.serve_by(command).await;
    let client = program.populate().await;
    let browser = program.sign_in(&client).await;
    let browser = Arc::new(tokio::sync::Mutex::new(browser));

    let (is_ready, answered) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
    let askers: Vec<_> = (0..8)
        .map(|_| {
            let (program, client) = (Arc::clone(&program), client.clone());
            let (browser, is_ready, answered) =
                (Arc::clone(&browser), Arc::clone(&is_ready), Arc::clone(&answered));
            tokio::spawn(async move {
                while is_ready.load(Ordering::Relaxed) {
                    let answer = browser.lock().await.get(&program.authorize_url(&client)).await;
                    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
                    let redeemed = program.redeem(&client, &code).send().await.unwrap();
                    assert_eq!(redeemed.status(), 200);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    while answered.load(Ordering::Relaxed) < 20 {
        sleep(Duration::from_millis(10)).await;
    }
    let terminated = std::process::Command::new("kill").arg(server.pid().to_string()).status().unwrap();
    assert!(terminated.success());
    let ready = format!("{}/health/ready", program.base);
    while program.http.get(&ready).send().await.unwrap().status() == 200 {
        sleep(Duration::from_millis(20)).await;
    }
    is_ready.store(false, Ordering::Relaxed);
    for asker in askers {
        asker.await.unwrap();
    }
    let ended = tokio::time::timeout(Duration::from_secs(30), server.ended()).await.unwrap();
    assert!(ended.success(), "{ended:?}");
    assert!(program.http.get(&ready).send().await.is_err(), "nobody is there any more");
}
