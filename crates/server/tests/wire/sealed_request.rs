//! Requests that are sealed to us, as they should be.

use idp::client::profile::Profile;
use idp::model::client::ClientPolicy;
use jose::jwe::Members;
use jose::{ContentEncryption, EncryptionKey, JwkSet, KeyManagement, jwe};
use oidc::parameters::Encoder;
use serde_json::{Value, json};
use server::flow;

use crate::request_object::{Signer, unsigned, whole};
use crate::world::{Answer, CHALLENGE, Client, PASSWORD, REDIRECT_URI, World};

pub(crate) const JWT: Members<'static> = Members { typ: None, cty: Some("JWT") };
pub(crate) const BARE: Members<'static> = Members { typ: Some("JWE"), cty: None };

/// The published key that is sealed to in this way.
pub(crate) async fn published(world: &World, management: KeyManagement) -> EncryptionKey {
    let jwks = JwkSet::parse(world.get("/oauth2/jwks").await.body.as_bytes()).unwrap();
    let fits = |key: &&jose::Jwk| key.usage() == Some("enc") && key.alg() == Some(management.name());
    EncryptionKey::from_jwk(jwks.keys.iter().find(fits).unwrap(), management).unwrap()
}

/// Sealed with RSA-OAEP and A128CBC-HS256.
pub(crate) async fn seal(world: &World, members: &Members<'_>, content: &str) -> String {
    let key = published(world, KeyManagement::RsaOaep).await;
    jwe::encrypt(members, content.as_bytes(), &key, ContentEncryption::A128CbcHs256).unwrap()
}

/// A client that may seal its requests without signing them.
pub(crate) async fn sealer(world: &World, metadata: Value) -> Client {
    let mut all = json!({ "subject_type": "pairwise", "id_token_signed_response_alg": "RS256" });
    all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
    let policy = ClientPolicy { require_sealed: false, ..ClientPolicy::of(Profile::Signicat) };
    world.client(all, policy).await
}

/// All that a request of this client has to say, in the layout of Signicat.
pub(crate) fn asks(client: &Client, further: &Value) -> Value {
    let mut claims = json!({
        "client_id": client.id, "response_type": "code", "redirect_uri": REDIRECT_URI, "state": "state123",
        "scope": "openid profile", "ui_locales": "en", "login_hint": ["deviceId-1", "subject-210281-9988"],
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    });
    claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    claims
}

/// The request with this object alone.
pub(crate) fn alone(world: &World, object: &str) -> String {
    let mut query = Encoder::new();
    query.push("request", object);
    format!("{}/oauth2/authorize?{}", world.base, query.finish())
}

fn assert_signed_in(answer: &Answer, state: &str) {
    assert!(answer.location().starts_with(REDIRECT_URI), "{answer:?}");
    assert!(answer.parameter("code").is_some(), "{answer:?}");
    assert_eq!(answer.parameter("state").as_deref(), Some(state));
}

