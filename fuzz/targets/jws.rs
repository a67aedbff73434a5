//! Any text as a signed token, and any parts as one.

#![no_main]

use jose::jwt::{Expectation, Typ};
use jose::{JwsAlgorithm, SigningKey, VerifyingKey, base64url, jws, jwt};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// The key of RFC 7515 A.1, so that its example verifies, and one of ours.
static KEYS: LazyLock<[VerifyingKey; 2]> = LazyLock::new(|| {
    let k = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let secret = base64url::decode(k).unwrap();
    let own = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    [VerifyingKey::from_secret(&secret, JwsAlgorithm::HS256).unwrap(), own.verifying_key().unwrap()]
});

fuzz_target!(|data: &[u8]| {
    // What begins with a zero byte are parts, to be encoded so that the first checks pass.
    let token = match data.split_first() {
        Some((0, parts)) => {
            let parts: Vec<String> = parts.split(|byte| *byte == 0).map(base64url::encode).collect();
            parts.join(".")
        }
        _ => match std::str::from_utf8(data) {
            Ok(text) => text.to_owned(),
            Err(_) => return,
        },
    };
    let _ = jws::decode_unsigned(&token);
    let _ = jws::claimed(&token, "iss");
    for key in KEYS.iter() {
        let Ok(unverified) = jws::decode(&token) else { continue };
        let Ok(verified) = unverified.verify(key, &[key.algorithm()]) else { continue };
        let payload = base64url::encode(verified.as_ref());
        assert_eq!(token.split('.').nth(1), Some(&*payload), "what is believed is what was signed");
        let expectation = Expectation {
            typ: Typ::JwtOrAbsent,
            issuer: None,
            audience: None,
            required: &[],
            now: 1_300_000_000,
            leeway: 0,
            accept_expired: true,
        };
        let _ = jwt::verify(verified, &expectation);
    }
});
