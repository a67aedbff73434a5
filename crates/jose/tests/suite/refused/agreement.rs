use crate::keys::CURVES;
use jose::jwe::{self, Error};
use jose::{ContentEncryption, Curve, DecryptionKey, EncryptionKey, Jwk, KeyManagement, base64url, key};
use serde_json::{Value, json};

const ENC: ContentEncryption = ContentEncryption::A128Gcm;

/// The u coordinates of the points of small order on Curve25519, with those that are written the long
/// way round (RFC 7748 §6.1 has their products be zero).
#[rustfmt::skip]
fn small_order() -> Vec<Vec<u8>> {
    let edge = |first: u8, middle: u8, last: u8| {
        let mut bytes = vec![middle; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    };
    vec![
        edge(0, 0, 0),
        edge(1, 0, 0),
        vec![0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
             0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00],
        vec![0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
             0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57],
        edge(0xec, 0xff, 0x7f),
        edge(0xed, 0xff, 0x7f),
        edge(0xee, 0xff, 0x7f),
    ]
}

fn public(curve: Curve) -> Value {
    let key = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, curve).unwrap();
    let mut jwk = serde_json::to_value(key.public_jwk()).unwrap();
    for name in ["kid", "use", "alg"] {
        jwk.as_object_mut().unwrap().remove(name);
    }
    jwk
}

/// What comes of a message to `key` whose header has these members put over its own.
fn with_header(key: &DecryptionKey, change: impl Fn(&mut Value)) -> Result<(), Error> {
    let to = key.encryption_key().unwrap();
    let token = jwe::encrypt(&jwe::Members::default(), b"x", &to, ENC).unwrap();
    let (header, rest) = token.split_once('.').unwrap();
    let given: Value = serde_json::from_slice(&base64url::decode(header).unwrap()).unwrap();
    let mut changed = given.clone();
    change(&mut changed);
    // What is left alone stays as it was, to the letter.
    let token =
        if changed == given { token } else { format!("{}.{rest}", base64url::encode(changed.to_string())) };
    jwe::decode(&token)?.decrypt(key, &[key.management()], &[ENC]).map(|_| ())
}

#[test]
fn refuses_points_that_are_not_on_the_keys_curve() {
    for management in [KeyManagement::EcdhEs, KeyManagement::EcdhEsA128Kw] {
        for curve in CURVES {
            let key = DecryptionKey::generate_agreement(management, curve).unwrap();
            // Another point of the same curve: only the tag, or the wrapping, can tell.
            let outcome = with_header(&key, |header| header["epk"] = public(curve));
            assert!(matches!(outcome, Err(Error::TagInvalid | Error::KeyNotUnwrapped)), "{outcome:?}");
            for other in CURVES.into_iter().filter(|other| *other != curve) {
                let outcome = with_header(&key, |header| header["epk"] = public(other));
                assert_eq!(outcome, Err(Error::EphemeralPoint), "{curve:?} {other:?}");
            }
            if curve != Curve::X25519 {
                let off = |header: &mut Value| {
                    header["epk"]["y"] = header["epk"]["x"].clone();
                };
                assert_eq!(with_header(&key, off), Err(Error::EphemeralPoint), "{curve:?}");
                let zero = |header: &mut Value| {
                    let zero = base64url::encode(vec![0; curve.coordinate_len()]);
                    header["epk"]["x"] = json!(zero);
                    header["epk"]["y"] = json!(zero);
                };
                assert_eq!(with_header(&key, zero), Err(Error::EphemeralPoint), "{curve:?}");
            }
        }
    }
}

#[test]
fn refuses_points_with_which_everybody_agrees_on_the_same() {
    let key = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::X25519).unwrap();
    for point in small_order() {
        let x = json!(base64url::encode(&point));
        let outcome = with_header(&key, |header| header["epk"]["x"] = x.clone());
        assert_eq!(outcome, Err(Error::EphemeralSmallOrder), "{x}");
        let jwk = Jwk::from_value(json!({ "kty": "OKP", "crv": "X25519", "x": x })).unwrap();
        let outcome = EncryptionKey::from_jwk(&jwk, KeyManagement::EcdhEs).err();
        assert_eq!(outcome, Some(key::Error::SmallOrder), "{x}");
    }
    let honest = Jwk::from_value(public(Curve::X25519)).unwrap();
    assert!(EncryptionKey::from_jwk(&honest, KeyManagement::EcdhEs).is_ok());
}

#[test]
fn refuses_an_epk_that_is_missing_malformed_or_private() {
    for curve in CURVES {
        let key = DecryptionKey::generate_agreement(KeyManagement::EcdhEsA256Kw, curve).unwrap();
        assert_eq!(with_header(&key, |_| {}), Ok(()));
        let without = |header: &mut Value| {
            header.as_object_mut().unwrap().remove("epk");
        };
        assert_eq!(with_header(&key, without), Err(Error::HeaderMemberMissing("epk")));
        let own = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, curve).unwrap();
        let private: Value = serde_json::from_str(own.to_private_jwk().expose()).unwrap();
        for epk in [json!(null), json!("x"), json!({}), json!({ "kty": "EC" }), private] {
            let outcome = with_header(&key, |header| header["epk"] = epk.clone());
            assert_eq!(outcome, Err(Error::HeaderMember("epk")), "{epk}");
        }
        let short = |header: &mut Value| header["epk"]["x"] = json!("AAAA");
        assert_eq!(with_header(&key, short), Err(Error::HeaderMember("epk")));
        let ed25519 =
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
        let outcome = with_header(&key, |header| header["epk"] = ed25519.clone());
        assert_eq!(outcome, Err(Error::EphemeralPoint));
        let rsa: Value = serde_json::to_value(crate::keys::jwk(crate::keys::RSA)).unwrap();
        let outcome = with_header(&key, |header| header["epk"] = rsa.clone());
        assert_eq!(outcome, Err(Error::EphemeralPoint));
    }
}

#[test]
fn refuses_names_of_the_parties_that_are_no_base64url_or_too_long() {
    let key = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap();
    assert_eq!(with_header(&key, |_| {}), Ok(()));
    for name in ["apu", "apv"] {
        for value in [json!(7), json!(null), json!("A"), json!("QQ=="), json!("A".repeat(1028))] {
            let outcome = with_header(&key, |header| header[name] = value.clone());
            assert_eq!(outcome, Err(Error::HeaderMember(name)), "{name} {value}");
        }
        // It goes into the key that is agreed on.
        let outcome = with_header(&key, |header| header[name] = json!("A".repeat(1024)));
        assert_eq!(outcome, Err(Error::TagInvalid));
    }
}
