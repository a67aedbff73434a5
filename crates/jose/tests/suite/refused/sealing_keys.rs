use crate::keys::{CURVES, RSA, jwk};
use jose::key::Error;
use jose::{ContentEncryption, Curve, DecryptionKey, EncryptionKey, Jwk, KeyManagement, base64url, jwe};
use serde_json::{Value, json};

/// A private key for each way, described by nothing but its numbers.
fn bare(management: KeyManagement) -> Value {
    let whole = match management {
        KeyManagement::RsaOaep | KeyManagement::RsaOaep256 => serde_json::from_str(RSA).unwrap(),
        _ => {
            let key = DecryptionKey::generate(management).unwrap();
            serde_json::from_str::<Value>(key.to_private_jwk().expose()).unwrap()
        }
    };
    let mut whole = whole;
    for name in ["kid", "use", "alg"] {
        whole.as_object_mut().unwrap().remove(name);
    }
    whole
}

fn with(key: &Value, members: Value) -> Jwk {
    let mut key = key.clone();
    for (name, value) in members.as_object().unwrap() {
        key[name] = value.clone();
    }
    Jwk::from_value(key).unwrap()
}

fn both(jwk: &Jwk, management: KeyManagement) -> [Option<Error>; 2] {
    let encryption = EncryptionKey::from_jwk(jwk, management).err();
    [encryption, DecryptionKey::from_jwk(jwk, management).err()]
}

#[test]
fn obeys_what_the_key_says_it_is_for() {
    for management in KeyManagement::all() {
        let key = bare(management);
        for fine in [json!({}), json!({ "use": "enc" }), json!({ "alg": management.name() })] {
            assert_eq!(both(&with(&key, fine), management), [None, None], "{management}");
        }
        for usage in ["sig", "", "ENC"] {
            let jwk = with(&key, json!({ "use": usage }));
            assert_eq!(both(&jwk, management), [Some(Error::WrongUse); 2], "{management} {usage}");
        }
        for alg in KeyManagement::all().map(KeyManagement::name).chain(["RS256", "", "RSA1_5"]) {
            let expected = (alg != management.name()).then_some(Error::WrongAlgorithm);
            let jwk = with(&key, json!({ "alg": alg }));
            assert_eq!(both(&jwk, management), [expected; 2], "{management} {alg}");
        }
    }
}

#[test]
fn obeys_the_operations_that_the_key_allows() {
    let [one, other] = [Some(Error::OperationNotAllowed), None];
    for management in KeyManagement::all() {
        let key = bare(management);
        let outcome = |operations: &[&str]| both(&with(&key, json!({ "key_ops": operations })), management);
        let (to_encrypt, to_decrypt): (&[&str], &[&str]) = match management {
            KeyManagement::RsaOaep | KeyManagement::RsaOaep256 => {
                (&["wrapKey", "encrypt"], &["unwrapKey", "decrypt"])
            }
            KeyManagement::A128Kw | KeyManagement::A256Kw => (&["wrapKey"], &["unwrapKey"]),
            KeyManagement::Dir => (&["encrypt"], &["decrypt"]),
            _ => (&[], &[]),
        };
        for operation in to_encrypt {
            assert_eq!(outcome(&[operation]), [other, one], "{management} {operation}");
            assert_eq!(outcome(&["sign", operation]), [other, one], "{management} {operation}");
        }
        for operation in to_decrypt {
            assert_eq!(outcome(&[operation]), [one, other], "{management} {operation}");
        }
        let agrees = management.is_agreement();
        for operation in ["deriveKey", "deriveBits"] {
            let expected = if agrees { [other; 2] } else { [one; 2] };
            assert_eq!(outcome(&[operation]), expected, "{management} {operation}");
        }
        for operations in [&[][..], &["sign", "verify"], &["Encrypt", "x"]] {
            assert_eq!(outcome(operations), [one; 2], "{management} {operations:?}");
        }
    }
}

#[test]
fn a_direct_key_may_name_the_one_content_encryption_it_is_for() {
    let key = json!({ "kty": "oct", "k": base64url::encode([7; 32]) });
    let bound = with(&key, json!({ "alg": "A256GCM" }));
    let to = EncryptionKey::from_jwk(&bound, KeyManagement::Dir).unwrap();
    let reader = DecryptionKey::from_jwk(&bound, KeyManagement::Dir).unwrap();
    let free = EncryptionKey::from_jwk(&with(&key, json!({})), KeyManagement::Dir).unwrap();
    let seal = |key: &EncryptionKey, enc| jwe::encrypt(&jwe::Members::default(), b"x", key, enc);
    let open = |token: &str| {
        let all: Vec<_> = ContentEncryption::all().collect();
        jwe::decode(token).unwrap().decrypt(&reader, &[KeyManagement::Dir], &all).map(|_| ())
    };
    assert_eq!(open(&seal(&to, ContentEncryption::A256Gcm).unwrap()), Ok(()));
    let outcome = seal(&to, ContentEncryption::A128CbcHs256);
    assert_eq!(outcome, Err(jwe::Error::Key(Error::WrongAlgorithm)));
    let other = seal(&free, ContentEncryption::A128CbcHs256).unwrap();
    assert_eq!(open(&other), Err(jwe::Error::EncryptionNotOfKey));
}

