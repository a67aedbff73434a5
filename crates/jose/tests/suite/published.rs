//! The specifications' examples that stand in `tests/vectors`: each is read as it should be, or stands
//! in the list of those refused by policy, with the reason, and is refused for that.

use crate::keys::{expect_key, jwk};
use jose::jwt::{self, Expectation, Typ};
use jose::{
    Certificate, ContentEncryption, DecryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, VerifyingKey,
};
use jose::{base64url, jwe, jws, nested};
use serde_json::Value;

const SIGNED: &str = include_str!("../vectors/signed.json");
const ENCRYPTED: &str = include_str!("../vectors/encrypted.json");
const REFUSED: &str = include_str!("../vectors/refused.json");
const KEYS: &str = include_str!("../vectors/keys.json");

fn read(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap_or_else(|| panic!("no {name} in {vector}"))
}

fn named(vectors: &[Value], name: &str) -> Value {
    vectors.iter().find(|vector| text(vector, "name") == name).unwrap().clone()
}

fn open(vector: &Value) -> jwe::Opened {
    let sealed = jwe::decode(text(vector, "token")).unwrap();
    let (alg, enc) = (sealed.header().alg, sealed.header().enc);
    let key = DecryptionKey::from_jwk(&expect_key(&vector["key"]), alg).unwrap();
    sealed.decrypt(&key, &[alg], &[enc]).unwrap()
}

#[test]
fn verifies_each_signed_example() {
    for vector in read(SIGNED) {
        let algorithm: JwsAlgorithm = text(&vector, "alg").parse().unwrap();
        let key = VerifyingKey::from_jwk(&expect_key(&vector["key"]), algorithm).unwrap();
        let verified = jws::decode(text(&vector, "token")).unwrap().verify(&key, &[algorithm]);
        let payload = verified.unwrap_or_else(|error| panic!("{}: {error}", vector["name"])).into_inner();
        assert_eq!(payload, text(&vector, "payload").as_bytes(), "{}", vector["name"]);
    }
}

#[test]
fn opens_each_encrypted_example() {
    for vector in read(ENCRYPTED) {
        let opened = open(&vector);
        assert_eq!(opened.plaintext(), text(&vector, "payload").as_bytes(), "{}", vector["name"]);
    }
}

#[test]
fn refuses_each_example_that_is_against_the_policy_for_its_reason() {
    for vector in read(REFUSED) {
        let token = text(&vector, "token");
        let check = match text(&vector, "kind") {
            "jws" => format!("{:?}", refused_signature(token)),
            _ => format!("{:?}", jwe::decode(token).map(|_| ()).unwrap_err()),
        };
        assert!(check.starts_with(text(&vector, "check")), "{}: {check}", vector["name"]);
        assert!(text(&vector, "why").len() > 20);
    }
}

/// The error of a token that must not verify; the one whose content is detached has the key of the
/// example before it.
fn refused_signature(token: &str) -> jws::Error {
    let key = expect_key(&named(&read(SIGNED), "RFC 7520 4.4")["key"]);
    let key = VerifyingKey::from_jwk(&key, JwsAlgorithm::HS256).unwrap();
    let verified = jws::decode(token).and_then(|token| token.verify(&key, &[JwsAlgorithm::HS256]));
    verified.map(|_| ()).unwrap_err()
}

#[test]
fn leaves_no_example_out() {
    let all: Vec<Value> = [SIGNED, ENCRYPTED, REFUSED].into_iter().flat_map(read).collect();
    let names: Vec<&str> = all.iter().map(|vector| text(vector, "name")).collect();
    let sections = (1..=8).map(|at| format!("RFC 7520 4.{at}"));
    let sections = sections.chain((1..=13).map(|at| format!("RFC 7520 5.{at}")));
    let others = [
        "RFC 7515 A.1",
        "RFC 7515 A.2",
        "RFC 7515 A.3",
        "RFC 7515 A.4",
        "RFC 7515 A.5",
        "RFC 7515 A.6",
        "RFC 7515 A.7",
        "RFC 7515 E",
        "RFC 7516 A.1",
        "RFC 7516 A.2",
        "RFC 7516 A.3",
        "RFC 7516 A.4",
        "RFC 7516 A.5",
        "RFC 7517 C",
        "RFC 7519 3.1",
        "RFC 7519 6.1",
        "RFC 7519 A.1",
        "RFC 7519 A.2",
        "RFC 7520 6",
        "RFC 8037 A.4",
    ];
    for section in sections.chain(others.map(str::to_owned)) {
        let mut of_section = names.iter().filter(|name| {
            name.strip_prefix(&section).is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
        });
        assert!(of_section.next().is_some(), "{section}");
    }
}

