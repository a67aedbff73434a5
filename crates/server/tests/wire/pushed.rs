//! Requests that are pushed (RFC 9126).

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::request_object::{Signer, whole};
use crate::world::{Answer, CHALLENGE, Client, Engine, PASSWORD, REDIRECT_URI, Setup, World, run_with};

const ENDPOINT: &str = "/oauth2/par";
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// The usual request, as a client pushes it, with other or further parameters.
pub(crate) async fn push(world: &World, client: &Client, further: &[(&str, &str)]) -> Answer {
    let mut all = vec![
        ("response_type", "code"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid profile email"),
        ("state", "pushed"),
        ("nonce", "n-0S6"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in further {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    all.retain(|(_, value)| !value.is_empty());
    world.post_as(client, ENDPOINT, &all).await
}

/// The reference under which a request was pushed.
pub(crate) async fn pushed(world: &World, client: &Client, further: &[(&str, &str)]) -> String {
    let answer = push(world, client, further).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.text("request_uri")
}

/// Where a browser is sent with such a reference.
pub(crate) fn address(world: &World, client: &Client, reference: &str) -> String {
    let mut url = url::Url::parse(&format!("{}/oauth2/authorize", world.base)).unwrap();
    url.query_pairs_mut().append_pair("client_id", &client.id).append_pair("request_uri", reference);
    url.into()
}

on_both_stores! {
    async fn a_pushed_request_signs_a_person_in(world) {
        let client = world.shop().await;
        let answer = push(&world, &client, &[]).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "application/json");
        let lives = answer.json()["expires_in"].as_u64().unwrap();
        assert!((60..=600).contains(&lives), "{lives}");
        let reference = answer.text("request_uri");
        let secret = reference.strip_prefix(PREFIX).unwrap_or_else(|| panic!("{reference}"));
        assert_eq!(secret.len(), 43, "256 bits in base64url: {secret}");

        let answer = world.browser().sign_in(&address(&world, &client, &reference)).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("pushed"));
        assert_eq!(answer.parameter("iss").as_deref(), Some(world.base.as_str()));
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(id_token["nonce"], "n-0S6");
    }

    /// Only what was pushed counts (RFC 9126 §4).
    async fn nothing_beside_the_reference_counts(world) {
        let client = world.shop().await;
        let reference = pushed(&world, &client, &[("nonce", ""), ("state", "")]).await;
        let beside = "&state=beside&nonce=beside&scope=openid&prompt=none&response_mode=fragment";
        let url = format!("{}{beside}", address(&world, &client, &reference));
        let answer = world.browser().sign_in(&url).await;
        assert_eq!(answer.carried().0, "query");
        assert_eq!(answer.parameter("state"), None);
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        assert_eq!(tokens.text("scope"), "openid profile email");
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(id_token["nonce"], json!(null));
    }

    /// Whoever loads the page again, or begins in two tabs, gets one answer and no second.
    async fn a_reference_serves_until_the_client_is_answered(world) {
        let client = world.shop().await;
        let url = address(&world, &client, &pushed(&world, &client, &[]).await);
        let mut browser = world.browser();
        let (_, first) = browser.open(&url).await;
        let (_, again) = browser.open(&url).await;
        assert!(first.contains("/login/") && again.contains("/login/") && first != again, "{first} {again}");
        assert!(browser.sign_in(&again).await.parameter("code").is_some());
        let late = browser.open(&url).await.0;
        late.assert_page(400, "pushed-request-over");
        browser.get(&first).await.assert_page(400, "pushed-request-over");
        let form = [("username", "maija"), ("password", PASSWORD)];
        browser.post(&first, &form).await.assert_page(400, "pushed-request-over");
    }

    async fn its_object_alone_counts_where_one_is_pushed(world) {
        let signer = Signer::new(&world, json!({ "require_signed_request_object": true })).await;
        let object = signer.object(&world, &whole());
        let reference = pushed(&world, &signer.client, &[("request", &object)]).await;
        let answer = world.browser().sign_in(&address(&world, &signer.client, &reference)).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("inside"));
        assert!(answer.parameter("code").is_some());

        let signer = Signer::new(&world, json!({})).await;
        let object = signer.object(&world, &json!({ "redirect_uri": REDIRECT_URI, "response_type": "code",
            "scope": "openid", "code_challenge": CHALLENGE, "code_challenge_method": "S256" }));
        let reference = pushed(&world, &signer.client, &[("request", &object), ("state", "beside")]).await;
        let answer = world.browser().sign_in(&address(&world, &signer.client, &reference)).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        assert_eq!(answer.parameter("state"), None, "RFC 9126 §3");
    }

    async fn a_public_client_pushes_by_its_name_alone(world) {
        let client = world.public_client().await;
        let reference = pushed(&world, &client, &[]).await;
        let answer = world.browser().sign_in(&address(&world, &client, &reference)).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn a_person_who_says_no_ends_it(world) {
        let client = world.shop().await;
        let url = address(&world, &client, &pushed(&world, &client, &[]).await);
        let mut browser = world.browser();
        let (_, page) = browser.open(&url).await;
        let answer = browser.post(&page, &[("decision", "cancel")]).await;
        assert_eq!(answer.error().0, "access_denied");
        browser.open(&url).await.0.assert_page(400, "pushed-request-over");
    }

    async fn a_client_that_must_push_is_answered_when_it_does(world) {
        let metadata = json!({ "require_pushed_authorization_requests": true });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let (error, why) = world.authorize(&client, &[]).await.error();
        assert_eq!(error, "invalid_request", "{why}");
        assert!(why.contains("/par"), "{why}");
        let reference = pushed(&world, &client, &[]).await;
        let answer = world.browser().sign_in(&address(&world, &client, &reference)).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }
}

async fn it_waits_for_as_long_as_is_set(world: World) {
    let client = world.shop().await;
    let answer = push(&world, &client, &[]).await;
    assert_eq!(answer.json()["expires_in"], 300, "{answer:?}");
    let url = address(&world, &client, &answer.text("request_uri"));
    world.clock.advance(Duration::from_secs(250));
    assert!(world.browser().get(&url).await.location().contains("/login/"));
    world.clock.advance(Duration::from_secs(51));
    world.browser().get(&url).await.assert_page(400, "pushed-request-over");
}

#[test]
fn it_waits_for_as_long_as_is_set_on_both_stores() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let setup = Setup { pushed_request_ttl: Some(300), ..Setup::default() };
        run_with(engine, setup, it_waits_for_as_long_as_is_set);
    }
}