#[test]
fn refuses_keys_of_another_kind_or_curve() {
    let kinds = [KeyManagement::RsaOaep, KeyManagement::EcdhEs, KeyManagement::A128Kw];
    for kind in kinds {
        let jwk = with(&bare(kind), json!({}));
        for management in KeyManagement::all() {
            let fits = management.key_type() == kind.key_type();
            assert_eq!(management.fits(&jwk), fits);
            if !fits {
                assert_eq!(both(&jwk, management), [Some(Error::WrongKeyType); 2], "{management}");
            }
        }
    }
    let ed25519 = jwk(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
    assert_eq!(both(&ed25519, KeyManagement::EcdhEs), [Some(Error::WrongKeyType); 2]);
    let outcome = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::Ed25519).err();
    assert_eq!(outcome, Some(Error::WrongKeyType));
    let outcome = DecryptionKey::generate_agreement(KeyManagement::Dir, Curve::P256).err();
    assert_eq!(outcome, Some(Error::WrongKeyType));
    assert_eq!(DecryptionKey::generate_rsa(KeyManagement::Dir, 2048).err(), Some(Error::WrongKeyType));
    let outcome = DecryptionKey::generate_rsa(KeyManagement::RsaOaep, 1024).err();
    assert_eq!(outcome, Some(Error::UnsupportedModulusSize));
    let x25519 = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::X25519).unwrap();
    let jwk = x25519.public_jwk();
    assert_eq!(
        jose::VerifyingKey::from_jwk(&jwk, jose::JwsAlgorithm::EdDSA).err(),
        Some(Error::WrongKeyType)
    );
}

#[test]
fn refuses_short_rsa_keys_and_points_off_the_curve() {
    let mut short: Value = serde_json::to_value(jwk(RSA)).unwrap();
    assert!(EncryptionKey::from_jwk(&with(&short, json!({})), KeyManagement::RsaOaep).is_ok());
    let n = base64url::decode(short["n"].as_str().unwrap()).unwrap();
    short["n"] = json!(base64url::encode(&n[128..]));
    let outcome = EncryptionKey::from_jwk(&with(&short, json!({})), KeyManagement::RsaOaep).err();
    assert_eq!(outcome, Some(Error::ModulusTooShort));
    for curve in CURVES.into_iter().filter(|curve| *curve != Curve::X25519) {
        let key = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, curve).unwrap();
        let key: Value = serde_json::from_str(key.to_private_jwk().expose()).unwrap();
        assert_eq!(both(&with(&key, json!({})), KeyManagement::EcdhEs), [None; 2]);
        let off = with(&key, json!({ "x": key["y"], "y": key["x"] }));
        assert_eq!(both(&off, KeyManagement::EcdhEs), [Some(Error::NotOnCurve); 2], "{curve:?}");
    }
}

#[test]
fn refuses_private_parts_that_are_missing_or_of_another_key() {
    for management in KeyManagement::all() {
        let key = bare(management);
        let public = with(&key, json!({})).public_part();
        assert_eq!(DecryptionKey::from_jwk(&public, management).err(), Some(Error::NotPrivate));
        if management.is_symmetric() {
            assert_eq!(EncryptionKey::from_jwk(&public, management).err(), Some(Error::NotPrivate));
        }
    }
    for curve in CURVES {
        let [one, other] = [(); 2].map(|()| {
            let key = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, curve).unwrap();
            serde_json::from_str::<Value>(key.to_private_jwk().expose()).unwrap()
        });
        let mixed = with(&one, json!({ "d": other["d"] }));
        let outcome = DecryptionKey::from_jwk(&mixed, KeyManagement::EcdhEs).err();
        assert_eq!(outcome, Some(Error::Inconsistent), "{curve:?}");
        if curve != Curve::X25519 {
            for value in [0, 0xff] {
                let d = base64url::encode(vec![value; curve.coordinate_len()]);
                let outcome = DecryptionKey::from_jwk(&with(&one, json!({ "d": d })), KeyManagement::EcdhEs);
                assert_eq!(outcome.err(), Some(Error::Inconsistent), "{curve:?} {value}");
            }
        }
    }
}

#[test]
fn refuses_secrets_of_another_length() {
    let outcome = |length: usize, management| {
        let secret = vec![7; length];
        let jwk = with(&json!({ "kty": "oct", "k": base64url::encode(&secret) }), json!({}));
        let [one, other] = both(&jwk, management);
        assert_eq!(EncryptionKey::from_secret(&secret, management).err(), one);
        assert_eq!(DecryptionKey::from_secret(&secret, management).err(), other);
        assert_eq!(one, other);
        one
    };
    for length in 0..80 {
        let error = Some(Error::SecretLength);
        assert_eq!(outcome(length, KeyManagement::A128Kw), error.filter(|_| length != 16), "{length}");
        assert_eq!(outcome(length, KeyManagement::A256Kw), error.filter(|_| length != 32), "{length}");
        let fits = [16, 24, 32, 48, 64].contains(&length);
        assert_eq!(outcome(length, KeyManagement::Dir), error.filter(|_| !fits), "{length}");
    }
    assert_eq!(EncryptionKey::from_secret(&[7; 32], KeyManagement::RsaOaep).err(), Some(Error::WrongKeyType));
    assert_eq!(DecryptionKey::from_secret(&[7; 32], KeyManagement::EcdhEs).err(), Some(Error::WrongKeyType));
}
