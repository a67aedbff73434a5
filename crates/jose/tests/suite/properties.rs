//! What holds for any input.

use crate::keys::decryption_keys;
use jose::{ContentEncryption, DecryptionKey, EncryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement};
use jose::{SigningKey, VerifyingKey, base64url, json, jwe, jws, nested};
use proptest::prelude::*;
use std::sync::LazyLock;

/// One key for each row of the table: RSA keys take long to make.
static KEYS: LazyLock<Vec<(SigningKey, VerifyingKey)>> = LazyLock::new(|| {
    JwsAlgorithm::all()
        .map(|algorithm| {
            let key = SigningKey::generate(algorithm).unwrap();
            let verifying = key.verifying_key().unwrap();
            (key, verifying)
        })
        .collect()
});

/// A key for each way and curve, with the content encryption it was made for.
static SEALING: LazyLock<Vec<(ContentEncryption, DecryptionKey)>> = LazyLock::new(|| {
    let of = |enc| decryption_keys(enc).into_iter().map(move |key| (enc, key));
    ContentEncryption::all().flat_map(of).collect()
});

fn open(token: &str, key: &DecryptionKey) -> Result<Vec<u8>, jwe::Error> {
    let managements: Vec<_> = KeyManagement::all().collect();
    let encryptions: Vec<_> = ContentEncryption::all().collect();
    let opened = jwe::decode(token)?.decrypt(key, &managements, &encryptions)?;
    Ok(opened.plaintext().to_vec())
}

/// Text made of what encrypted tokens are made of, with parts of the lengths that pass.
fn crafted_sealed() -> impl Strategy<Value = String> {
    let header = prop_oneof![
        "\\{\"alg\":\"(dir|RSA-OAEP|RSA-OAEP-256|A128KW|A256KW|RSA1_5)\",\"enc\":\"(A128GCM|A192GCM|A256GCM|A128CBC-HS256|A192CBC-HS384|A256CBC-HS512)\"(,\"(kid|typ|cty|crit|zip|apu)\":(\"a\"|1|\\[\"x\"\\]|null))?\\}",
        "\\{\"alg\":\"ECDH-ES(\\+A128KW|\\+A256KW)?\",\"enc\":\"(A128GCM|A128CBC-HS256)\",\"epk\":\\{\"kty\":\"(OKP|EC)\",\"crv\":\"(X25519|P-256)\",\"x\":\"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]\",\"y\":\"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]\"\\}\\}",
        ".{0,20}",
    ];
    let of_length = |lengths: &'static [usize]| {
        let length = prop::sample::select(lengths);
        length.prop_flat_map(|length| prop::collection::vec(any::<u8>(), length)).prop_map(base64url::encode)
    };
    let parts = (
        header.prop_map(base64url::encode),
        of_length(&[0, 24, 40, 256]),
        of_length(&[12, 16]),
        of_length(&[0, 16, 32, 33]),
        of_length(&[16, 24, 32]),
    );
    parts.prop_map(|(header, key, iv, text, tag)| format!("{header}.{key}.{iv}.{text}.{tag}"))
}

/// Text made of what tokens and keys are made of, so that it gets past the first checks.
fn crafted() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("{\"alg\":\"ES256\"}".to_owned()),
        Just("{\"alg\":\"HS256\",\"kid\":7}".to_owned()),
        Just("{\"alg\":\"none\"}".to_owned()),
        "\\{\"alg\":\"(RS|PS|ES|HS)(256|384|512)\"(,\"(kid|typ|crit|b64)\":(\"a\"|1|\\[\"x\"\\]|null))?\\}",
        ".{0,20}",
    ]
    .prop_map(base64url::encode);
    prop::collection::vec(prop_oneof![4 => part, 1 => ".{0,8}".boxed()], 0..5)
        .prop_map(|parts| parts.join("."))
}

fn key_like() -> impl Strategy<Value = String> {
    let member = prop_oneof![
        "\"kty\":\"(RSA|EC|OKP|oct|x)\"",
        "\"crv\":\"(P-256|P-384|P-521|Ed25519|X25519)\"",
        "\"(n|e|d|p|q|dp|dq|qi|x|y|k|oth)\":\"[A-Za-z0-9_-]{0,90}\"",
        "\"(kid|use|alg|key_ops|keys)\":(\"sig\"|\\[\"sign\"\\]|7|null|\\{\\})",
    ];
    prop::collection::vec(member, 0..9).prop_map(|members| format!("{{{}}}", members.join(",")))
}

