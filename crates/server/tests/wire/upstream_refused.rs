//! What a provider elsewhere can get wrong, and what strangers can try: each ends as it should, and what is
//! right is accepted in the same setting.

use idp::model::client::ClientPolicy;
use idp::model::upstream::RequestStyle;
use serde_json::{Value, json};

use crate::broker::{Broker, Sent, VAINO, at_bank};
use crate::browser::Browser;
use crate::elsewhere::Says;
use crate::world::{Answer, Client, REDIRECT_URI, World};

async fn shop(world: &World) -> Client {
    let scope = json!({ "scope": "openid profile nin ftn-extra" });
    world.client(scope, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

async fn set_out(world: &World, client: &Client, broker: &Broker, browser: &mut Browser) -> Sent {
    let hint = [("idp_hint", broker.id), ("scope", "openid profile")];
    let (mut answer, at) = browser.open(&world.authorize_url(client, &hint)).await;
    if answer.status == 200 {
        let page = at.split('?').next().unwrap().to_owned();
        answer = browser.post(&format!("{page}/upstream"), &[("upstream", broker.id)]).await;
    }
    broker.sent(&answer)
}

fn code_of(answer: &Answer) -> (String, String) {
    let (error, _) = answer.error();
    (error, answer.parameter("error_code").unwrap_or_else(|| panic!("{answer:?}")))
}

fn is_answered(answer: &Answer) -> bool {
    answer.location().starts_with(REDIRECT_URI) && answer.parameter("code").is_some()
}

const UNTRUSTED: (&str, &str) = ("server_error", "upstream-untrusted");
const UNAVAILABLE: (&str, &str) = ("temporarily_unavailable", "upstream-unavailable");

/// Each fault of an ID token, and how the token comes about.
fn faults(
    broker: &Broker,
    sent: &Sent,
    said: &Value,
) -> Vec<(&'static str, String, (&'static str, &'static str))> {
    let claims = |changes: Value| {
        let mut all = said.clone();
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        broker.claims(sent, all)
    };
    let good = broker.claims(sent, said.clone());
    vec![
        ("issuer", broker.token(&claims(json!({ "iss": "https://other.test" }))), UNTRUSTED),
        ("audience", broker.token(&claims(json!({ "aud": "another" }))), UNTRUSTED),
        ("expired", broker.token(&claims(json!({ "exp": 1_000_000_000 }))), UNTRUSTED),
        ("nonce", broker.token(&claims(json!({ "nonce": "replayed" }))), UNTRUSTED),
        ("no nonce", broker.token(&claims(json!({ "nonce": null }))), UNTRUSTED),
        ("key", broker.forged(&good), UNTRUSTED),
        ("none", broker.unsigned(&good), UNTRUSTED),
        ("garbage", "not.a.token".to_owned(), UNTRUSTED),
    ]
}

async fn every_fault_is_refused(world: &World, broker: &Broker, said: &Value) {
    let client = shop(world).await;
    let mut browser = world.browser();
    let number = faults(broker, &set_out(world, &client, broker, &mut browser).await, said).len();
    for index in 0..number {
        let sent = set_out(world, &client, broker, &mut browser).await;
        let (fault, token, expected) = faults(broker, &sent, said).swap_remove(index);
        broker.say_token(&token);
        let answer = browser.get(&broker.back(&sent)).await;
        let found = code_of(&answer);
        assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{fault}");
        assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"), "{fault}");
    }
    let sent = set_out(world, &client, broker, &mut browser).await;
    broker.say_token(&broker.token(&broker.claims(&sent, said.clone())));
    assert!(is_answered(&browser.get(&broker.back(&sent)).await), "what is right is accepted");
}

on_both_stores! {
    /// Scenario 0-5, between us and the upstream.
    async fn an_id_token_with_any_fault_is_refused_and_the_right_one_is_not(world) {
        let broker = Broker::plain(&world, "office", |definition| definition.userinfo = false).await;
        every_fault_is_refused(&world, &broker, &json!({ "name": "Ada" })).await;
    }

    async fn a_sealed_id_token_with_any_fault_is_refused_and_the_right_one_is_not(world) {
        let broker = Broker::ftn(&world, |_| {}).await;
        let said = at_bank("Väinö", VAINO, "fi-nordea");
        every_fault_is_refused(&world, &broker, &said).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let mut weak = said.clone();
        weak["acr"] = json!("http://ftn.ficora.fi/2017/loatest1");
        let mut invented = said.clone();
        invented["urn:oid:1.2.246.21"] = json!("010170-960G");
        for (said, code) in [(weak, "upstream-acr"), (invented, "upstream-untrusted")] {
            let sent = set_out(&world, &client, &broker, &mut browser).await;
            broker.say_token(&broker.token(&broker.claims(&sent, said)));
            assert_eq!(code_of(&browser.get(&broker.back(&sent)).await).1, code);
        }
        // Signed alone is not what is registered.
        let plain = Broker::plain(&world, "office", |definition| definition.userinfo = false).await;
        let sent = set_out(&world, &client, &broker, &mut browser).await;
        broker.say_token(&plain.token(&broker.claims(&sent, said)));
        assert_eq!(code_of(&browser.get(&broker.back(&sent)).await).1, "upstream-untrusted");
    }

    /// Scenario 0-4, between us and the upstream.
    async fn an_answer_of_a_stranger_is_a_page_and_touches_nothing(world) {
        let broker = Broker::plain(&world, "office", |definition| definition.userinfo = false).await;
        let other = Broker::plain(&world, "other", |definition| definition.userinfo = false).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let sent = set_out(&world, &client, &broker, &mut browser).await;
        broker.say_token(&broker.token(&broker.claims(&sent, json!({}))));
        let mut stranger = world.browser();
        set_out(&world, &client, &broker, &mut stranger).await;
        stranger.get(&broker.back(&sent)).await.assert_page(403, "login-other-browser");
        world.browser().get(&broker.back(&sent)).await.assert_page(403, "login-other-browser");
        let forged = broker.back(&sent).replace(&sent.text("state"), "nobodys");
        browser.get(&forged).await.assert_page(400, "login-unknown");
        browser.get(forged.split('?').next().unwrap()).await.assert_page(400, "login-unknown");
        let mixed_up = broker.back(&sent).replace("upstream/office", "upstream/other");
        browser.get(&mixed_up).await.assert_page(400, "login-unknown");
        browser.get(&format!("{}/upstream/nowhere/callback?code=x&state=y", world.base)).await.assert_page(404, "not-found");
        assert!(other.elsewhere.asked().iter().all(|asked| !asked.contains("/token")));

        assert!(is_answered(&browser.get(&broker.back(&sent)).await));
        // Loaded again.
        browser.get(&broker.back(&sent)).await.assert_page(400, "upstream-answered");
        let redeemed = broker.elsewhere.asked().iter().filter(|asked| asked.contains("/token")).count();
        assert_eq!(redeemed, 1, "one code, one try");
    }

    async fn an_answer_that_names_another_issuer_is_not_exchanged(world) {
        let broker = Broker::plain(&world, "office", |definition| definition.userinfo = false).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let own = broker.elsewhere.base.clone();
        for (iss, is_its_own) in [("https://other.test", false), (own.as_str(), true)] {
            let sent = set_out(&world, &client, &broker, &mut browser).await;
            broker.say_token(&broker.token(&broker.claims(&sent, json!({}))));
            let answer = browser.get(&broker.back_with(&sent, &[("code", "theirs"), ("iss", iss)])).await;
            assert_eq!(is_answered(&answer), is_its_own, "{iss}");
            let exchanged = broker.elsewhere.asked().iter().any(|asked| asked.contains("/token"));
            assert_eq!(exchanged, is_its_own, "{iss}");
            if !is_its_own {
                assert_eq!(code_of(&answer).1, "upstream-untrusted");
            }
        }
    }

    async fn what_the_person_turns_down_there_is_told_apart(world) {
        let broker = Broker::plain(&world, "office", |definition| definition.userinfo = false).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        for (said, expected) in [
            (&[("error", "access_denied")][..], ("access_denied", "upstream-cancelled")),
            (&[("error", "access_denied"), ("error_description", "consent denied")], ("access_denied", "upstream-denied")),
            (&[("error", "temporarily_unavailable")], UNAVAILABLE),
            (&[("error", "invalid_request")], ("server_error", "upstream-refused")),
        ] {
            let sent = set_out(&world, &client, &broker, &mut browser).await;
            let found = code_of(&browser.get(&broker.back_with(&sent, said)).await);
            assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{said:?}");
        }
    }

    async fn an_outage_in_mid_flow_ends_at_the_client(world) {
        let broker = Broker::plain(&world, "office", |_| {}).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let sent = set_out(&world, &client, &broker, &mut browser).await;
        broker.elsewhere.say("/token", Says::status("503 Service Unavailable", "", ""));
        let found = code_of(&browser.get(&broker.back(&sent)).await);
        assert_eq!((found.0.as_str(), found.1.as_str()), UNAVAILABLE);
        let sent = set_out(&world, &client, &broker, &mut browser).await;
        broker.say_token(&broker.token(&broker.claims(&sent, json!({}))));
        broker.elsewhere.say("/userinfo", Says::json(&json!({ "sub": "somebody-else" }).to_string()));
        assert_eq!(code_of(&browser.get(&broker.back(&sent)).await).1, "upstream-untrusted");
        let sent = set_out(&world, &client, &broker, &mut browser).await;
        broker.say_token(&broker.token(&broker.claims(&sent, json!({}))));
        broker.elsewhere.say("/userinfo", Says::json(&json!({ "sub": "somebody-there" }).to_string()));
        assert!(is_answered(&browser.get(&broker.back(&sent)).await));
    }

    async fn a_request_that_is_not_taken_when_pushed_ends_at_the_client(world) {
        let broker = Broker::plain(&world, "office", |definition| {
            definition.request = RequestStyle::Pushed;
            definition.userinfo = false;
        }).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        broker.elsewhere.say("/par", Says::status("400 Bad Request", "content-type: application/json\r\n", r#"{"error":"invalid_request"}"#));
        let (answer, _) = browser.open(&world.authorize_url(&client, &[("idp_hint", "office")])).await;
        assert_eq!(code_of(&answer).1, "upstream-refused");
        broker.elsewhere.say("/par", Says::status("201 Created", "content-type: application/json\r\n", r#"{"request_uri":"urn:theirs","expires_in":60}"#));
        let (answer, _) = browser.open(&world.authorize_url(&client, &[("idp_hint", "office")])).await;
        assert_eq!(broker.sent(&answer).text("request_uri"), "urn:theirs");
    }
}
