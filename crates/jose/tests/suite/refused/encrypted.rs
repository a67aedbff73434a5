use crate::crafted::{CONTENT_KEY, cbc, dir, dir_key, encoded_dir, oaep, pkcs1};
use crate::keys::{RSA, decryption_keys, jwk};
use jose::jwe::{self, Error};
use jose::{ContentEncryption, DecryptionKey, JwsAlgorithm, KeyManagement, SigningKey, base64url, json, jws};

const DIR: &str = r#"{"alg":"dir","enc":"A128GCM"}"#;
const OAEP: &str = r#"{"alg":"RSA-OAEP","enc":"A128CBC-HS256"}"#;

/// What comes of it with every algorithm allowed.
fn open(token: &str, key: &DecryptionKey) -> Result<Vec<u8>, Error> {
    let managements: Vec<_> = KeyManagement::all().collect();
    let encryptions: Vec<_> = ContentEncryption::all().collect();
    let opened = jwe::decode(token)?.decrypt(key, &managements, &encryptions)?;
    Ok(opened.plaintext().to_vec())
}

fn rsa() -> DecryptionKey {
    DecryptionKey::from_jwk(&jwk(RSA), KeyManagement::RsaOaep).unwrap()
}

fn modulus() -> Vec<u8> {
    let jwk: serde_json::Value = serde_json::from_str(RSA).unwrap();
    base64url::decode(jwk["n"].as_str().unwrap()).unwrap()
}

/// The token with this part replaced.
fn with_part(token: &str, place: usize, part: &str) -> String {
    let mut parts: Vec<&str> = token.split('.').collect();
    parts[place] = part;
    parts.join(".")
}

fn part(token: &str, place: usize) -> Vec<u8> {
    base64url::decode(token.split('.').nth(place).unwrap()).unwrap()
}

