//! Clients that are known by a certificate, and tokens bound to one.

use idp::Reason;
use idp::certificate::{Certificate, Fingerprint, Standing};
use idp::client::register::{NewClient, create};
use idp::client::sector::Sector;
use idp::model::client::ClientPolicy;
use jose::certificate::{DistinguishedName, Names};
use oidc::client_authentication::Method;
use oidc::metadata::ClientMetadata;

use crate::support::*;

const MINE: Fingerprint = Fingerprint([1; 32]);
const ANOTHER: Fingerprint = Fingerprint([2; 32]);

/// One for a key that the client registered.
fn registered(fingerprint: Fingerprint) -> Certificate {
    Certificate::Held { fingerprint, standing: Standing::Registered }
}

/// One that the client is not known by.
fn carried(fingerprint: Fingerprint) -> Certificate {
    Certificate::Held { fingerprint, standing: Standing::Unasked }
}

/// One that cannot be believed.
fn distrusted() -> Certificate {
    Certificate::Held { fingerprint: MINE, standing: Standing::Untrusted("expired".into()) }
}

/// One that an authority vouches for.
fn issued() -> Certificate {
    let names = Names {
        subject: DistinguishedName::parse("CN=worker,O=Example Oy,C=FI").unwrap(),
        dns: vec!["other.example".into(), "Worker.example".into()],
        uri: vec!["urn:example:worker".into()],
        ip: vec!["192.0.2.7".parse().unwrap(), "2001:db8::7".parse().unwrap()],
        email: vec!["Worker@example.com".into()],
    };
    Certificate::Held { fingerprint: MINE, standing: Standing::Issued(Box::new(names)) }
}

type Name = fn(&mut ClientMetadata) -> &mut Option<String>;

const SUBJECT: Name = |it| &mut it.tls_client_auth_subject_dn;
const DNS: Name = |it| &mut it.tls_client_auth_san_dns;
const URI: Name = |it| &mut it.tls_client_auth_san_uri;
const IP: Name = |it| &mut it.tls_client_auth_san_ip;
const EMAIL: Name = |it| &mut it.tls_client_auth_san_email;

/// Where `worker` is known by this name.
fn known_by(name: Name, value: &str) -> World {
    let mut world = World::new();
    let metadata = &mut world.state.clients.get_mut("worker").unwrap().metadata;
    metadata.token_endpoint_auth_method = Method::TlsClientAuth;
    *name(metadata) = Some(value.to_owned());
    world
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
        (distrusted(), named_alone(), Some(Reason::ClientAuthenticationFailed)),
        (issued(), named_alone(), Some(Reason::ClientAuthenticationFailed)),
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
fn a_client_is_known_by_the_name_that_it_registered_and_by_no_other() {
    for (name, value) in [
        (SUBJECT, "CN=worker,O=Example Oy,C=FI"),
        (SUBJECT, "cn=Worker, o=Example Oy, c=fi"),
        (DNS, "worker.example"),
        (URI, "urn:example:worker"),
        (IP, "192.0.2.7"),
        (IP, "2001:DB8:0:0::7"),
        (EMAIL, "Worker@EXAMPLE.com"),
    ] {
        let mut world = known_by(name, value);
        world.certificate = issued();
        assert!(world.token(&named_alone()).is_ok(), "{value}");
        for certificate in [
            Certificate::Absent,
            Certificate::Unreadable("torn".into()),
            carried(MINE),
            registered(MINE),
            distrusted(),
        ] {
            world.certificate = certificate;
            assert_eq!(reason(world.token(&named_alone())), Reason::ClientAuthenticationFailed, "{value}");
        }
    }
    for (name, value) in [
        (SUBJECT, "CN=worker,O=Example Oy"),
        (SUBJECT, "C=FI,O=Example Oy,CN=worker"),
        (DNS, "example"),
        (DNS, "*.example"),
        (URI, "urn:example:WORKER"),
        (IP, "192.0.2.8"),
        (EMAIL, "worker@example.com"),
        (EMAIL, "@example.com"),
    ] {
        let mut world = known_by(name, value);
        world.certificate = issued();
        let refusal = world.token(&named_alone()).unwrap_err();
        assert_eq!(refusal.reason, Reason::ClientAuthenticationFailed, "{value}");
        let told = refusal.detail.operator.unwrap_or_default();
        assert!(told.contains("CN=worker,O=Example Oy,C=FI"), "the operator is told whose it is: {told}");
    }
}

#[test]
fn a_client_of_an_authority_registers_one_name_in_its_certificate() {
    let refused = |names: &[(Name, &str)], method: Method| {
        let mut metadata = ClientMetadata { token_endpoint_auth_method: method, ..shop().metadata };
        for (name, value) in names {
            *name(&mut metadata) = Some((*value).to_owned());
        }
        let mut world = World::new();
        let keys = world.state.keys.clone();
        let new = NewClient { id: None, metadata, policy: ClientPolicy::default() };
        let made = world.decide(|env| create(new, false, &Sector::NotAsked, &keys, env)).answer;
        made.err().map(|refusal| {
            assert_eq!(refusal.reason, Reason::ClientMetadataInvalid);
            refusal.detail.parameter.unwrap().into_owned()
        })
    };
    for (name, value) in
        [(SUBJECT, "CN=a"), (DNS, "a.example"), (URI, "urn:a"), (IP, "::1"), (EMAIL, "a@b.example")]
    {
        assert_eq!(refused(&[(name, value)], Method::TlsClientAuth), None, "{value}");
        assert!(refused(&[(name, value)], Method::PrivateKeyJwt).unwrap().starts_with("tls_client_auth_"));
    }
    let dn = Some("tls_client_auth_subject_dn".to_owned());
    assert_eq!(refused(&[], Method::TlsClientAuth), dn);
    let two: &[(Name, &str)] = &[(SUBJECT, "CN=a"), (DNS, "a.example")];
    assert_eq!(refused(two, Method::TlsClientAuth).unwrap(), "tls_client_auth_san_dns");
    for (name, value, member) in [
        (SUBJECT, "/C=FI/CN=a", "tls_client_auth_subject_dn"),
        (SUBJECT, "", "tls_client_auth_subject_dn"),
        (DNS, "", "tls_client_auth_san_dns"),
        (DNS, "ä.example", "tls_client_auth_san_dns"),
        (URI, "shop", "tls_client_auth_san_uri"),
        (IP, "192.0.2", "tls_client_auth_san_ip"),
        (IP, "192.0.2.0/24", "tls_client_auth_san_ip"),
        (EMAIL, "a", "tls_client_auth_san_email"),
    ] {
        assert_eq!(refused(&[(name, value)], Method::TlsClientAuth).as_deref(), Some(member), "{value}");
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
