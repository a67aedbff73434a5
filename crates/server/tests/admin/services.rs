//! Services that people sign in to with their phone: made, handed their bundle once, and what that opens.

use jose::{DecryptionKey, Jwk, JwsAlgorithm, Secret, SigningKey, jwe, nested, pkcs12};
use serde_json::{Value, json};
use server::bundle::Settings;
use server::bundle::examine::{Examined, examine};

use crate::api::Api;
use crate::world::{Answer, Client, REDIRECT_URI, World};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What makes a service of this kind.
fn new_service(kind: &str) -> Value {
    json!({
        "client_name": "Lippukauppa",
        "redirect_uris": [REDIRECT_URI],
        "policy": { "profile": "service", "service": { "kind": kind, "login_domains": ["https://shop.example"] } },
    })
}

/// A service that is active, as the admin API tells it.
async fn active(api: &Api<'_>, mut new: Value) -> String {
    new["policy"]["service"]["active"] = json!(true);
    // Not held to the document, which leaves open what keys are made of.
    let request = api.request("POST", "/v1/clients").header("content-type", "application/json");
    let made = Answer::of(request.body(new.to_string()).send().await.unwrap()).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.text("client_id")
}

async fn bundled(api: &Api<'_>, id: &str) -> (reqwest::Response, String) {
    let path = format!("/v1/clients/{id}/bundle");
    (api.request("POST", &path).send().await.unwrap(), path)
}

async fn bundle(api: &Api<'_>, id: &str) -> Examined {
    let (answer, _) = bundled(api, id).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["content-type"], "application/zip");
    examine(&answer.bytes().await.unwrap()).unwrap()
}

fn client(settings: &Settings) -> Client {
    let secret = settings.client_secret.clone().unwrap_or_default();
    Client { id: settings.known.client_id.clone(), secret }
}

fn private(settings: &Settings) -> Jwk {
    Jwk::from_value(Value::Object(settings.private_jwk.clone())).unwrap()
}

/// Redeems as the source's programs do: with Basic, and without PKCE.
async fn redeemed(world: &World, client: &Client, code: &str) -> Answer {
    let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT_URI)];
    world.token(client, &form).await
}

async fn code(world: &World, client: &Client) -> String {
    world.code(client, &[("code_challenge", ""), ("code_challenge_method", "")]).await
}

