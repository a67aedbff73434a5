//! Requests that come as an object, by value and by address, signed and not.

use jose::{Jwk, JwkSet, JwsAlgorithm, SigningKey, base64url, digest, jwt};
use serde_json::{Value, json};

use crate::elsewhere::{Elsewhere, Says};
use crate::world::{Answer, CHALLENGE, Client, REDIRECT_URI, World};
use idp::model::client::ClientPolicy;

/// A client with a key of its own.
pub(crate) struct Signer {
    pub(crate) client: Client,
    pub(crate) key: SigningKey,
}

pub(crate) fn new_key(kid: &str) -> SigningKey {
    SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid(kid)
}

pub(crate) fn jwks(keys: &[&SigningKey]) -> Value {
    let set: JwkSet = keys.iter().map(|key| -> Jwk { key.public_jwk() }).collect();
    serde_json::to_value(set).unwrap()
}

impl Signer {
    /// Registered with its key by value, and with these members.
    pub(crate) async fn new(world: &World, metadata: Value) -> Self {
        let key = new_key("mine");
        let mut all = json!({ "jwks": jwks(&[&key]) });
        all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        Self { client: world.client(all, ClientPolicy::default()).await, key }
    }

    /// The client's claims about itself and this server.
    pub(crate) fn claims(&self, world: &World, further: &Value) -> Value {
        let mut claims = json!({ "iss": self.client.id, "client_id": self.client.id, "aud": world.base });
        claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        claims
    }

    pub(crate) fn object(&self, world: &World, further: &Value) -> String {
        jwt::sign(Some("oauth-authz-req+jwt"), &self.claims(world, further), &self.key).unwrap()
    }
}

pub(crate) fn unsigned(claims: &Value) -> String {
    let encode = |value: &Value| base64url::encode(value.to_string());
    format!("{}.{}.", encode(&json!({ "alg": "none" })), encode(claims))
}

/// All that a request has to say.
pub(crate) fn whole() -> Value {
    json!({
        "response_type": "code", "redirect_uri": REDIRECT_URI, "scope": "openid profile", "nonce": "n-in",
        "state": "inside", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    })
}

async fn signs_in(world: &World, client: &Client, parameters: &[(&str, &str)]) -> Answer {
    world.browser().sign_in(&world.authorize_url(client, parameters)).await
}

/// The claims of the ID token that the answer's code is redeemed for.
async fn id_token(world: &World, client: &Client, answer: &Answer) -> Value {
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code in {answer:?}"));
    let tokens = world.redeem(client, &code).await;
    world.verified(&tokens.text("id_token")).await.1
}

on_both_stores! {
    async fn what_the_object_says_wins_to_the_end_of_signing_in(world) {
        let signer = Signer::new(&world, json!({})).await;
        let object = signer.object(&world, &json!({ "state": "inside", "nonce": "n-inside" }));
        let answer = signs_in(&world, &signer.client, &[("request", &object)]).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("inside"));
        assert_eq!(id_token(&world, &signer.client, &answer).await["nonce"], "n-inside");
    }

    async fn of_a_client_that_signs_all_its_requests_the_object_alone_counts(world) {
        let signer = Signer::new(&world, json!({ "require_signed_request_object": true })).await;
        let object = signer.object(&world, &whole());
        let answer = signs_in(&world, &signer.client, &[("request", &object), ("prompt", "none")]).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("inside"));
        assert_eq!(id_token(&world, &signer.client, &answer).await["nonce"], "n-in");

        let bare = format!("{}/oauth2/authorize?client_id={}&request={object}", world.base, signer.client.id);
        assert!(world.browser().sign_in(&bare).await.parameter("code").is_some());
        let alone = format!("{}/oauth2/authorize?request={object}", world.base);
        assert!(world.browser().sign_in(&alone).await.parameter("code").is_some());
    }

    async fn nobody_signs_for_a_client_that_registered_so(world) {
        let metadata = json!({ "request_object_signing_alg": "none" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let object = unsigned(&json!({ "state": "inside" }));
        let answer = signs_in(&world, &client, &[("request", &object)]).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("inside"));
        assert!(answer.parameter("code").is_some());
    }

    async fn an_object_is_fetched_once_from_its_registered_address(world) {
        let elsewhere = Elsewhere::start().await;
        let address = format!("{}/request", elsewhere.base);
        let signer = Signer::new(&world, json!({ "request_uris": [address] })).await;
        let object = signer.object(&world, &json!({ "state": "fetched" }));
        elsewhere.say("/request", Says::with("content-type: application/oauth-authz-req+jwt\r\n", &object));
        let answer = signs_in(&world, &signer.client, &[("request_uri", &address)]).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("fetched"));
        assert!(answer.parameter("code").is_some());
        assert_eq!(elsewhere.asked().len(), 1, "signing in and consent look at what was kept");

        let hash = base64url::encode(digest::sha256(object.as_bytes()));
        let answer = signs_in(&world, &signer.client, &[("request_uri", &format!("{address}#{hash}"))]).await;
        assert!(answer.parameter("code").is_some());
    }

    async fn a_form_that_is_posted_carries_one_as_well(world) {
        let signer = Signer::new(&world, json!({})).await;
        let object = signer.object(&world, &whole());
        let mut browser = world.browser();
        let form = [("client_id", signer.client.id.as_str()), ("scope", "openid"), ("request", &object)];
        let answer = browser.post(&format!("{}/oauth2/authorize", world.base), &form).await;
        let (answer, page) = browser.follow(answer).await;
        assert!(page.contains("/login/"), "{answer:?}");
    }
}
