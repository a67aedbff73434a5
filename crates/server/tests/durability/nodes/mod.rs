//! Three nodes on one PostgreSQL behind a balancer: any of them serves what any other began.

mod balancer;
mod house;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::crash::load::Load;
use crate::crash::{Journal, a_while, is_postgres_wanted, run};
use crate::postgres::Cluster;
use crate::rounds;
use crate::world::Answer;
use house::{House, NODES};

const RACERS: usize = 64;

/// All at once.
async fn join_all<F: Future>(all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.into_iter().map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        for (one, done) in all.iter_mut().filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(output) = one.as_mut().poll(context) {
                *done = Some(output);
            }
        }
        if all.iter().all(|(_, done)| done.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    all.into_iter().filter_map(|(_, done)| done).collect()
}

/// Nodes without a balancer show nothing; a machine without haproxy may say so.
fn is_wanted() -> bool {
    let wanted = std::env::var("COUNTERSIGN_TEST_BALANCER").map_or(true, |balancer| balancer != "none");
    if !wanted {
        eprintln!("left out: COUNTERSIGN_TEST_BALANCER leaves the balancer out");
    }
    wanted && is_postgres_wanted()
}

#[test]
fn what_one_node_issues_every_other_one_takes() {
    if !is_wanted() {
        return;
    }
    run(async {
        let house = House::start().await;
        let mut browser = house.program.sign_in(&house.client).await;
        for issuing in 0..NODES {
            for taking in (0..NODES).filter(|taking| *taking != issuing) {
                let answer = browser.get(&house.at(issuing, &house.authorize_url())).await;
                let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
                let tokens = house.redeem(taking, &code).await;
                assert_eq!(tokens.status, 200, "{tokens:?}");
                let told = house.userinfo(issuing, &tokens.text("access_token")).await;
                assert_eq!(told.status, 200, "{told:?}");
                let refreshed = house.refresh(issuing, &tokens.text("refresh_token")).await;
                assert_eq!(refreshed.status, 200, "{refreshed:?}");
                // What is used up at one is used up everywhere, and ends everything everywhere.
                let replayed = house.redeem(issuing, &code).await;
                assert_eq!(replayed.text("error_code"), "code-replayed", "{replayed:?}");
                for node in 0..NODES {
                    assert_eq!(house.userinfo(node, &refreshed.text("access_token")).await.status, 401);
                }
            }
        }
    });
}

#[test]
fn of_many_that_redeem_one_code_at_all_nodes_one_is_served() {
    if !is_wanted() {
        return;
    }
    run(async {
        let house = House::start().await;
        let mut browser = house.program.sign_in(&house.client).await;
        for _ in 0..rounds(200, 8) {
            let answer = browser.get(&house.authorize_url()).await;
            let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
            let racers = (0..RACERS).map(|racer| house.redeem(racer % NODES, &code));
            let answers: Vec<Answer> = join_all(racers).await;
            let (served, refused): (Vec<_>, Vec<_>) =
                answers.into_iter().partition(|answer| answer.status == 200);
            assert_eq!(served.len(), 1, "one attempt, one answer");
            assert!(refused.iter().all(|it| it.text("error_code") == "code-replayed"), "{refused:?}");
            let told = house.userinfo(0, &served[0].text("access_token")).await;
            assert_eq!(told.status, 401, "it was replayed: {told:?}");
        }
    });
}

