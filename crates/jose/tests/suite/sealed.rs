//! What is encrypted opens, by every way and with every content encryption.

use crate::keys::{CURVES, RSA, decryption_keys, jwk};
use jose::{ContentEncryption, Curve, DecryptionKey, EncryptionKey, Jwk, JwsAlgorithm, KeyManagement};
use jose::{JwkSet, SigningKey, jwe, jws, nested};

#[test]
fn opens_what_it_encrypted_by_every_way_and_content_encryption() {
    let long = vec![7; 5000];
    for enc in ContentEncryption::all() {
        for key in decryption_keys(enc) {
            let to = key.encryption_key().unwrap();
            for plaintext in ["", "x", "0123456789abcdef", "Väinö Äyrämö"]
                .map(str::as_bytes)
                .into_iter()
                .chain([&long[..]])
            {
                let members = jwe::Members { typ: Some("a"), cty: Some("b") };
                let token = jwe::encrypt(&members, plaintext, &to, enc).unwrap();
                let sealed = jwe::decode(&token).unwrap();
                let header = sealed.header().clone();
                assert_eq!((header.alg, header.enc), (key.management(), enc));
                assert_eq!(header.kid.as_deref(), Some(key.kid()));
                assert_eq!((header.typ.as_deref(), header.cty.as_deref()), (Some("a"), Some("b")));
                let opened = sealed.decrypt(&key, &[key.management()], &[enc]).unwrap();
                assert_eq!(opened.header(), &header);
                assert_eq!(opened.plaintext(), plaintext);
                assert_eq!(opened.into_plaintext().expose(), plaintext);
            }
        }
    }
}

#[test]
fn never_encrypts_the_same_twice() {
    for key in decryption_keys(ContentEncryption::A256Gcm) {
        let to = key.encryption_key().unwrap();
        let token =
            || jwe::encrypt(&jwe::Members::default(), &[7; 32], &to, ContentEncryption::A256Gcm).unwrap();
        let (one, other) = (token(), token());
        assert_eq!(one.len(), other.len());
        for (place, (one, other)) in one.split('.').zip(other.split('.')).enumerate() {
            let own = match place {
                // A point of the sender's own stands in the header.
                0 => key.management().is_agreement(),
                1 => !one.is_empty(),
                _ => true,
            };
            assert_eq!(one != other, own, "{} {place}", key.management());
        }
    }
}

#[test]
fn writes_the_header_members_and_no_more() {
    let header = |key: &EncryptionKey, members: jwe::Members<'_>| {
        let token = jwe::encrypt(&members, b"", key, ContentEncryption::A128CbcHs256).unwrap();
        let header = jose::base64url::decode(token.split('.').next().unwrap()).unwrap();
        String::from_utf8(header).unwrap()
    };
    let rsa = jwk(RSA).public_part();
    let key = EncryptionKey::from_jwk(&rsa, KeyManagement::RsaOaep).unwrap();
    assert_eq!((key.kid(), key.management()), ("", KeyManagement::RsaOaep));
    let bare = header(&key, jwe::Members::default());
    assert_eq!(bare, r#"{"alg":"RSA-OAEP","enc":"A128CBC-HS256"}"#);
    let key = key.with_kid("any.a key.v.1");
    let nested = header(&key, jwe::Members { typ: None, cty: Some("JWT") });
    assert_eq!(nested, r#"{"alg":"RSA-OAEP","enc":"A128CBC-HS256","kid":"any.a key.v.1","cty":"JWT"}"#);

    let own = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::X25519).unwrap();
    let agreed = header(&own.encryption_key().unwrap().with_kid(""), jwe::Members::default());
    let value: serde_json::Value = serde_json::from_str(&agreed).unwrap();
    assert_eq!((&value["epk"]["kty"], &value["epk"]["crv"]), (&"OKP".into(), &"X25519".into()));
    assert_eq!(value["epk"].as_object().unwrap().len(), 3);
    assert_eq!(value.as_object().unwrap().len(), 3);
}

#[test]
fn keys_survive_the_way_through_their_private_jwk_and_are_published_without_it() {
    for key in decryption_keys(ContentEncryption::A256CbcHs512) {
        let management = key.management();
        let kid = key.kid().to_owned();
        let again = jwk(key.to_private_jwk().expose());
        assert!(again.is_private());
        assert_eq!((again.kid(), again.usage()), (Some(&*kid), Some("enc")));
        assert_eq!(again.alg(), Some(management.name()));
        let again = DecryptionKey::from_jwk(&again, management).unwrap();
        assert_eq!(again.to_private_jwk().expose(), key.to_private_jwk().expose());
        let to = key.encryption_key().unwrap();
        let token =
            jwe::encrypt(&jwe::Members::default(), b"x", &to, ContentEncryption::A256CbcHs512).unwrap();
        let sealed = jwe::decode(&token).unwrap();
        let opened = sealed.decrypt(&again, &[management], &[ContentEncryption::A256CbcHs512]);
        assert_eq!(opened.unwrap().plaintext(), b"x");

        let public = key.public_jwk();
        assert!(!public.is_private());
        assert_eq!((public.kid(), public.usage()), (Some(&*kid), Some("enc")));
        let published = serde_json::to_value(JwkSet::from_iter([public])).unwrap();
        let count = usize::from(!management.is_symmetric());
        assert_eq!(published["keys"].as_array().unwrap().len(), count);
    }
}

#[test]
fn generates_a_key_for_each_way_and_curve() {
    for management in KeyManagement::all().filter(|way| !matches!(way, KeyManagement::RsaOaep256)) {
        let key = DecryptionKey::generate(management).unwrap();
        assert_eq!(key.management(), management);
        assert!(!key.kid().is_empty());
        let thumbprint = key.public_jwk().thumbprint();
        assert!(thumbprint.is_none_or(|thumbprint| thumbprint == key.kid()));
    }
    for curve in CURVES {
        let key = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, curve).unwrap();
        assert_eq!(key.public_jwk().curve(), Some(curve));
    }
    for enc in ContentEncryption::all() {
        let key = DecryptionKey::generate_direct(enc).unwrap();
        let jwk: Jwk = jwk(key.to_private_jwk().expose());
        assert_eq!(jwk.bits(), enc.key_len() * 8);
    }
}

#[test]
fn keys_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<EncryptionKey>();
    shared::<DecryptionKey>();
}

#[test]
fn seals_a_signed_token_and_opens_it_again() {
    let signing = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let verifying = signing.verifying_key().unwrap();
    let payload = "{\"name\":\"Väinö Äyrämö\"}".as_bytes();
    for enc in ContentEncryption::all() {
        for key in decryption_keys(enc) {
            let to = key.encryption_key().unwrap();
            let members = jws::Members { typ: Some("JWT"), cty: None };
            let token = nested::seal(&members, payload, &signing, &to, enc).unwrap();
            let nested = nested::open(&token, &key, &[key.management()], &[enc]).unwrap();
            assert_eq!(nested.outer().cty.as_deref(), Some("JWT"));
            assert_eq!(nested.outer().typ, None);
            assert_eq!(nested.unverified().unwrap().header().kid.as_deref(), Some(signing.kid()));
            let verified = nested.verify(&verifying, &[JwsAlgorithm::ES256]).unwrap();
            assert_eq!(verified.as_ref(), payload);
            assert_eq!(jws::decode(nested.as_str()).unwrap().header().typ.as_deref(), Some("JWT"));
        }
    }
}