#[test]
fn refuses_each_header_it_must_not_understand() {
    for accepted in [
        DIR,
        r#"{"alg":"dir","enc":"A128GCM","kid":"a b","typ":"JWE","cty":"x","more":{"a":[1]}}"#,
        // Never used, so harmless: the key comes from elsewhere.
        r#"{"alg":"dir","enc":"A128GCM","jku":"https://evil.example/","x5u":"x","x5c":["x"],"jwk":{"kty":"oct","k":"AA"}}"#,
        r#"{"alg":"dir","enc":"A128GCM","epk":7,"apu":7,"p2c":1}"#,
    ] {
        assert_eq!(open(&dir(accepted, b"x"), &dir_key()), Ok(b"x".to_vec()), "{accepted}");
    }
    let refused = [
        (r#"{"enc":"A128GCM"}"#, Error::HeaderMemberMissing("alg")),
        (r#"{"alg":"dir"}"#, Error::HeaderMemberMissing("enc")),
        (r#"{"alg":null,"enc":"A128GCM"}"#, Error::HeaderMember("alg")),
        (r#"{"alg":["dir"],"enc":"A128GCM"}"#, Error::HeaderMember("alg")),
        (r#"{"alg":"dir","enc":{}}"#, Error::HeaderMember("enc")),
        (r#"{"alg":"DIR","enc":"A128GCM"}"#, Error::ManagementUnknown),
        (r#"{"alg":"none","enc":"A128GCM"}"#, Error::ManagementUnknown),
        (r#"{"alg":"RS256","enc":"A128GCM"}"#, Error::ManagementUnknown),
        (r#"{"alg":"dir","enc":"a128gcm"}"#, Error::EncryptionUnknown),
        (r#"{"alg":"dir","enc":"none"}"#, Error::EncryptionUnknown),
        (r#"{"alg":"dir","alg":"dir","enc":"A128GCM"}"#, Error::DuplicateHeaderMember),
        (r#"{"alg":"dir","enc":"A128GCM","x":{"y":1,"y":2}}"#, Error::DuplicateHeaderMember),
        (r#"{"alg":"dir","enc":"A128GCM","kid":7}"#, Error::HeaderMember("kid")),
        (r#"{"alg":"dir","enc":"A128GCM","typ":null}"#, Error::HeaderMember("typ")),
        (r#"{"alg":"dir","enc":"A128GCM","cty":["JWT"]}"#, Error::HeaderMember("cty")),
        (r#"{"alg":"dir","enc":"A128GCM","zip":"DEF"}"#, Error::Compressed),
        (r#"{"alg":"dir","enc":"A128GCM","zip":null}"#, Error::Compressed),
        (r#"{"alg":"dir","enc":"A128GCM","crit":["exp"],"exp":1}"#, Error::CriticalNotUnderstood),
        (r#"{"alg":"dir","enc":"A128GCM","crit":["enc"]}"#, Error::CriticalNotUnderstood),
        (r#"{"alg":"dir","enc":"A128GCM","crit":[]}"#, Error::HeaderMember("crit")),
        (r#"{"alg":"dir","enc":"A128GCM","crit":"exp"}"#, Error::HeaderMember("crit")),
        (r#"{"alg":"dir","enc":"A128GCM","crit":[1]}"#, Error::HeaderMember("crit")),
        (r#"["dir","A128GCM"]"#, Error::HeaderNotAnObject),
        (r#"{"alg":"dir","enc":"A128GCM"} x"#, Error::HeaderJson(json::Error::Syntax)),
        ("", Error::HeaderJson(json::Error::Syntax)),
    ];
    for (header, error) in refused {
        assert_eq!(open(&dir(header, b"x"), &dir_key()), Err(error), "{header}");
    }
}

#[test]
fn refuses_by_name_what_is_left_out_on_purpose_before_any_key_is_touched() {
    let names = [
        "RSA1_5",
        "PBES2-HS256+A128KW",
        "PBES2-HS384+A192KW",
        "PBES2-HS512+A256KW",
        "A128GCMKW",
        "A192GCMKW",
        "A256GCMKW",
        "A192KW",
        "ECDH-ES+A192KW",
        "RSA-OAEP-384",
        "RSA-OAEP-512",
    ];
    for name in names {
        let token = dir(&format!(r#"{{"alg":"{name}","enc":"A128GCM","p2c":1000000000}}"#), b"x");
        let Err(Error::ManagementRefused(reason)) = jwe::decode(&token).map(|_| ()) else {
            panic!("{name}");
        };
        assert!(reason.len() > 20, "{name}");
    }
    // It is the padding that is refused: the same bytes open where they were encrypted the right way.
    let blocks = [&b"0123456789abcde"[..], &[1]].concat();
    let oaep = cbc(OAEP, &oaep(&modulus(), &CONTENT_KEY), &blocks);
    assert_eq!(open(&oaep, &rsa()), Ok(b"0123456789abcde".to_vec()));
    let pkcs1 = pkcs1(&modulus(), &CONTENT_KEY);
    let named = cbc(&OAEP.replace("RSA-OAEP", "RSA1_5"), &pkcs1, &blocks);
    assert!(matches!(open(&named, &rsa()), Err(Error::ManagementRefused(_))));
    assert_eq!(open(&cbc(OAEP, &pkcs1, &blocks), &rsa()), Err(Error::KeyNotUnwrapped));
}

#[test]
fn refuses_each_form_that_is_not_compact() {
    let token = dir(DIR, b"x");
    assert!(open(&token, &dir_key()).is_ok());
    let json =
        format!(r#" {{"protected":"{}","ciphertext":"AA","iv":"AA","tag":"AA"}}"#, base64url::encode(DIR));
    assert_eq!(open(&json, &dir_key()), Err(Error::JsonSerialization));
    for text in ["", "x", "a.b", "a.b.c.d", &format!("{token}."), &format!("{token}.a")] {
        assert_eq!(open(text, &dir_key()), Err(Error::NotCompact), "{text}");
    }
    let signing = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let signed = jws::sign(&jws::Members::default(), b"{}", &signing).unwrap();
    assert_eq!(open(&signed, &dir_key()), Err(Error::NotEncrypted));
}

#[test]
fn refuses_what_is_too_long() {
    let token = dir(DIR, &vec![b'x'; 60_000]);
    assert!(open(&token, &dir_key()).is_ok());
    assert_eq!(jwe::decode_within(&token, token.len()).map(|_| ()), Ok(()));
    assert_eq!(jwe::decode_within(&token, token.len() - 1).map(|_| ()), Err(Error::TooLong));
    let long = dir(DIR, &vec![b'x'; jwe::MAX_BYTES]);
    assert_eq!(open(&long, &dir_key()), Err(Error::TooLong));
    let header = |room: usize| DIR.replace('}', &format!(r#","a":"{}"}}"#, "x".repeat(room)));
    assert!(open(&dir(&header(jwe::MAX_HEADER_BYTES / 2), b""), &dir_key()).is_ok());
    assert_eq!(open(&dir(&header(jwe::MAX_HEADER_BYTES), b""), &dir_key()), Err(Error::HeaderTooLong));
}

#[test]
fn refuses_parts_that_are_not_canonical_base64url() {
    let token = dir(DIR, b"xyz!");
    assert!(open(&token, &dir_key()).is_ok());
    let parts: Vec<&str> = token.split('.').collect();
    let names = ["", "encrypted key", "initialization vector", "ciphertext", "authentication tag"];
    for (place, name) in names.into_iter().enumerate() {
        let bad = [
            format!("{}=", parts[place]),
            format!("{} ", parts[place]),
            format!("\n{}", parts[place]),
            format!("{}A", &parts[place][..parts[place].len() / 4 * 4]),
            format!("+{}", parts[place]),
            "Ax".to_owned(),
        ];
        for bad in bad {
            let error = if place == 0 { Error::HeaderEncoding } else { Error::PartEncoding(name) };
            assert_eq!(open(&with_part(&token, place, &bad), &dir_key()), Err(error), "{place} {bad}");
        }
    }
    // Even where the tag covers the very text.
    let padded = format!("{}=", base64url::encode(DIR));
    assert_eq!(open(&encoded_dir(&padded, b"x"), &dir_key()), Err(Error::HeaderEncoding));
}

#[test]
fn refuses_parts_of_another_length_before_any_cipher_runs() {
    for enc in ContentEncryption::all() {
        let key = DecryptionKey::generate_direct(enc).unwrap();
        let to = key.encryption_key().unwrap();
        let token = jwe::encrypt(&jwe::Members::default(), b"0123456789", &to, enc).unwrap();
        assert!(open(&token, &key).is_ok());
        for (place, error) in [(2, Error::IvLength), (4, Error::TagLength)] {
            let whole = part(&token, place);
            let longer = [&whole[..], &[0]].concat();
            let mut wrong: Vec<&[u8]> = (0..whole.len()).map(|length| &whole[..length]).collect();
            wrong.push(&longer);
            for wrong in wrong {
                let token = with_part(&token, place, &base64url::encode(wrong));
                assert_eq!(jwe::decode(&token).map(|_| ()), Err(error), "{enc} {}", wrong.len());
            }
        }
        let blocks = enc.name().contains("CBC");
        for length in 0..40 {
            let token = with_part(&token, 3, &base64url::encode(vec![0; length]));
            let whole = !blocks || (length > 0 && length % 16 == 0);
            let error = if whole { Ok(()) } else { Err(Error::CiphertextLength) };
            assert_eq!(jwe::decode(&token).map(|_| ()), error, "{enc} {length}");
        }
    }
}

#[test]
fn refuses_a_message_that_was_changed_anywhere() {
    for enc in [ContentEncryption::A128CbcHs256, ContentEncryption::A256Gcm] {
        for key in decryption_keys(enc) {
            let to = key.encryption_key().unwrap();
            let token = jwe::encrypt(&jwe::Members::default(), b"0123456789", &to, enc).unwrap();
            assert!(open(&token, &key).is_ok());
            for place in 1..5 {
                let mut bytes = part(&token, place);
                let Some(last) = bytes.last_mut() else { continue };
                *last ^= 1;
                let changed = with_part(&token, place, &base64url::encode(&bytes));
                let error = if place == 1 { Error::KeyNotUnwrapped } else { Error::TagInvalid };
                assert_eq!(open(&changed, &key), Err(error), "{} {enc} {place}", key.management());
            }
            let header = String::from_utf8(part(&token, 0)).unwrap().replacen('{', r#"{"x":1,"#, 1);
            let changed = with_part(&token, 0, &base64url::encode(header));
            assert_eq!(open(&changed, &key), Err(Error::TagInvalid), "{}", key.management());
        }
    }
}

#[test]
fn refuses_a_message_to_somebody_else() {
    for enc in ContentEncryption::all() {
        let others = decryption_keys(enc);
        for (key, other) in decryption_keys(enc).iter().zip(&others) {
            let public = other.encryption_key().unwrap();
            let token = jwe::encrypt(&jwe::Members::default(), b"x", &public, enc).unwrap();
            assert!(open(&token, other).is_ok());
            // The RSA key stands for all; its tests are those of the changed encrypted key.
            if key.kid() != other.kid() {
                let error = match key.management() {
                    KeyManagement::EcdhEs | KeyManagement::Dir => Error::TagInvalid,
                    _ => Error::KeyNotUnwrapped,
                };
                assert_eq!(open(&token, key), Err(error), "{} {enc}", key.management());
            }
        }
    }
}

#[test]
fn allows_what_the_caller_allows_and_never_what_the_token_says() {
    let key = dir_key();
    let token = dir(DIR, b"x");
    let open = |managements: &[KeyManagement], encryptions: &[ContentEncryption]| {
        jwe::decode(&token).unwrap().decrypt(&key, managements, encryptions).map(|_| ())
    };
    let (way, enc) = (KeyManagement::Dir, ContentEncryption::A128Gcm);
    assert_eq!(open(&[KeyManagement::RsaOaep, way], &[ContentEncryption::A256Gcm, enc]), Ok(()));
    assert_eq!(open(&[KeyManagement::RsaOaep], &[enc]), Err(Error::ManagementNotAllowed));
    assert_eq!(open(&[], &[enc]), Err(Error::ManagementNotAllowed));
    assert_eq!(open(&[way], &[ContentEncryption::A256Gcm]), Err(Error::EncryptionNotAllowed));
    assert_eq!(open(&[way], &[]), Err(Error::EncryptionNotAllowed));

    // The same RSA key, used by the other way of the two.
    let to = DecryptionKey::from_jwk(&jwk(RSA), KeyManagement::RsaOaep256).unwrap();
    let other = to.encryption_key().unwrap();
    let token = jwe::encrypt(&jwe::Members::default(), b"x", &other, enc).unwrap();
    assert_eq!(crate::refused::encrypted::open(&token, &to), Ok(b"x".to_vec()));
    assert_eq!(crate::refused::encrypted::open(&token, &rsa()), Err(Error::ManagementNotOfKey));
}

#[test]
fn refuses_a_secret_that_is_not_the_length_of_the_contents_key() {
    let token = dir(DIR, b"x");
    assert!(open(&token, &dir_key()).is_ok());
    let longer = DecryptionKey::from_secret(&CONTENT_KEY, KeyManagement::Dir).unwrap();
    assert_eq!(open(&token, &longer), Err(Error::SecretLength));
    let to = longer.encryption_key().unwrap();
    let made = jwe::encrypt(&jwe::Members::default(), b"x", &to, ContentEncryption::A128Gcm);
    assert_eq!(made, Err(Error::Key(jose::key::Error::SecretLength)));
    let with_key = with_part(&token, 1, "AA");
    assert_eq!(open(&with_key, &dir_key()), Err(Error::EncryptedKeyLength));
}

#[test]
fn refuses_an_encrypted_key_of_another_length_or_content() {
    let blocks = [&b"0123456789abcde"[..], &[1]].concat();
    let good = oaep(&modulus(), &CONTENT_KEY);
    assert!(open(&cbc(OAEP, &good, &blocks), &rsa()).is_ok());
    for wrong in [&[][..], &good[1..], &[&[0], &good[..]].concat(), &[&good[..], &[0]].concat()] {
        let outcome = open(&cbc(OAEP, wrong, &blocks), &rsa());
        assert_eq!(outcome, Err(Error::EncryptedKeyLength), "{}", wrong.len());
    }
    for wrong in [vec![0; 256], vec![0xff; 256]] {
        assert_eq!(open(&cbc(OAEP, &wrong, &blocks), &rsa()), Err(Error::KeyNotUnwrapped));
    }
    for length in [0, 16, 31, 33, 48, 64] {
        let wrong = oaep(&modulus(), &vec![7; length]);
        let outcome = open(&cbc(OAEP, &wrong, &blocks), &rsa());
        assert_eq!(outcome, Err(Error::ContentKeyLength), "{length}");
    }
    for management in [KeyManagement::A128Kw, KeyManagement::EcdhEsA256Kw] {
        let key = DecryptionKey::generate(management).unwrap();
        let (to, enc) = (key.encryption_key().unwrap(), ContentEncryption::A128Gcm);
        let token = jwe::encrypt(&jwe::Members::default(), b"x", &to, enc).unwrap();
        for length in [0, 8, 16, 23, 25, 32, 40] {
            let changed = with_part(&token, 1, &base64url::encode(vec![0; length]));
            assert_eq!(open(&changed, &key), Err(Error::EncryptedKeyLength), "{management} {length}");
        }
        let changed = with_part(&token, 1, &base64url::encode([0; 24]));
        assert_eq!(open(&changed, &key), Err(Error::KeyNotUnwrapped), "{management}");
    }
    let key = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap();
    let (to, enc) = (key.encryption_key().unwrap(), ContentEncryption::A128Gcm);
    let token = jwe::encrypt(&jwe::Members::default(), b"x", &to, enc).unwrap();
    assert_eq!(open(&with_part(&token, 1, "AA"), &key), Err(Error::EncryptedKeyLength));
}

#[test]
fn refuses_padding_that_is_not_what_it_says() {
    let encrypted_key = oaep(&modulus(), &CONTENT_KEY);
    let open = |blocks: &[u8]| open(&cbc(OAEP, &encrypted_key, blocks), &rsa());
    assert_eq!(open(&[16; 16]), Ok(vec![]));
    assert_eq!(open(&[&[9; 13][..], &[3; 3]].concat()), Ok(vec![9; 13]));
    assert_eq!(open(&[&[16; 16][..], &[16; 16]].concat()), Ok(vec![16; 16]));
    for blocks in [
        [0; 16].to_vec(),
        [17; 16].to_vec(),
        [255; 16].to_vec(),
        [&[9; 13][..], &[2, 3, 3]].concat(),
        [&[9; 13][..], &[4; 3]].concat(),
        [&[15; 1][..], &[16; 15]].concat(),
        [&[32; 32][..]].concat(),
    ] {
        assert_eq!(open(&blocks), Err(Error::Padding), "{blocks:?}");
    }
}

#[test]
fn tells_nobody_but_the_operator_which_check_failed() {
    let after = [
        Error::EncryptedKeyLength,
        Error::KeyNotUnwrapped,
        Error::ContentKeyLength,
        Error::SecretLength,
        Error::EphemeralPoint,
        Error::EphemeralSmallOrder,
        Error::TagInvalid,
        Error::Padding,
    ];
    assert!(after.iter().all(Error::after_key));
    let before = [Error::TooLong, Error::ManagementNotAllowed, Error::IvLength, Error::Compressed];
    assert!(!before.iter().any(Error::after_key));
    let texts: std::collections::BTreeSet<_> = after.iter().chain(&before).map(Error::to_string).collect();
    assert_eq!(texts.len(), after.len() + before.len());
    assert!(!texts.contains(Error::PUBLIC));
    for key in decryption_keys(ContentEncryption::A128CbcHs256) {
        jwe::pretend("", &key);
        jwe::pretend("not a token at all", &key);
    }
}
