//! Clients that prove themselves by a JWT of their own (OpenID Connect Core §9, RFC 7523). Assertions are
//! put together here by hand.

use std::time::Duration;

use idp::client::profile::AssertionAudience;
use idp::model::client::ClientPolicy;
use jose::{JwsAlgorithm, SigningKey, base64url};
use serde_json::{Value, json};

use crate::request_object::{jwks, new_key};
use crate::world::{Answer, CHALLENGE, Client, REDIRECT_URI, VERIFIER, World, refused};

pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client that proves itself by assertions, and the key they are signed with.
pub(crate) struct Asserting {
    pub(crate) client: Client,
    pub(crate) key: SigningKey,
}

impl Asserting {
    /// One that signs with a private key.
    pub(crate) async fn by_key(world: &World, metadata: Value, policy: ClientPolicy) -> Self {
        let key = new_key("mine");
        let mut all = json!({ "jwks": jwks(&[&key]), "token_endpoint_auth_method": "private_key_jwt" });
        all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        let client = world.client(all, policy).await;
        assert_eq!(client.secret, "", "there is nothing to keep");
        Self { client, key }
    }

    /// One that signs with its secret.
    pub(crate) async fn by_secret(world: &World, metadata: Value) -> Self {
        let mut all = json!({ "token_endpoint_auth_method": "client_secret_jwt" });
        all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        let client = world.client(all, ClientPolicy::default()).await;
        let key = SigningKey::from_secret(client.secret.as_bytes(), JwsAlgorithm::HS256).unwrap();
        Self { client, key }
    }

    /// What an assertion is to say; every one is another.
    pub(crate) fn claims(&self, world: &World) -> Value {
        let now = world.node.now().as_secs();
        json!({
            "iss": self.client.id, "sub": self.client.id, "aud": world.base,
            "iat": now, "exp": now + 60, "jti": base64url::encode(jose::random::bytes::<16>()),
        })
    }

    pub(crate) fn header(&self) -> Value {
        let mut header = json!({ "alg": self.key.algorithm().name() });
        if !self.key.kid().is_empty() {
            header["kid"] = json!(self.key.kid());
        }
        header
    }

    fn assertion(&self, world: &World) -> String {
        written(&self.header(), &self.claims(world), &self.key)
    }

    /// Asks for a token of its own with this assertion.
    async fn asks(&self, world: &World, assertion: &str) -> Answer {
        world.post("/oauth2/token", &with(assertion, &[("grant_type", "client_credentials")])).await
    }

    async fn is_believed(&self, world: &World, header: &Value, claims: &Value) -> bool {
        let answer = self.asks(world, &written(header, claims, &self.key)).await;
        if answer.status != 200 {
            assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        }
        answer.status == 200
    }
}

/// A signed token, part by part.
pub(crate) fn written(header: &Value, claims: &Value, key: &SigningKey) -> String {
    let input = [header, claims].map(|part| base64url::encode(part.to_string())).join(".");
    let signature = base64url::encode(key.sign(input.as_bytes()).unwrap());
    format!("{input}.{signature}")
}

