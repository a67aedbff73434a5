//! Many at once: exactly one wins, and whoever lost is told so.

use idp::effect::{Effect, RevokedBecause};
use idp::model::ClientId;
use idp::model::consent::ConsentId;
use idp::model::family::Family;
use idp::model::ticket::Ticket;
use idp::model::user::UserId;
use store::{Guard, Outcome, Store};

use crate::initial_access_token::initial_access_token;
use crate::world::*;

const RACERS: usize = 64;

fn rounds() -> usize {
    if std::env::var("COUNTERSIGN_TEST_LONG").is_ok_and(|long| !long.is_empty()) { 500 } else { 20 }
}

/// Sends `RACERS` commits at once, half of them by another node, and counts the winners.
pub(crate) async fn winners(
    nodes: &[Store; 2],
    guard: Guard,
    effects: impl Fn(usize) -> Vec<Effect>,
) -> usize {
    let racers: Vec<_> = (0..RACERS)
        .map(|racer| {
            let (store, effects) = (nodes[racer % 2].clone(), effects(racer));
            tokio::spawn(async move { store.commit(effects, at(1)).await })
        })
        .collect();
    let mut winners = 0;
    for racer in racers {
        match racer.await.unwrap() {
            Outcome::Done { .. } => winners += 1,
            Outcome::Lost(lost) => assert_eq!(lost, guard),
            other => panic!("neither won nor lost: {other:?}"),
        }
    }
    winners
}