#[test]
fn opens_and_verifies_the_nested_example_of_rfc_7520_section_6() {
    let outside = named(&read(ENCRYPTED), "RFC 7520 6, outside");
    let inside = named(&read(SIGNED), "RFC 7520 6, inside");
    let key = DecryptionKey::from_jwk(&expect_key(&outside["key"]), KeyManagement::RsaOaep).unwrap();
    let (ways, encryptions) = ([KeyManagement::RsaOaep], [ContentEncryption::A128Gcm]);
    let nested = nested::open(text(&outside, "token"), &key, &ways, &encryptions).unwrap();
    assert_eq!(nested.as_str(), text(&inside, "token"));
    let signer = VerifyingKey::from_jwk(&expect_key(&inside["key"]), JwsAlgorithm::PS256).unwrap();
    let verified = nested.verify(&signer, &[JwsAlgorithm::PS256]).unwrap();
    let expectation = Expectation {
        typ: Typ::JwtOrAbsent,
        issuer: Some("hobbiton.example"),
        audience: None,
        required: &["exp"],
        now: 1_300_819_379,
        leeway: 0,
        accept_expired: false,
    };
    let claims = jwt::verify(verified, &expectation).unwrap();
    assert_eq!(claims.as_ref().get("http://example.com/is_root"), Some(&Value::Bool(true)));
}

#[test]
fn reads_the_unsigned_examples_as_what_they_are() {
    for name in ["RFC 7515 A.5", "RFC 7519 6.1"] {
        let unsigned = jws::decode_unsigned(text(&named(&read(REFUSED), name), "token")).unwrap();
        assert_eq!(unsigned.claims()["iss"], "joe", "{name}");
    }
}

#[test]
fn reads_each_key_and_writes_it_back() {
    let keys: Value = serde_json::from_str(KEYS).unwrap();
    let mut count = 0;
    for set in ["rfc7517_a1", "rfc7517_a2", "rfc7517_a3", "rfc7520_3"] {
        for given in keys[set]["keys"].as_array().unwrap() {
            let key = expect_key(given);
            let written: Value = serde_json::from_str(key.to_private_json().expose()).unwrap();
            assert_eq!(&written, given, "{set}");
            count += 1;
        }
        assert_eq!(JwkSet::from_value(keys[set].clone()).unwrap().keys.len(), count_of(&keys[set]));
    }
    assert_eq!(count, 12);
    // RFC 7517 Appendix B: a certificate beside the key is not what the key is believed for.
    let certified = expect_key(&keys["rfc7517_b"]);
    assert_eq!((certified.kid(), certified.bits()), (Some("1b94c"), 2048));
    assert!(!serde_json::to_string(&certified).unwrap().contains("x5c"));
}

#[test]
fn reads_whose_key_a_certificate_is_for() {
    let keys: Value = serde_json::from_str(KEYS).unwrap();
    let certified = expect_key(&keys["rfc7517_b"]);
    let text = keys["rfc7517_b"]["x5c"][0].as_str().unwrap();
    let letters = text.trim_end_matches('=');
    let der = base64url::decode(&letters.replace('+', "-").replace('/', "_")).unwrap();
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.public_key().thumbprint(), certified.thumbprint());
    assert_eq!(certificate.hash(), jose::digest::sha256(&der));
    assert_eq!(Certificate::parse_base64(text).unwrap().hash(), certificate.hash());
    assert!(Certificate::parse_base64(&text.replace('+', "-")).is_none());
    for length in 0..der.len() {
        assert!(Certificate::parse(&der[..length]).is_none(), "{length}");
    }
    assert!(Certificate::parse(&[&der[..], b"0"].concat()).is_none(), "and nothing behind it");
}

fn count_of(set: &Value) -> usize {
    set["keys"].as_array().unwrap().len()
}

#[test]
fn does_not_know_the_curve_of_rfc_8037_a_7() {
    let x448 = r#"{"kty":"OKP","crv":"X448",
        "x":"mwj3zDG34-Z9ItWuoSEHSic70rg94Jxj-qc9LCLF2bvINmRyQdlT1AxbEtqIEg1T"}"#;
    assert_eq!(Jwk::parse(x448.as_bytes()).err(), Some(jose::jwk::Error::UnknownCurve));
    let x25519 = r#"{"kty":"OKP","crv":"X25519","kid":"Bob",
        "x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;
    assert!(KeyManagement::EcdhEsA128Kw.fits(&jwk(x25519)));
}
