//! Clients told of a session's end, from server to server (OpenID Connect Back-Channel Logout).

use std::time::Duration;

use idp::login::sessions::By;
use idp::model::client::ClientPolicy;
use idp::model::event::Actor;
use idp::model::message::{Delivery, DeliveryFilter, Settled};
use idp::model::user::UserId;
use serde_json::{Value, json};
use server::flow;
use tokio::time::{Instant, sleep};

use crate::browser::Browser;
use crate::receiver::Receiver;
use crate::world::{Answer, Client, PASSWORD, World};

on_both_stores! {
    async fn a_client_is_told_when_the_person_signs_out(world) {
        let receiver = Receiver::new().await;
        let client = client_of(&world, &receiver).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        sign_out(&world, &mut browser, &tokens).await;
        let [posted] = &receiver.wait_for(1).await[..] else { panic!() };
        assert_eq!(posted.content_type, "application/x-www-form-urlencoded");

        let (header, claims) = world.verified(&posted.field("logout_token").unwrap()).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!((header.typ.as_deref(), header.alg.name()), (Some("logout+jwt"), "ES256"));
        for same in ["iss", "sub", "aud", "sid"] {
            assert_eq!(claims[same], id_token[same], "{same}");
        }
        assert_eq!(claims["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
        assert!(claims.get("nonce").is_none() && claims["jti"].is_string(), "{claims}");
        let lives = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(lives, 120);

        let delivery = settled(&world).await;
        assert_eq!(delivery.settled.map(|(settled, _)| settled), Some(Settled::Delivered));
        assert_eq!((delivery.recipient, delivery.attempts), (client.id, 1));
    }

    /// The clients that took part in it, and no others.
    async fn every_client_of_the_session_is_told_and_no_other(world) {
        let (first, second, stranger) = (Receiver::new().await, Receiver::new().await, Receiver::new().await);
        let clients = (client_of(&world, &first).await, client_of(&world, &second).await);
        let elsewhere = client_of(&world, &stranger).await;
        let (mut browser, tokens) = signed_in(&world, &clients.0).await;
        for client in [&clients.1, &world.shop().await, &clients.0] {
            assert!(browser.sign_in(&world.authorize_url(client, &[])).await.parameter("code").is_some());
        }
        signed_in(&world, &elsewhere).await;
        sign_out(&world, &mut browser, &tokens).await;
        for receiver in [&first, &second] {
            let [posted] = &receiver.wait_for(1).await[..] else { panic!() };
            assert!(posted.field("logout_token").is_some());
        }
        let about = deliveries(&world).await;
        assert_eq!(about.len(), 2, "{about:?}");
        assert!(stranger.posted().is_empty());
    }

    async fn a_client_is_told_when_the_session_is_ended_from_elsewhere(world) {
        let receiver = Receiver::new().await;
        let client = client_of(&world, &receiver).await;
        let user = UserId::new(world.user_id.as_str());
        let (_, tokens) = signed_in(&world, &client).await;
        let [session] = &flow::session::list(&world.node, &user).await.unwrap()[..] else { panic!() };
        flow::session::end(&world.node, session.id, By::Person(&user)).await.unwrap();
        receiver.wait_for(1).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);

        signed_in(&world, &client).await;
        signed_in(&world, &client).await;
        assert_eq!(flow::session::end_all(&world.node, &user, None, By::Administrator).await.unwrap(), 2);
        assert_eq!(sids(&world, &receiver.wait_for(3).await).await.len(), 3, "each session by its own name");
    }

    /// More than are sent to one host at the same time.
    async fn many_sessions_that_end_at_once_are_all_told_at_the_first_attempt(world) {
        const MANY: usize = 24;
        let receiver = Receiver::new().await;
        let client = client_of(&world, &receiver).await;
        let user = UserId::new(world.user_id.as_str());
        for _ in 0..MANY {
            signed_in(&world, &client).await;
        }
        assert_eq!(flow::session::end_all(&world.node, &user, None, By::Administrator).await.unwrap(), MANY);
        assert_eq!(sids(&world, &receiver.wait_for(MANY).await).await.len(), MANY);
        let told = flow::outbox::list(&world.node, &DeliveryFilter::default(), 50).await.unwrap();
        assert_eq!(told.len(), MANY);
        for delivery in told {
            assert_eq!((delivery.attempts, delivery.last_error.as_deref()), (1, None), "{delivery:?}");
        }
    }

    async fn a_client_is_told_when_the_person_is_disabled_or_has_a_new_password_or_is_gone(world) {
        let receiver = Receiver::new().await;
        let client = client_of(&world, &receiver).await;
        let (_, tokens) = signed_in(&world, &client).await;
        world.disable_person(&world.user_id, true).await;
        receiver.wait_for(1).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
        world.disable_person(&world.user_id, false).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401, "the session is over for good");

        signed_in(&world, &client).await;
        world.new_password(PASSWORD).await;
        receiver.wait_for(2).await;

        signed_in(&world, &client).await;
        flow::user::remove(&world.node, &UserId::new(world.user_id.as_str()), &Actor::CommandLine).await.unwrap();
        let posted = receiver.wait_for(3).await;
        assert_eq!(sids(&world, &posted).await.len(), 3);
    }

    async fn a_client_is_told_when_somebody_else_signs_in_in_the_same_browser(world) {
        let receiver = Receiver::new().await;
        let client = client_of(&world, &receiver).await;
        let eero = world.person("eero", json!({})).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let again = world.authorize_url(&client, &[("prompt", "login")]);
        assert!(browser.sign_in(&again).await.parameter("code").is_some());
        assert!(receiver.posted().is_empty(), "the same person goes on");
        let code = browser.sign_in_as("eero", PASSWORD, &again).await.parameter("code").unwrap();
        let [posted] = &receiver.wait_for(1).await[..] else { panic!() };
        let (_, claims) = world.verified(&posted.field("logout_token").unwrap()).await;
        assert_eq!(claims["sub"], world.user_id.as_str());
        let (_, before) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(claims["sid"], before["sid"]);
        let (_, id_token) = world.verified(&world.redeem(&client, &code).await.text("id_token")).await;
        assert_eq!(id_token["sub"], eero.id.as_str());
    }

    async fn what_fails_is_sent_again_later_and_the_record_says_why(world) {
        let receiver = Receiver::answering(&[503, 302]).await;
        let client = client_of(&world, &receiver).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        sign_out(&world, &mut browser, &tokens).await;
        let posted = receiver.wait_for(1).await;
        let (_, first) = world.verified(&posted[0].field("logout_token").unwrap()).await;
        let waits = recorded(&world, |delivery| delivery.last_error.is_some()).await;
        assert_eq!((waits.settled, waits.attempts), (None, 1), "{waits:?}");
        assert!(waits.last_error.unwrap().contains("503"));

        world.clock.advance(Duration::from_secs(10));
        receiver.wait_for(2).await;
        let waits = recorded(&world, |delivery| delivery.attempts == 2 && delivery.last_error.as_ref().is_some_and(|error| !error.contains("503"))).await;
        assert!(waits.last_error.unwrap().contains("redirect"), "never followed");

        world.clock.advance(Duration::from_secs(30));
        let posted = receiver.wait_for(3).await;
        let (_, last) = world.verified(&posted[2].field("logout_token").unwrap()).await;
        assert_eq!(first["jti"], last["jti"]);
        assert!(last["iat"].as_i64() >= first["iat"].as_i64().map(|iat| iat + 40), "made anew");
        let delivery = settled(&world).await;
        assert_eq!((delivery.settled.unwrap().0, delivery.attempts), (Settled::Delivered, 3));
    }

    async fn a_client_that_answers_400_is_not_asked_again(world) {
        let receiver = Receiver::answering(&[400]).await;
        let client = client_of(&world, &receiver).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        sign_out(&world, &mut browser, &tokens).await;
        let delivery = settled(&world).await;
        assert_eq!((delivery.settled.unwrap().0, delivery.attempts), (Settled::GivenUp, 1));
        assert!(delivery.last_error.unwrap().contains("400"));
    }

    /// Not before the commit, and whether or not the client listens.
    async fn signing_out_does_not_wait_for_a_client_that_is_not_there(world) {
        let nobody = json!({ "backchannel_logout_uri": "http://127.0.0.1:9/out" });
        let client = world.client(nobody, ClientPolicy::default()).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        sign_out(&world, &mut browser, &tokens).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
        let waits = recorded(&world, |delivery| delivery.last_error.is_some()).await;
        assert_eq!(waits.settled, None);
        assert!(waits.last_error.unwrap().contains("cannot be reached"));
    }

    async fn the_metadata_say_so(world) {
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        assert_eq!(metadata["backchannel_logout_supported"], true);
        assert_eq!(metadata["backchannel_logout_session_supported"], true);
    }
}

