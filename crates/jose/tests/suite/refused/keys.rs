use jose::{Jwk, JwkSet, JwsAlgorithm, Secret, SigningKey, VerifyingKey, base64url};
use jose::{json, jwk, key};
use serde_json::{Value, json};
use std::sync::LazyLock;

static RSA: LazyLock<Value> = LazyLock::new(|| private(JwsAlgorithm::RS256));
static EC: LazyLock<Value> = LazyLock::new(|| private(JwsAlgorithm::ES256));
static ED: LazyLock<Value> = LazyLock::new(|| private(JwsAlgorithm::EdDSA));

fn private(algorithm: JwsAlgorithm) -> Value {
    let key = SigningKey::generate(algorithm).unwrap();
    let json: Secret<String> = key.to_private_jwk().unwrap();
    let mut value: Value = serde_json::from_str(json.expose()).unwrap();
    // So that only what a test says about its purpose is said.
    for name in ["alg", "use", "kid"] {
        value.as_object_mut().unwrap().remove(name);
    }
    value
}

/// The key with these members put over its own; null takes one away.
fn with(key: &Value, changes: Value) -> Result<Jwk, jwk::Error> {
    let mut key = key.clone();
    let members = key.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(members.remove(name)),
            value => drop(members.insert(name.clone(), value.clone())),
        }
    }
    Jwk::parse(key.to_string().as_bytes())
}

fn signing(jwk: &Jwk, algorithm: JwsAlgorithm) -> Result<(), key::Error> {
    SigningKey::from_jwk(jwk, algorithm).map(|_| ())
}

fn verifying(jwk: &Jwk, algorithm: JwsAlgorithm) -> Result<(), key::Error> {
    VerifyingKey::from_jwk(jwk, algorithm).map(|_| ())
}

