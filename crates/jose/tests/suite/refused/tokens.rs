use jose::jws::{self, Error};
use jose::{JwsAlgorithm, SigningKey, VerifyingKey, base64url, json};
use std::sync::LazyLock;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(JwsAlgorithm::ES256).unwrap());
static VERIFYING: LazyLock<VerifyingKey> = LazyLock::new(|| KEY.verifying_key().unwrap());

/// A token whose signature by [`KEY`] holds, whatever its parts say.
fn signed_parts(header: &str, payload: &str) -> String {
    let input = format!("{header}.{payload}");
    let signature = KEY.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(signature))
}

fn signed(header: &str) -> String {
    signed_parts(&base64url::encode(header), &base64url::encode("{}"))
}

fn outcome(token: &str) -> Result<Vec<u8>, Error> {
    let verified = jws::decode(token)?.verify(&VERIFYING, &[JwsAlgorithm::ES256])?;
    Ok(verified.into_inner())
}

#[test]
fn refuses_each_header_it_must_not_understand() {
    for accepted in [
        r#"{"alg":"ES256"}"#,
        r#"{"alg":"ES256","kid":"a b","typ":"JWT","cty":"x","more":{"a":[1]}}"#,
        // Never used, so harmless: the key comes from elsewhere.
        r#"{"alg":"ES256","jku":"https://evil.example/","x5u":"x","x5c":["x"],"jwk":{"kty":"oct","k":"AA"}}"#,
    ] {
        assert_eq!(outcome(&signed(accepted)), Ok(b"{}".to_vec()), "{accepted}");
    }
    let refused = [
        (r#"{"alg":"none"}"#, Error::Unsigned),
        (r#"{"alg":"NoNe"}"#, Error::Unsigned),
        (r#"{"typ":"JWT"}"#, Error::AlgorithmMissing),
        (r#"{"alg":null}"#, Error::HeaderMember("alg")),
        (r#"{"alg":["ES256"]}"#, Error::HeaderMember("alg")),
        (r#"{"alg":"es256"}"#, Error::AlgorithmUnknown),
        (r#"{"alg":"ES256K"}"#, Error::AlgorithmUnknown),
        (r#"{"alg":"RSA-OAEP"}"#, Error::AlgorithmUnknown),
        (r#"{"alg":"ES384"}"#, Error::AlgorithmNotAllowed),
        (r#"{"alg":"HS256"}"#, Error::AlgorithmNotAllowed),
        (r#"{"alg":"ES256","alg":"ES256"}"#, Error::DuplicateHeaderMember),
        (r#"{"alg":"ES256","x":{"y":1,"y":2}}"#, Error::DuplicateHeaderMember),
        (r#"{"alg":"ES256","kid":7}"#, Error::HeaderMember("kid")),
        (r#"{"alg":"ES256","kid":null}"#, Error::HeaderMember("kid")),
        (r#"{"alg":"ES256","typ":{}}"#, Error::HeaderMember("typ")),
        (r#"{"alg":"ES256","cty":[]}"#, Error::HeaderMember("cty")),
        (r#"{"alg":"ES256","crit":["exp"],"exp":1}"#, Error::CriticalNotUnderstood),
        (r#"{"alg":"ES256","crit":["alg"]}"#, Error::CriticalNotUnderstood),
        (r#"{"alg":"ES256","crit":[]}"#, Error::HeaderMember("crit")),
        (r#"{"alg":"ES256","crit":"exp"}"#, Error::HeaderMember("crit")),
        (r#"{"alg":"ES256","crit":[1]}"#, Error::HeaderMember("crit")),
        (r#"{"alg":"ES256","crit":null}"#, Error::HeaderMember("crit")),
        (r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#, Error::UnencodedPayload),
        (r#"{"alg":"ES256","b64":true}"#, Error::UnencodedPayload),
        (r#"["ES256"]"#, Error::HeaderNotAnObject),
        (r#""ES256""#, Error::HeaderNotAnObject),
        (r#"{"alg":"ES256"} x"#, Error::HeaderJson(json::Error::Syntax)),
        ("", Error::HeaderJson(json::Error::Syntax)),
    ];
    for (header, error) in refused {
        assert_eq!(outcome(&signed(header)), Err(error), "{header}");
    }
}

#[test]
fn refuses_each_form_that_is_not_compact() {
    let header = base64url::encode(r#"{"alg":"ES256"}"#);
    let payload = base64url::encode("{}!!");
    let token = signed_parts(&header, &payload);
    assert_eq!(outcome(&token), Ok(b"{}!!".to_vec()));
    let (input, signature) = token.rsplit_once('.').unwrap();

    let json = format!(r#" {{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#);
    assert_eq!(outcome(&json), Err(Error::JsonSerialization));
    for text in ["", "x", "a.b", input, &format!("{token}."), &format!("{token}.a.b.c")] {
        assert_eq!(outcome(text), Err(Error::NotCompact), "{text}");
    }
    assert_eq!(outcome(&format!("{header}.a.b.c.d")), Err(Error::Encrypted));
}

#[test]
fn refuses_parts_that_are_not_canonical_base64url_even_when_the_signature_covers_them() {
    let header = base64url::encode(r#"{"alg":"ES256"}"#);
    let payload = base64url::encode("{}!!");
    assert!(outcome(&signed_parts(&header, &payload)).is_ok());

    assert_eq!(outcome(&signed_parts(&format!("{header}="), &payload)), Err(Error::HeaderEncoding));
    let stray = base64url::encode(r#"{"alg":"ES256" }"#).replace("fQ", "fR");
    assert_eq!(outcome(&signed_parts(&stray, &payload)), Err(Error::HeaderEncoding));
    assert_eq!(outcome(&signed_parts(&header, &format!("{payload}=="))), Err(Error::PayloadEncoding));
    assert_eq!(outcome(&signed_parts(&header, "e30hIR")), Err(Error::PayloadEncoding));
    assert_eq!(outcome(&signed_parts(&header, "e30 ")), Err(Error::PayloadEncoding));

    let token = signed_parts(&header, &payload);
    assert_eq!(outcome(&format!("{token}=")), Err(Error::SignatureEncoding));
    assert_eq!(outcome(&format!("{token}\n")), Err(Error::SignatureEncoding));
}

#[test]
fn refuses_a_signature_that_does_not_hold() {
    let token = signed(r#"{"alg":"ES256"}"#);
    assert!(outcome(&token).is_ok());
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature = base64url::decode(signature).unwrap();
    let with = |signature: &[u8]| outcome(&format!("{input}.{}", base64url::encode(signature)));
    assert!(with(&signature).is_ok());

    assert_eq!(with(b""), Err(Error::SignatureInvalid), "none at all");
    assert_eq!(with(&signature[..63]), Err(Error::SignatureInvalid), "truncated");
    assert_eq!(with(&[&signature[..], &[0]].concat()), Err(Error::SignatureInvalid), "longer");
    assert_eq!(with(&[0; 64]), Err(Error::SignatureInvalid), "all zero");
    assert_eq!(with(&der(&signature)), Err(Error::SignatureInvalid), "the same in DER");
    let other = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let by_other = other.sign(input.as_bytes()).unwrap();
    assert_eq!(with(&by_other), Err(Error::SignatureInvalid), "another key's");
    let changed = token.replacen("e30", "e31", 1);
    assert_ne!(changed, token);
    assert!(outcome(&changed).is_err(), "another payload");
}

/// The two numbers of an ECDSA signature as an ASN.1 sequence.
fn der(signature: &[u8]) -> Vec<u8> {
    let mut content = vec![];
    for number in signature.chunks(32) {
        let number: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign = usize::from(number[0] >= 0x80);
        content.extend([2, (number.len() + sign) as u8]);
        content.extend(vec![0; sign]);
        content.extend(number);
    }
    [&[0x30, content.len() as u8], &content[..]].concat()
}

#[test]
fn refuses_an_algorithm_outside_the_list_or_another_than_the_keys() {
    let token = signed(r#"{"alg":"ES256"}"#);
    let verify = |allowed: &[JwsAlgorithm], key: &VerifyingKey| {
        jws::decode(&token).unwrap().verify(key, allowed).err()
    };
    let both = [JwsAlgorithm::RS256, JwsAlgorithm::ES256];
    assert_eq!(verify(&both, &VERIFYING), None);
    assert_eq!(verify(&[], &VERIFYING), Some(Error::AlgorithmNotAllowed));
    assert_eq!(verify(&both[..1], &VERIFYING), Some(Error::AlgorithmNotAllowed));
    let secret = VerifyingKey::from_secret(&[7; 32], JwsAlgorithm::HS256).unwrap();
    assert_eq!(verify(&both, &secret), Some(Error::AlgorithmNotOfKey));
}

#[test]
fn refuses_a_public_key_used_as_a_shared_secret() {
    let public = serde_json::to_vec(&KEY.public_jwk()).unwrap();
    let forger = SigningKey::from_secret(&public, JwsAlgorithm::HS256).unwrap();
    let token = jws::sign(&jws::Members::default(), b"{}", &forger).unwrap();
    let forged = VerifyingKey::from_secret(&public, JwsAlgorithm::HS256).unwrap();
    let verify = |key: &VerifyingKey, allowed: &[JwsAlgorithm]| {
        jws::decode(&token).unwrap().verify(key, allowed).err()
    };
    assert_eq!(verify(&forged, &[JwsAlgorithm::HS256]), None);
    let all: Vec<JwsAlgorithm> = JwsAlgorithm::all().collect();
    assert_eq!(verify(&VERIFYING, &all), Some(Error::AlgorithmNotOfKey));
}

#[test]
fn refuses_a_token_longer_than_the_bound() {
    let payload = |length: usize| {
        let header = base64url::encode(r#"{"alg":"ES256"}"#);
        signed_parts(&header, &base64url::encode(vec![b'x'; length]))
    };
    let fits = payload(49_000);
    assert!(fits.len() <= jws::MAX_BYTES && outcome(&fits).is_ok());
    let long = payload(50_000);
    assert!(long.len() > jws::MAX_BYTES);
    assert_eq!(outcome(&long), Err(Error::TooLong));
    assert!(jws::decode_within(&long, 100_000).is_ok());
    assert_eq!(jws::decode_within(&fits, fits.len() - 1).err(), Some(Error::TooLong));
}
