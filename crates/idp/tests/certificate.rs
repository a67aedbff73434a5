//! Clients that are known by a certificate, and tokens bound to one.

use idp::Reason;
use idp::certificate::{Certificate, Fingerprint};
use oidc::client_authentication::Method;

use crate::support::*;

const MINE: Fingerprint = Fingerprint([1; 32]);
const ANOTHER: Fingerprint = Fingerprint([2; 32]);

/// One for a key that the client registered.
fn registered(fingerprint: Fingerprint) -> Certificate {
    Certificate::Held { fingerprint, registered: Ok(()) }
}

/// One that the client is not known by.
fn carried(fingerprint: Fingerprint) -> Certificate {
    Certificate::Held { fingerprint, registered: Err("not asked".into()) }
}

fn named_alone() -> Form {
    Form::of(&[("grant_type", "client_credentials"), ("client_id", "worker")])
}

fn own() -> Form {
    proves(Form::of(&[("grant_type", "client_credentials")]), "worker")
}

fn bound_to(tokens: &idp::issue::Tokens) -> Option<String> {
    tokens.access_token.claims.cnf.clone().and_then(|cnf| cnf.x5t_s256)
}

#[test]
fn a_client_is_known_by_a_certificate_for_its_key_and_by_nothing_else() {
    for (certificate, form, expected) in [
        (registered(MINE), named_alone(), None),
        (carried(MINE), named_alone(), Some(Reason::ClientAuthenticationFailed)),
        (Certificate::Unreadable("torn".into()), named_alone(), Some(Reason::ClientAuthenticationFailed)),
        (Certificate::Absent, named_alone(), Some(Reason::ClientAuthenticationFailed)),
        (registered(MINE), own(), Some(Reason::ClientAuthenticationMethod)),
    ] {
        let mut world = World::new();
        let client = world.state.clients.get_mut("worker").unwrap();
        client.metadata.token_endpoint_auth_method = Method::SelfSignedTlsClientAuth;
        world.certificate = certificate;
        assert_eq!(world.token(&form).err().map(|refusal| refusal.reason), expected);
    }
}

#[test]
fn a_certificate_proves_no_client_that_did_not_register_so() {
    let mut world = World::new();
    world.certificate = registered(MINE);
    assert_eq!(reason(world.token(&named_alone())), Reason::ClientAuthenticationFailed);
    let tokens = world.token(&own()).unwrap();
    assert_eq!(bound_to(&tokens), None, "and binds nothing where nobody asked for that");
}

#[test]
fn a_client_whose_tokens_are_always_bound_to_its_certificate_gets_none_without_one() {
    let mut world = World::new();
    let client = world.state.clients.get_mut("worker").unwrap();
    client.metadata.tls_client_certificate_bound_access_tokens = true;
    assert_eq!(reason(world.token(&own())), Reason::ClientCertificateMissing);
    world.certificate = carried(MINE);
    assert_eq!(bound_to(&world.token(&own()).unwrap()), Some(MINE.text()));
}

#[test]
fn a_certificate_does_where_tokens_must_be_bound_to_something() {
    let mut world = World::new();
    world.state.clients.get_mut("worker").unwrap().policy.require_sender_constraint = true;
    assert_eq!(reason(world.token(&own())), Reason::SenderConstraintMissing);
    world.certificate = carried(MINE);
    assert_eq!(bound_to(&world.token(&own()).unwrap()), Some(MINE.text()));
}

#[test]
fn a_bound_token_counts_with_its_certificate_alone() {
    let mut world = World::new();
    world.state.clients.get_mut("shop").unwrap().metadata.tls_client_certificate_bound_access_tokens = true;
    world.certificate = carried(MINE);
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let token = &tokens.access_token.claims;
    assert!(world.userinfo(token).is_ok());
    for other in [carried(ANOTHER), Certificate::Absent, Certificate::Unreadable("torn".into())] {
        world.certificate = other;
        assert_eq!(reason(world.userinfo(token)), Reason::TokenInvalid);
    }
    let told = world.introspect_access("shop", token).unwrap();
    assert_eq!((&told["token_type"], &told["cnf"]["x5t#S256"]), (&"Bearer".into(), &MINE.text().into()));
}

#[test]
fn refresh_tokens_of_public_clients_are_bound_to_the_certificate_and_those_of_others_are_not() {
    for (asks, client, is_bound) in [(app_asks(), "app", true), (shop_asks(), "shop", false)] {
        let mut world = World::new();
        world.state.clients.get_mut(client).unwrap().metadata.tls_client_certificate_bound_access_tokens =
            true;
        world.certificate = carried(MINE);
        let tokens = world.tokens(&mut Browser::default(), &asks);
        let form = refreshes(tokens.refresh_token.as_ref().unwrap().expose(), client);
        world.certificate = carried(ANOTHER);
        let answer = world.token(&form);
        if is_bound {
            assert_eq!(reason(answer), Reason::KeyMismatch);
            world.certificate = carried(MINE);
            assert_eq!(bound_to(&world.token(&form).unwrap()), Some(MINE.text()));
        } else {
            assert_eq!(bound_to(&answer.unwrap()), Some(ANOTHER.text()));
        }
    }
}
