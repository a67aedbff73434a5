//! Tokens revoked by their clients.

use idp::access::Read;
use idp::effect::RevokedBecause;
use idp::{Reason, revoke};

use crate::support::*;

#[test]
fn revoking_either_token_ends_all_that_came_of_the_sign_in() {
    for by_refresh_token in [true, false] {
        let mut world = World::new();
        let mut browser = Browser::default();
        let tokens = world.tokens(&mut browser, &shop_asks());
        let others = world.tokens(&mut browser, &portal_asks());
        let refresh = tokens.refresh_token.unwrap().expose().clone();
        let access = tokens.access_token.claims;
        if by_refresh_token {
            world.revoke_refresh("shop", &refresh).unwrap();
        } else {
            world.revoke_access("shop", &access).unwrap();
        }
        assert_eq!(reason(world.userinfo(&access)), Reason::TokenRevoked);
        assert_eq!(reason(world.token(&refreshes(&refresh, "shop"))), Reason::GrantRevoked);
        let revoked: Vec<_> = world.state.families.values().filter_map(|row| row.revoked).collect();
        assert_eq!(revoked, [RevokedBecause::RevokedByClient]);
        // Neither the session nor what others were granted ends with it.
        assert!(world.userinfo(&others.access_token.claims).is_ok());
        assert!(world.authorize(&mut browser, &shop_asks().with("prompt", "none")).is_ok());
    }
}

#[test]
fn revoking_twice_is_revoking() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let refresh = tokens.refresh_token.unwrap();
    for _ in 0..2 {
        assert!(world.revoke_refresh("shop", refresh.expose()).is_ok());
        assert!(world.revoke_access("shop", &tokens.access_token.claims).is_ok());
    }
}

#[test]
fn a_generation_gone_by_still_names_what_is_to_end() {
    let mut world = World::new();
    let first = world.tokens(&mut Browser::default(), &shop_asks()).refresh_token.unwrap();
    let second = world.token(&refreshes(first.expose(), "shop")).unwrap().refresh_token.unwrap();
    world.revoke_refresh("shop", first.expose()).unwrap();
    assert_eq!(reason(world.token(&refreshes(second.expose(), "shop"))), Reason::GrantRevoked);
}

#[test]
fn a_public_client_revokes_its_own() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &app_asks());
    world.revoke_refresh("app", tokens.refresh_token.unwrap().expose()).unwrap();
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
}

#[test]
fn a_token_a_client_got_for_itself_ends_alone() {
    let mut world = World::new();
    let form = proves(Form::of(&[("grant_type", "client_credentials")]), "worker");
    let one = world.token(&form).unwrap().access_token.claims;
    let other = world.token(&form).unwrap().access_token.claims;
    for _ in 0..2 {
        world.revoke_access("worker", &one).unwrap();
    }
    assert_eq!(world.introspect_access("worker", &one).unwrap()["active"], false);
    assert_eq!(world.introspect_access("worker", &other).unwrap()["active"], true);
    assert_eq!(world.state.tickets.len(), 1);
    // Kept for as long as the token would have lived, and not longer.
    let row = world.state.tickets.values().next().unwrap();
    assert_eq!((row.keep_until.as_secs(), row.expires_at.as_secs()), (one.exp, one.exp));
    world.wait(600);
    world.state.tickets.clear();
    world.revoke_access("worker", &one).unwrap();
    assert!(world.state.tickets.is_empty(), "an expired token needs no mark");
}

#[test]
fn refuses_to_revoke_what_is_another_clients() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let refresh = tokens.refresh_token.unwrap();
    let access = tokens.access_token.claims;
    assert_eq!(reason(world.revoke_refresh("portal", refresh.expose())), Reason::TokenOfAnotherClient);
    assert_eq!(reason(world.revoke_access("portal", &access)), Reason::TokenOfAnotherClient);
    assert!(world.userinfo(&access).is_ok());
    assert!(world.token(&refreshes(refresh.expose(), "shop")).is_ok());
}

#[test]
fn a_token_we_do_not_know_is_as_good_as_revoked() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    assert!(world.revoke_refresh("shop", "invented").is_ok());
    assert!(world.revoke("shop", revoke::Token::Access(Read::NotOurs("no token"), false)).is_ok());
    let mut forged = jose::base64url::decode(tokens.refresh_token.unwrap().expose()).unwrap();
    forged[56] ^= 1;
    assert!(world.revoke_refresh("shop", &jose::base64url::encode(forged)).is_ok());
    assert!(world.userinfo(&tokens.access_token.claims).is_ok(), "and revokes nothing else");
}

#[test]
fn refuses_whoever_does_not_prove_themselves() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let refused = world.revoke_access("nobody", &tokens.access_token.claims);
    assert_eq!(reason(refused), Reason::ClientAuthenticationFailed);
    assert!(world.userinfo(&tokens.access_token.claims).is_ok());
}
