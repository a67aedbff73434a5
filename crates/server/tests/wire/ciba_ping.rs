//! Clients that are told when somebody answered elsewhere (CIBA Core §10.2).

use std::time::Duration;

use idp::model::client::ClientPolicy;
use idp::model::message::{DeliveryFilter, MessageKind, Settled};
use serde_json::{Value, json};
use server::flow;
use tokio::time::{Instant, sleep};

use crate::at_rest::{everything, is_written};
use crate::ciba::{asking, begins, link, says};
use crate::letterbox::Letterbox;
use crate::receiver::Receiver;
use crate::world::{Answer, Client, World};

const TOKEN: (&str, &str) = ("client_notification_token", "8d67dc78-7faa.4d41~aabd+67707b374255/=");

on_both_stores! {
    async fn a_client_is_told_of_a_yes_and_fetches_the_tokens(world) {
        let (letterbox, receiver) = (Letterbox::of(&world).await, Receiver::new().await);
        let desk = told(&world, &receiver).await;
        let begun = begins(&world, &desk, &[TOKEN]).await;
        let link = link(&world, &letterbox.come(1).await[0]);
        assert!(receiver.posted().is_empty(), "nobody answered yet");
        says(&world, &link, "allow").await;
        assert_told(&receiver, &[&begun]).await;
        let tokens = world.collect(&desk, &begun).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.json()["sub"], world.user_id);
        assert_eq!(settled(&world).await, (Settled::Delivered, 1));
    }

    /// It hears that they answered, and what they said at the token endpoint.
    async fn a_client_is_told_of_a_no_in_the_same_words(world) {
        let (letterbox, receiver) = (Letterbox::of(&world).await, Receiver::new().await);
        let desk = told(&world, &receiver).await;
        let begun = begins(&world, &desk, &[TOKEN]).await;
        let link = link(&world, &letterbox.come(1).await[0]);
        says(&world, &link, "deny").await;
        assert_told(&receiver, &[&begun]).await;
        assert_eq!(world.collect(&desk, &begun).await.text("error"), "access_denied");
    }

    /// It does not have to wait for it.
    async fn a_client_that_is_told_may_ask_all_the_same(world) {
        let (letterbox, receiver) = (Letterbox::of(&world).await, Receiver::answering(&[503]).await);
        let desk = told(&world, &receiver).await;
        let begun = begins(&world, &desk, &[TOKEN]).await;
        assert_eq!(world.collect(&desk, &begun).await.text("error"), "authorization_pending");
        let link = link(&world, &letterbox.come(1).await[0]);
        says(&world, &link, "allow").await;
        assert_told(&receiver, &[&begun]).await;
        world.clock.advance(Duration::from_secs(10));
        assert_eq!(world.collect(&desk, &begun).await.status, 200);
        // It could not take it, and so it is told again.
        assert_told(&receiver, &[&begun, &begun]).await;
        assert_eq!(settled(&world).await, (Settled::Delivered, 2));
    }

    async fn a_client_that_does_not_take_its_own_token_is_told_no_more(world) {
        let (letterbox, receiver) = (Letterbox::of(&world).await, Receiver::answering(&[401]).await);
        let desk = told(&world, &receiver).await;
        begins(&world, &desk, &[TOKEN]).await;
        let link = link(&world, &letterbox.come(1).await[0]);
        says(&world, &link, "allow").await;
        assert_eq!(settled(&world).await, (Settled::GivenUp, 1));
    }

    /// Whoever has the database can neither tell the client in our name nor fetch what it waits for.
    async fn nobody_reads_in_the_database_what_a_client_is_told_with(world) {
        let (letterbox, receiver) = (Letterbox::of(&world).await, Receiver::answering(&[503; 20]).await);
        let desk = told(&world, &receiver).await;
        let begun = begins(&world, &desk, &[TOKEN]).await;
        let secrets = [TOKEN.1.to_owned(), begun.text("auth_req_id")];
        let unread = || secrets.iter().all(|secret| !is_written(secret.as_bytes(), &everything(&world)));
        assert!(unread(), "while nobody answered");
        says(&world, &link(&world, &letterbox.come(1).await[0]), "allow").await;
        receiver.wait_for(1).await;
        assert!(unread(), "while it is to be told again");
        assert!(is_written(desk.id.as_bytes(), &everything(&world)), "it is looked for where it would be");
    }

    async fn refuses_a_request_without_what_to_tell_it_with(world) {
        let (_letterbox, receiver) = (Letterbox::of(&world).await, Receiver::new().await);
        let desk = told(&world, &receiver).await;
        let long = "x".repeat(1025);
        for token in ["", "two words", "x\r\nX-Injected: yes", long.as_str()] {
            let refused = begins(&world, &desk, &[("client_notification_token", token)]).await;
            assert_eq!((refused.status, refused.text("error").as_str()), (400, "invalid_request"), "{refused:?}");
        }
        assert_eq!(begins(&world, &desk, &[("client_notification_token", &long[1..])]).await.status, 200);
    }

    async fn the_metadata_name_both_modes(world) {
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        assert_eq!(metadata["backchannel_token_delivery_modes_supported"], json!(["poll", "ping"]));
    }
}

/// A client that is told here.
async fn told(world: &World, receiver: &Receiver) -> Client {
    let metadata = asking(json!({
        "backchannel_token_delivery_mode": "ping",
        "backchannel_client_notification_endpoint": receiver.url,
    }));
    world.client(metadata, ClientPolicy::default()).await
}

/// It was told of these requests, and of nothing else.
async fn assert_told(receiver: &Receiver, of: &[&Answer]) {
    let posted = receiver.wait_for(of.len()).await;
    assert_eq!(posted.len(), of.len(), "{posted:?}");
    for (posted, begun) in posted.iter().zip(of) {
        assert_eq!(posted.content_type, "application/json");
        assert_eq!(posted.authorization, Some(format!("Bearer {}", TOKEN.1)));
        let said: Value = serde_json::from_str(&posted.body).unwrap();
        assert_eq!(said, json!({ "auth_req_id": begun.text("auth_req_id") }));
    }
}

/// What became of the one ping, once something did, and after how many attempts.
async fn settled(world: &World) -> (Settled, u32) {
    let begun = Instant::now();
    loop {
        let all = flow::outbox::list(&world.node, &DeliveryFilter::default(), 50).await.unwrap();
        let mut pings = all.into_iter().filter(|delivery| delivery.kind == MessageKind::CibaPing);
        let ping = pings.next().expect("one was written");
        assert!(pings.next().is_none(), "and no other");
        if let Some((settled, _)) = ping.settled {
            return (settled, ping.attempts);
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{ping:?}");
        sleep(Duration::from_millis(20)).await;
    }
}
