//! What clients are answered, encrypted for them: ID tokens, userinfo, introspection, logout tokens.

use idp::model::client::{ClientPolicy, Profile};
use idp::model::event::Actor;
use jose::{ContentEncryption, Curve, EncryptionKey, Jwk, KeyManagement, jwe, nested};
use serde_json::{Value, json};

use crate::reader::{Opened, is_plain, open, open_by_secret, published, reader};
use crate::receiver::Receiver;
use crate::world::{Answer, Client, PASSWORD, World};

const INTROSPECTION_JWT: &str = "application/token-introspection+jwt";

/// Whether a way of key management works with the client's secret.
fn by_secret(alg: KeyManagement) -> bool {
    matches!(alg, KeyManagement::Dir | KeyManagement::A128Kw | KeyManagement::A256Kw)
}

fn is_agreement(alg: KeyManagement) -> bool {
    matches!(alg, KeyManagement::EcdhEs | KeyManagement::EcdhEsA128Kw | KeyManagement::EcdhEsA256Kw)
}

/// Metadata of a client that has all it is answered sealed like this.
fn sealing(alg: KeyManagement, enc: ContentEncryption, keys: &[Jwk]) -> Value {
    let mut metadata =
        json!({ "userinfo_signed_response_alg": "ES256", "introspection_signed_response_alg": "ES256" });
    for answer in ["id_token", "userinfo", "introspection"] {
        metadata[format!("{answer}_encrypted_response_alg")] = json!(alg);
        metadata[format!("{answer}_encrypted_response_enc")] = json!(enc);
    }
    if !keys.is_empty() {
        metadata["jwks"] = published(keys);
    }
    metadata
}

/// A client of the house with these metadata, which spares people the consent.
async fn client_with(world: &World, metadata: Value) -> Client {
    world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

async fn introspect_as_jwt(world: &World, client: &Client, token: &str) -> Answer {
    let request = world.http.post(format!("{}/oauth2/introspect", world.base)).form(&[("token", token)]);
    let request = request.basic_auth(&client.id, Some(&client.secret)).header("accept", INTROSPECTION_JWT);
    Answer::of(request.send().await.unwrap()).await
}

/// A client made with the profile of wire-facts' System 1, whose key we gave this name.
async fn mle_client(world: &World, metadata: Value, minted: &str) -> Client {
    let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::of(Profile::Signicat) };
    let mut all = json!({
        "id_token_signed_response_alg": "RS256",
        "userinfo_signed_response_alg": "RS256",
        "id_token_encrypted_response_alg": "RSA-OAEP",
        "userinfo_encrypted_response_alg": "RSA-OAEP",
        "subject_type": "pairwise",
        "grant_types": ["authorization_code"],
    });
    all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
    let client = world.client(all, policy).await;
    world.keep_key(&client, &reader().rsa, minted, true).await;
    client
}