async fn client_of(world: &World, receiver: &Receiver) -> Client {
    let metadata =
        json!({ "backchannel_logout_uri": receiver.url, "backchannel_logout_session_required": true });
    world.client(metadata, ClientPolicy::default()).await
}

/// Maija, in a browser of her own.
async fn signed_in(world: &World, client: &Client) -> (Browser, Answer) {
    let mut browser = world.browser();
    let code = browser.sign_in(&world.authorize_url(client, &[])).await.parameter("code").unwrap();
    let tokens = world.redeem(client, &code).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    (browser, tokens)
}

async fn sign_out(world: &World, browser: &mut Browser, tokens: &Answer) {
    let url = format!("{}/oidc/logout?id_token_hint={}", world.base, tokens.text("id_token"));
    let answer = browser.get(&url).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// The sessions that logout tokens name, each once.
async fn sids(world: &World, posted: &[crate::receiver::Posted]) -> std::collections::BTreeSet<String> {
    let mut sids = std::collections::BTreeSet::new();
    for posted in posted {
        let (_, claims): (_, Value) = world.verified(&posted.field("logout_token").unwrap()).await;
        sids.insert(claims["sid"].as_str().unwrap().to_owned());
    }
    sids
}

async fn deliveries(world: &World) -> Vec<Delivery> {
    flow::outbox::list(&world.node, &DeliveryFilter::default(), 10).await.unwrap()
}

/// The record of the only delivery there is, once it is settled.
async fn settled(world: &World) -> Delivery {
    recorded(world, |delivery| delivery.settled.is_some()).await
}

/// The record of the only delivery there is, once it is so.
async fn recorded(world: &World, is_so: impl Fn(&Delivery) -> bool) -> Delivery {
    let begun = Instant::now();
    loop {
        match &deliveries(world).await[..] {
            [delivery] if is_so(delivery) => return delivery.clone(),
            other => assert!(begun.elapsed() < Duration::from_secs(30), "{other:?}"),
        }
        sleep(Duration::from_millis(20)).await;
    }
}