proptest! {
    #[test]
    fn nothing_panics_on_any_text(text in any::<String>()) {
        let _ = jws::decode(&text).map(|token| token.header().clone());
        let _ = base64url::decode(&text);
        let _ = Jwk::parse(text.as_bytes());
        let _ = text.parse::<JwsAlgorithm>();
        let _ = text.parse::<KeyManagement>();
        let _ = text.parse::<ContentEncryption>();
        let _ = jwe::decode(&text).map(|sealed| sealed.header().clone());
    }

    #[test]
    fn nothing_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = json::parse(&bytes);
        let _ = Jwk::parse(&bytes);
        let _ = JwkSet::parse(&bytes);
        for (_, key) in KEYS.iter() {
            prop_assert!(key.verify(b"message", &bytes).is_err());
        }
    }

    #[test]
    fn no_crafted_token_panics_or_verifies(token in crafted()) {
        for (key, verifying) in KEYS.iter() {
            if let Ok(token) = jws::decode(&token) {
                prop_assert!(token.verify(verifying, &[key.algorithm()]).is_err());
            }
        }
    }

    #[test]
    fn no_crafted_key_panics(text in key_like()) {
        if let Ok(jwk) = Jwk::parse(text.as_bytes()) {
            for algorithm in JwsAlgorithm::all() {
                let _ = SigningKey::from_jwk(&jwk, algorithm);
                let _ = VerifyingKey::from_jwk(&jwk, algorithm);
            }
            for management in KeyManagement::all() {
                let _ = EncryptionKey::from_jwk(&jwk, management);
                let _ = DecryptionKey::from_jwk(&jwk, management);
            }
            let _ = jwk.is_roca();
        }
        let _ = JwkSet::parse(format!("{{\"keys\":[{text},{text}]}}").as_bytes());
    }

    #[test]
    fn base64url_has_one_text_for_each_value(bytes in any::<Vec<u8>>(), text in "[A-Za-z0-9_-]{0,12}") {
        prop_assert_eq!(base64url::decode(&base64url::encode(&bytes)), Ok(bytes));
        if let Ok(bytes) = base64url::decode(&text) {
            prop_assert_eq!(base64url::encode(bytes), text);
        }
    }

    #[test]
    fn strict_json_agrees_with_serde_json(text in r#"[\[\]{}",:0-9a-z.\- ]{0,40}"#) {
        if let Ok(value) = json::parse(text.as_bytes()) {
            prop_assert_eq!(value, serde_json::from_str::<serde_json::Value>(&text).unwrap());
        }
    }

    #[test]
    fn what_is_sealed_opens(plain in any::<Vec<u8>>(), aad in any::<Vec<u8>>()) {
        let key = jose::sealing::SealingKey::new(jose::Secret::new(jose::random::bytes()));
        prop_assert_eq!(key.open(&aad, &key.seal(&aad, &plain)), Ok(plain));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_crafted_message_panics_or_opens(token in crafted_sealed()) {
        for (_, key) in SEALING.iter() {
            prop_assert!(open(&token, key).is_err());
            jwe::pretend(&token, key);
        }
    }

    #[test]
    fn what_is_encrypted_opens_and_with_any_bit_flipped_does_not(
        plaintext in prop::collection::vec(any::<u8>(), 0..100),
        flipped in prop::collection::vec(any::<prop::sample::Index>(), 4),
    ) {
        for (enc, key) in SEALING.iter() {
            let to = key.encryption_key().unwrap();
            let token = jwe::encrypt(&jwe::Members::default(), &plaintext, &to, *enc).unwrap();
            prop_assert_eq!(open(&token, key), Ok(plaintext.clone()));
            for flipped in &flipped {
                let at = flipped.index(token.len() * 8);
                let mut bytes = token.clone().into_bytes();
                bytes[at / 8] ^= 1 << (at % 8);
                if let Ok(text) = String::from_utf8(bytes) {
                    prop_assert!(open(&text, key).is_err(), "{} {at}", key.management());
                }
            }
        }
    }

    #[test]
    fn a_signed_token_with_any_bit_flipped_does_not_verify(
        payload in prop::collection::vec(any::<u8>(), 0..100),
        flipped in prop::collection::vec(any::<prop::sample::Index>(), 16),
    ) {
        for (key, verifying) in KEYS.iter() {
            let token = jws::sign(&jws::Members::default(), &payload, key).unwrap();
            for flipped in &flipped {
                let at = flipped.index(token.len() * 8);
                let mut bytes = token.clone().into_bytes();
                bytes[at / 8] ^= 1 << (at % 8);
                if let Ok(text) = String::from_utf8(bytes) {
                    let verified =
                        jws::decode(&text).and_then(|token| token.verify(verifying, &[key.algorithm()]));
                    prop_assert!(verified.is_err(), "{} {at}", key.algorithm());
                }
            }
        }
    }

    #[test]
    fn what_is_signed_and_sealed_comes_out_again(payload in any::<Vec<u8>>()) {
        let (signing, verifying) = &KEYS[6];
        for (enc, key) in SEALING.iter().take(14) {
            let to = key.encryption_key().unwrap();
            let token = nested::seal(&jws::Members::default(), &payload, signing, &to, *enc).unwrap();
            let nested = nested::open(&token, key, &[key.management()], &[*enc]).unwrap();
            let verified = nested.verify(verifying, &[signing.algorithm()]).unwrap();
            prop_assert_eq!(verified.as_ref(), &payload);
        }
    }

    #[test]
    fn what_is_signed_verifies_with_its_algorithm_and_no_other(
        payload in any::<Vec<u8>>(),
        flipped in any::<prop::sample::Index>(),
    ) {
        for (key, verifying) in KEYS.iter() {
            let token = jws::sign(&jws::Members::default(), &payload, key).unwrap();
            let decoded = jws::decode(&token).unwrap();
            prop_assert_eq!(decoded.header().kid.as_deref(), Some(key.kid()));
            let verified = decoded.verify(verifying, &[key.algorithm()]).unwrap();
            prop_assert_eq!(verified.as_ref(), &payload);

            let mut signature = key.sign(&payload).unwrap();
            if let Some(length) = key.algorithm().signature_len() {
                prop_assert_eq!(signature.len(), length);
            }
            prop_assert_eq!(verifying.verify(&payload, &signature), Ok(()));
            for (other, other_verifying) in KEYS.iter() {
                if other.algorithm() != key.algorithm() {
                    prop_assert!(other_verifying.verify(&payload, &signature).is_err());
                }
            }
            let at = flipped.index(signature.len() * 8);
            signature[at / 8] ^= 1 << (at % 8);
            prop_assert!(verifying.verify(&payload, &signature).is_err());
        }
    }
}