on_both_stores! {
    /// An MLE client's ID token has the layout that was recorded, to the byte where bytes were recorded.
    async fn scenario_1_2_an_id_token_is_signed_then_encrypted_in_the_recorded_layout(world) {
        let minted = "any.public key for ftn full encryption test2.test.jwk.v.2";
        let client = mle_client(&world, json!({}), minted).await;
        let id_token = world.tokens(&client, &[]).await.text("id_token");
        assert_eq!(id_token.split('.').count(), 5);
        let opened = open(&id_token, &reader().rsa);
        assert_eq!(opened.header, json!({ "kid": minted, "cty": "JWT", "enc": "A128CBC-HS256", "alg": "RSA-OAEP" }));
        let (header, claims) = opened.verified(&world).await;
        assert_eq!((header.alg.name(), header.typ), ("RS256", None));
        let secs = |claim: &str| claims[claim].as_i64().unwrap();
        assert_eq!(secs("exp"), secs("iat") + 3600);
        assert_eq!(claims["aud"], json!(client.id), "a text, not a list");
        assert_eq!(claims["nonce"], "n-0S6");
    }

    /// By client setting: as JSON, signed, sealed, or signed and sealed; only what the scope opens.
    async fn scenario_1_3_userinfo_comes_in_the_form_that_the_client_registered(world) {
        let sealed = json!({ "userinfo_encrypted_response_alg": "RSA-OAEP", "jwks": published(&[reader().rsa.clone()]) });
        let both = json!({ "userinfo_signed_response_alg": "RS256", "userinfo_encrypted_response_alg": "RSA-OAEP",
            "userinfo_encrypted_response_enc": "A256GCM", "jwks": published(&[reader().rsa.clone()]) });
        let signed = json!({ "userinfo_signed_response_alg": "RS256" });
        let told = |client: Client| {
            let world = &world;
            async move {
                let token = world.tokens(&client, &[("scope", "openid email")]).await.text("access_token");
                let told = world.userinfo(&token).await;
                assert_eq!((told.status, told.header("cache-control")), (200, "no-store"), "{told:?}");
                (client.id, told)
            }
        };
        let plain = json!({ "sub": world.user_id, "email": "maija@example.fi", "email_verified": true });

        let (_, json) = told(client_with(&world, json!({})).await).await;
        assert_eq!((json.header("content-type"), json.json()), ("application/json", plain.clone()));

        let (id, jws) = told(client_with(&world, signed).await).await;
        let mut by_us = plain.clone();
        by_us["iss"] = json!(world.base);
        by_us["aud"] = json!(id);
        assert_eq!(jws.header("content-type"), "application/jwt");
        assert_eq!(world.verified(&jws.body).await.1, by_us);

        let (_, jwe) = told(client_with(&world, sealed).await).await;
        assert_eq!(jwe.header("content-type"), "application/jwt");
        let opened = open(&jwe.body, &reader().rsa);
        assert_eq!(opened.header, json!({ "alg": "RSA-OAEP", "enc": "A128CBC-HS256" }), "no token inside");
        assert_eq!(serde_json::from_str::<Value>(&opened.content).unwrap(), plain);

        let (id, nested) = told(client_with(&world, both).await).await;
        assert_eq!(nested.header("content-type"), "application/jwt");
        let opened = open(&nested.body, &reader().rsa);
        assert_eq!(opened.header, json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "cty": "JWT" }));
        by_us["aud"] = json!(id);
        assert_eq!(opened.verified(&world).await.1, by_us);
    }

    /// Nothing is sealed for a client that did not ask for it.
    async fn scenario_1_4_a_client_that_asked_for_no_sealing_gets_signed_tokens(world) {
        let policy = ClientPolicy { require_sealed: false, skip_consent: true, ..ClientPolicy::of(Profile::Signicat) };
        let unsealed = json!({ "id_token_signed_response_alg": "RS256", "subject_type": "pairwise", "grant_types": ["authorization_code"] });
        for client in [world.shop().await, world.client(unsealed, policy).await] {
            let tokens = world.tokens(&client, &[]).await;
            assert!(is_plain(&tokens.text("id_token")) && is_plain(&tokens.text("access_token")));
            world.verified(&tokens.text("id_token")).await;
            assert_eq!(world.userinfo(&tokens.text("access_token")).await.header("content-type"), "application/json");
        }
    }

    /// Every way of key management, on every curve, with every content encryption: ID tokens of sign-in and
    /// refresh, userinfo and introspection.
    async fn every_way_of_encryption_reaches_its_reader(world) {
        let client = client_with(&world, sealing(KeyManagement::Dir, ContentEncryption::A128Gcm, &[])).await;
        let mut browser = world.browser();
        let url = world.authorize_url(&client, &[]);
        for alg in KeyManagement::all() {
            let keys = match alg {
                _ if by_secret(alg) => vec![None],
                _ if is_agreement(alg) => reader().agreement.iter().map(|(_, key)| Some(key)).collect(),
                _ => vec![Some(&reader().rsa)],
            };
            for (key, enc) in keys.iter().flat_map(|key| ContentEncryption::all().map(move |enc| (*key, enc))) {
                let mut metadata = sealing(alg, enc, key.map(std::slice::from_ref).unwrap_or_default());
                // So that the secret stays what it is.
                metadata["authorization_encrypted_response_alg"] = json!("dir");
                world.register_anew(&client, metadata).await;
                let opened = |token: &str| match key {
                    Some(key) => open(token, key),
                    None => open_by_secret(token, &client.secret),
                };
                let code = browser.sign_in(&url).await.parameter("code").unwrap();
                let tokens = world.redeem(&client, &code).await;
                let refreshed = world.refresh(&client, &tokens.text("refresh_token")).await;
                let access = tokens.text("access_token");
                let introspected = introspect_as_jwt(&world, &client, &access).await;
                assert_eq!((introspected.status, introspected.header("content-type")), (200, INTROSPECTION_JWT));
                for token in [
                    tokens.text("id_token"), refreshed.text("id_token"), world.userinfo(&access).await.body, introspected.body,
                ] {
                    let opened = opened(&token);
                    assert_eq!((&opened.header["alg"], &opened.header["enc"]), (&json!(alg), &json!(enc)));
                    let expected = if is_agreement(alg) { &["alg", "cty", "enc", "epk"][..] } else { &["alg", "cty", "enc"] };
                    assert_eq!(opened.members(), expected, "no kid where the key has none, and never a typ");
                    let (_, claims) = opened.verified(&world).await;
                    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(world.base), &json!(client.id)));
                }
            }
        }
    }

    async fn the_token_inside_is_the_one_a_plain_client_would_get(world) {
        let key = &reader().rsa;
        let client = client_with(&world, sealing(KeyManagement::RsaOaep256, ContentEncryption::A256CbcHs512, std::slice::from_ref(key))).await;
        let tokens = world.tokens(&client, &[]).await;
        let (header, claims) = open(&tokens.text("id_token"), key).verified(&world).await;
        assert_eq!((header.typ, header.alg.name()), (None, "ES256"));
        assert_eq!(claims["at_hash"], jose::hash_half(header.alg, &tokens.text("access_token")));
        let introspected = introspect_as_jwt(&world, &client, &tokens.text("access_token")).await;
        let (header, claims) = open(&introspected.body, key).verified(&world).await;
        assert_eq!(header.typ.as_deref(), Some("token-introspection+jwt"));
        assert_eq!(claims["token_introspection"], world.introspect(&client, &tokens.text("access_token")).await.json());
        // A sealed answer opens nothing here.
        assert_eq!(world.userinfo(&tokens.text("id_token")).await.status, 401);
        assert_eq!(world.introspect(&client, &tokens.text("id_token")).await.json(), json!({ "active": false }));
    }

    async fn id_tokens_in_the_browser_are_sealed_too(world) {
        let (curve, key) = &reader().agreement[0];
        assert_eq!(*curve, Curve::P256);
        let mut metadata = sealing(KeyManagement::EcdhEsA256Kw, ContentEncryption::A256Gcm, std::slice::from_ref(key));
        metadata["id_token_signed_response_alg"] = json!("ES256");
        let client = world.hybrid(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        for response_type in ["id_token", "code id_token", "id_token token", "code id_token token"] {
            let url = world.authorize_url(&client, &[("response_type", response_type), ("scope", "openid email")]);
            let (mode, told) = world.browser().sign_in(&url).await.carried();
            assert_eq!(mode, "fragment");
            let (header, claims) = open(&told["id_token"], key).verified(&world).await;
            let half = |name: &str| told.get(name).map(|value| json!(jose::hash_half(header.alg, value)));
            assert_eq!(claims.get("c_hash"), half("code").as_ref(), "{response_type}");
            assert_eq!(claims.get("at_hash"), half("access_token").as_ref(), "{response_type}");
            assert_eq!(claims["nonce"], "n-0S6");
        }
    }

    /// As it was signed, or sealed for us; what was sealed for the client nobody else can read.
    async fn an_id_token_comes_back_as_a_hint_unsealed_or_sealed_for_us(world) {
        let key = &reader().rsa;
        let client = client_with(&world, sealing(KeyManagement::RsaOaep, ContentEncryption::A128Gcm, std::slice::from_ref(key))).await;
        let mut browser = world.browser();
        let code = browser.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").unwrap();
        let id_token = world.redeem(&client, &code).await.text("id_token");
        let signed = open(&id_token, key).content;
        let ours = jose::JwkSet::parse(world.get("/oauth2/jwks").await.body.as_bytes()).unwrap();
        let mut hints = vec![signed.clone()];
        for ours in ours.keys.iter().filter(|key| key.usage() == Some("enc")) {
            let to = EncryptionKey::from_jwk(ours, ours.alg().unwrap().parse().unwrap()).unwrap();
            let hint = nested::encrypt(&signed, &to, ContentEncryption::A256Gcm).unwrap();
            let untold = jwe::encrypt(&jwe::Members::default(), signed.as_bytes(), &to, ContentEncryption::A256Gcm).unwrap();
            let nameless = nested::encrypt(&signed, &to.with_kid(""), ContentEncryption::A256Gcm).unwrap();
            let spoilt = format!("{}AAAA", &hint[..hint.len() - 4]);
            for wrong in [untold, nameless, spoilt, id_token.clone()] {
                let asked = [("prompt", "none"), ("id_token_hint", wrong.as_str())];
                let (error, description) = browser.get(&world.authorize_url(&client, &asked)).await.error();
                assert_eq!(error, "invalid_request");
                assert!(description.contains("encrypted for a key of ours"), "{description}");
            }
            hints.push(hint);
        }
        assert!(hints.len() > 2, "several keys of ours open");
        for hint in &hints {
            let asked = [("prompt", "none"), ("id_token_hint", hint.as_str())];
            assert!(browser.get(&world.authorize_url(&client, &asked)).await.parameter("code").is_some());
        }
        let logout = |hint: &str| format!("{}/oidc/logout?id_token_hint={hint}", world.base);
        browser.get(&logout(&id_token)).await.assert_page(400, "logout-hint-invalid");
        assert_eq!(browser.get(&logout(&hints[1])).await.status, 200);
        let (error, _) = browser.get(&world.authorize_url(&client, &[("prompt", "none")])).await.error();
        assert_eq!(error, "login_required", "signed out without a question");
    }

    /// In whatever place they travel, refusals too; on a page what cannot be sealed.
    async fn authorization_responses_in_one_jwt_are_sealed(world) {
        let policy = || ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        for alg in KeyManagement::all() {
            let key = match alg {
                _ if by_secret(alg) => None,
                _ if is_agreement(alg) => Some(&reader().agreement[1].1),
                _ => Some(&reader().rsa),
            };
            let mut metadata = json!({ "authorization_signed_response_alg": "ES256",
                "authorization_encrypted_response_alg": alg, "authorization_encrypted_response_enc": "A256GCM" });
            if let Some(key) = key {
                metadata["jwks"] = published(std::slice::from_ref(key));
            }
            let client = world.client(metadata.clone(), policy()).await;
            let opened = |token: &str| -> Opened {
                key.map_or_else(|| open_by_secret(token, &client.secret), |key| open(token, key))
            };
            let asked = world.authorize_url(&client, &[("response_mode", "jwt")]);
            let response = world.browser().sign_in(&asked).await.parameter("response").unwrap();
            let response = opened(&response);
            assert_eq!((&response.header["alg"], &response.header["enc"]), (&json!(alg), &json!("A256GCM")));
            let (_, claims) = response.verified(&world).await;
            assert_eq!((&claims["aud"], &claims["state"]), (&json!(client.id), &json!("a state & more")));
            assert_eq!(world.redeem(&client, claims["code"].as_str().unwrap()).await.status, 200);

            let silent = [("response_mode", "jwt"), ("prompt", "none")];
            let refused = world.authorize(&client, &silent).await.parameter("response").unwrap();
            let (_, claims) = opened(&refused).verified(&world).await;
            assert_eq!(claims["error"], "login_required");

            if key.is_some() {
                metadata["jwks"] = json!({ "keys": [] });
                world.register_anew(&client, metadata).await;
                world.authorize(&client, &silent).await.assert_page(400, "sealing-key-missing");
            }
        }
    }

    async fn logout_tokens_are_sealed_like_id_tokens(world) {
        for alg in KeyManagement::all() {
            let key = match alg {
                _ if by_secret(alg) => None,
                _ if is_agreement(alg) => Some(reader().agreement[0].1.clone()),
                _ => Some(reader().rsa.clone()),
            };
            let receiver = Receiver::new().await;
            let mut metadata = json!({ "id_token_encrypted_response_alg": alg, "backchannel_logout_uri": receiver.url });
            if let Some(key) = &key {
                metadata["jwks"] = published(std::slice::from_ref(key));
            }
            let client = client_with(&world, metadata).await;
            let opened = |token: &str| -> Opened {
                key.as_ref().map_or_else(|| open_by_secret(token, &client.secret), |key| open(token, key))
            };
            let mut browser = world.browser();
            let code = browser.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").unwrap();
            let id_token = opened(&world.redeem(&client, &code).await.text("id_token"));
            let url = format!("{}/oidc/logout?id_token_hint={}", world.base, id_token.content);
            assert_eq!(browser.get(&url).await.status, 200);
            let [posted] = &receiver.wait_for(1).await[..] else { panic!() };
            let logout_token = opened(&posted.field("logout_token").unwrap());
            assert_eq!(logout_token.header["enc"], "A128CBC-HS256");
            let (header, claims) = logout_token.verified(&world).await;
            assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
            let (_, of_id_token) = id_token.verified(&world).await;
            assert_eq!((&claims["sid"], &claims["sub"]), (&of_id_token["sid"], &of_id_token["sub"]));
        }
    }

    async fn names_of_every_script_and_much_to_tell_arrive_unharmed(world) {
        let key = &reader().rsa;
        let life = "Äyrämö – ايرامو – 艾 ".repeat(400);
        let name = "Väinö Äyrämö";
        let user = world.person("vaino", json!({ "name": name, "given_name": "Väinö", "family_name": "Äyrämö" })).await;
        let told = life.clone();
        let changes = move |_: &_| Ok(idp::user::Changes {
            attributes: Some([("life".to_owned(), json!(told))].into_iter().collect()), ..Default::default()
        });
        server::flow::user::change(&world.node, &user.id, None, changes, &Actor::CommandLine).await.unwrap();
        let policy = ClientPolicy { skip_consent: true, user_claims: vec!["life".to_owned()], ..ClientPolicy::default() };
        let metadata = sealing(KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256, std::slice::from_ref(key));
        let client = world.client(metadata, policy).await;
        let claims = json!({ "id_token": { "name": null, "life": null } }).to_string();
        let url = world.authorize_url(&client, &[("claims", &claims)]);
        let code = world.browser().sign_in_as("vaino", PASSWORD, &url).await.parameter("code").unwrap();
        let tokens = world.redeem(&client, &code).await;
        for sealed in [tokens.text("id_token"), world.userinfo(&tokens.text("access_token")).await.body] {
            let (_, claims) = open(&sealed, key).verified(&world).await;
            assert_eq!((&claims["name"], &claims["life"]), (&json!(name), &json!(life)));
        }
    }

    async fn discovery_tells_how_answers_can_be_sealed(world) {
        let document = world.get("/.well-known/openid-configuration").await.json();
        let algs: Vec<_> = KeyManagement::all().collect();
        let encs: Vec<_> = ContentEncryption::all().collect();
        for answer in ["id_token", "userinfo", "introspection", "authorization"] {
            assert_eq!(document[format!("{answer}_encryption_alg_values_supported")], json!(algs));
            assert_eq!(document[format!("{answer}_encryption_enc_values_supported")], json!(encs));
        }
    }
}
