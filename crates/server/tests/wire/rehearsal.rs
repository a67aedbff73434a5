//! Keys that follow one another: two that overlap, and one that is rehearsed before its time.

use std::time::Duration;

use idp::Reason;
use idp::client::key::{Changes, NewKey};
use idp::client::rehearsal::Stage;
use idp::model::client::ClientPolicy;
use idp::model::user::UserId;
use jose::{Jwk, jwe};
use serde_json::json;
use server::flow;

use crate::reader::{open, reader};
use crate::world::{Answer, Client, World};

const HOUR: Duration = Duration::from_secs(3600);

/// Keys made once, kept for every run.
fn next() -> Jwk {
    Jwk::parse(include_bytes!("../support/keys/rsa4096.json")).unwrap()
}

/// A client whose ID tokens are sealed to its first key, and its next one, whose time comes in an hour.
struct Keys<'w> {
    world: &'w World,
    client: Client,
    first: String,
    next: String,
}

impl<'w> Keys<'w> {
    async fn new(world: &'w World) -> Self {
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let client = world.client(json!({ "id_token_encrypted_response_alg": "RSA-OAEP" }), policy).await;
        let mut keys = Self { world, client, first: String::new(), next: String::new() };
        keys.first = keys.add(&reader().rsa, None).await;
        let ready = Changes { ready: Some("a test".to_owned()), ..Changes::default() };
        flow::client_key::amend(&world.node, &keys.client.id, &keys.first, |_| Ok(()), &ready).await.unwrap();
        keys.next = keys.add(&next(), Some(HOUR)).await;
        keys
    }

    async fn add(&self, key: &Jwk, wait: Option<Duration>) -> String {
        let jwk = serde_json::to_value(key.public_part()).unwrap().as_object().unwrap().clone();
        let not_before = wait.map(|wait| self.world.node.now() + wait);
        let new = NewKey { jwk, not_before, overlap: wait, ..NewKey::default() };
        flow::client_key::add(&self.world.node, &self.client.id, new).await.unwrap().key.kid
    }

    /// Signs maija in, and tells to which key her ID token was sealed.
    async fn signs_in(&self) -> (String, Answer) {
        let tokens = self.world.tokens(&self.client, &[]).await;
        let sealed_to = jwe::decode(&tokens.text("id_token")).unwrap().header().kid.clone();
        (sealed_to.unwrap(), tokens)
    }

    async fn rehearse(&self, user: Option<&str>) -> Result<flow::rehearsal::Told, idp::Refusal> {
        let user = user.map(UserId::new);
        let node = &self.world.node;
        flow::rehearsal::begin(node, &self.client.id, &self.next, user.as_ref(), HOUR).await
    }

    async fn stage(&self) -> Stage {
        flow::rehearsal::report(&self.world.node, &self.client.id, &self.next).await.unwrap().stage
    }
}

