//! Clients on their own behalf.

use idp::Reason;
use oidc::client_authentication::Method;
use oidc::token::GrantType;

use crate::support::*;

fn asks() -> Form {
    proves(Form::of(&[("grant_type", "client_credentials")]), "worker")
}

#[test]
fn a_client_gets_a_token_that_is_about_itself() {
    let tokens = World::new().token(&asks()).unwrap();
    let json = serde_json::to_value(&tokens.access_token.claims).unwrap();
    let jti = json["jti"].clone();
    assert_eq!(
        json,
        serde_json::json!({
            "iss": "https://id.test", "sub": "worker", "aud": "worker", "azp": "worker", "client_id": "worker",
            "iat": NOW.as_secs(), "exp": NOW.as_secs() + 600, "scope": "orders:read orders:write", "jti": jti,
        })
    );
    assert!(tokens.id_token.is_none() && tokens.refresh_token.is_none());
}

#[test]
fn changes_nothing_in_the_store_and_names_every_token_differently() {
    let mut world = World::new();
    let (one, other) = (world.decide_token(&asks()), world.decide_token(&asks()));
    assert!(one.effects.is_empty());
    let jti = |tokens: idp::issue::Tokens| tokens.access_token.claims.jti;
    assert_ne!(jti(one.answer.unwrap()), jti(other.answer.unwrap()));
}

#[test]
fn gives_what_was_asked_of_what_is_the_clients_own() {
    let mut world = World::new();
    for (asked, granted) in [
        ("orders:read", Some("orders:read")),
        ("orders:read gold", Some("orders:read")),
        ("orders:read openid profile", Some("orders:read")),
        ("gold", None),
        ("openid", None),
        ("offline_access", None),
    ] {
        let answer = world.token(&asks().and("scope", asked));
        match granted {
            Some(granted) => assert_eq!(answer.unwrap().scope, scope(granted), "{asked}"),
            None => assert_eq!(reason(answer), Reason::ScopeNotAllowed, "{asked}"),
        }
    }
    assert_eq!(reason(world.token(&asks().and("scope", "\"bad\""))), Reason::ParameterInvalid);
}

#[test]
fn a_client_that_registered_no_scope_has_none_of_its_own() {
    let mut world = World::new();
    world.client("worker").metadata.scope = None;
    assert!(world.token(&asks()).unwrap().scope.is_empty());
    assert_eq!(reason(world.token(&asks().and("scope", "openid"))), Reason::ScopeNotAllowed);
}

#[test]
fn refuses_a_public_client_whatever_it_registered() {
    let mut world = World::new();
    let public = world.client("worker");
    public.metadata.token_endpoint_auth_method = Method::None;
    public.secrets.clear();
    assert!(public.has_grant(GrantType::ClientCredentials));
    let form = asks().without("client_secret");
    assert_eq!(reason(world.token(&form)), Reason::GrantTypeNotRegistered);
    assert!(World::new().token(&asks()).is_ok());
}

#[test]
fn refuses_a_client_that_did_not_register_the_grant() {
    let form = proves(Form::of(&[("grant_type", "client_credentials")]), "shop");
    assert_eq!(reason(World::new().token(&form)), Reason::GrantTypeNotRegistered);
}
