//! Any content where a signed token should be, inside one that opens; and any payload there and back.

#![no_main]

use jose::{ContentEncryption, DecryptionKey, EncryptionKey, JwsAlgorithm, KeyManagement, SigningKey};
use jose::{VerifyingKey, jwe, jws, nested};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

struct Keys {
    to: EncryptionKey,
    reader: DecryptionKey,
    signing: SigningKey,
    verifying: VerifyingKey,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let reader = DecryptionKey::from_secret(&[7; 16], KeyManagement::A128Kw).unwrap();
    let signing = SigningKey::from_secret(&[7; 32], JwsAlgorithm::HS256).unwrap();
    let verifying = signing.verifying_key().unwrap();
    Keys { to: reader.encryption_key().unwrap(), reader, signing, verifying }
});

const ENC: ContentEncryption = ContentEncryption::A128CbcHs256;
const WAYS: [KeyManagement; 1] = [KeyManagement::A128Kw];
const SIGNATURES: [JwsAlgorithm; 1] = [JwsAlgorithm::HS256];

fuzz_target!(|data: &[u8]| {
    let keys = &*KEYS;
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = nested::open(text, &keys.reader, &WAYS, &[ENC]).map(|nested| nested.as_str().len());
    }
    let members = jwe::Members { typ: None, cty: Some(nested::CONTENT_TYPE) };
    let token = jwe::encrypt(&members, data, &keys.to, ENC).unwrap();
    if let Ok(nested) = nested::open(&token, &keys.reader, &WAYS, &[ENC]) {
        assert_eq!(nested.as_str().as_bytes(), data);
        let _ = nested.verify(&keys.verifying, &SIGNATURES);
    }
    let token = nested::seal(&jws::Members::default(), data, &keys.signing, &keys.to, ENC).unwrap();
    // Longer ones are refused for their length.
    if let Ok(nested) = nested::open(&token, &keys.reader, &WAYS, &[ENC]) {
        let verified = nested.verify(&keys.verifying, &SIGNATURES).unwrap();
        assert_eq!(verified.as_ref(), data);
    } else {
        assert!(data.len() > 40_000);
    }
});
