//! Scenario 2-1: the code flow end to end, both ways of sending a secret.

use idp::model::client::{ClientPolicy, Profile};
use serde_json::json;

use crate::world::{Answer, Engine, REDIRECT_URI, Setup, VERIFIER, World, run_with};

on_both_stores! {
    /// A person signs in, and the client gets tokens that hold.
    async fn signs_a_person_in_and_gives_the_client_its_tokens(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&client, &[])).await;
        assert_eq!(answer.status, 303);
        assert!(answer.location().starts_with(&format!("{REDIRECT_URI}?code=")), "{answer:?}");
        assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"));
        assert_eq!(answer.parameter("iss").as_deref(), Some(world.base.as_str()));

        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert_eq!(tokens.header("cache-control"), "no-store");
        assert_eq!(tokens.json()["token_type"], "Bearer");
        assert_eq!(tokens.json()["expires_in"], 600);
        assert_eq!(tokens.json()["scope"], "openid profile email");

        let (header, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(header.alg.to_string(), "ES256");
        assert_eq!(id_token["iss"], world.base);
        assert_eq!(id_token["aud"], client.id);
        assert_eq!(id_token["sub"], world.user_id);
        assert_eq!(id_token["nonce"], "n-0S6");
        assert_eq!(id_token["amr"], json!(["pwd"]));
        let half = jose::hash_half(header.alg, &tokens.text("access_token"));
        assert_eq!(id_token["at_hash"], half);

        let (header, access) = world.verified(&tokens.text("access_token")).await;
        assert_eq!(header.typ.as_deref(), Some("at+jwt"));
        assert_eq!(access["aud"], client.id);
        assert_eq!(access["azp"], client.id);
        assert_eq!(access["sub"], world.user_id);

        let told = world.userinfo(&tokens.text("access_token")).await;
        assert_eq!(told.status, 200);
        assert_eq!(told.json()["sub"], world.user_id);
        assert_eq!(told.json()["name"], "Maija Mäkelä");
        assert_eq!(told.json()["email"], "maija@example.fi");
        assert_eq!(told.json()["email_verified"], true);
    }

    /// Both ways to send a secret work for a client of the CIAM kind, whichever is registered.
    async fn takes_the_secret_in_the_header_and_in_the_body(world) {
        let client = world.client(json!({}), ClientPolicy::of(Profile::Ciam)).await;
        let in_header = world.redeem(&client, &world.code(&client, &[]).await).await;
        assert_eq!(in_header.status, 200, "{in_header:?}");

        let code = world.code(&client, &[]).await;
        let url = format!("{}/oauth2/token", world.base);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
            ("client_id", &client.id),
            ("client_secret", &client.secret),
        ];
        let in_body = Answer::of(world.http.post(url).form(&form).send().await.unwrap()).await;
        assert_eq!(in_body.status, 200, "{in_body:?}");
        let (header, _) = world.verified(&in_body.text("access_token")).await;
        assert_eq!(header.alg.to_string(), "RS256");
    }

    /// A second client of the same browser asks for no password, only for consent.
    async fn signs_in_once_for_several_clients(world) {
        let (one, other) = (world.shop().await, world.shop().await);
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&one, &[])).await;
        let (_, page) = browser.open(&world.authorize_url(&other, &[])).await;
        assert!(page.contains("/consent/"), "{page}");
        let again = browser.get(&world.authorize_url(&one, &[])).await;
        assert!(again.parameter("code").is_some(), "consent is remembered: {again:?}");
    }
}

/// The issuer may be the token endpoint's own address, as the CIAM source has it.
async fn issues_under_the_token_endpoints_address(world: World) {
    let issuer = format!("{}/oauth2/token", world.base);
    let discovery = world.get("/oauth2/token/.well-known/openid-configuration").await;
    assert_eq!(discovery.json()["issuer"], issuer);
    assert_eq!(discovery.json()["token_endpoint"], issuer);
    assert_eq!(world.get("/.well-known/openid-configuration").await.status, 404);

    let metadata = json!({ "id_token_signed_response_alg": "RS256" });
    let client = world.client(metadata, ClientPolicy::of(Profile::Ciam)).await;
    let tokens = world.redeem(&client, &world.code(&client, &[("scope", "openid profile")]).await).await;
    for member in ["access_token", "refresh_token", "id_token"] {
        assert!(tokens.json()[member].is_string(), "{member} in {tokens:?}");
    }
    for member in ["access_token", "id_token"] {
        let (header, claims) = world.verified(&tokens.text(member)).await;
        assert_eq!((header.alg.to_string().as_str(), &claims["iss"]), ("RS256", &json!(issuer)));
    }
    let told = world.userinfo(&tokens.text("access_token")).await.json();
    assert_eq!(told["given_name"], "Maija");
    assert_eq!(told["family_name"], "Mäkelä");
    assert_eq!(told["sub"], world.user_id);
}

fn token_endpoint_as_issuer() -> Setup {
    Setup { issuer_path: "/oauth2/token", ..Setup::default() }
}

#[test]
fn issues_under_the_token_endpoints_address_on_sqlite() {
    run_with(Engine::Sqlite, token_endpoint_as_issuer(), issues_under_the_token_endpoints_address);
}

#[test]
fn issues_under_the_token_endpoints_address_on_postgres() {
    run_with(Engine::Postgres, token_endpoint_as_issuer(), issues_under_the_token_endpoints_address);
}