on_both_stores! {
    async fn scenario_4_1_a_service_is_made_activated_and_handed_its_bundle_once(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/clients", &new_service("ec")).await;
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.text("client_id");
        let path = format!("/v1/clients/{id}");
        assert_eq!(made.json()["policy"]["service"]["active"], false);
        let plain = Client { id: id.clone(), secret: made.text("client_secret") };
        let refused = world.authorize(&plain, &[]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("unauthorized_client"), "{refused:?}");
        let activated = api.patch(&path, &json!({ "policy": { "service": { "active": true } } })).await;
        assert_eq!(activated.status, 200, "{activated:?}");

        let Examined { settings, found } = bundle(&api, &id).await;
        let known = &settings.known;
        assert_eq!((known.client_id.as_str(), known.redirect_uri.as_str()), (id.as_str(), REDIRECT_URI));
        assert_eq!(known.token_uri, format!("{}/api/rp/token", world.base));
        assert_eq!(known.jwks_uri, format!("{}/openid/jwks", world.base));
        assert_eq!((known.manager_uri.as_str(), known.issuer.as_str()), (&*world.base, &*world.base));
        // The server believes whoever opened what it sealed for the key.
        let found = Value::Object(found.unwrap());
        let tested = || async {
            let request = world.http.post(found["send_to"].as_str().unwrap());
            let request = request.header("content-type", "application/json").body(found.to_string());
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(tested().await, 200);
        // The secret that the service was made with is void, and the new one counts.
        assert_eq!(redeemed(&world, &plain, "no-code").await.text("error"), "invalid_client");
        assert_eq!(redeemed(&world, &client(&settings), "no-code").await.text("error"), "invalid_grant");

        let again = bundle(&api, &id).await.settings;
        assert_ne!(again.client_secret, settings.client_secret);
        assert_ne!(again.private_jwk["kid"], settings.private_jwk["kid"]);
        assert_eq!(redeemed(&world, &client(&settings), "no-code").await.text("error"), "invalid_client");
        assert_eq!(tested().await, 400, "the key before is gone");
        let read = api.get(&path).await.body;
        let guide = api.request("GET", &format!("{path}/guide")).send().await.unwrap();
        assert_eq!(guide.headers()["cache-control"], "no-store");
        let guide = guide.text().await.unwrap();
        assert!(guide.contains(&id) && guide.contains("ECDH-ES"));
        for kept in [read, guide] {
            for secret in [again.client_secret.as_ref().unwrap(), &again.keystore_password, &again.keystore] {
                assert!(!kept.contains(secret));
            }
        }
    }

    async fn a_bundle_is_for_services_alone(world) {
        let api = Api::new(&world).await;
        let shop = world.shop().await;
        for (method, end) in [("POST", "bundle"), ("GET", "guide")] {
            let path = format!("/v1/clients/{}/{end}", shop.id);
            let refused = api.send(method, &path, api.request(method, &path)).await;
            assert_eq!((refused.status, refused.text("error_code")), (400, "client-metadata-invalid".to_owned()));
            let path = format!("/v1/clients/nobody/{end}");
            let unknown = api.send(method, &path, api.request(method, &path)).await;
            assert_eq!((unknown.status, unknown.text("error_code")), (404, "not-found".to_owned()));
        }
        let path = format!("/v1/clients/{}/bundle", active(&api, new_service("ec")).await);
        let stale = api.request("POST", &path).header("if-match", "\"7\"");
        assert_eq!(api.send("POST", &path, stale).await.status, 412);
        let answer = api.request("POST", &path).header("if-match", "\"1\"").send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }

    async fn the_kind_of_a_service_stays_and_what_it_is_is_read_strictly(world) {
        let api = Api::new(&world).await;
        let path = format!("/v1/clients/{}", active(&api, new_service("ec")).await);
        let amend = |service: Value| {
            let (api, path) = (&api, &path);
            async move { api.patch(path, &json!({ "policy": { "service": service } })).await }
        };
        let refused = amend(json!({ "kind": "rsa" })).await;
        assert_eq!((refused.status, refused.text("error_code")), (400, "service-kind-fixed".to_owned()));
        for wrong in [
            json!({ "logindomains": [] }),
            json!({ "login_domains": ["https://*.example"] }),
            json!({ "roles": [{ "name": "admin", "authenticator": [] }] }),
            json!({ "risk_assessment": { "by": "Aino", "at": "2027-01-31", "text": "Low.", "who": "Aino" } }),
            json!({ "required_data": { "email": "perhaps" } }),
        ] {
            let refused = amend(wrong.clone()).await;
            assert_eq!((refused.status, refused.text("error_code")), (400, "client-metadata-invalid".to_owned()), "{wrong}");
        }
        let changed = amend(json!({
            "login_domains": ["https://*.Shop.example:443"],
            "roles": [{ "name": "admin", "authenticators": [["biometric", "device"], ["pin", "device"]] }],
            "risk_assessment": { "by": "Aino", "at": "2027-01-31", "text": "Low." },
            "required_data": { "email": "required", "given_name": "optional" },
        })).await;
        assert_eq!(changed.status, 200, "{changed:?}");
        let service = &changed.json()["policy"]["service"];
        assert_eq!(service["login_domains"], json!(["https://*.shop.example"]));
        let one_less = amend(json!({ "required_data": { "given_name": null } })).await.json();
        assert_eq!(one_less["policy"]["service"]["required_data"], json!({ "email": "required" }));
    }

    async fn scenario_4_4_tokens_are_signed_and_sealed_as_the_kind_of_the_service_is(world) {
        let api = Api::new(&world).await;
        for (kind, alg, signing, bits) in [("ec", "ECDH-ES", "ES256", 256), ("rsa", "RSA-OAEP", "RS256", 4096)] {
            let id = active(&api, new_service(kind)).await;
            let settings = bundle(&api, &id).await.settings;
            let (client, key) = (client(&settings), private(&settings));
            assert_eq!(key.bits(), bits);
            let answer = redeemed(&world, &client, &code(&world, &client).await).await;
            assert_eq!((answer.status, answer.text("token_type").as_str()), (200, "Bearer"), "{answer:?}");
            assert!(!answer.text("access_token").is_empty());
            let id_token = answer.text("id_token");
            let parts: Vec<_> = id_token.split('.').collect();
            assert_eq!((parts.len(), parts[1].is_empty()), (5, kind == "ec"), "the agreed key itself encrypts");
            let sealed = jwe::decode(&id_token).unwrap();
            let header = sealed.header();
            assert_eq!((header.alg.name(), header.enc.name()), (alg, "A256CBC-HS512"));
            assert_eq!(header.cty.as_deref(), Some("JWT"));
            assert_eq!(header.kid.as_deref(), key.kid());
            let opener = DecryptionKey::from_jwk(&key, header.alg).unwrap();
            let opened = nested::open(&id_token, &opener, &[header.alg], &[header.enc]).unwrap();
            let (signed, claims) = world.verified(opened.as_str()).await;
            assert_eq!(signed.alg.name(), signing);
            assert_eq!((&claims["iss"], &claims["aud"]), (&json!(world.base), &json!(id)));
            assert_ne!(claims["sub"], json!(world.user_id), "nobody outside knows a person by that");
            // The same key is in the key store.
            let password = Secret::new(settings.keystore_password.clone());
            let store = pkcs12::open(settings.keystore().unwrap().expose(), &password).unwrap();
            assert!(store.holds(&key));
        }
    }

    async fn scenario_4_5_tokens_of_a_service_that_wants_them_unsealed_are_signed(world) {
        let api = Api::new(&world).await;
        let id = active(&api, new_service("ec")).await;
        let client = client(&bundle(&api, &id).await.settings);
        let sealed = redeemed(&world, &client, &code(&world, &client).await).await.text("id_token");
        assert_eq!(sealed.split('.').count(), 5);
        let path = format!("/v1/clients/{id}");
        let off = api.patch(&path, &json!({ "policy": { "service": { "sealed_tokens": false } } })).await;
        assert_eq!(off.status, 200, "{off:?}");
        let signed = redeemed(&world, &client, &code(&world, &client).await).await.text("id_token");
        assert_eq!(signed.split('.').count(), 3);
        assert_eq!(world.verified(&signed).await.0.alg.name(), "ES256");
    }

    async fn scenario_4_6_a_service_proves_itself_in_any_of_four_ways_and_a_code_counts_once(world) {
        let api = Api::new(&world).await;
        let id = active(&api, new_service("ec")).await;
        let basic = client(&bundle(&api, &id).await.settings);
        let form = |code: String| {
            [("grant_type", "authorization_code".to_owned()), ("code", code), ("redirect_uri", REDIRECT_URI.to_owned())]
        };
        let posted = |form: Vec<(&'static str, String)>| {
            let world = &world;
            async move {
                let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                world.post("/oauth2/token", &form).await
            }
        };
        let by_secret = |code, secret: &str| {
            let proof = [("client_id", basic.id.clone()), ("client_secret", secret.to_owned())];
            posted(form(code).into_iter().chain(proof).collect())
        };
        assert_eq!(by_secret("none".to_owned(), "wrong").await.text("error"), "invalid_client");
        let first = code(&world, &basic).await;
        assert_eq!(by_secret(first.clone(), &basic.secret).await.status, 200);
        assert_eq!(by_secret(first, &basic.secret).await.text("error_code"), "code-replayed");
        let other = client(&bundle(&api, &active(&api, new_service("ec")).await).await.settings);
        let foreign = redeemed(&world, &other, &code(&world, &basic).await).await;
        assert_eq!(foreign.text("error_code"), "code-of-another-client");
        let elsewhere = [
            ("grant_type", "authorization_code"),
            ("code", &*code(&world, &basic).await),
            ("redirect_uri", "http://127.0.0.1:9/elsewhere"),
        ];
        let mismatch = world.token(&basic, &elsewhere).await;
        assert_eq!(mismatch.text("error_code"), "code-redirect-mismatch");

        for method in ["client_secret_jwt", "private_key_jwt"] {
            let own = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
            let mut new = new_service("ec");
            new["token_endpoint_auth_method"] = json!(method);
            if method == "private_key_jwt" {
                new["jwks"] = json!({ "keys": [own.public_jwk()] });
            }
            let settings = bundle(&api, &active(&api, new).await).await.settings;
            let client = client(&settings);
            let key = match &settings.client_secret {
                Some(secret) => SigningKey::from_secret(secret.as_bytes(), JwsAlgorithm::HS256).unwrap(),
                None => own,
            };
            assert_eq!(settings.client_secret.is_some(), method == "client_secret_jwt");
            let asserted = |code: String, key: SigningKey| {
                let now = world.node.now().as_secs();
                let jti = jose::base64url::encode(jose::random::bytes::<16>());
                let claims = json!({ "iss": client.id, "sub": client.id, "aud": world.base, "iat": now,
                    "exp": now + 60, "jti": jti });
                let assertion = jose::jwt::sign(None, &claims, &key).unwrap();
                let proof = [("client_assertion_type", JWT_BEARER.to_owned()), ("client_assertion", assertion)];
                posted(form(code).into_iter().chain(proof).collect())
            };
            let code = code(&world, &client).await;
            let stranger = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
            assert_eq!(asserted(code.clone(), stranger).await.text("error"), "invalid_client", "{method}");
            let answer = asserted(code, key).await;
            assert_eq!(answer.status, 200, "{method}: {answer:?}");
        }
    }

    async fn scenario_4_9_a_service_by_invitation_or_for_members_takes_nobody_else(world) {
        let api = Api::new(&world).await;
        let id = active(&api, new_service("ec")).await;
        let (path, client) = (format!("/v1/clients/{id}"), client(&bundle(&api, &id).await.settings));
        for (rule, reason, admits) in [
            ("invitation_required", "service-invitation-missing", json!({ "invited": [{ "who": "Maija@example.fi" }] })),
            ("membership_required", "service-membership-missing", json!({ "groups": ["staff"] })),
        ] {
            let mut only = json!({ "invitation_required": false, "membership_required": false, "groups": ["others"] });
            only[rule] = json!(true);
            assert_eq!(api.patch(&path, &json!({ "policy": { "service": only } })).await.status, 200);
            let url = world.authorize_url(&client, &[]);
            let refused = world.browser().sign_in(&url).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("access_denied"), "{reason}: {refused:?}");
            let amended = api.patch(&path, &json!({ "policy": { "service": admits } })).await;
            assert_eq!(amended.status, 200, "{amended:?}");
            let groups = json!({ "groups": ["staff"] });
            assert_eq!(api.patch(&format!("/v1/users/{}", world.user_id), &groups).await.status, 200);
            assert!(!code(&world, &client).await.is_empty());
        }
    }
}

#[test]
fn what_is_no_bundle_is_told_why() {
    let why = |zip: &[u8]| examine(zip).err().unwrap();
    assert!(why(b"").contains("no ZIP"));
    assert!(why(&[0; 100]).contains("no ZIP"));
    let mut archive = server::bundle::archive::Archive::default();
    archive.add("countersign.json", b"{\"clientId\":\"shop\"}");
    let told = why(archive.finish().expose());
    assert!(told.contains("countersign.json") && told.contains("missing"), "{told}");
}