/// A form with an assertion.
pub(crate) fn with<'a>(assertion: &'a str, form: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [form, &[("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)]].concat()
}

fn robot() -> Value {
    json!({ "grant_types": ["authorization_code", "refresh_token", "client_credentials"], "scope": "openid a" })
}

on_both_stores! {
    async fn a_private_key_proves_a_client_wherever_clients_prove_themselves(world) {
        let asserting = Asserting::by_key(&world, robot(), ClientPolicy::default()).await;
        let code = world.code(&asserting.client, &[]).await;
        let redeems = [
            ("grant_type", "authorization_code"), ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI), ("code_verifier", VERIFIER),
        ];
        let tokens = world.post("/oauth2/token", &with(&asserting.assertion(&world), &redeems)).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let access = tokens.text("access_token");

        // Naming oneself beside the assertion is no second method.
        let assertion = asserting.assertion(&world);
        let named = [("token", access.as_str()), ("client_id", &asserting.client.id)];
        let told = world.post("/oauth2/introspect", &with(&assertion, &named)).await.json();
        assert_eq!(told["active"], true, "{told}");
        let ends = world.post("/oauth2/revoke", &with(&asserting.assertion(&world), &[("token", &access)])).await;
        assert_eq!(ends.status, 200);
        let assertion = asserting.assertion(&world);
        let told = world.post("/oauth2/introspect", &with(&assertion, &[("token", &access)])).await;
        assert_eq!(told.json(), json!({ "active": false }));

        let asks = [("response_type", "code"), ("redirect_uri", REDIRECT_URI), ("scope", "openid"),
            ("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        let assertion = asserting.assertion(&world);
        let pushed = world.post("/oauth2/par", &with(&assertion, &asks)).await;
        assert_eq!(pushed.status, 201, "{pushed:?}");
        let again = world.post("/oauth2/par", &with(&assertion, &asks)).await;
        assert_eq!(again.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
    }

    async fn a_secret_signs_with_each_algorithm_it_is_long_enough_for(world) {
        for name in ["HS256", "HS384", "HS512"] {
            let mut metadata = robot();
            metadata["token_endpoint_auth_signing_alg"] = json!(name);
            let mut asserting = Asserting::by_secret(&world, metadata).await;
            for tried in [JwsAlgorithm::HS256, JwsAlgorithm::HS384, JwsAlgorithm::HS512] {
                asserting.key = SigningKey::from_secret(asserting.client.secret.as_bytes(), tried).unwrap();
                let is_registered = tried.name() == name;
                let (header, claims) = (asserting.header(), asserting.claims(&world));
                assert_eq!(asserting.is_believed(&world, &header, &claims).await, is_registered, "{name} {tried}");
            }
            asserting.key = SigningKey::from_secret(&[7; 64], name.parse().unwrap()).unwrap();
            let (header, claims) = (asserting.header(), asserting.claims(&world));
            assert!(!asserting.is_believed(&world, &header, &claims).await, "another secret");
        }
    }

    async fn an_assertion_counts_once_even_for_two_who_send_it_together(world) {
        let asserting = Asserting::by_key(&world, robot(), ClientPolicy::default()).await;
        let assertion = asserting.assertion(&world);
        let asking: Vec<_> = (0..6).map(|_| {
            let form = with(&assertion, &[("grant_type", "client_credentials")]);
            tokio::spawn(world.http.post(format!("{}/oauth2/token", world.base)).form(&form).send())
        }).collect();
        let mut answers = Vec::new();
        for answer in asking {
            answers.push(Answer::of(answer.await.unwrap().unwrap()).await);
        }
        let (right, wrong): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!(right.len(), 1, "{answers:?}");
        for answer in wrong {
            assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        }
        world.clock.advance(Duration::from_secs(40));
        assert_eq!(asserting.asks(&world, &assertion).await.status, 401, "and later");
        assert_eq!(asserting.asks(&world, &asserting.assertion(&world)).await.status, 200);
    }

    async fn an_assertion_is_used_up_by_a_request_that_is_refused_for_something_else(world) {
        let asserting = Asserting::by_key(&world, robot(), ClientPolicy::default()).await;
        let assertion = asserting.assertion(&world);
        let wrong = [("grant_type", "authorization_code"), ("code", "no-such-code"), ("redirect_uri", REDIRECT_URI)];
        let answer = world.post("/oauth2/token", &with(&assertion, &wrong)).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "code-unknown"));
        assert_eq!(asserting.asks(&world, &assertion).await.status, 401);
    }

    async fn what_an_assertion_says_is_obeyed_to_the_letter(world) {
        let asserting = Asserting::by_key(&world, robot(), ClientPolicy::default()).await;
        let now = world.node.now().as_secs();
        let (token_endpoint, other) = (format!("{}/oauth2/token", world.base), "https://other.test");
        let cases = [
            ("aud", json!(token_endpoint), true),
            ("aud", json!([other, world.base]), true),
            ("aud", json!(other), false),
            ("aud", json!([]), false),
            ("aud", json!(format!("{}/", world.base)), false),
            ("aud", Value::Null, false),
            ("iss", json!("another"), false),
            ("iss", Value::Null, false),
            ("sub", json!("another"), false),
            ("exp", json!(now + 3000), true),
            ("exp", json!(now - 120), false),
            ("exp", json!(now + 7200), false),
            ("exp", json!("never"), false),
            ("exp", Value::Null, false),
            ("iat", json!(now + 8), true),
            ("iat", json!(now + 120), false),
            ("iat", Value::Null, true),
            ("nbf", json!(now + 8), true),
            ("nbf", json!(now + 120), false),
            ("jti", Value::Null, false),
            ("jti", json!(7), false),
        ];
        for (name, value, believed) in cases {
            let mut claims = asserting.claims(&world);
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                ref value => claims[name] = value.clone(),
            }
            let answer = asserting.is_believed(&world, &asserting.header(), &claims).await;
            assert_eq!(answer, believed, "{name}: {value}");
        }
        for (typ, believed) in [("JWT", true), ("client-authentication+jwt", true), ("at+jwt", false), ("x", false)] {
            let mut header = asserting.header();
            header["typ"] = json!(typ);
            let claims = asserting.claims(&world);
            assert_eq!(asserting.is_believed(&world, &header, &claims).await, believed, "{typ}");
        }
    }

    async fn each_policy_wants_the_audience_it_names(world) {
        use AssertionAudience::*;
        let (issuer, endpoint) = (json!(world.base), json!(format!("{}/oauth2/token", world.base)));
        let cases = [
            (IssuerOrEndpoint, [true, true, true]), (Issuer, [true, true, false]), (IssuerAsText, [true, false, false]),
        ];
        for (assertion_audience, expected) in cases {
            let policy = ClientPolicy { assertion_audience, ..ClientPolicy::default() };
            let asserting = Asserting::by_key(&world, robot(), policy).await;
            for (audience, believed) in [issuer.clone(), json!([issuer]), endpoint.clone()].iter().zip(expected) {
                let mut claims = asserting.claims(&world);
                claims["aud"] = audience.clone();
                let answer = asserting.is_believed(&world, &asserting.header(), &claims).await;
                assert_eq!(answer, believed, "{assertion_audience:?} {audience}");
            }
        }
    }

    async fn nothing_but_the_registered_method_and_key_proves_the_client(world) {
        let asserting = Asserting::by_key(&world, robot(), ClientPolicy::default()).await;
        assert_eq!(asserting.asks(&world, &asserting.assertion(&world)).await.status, 200);

        let other = Asserting { client: asserting.client.clone(), key: new_key("mine") };
        let unsigned = format!("{}.", written(&json!({ "alg": "none" }), &asserting.claims(&world), &asserting.key)
            .rsplit_once('.').unwrap().0);
        let mut tampered = asserting.assertion(&world);
        tampered.replace_range(tampered.len() - 4.., "AAAA");
        // The public key, mistaken for a secret, would be one that everybody knows.
        let public = jwks(&[&asserting.key])["keys"][0].to_string();
        let mistaken = SigningKey::from_secret(public.as_bytes(), JwsAlgorithm::HS256).unwrap();
        let mistaken = written(&json!({ "alg": "HS256" }), &asserting.claims(&world), &mistaken);
        for assertion in [other.assertion(&world), unsigned, tampered, mistaken, "a.b.c".to_owned(), "x".to_owned()] {
            let answer = asserting.asks(&world, &assertion).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"), "{assertion}");
        }
        let named = [("grant_type", "client_credentials"), ("client_id", &asserting.client.id)];
        assert_eq!(world.post("/oauth2/token", &named).await.status, 401, "it proves nothing by its name");

        // Who registered another method does not prove itself by a key.
        let shop = world.client(json!({ "jwks": jwks(&[&asserting.key]) }), ClientPolicy::default()).await;
        let shop = Asserting { client: shop, key: new_key("mine") };
        let answer = shop.asks(&world, &shop.assertion(&world)).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
    }

    async fn the_methods_and_algorithms_are_discovered(world) {
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        for endpoint in ["token", "introspection", "revocation"] {
            let methods = metadata[format!("{endpoint}_endpoint_auth_methods_supported")].as_array().unwrap().clone();
            assert!(methods.contains(&json!("private_key_jwt")) && methods.contains(&json!("client_secret_jwt")));
            assert_eq!(methods.contains(&json!("none")), endpoint != "introspection");
            let name = format!("{endpoint}_endpoint_auth_signing_alg_values_supported");
            let algorithms = metadata[name].as_array().unwrap().clone();
            for algorithm in JwsAlgorithm::all() {
                assert!(algorithms.contains(&json!(algorithm.name())), "{algorithm}");
            }
        }
    }
}
