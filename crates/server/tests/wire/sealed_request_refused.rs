//! Requests that are sealed to us, and are refused.

use idp::model::client::ClientPolicy;
use jose::jwe::Members;
use jose::{ContentEncryption, KeyManagement, SigningKey, base64url, jwe, jwt};
use serde_json::{Value, json};

use crate::request_object::{Signer, new_key, unsigned, whole};
use crate::sealed_request::{BARE, JWT, alone, asks, published, seal, sealer};
use crate::world::{Client, World};

/// Leads to signing in.
async fn is_accepted(world: &World, object: &str) -> bool {
    world.browser().get(&alone(world, object)).await.location().contains("/login/")
}

/// With one bit of this part changed.
fn flipped(object: &str, part: usize) -> String {
    let mut parts: Vec<String> = object.split('.').map(str::to_owned).collect();
    let mut bytes = base64url::decode(&parts[part]).unwrap();
    bytes[0] ^= 1;
    parts[part] = base64url::encode(bytes);
    parts.join(".")
}

/// With other members in its header.
fn with_header(object: &str, change: impl FnOnce(&mut Value)) -> String {
    let (header, rest) = object.split_once('.').unwrap();
    let mut header: Value = serde_json::from_slice(&base64url::decode(header).unwrap()).unwrap();
    change(&mut header);
    format!("{}.{rest}", base64url::encode(header.to_string()))
}

