//! What may be asked about a token, and by whom.

use idp::access::{self, Read};
use idp::{Reason, introspect};
use jose::JwsAlgorithm;
use serde_json::json;

use crate::support::*;

fn inactive() -> serde_json::Value {
    json!({ "active": false })
}

#[test]
fn a_client_knows_its_own_access_token() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let claims = tokens.access_token.claims;
    let now = NOW.as_secs();
    assert_eq!(
        world.introspect_access("shop", &claims).unwrap(),
        json!({
            "active": true, "scope": "openid profile email", "client_id": "shop", "username": "aino",
            "token_type": "Bearer", "exp": now + 600, "iat": now, "sub": "u-aino", "aud": "shop",
            "iss": "https://id.test", "jti": claims.jti, "auth_time": now,
        })
    );
}

#[test]
fn what_the_scope_does_not_open_is_not_told_here_either() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", "openid email"));
    let told = world.introspect_access("shop", &tokens.access_token.claims).unwrap();
    assert_eq!((&told["active"], told.get("username")), (&json!(true), None));
}

#[test]
fn a_client_knows_the_token_it_got_for_itself() {
    let mut world = World::new();
    let own = world.token(&proves(Form::of(&[("grant_type", "client_credentials")]), "worker")).unwrap();
    let told = world.introspect_access("worker", &own.access_token.claims).unwrap();
    assert_eq!((&told["active"], &told["sub"], told.get("username")), (&json!(true), &json!("worker"), None));
    world.client("worker").disabled_at = Some(NOW);
    world.client("portal").policy.introspect_any = true;
    assert_eq!(world.introspect_access("portal", &own.access_token.claims).unwrap(), inactive());
}

#[test]
fn refuses_facts_about_another_client_than_the_tokens() {
    let mut world = World::new();
    let form = proves(Form::of(&[("grant_type", "client_credentials")]), "worker");
    let claims = world.token(&form).unwrap().access_token.claims;
    for (client, active) in [(worker(), true), (shop(), false)] {
        let facts = access::Facts { client: Some(&client), ..access::Facts::default() };
        let told = world.introspect("worker", introspect::Token::Access(Read::Ours(&claims), facts));
        assert_eq!(told.unwrap()["active"], active);
    }
}

#[test]
fn other_clients_know_nothing_unless_the_token_is_for_them_or_they_may_know_any() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let mut claims = tokens.access_token.claims;
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(world.introspect_access("portal", &claims).unwrap(), inactive());
    assert_eq!(world.introspect_refresh("portal", refresh.expose()).unwrap(), inactive());
    world.client("portal").policy.introspect_any = true;
    assert_eq!(world.introspect_access("portal", &claims).unwrap()["active"], true);
    // A refresh token stays its client's own business.
    assert_eq!(world.introspect_refresh("portal", refresh.expose()).unwrap(), inactive());
    world.client("portal").policy.introspect_any = false;
    claims.aud = vec!["shop".to_owned(), "portal".to_owned()].into();
    assert_eq!(world.introspect_access("portal", &claims).unwrap()["active"], true);
}

#[test]
fn a_client_knows_its_living_refresh_token_and_no_generation_before() {
    let mut world = World::new();
    let code = world.code(&mut Browser::default(), &shop_asks());
    world.wait(10);
    let first = world.token(&redeems(&code, &shop_asks())).unwrap().refresh_token.unwrap();
    // Refreshing ends with the session, not a time after the exchange of the code.
    assert_eq!(
        world.introspect_refresh("shop", first.expose()).unwrap(),
        json!({
            "active": true, "scope": "openid profile email", "client_id": "shop", "sub": "u-aino",
            "exp": (NOW + seconds(86_400)).as_secs(), "iss": "https://id.test",
        })
    );
    // Or, offline, a time after the grant.
    let asked = shop_asks().with("scope", "openid offline_access");
    let granted_at = world.now;
    let offline = world.tokens(&mut Browser::default(), &asked).refresh_token.unwrap();
    let told = world.introspect_refresh("shop", offline.expose()).unwrap();
    assert_eq!(told["exp"], (granted_at + seconds(30 * 86_400)).as_secs());

    let second = world.token(&refreshes(first.expose(), "shop")).unwrap().refresh_token.unwrap();
    assert_eq!(world.introspect_refresh("shop", first.expose()).unwrap(), inactive());
    assert_eq!(world.introspect_refresh("shop", second.expose()).unwrap()["active"], true);
    let mut forged = jose::base64url::decode(second.expose()).unwrap();
    forged[56] ^= 1;
    let forged = jose::base64url::encode(forged);
    assert_eq!(world.introspect_refresh("shop", &forged).unwrap(), inactive());
}

