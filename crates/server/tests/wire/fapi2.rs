//! What clients of the profile `fapi2` are held to, by the rows of the FAPI 2.0 Security Profile and of FAPI
//! 2.0 Message Signing: each kept, and each broken and refused.

use std::time::Duration;

use idp::Reason;
use idp::client::register::NewClient;
use idp::model::client::{ClientPolicy, Profile};
use jose::{Jwk, JwsAlgorithm, SigningKey, VerifyingKey, base64url, jwt};
use oidc::metadata::ClientMetadata;
use serde_json::{Value, json};
use server::flow;

use crate::client_assertion::{Asserting, with, written};
use crate::pushed::address;
use crate::request_object::{jwks, new_key};
use crate::world::{Answer, CHALLENGE, REDIRECT_URI, VERIFIER, World, refused};

const TOKEN: &str = "/oauth2/token";

/// The usual request, as it is pushed.
const ASKS: [(&str, &str); 7] = [
    ("response_type", "code"),
    ("redirect_uri", REDIRECT_URI),
    ("scope", "openid profile offline_access"),
    ("state", "a state"),
    ("nonce", "n-0S6"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

/// A client of the profile, and the key that its tokens are bound to.
struct Fapi(Asserting, SigningKey);

impl Fapi {
    async fn new(world: &World, metadata: Value) -> Self {
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::of(Profile::Fapi2) };
        let holder = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        Self(Asserting::by_key(world, metadata, policy).await, holder)
    }

    /// A form that proves the client by an assertion with these claims beside the usual.
    async fn posts(&self, world: &World, path: &str, form: &[(&str, &str)], claims: &Value) -> Answer {
        let mut all = self.0.claims(world);
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let assertion = written(&self.0.header(), &all, &self.0.key);
        let request = world.http.post(format!("{}{path}", world.base)).form(&with(&assertion, form));
        let request = match path {
            TOKEN => request.header("dpop", self.proof(world)),
            _ => request,
        };
        Answer::of(request.send().await.unwrap()).await
    }

    /// A proof of the key at the token endpoint (RFC 9449 §4.2).
    fn proof(&self, world: &World) -> String {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.1.public_jwk() });
        let claims = json!({
            "jti": base64url::encode(jose::random::bytes::<12>()), "htm": "POST",
            "htu": format!("{}{TOKEN}", world.base), "iat": world.node.now().as_secs(),
        });
        written(&header, &claims, &self.1)
    }

    /// Pushes the usual request with other or further parameters; empty ones are left out.
    async fn pushes(&self, world: &World, further: &[(&str, &str)]) -> Answer {
        let mut all = ASKS.to_vec();
        for (name, value) in further {
            all.retain(|(known, _)| known != name);
            all.push((name, value));
        }
        all.retain(|(_, value)| !value.is_empty());
        self.posts(world, "/oauth2/par", &all, &json!({})).await
    }

    async fn pushed(&self, world: &World, further: &[(&str, &str)]) -> String {
        let answer = self.pushes(world, further).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        address(world, &self.0.client, &answer.text("request_uri"))
    }

    /// Where the browser comes back to after maija signed in.
    async fn answered(&self, world: &World, further: &[(&str, &str)]) -> Answer {
        let url = self.pushed(world, further).await;
        world.browser().sign_in(&url).await
    }

    async fn code(&self, world: &World) -> String {
        self.answered(world, &[]).await.parameter("code").unwrap()
    }

    async fn redeems(&self, world: &World, code: &str, further: &[(&str, &str)]) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.posts(world, TOKEN, &[&form, further].concat(), &json!({})).await
    }

    /// A request object, signed with the client's key.
    fn object(&self, world: &World, further: &Value) -> String {
        let now = world.node.now().as_secs();
        let mut claims = json!({
            "iss": self.0.client.id, "client_id": self.0.client.id, "aud": world.base,
            "nbf": now, "exp": now + 300,
        });
        let claims_of = claims.as_object_mut().unwrap();
        claims_of.extend(ASKS.map(|(name, value)| (name.to_owned(), json!(value))));
        for (name, value) in further.as_object().unwrap() {
            match value {
                Value::Null => drop(claims_of.remove(name)),
                value => drop(claims_of.insert(name.clone(), value.clone())),
            }
        }
        jwt::sign(Some("oauth-authz-req+jwt"), &claims, &self.0.key).unwrap()
    }
}

