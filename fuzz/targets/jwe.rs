//! Any text as an encrypted token, and any parts as one.

#![no_main]

use jose::{ContentEncryption, DecryptionKey, Jwk, KeyManagement, base64url, jwe};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// Keys of the specifications' examples in the corpus, and one of X25519.
static KEYS: LazyLock<Vec<DecryptionKey>> = LazyLock::new(|| {
    let of = |text: &str, management| {
        DecryptionKey::from_jwk(&Jwk::parse(text.as_bytes()).unwrap(), management).unwrap()
    };
    vec![
        of(r#"{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}"#, KeyManagement::A128Kw),
        of(r#"{"kty":"oct","k":"XctOhJAkA-pD9Lh7ZgW_2A"}"#, KeyManagement::Dir),
        of(
            r#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
                "d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}"#,
            KeyManagement::EcdhEs,
        ),
        of(
            r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
                "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
                "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#,
            KeyManagement::EcdhEsA128Kw,
        ),
    ]
});

fuzz_target!(|data: &[u8]| {
    // What begins with a zero byte are parts, to be encoded so that the first checks pass.
    let token = match data.split_first() {
        Some((0, parts)) => {
            let parts: Vec<String> = parts.splitn(5, |byte| *byte == 0).map(base64url::encode).collect();
            parts.join(".")
        }
        _ => match std::str::from_utf8(data) {
            Ok(text) => text.to_owned(),
            Err(_) => return,
        },
    };
    let managements: Vec<_> = KeyManagement::all().collect();
    let encryptions: Vec<_> = ContentEncryption::all().collect();
    for key in KEYS.iter() {
        let Ok(sealed) = jwe::decode(&token) else { break };
        let enc = sealed.header().enc;
        let Ok(opened) = sealed.decrypt(key, &managements, &encryptions) else { continue };
        // What opened can be sealed again, and opens to the same.
        let to = key.encryption_key().unwrap();
        let again = jwe::encrypt(&jwe::Members::default(), opened.plaintext(), &to, enc).unwrap();
        let again = jwe::decode(&again).unwrap().decrypt(key, &managements, &encryptions).unwrap();
        assert_eq!(again.plaintext(), opened.plaintext());
    }
    jwe::pretend(&token, &KEYS[0]);
});