on_both_stores! {
    async fn of_many_that_spend_one_ticket_one_is_done(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        for round in 0..rounds() {
            let name = format!("code {round}");
            world.done(vec![Effect::Put(ticket(&name))], at(0)).await;
            let spend = |racer: usize| vec![
                Effect::Spend(key(&name)),
                Effect::Put(ticket(&format!("what came of {name} to {racer}"))),
            ];
            assert_eq!(winners(&nodes, Guard::TicketSpent, spend).await, 1);
            let mut came = 0;
            for racer in 0..RACERS {
                let key = key(&format!("what came of {name} to {racer}"));
                came += usize::from(world.store.load_ticket(&key, at(1)).await.unwrap().is_some());
            }
            assert_eq!(came, 1, "only the winner got something");
        }
    }

    async fn of_many_that_advance_one_ticket_one_is_done(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        world.done(vec![Effect::Put(Ticket { expires_at: at(100), ..ticket("t") })], at(0)).await;
        for round in 0..rounds() {
            let from = round as i64 + 1;
            let one = winners(&nodes, Guard::TicketMoved, |racer| vec![advance("t", from, &format!("{racer}"))]).await;
            assert_eq!(one, 1);
            let found = world.store.load_ticket(&key("t"), at(1)).await.unwrap().unwrap();
            assert_eq!(found.version, from + 1);
        }
    }

    async fn of_many_that_put_one_ticket_one_is_done(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        for round in 0..rounds() {
            let name = format!("replay {round}");
            assert_eq!(winners(&nodes, Guard::TicketTaken, |_| vec![Effect::Put(ticket(&name))]).await, 1);
        }
    }

    async fn of_many_that_use_one_token_as_many_are_done_as_it_has_uses(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        for round in 0..rounds() {
            let id = format!("token {round}");
            world.done(vec![Effect::PutInitialAccessToken(Box::new(initial_access_token(&id, 7)))], at(0)).await;
            let used = |_| vec![Effect::UseInitialAccessToken(id.clone())];
            assert_eq!(winners(&nodes, Guard::InitialAccessTokenUsed, used).await, 7);
        }
    }

    async fn of_many_that_take_one_login_name_one_is_done(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        for round in 0..rounds() / 4 {
            let take = |racer: usize| {
                let email = format!("{racer}-{round}@example.fi");
                vec![new_user(&format!("{round}-{racer}"), &format!("ada {round}"), Some(&email))]
            };
            assert_eq!(winners(&nodes, Guard::LoginNameTaken, take).await, 1);
        }
    }

    async fn of_many_that_change_the_signing_keys_they_read_one_is_done(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        for round in 0..rounds() / 4 {
            let from = world.store.load_keys_version().await.unwrap();
            let change = |racer: usize| {
                let key = signing_key(&format!("{round}-{racer}"), 0);
                vec![Effect::MoveKeys { from }, Effect::PutKey(key)]
            };
            assert_eq!(winners(&nodes, Guard::KeysMoved, change).await, 1);
            assert_eq!(world.store.load_keys().await.unwrap().len(), round + 1);
        }
    }

    /// Listed in opposite orders, as no rule would; they run in one order all the same, and nobody
    /// waits in a circle.
    async fn commits_that_want_the_same_rows_in_opposite_orders_are_all_done(world) {
        world.done(vec![
            Effect::PutFamily(family(1)), Effect::PutFamily(family(2)),
            Effect::Put(ticket("a")), Effect::Put(ticket("b")), new_client("shop"), new_client("shed"),
        ], at(0)).await;
        let mut commits = Vec::new();
        for n in 0..200 {
            let store = world.store.clone();
            let mut effects = vec![
                Effect::Extend { key: key("a"), expires_at: at(61 + n) },
                Effect::Revoke { family: family_id(1), because: RevokedBecause::SignedOut },
                Effect::Extend { key: key("b"), expires_at: at(61 + n) },
                Effect::Revoke { family: family_id(2), because: RevokedBecause::SignedOut },
            ];
            if n % 2 == 0 {
                effects.reverse();
            }
            commits.push(tokio::spawn(async move { store.commit(effects, at(1)).await }));
        }
        for commit in commits {
            let outcome = commit.await.unwrap();
            assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
        }
        assert_eq!(world.store.load_ticket(&key("b"), at(1)).await.unwrap().unwrap().expires_at, at(260));
    }

    async fn a_revocation_beside_a_put_leaves_nothing_alive(world) {
        for round in 0..rounds() {
            let mut id = family_id(0);
            id.0[..8].copy_from_slice(&round.to_be_bytes());
            let name = format!("token {round}");
            world.done(vec![Effect::PutFamily(Family { id, ..family(0) })], at(0)).await;
            let (store, other) = (world.store.clone(), world.store.clone());
            let put = Effect::Put(ticket_of(&name, id));
            let revoke = Effect::Revoke { family: id, because: RevokedBecause::CodeReplayed };
            let (put, revoke) = tokio::join!(store.commit(vec![put], at(1)), other.commit(vec![revoke], at(1)));
            assert!(matches!((put, revoke), (Outcome::Done { .. }, Outcome::Done { .. })));
            let found = world.store.load_ticket(&key(&name), at(1)).await.unwrap().unwrap();
            assert!(!found.family.unwrap().is_alive(at(1)));
        }
    }
    /// Of two windows in which the person says yes at once, and one in which it is taken back.
    async fn of_many_that_change_the_consent_they_read_one_is_done(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        world.done(vec![new_user("ada", "ada", None), new_client("shop")], at(0)).await;
        let first = |racer: usize| {
            vec![put_consent(u8::try_from(racer).unwrap(), None, "ada", "shop", "openid")]
        };
        assert_eq!(winners(&nodes, Guard::ConsentMoved, first).await, 1);
        let (user, client) = (UserId::new("ada"), ClientId::new("shop"));
        for round in 0..rounds() / 4 {
            let stands = world.store.load_consent(&user, &client).await.unwrap().unwrap();
            assert_eq!(stands.version, round as i64 + 1);
            let more = |_| vec![put_consent(stands.id.0[0], Some(stands.version), "ada", "shop", "openid email")];
            assert_eq!(winners(&nodes, Guard::ConsentMoved, more).await, 1);
        }
    }

    async fn a_grant_beside_the_withdrawal_of_its_consent_is_not_alive(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        world.done(vec![new_user("ada", "ada", None), new_client("shop")], at(0)).await;
        let (user, client) = (UserId::new("ada"), ClientId::new("shop"));
        for round in 0..rounds() {
            let seed = u8::try_from(round % 250).unwrap();
            world.done(vec![put_consent(seed, None, "ada", "shop", "openid")], at(0)).await;
            let mut id = family_id(0);
            id.0[..8].copy_from_slice(&round.to_be_bytes());
            let granted = Effect::PutFamily(Family {
                id,
                user: Some(user.clone()),
                user_as_of: Some(at(0)),
                client: Some(client.clone()),
                consent: Some(ConsentId([seed; 16])),
                ..family(0)
            });
            let because = RevokedBecause::ConsentWithdrawn;
            let withdraw = vec![
                Effect::DeleteConsent { user: user.clone(), client: client.clone() },
                Effect::RevokeGrants { user: user.clone(), client: client.clone(), because },
            ];
            let (granted, withdrawn) =
                tokio::join!(nodes[0].commit(vec![granted], at(1)), nodes[1].commit(withdraw, at(1)));
            assert!(matches!((granted, withdrawn), (Outcome::Done { .. }, Outcome::Done { .. })));
            // Given again, which must not bring it back.
            world.done(vec![put_consent(seed.wrapping_add(1), None, "ada", "shop", "openid")], at(1)).await;
            assert!(!world.store.load_family(&id, at(1)).await.unwrap().unwrap().is_alive(at(1)));
            let (user, client) = (user.clone(), client.clone());
            world.done(vec![Effect::DeleteConsent { user, client }], at(1)).await;
        }
    }
}
