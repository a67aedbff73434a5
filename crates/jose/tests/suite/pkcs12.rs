//! Key stores as PKCS #12. That other programs read them is tried with those programs, in `tests/clients`.

use jose::{Jwk, JwsAlgorithm, Secret, SigningKey, pkcs12};

fn keys() -> [Jwk; 2] {
    let ec = SigningKey::generate(JwsAlgorithm::ES256).unwrap().to_private_jwk().unwrap();
    let rsa = include_bytes!("../../../server/tests/support/keys/rsa2048.json");
    [Jwk::parse(ec.expose().as_bytes()).unwrap(), Jwk::parse(rsa).unwrap()]
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

#[test]
fn a_key_store_opens_with_its_password_and_holds_the_key_and_its_certificate() {
    let [ec, rsa] = keys();
    for (key, other) in [(&ec, &rsa), (&rsa, &ec)] {
        for password in ["correct horse", "äiti ja 𝄞", ""] {
            let store = pkcs12::write(key, "countersign", &secret(password)).unwrap();
            let opened = pkcs12::open(store.expose(), &secret(password)).unwrap();
            assert_eq!(opened.alias.as_deref(), Some("countersign"));
            assert_eq!(opened.certificate.public_key().thumbprint(), key.thumbprint());
            assert!(opened.holds(key) && !opened.holds(other));
            assert!(pkcs12::open(store.expose(), &secret("another")).is_none());
        }
    }
}

#[test]
fn a_key_store_that_was_changed_or_cut_does_not_open() {
    let [ec, _] = keys();
    let store = pkcs12::write(&ec, "countersign", &secret("password")).unwrap();
    for at in 0..store.expose().len() {
        // What names the algorithm of the tag is not under the tag; whatever it says, the key is the same.
        let mut changed = store.expose().clone();
        changed[at] ^= 0x55;
        assert!(pkcs12::open(&changed, &secret("password")).is_none_or(|opened| opened.holds(&ec)), "{at}");
        assert!(pkcs12::open(&store.expose()[..at], &secret("password")).is_none(), "{at}");
    }
    assert!(pkcs12::open(store.expose(), &secret("password")).is_some());
}

#[test]
fn a_key_store_is_written_of_a_private_key_of_a_kind_that_others_read() {
    let [ec, rsa] = keys();
    let edwards = SigningKey::generate(JwsAlgorithm::EdDSA).unwrap().to_private_jwk().unwrap();
    let edwards = Jwk::parse(edwards.expose().as_bytes()).unwrap();
    for unfit in [ec.public_part(), rsa.public_part(), edwards] {
        assert!(pkcs12::write(&unfit, "countersign", &secret("password")).is_err());
    }
    assert!(pkcs12::write(&ec, "countersign", &secret("password")).is_ok());
}
