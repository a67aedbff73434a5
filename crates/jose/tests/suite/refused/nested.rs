use crate::keys::{RSA, jwk};
use jose::nested::{self, Error};
use jose::{ContentEncryption, DecryptionKey, EncryptionKey, JwsAlgorithm, KeyManagement, SigningKey};
use jose::{base64url, jwe, jws};

const ENC: ContentEncryption = ContentEncryption::A128CbcHs256;

fn key() -> DecryptionKey {
    DecryptionKey::from_jwk(&jwk(RSA), KeyManagement::RsaOaep).unwrap()
}

/// What comes of this content under this `cty`, verified by a key that signed what is accepted.
fn open(cty: Option<&str>, content: &[u8], signing: &SigningKey) -> Result<Vec<u8>, Error> {
    let to: EncryptionKey = key().encryption_key().unwrap();
    let token = jwe::encrypt(&jwe::Members { typ: None, cty }, content, &to, ENC).unwrap();
    let nested = nested::open(&token, &key(), &[KeyManagement::RsaOaep], &[ENC])?;
    let verifying = signing.verifying_key().unwrap();
    nested.verify(&verifying, &[JwsAlgorithm::ES256]).map(jose::Verified::into_inner)
}

#[test]
fn refuses_what_is_not_a_signed_token_inside_and_said_to_be_one() {
    let signing = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let signed = jws::sign(&jws::Members::default(), b"{}", &signing).unwrap();
    for cty in ["JWT", "jwt", "application/jwt"] {
        assert_eq!(open(Some(cty), signed.as_bytes(), &signing), Ok(b"{}".to_vec()), "{cty}");
    }
    for cty in [None, Some(""), Some("JWE"), Some("application/json"), Some("JWT ")] {
        assert_eq!(open(cty, signed.as_bytes(), &signing), Err(Error::ContentType), "{cty:?}");
    }
    let outcome = |content: &[u8]| open(Some("JWT"), content, &signing);
    assert_eq!(outcome(b"\xff.a.b"), Err(Error::NotText));
    assert_eq!(outcome(b"{}"), Err(Error::Signed(jws::Error::JsonSerialization)));
    assert_eq!(outcome(b""), Err(Error::Signed(jws::Error::NotCompact)));
    let unsigned = format!("{}.{}.", base64url::encode(r#"{"alg":"none"}"#), base64url::encode("{}"));
    assert_eq!(outcome(unsigned.as_bytes()), Err(Error::Signed(jws::Error::Unsigned)));
    let again = jwe::encrypt(
        &jwe::Members { typ: None, cty: Some("JWT") },
        signed.as_bytes(),
        &key().encryption_key().unwrap(),
        ENC,
    );
    assert_eq!(outcome(again.unwrap().as_bytes()), Err(Error::Signed(jws::Error::Encrypted)));
    let other = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let by_other = jws::sign(&jws::Members::default(), b"{}", &other).unwrap();
    assert_eq!(outcome(by_other.as_bytes()), Err(Error::Signed(jws::Error::SignatureInvalid)));
}

#[test]
fn refuses_a_token_that_is_signed_and_not_encrypted() {
    let signing = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let to = key().encryption_key().unwrap();
    let sealed = nested::seal(&jws::Members::default(), b"{}", &signing, &to, ENC).unwrap();
    let open = |token: &str, ways: &[KeyManagement]| nested::open(token, &key(), ways, &[ENC]).map(|_| ());
    assert_eq!(open(&sealed, &[KeyManagement::RsaOaep]), Ok(()));
    let error = Error::Encrypted(jwe::Error::ManagementNotAllowed);
    assert_eq!(open(&sealed, &[KeyManagement::RsaOaep256]), Err(error));
    let signed = jws::sign(&jws::Members::default(), b"{}", &signing).unwrap();
    let error = Error::Encrypted(jwe::Error::NotEncrypted);
    assert_eq!(open(&signed, &[KeyManagement::RsaOaep]), Err(error));
}
