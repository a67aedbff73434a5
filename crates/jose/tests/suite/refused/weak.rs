use crate::keys::{RSA, jwk};
use jose::key::Error;
use jose::{DecryptionKey, EncryptionKey, JwkSet, JwsAlgorithm, KeyManagement, SigningKey, VerifyingKey};

const ROCA: &str = include_str!("../../vectors/roca.json");

#[test]
fn tells_keys_of_the_flawed_generator_from_others() {
    let weak = JwkSet::parse(ROCA.as_bytes()).unwrap();
    assert_eq!(weak.keys.iter().map(jose::Jwk::bits).collect::<Vec<_>>(), [2048, 3072, 4096, 2049]);
    assert!(weak.keys.iter().all(jose::Jwk::is_roca));

    assert!(!jwk(RSA).is_roca());
    for _ in 0..3 {
        let key = DecryptionKey::generate(KeyManagement::RsaOaep).unwrap();
        assert!(!key.public_jwk().is_roca());
    }
    let other = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    assert!(!other.public_jwk().is_roca());
}

#[test]
fn refuses_keys_of_the_flawed_generator_for_whatever_they_are_used() {
    let outcome = |jwk: &jose::Jwk| {
        let verifying = VerifyingKey::from_jwk(jwk, JwsAlgorithm::RS256).err();
        [verifying, EncryptionKey::from_jwk(jwk, KeyManagement::RsaOaep).err()]
    };
    assert_eq!(outcome(&jwk(RSA)), [None, None]);
    for weak in JwkSet::parse(ROCA.as_bytes()).unwrap().keys {
        assert_eq!(outcome(&weak), [Some(Error::KnownWeak); 2]);
    }
}