on_both_stores! {
    async fn scenario_1_5_an_encrypted_request_by_get_with_nothing_else_and_by_post_lead_to_the_same_sign_in(world) {
        let client = sealer(&world, json!({})).await;
        let key = published(&world, KeyManagement::RsaOaep).await;
        for enc in [ContentEncryption::A128CbcHs256, ContentEncryption::A256CbcHs512] {
            for typ in [Some("JWE"), None, Some("jwe"), Some("JWT")] {
                let members = Members { typ, cty: None };
                let content = asks(&client, &json!({})).to_string();
                let object = jwe::encrypt(&members, content.as_bytes(), &key, enc).unwrap();
                let mut browser = world.browser();
                let (page, address) = browser.open(&alone(&world, &object)).await;
                assert!(address.contains("/login/"), "{page:?}");
                assert!(page.body.contains("value=\"210281-9988\""), "{page:?}");
                assert!(!address.contains("9988"), "{address}");
                let mut poster = world.browser();
                let posted = poster.post(&format!("{}/oauth2/authorize", world.base), &[("request", &object)]).await;
                let (posted, _) = poster.follow(posted).await;
                assert!(posted.body.contains("value=\"210281-9988\""), "{posted:?}");
            }
        }
        let object = seal(&world, &BARE, &asks(&client, &json!({})).to_string()).await;
        let answer = world.browser().sign_in(&alone(&world, &object)).await;
        assert_signed_in(&answer, "state123");
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
    }

    async fn signed_then_encrypted_with_every_key_there_is_and_every_content_encryption(world) {
        for algorithm in ["RSA-OAEP-256", "ECDH-ES+A128KW", "ECDH-ES+A256KW/P-521", "ECDH-ES/X25519"] {
            let algorithm: idp::model::key::KeyAlgorithm = algorithm.parse().unwrap();
            flow::key::add(&world.node, algorithm, idp::key::Begin::Now).await.unwrap();
        }
        let signer = Signer::new(&world, json!({})).await;
        let jwks = JwkSet::parse(world.get("/oauth2/jwks").await.body.as_bytes()).unwrap();
        let mut seen = 0;
        for jwk in jwks.keys.iter().filter(|key| key.usage() == Some("enc")) {
            let key = EncryptionKey::from_jwk(jwk, jwk.alg().unwrap().parse().unwrap()).unwrap();
            for enc in ContentEncryption::all() {
                let inner = signer.object(&world, &whole());
                let object = jwe::encrypt(&JWT, inner.as_bytes(), &key, enc).unwrap();
                let page = world.browser().get(&alone(&world, &object)).await;
                assert!(page.location().contains("/login/"), "{jwk:?} {enc}: {page:?}");
                seen += 1;
            }
        }
        assert_eq!(seen, 6 * 6);
        let object = seal(&world, &JWT, &signer.object(&world, &whole())).await;
        assert_signed_in(&world.browser().sign_in(&alone(&world, &object)).await, "inside");
    }

    async fn unsecured_inside_where_the_client_registered_none_as_some_libraries_make_them(world) {
        let client = world.client(json!({ "request_object_signing_alg": "none" }), ClientPolicy::default()).await;
        let mut claims = whole();
        claims["client_id"] = client.id.clone().into();
        let members = Members { typ: None, cty: Some("oauth-authz-req+jwt") };
        let object = seal(&world, &members, &unsigned(&claims)).await;
        assert_signed_in(&world.browser().sign_in(&alone(&world, &object)).await, "inside");
    }

    async fn without_cty_what_is_inside_is_what_it_looks_like(world) {
        let signer = Signer::new(&world, json!({})).await;
        let silent = Members { typ: None, cty: None };
        let object = seal(&world, &silent, &signer.object(&world, &whole())).await;
        assert_signed_in(&world.browser().sign_in(&alone(&world, &object)).await, "inside");
        // Signed it has to be, whatever announced it.
        let mut claims = whole();
        claims["client_id"] = signer.client.id.clone().into();
        for content in [unsigned(&claims), claims.to_string()] {
            let object = seal(&world, &silent, &content).await;
            let refused = world.browser().get(&alone(&world, &object)).await;
            assert!(refused.status == 400 && refused.body.contains("request-object-"), "{refused:?}");
        }
    }

    async fn what_stands_beside_a_sealed_object_counts_as_beside_any_other(world) {
        let signer = Signer::new(&world, json!({})).await;
        let object = seal(&world, &JWT, &signer.object(&world, &json!({ "state": "inside" }))).await;
        let url = world.authorize_url(&signer.client, &[("request", &object)]);
        assert_signed_in(&world.browser().sign_in(&url).await, "inside");
    }

    async fn pushed_as_well(world) {
        let signer = Signer::new(&world, json!({})).await;
        let object = seal(&world, &JWT, &signer.object(&world, &whole())).await;
        let pushed = world.post_as(&signer.client, "/oauth2/par", &[("request", &object)]).await;
        assert_eq!(pushed.status, 201, "{pushed:?}");
        let url = format!(
            "{}/oauth2/authorize?client_id={}&request_uri={}",
            world.base, signer.client.id, pushed.text("request_uri")
        );
        assert_signed_in(&world.browser().sign_in(&url).await, "inside");
    }

    async fn as_the_client_registered_and_with_its_secret(world) {
        for (alg, enc) in [("dir", "A128CBC-HS256"), ("dir", "A256CBC-HS512"), ("A128KW", "A128GCM"), ("A256KW", "A256GCM")] {
            let metadata = json!({
                "request_object_signing_alg": "HS256", "request_object_encryption_alg": alg,
                "request_object_encryption_enc": enc,
            });
            let client = world.client(metadata, ClientPolicy::default()).await;
            let (management, enc): (KeyManagement, ContentEncryption) = (alg.parse().unwrap(), enc.parse().unwrap());
            let length = management.secret_len().unwrap_or_else(|| enc.key_len());
            let hash = if length > 32 {
                jose::digest::sha512(client.secret.as_bytes()).to_vec()
            } else {
                jose::digest::sha256(client.secret.as_bytes()).to_vec()
            };
            let key = EncryptionKey::from_secret(&hash[..length], management).unwrap();
            let mac = jose::SigningKey::from_secret(client.secret.as_bytes(), jose::JwsAlgorithm::HS256).unwrap();
            let inner = jose::jwt::sign(None, &json!({ "state": "inside" }), &mac).unwrap();
            let object = jwe::encrypt(&JWT, inner.as_bytes(), &key, enc).unwrap();
            let url = world.authorize_url(&client, &[("request", &object)]);
            assert_signed_in(&world.browser().sign_in(&url).await, "inside");
        }
    }

    async fn what_was_sealed_to_the_key_before_opens_while_others_may_have_cached_it(world) {
        let client = sealer(&world, json!({})).await;
        world.clock.stop();
        let old = published(&world, KeyManagement::RsaOaep).await;
        let before = |n: u32| {
            let content = asks(&client, &json!({ "state": n.to_string() })).to_string();
            jwe::encrypt(&BARE, content.as_bytes(), &old, ContentEncryption::A128Gcm).unwrap()
        };
        let management: idp::model::key::KeyAlgorithm = "RSA-OAEP".parse().unwrap();
        flow::key::add(&world.node, management, idp::key::Begin::Announced).await.unwrap();
        assert_ne!(published(&world, KeyManagement::RsaOaep).await.kid(), old.kid());
        let leads = async |object: String| world.browser().get(&alone(&world, &object)).await;
        world.clock.advance(std::time::Duration::from_hours(6 * 24));
        flow::key::keep_up(&world.node).await.unwrap();
        assert!(leads(before(1)).await.location().contains("/login/"));
        world.clock.advance(std::time::Duration::from_hours(25));
        flow::key::keep_up(&world.node).await.unwrap();
        leads(before(2)).await.assert_page(400, "request-object-invalid");
    }

    async fn a_national_identity_number_reaches_no_address_on_the_way(world) {
        let client = sealer(&world, json!({})).await;
        let object = seal(&world, &BARE, &asks(&client, &json!({})).to_string()).await;
        let mut browser = world.browser();
        let (page, address) = browser.open(&alone(&world, &object)).await;
        assert!(page.body.contains("210281-9988"));
        let form = [("username", "maija"), ("password", PASSWORD)];
        let posted = browser.post(&address, &form).await;
        assert!(!posted.location().contains("9988"), "{posted:?}");
        let (_, consent) = browser.follow(posted).await;
        assert!(!consent.contains("9988") && !consent.contains("subject"), "{consent}");
    }
}