#[test]
fn a_client_changed_at_one_node_is_seen_by_the_others_within_a_second() {
    if !is_wanted() {
        return;
    }
    run(async {
        let house = House::start().await;
        let (administrator, changed) = (house.machine("admin").await, house.machine("orders").await);
        let token = house.own_token(0, &administrator).await.text("access_token");
        let mut took = Vec::new();
        for round in 0..rounds(40, 6) {
            let disabled = round % 2 == 0;
            let path = format!("clients/{}", changed.id);
            let answer = house.amend(0, &token, &path, json!({ "disabled": disabled })).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            let changed_at = Instant::now();
            let expected = if disabled { 401 } else { 200 };
            for node in 0..NODES {
                while house.own_token(node, &changed).await.status != expected {
                    assert!(changed_at.elapsed() < Duration::from_secs(30), "node {node} has not seen it");
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
            took.push(changed_at.elapsed());
        }
        eprintln!("seen after {took:?}");
        // A busy machine delays some of them; nodes that took longer would take longer each time.
        assert!(took.iter().min().unwrap() < &Duration::from_secs(1), "{took:?}");
    });
}

/// Nothing of it is kept in a node's memory: there is no time to wait for.
#[test]
fn what_is_ended_at_one_node_is_over_at_every_other_one_at_once() {
    if !is_wanted() {
        return;
    }
    run(async {
        let house = House::start().await;
        let administrator = house.machine("admin").await;
        let admin = house.own_token(0, &administrator).await.text("access_token");
        let consent = format!("consents/{}", house.client.id);
        for (node, ended) in ["sessions", &consent, "disabled"].into_iter().enumerate() {
            let mut browser = house.program.sign_in(&house.client).await;
            let answer = browser.get(&house.at(node, &house.authorize_url())).await;
            let tokens = house.redeem(node, &answer.parameter("code").unwrap()).await;
            let late = browser.get(&house.at(node, &house.authorize_url())).await.parameter("code").unwrap();
            let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
            let others: Vec<usize> = (0..NODES).filter(|other| *other != node).collect();
            let told = house.userinfo(node, &access).await;
            for other in &others {
                assert_eq!(house.userinfo(*other, &access).await.status, 200, "{ended}");
            }
            let person = format!("users/{}", told.json()["sub"].as_str().unwrap());
            let answer = match ended {
                "disabled" => house.amend(node, &admin, &person, json!({ "disabled": true })).await,
                ended => house.remove(node, &admin, &format!("{person}/{ended}")).await,
            };
            assert!((200..300).contains(&answer.status), "{ended}: {answer:?}");

            for other in others {
                let told = house.userinfo(other, &access).await;
                assert_eq!(told.status, 401, "{ended}: {told:?}");
                let refreshed = house.refresh(other, &refresh).await;
                assert_eq!(refreshed.json()["error"], "invalid_grant", "{ended}: {refreshed:?}");
                let redeemed = house.redeem(other, &late).await;
                assert_eq!(redeemed.json()["error"], "invalid_grant", "{ended}: {redeemed:?}");
                let silent = format!("{}&prompt=none", house.at(other, &house.authorize_url()));
                let asked = browser.get(&silent).await;
                let required = if ended == consent { "consent_required" } else { "login_required" };
                assert_eq!(asked.parameter("error").as_deref(), Some(required), "{ended}: {asked:?}");
            }
        }
    });
}

#[test]
fn nodes_that_first_start_at_once_make_one_set_of_keys() {
    if !is_wanted() {
        return;
    }
    run(async {
        for _ in 0..rounds(20, 3) {
            let house = House::build().await;
            let nodes = join_all((0..NODES).map(|node| house.serve(node))).await;
            let made = house.sql("SELECT count(*), count(DISTINCT algorithm) FROM signing_key");
            // Two that sign and two that open, none of them twice.
            assert_eq!(made, "4|4");
            assert_eq!(house.sql("SELECT count(*) FROM server_key"), "1");
            let sets = join_all((0..NODES).map(|node| house.get(node, "/oauth2/jwks"))).await;
            assert!(sets.iter().all(|set| set.body == sets[0].body), "{sets:?}");
            assert_eq!(sets[0].json()["keys"].as_array().unwrap().len(), 4);
            drop(nodes);
        }
    });
}

#[test]
fn nodes_restarted_in_turn_under_load_fail_no_request() {
    if !is_wanted() {
        return;
    }
    run(async {
        let mut house = House::start().await;
        let mut journal = Journal::default();
        for _ in 0..rounds(8, 1) {
            let load = Load::start(&house.program, &house.client).await;
            let failed = load.failed();
            for node in 0..NODES {
                house.restart(node).await;
            }
            let sessions = load.end().await;
            assert_eq!(failed.load(Ordering::Relaxed), 0);
            journal.check(&house.program, &house.client, sessions).await;
        }
        journal.close_unhurt(&house.program, &house.client).await;
    });
}

#[test]
fn what_was_answered_holds_when_the_database_of_all_nodes_is_restarted() {
    if !is_wanted() {
        return;
    }
    run(async {
        let cluster = Arc::new(Cluster::start());
        let mut house = House::start_on(Arc::clone(&cluster)).await;
        let mut journal = Journal::default();
        for round in 0..rounds(10, 2) {
            let load = Load::start(&house.program, &house.client).await;
            if round == 0 {
                load.under_way().await;
            }
            tokio::time::sleep(a_while()).await;
            let cluster = Arc::clone(&cluster);
            let restarted = tokio::task::spawn_blocking(move || {
                cluster.kill();
                cluster.restart();
            });
            restarted.await.unwrap();
            // The nodes find their way back by themselves, and the balancer to them.
            house.balancer().sees(NODES).await;
            tokio::time::sleep(a_while()).await;
            let sessions = load.end().await;
            house.check_running();
            journal.check(&house.program, &house.client, sessions).await;
        }
        journal.close(&house.program, &house.client).await;
    });
}
