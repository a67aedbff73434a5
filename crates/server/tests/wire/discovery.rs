//! What the provider says of itself, and that it does what it says (OpenID Connect Discovery §3,
//! RFC 8414).

use idp::key::Begin;
use idp::model::client::{ClientPolicy, Profile};
use idp::model::key::KeyAlgorithm;
use jose::JwsAlgorithm;
use serde_json::{Value, json};
use server::flow;

use crate::world::{Answer, Engine, Setup, VERIFIER, World, refused, run_with};

const OPENID: &str = "/.well-known/openid-configuration";

on_both_stores! {
    async fn is_the_same_under_both_names_for_everybody_and_to_be_kept(world) {
        let openid = world.get(OPENID).await;
        let oauth = world.get("/.well-known/oauth-authorization-server").await;
        assert_eq!((openid.status, &openid.body), (200, &oauth.body));
        let jwks = world.get("/oauth2/jwks").await;
        for (answer, content_type) in
            [(&openid, "application/json"), (&oauth, "application/json"), (&jwks, "application/jwk-set+json")]
        {
            assert_eq!(answer.header("content-type"), content_type);
            assert_eq!(answer.header("cache-control"), "public, max-age=300");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(answer.header("set-cookie"), "");
        }
        assert_eq!(openid.json()["issuer"], world.base, "OpenID Connect Discovery §4.3");
        for path in [OPENID, "/oauth2/jwks"] {
            let request = world.http.post(format!("{}{path}", world.base)).send().await.unwrap();
            assert_eq!(Answer::of(request).await.refusal(), refused(405, "invalid_request", "method-not-allowed"));
        }
    }

    async fn every_endpoint_it_names_is_there(world) {
        let metadata = world.get(OPENID).await.json();
        let mut seen = 0;
        for (member, address) in metadata.as_object().unwrap() {
            if !member.ends_with("_endpoint") && member != "jwks_uri" {
                continue;
            }
            let address = address.as_str().unwrap();
            assert!(address.starts_with(&world.base), "{member}: {address}");
            let by_get = Answer::of(world.http.get(address).send().await.unwrap()).await.status;
            let by_post = Answer::of(world.http.post(address).form(&[("a", "b")]).send().await.unwrap()).await.status;
            assert!(by_get != 404 && by_post != 404, "{member} is not at {address}");
            assert!(by_get < 500 && by_post < 500, "{member}: {by_get} and {by_post}");
            seen += 1;
        }
        assert_eq!(seen, 11, "{metadata}");
        let nowhere = world.get("/oauth2/nowhere").await;
        assert_eq!(nowhere.refusal(), refused(404, "invalid_request", "not-found"));
    }

    async fn every_algorithm_it_names_has_a_key_and_no_key_is_private(world) {
        let algorithms = async || words(&world.get(OPENID).await.json(), "id_token_signing_alg_values_supported");
        let mut first = algorithms().await;
        first.sort_unstable();
        assert_eq!(first, ["ES256", "HS256", "HS384", "HS512", "RS256"], "the key of some is the client's secret");
        flow::key::add(&world.node, JwsAlgorithm::EdDSA, Begin::Announced).await.unwrap();
        let all = algorithms().await;
        assert!(all.contains(&"EdDSA".to_owned()), "{all:?}");

        let jwks = world.get("/oauth2/jwks").await.json();
        let keys = jwks["keys"].as_array().unwrap();
        for algorithm in all.iter().filter(|algorithm| !algorithm.starts_with("HS")) {
            assert!(keys.iter().any(|key| key["alg"] == *algorithm), "{algorithm} in {jwks}");
        }
        // Those that go by a client's secret need no key of ours.
        let sealing = async || {
            let mut all = words(&world.get(OPENID).await.json(), "request_object_encryption_alg_values_supported");
            assert_eq!(all.split_off(all.len() - 3), ["A128KW", "A256KW", "dir"]);
            all
        };
        assert_eq!(sealing().await, ["RSA-OAEP", "ECDH-ES"]);
        flow::key::add(&world.node, "RSA-OAEP-256".parse::<KeyAlgorithm>().unwrap(), Begin::Now).await.unwrap();
        let sealing = sealing().await;
        assert_eq!(sealing.len(), 3, "{sealing:?}");
        let jwks = world.get("/oauth2/jwks").await.json();
        let keys = jwks["keys"].as_array().unwrap();
        for algorithm in &sealing {
            assert!(keys.iter().any(|key| key["alg"] == *algorithm && key["use"] == "enc"), "{algorithm} in {jwks}");
        }
        for key in keys {
            let signs = all.iter().any(|algorithm| key["alg"] == *algorithm);
            assert_eq!(key["use"], if signs { "sig" } else { "enc" });
            assert!(key["kid"].is_string());
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(key.get(private).is_none(), "{private} in {key}");
            }
        }
    }

    async fn the_grants_it_names_are_the_ones_it_takes(world) {
        let metadata = json!({ "grant_types": ["authorization_code", "refresh_token", "client_credentials", crate::device::GRANT, crate::ciba::GRANT], "backchannel_token_delivery_mode": "poll" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let named = words(&world.get(OPENID).await.json(), "grant_types_supported");
        for grant in named.iter().filter(|grant| *grant != "implicit") {
            let answer = world.token(&client, &[("grant_type", grant), ("code", "x"), ("refresh_token", "x"), ("device_code", "x"), ("auth_req_id", "x")]).await;
            assert!(answer.status == 200 || answer.text("error") == "invalid_grant", "{grant}: {answer:?}");
        }
        assert_eq!(named.len(), 6, "{named:?}");
        for grant in ["implicit", "password", "urn:ietf:params:oauth:grant-type:jwt-bearer"] {
            let answer = world.token(&client, &[("grant_type", grant)]).await;
            assert_eq!(answer.text("error"), "unsupported_grant_type", "{grant}");
        }
    }

    async fn what_it_names_for_authorization_is_taken_and_the_rest_refused(world) {
        let client = world.hybrid(json!({}), ClientPolicy::of(Profile::Ciam)).await;
        let metadata = world.get(OPENID).await.json();
        let parameters = [
            ("response_types_supported", "response_type", "none"),
            ("response_modes_supported", "response_mode", "web_message"),
            ("prompt_values_supported", "prompt", "create"),
            ("code_challenge_methods_supported", "code_challenge_method", "S512"),
        ];
        for (member, parameter, other) in parameters {
            let named = words(&metadata, member);
            assert!(!named.is_empty(), "{member}");
            for value in named {
                let answer = world.authorize(&client, &[(parameter, &value), ("code_challenge", VERIFIER)]).await;
                let asks = answer.location().contains("/login/");
                let silent = answer.parameter("error").as_deref() == Some("login_required");
                assert!(asks || (value == "none" && silent), "{parameter}={value}: {answer:?}");
            }
            let answer = world.authorize(&client, &[(parameter, other)]).await;
            assert!(answer.parameter("error").is_some(), "{parameter}={other}: {answer:?}");
        }
        let scope = words(&metadata, "scopes_supported").join(" ");
        let tokens = world.tokens(&client, &[("scope", &scope)]).await;
        assert_eq!(tokens.text("scope"), scope);
    }

    async fn the_ways_to_authenticate_it_names_are_the_ones_it_takes(world) {
        let metadata = world.get(OPENID).await.json();
        let named = words(&metadata, "token_endpoint_auth_methods_supported");
        for method in ["client_secret_basic", "client_secret_post", "none", "client_secret_jwt", "private_key_jwt"] {
            let metadata = json!({ "redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": method });
            let new = idp::client::register::NewClient {
                id: None,
                metadata: serde_json::from_value(metadata).unwrap(),
                policy: ClientPolicy::default(),
            };
            let registered = flow::client::create(&world.node, new).await.is_ok();
            assert_eq!(registered, named.contains(&method.to_owned()), "{method}");
        }
    }

    async fn requests_as_objects_are_taken_from_those_alone_who_registered_so(world) {
        let metadata = world.get(OPENID).await.json();
        for taken in ["request_parameter_supported", "request_uri_parameter_supported", "require_request_uri_registration"] {
            assert_eq!(metadata[taken], true, "{taken}");
        }
        let algorithms = metadata["request_object_signing_alg_values_supported"].as_array().unwrap();
        for offered in ["none", "RS256", "PS256", "ES256", "EdDSA", "HS256"] {
            assert!(algorithms.iter().any(|algorithm| algorithm == offered), "{offered}");
        }
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
        let client = world.shop().await;
        let by_reference = world.authorize(&client, &[("request_uri", "https://a.example/r")]).await;
        assert_eq!(by_reference.error().0, "request_uri_not_supported");
        let sealed = world.authorize(&client, &[("request", "a.b.c")]).await;
        assert_eq!(sealed.error().0, "request_not_supported");
        assert_eq!(sealed.parameter("iss").as_deref(), Some(world.base.as_str()));
    }
}

/// RFC 8414 §3.1 puts the path behind the well-known name, OpenID Connect Discovery §4 before it.
async fn an_issuer_with_a_path_has_its_metadata_under_it(world: World) {
    for path in
        ["/tenant/a/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/tenant/a"]
    {
        let metadata = world.get(path).await.json();
        assert_eq!(metadata["issuer"], format!("{}/tenant/a", world.base), "{path}");
        let token_endpoint = metadata["token_endpoint"].as_str().unwrap();
        let answer = Answer::of(
            world
                .http
                .post(token_endpoint)
                .form(&[("grant_type", "client_credentials")])
                .send()
                .await
                .unwrap(),
        )
        .await;
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    assert_eq!(world.get(OPENID).await.status, 404);
}

fn with_a_path() -> Setup {
    Setup { issuer_path: "/tenant/a", ..Setup::default() }
}

#[test]
fn an_issuer_with_a_path_has_its_metadata_under_it_on_sqlite() {
    run_with(Engine::Sqlite, with_a_path(), an_issuer_with_a_path_has_its_metadata_under_it);
}

#[test]
fn an_issuer_with_a_path_has_its_metadata_under_it_on_postgres() {
    run_with(Engine::Postgres, with_a_path(), an_issuer_with_a_path_has_its_metadata_under_it);
}

fn words(metadata: &Value, member: &str) -> Vec<String> {
    let list = metadata[member].as_array().unwrap_or_else(|| panic!("no {member} in {metadata}"));
    list.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}