on_both_stores! {
    async fn two_keys_overlap_and_the_youngest_whose_time_has_come_is_used(world) {
        let keys = Keys::new(&world).await;
        assert_eq!(keys.signs_in().await.0, keys.first);
        world.clock.advance(HOUR);
        assert_eq!(keys.signs_in().await.0, keys.first, "nobody opened the challenge of the next");
        let told = flow::client_key::get(&world.node, &keys.client.id, &keys.next).await.unwrap();
        let inside = open(&told.challenge.unwrap(), &next()).content;
        let url = format!("{}{}", world.base, flow::client_key::KEY_TEST);
        let posted = world.http.post(url).header("content-type", "application/json").body(inside);
        assert_eq!(posted.send().await.unwrap().status(), 200);
        let (sealed_to, tokens) = keys.signs_in().await;
        assert_eq!(sealed_to, keys.next);
        open(&tokens.text("id_token"), &next()).verified(&world).await;
        world.clock.advance(HOUR);
        assert_eq!(keys.signs_in().await.0, keys.next, "the time of the first is over");
    }

    async fn a_key_whose_time_is_over_by_then_is_not_rehearsed(world) {
        for (over_after, rehearsed) in [(HOUR, true), (HOUR / 60, false)] {
            let keys = Keys::new(&world).await;
            assert_eq!(keys.rehearse(None).await.unwrap().stage, Stage::Waits);
            let now = world.node.now();
            let times =
                Changes { not_before: Some(now), not_after: Some(now + over_after), ..Changes::default() };
            flow::client_key::amend(&world.node, &keys.client.id, &keys.next, |_| Ok(()), &times).await.unwrap();
            world.clock.advance(HOUR / 30);
            let sealed_to = keys.signs_in().await.0;
            assert_eq!(sealed_to, *if rehearsed { &keys.next } else { &keys.first });
        }
    }

    async fn one_sign_in_is_sealed_to_the_next_key_and_shows_whether_the_client_copes(world) {
        let keys = Keys::new(&world).await;
        let (_, before) = keys.signs_in().await;
        assert_eq!(keys.rehearse(None).await.unwrap().stage, Stage::Waits);
        let (sealed_to, tokens) = keys.signs_in().await;
        assert_eq!(sealed_to, keys.next);
        open(&tokens.text("id_token"), &next()).verified(&world).await;
        assert_eq!(keys.signs_in().await.0, keys.first, "one sign-in alone");
        assert!(matches!(keys.stage().await, Stage::Sealed(_)));
        // What was issued otherwise shows nothing.
        assert_eq!(world.userinfo(&before.text("access_token")).await.status, 200);
        assert!(matches!(keys.stage().await, Stage::Sealed(_)));
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        assert!(matches!(keys.stage().await, Stage::Coped(_)));
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        assert_eq!(keys.signs_in().await.0, keys.first);
    }

    async fn a_rehearsal_may_be_for_one_person_and_waits_no_longer_than_was_said(world) {
        let keys = Keys::new(&world).await;
        let other = world.person("otso", json!({})).await;
        keys.rehearse(Some(other.id.as_str())).await.unwrap();
        assert_eq!(keys.signs_in().await.0, keys.first, "maija is somebody else");
        assert_eq!(keys.stage().await, Stage::Waits);
        keys.rehearse(Some(&world.user_id)).await.unwrap();
        assert_eq!(keys.signs_in().await.0, keys.next);

        keys.rehearse(None).await.unwrap();
        assert_eq!(keys.stage().await, Stage::Waits, "it begins anew");
        world.clock.advance(HOUR);
        assert_eq!(keys.stage().await, Stage::Missed);
        assert_eq!(keys.signs_in().await.0, keys.first);
        assert_eq!(keys.rehearse(Some("nobody")).await.err().map(|refusal| refusal.reason), Some(Reason::ParameterInvalid));
    }

    async fn two_sign_ins_at_once_are_one_rehearsal(world) {
        let keys = Keys::new(&world).await;
        let codes = [world.code(&keys.client, &[]).await, world.code(&keys.client, &[]).await];
        keys.rehearse(None).await.unwrap();
        let (one, other) = tokio::join!(world.redeem(&keys.client, &codes[0]), world.redeem(&keys.client, &codes[1]));
        let kid = |answer: &Answer| jwe::decode(&answer.text("id_token")).unwrap().header().kid.clone().unwrap();
        let mut sealed_to = [kid(&one), kid(&other)];
        sealed_to.sort();
        let mut both = [keys.first.clone(), keys.next.clone()];
        both.sort();
        assert_eq!(sealed_to, both);
    }

    async fn only_a_key_that_could_be_next_is_rehearsed(world) {
        let keys = Keys::new(&world).await;
        let begin = async |client: &str, kid: &str| {
            let begun = flow::rehearsal::begin(&world.node, client, kid, None, HOUR).await;
            begun.err().map(|refusal| refusal.reason)
        };
        assert_eq!(begin("nobody", &keys.next).await, Some(Reason::NotFound));
        assert_eq!(begin(&keys.client.id, "enc-of-nobody").await, Some(Reason::NotFound));
        let plain = world.shop().await;
        assert_eq!(begin(&plain.id, &keys.next).await, Some(Reason::ParameterInvalid));
        world.clock.advance(2 * HOUR);
        assert_eq!(begin(&keys.client.id, &keys.first).await, Some(Reason::ParameterInvalid), "its time is over");
        assert_eq!(begin(&keys.client.id, &keys.next).await, None);
    }
}