/// Whether a client of the profile can be registered so, or else what stands in the way.
async fn registered(
    world: &World,
    metadata: Value,
    change: impl FnOnce(&mut ClientPolicy),
) -> Option<(Reason, String)> {
    let mut all = json!({
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token"],
        "id_token_signed_response_alg": "ES256",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": jwks(&[&new_key("mine")]),
    });
    all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
    let metadata: ClientMetadata = serde_json::from_value(all).unwrap();
    let mut policy = ClientPolicy::of(Profile::Fapi2);
    change(&mut policy);
    let refusal = flow::client::create(&world.node, NewClient { id: None, metadata, policy }).await.err()?;
    Some((refusal.reason, refusal.detail.parameter.unwrap_or_default().into_owned()))
}

fn invalid(member: &str) -> Option<(Reason, String)> {
    Some((Reason::ClientMetadataInvalid, member.to_owned()))
}

on_both_stores! {
    /// FAPI2-SP-FINAL-5.3.2.1-4.
    async fn tokens_are_bound_to_their_sender(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let code = fapi.code(&world).await;
        let tokens = fapi.redeems(&world, &code, &[]).await;
        assert_eq!((tokens.status, tokens.text("token_type")), (200, "DPoP".to_owned()), "{tokens:?}");
        let thumbprint = fapi.1.public_jwk().thumbprint().unwrap();
        let access = tokens.text("access_token");
        assert_eq!(world.verified(&access).await.1["cnf"], json!({ "jkt": thumbprint }));
        assert_eq!(world.userinfo(&access).await.status, 401, "without the key it is worth nothing");

        let code = fapi.code(&world).await;
        let form = [
            ("grant_type", "authorization_code"), ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI), ("code_verifier", VERIFIER),
        ];
        let assertion = written(&fapi.0.header(), &fapi.0.claims(&world), &fapi.0.key);
        let unbound = world.post(TOKEN, &with(&assertion, &form)).await;
        assert_eq!(unbound.refusal(), refused(400, "invalid_dpop_proof", "sender-constraint-missing"));
    }

    /// FAPI2-SP-FINAL-5.3.2.1-6.
    async fn a_client_proves_itself_by_a_key_alone(world) {
        assert_eq!(registered(&world, json!({}), |_| {}).await, None);
        for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt", "none"] {
            let metadata = json!({ "token_endpoint_auth_method": method });
            assert_eq!(registered(&world, metadata, |_| {}).await, invalid("token_endpoint_auth_method"), "{method}");
        }
        let fapi = Fapi::new(&world, json!({})).await;
        assert_eq!(fapi.pushes(&world, &[]).await.status, 201);
        let named = [&ASKS[..], &[("client_id", fapi.0.client.id.as_str())]].concat();
        let answer = world.post("/oauth2/par", &named).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
    }

    /// FAPI2-SP-FINAL-5.3.2.1-8.
    async fn an_assertion_is_for_the_issuer_as_a_text_alone(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let (issuer, token) = (world.base.clone(), format!("{}/oauth2/token", world.base));
        let par = format!("{}/oauth2/par", world.base);
        for (audience, believed) in [
            (json!(issuer), true), (json!([issuer]), false), (json!(token), false), (json!(par), false),
            (json!([issuer, token]), false),
        ] {
            let answer = fapi.posts(&world, "/oauth2/par", &ASKS, &json!({ "aud": audience })).await;
            assert_eq!(answer.status, if believed { 201 } else { 401 }, "{audience}");
            let nothing = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT_URI)];
            let answer = fapi.posts(&world, TOKEN, &nothing, &json!({ "aud": audience })).await;
            assert_eq!(answer.text("error"), if believed { "invalid_grant" } else { "invalid_client" }, "{audience}");
        }
    }

    /// FAPI2-SP-FINAL-5.3.2.1-11.
    async fn a_code_lives_for_a_minute_at_most(world) {
        assert_eq!(registered(&world, json!({}), |policy| policy.code_ttl = 60).await, None);
        assert_eq!(registered(&world, json!({}), |policy| policy.code_ttl = 61).await, invalid("policy"));
        let fapi = Fapi::new(&world, json!({})).await;
        world.clock.stop();
        let (in_time, late) = (fapi.code(&world).await, fapi.code(&world).await);
        world.clock.advance(Duration::from_secs(59));
        assert_eq!(fapi.redeems(&world, &in_time, &[]).await.status, 200);
        world.clock.advance(Duration::from_secs(1));
        let answer = fapi.redeems(&world, &late, &[]).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "code-expired"));
    }

    /// FAPI2-SP-FINAL-5.3.2.1-13.
    async fn a_clock_may_go_ten_seconds_wrong_and_not_more_than_sixty(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let now = world.node.now().as_secs();
        for name in ["iat", "nbf"] {
            for (ahead, taken) in [(8, true), (90, false)] {
                let answer = fapi.posts(&world, "/oauth2/par", &ASKS, &json!({ name: now + ahead })).await;
                assert_eq!(answer.status, if taken { 201 } else { 401 }, "assertion {name} {ahead}: {answer:?}");
                let object = fapi.object(&world, &json!({ name: now + ahead }));
                let answer = fapi.pushes(&world, &[("request", &object)]).await;
                assert_eq!(answer.status, if taken { 201 } else { 400 }, "object {name} {ahead}: {answer:?}");
            }
        }
    }

    /// FAPI2-SP-FINAL-5.3.2.2-1, -2.
    async fn a_code_is_asked_for_and_by_a_pushed_request_alone(world) {
        let metadata = json!({ "response_types": ["code id_token"], "grant_types": ["authorization_code", "implicit"] });
        assert_eq!(registered(&world, metadata, |_| {}).await, invalid("response_types"));
        let fapi = Fapi::new(&world, json!({})).await;
        let url = fapi.pushed(&world, &[]).await;
        assert!(world.browser().get(&url).await.location().contains("/login/"));
        for response_type in ["code id_token", "token"] {
            let answer = fapi.pushes(&world, &[("response_type", response_type)]).await;
            assert_eq!(answer.refusal(), refused(400, "unauthorized_client", "response-type-not-registered"));
        }
        let (error, why) = world.authorize(&fapi.0.client, &[]).await.error();
        assert_eq!(error, "invalid_request", "{why}");
        let object = fapi.object(&world, &json!({}));
        let (error, why) = world.authorize(&fapi.0.client, &[("request", &object)]).await.error();
        assert_eq!(error, "invalid_request", "signed or not: {why}");
    }

    /// FAPI2-SP-FINAL-5.3.2.2-5, -6.
    async fn it_has_a_challenge_by_sha256_and_says_where_the_answer_goes(world) {
        assert_eq!(registered(&world, json!({}), |policy| policy.require_pkce = false).await, invalid("require_pkce"));
        assert_eq!(registered(&world, json!({}), |policy| policy.allow_plain_pkce = true).await, invalid("allow_plain_pkce"));
        let fapi = Fapi::new(&world, json!({})).await;
        assert_eq!(fapi.pushes(&world, &[]).await.status, 201);
        for (further, code) in [
            (&[("code_challenge", ""), ("code_challenge_method", "")][..], "pkce-required"),
            (&[("code_challenge_method", "plain"), ("code_challenge", VERIFIER)], "pkce-plain-refused"),
            (&[("code_challenge_method", ""), ("code_challenge", VERIFIER)], "pkce-plain-refused"),
            (&[("redirect_uri", "")], "redirect-uri-missing"),
            (&[("redirect_uri", ""), ("scope", "profile")], "redirect-uri-missing"),
            (&[("redirect_uri", "http://127.0.0.1:9/other")], "redirect-uri-mismatch"),
        ] {
            assert_eq!(fapi.pushes(&world, further).await.refusal(), refused(400, "invalid_request", code), "{further:?}");
        }
        let code = fapi.code(&world).await;
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT_URI)];
        let answer = fapi.posts(&world, TOKEN, &form, &json!({})).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "verifier-missing"));
    }

    /// FAPI2-SP-FINAL-5.3.2.2-7.
    async fn every_answer_says_who_answers(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
        let answer = fapi.answered(&world, &[]).await;
        assert_eq!(answer.parameter("iss").as_deref(), metadata["issuer"].as_str());
        let url = fapi.pushed(&world, &[("prompt", "none")]).await;
        let refused = world.browser().get(&url).await;
        assert_eq!(refused.error().0, "login_required");
        assert_eq!(refused.parameter("iss").as_deref(), metadata["issuer"].as_str());
    }

    /// FAPI2-SP-FINAL-5.3.2.2-9.
    async fn a_code_counts_once(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let code = fapi.code(&world).await;
        let tokens = fapi.redeems(&world, &code, &[]).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let again = fapi.redeems(&world, &code, &[]).await;
        assert_eq!(again.refusal(), refused(400, "invalid_grant", "code-replayed"));
        let told = fapi.posts(&world, "/oauth2/introspect", &[("token", &tokens.text("access_token"))], &json!({})).await;
        assert_eq!(told.json(), json!({ "active": false }), "what came of it is over");
    }

    /// FAPI2-SP-FINAL-5.4.1-2, -3, -4.
    async fn keys_and_secrets_are_long_enough(world) {
        // A client's key that is too short is none, wherever it came from.
        let rsa = |bytes: usize| Jwk::from_value(json!({ "kty": "RSA", "e": "AQAB",
            "n": base64url::encode([&[0xff][..], &vec![0x5a; bytes - 2], &[1]].concat()) })).unwrap();
        assert!(VerifyingKey::from_jwk(&rsa(256), JwsAlgorithm::PS256).is_ok(), "2048 bits");
        assert!(VerifyingKey::from_jwk(&rsa(255), JwsAlgorithm::PS256).is_err(), "2040 bits");
        for key in world.get("/oauth2/jwks").await.json()["keys"].as_array().unwrap() {
            let bytes = |member: &str| key[member].as_str().map_or(0, |text| base64url::decode(text).unwrap().len());
            assert!(bytes("n") >= 256 || bytes("x") >= 28, "{key}");
        }
        let fapi = Fapi::new(&world, json!({})).await;
        let reference = fapi.pushes(&world, &[]).await.text("request_uri");
        let code = fapi.code(&world).await;
        let refresh = fapi.redeems(&world, &code, &[]).await.text("refresh_token");
        for secret in [reference.rsplit(':').next().unwrap(), &code, &refresh] {
            // 22 characters of base64url have 128 bits.
            assert!(secret.len() >= 32, "{secret}");
        }
    }

    /// FAPI2-SP-FINAL-5.4.2-3, 5.4.3-3: no two keys of one name, and the right one is found among others.
    async fn keys_go_by_their_names(world) {
        flow::key::add(&world.node, JwsAlgorithm::PS256, idp::key::Begin::Announced).await.unwrap();
        let keys = world.get("/oauth2/jwks").await.json()["keys"].as_array().unwrap().clone();
        let names: std::collections::BTreeSet<_> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
        assert!(keys.len() > 2 && names.len() == keys.len(), "{keys:?}");

        let (decoy, key) = (new_key("decoy"), new_key("mine"));
        let mut fapi = Fapi::new(&world, json!({ "jwks": jwks(&[&decoy, &key]) })).await;
        fapi.0.key = key;
        assert_eq!(fapi.pushes(&world, &[]).await.status, 201);
        fapi.0.key = new_key("mine");
        assert_eq!(fapi.pushes(&world, &[]).await.status, 401, "of that name, and another");
        fapi.0.key = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("unknown");
        assert_eq!(fapi.pushes(&world, &[]).await.status, 401, "of no known name");
    }

    async fn a_nonce_of_64_characters_comes_back_and_one_without_end_does_not(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let nonce = "n".repeat(64);
        let code = fapi.answered(&world, &[("nonce", &nonce)]).await.parameter("code").unwrap();
        let tokens = fapi.redeems(&world, &code, &[]).await;
        assert_eq!(world.verified(&tokens.text("id_token")).await.1["nonce"], nonce);
        let answer = fapi.pushes(&world, &[("nonce", &"n".repeat(600))]).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_request", "parameter-invalid"));
    }

    async fn a_reference_can_be_used_again_until_the_person_signed_in(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let url = fapi.pushed(&world, &[]).await;
        let mut browser = world.browser();
        for _ in 0..3 {
            assert!(browser.open(&url).await.1.contains("/login/"));
        }
        assert!(browser.sign_in(&url).await.parameter("code").is_some());
        browser.get(&url).await.assert_page(400, "pushed-request-over");
    }

    async fn what_stands_outside_the_object_is_not_used(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let object = fapi.object(&world, &json!({ "state": null, "nonce": null }));
        let answer = fapi.answered(&world, &[("request", &object), ("state", "outside"), ("nonce", "outside")]).await;
        assert_eq!(answer.parameter("state"), None, "{answer:?}");
        let tokens = fapi.redeems(&world, &answer.parameter("code").unwrap(), &[]).await;
        assert_eq!(world.verified(&tokens.text("id_token")).await.1.get("nonce"), None);
        let answer = fapi.answered(&world, &[("request", &fapi.object(&world, &json!({})))]).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("a state"), "inside it is");
    }

    async fn refresh_tokens_are_not_rotated(world) {
        let fapi = Fapi::new(&world, json!({})).await;
        let code = fapi.code(&world).await;
        let first = fapi.redeems(&world, &code, &[]).await.text("refresh_token");
        for _ in 0..2 {
            let form = [("grant_type", "refresh_token"), ("refresh_token", first.as_str())];
            let again = fapi.posts(&world, TOKEN, &form, &json!({})).await;
            assert_eq!(again.status, 200, "{again:?}");
            assert!(again.json().get("refresh_token").is_none_or(|same| *same == json!(first)), "{again:?}");
        }
        let other = Fapi::new(&world, json!({})).await;
        let form = [("grant_type", "refresh_token"), ("refresh_token", first.as_str())];
        let answer = other.posts(&world, TOKEN, &form, &json!({})).await;
        assert_eq!(answer.text("error"), "invalid_grant", "it is its client's alone");
    }

    /// FAPI2-MS 5.3.1: a request object says when it begins and ends, an hour apart at most.
    async fn a_signed_request_is_good_for_an_hour_at_most_and_says_so(world) {
        let metadata = json!({ "request_object_signing_alg": "RS256" });
        assert_eq!(registered(&world, metadata, |_| {}).await, invalid("request_object_signing_alg"));
        let fapi = Fapi::new(&world, json!({ "require_signed_request_object": true })).await;
        let now = world.node.now().as_secs();
        for (further, taken) in [
            (json!({}), true),
            (json!({ "nbf": now - 60, "exp": now + 3500 }), true),
            (json!({ "exp": null }), false),
            (json!({ "nbf": null }), false),
            (json!({ "exp": now + 7200 }), false),
            (json!({ "nbf": now - 7200 }), false),
            (json!({ "exp": now - 120 }), false),
            (json!({ "aud": "https://other.example" }), false),
            (json!({ "aud": null }), false),
        ] {
            let answer = fapi.pushes(&world, &[("request", &fapi.object(&world, &further))]).await;
            match taken {
                true => assert_eq!(answer.status, 201, "{further}: {answer:?}"),
                false => assert_eq!(
                    answer.refusal(), refused(400, "invalid_request_object", "request-object-invalid"), "{further}"
                ),
            }
        }
        let plain = fapi.pushes(&world, &[]).await;
        assert_eq!(plain.refusal(), refused(400, "invalid_request", "request-object-required"));
        let object = fapi.object(&world, &json!({}));
        assert!(fapi.answered(&world, &[("request", &object)]).await.parameter("code").is_some());
    }

    /// FAPI2-MS 5.3.2: answers in a signed JWT, never by RS256.
    async fn answers_are_signed_where_they_are_asked_for_so(world) {
        let metadata = json!({ "authorization_signed_response_alg": "RS256" });
        assert_eq!(registered(&world, metadata, |_| {}).await, invalid("authorization_signed_response_alg"));
        let fapi = Fapi::new(&world, json!({})).await;
        let answer = fapi.answered(&world, &[("response_mode", "jwt")]).await;
        let (header, claims) = world.verified(&answer.parameter("response").unwrap()).await;
        assert_eq!((header.alg, &claims["aud"]), (JwsAlgorithm::ES256, &json!(fapi.0.client.id)));
        let tokens = fapi.redeems(&world, claims["code"].as_str().unwrap(), &[]).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
    }

    /// FAPI2-MS 5.4.2: introspection in a signed JWT, never by RS256.
    async fn introspection_is_signed_where_it_is_asked_for_so(world) {
        let metadata = json!({ "introspection_signed_response_alg": "RS256" });
        assert_eq!(registered(&world, metadata, |_| {}).await, invalid("introspection_signed_response_alg"));
        let fapi = Fapi::new(&world, json!({})).await;
        let code = fapi.code(&world).await;
        let access = fapi.redeems(&world, &code, &[]).await.text("access_token");
        let assertion = written(&fapi.0.header(), &fapi.0.claims(&world), &fapi.0.key);
        let request = world.http.post(format!("{}/oauth2/introspect", world.base))
            .header("accept", "application/token-introspection+jwt")
            .form(&with(&assertion, &[("token", &access)]));
        let told = Answer::of(request.send().await.unwrap()).await;
        let (header, claims) = world.verified(&told.body).await;
        assert_eq!((header.alg, header.typ.as_deref()), (JwsAlgorithm::ES256, Some("token-introspection+jwt")));
        assert_eq!(claims["token_introspection"]["active"], true, "{claims}");
    }
}
