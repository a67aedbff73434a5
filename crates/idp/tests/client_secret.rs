//! Secrets that are kept themselves, and the keys that are made of them.

use idp::client::register::{WithSecret, new_secret};
use idp::model::client::{Client, KeptSecret};
use jose::secret::Secret;

use crate::support::*;

fn keeps(secret: &str) -> Client {
    Client { kept_secret: Some(KeptSecret::new(Secret::new(secret.to_owned()))), ..shop() }
}

fn hex(key: Option<Secret<Vec<u8>>>) -> String {
    key.unwrap().expose().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_secret_is_kept_itself_only_where_that_is_wished_or_needed() {
    let mut world = World::new();
    let mut renewed = |keep| {
        let client = world.state.clients.get("worker").cloned();
        let decision = world.decide(|env| new_secret(client, keep, env));
        let WithSecret { client, secret } = world.commit(decision).unwrap();
        assert!(!format!("{client:?}").contains(secret.as_ref().unwrap().0.expose().as_str()));
        (client, secret.unwrap().0)
    };
    let (client, told) = renewed(true);
    assert_eq!(client.secret().map(Secret::expose), Some(told.expose()));
    // As a key it is long enough for every algorithm (RFC 7518 §3.2).
    assert!(told.expose().len() >= 64);
    let (client, told) = renewed(false);
    assert!(client.secret().is_none() && client.mac_key().is_none() && client.encryption_key(16).is_none());
    assert_eq!(told.expose().len(), 43);
    let form = proves(Form::of(&[("grant_type", "client_credentials")]), "worker");
    assert!(world.token(&form.with("client_secret", told.expose())).is_ok());
}

#[test]
fn the_key_of_hmac_is_the_secret_as_it_is_written() {
    assert_eq!(keeps("ä").mac_key().unwrap().expose(), "ä".as_bytes());
}

#[test]
fn keys_for_encryption_are_the_left_most_of_the_hash_that_is_long_enough() {
    // FIPS 180-4: the hashes of "abc".
    let client = keeps("abc");
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hex(client.encryption_key(32)), sha256);
    assert_eq!(hex(client.encryption_key(16)), sha256[..32]);
    assert_eq!(hex(client.encryption_key(24)), sha256[..48]);
    assert!(hex(client.encryption_key(48)).starts_with("cb00753f45a35e8bb5a03d699ac65007"));
    assert!(hex(client.encryption_key(64)).starts_with("ddaf35a193617abacc417349ae204131"));
    assert_eq!(client.encryption_key(48).unwrap().expose().len(), 48);
    assert!(client.encryption_key(65).is_none());
}
