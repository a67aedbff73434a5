//! Every kind of token at every door that takes one: a token of one kind is never taken for another, though
//! each is signed by the very key that would make it right elsewhere.

use idp::model::client::ClientPolicy;
use jose::{Jwk, SigningKey, jwt};
use serde_json::{Value, json};

use crate::client_assertion::{Asserting, JWT_BEARER};
use crate::request_object::whole;
use crate::world::{CHALLENGE, REDIRECT_URI, VERIFIER, World};

/// Where a token is shown, and whether it was taken.
async fn is_taken(world: &World, asking: &Asserting, door: &str, token: &str) -> bool {
    let id = asking.client.id.as_str();
    match door {
        "request" => {
            let address = world.authorize_url(&asking.client, &[("request", token)]);
            world.browser().get(&address).await.location().contains("/login/")
        }
        "id_token_hint" => {
            let address = world.authorize_url(&asking.client, &[("id_token_hint", token)]);
            world.browser().get(&address).await.location().contains("/login/")
        }
        "id_token_hint of logout" => {
            let address = format!("{}/oidc/logout?id_token_hint={token}", world.base);
            world.browser().get(&address).await.status != 400
        }
        "userinfo" => world.userinfo(token).await.status == 200,
        "introspection" => {
            let shop = world
                .client(json!({}), ClientPolicy { introspect_any: true, ..ClientPolicy::default() })
                .await;
            world.introspect(&shop, token).await.json()["active"] == true
        }
        "client_assertion" => {
            let form = [
                ("grant_type", "client_credentials"),
                ("client_id", id),
                ("client_assertion_type", JWT_BEARER),
                ("client_assertion", token),
            ];
            world.post("/oauth2/token", &form).await.status == 200
        }
        door => panic!("{door}"),
    }
}

const DOORS: [&str; 6] =
    ["request", "id_token_hint", "id_token_hint of logout", "userinfo", "introspection", "client_assertion"];

/// Our own private key, with which a token of another kind is as well signed as one of the right kind.
async fn our_key(world: &World, kid: &str) -> SigningKey {
    let records = world.node.store().load_keys().await.unwrap();
    let record = records.iter().find(|record| record.kid == kid).unwrap();
    let idp::model::key::KeyAlgorithm::Sig(algorithm) = record.algorithm else { panic!("not to sign with") };
    SigningKey::from_jwk(&Jwk::parse(record.private.expose()).unwrap(), algorithm).unwrap()
}

on_both_stores! {
    async fn a_token_of_one_kind_is_never_taken_for_another(world) {
        let metadata = json!({ "grant_types": ["authorization_code", "client_credentials"], "scope": "openid profile email orders" });
        let asking = Asserting::by_key(&world, metadata, ClientPolicy::default()).await;
        let sign = |typ: Option<&str>, claims: &Value| jwt::sign(typ, claims, &asking.key).unwrap();

        let mut claims = whole();
        for (name, value) in [("iss", asking.client.id.as_str()), ("client_id", &asking.client.id), ("aud", &world.base)] {
            claims[name] = value.into();
        }
        claims["redirect_uri"] = REDIRECT_URI.into();
        claims["code_challenge"] = CHALLENGE.into();

        let signed_in = world.browser().sign_in(&world.authorize_url(&asking.client, &[])).await;
        let code = signed_in.parameter("code").unwrap();
        let assertion = sign(None, &asking.claims(&world));
        let form = [
            ("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER), ("client_assertion_type", JWT_BEARER), ("client_assertion", &assertion),
        ];
        let tokens = world.post("/oauth2/token", &form).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let (id_token, access_token) = (tokens.text("id_token"), tokens.text("access_token"));
        let (header, id_claims) = world.verified(&id_token).await;
        let ours = our_key(&world, &header.kid.unwrap()).await;
        let logout_token = jwt::sign(Some("logout+jwt"), &json!({
            "iss": id_claims["iss"], "aud": id_claims["aud"], "sub": id_claims["sub"], "sid": id_claims["sid"],
            "iat": id_claims["iat"], "exp": id_claims["exp"], "jti": "logout",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        }), &ours).unwrap();

        let kinds: [(&str, String, &[&str]); 9] = [
            ("ID token", id_token, &["id_token_hint", "id_token_hint of logout"]),
            ("access token", access_token, &["userinfo", "introspection"]),
            ("logout token", logout_token, &[]),
            ("an ID token's claims as an access token", jwt::sign(Some("at+jwt"), &id_claims, &ours).unwrap(), &[]),
            ("request object", sign(Some("oauth-authz-req+jwt"), &claims), &["request"]),
            ("a request object's claims as a proof", sign(Some("dpop+jwt"), &claims), &[]),
            ("a request object's claims as an access token", sign(Some("at+jwt"), &claims), &[]),
            ("client assertion", sign(None, &asking.claims(&world)), &["client_assertion"]),
            ("an assertion's claims as a request object", sign(Some("oauth-authz-req+jwt"), &asking.claims(&world)), &[]),
        ];
        for (kind, token, taken) in &kinds {
            for door in DOORS {
                assert_eq!(is_taken(&world, &asking, door, token).await, taken.contains(&door), "{kind} at {door}");
            }
        }
    }
}
