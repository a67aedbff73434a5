use super::{Error, decode, header};
use crate::{Jwk, JwsAlgorithm, KeyType, Verified, VerifyingKey, base64url};

/// A token that is signed by the key in its own header. That shows that whoever made it holds the key,
/// and nothing of who that is: everybody has such a key.
#[derive(Debug, Clone)]
pub struct SelfSigned {
    /// The token, as signed by that key.
    pub token: Verified<Vec<u8>>,
    /// SHA-256 thumbprint of the key (RFC 7638), in base64url.
    pub thumbprint: String,
}

/// Verifies a token by the public key in its header's `jwk`, for proofs of possession (RFC 9449 §4.2)
/// alone. No other reader looks at that member.
///
/// # Errors
/// As [`decode`], a key that is missing, private, shared or cannot be used, or a signature that does not
/// hold.
pub fn verify_self_signed(token: &str, allowed: &[JwsAlgorithm]) -> Result<SelfSigned, Error> {
    const KEY: Error = Error::HeaderMember("jwk");
    let unverified = decode(token)?;
    let algorithm = unverified.header().alg;
    if algorithm.is_symmetric() {
        return Err(Error::AlgorithmNotAllowed);
    }
    let encoded = token.split('.').next().unwrap_or_default();
    let encoded = base64url::decode(encoded).map_err(|_| Error::HeaderEncoding)?;
    let key = Jwk::from_value(header::key(&encoded)?.ok_or(KEY)?).map_err(|_| KEY)?;
    if key.is_private() || key.key_type() == KeyType::Oct {
        return Err(KEY);
    }
    let thumbprint = key.thumbprint().ok_or(KEY)?;
    let key = VerifyingKey::from_jwk(&key, algorithm).map_err(Error::Key)?;
    Ok(SelfSigned { token: unverified.verify(&key, allowed)?, thumbprint })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;
    use serde_json::{Value, json};

    fn token(header: &Value, key: &SigningKey) -> String {
        let input = format!("{}.{}", base64url::encode(header.to_string()), base64url::encode("{}"));
        format!("{input}.{}", base64url::encode(key.sign(input.as_bytes()).unwrap()))
    }

    #[test]
    fn a_token_shows_that_its_maker_holds_the_key_in_its_header() {
        let (key, other) = [(); 2].map(|()| SigningKey::generate(JwsAlgorithm::ES256).unwrap()).into();
        let jwk = serde_json::to_value(key.public_jwk()).unwrap();
        let all: Vec<_> = JwsAlgorithm::all().collect();
        let header = json!({ "alg": "ES256", "jwk": jwk });
        let verified = verify_self_signed(&token(&header, &key), &all).unwrap();
        assert_eq!(Some(verified.thumbprint), key.public_jwk().thumbprint());
        assert_eq!(verify_self_signed(&token(&header, &other), &all).unwrap_err(), Error::SignatureInvalid);
        assert_eq!(
            verify_self_signed(&token(&header, &key), &[JwsAlgorithm::EdDSA]).unwrap_err(),
            Error::AlgorithmNotAllowed
        );
        let private = serde_json::to_value(key.public_jwk()).map(|mut jwk| {
            jwk["d"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE");
            jwk
        });
        for header in [
            json!({ "alg": "ES256" }),
            json!({ "alg": "ES256", "jwk": "a" }),
            json!({ "alg": "ES256", "jwk": { "kty": "oct", "k": "AAAA" } }),
            json!({ "alg": "ES256", "jwk": private.unwrap() }),
        ] {
            let error = verify_self_signed(&token(&header, &key), &all).unwrap_err();
            assert_eq!(error, Error::HeaderMember("jwk"), "{header}");
        }
        let shared = json!({ "alg": "HS256", "jwk": jwk });
        assert_eq!(verify_self_signed(&token(&shared, &key), &all).unwrap_err(), Error::AlgorithmNotAllowed);
    }
}
