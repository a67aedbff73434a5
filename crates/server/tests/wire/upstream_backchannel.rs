//! A provider elsewhere that says that sessions there are over (OpenID Connect Back-Channel Logout, we as the
//! client).

use idp::effect::{Effect, Expected};
use idp::model::client::ClientPolicy;
use idp::model::upstream::{Upstream, UpstreamDefinition};
use serde_json::{Value, json};
use server::node::Quotas;

use crate::broker::{Broker, OURS};
use crate::browser::Browser;
use crate::receiver::Receiver;
use crate::upstream_logout::{is_signed_in, sign_in};
use crate::world::{Answer, Client, Engine, World, refused, run_with};

fn simple(definition: &mut UpstreamDefinition) {
    definition.userinfo = false;
}

/// A client whose people are asked nothing.
async fn shop(world: &World, further: Value) -> Client {
    world.client(further, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

/// Somebody who signed in there, in a browser of their own, and the tokens their client has.
async fn somebody(
    world: &World,
    broker: &Broker,
    client: &Client,
    sub: &str,
    sid: &str,
) -> (Browser, Answer) {
    let mut browser = world.browser();
    let further = json!({ "sub": sub, "sid": sid });
    let (tokens, _) = sign_in(world, &mut browser, broker, (client, &[]), further).await;
    (browser, tokens)
}

/// What a right logout token says, beside what it names.
fn says(world: &World, broker: &Broker, jti: &str, further: Value) -> Value {
    let now = world.node.now().as_secs();
    let mut claims = json!({
        "iss": broker.elsewhere.base, "aud": OURS, "iat": now, "exp": now + 120, "jti": jti,
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

async fn post(world: &World, upstream: &str, token: &str) -> Answer {
    world.post(&format!("/upstream/{upstream}/backchannel_logout"), &[("logout_token", token)]).await
}

/// The broker says that this is over.
pub(crate) async fn say_over(world: &World, broker: &Broker, jti: &str, named: Value) {
    let answer = post(world, broker.id, &broker.token(&says(world, broker, jti, named))).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{answer:?}");
}

pub(crate) async fn lives(world: &World, tokens: &Answer) -> bool {
    world.userinfo(&tokens.text("access_token")).await.status == 200
}

on_both_stores! {
    async fn the_session_that_is_named_is_over_and_no_other(world) {
        let broker = Broker::plain(&world, "work", simple).await;
        let receiver = Receiver::new().await;
        let client = shop(&world, json!({ "backchannel_logout_uri": receiver.url })).await;
        let (mut first, tokens) = somebody(&world, &broker, &client, "ada", "one").await;
        let (mut second, others) = somebody(&world, &broker, &client, "ada", "two").await;
        say_over(&world, &broker, "a", json!({ "sid": "three" })).await;
        say_over(&world, &broker, "b", json!({ "sid": "ada" })).await;
        say_over(&world, &broker, "c", json!({ "sub": "one" })).await;
        assert!(lives(&world, &tokens).await && lives(&world, &others).await);

        say_over(&world, &broker, "d", json!({ "sid": "one", "sub": "ada" })).await;
        assert!(!is_signed_in(&world, &client, &mut first).await && !lives(&world, &tokens).await);
        assert!(is_signed_in(&world, &client, &mut second).await && lives(&world, &others).await);
        let [posted] = &receiver.wait_for(1).await[..] else { panic!("one was told") };
        let (_, told) = world.verified(&posted.field("logout_token").unwrap()).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(told["sid"], id_token["sid"], "our clients hear of it by our name");
        say_over(&world, &broker, "e", json!({ "sid": "one" })).await;
    }

    async fn all_sessions_of_the_person_who_is_named_are_over(world) {
        let (work, club) = (Broker::plain(&world, "work", simple).await, Broker::plain(&world, "club", simple).await);
        let client = shop(&world, json!({})).await;
        let (mut first, one) = somebody(&world, &work, &client, "ada", "one").await;
        let (mut second, two) = somebody(&world, &work, &client, "ada", "two").await;
        let (mut other, three) = somebody(&world, &work, &client, "bo", "three").await;
        let (mut there, four) = somebody(&world, &club, &client, "ada", "one").await;
        say_over(&world, &work, "a", json!({ "sub": "ada" })).await;
        assert!(!is_signed_in(&world, &client, &mut first).await && !lives(&world, &one).await);
        assert!(!is_signed_in(&world, &client, &mut second).await && !lives(&world, &two).await);
        assert!(is_signed_in(&world, &client, &mut other).await && lives(&world, &three).await);
        assert!(is_signed_in(&world, &client, &mut there).await && lives(&world, &four).await, "another's Ada");
    }

    /// One session here may have begun in several there, one after the other: the newest counts.
    async fn a_session_goes_by_the_newest_sign_in(world) {
        let broker = Broker::plain(&world, "work", simple).await;
        let client = shop(&world, json!({})).await;
        let (mut browser, before) = somebody(&world, &broker, &client, "ada", "one").await;
        let again = (&client, &[("prompt", "login")][..]);
        sign_in(&world, &mut browser, &broker, again, json!({ "sub": "ada", "sid": "one" })).await;
        sign_in(&world, &mut browser, &broker, again, json!({ "sub": "ada", "sid": "two" })).await;
        say_over(&world, &broker, "a", json!({ "sid": "one" })).await;
        assert!(is_signed_in(&world, &client, &mut browser).await && lives(&world, &before).await);
        say_over(&world, &broker, "b", json!({ "sid": "two" })).await;
        assert!(!is_signed_in(&world, &client, &mut browser).await && !lives(&world, &before).await);
    }

    /// Nothing is left in the browser then, but what the client was granted is.
    async fn what_one_client_was_granted_is_over_too(world) {
        let broker = Broker::plain(&world, "work", |definition| {
            simple(definition);
            definition.single_sign_on = false;
        }).await;
        let client = shop(&world, json!({})).await;
        let (_, tokens) = somebody(&world, &broker, &client, "ada", "one").await;
        assert!(lives(&world, &tokens).await);
        say_over(&world, &broker, "a", json!({ "sid": "one" })).await;
        assert!(!lives(&world, &tokens).await);
    }

    async fn nothing_ends_by_a_token_that_is_not_believed(world) {
        let (work, club) = (Broker::plain(&world, "work", simple).await, Broker::plain(&world, "club", simple).await);
        let client = shop(&world, json!({})).await;
        let (mut browser, _) = somebody(&world, &work, &client, "ada", "one").await;
        let not_believed = refused(400, "invalid_request", "logout-token-invalid");
        let (now, named) = (world.node.now().as_secs(), json!({ "sid": "one" }));
        let right = says(&world, &work, "right", named.clone());
        let with = |further: Value| {
            let mut claims = right.clone();
            claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
            claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            work.token(&claims)
        };
        let wrong = [
            ("signature", work.forged(&right)), ("unsigned", work.unsigned(&right)),
            ("audience", with(json!({ "aud": "another" }))), ("issuer", with(json!({ "iss": club.elsewhere.base }))),
            ("nonce", with(json!({ "nonce": "n" }))), ("no events", with(json!({ "events": null }))),
            ("other events", with(json!({ "events": { "urn:other": {} } }))), ("names nothing", with(json!({ "sid": null }))),
            ("no jti", with(json!({ "jti": null }))), ("over", with(json!({ "exp": now - 600 }))),
            ("without end", with(json!({ "exp": null }))), ("far end", with(json!({ "exp": now + 2 * 24 * 3600 }))),
            ("another's", club.token(&says(&world, &club, "right", named.clone()))),
            ("under our name there", club.token(&right)), ("no token", String::new()),
        ];
        for (what, token) in &wrong {
            let answer = post(&world, work.id, token).await;
            assert_eq!(answer.refusal(), not_believed, "{what}");
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
            assert!(is_signed_in(&world, &client, &mut browser).await, "{what}");
        }
        let right = with(json!({}));
        assert_eq!(post(&world, "nobody", &right).await.status, 404);
        assert_eq!(post(&world, work.id, &right).await.status, 200);
        assert!(!is_signed_in(&world, &client, &mut browser).await);

        let (mut browser, _) = somebody(&world, &work, &client, "ada", "one").await;
        assert_eq!(post(&world, work.id, &right).await.refusal(), not_believed, "twice");
        assert!(is_signed_in(&world, &client, &mut browser).await);
        say_over(&world, &work, "another", named).await;
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    async fn nobody_is_heard_for_an_upstream_that_is_disabled(world) {
        let broker = Broker::plain(&world, "work", simple).await;
        let client = shop(&world, json!({})).await;
        let (_, tokens) = somebody(&world, &broker, &client, "ada", "one").await;
        let token = broker.token(&says(&world, &broker, "a", json!({ "sid": "one" })));
        let record = Upstream::clone(&world.node.load_upstreams().await.unwrap()[0]);
        let now = world.node.now();
        let disabled = Upstream { disabled_at: Some(now), version: record.version + 1, ..record.clone() };
        let enabled = Upstream { version: record.version + 2, ..record };
        for (record, status, left) in [(disabled, 404, true), (enabled, 200, false)] {
            let put = Effect::PutUpstream(Expected { replaces: Some(record.version - 1), record: Box::new(record) });
            assert!(matches!(world.node.commit(vec![put], now).await, store::Outcome::Done { .. }));
            assert_eq!(post(&world, broker.id, &token).await.status, status);
            assert_eq!(lives(&world, &tokens).await, left);
        }
    }
}

#[test]
fn whoever_posts_what_is_not_believed_is_refused_unheard_after_a_while() {
    let setup = crate::limits::behind_a_proxy(Quotas { token_failures: 4, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let broker = Broker::plain(&world, "work", simple).await;
        let ask = async |from: &str, token: &str| {
            let url = format!("{}/upstream/{}/backchannel_logout", world.base, broker.id);
            let request =
                world.http.post(url).form(&[("logout_token", token)]).header("x-forwarded-for", from);
            Answer::of(request.send().await.unwrap()).await.status
        };
        let right = broker.token(&says(&world, &broker, "a", json!({ "sid": "one" })));
        for _ in 0..5 {
            assert_eq!(ask("192.0.2.1", "guessed").await, 400);
        }
        assert_eq!(ask("192.0.2.1", &right).await, 429);
        assert_eq!(ask("192.0.2.2", &right).await, 200);
    });
}