/// Every way in which a sealed request cannot be opened, or nothing can be made of what is in it, by name.
pub(crate) async fn all_failures(
    world: &World,
    client: &Client,
    signer: &Signer,
) -> Vec<(&'static str, String)> {
    let good = seal(world, &BARE, &asks(client, &json!({})).to_string()).await;
    let key = published(world, KeyManagement::RsaOaep).await;
    let another = jose::DecryptionKey::generate(KeyManagement::EcdhEs).unwrap();
    let stranger =
        another.encryption_key().unwrap().with_kid(published(world, KeyManagement::EcdhEs).await.kid());
    let content = asks(client, &json!({})).to_string();
    let sealed_by = |key: &jose::EncryptionKey| {
        jwe::encrypt(&BARE, content.as_bytes(), key, ContentEncryption::A128CbcHs256).unwrap()
    };
    let part = |object: &str, part: usize, text: &str| {
        let mut parts: Vec<&str> = object.split('.').collect();
        parts[part] = text;
        parts.join(".")
    };
    let gcm = jwe::encrypt(&BARE, content.as_bytes(), &key, ContentEncryption::A128Gcm).unwrap();
    let forged = jwt::sign(None, &signer.claims(world, &whole()), &new_key("mine")).unwrap();
    vec![
        ("another key", sealed_by(&stranger)),
        ("an unknown kid", with_header(&good, |header| header["kid"] = "unknown".into())),
        ("the kid of a key that signs", {
            let kid =
                world.node.keyring().facts.iter().find(|key| key.algorithm.signs()).unwrap().kid.clone();
            with_header(&good, |header| header["kid"] = kid.into())
        }),
        ("the kid of a key for another alg", {
            let kid = published(world, KeyManagement::EcdhEs).await.kid().to_owned();
            with_header(&good, |header| header["kid"] = kid.into())
        }),
        ("another tag", flipped(&good, 4)),
        ("a short tag", part(&good, 4, "AAAA")),
        ("another initialization vector", flipped(&good, 2)),
        ("a short initialization vector", part(&good, 2, "AAAA")),
        ("another ciphertext", flipped(&good, 3)),
        ("no ciphertext", part(&good, 3, "")),
        ("another tag of GCM", flipped(&gcm, 4)),
        ("another encrypted key", flipped(&good, 1)),
        ("a short encrypted key", part(&good, 1, "AAAA")),
        ("no encrypted key", part(&good, 1, "")),
        ("a header it was not sealed under", with_header(&good, |header| header["typ"] = "JWT".into())),
        ("RSA1_5", with_header(&good, |header| header["alg"] = "RSA1_5".into())),
        (
            "RSA-OAEP-256, for which there is no key",
            with_header(&good, |header| header["alg"] = "RSA-OAEP-256".into()),
        ),
        ("dir", with_header(&good, |header| header["alg"] = "dir".into())),
        ("an unknown enc", with_header(&good, |header| header["enc"] = "A128CBC".into())),
        ("zip", with_header(&good, |header| header["zip"] = "DEF".into())),
        ("crit", with_header(&good, |header| header["crit"] = json!(["exp"]))),
        (
            "a header that is no JSON",
            format!("{}{}", base64url::encode("{"), &good[good.find('.').unwrap()..]),
        ),
        ("stray characters", part(&good, 4, "A A=")),
        ("a JSON serialisation", r#"{"protected":"e30","iv":"","ciphertext":"","tag":""}"#.to_owned()),
        ("content that is no JSON", seal(world, &BARE, "not a request").await),
        ("content that is no object", seal(world, &BARE, "[]").await),
        ("a member twice", seal(world, &BARE, r#"{"client_id":"a","client_id":"b"}"#).await),
        ("content that is not text", seal(world, &BARE, "\u{0}").await),
        ("no client", seal(world, &BARE, "{}").await),
        ("no redirect_uri", {
            let mut claims = asks(client, &json!({}));
            claims.as_object_mut().unwrap().remove("redirect_uri");
            seal(world, &BARE, &claims.to_string()).await
        }),
        ("claims where a token is said to be", seal(world, &JWT, &content).await),
        ("sealed twice", seal(world, &JWT, &good).await),
        ("another kind of message", seal(world, &Members { typ: Some("at+jwt"), cty: None }, &content).await),
        (
            "another kind of content",
            seal(world, &Members { typ: None, cty: Some("text/plain") }, &content).await,
        ),
        ("a token that another key signed", seal(world, &JWT, &forged).await),
        ("a token that was tampered with", {
            let token = signer.object(world, &whole());
            let (rest, signature) = token.rsplit_once('.').unwrap();
            let mut bytes = base64url::decode(signature).unwrap();
            bytes[0] ^= 1;
            seal(world, &JWT, &format!("{rest}.{}", base64url::encode(bytes))).await
        }),
    ]
}

on_both_stores! {
    async fn scenario_1_6_whatever_cannot_be_opened_has_no_redirect_and_one_uniform_error(world) {
        let client = sealer(&world, json!({})).await;
        let signer = Signer::new(&world, json!({})).await;
        assert!(is_accepted(&world, &seal(&world, &BARE, &asks(&client, &json!({})).to_string()).await).await);
        assert!(is_accepted(&world, &seal(&world, &JWT, &signer.object(&world, &whole())).await).await);
        let mut first: Option<(String, Vec<(String, String)>)> = None;
        for (name, object) in all_failures(&world, &client, &signer).await {
            // Whatever stands beside it.
            let beside = world.authorize_url(&client, &[("request", &object)]);
            // What is not said inside may be said beside it.
            let said_beside = ["no client", "no redirect_uri"];
            let addresses = [alone(&world, &object), beside];
            for url in &addresses[..if said_beside.contains(&name) { 1 } else { 2 }] {
                let answer = world.browser().get(url).await;
                answer.assert_page(400, "request-object-invalid");
                let told = uniform(&answer);
                match &first {
                    None => first = Some(told),
                    Some(first) => assert_eq!(&told, first, "{name}"),
                }
            }
        }
    }

    async fn scenario_1_7_a_client_or_response_type_beside_it_that_does_not_agree(world) {
        let client = sealer(&world, json!({})).await;
        let other = sealer(&world, json!({})).await;
        let object = seal(&world, &BARE, &asks(&client, &json!({})).to_string()).await;
        let with = |name: &str, value: &str| format!("{}&{name}={value}", alone(&world, &object));
        for (name, value) in [("client_id", client.id.as_str()), ("response_type", "code")] {
            let answer = world.browser().get(&with(name, value)).await;
            assert!(answer.location().contains("/login/"), "{answer:?}");
        }
        for (name, value) in [("client_id", other.id.as_str()), ("response_type", "token")] {
            world.browser().get(&with(name, value)).await.assert_page(400, "request-object-invalid");
        }
        let strange = world.browser().get(&with("client_id", "nobody")).await;
        strange.assert_page(400, "client-unknown");
    }

    async fn scenario_1_8_a_client_that_must_send_objects_sends_none_and_one_that_counts_once_comes_twice(world) {
        let policy = ClientPolicy {
            require_request_object: true,
            allow_encrypted_requests: true,
            ..ClientPolicy::default()
        };
        let client = world.client(json!({}), policy).await;
        assert_eq!(world.authorize(&client, &[]).await.error().0, "invalid_request");
        let object = |jti: &str| asks(&client, &json!({ "jti": jti })).to_string();
        let one = seal(&world, &BARE, &object("one")).await;
        assert!(is_accepted(&world, &one).await);
        world.browser().get(&alone(&world, &one)).await.assert_page(400, "request-object-replayed");
        // Sealed once more, it is the same message.
        let again = seal(&world, &BARE, &object("one")).await;
        world.browser().get(&alone(&world, &again)).await.assert_page(400, "request-object-replayed");
        assert!(is_accepted(&world, &seal(&world, &BARE, &object("two")).await).await);

        let signer = Signer::new(&world, json!({})).await;
        let signed = signer.object(&world, &json!({ "jti": "one" }));
        let ask = async || world.authorize(&signer.client, &[("request", &signed)]).await;
        assert!(ask().await.location().contains("/login/"));
        assert_eq!(ask().await.error().0, "invalid_request_object");
    }

    async fn of_many_that_bring_one_message_at_once_one_is_let_in(world) {
        let client = sealer(&world, json!({})).await;
        let object = seal(&world, &BARE, &asks(&client, &json!({ "jti": "one" })).to_string()).await;
        let url = alone(&world, &object);
        let racers: Vec<_> = (0..8).map(|_| {
            let (mut browser, url) = (world.browser(), url.clone());
            tokio::spawn(async move { browser.get(&url).await.location().contains("/login/") })
        }).collect();
        let mut let_in = 0;
        for racer in racers {
            let_in += usize::from(racer.await.unwrap());
        }
        assert_eq!(let_in, 1);
    }

    async fn sealed_without_being_signed_by_a_client_that_may_not(world) {
        for (metadata, policy) in [
            (json!({ "jwks": crate::request_object::jwks(&[&new_key("k")]) }), ClientPolicy::default()),
            (
                json!({ "jwks": crate::request_object::jwks(&[&new_key("k")]), "request_object_signing_alg": "ES256" }),
                ClientPolicy { allow_encrypted_requests: true, ..ClientPolicy::default() },
            ),
        ] {
            let client = world.client(metadata, policy).await;
            let object = seal(&world, &BARE, &asks(&client, &json!({})).to_string()).await;
            world.browser().get(&alone(&world, &object)).await.assert_page(400, "request-object-invalid");
            let token = seal(&world, &JWT, &unsigned(&asks(&client, &json!({})))).await;
            world.browser().get(&alone(&world, &token)).await.assert_page(400, "request-object-invalid");
        }
        let may = world.client(json!({}), ClientPolicy { allow_encrypted_requests: true, ..ClientPolicy::default() }).await;
        assert!(is_accepted(&world, &seal(&world, &BARE, &asks(&may, &json!({})).to_string()).await).await);
    }

    async fn sealed_otherwise_than_the_client_registered(world) {
        let key = new_key("mine");
        let metadata = json!({
            "jwks": crate::request_object::jwks(&[&key]), "request_object_encryption_alg": "RSA-OAEP",
            "request_object_encryption_enc": "A128GCM",
        });
        let signer = Signer { client: world.client(metadata, ClientPolicy::default()).await, key };
        for (management, enc, accepted) in [
            (KeyManagement::RsaOaep, ContentEncryption::A128Gcm, true),
            (KeyManagement::RsaOaep, ContentEncryption::A256Gcm, false),
            (KeyManagement::EcdhEs, ContentEncryption::A128Gcm, false),
        ] {
            let to = published(&world, management).await;
            let object = jwe::encrypt(&JWT, signer.object(&world, &whole()).as_bytes(), &to, enc).unwrap();
            assert_eq!(is_accepted(&world, &object).await, accepted, "{management} {enc}");
        }
    }

    async fn sealed_with_a_secret_that_is_another_or_that_the_client_did_not_register(world) {
        let seal_with = |client: &Client, secret: &str| {
            let hash = jose::digest::sha256(secret.as_bytes());
            let key = jose::EncryptionKey::from_secret(&hash, KeyManagement::Dir).unwrap();
            let mac = SigningKey::from_secret(client.secret.as_bytes(), jose::JwsAlgorithm::HS256).unwrap();
            let inner = jwt::sign(None, &json!({ "state": "inside" }), &mac).unwrap();
            jwe::encrypt(&JWT, inner.as_bytes(), &key, ContentEncryption::A128CbcHs256).unwrap()
        };
        let metadata = json!({ "request_object_signing_alg": "HS256", "request_object_encryption_alg": "dir" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let other = world.client(json!({ "request_object_signing_alg": "HS256" }), ClientPolicy::default()).await;
        let leads = async |client: &Client, object: &str| world.authorize(client, &[("request", object)]).await;
        assert!(leads(&client, &seal_with(&client, &client.secret)).await.location().contains("/login/"));
        leads(&client, &seal_with(&client, &other.secret)).await.assert_page(400, "request-object-invalid");
        leads(&other, &seal_with(&other, &other.secret)).await.assert_page(400, "request-object-invalid");
    }

    /// Rounds of every case in turn, so that whatever else the machine does falls on all alike. The medians
    /// may differ by what one and the same case differs from itself (the quartiles of the first), and by half
    /// of the time before which no such answer comes; none comes before that.
    async fn how_far_an_unreadable_request_came_is_not_to_be_told_from_the_time(world) {
        const ROUNDS: usize = 15;
        let client = sealer(&world, json!({})).await;
        let signer = Signer::new(&world, json!({})).await;
        let cases: Vec<(&str, String)> = all_failures(&world, &client, &signer).await.into_iter().filter(|(name, _)| {
            ["another tag", "an unknown kid", "another key", "another encrypted key", "RSA1_5", "content that is no JSON",
             "a short initialization vector", "a token that another key signed", "sealed twice"].contains(name)
        }).collect();
        assert_eq!(cases.len(), 9);
        let mut times: Vec<Vec<std::time::Duration>> = vec![Vec::new(); cases.len()];
        for _ in 0..ROUNDS {
            for ((_, object), times) in cases.iter().zip(&mut times) {
                let (mut browser, url) = (world.browser(), alone(&world, object));
                let begun = tokio::time::Instant::now();
                assert_eq!(browser.get(&url).await.status, 400);
                times.push(begun.elapsed());
            }
        }
        times.iter_mut().for_each(|times| times.sort());
        assert!(times.iter().all(|times| times[0] >= std::time::Duration::from_millis(50)), "{times:?}");
        let (base, noise) = (times[0][ROUNDS / 2], times[0][ROUNDS * 3 / 4] - times[0][ROUNDS / 4]);
        let bound = std::time::Duration::from_millis(25).max(noise * 3);
        for ((name, _), times) in cases.iter().zip(&times) {
            let apart = times[ROUNDS / 2].abs_diff(base);
            assert!(apart <= bound, "{name}: {apart:?} apart, of at most {bound:?}: {times:?}");
        }
    }

    /// What nobody else is told.
    async fn whoever_runs_the_server_is_told_which_check_failed(world) {
        let client = sealer(&world, json!({})).await;
        let signer = Signer::new(&world, json!({})).await;
        let mut seen = std::collections::BTreeSet::new();
        for (name, object) in all_failures(&world, &client, &signer).await {
            let mut query = oidc::parameters::Encoder::new();
            query.push("request", &object);
            let browser = server::flow::Browser::default();
            let refusal = server::flow::authorize::authorize(&world.node, &query.finish(), &browser).await.err().unwrap();
            let told = refusal.detail.operator.clone().unwrap_or_default().into_owned();
            for (case, words) in [
                ("another tag", "tag"), ("an unknown kid", "kid"), ("RSA1_5", "alg is refused"), ("zip", "zip"),
                ("another encrypted key", "encrypted key"), ("content that is no object", "cty"),
                ("a short initialization vector", "initialization vector"), ("no redirect_uri", "redirect_uri"),
                ("a token that another key signed", "signature"), ("crit", "crit"),
            ] {
                assert!(name != case || told.contains(words), "{name}: {told}");
            }
            assert!(!told.is_empty() && !told.contains("9988"), "{name}: {told}");
            seen.insert(told);
        }
        assert!(seen.len() > 15, "{seen:?}");
    }
}

/// Status, headers and body, but for the date and the reference: what everybody sees.
pub(crate) fn uniform(answer: &crate::world::Answer) -> (String, Vec<(String, String)>) {
    let reference = answer.header("x-request-id").to_owned();
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().replace(&reference, "…")))
        .collect();
    headers.sort();
    assert!(!reference.is_empty() && answer.body.contains(&reference), "{answer:?}");
    (answer.body.replace(&reference, "…"), headers)
}