#[test]
fn a_token_that_no_longer_counts_looks_like_one_that_never_was() {
    let endings: [Ending; 3] = [
        ("expired", |world| world.wait(31 * 86_400)),
        ("disabled", |world| world.user("aino").disabled_at = Some(NOW)),
        ("session over", |world| world.wait(24 * 3600)),
    ];
    for (what, end) in endings {
        let mut world = World::new();
        let tokens = world.tokens(&mut Browser::default(), &shop_asks());
        end(&mut world);
        let refresh = tokens.refresh_token.unwrap();
        assert_eq!(
            world.introspect_access("shop", &tokens.access_token.claims).unwrap(),
            inactive(),
            "{what}"
        );
        assert_eq!(world.introspect_refresh("shop", refresh.expose()).unwrap(), inactive(), "{what}");
    }
    let world = World::new();
    let none = access::Facts::default();
    let unknown = introspect::Token::Access(Read::NotOurs("no token at all"), none);
    assert_eq!(world.introspect("shop", unknown).unwrap(), inactive());
    assert_eq!(world.introspect_refresh("shop", "invented").unwrap(), inactive());
}

#[test]
fn refuses_whoever_does_not_prove_themselves() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &app_asks());
    // A public client is nobody in particular (RFC 7662 §2.1).
    let refused = world.introspect_access("app", &tokens.access_token.claims);
    assert_eq!(reason(refused), Reason::ClientAuthenticationFailed);
    let refused = world.introspect_access("nobody", &tokens.access_token.claims);
    assert_eq!(reason(refused), Reason::ClientAuthenticationFailed);
    world.client("shop").policy.introspect_any = true;
    assert_eq!(world.introspect_access("shop", &tokens.access_token.claims).unwrap()["active"], true);
}

/// RFC 9701 §5.
#[test]
fn is_signed_where_that_is_asked_for_and_says_by_whom_and_for_whom() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let refresh = tokens.refresh_token.unwrap();
    let mut ask = |form, alg: Option<JwsAlgorithm>, token: &str| {
        world.client("shop").metadata.introspection_signed_response_alg = alg;
        let ticket =
            introspect::refresh_ticket_key(token).and_then(|key| world.state.ticket(&key, world.now));
        world.introspect_in(form, "shop", introspect::Token::Refresh(token, ticket.as_ref())).unwrap()
    };
    let (plain, signed) = ask(introspect::Form::Json, Some(JwsAlgorithm::ES256), refresh.expose());
    assert_eq!((&plain["active"], signed), (&json!(true), None));
    for (alg, kid) in [(None, "rs"), (Some(JwsAlgorithm::ES256), "es")] {
        let (told, signed) = ask(introspect::Form::Jwt, alg, refresh.expose());
        let alg = alg.unwrap_or(JwsAlgorithm::RS256);
        assert_eq!(signed, Some(("token-introspection+jwt", alg, kid.to_owned(), None)));
        let expected = json!({
            "iss": "https://id.test", "aud": "shop", "iat": NOW.as_secs(), "token_introspection": plain,
        });
        assert_eq!(told, expected);
    }
    let (told, _) = ask(introspect::Form::Jwt, None, "no token of ours");
    assert_eq!(told["token_introspection"], json!({ "active": false }));
}