#[test]
fn refuses_keys_that_are_malformed() {
    use jwk::Error::*;
    let long = "A".repeat(2000);
    for key in [&*RSA, &*EC, &*ED] {
        assert!(with(key, json!({"kid": "k", "use": "sig", "x5c": ["x"]})).is_ok());
        for (name, changes) in [
            ("kid", json!({"kid": 7})),
            ("use", json!({"use": ["sig"]})),
            ("alg", json!({"alg": {}})),
            ("key_ops", json!({"key_ops": "sign"})),
            ("key_ops", json!({"key_ops": ["sign", "sign"]})),
            ("key_ops", json!({"key_ops": [1]})),
            ("d", json!({"d": 7})),
        ] {
            assert_eq!(with(key, changes).err(), Some(Malformed(name)));
        }
        assert_eq!(with(key, json!({"kid": long})).err(), Some(TooLong("kid")));
        assert_eq!(with(key, json!({"kty": null})).err(), Some(Missing("kty")));
        assert_eq!(with(key, json!({"kty": "AKP"})).err(), Some(UnknownKeyType));
        assert_eq!(with(key, json!({"d": "A="})).err(), Some(Encoding("d")));
        assert_eq!(with(key, json!({"d": long})).err(), Some(TooLong("d")));
    }
    for (changes, error) in [
        (json!({"n": null}), Missing("n")),
        (json!({"e": null}), Missing("e")),
        (json!({"e": ""}), Encoding("e")),
        (json!({"e": "AAEAAQ"}), Encoding("e")),
        (json!({"p": null}), Missing("p")),
        (json!({"d": null}), Missing("d")),
        (json!({"oth": []}), MultiPrime),
    ] {
        assert_eq!(with(&RSA, changes.clone()).err(), Some(error), "{changes}");
    }
    for (changes, error) in [
        (json!({"crv": null}), Missing("crv")),
        (json!({"crv": "secp256k1"}), UnknownCurve),
        (json!({"crv": "P-384"}), Length("x")),
        (json!({"x": null}), Missing("x")),
        (json!({"y": null}), Missing("y")),
        (json!({"y": "AA"}), Length("y")),
        (json!({"d": "AA"}), Length("d")),
    ] {
        assert_eq!(with(&EC, changes.clone()).err(), Some(error), "{changes}");
    }
    assert_eq!(with(&ED, json!({"crv": "Ed448"})).err(), Some(UnknownCurve));
    assert_eq!(with(&ED, json!({"x": "AA"})).err(), Some(Length("x")));
    assert_eq!(Jwk::parse(br#"{"kty":"oct"}"#).err(), Some(Missing("k")));
    assert_eq!(Jwk::parse(b"[]").err(), Some(NotAnObject));
    assert_eq!(Jwk::parse(b"-----BEGIN PUBLIC KEY-----").err(), Some(Json(json::Error::Syntax)));
    let twice = br#"{"kty":"oct","k":"AA","k":"AQ"}"#;
    assert_eq!(Jwk::parse(twice).err(), Some(Json(json::Error::DuplicateMember)));
}

#[test]
fn refuses_sets_that_are_malformed_or_too_large() {
    use jwk::Error::*;
    let set = |keys: Vec<Value>| JwkSet::parse(json!({ "keys": keys }).to_string().as_bytes()).err();
    assert_eq!(set(vec![EC.clone(), json!({"kty": "new"})]), None);
    assert_eq!(set(vec![EC.clone(), json!({"kty": "EC", "crv": "P-256"})]), Some(Missing("x")));
    assert_eq!(set(vec![json!({})]), Some(Missing("kty")));
    assert_eq!(set(vec![json!(7)]), Some(NotAnObject));
    let small = json!({"kty": "oct", "k": "AA"});
    assert_eq!(set(vec![small.clone(); JwkSet::MAX_KEYS]), None);
    assert_eq!(set(vec![small; JwkSet::MAX_KEYS + 1]), Some(TooManyKeys));
    assert_eq!(JwkSet::parse(br#"{"keys":[]}"#).err(), None);
    assert_eq!(JwkSet::parse(b"{}").err(), Some(Missing("keys")));
    assert_eq!(JwkSet::parse(br#"{"keys":{}}"#).err(), Some(Malformed("keys")));
    assert_eq!(JwkSet::parse(b"[]").err(), Some(NotAnObject));
    let long = vec![b' '; JwkSet::MAX_BYTES + 1];
    assert_eq!(JwkSet::parse(&long).err(), Some(Json(json::Error::TooLong)));
    let long = vec![b' '; Jwk::MAX_BYTES + 1];
    assert_eq!(Jwk::parse(&long).err(), Some(Json(json::Error::TooLong)));
}

#[test]
fn refuses_a_key_for_what_it_is_not_meant() {
    use JwsAlgorithm::{ES256, ES384, EdDSA, HS256, PS256, RS256};
    use key::Error::*;
    for changes in [json!({}), json!({"alg": "ES256", "use": "sig", "key_ops": ["verify", "sign"]})] {
        let jwk = with(&EC, changes).unwrap();
        assert_eq!((signing(&jwk, ES256), verifying(&jwk, ES256)), (Ok(()), Ok(())));
    }
    for (changes, error) in [
        (json!({"alg": "ES384"}), WrongAlgorithm),
        (json!({"alg": "ECDH-ES"}), WrongAlgorithm),
        (json!({"use": "enc"}), WrongUse),
        (json!({"use": "SIG"}), WrongUse),
        (json!({"key_ops": ["deriveKey"]}), OperationNotAllowed),
        (json!({"key_ops": []}), OperationNotAllowed),
    ] {
        let jwk = with(&EC, changes.clone()).unwrap();
        assert_eq!(signing(&jwk, ES256), Err(error), "{changes}");
        assert_eq!(verifying(&jwk, ES256), Err(error), "{changes}");
    }
    let jwk = with(&EC, json!({"key_ops": ["verify"]})).unwrap();
    assert_eq!(signing(&jwk, ES256), Err(OperationNotAllowed));
    assert_eq!(verifying(&jwk, ES256), Ok(()));

    let jwk = with(&RSA, json!({})).unwrap();
    for algorithm in JwsAlgorithm::all() {
        let fits = algorithm.key_type() == jwk.key_type();
        let expected = if fits { Ok(()) } else { Err(WrongKeyType) };
        assert_eq!(signing(&jwk, algorithm), expected, "{algorithm}");
        assert_eq!(verifying(&jwk, algorithm), expected, "{algorithm}");
    }
    let jwk = with(&RSA, json!({"alg": "RS256"})).unwrap();
    assert_eq!(verifying(&jwk, RS256), Ok(()));
    assert_eq!(verifying(&jwk, PS256), Err(WrongAlgorithm));
    let jwk = with(&EC, json!({})).unwrap();
    for algorithm in [ES384, EdDSA, HS256, RS256] {
        assert_eq!(verifying(&jwk, algorithm), Err(WrongKeyType), "{algorithm}");
    }
}

#[test]
fn refuses_to_sign_with_a_public_key() {
    for (key, algorithm) in
        [(&*RSA, JwsAlgorithm::RS256), (&*EC, JwsAlgorithm::ES256), (&*ED, JwsAlgorithm::EdDSA)]
    {
        let jwk = with(key, json!({})).unwrap();
        assert_eq!(signing(&jwk, algorithm), Ok(()));
        let public = jwk.public_part();
        assert_eq!(verifying(&public, algorithm), Ok(()));
        assert_eq!(signing(&public, algorithm), Err(key::Error::NotPrivate));
    }
    let secret = Jwk::parse(br#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"}"#);
    let secret = secret.unwrap();
    assert_eq!(verifying(&secret, JwsAlgorithm::HS256), Ok(()));
    let described = secret.public_part();
    assert_eq!(verifying(&described, JwsAlgorithm::HS256), Err(key::Error::NotPrivate));
    assert_eq!(signing(&described, JwsAlgorithm::HS256), Err(key::Error::NotPrivate));
}

#[test]
fn refuses_weak_rsa_keys() {
    use key::Error::*;
    let modulus = |bytes: usize, first: u8, last: u8| {
        let mut n = vec![0x55; bytes];
        n[0] = first;
        n[bytes - 1] = last;
        json!({"kty": "RSA", "n": base64url::encode(n), "e": "AQAB"})
    };
    let outcome = |key: &Value, changes| verifying(&with(key, changes).unwrap(), JwsAlgorithm::RS256);
    assert_eq!(outcome(&modulus(256, 0x80, 1), json!({})), Ok(()));
    assert_eq!(outcome(&modulus(1024, 0xff, 1), json!({})), Ok(()));
    assert_eq!(outcome(&modulus(256, 0x7f, 1), json!({})), Err(ModulusTooShort), "2047 bits");
    assert_eq!(outcome(&modulus(128, 0xff, 1), json!({})), Err(ModulusTooShort), "1024 bits");
    assert_eq!(outcome(&modulus(1025, 1, 1), json!({})), Err(ModulusTooLong), "8193 bits");
    assert_eq!(outcome(&modulus(256, 0x80, 2), json!({})), Err(InvalidModulusOrExponent), "even");
    let good = modulus(256, 0x80, 1);
    assert_eq!(outcome(&good, json!({"e": "Aw"})), Ok(()), "three");
    for (what, e) in [("one", "AQ"), ("even", "Ag"), ("34 bits", "AgAAAAE"), ("long", "AQAAAAAB")] {
        assert_eq!(outcome(&good, json!({ "e": e })), Err(InvalidModulusOrExponent), "{what}");
    }
    assert_eq!(SigningKey::generate_rsa(JwsAlgorithm::RS256, 1024).err(), Some(UnsupportedModulusSize));
    assert_eq!(SigningKey::generate_rsa(JwsAlgorithm::ES256, 2048).err(), Some(WrongKeyType));
    let key = SigningKey::generate_rsa(JwsAlgorithm::PS256, 3072).unwrap();
    assert_eq!(key.public_jwk().bits(), 3072);
}

#[test]
fn refuses_points_off_the_curve_and_of_small_order() {
    use key::Error::*;
    for algorithm in [JwsAlgorithm::ES256, JwsAlgorithm::ES384, JwsAlgorithm::ES512] {
        let key = private(algorithm);
        assert_eq!(verifying(&with(&key, json!({})).unwrap(), algorithm), Ok(()));
        let mut y = base64url::decode(key["y"].as_str().unwrap()).unwrap();
        *y.last_mut().unwrap() ^= 1;
        let moved = with(&key, json!({"y": base64url::encode(&y)})).unwrap();
        assert_eq!(verifying(&moved, algorithm), Err(NotOnCurve), "{algorithm}");
        let zero = base64url::encode(vec![0; y.len()]);
        let zero = with(&key, json!({"x": zero, "y": zero})).unwrap();
        assert_eq!(verifying(&zero, algorithm), Err(NotOnCurve), "{algorithm}");
        let large = base64url::encode(vec![0xff; y.len()]);
        let large = with(&key, json!({ "x": large })).unwrap();
        assert_eq!(verifying(&large, algorithm), Err(NotOnCurve), "{algorithm}");
    }
    assert_eq!(verifying(&with(&ED, json!({})).unwrap(), JwsAlgorithm::EdDSA), Ok(()));
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let neutral = with(&ED, json!({"x": base64url::encode(neutral)})).unwrap();
    assert_eq!(verifying(&neutral, JwsAlgorithm::EdDSA), Err(SmallOrder));
}

#[test]
fn refuses_private_parts_that_belong_to_another_key() {
    for (key, algorithm, names) in [
        (&*RSA, JwsAlgorithm::RS256, &["d", "p", "q", "dp", "dq", "qi", "n"][..]),
        (&*EC, JwsAlgorithm::ES256, &["d"]),
        (&*ED, JwsAlgorithm::EdDSA, &["d", "x"]),
    ] {
        let other = private(algorithm);
        assert_eq!(signing(&with(key, json!({})).unwrap(), algorithm), Ok(()));
        for name in names {
            let mixed = with(key, json!({ *name: other[*name] })).unwrap();
            assert_eq!(signing(&mixed, algorithm), Err(key::Error::Inconsistent), "{algorithm} {name}");
        }
    }
    // The order of the curve and zero are no private values.
    for d in [vec![0; 32], vec![0xff; 32]] {
        let jwk = with(&EC, json!({"d": base64url::encode(d)})).unwrap();
        assert_eq!(signing(&jwk, JwsAlgorithm::ES256), Err(key::Error::Inconsistent));
    }
}

#[test]
fn refuses_secrets_shorter_than_the_hash() {
    for (algorithm, length) in
        [(JwsAlgorithm::HS256, 32), (JwsAlgorithm::HS384, 48), (JwsAlgorithm::HS512, 64)]
    {
        let secret = vec![7; length];
        assert!(SigningKey::from_secret(&secret, algorithm).is_ok());
        assert!(VerifyingKey::from_secret(&secret, algorithm).is_ok());
        let short = &secret[1..];
        let error = Some(key::Error::SecretTooShort);
        assert_eq!(SigningKey::from_secret(short, algorithm).err(), error);
        assert_eq!(VerifyingKey::from_secret(short, algorithm).err(), error);
        let jwk = json!({"kty": "oct", "k": base64url::encode(short)});
        let jwk = Jwk::parse(jwk.to_string().as_bytes()).unwrap();
        assert_eq!(verifying(&jwk, algorithm).err(), error);
        assert_eq!(signing(&jwk, algorithm).err(), error);
    }
    let outcome = SigningKey::from_secret(&[7; 64], JwsAlgorithm::ES256).err();
    assert_eq!(outcome, Some(key::Error::WrongKeyType));
}

#[test]
fn refuses_signatures_of_another_length_for_every_algorithm() {
    for algorithm in JwsAlgorithm::all() {
        let key = SigningKey::generate(algorithm).unwrap();
        let verifying = key.verifying_key().unwrap();
        let signature = key.sign(b"message").unwrap();
        assert_eq!(verifying.verify(b"message", &signature), Ok(()));
        let refused = Err(key::Error::SignatureInvalid);
        assert_eq!(verifying.verify(b"massage", &signature), refused, "{algorithm}");
        for length in 0..signature.len() {
            assert_eq!(verifying.verify(b"message", &signature[..length]), refused, "{algorithm}");
        }
        let longer = [&signature[..], &[0]].concat();
        assert_eq!(verifying.verify(b"message", &longer), refused, "{algorithm}");
        let padded = [&[0], &signature[..]].concat();
        assert_eq!(verifying.verify(b"message", &padded), refused, "{algorithm}");
    }
}
