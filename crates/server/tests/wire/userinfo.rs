//! The userinfo endpoint (OpenID Connect Core §5.3, RFC 6750).

use std::time::Duration;

use idp::key::Begin;
use idp::model::event::Actor;
use idp::model::key::KeyAlgorithm;
use jose::{JwsAlgorithm, SigningKey};
use serde_json::{Value, json};
use server::flow;

use crate::world::{Answer, PASSWORD, World, refused};

on_both_stores! {
    async fn tells_what_each_scope_opens_and_no_more(world) {
        let claims = json!({
            "name": "Pekka Puro", "given_name": "Pekka", "family_name": "Puro", "nickname": "Pexi",
            "email": "pekka@example.fi", "phone_number": "+358 40 1234567",
            "address": { "street_address": "Katu 1", "locality": "Turku", "country": "FI" },
            "birthdate": "1980-02-29", "locale": "fi-FI", "zoneinfo": "Europe/Helsinki",
        });
        let pekka = world.person("pekka", claims).await;
        let client = world.shop().await;
        let profile = [
            "birthdate", "family_name", "given_name", "locale", "name", "nickname", "preferred_username",
            "updated_at", "zoneinfo",
        ];
        for (scope, opened) in [
            ("openid", &[][..]),
            ("openid profile", &profile),
            ("openid email", &["email", "email_verified"]),
            ("openid phone", &["phone_number", "phone_number_verified"]),
            ("openid address", &["address"]),
        ] {
            let mut browser = world.browser();
            let url = world.authorize_url(&client, &[("scope", scope)]);
            let answer = browser.sign_in_as("pekka", PASSWORD, &url).await;
            let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
            let told = world.userinfo(&tokens.text("access_token")).await;
            assert_eq!(told.status, 200, "{told:?}");
            assert_eq!((told.header("content-type"), told.header("cache-control")), ("application/json", "no-store"));
            let told = told.json();
            assert_eq!(told["sub"], pekka.id.as_str());
            let mut members: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
            members.retain(|member| *member != "sub");
            members.sort_unstable();
            assert_eq!(members, opened, "{scope}");
            if scope == "openid email" {
                assert_eq!((&told["email"], &told["email_verified"]), (&json!("pekka@example.fi"), &json!(false)));
            }
            if scope == "openid address" {
                assert_eq!(told["address"]["locality"], "Turku");
            }
        }
    }

    /// RFC 6750 §3.1: who sent no token is told nothing but how to send one.
    async fn answers_no_token_with_a_challenge_that_names_no_error(world) {
        let token = token(&world).await;
        let url = format!("{}/oauth2/userinfo", world.base);
        let bare = [
            world.http.get(&url),
            world.http.post(&url).form(&[("x", "y")]),
            world.http.get(&url).basic_auth("a", Some("b")),
            world.http.get(format!("{url}?access_token={token}")),
        ];
        for request in bare {
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-missing"));
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"countersign\"");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        assert_eq!(world.userinfo(&token).await.status, 200);
    }

    /// RFC 6750 §2.1 and §2.2, and never both.
    async fn takes_the_token_from_the_header_or_a_form_and_not_from_both(world) {
        let token = token(&world).await;
        let url = format!("{}/oauth2/userinfo", world.base);
        let form = [("access_token", token.as_str())];
        for request in [
            world.http.get(&url).bearer_auth(&token),
            world.http.get(&url).header("authorization", format!("bearer {token}")),
            world.http.post(&url).bearer_auth(&token),
            world.http.post(&url).bearer_auth(&token).header("content-type", "application/json").body("{}"),
            world.http.post(&url).form(&form),
        ] {
            let answer = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(answer.json()["sub"], world.user_id);
        }
        let both = world.http.post(&url).bearer_auth(&token).form(&form).send().await.unwrap();
        let both = Answer::of(both).await;
        assert_eq!(both.refusal(), refused(400, "invalid_request", "parameter-invalid"));
        let twice = Answer::of(world.http.post(&url).form(&[form[0], form[0]]).send().await.unwrap()).await;
        assert_eq!(twice.refusal(), refused(400, "invalid_request", "parameter-repeated"));
        assert!(twice.header("www-authenticate").starts_with("Bearer error=\"invalid_request\""), "{twice:?}");
        let json = world.http.post(&url).body("{}").send().await.unwrap();
        // It brings no token that we would read (RFC 6750 §3.1).
        let json = Answer::of(json).await;
        assert_eq!((json.status, json.header("www-authenticate")), (401, "Bearer realm=\"countersign\""));
    }

    async fn refuses_an_expired_token(world) {
        world.clock.stop();
        let token = token(&world).await;
        world.clock.advance(Duration::from_secs(599));
        assert_eq!(world.userinfo(&token).await.status, 200);
        world.clock.advance(Duration::from_secs(1));
        let answer = world.userinfo(&token).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-expired"));
        assert!(answer.header("www-authenticate").starts_with("Bearer error=\"invalid_token\""), "{answer:?}");
    }

    async fn refuses_what_is_no_token_of_ours(world) {
        let token = token(&world).await;
        let mut wrong: Vec<String> =
            ["x", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30.", "=", "a b"].map(str::to_owned).to_vec();
        wrong.extend(["x".repeat(17_000), format!("{token}A"), token.replace('.', "")]);
        // One changed character in each part of it, and the parts of another.
        for part in token.split('.') {
            let at = token.find(part).unwrap() + part.len() / 2;
            let other = if &token[at..=at] == "A" { "B" } else { "A" };
            wrong.push(format!("{}{other}{}", &token[..at], &token[at + 1..]));
        }
        for token in wrong {
            let answer = world.userinfo(&token).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-invalid"), "{token}");
        }
        assert_eq!(world.userinfo(&token).await.status, 200);
    }

    /// A signature alone proves nothing: kind, issuer and key must be right as well.
    async fn refuses_tokens_of_another_kind_another_issuer_or_another_key(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        let (header, claims) = world.verified(&tokens.text("access_token")).await;
        let kid = header.kid.clone().unwrap();
        let ours = our_key(&world, &kid).await;
        let theirs = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let with = |member: &str, value: Value| {
            let mut claims = claims.clone();
            claims[member] = value;
            claims
        };
        let sign = |typ, claims: &Value, key: &SigningKey| jose::jwt::sign(typ, claims, key).unwrap();
        let typ = Some("at+jwt");
        for (what, token) in [
            ("an ID token", tokens.text("id_token")),
            ("an ID token's kind", sign(None, &claims, &ours)),
            ("another kind", sign(Some("logout+jwt"), &claims, &ours)),
            ("another issuer", sign(typ, &with("iss", json!("https://evil.example")), &ours)),
            ("somebody's key", sign(typ, &claims, &theirs)),
            ("a jti we never wrote", sign(typ, &with("jti", json!("made-up")), &ours)),
        ] {
            let answer = world.userinfo(&token).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-invalid"), "{what}");
        }
        let same = world.userinfo(&sign(typ, &claims, &ours)).await;
        assert_eq!(same.status, 200, "the same again, under our key: {same:?}");
    }

    async fn refuses_a_token_without_openid(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[("scope", "profile email")]).await;
        let answer = world.userinfo(&tokens.text("access_token")).await;
        assert_eq!(answer.refusal(), refused(403, "insufficient_scope", "scope-insufficient"));
        let challenge = answer.header("www-authenticate");
        assert!(challenge.contains("error=\"insufficient_scope\"") && challenge.contains("scope=\"openid\""));
        let more = world.tokens(&client, &[("scope", "openid profile email")]).await;
        assert_eq!(world.userinfo(&more.text("access_token")).await.status, 200);
    }

    async fn refuses_a_disabled_persons_token_at_once(world) {
        let token = token(&world).await;
        assert_eq!(world.userinfo(&token).await.status, 200, "and it is remembered from here on");
        world.disable_person(&world.user_id, true).await;
        let answer = world.userinfo(&token).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-revoked"));
    }

    async fn refuses_a_disabled_or_removed_clients_token_at_once(world) {
        for removed in [false, true] {
            let client = world.shop().await;
            let token = world.tokens(&client, &[]).await.text("access_token");
            assert_eq!(world.userinfo(&token).await.status, 200);
            if removed {
                flow::client::remove(&world.node, &client.id).await.unwrap();
            } else {
                world.disable_client(&client, true).await;
            }
            let answer = world.userinfo(&token).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-revoked"));
        }
    }

    /// Changes to a person show at once, also to those who hold an old token.
    async fn tells_what_is_true_now(world) {
        let token = token(&world).await;
        assert_eq!(world.userinfo(&token).await.json()["name"], "Maija Mäkelä");
        let id = idp::model::user::UserId::new(world.user_id.as_str());
        let rename = |user: &idp::model::user::User| {
            let mut claims = user.claims.clone();
            claims.name = Some("Maija Virtanen".into());
            Ok(idp::user::Changes { claims: Some(claims), ..Default::default() })
        };
        flow::user::change(&world.node, &id, None, rename, &Actor::CommandLine).await.unwrap();
        assert_eq!(world.userinfo(&token).await.json()["name"], "Maija Virtanen");
    }

    /// The key that signed it was given up, because others may know it.
    async fn refuses_tokens_of_a_key_that_was_removed(world) {
        let token = token(&world).await;
        assert_eq!(world.userinfo(&token).await.status, 200);
        let (header, _) = world.verified(&token).await;
        flow::key::add(&world.node, JwsAlgorithm::ES256, Begin::Now).await.unwrap();
        assert_eq!(world.userinfo(&token).await.status, 200, "replaced alone, it still verifies");
        flow::key::remove(&world.node, &header.kid.unwrap()).await.unwrap();
        let answer = world.userinfo(&token).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-invalid"));
    }

    async fn answers_browsers_from_any_origin(world) {
        let url = format!("{}/oauth2/userinfo", world.base);
        let preflight = world.http.request("OPTIONS".parse().unwrap(), &url).send().await.unwrap();
        assert_eq!(Answer::of(preflight).await.header("access-control-allow-origin"), "*");
        let token = token(&world).await;
        assert_eq!(world.userinfo(&token).await.header("access-control-allow-origin"), "*");
        assert_eq!(world.userinfo("x").await.header("access-control-allow-origin"), "*");
    }
}

async fn token(world: &World) -> String {
    world.tokens(&world.shop().await, &[]).await.text("access_token")
}

/// Our own private key: what an attacker would need, to show that it is not enough.
async fn our_key(world: &World, kid: &str) -> SigningKey {
    let records = world.node.store().load_keys().await.unwrap();
    let record = records.iter().find(|record| record.kid == kid).unwrap();
    let jwk = jose::Jwk::parse(record.private.expose()).unwrap();
    let KeyAlgorithm::Sig(algorithm) = record.algorithm else { panic!("not to sign with") };
    SigningKey::from_jwk(&jwk, algorithm).unwrap()
}
