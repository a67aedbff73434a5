//! Any bytes as a key or a set of keys.

#![no_main]

use jose::{
    DecryptionKey, EncryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, SigningKey, VerifyingKey,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(set) = JwkSet::parse(data) {
        let written = serde_json::to_string(&set).unwrap();
        assert!(JwkSet::parse(written.as_bytes()).is_ok(), "what is written can be read");
    }
    let Ok(jwk) = Jwk::parse(data) else { return };
    let written = jwk.to_private_json();
    let again = Jwk::parse(written.expose().as_bytes()).expect("what is written can be read");
    assert_eq!(again.to_private_json().expose(), written.expose());
    assert_eq!(again.thumbprint(), jwk.thumbprint());
    assert!(!jwk.public_part().is_private());
    let _ = jwk.is_roca();
    for algorithm in JwsAlgorithm::all() {
        let _ = VerifyingKey::from_jwk(&jwk, algorithm);
        if let Ok(key) = SigningKey::from_jwk(&jwk, algorithm) {
            let signature = key.sign(b"x").unwrap();
            assert_eq!(key.verifying_key().unwrap().verify(b"x", &signature), Ok(()));
        }
    }
    for management in KeyManagement::all() {
        let _ = EncryptionKey::from_jwk(&jwk, management);
        let _ = DecryptionKey::from_jwk(&jwk, management);
    }
});
