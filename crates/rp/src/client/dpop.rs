//! Demonstrating proof of possession (RFC 9449).

use jose::{SigningKey, base64url, digest, jws};
use serde::Serialize;
use serde_json::json;

use crate::message::Request;
use crate::{Env, Error, OurFault};

#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    htm: &'a str,
    htu: String,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

/// Adds the proof that this request, with this access token, comes from whoever has the key.
pub(crate) fn prove(
    request: &mut Request,
    access_token: Option<&str>,
    key: &SigningKey,
    env: &mut Env<'_>,
) -> Result<(), Error> {
    let claims = Claims {
        jti: env.secret(),
        htm: request.method(),
        htu: request.endpoint.without_query(),
        iat: env.now,
        ath: access_token.map(|token| base64url::encode(digest::sha256(token.as_bytes()))),
        nonce: env.dpop_nonce,
    };
    let proof = sign(&claims, key)?;
    request.headers.push(("dpop", jose::Secret::new(proof)));
    Ok(())
}

/// The header carries the whole public key (§4.2), which no other token's does, so it is written here.
fn sign(claims: &Claims<'_>, key: &SigningKey) -> Result<String, Error> {
    let header = json!({ "typ": "dpop+jwt", "alg": key.algorithm(), "jwk": key.public_jwk() });
    let unwritable = |_| OurFault::Signing(jws::Error::NotSerializable);
    let claims = serde_json::to_string(claims).map_err(unwritable)?;
    let mut proof = base64url::encode(header.to_string());
    proof.push('.');
    base64url::encode_into(&mut proof, claims);
    let signature = key.sign(proof.as_bytes()).map_err(OurFault::Key)?;
    proof.push('.');
    base64url::encode_into(&mut proof, signature);
    Ok(proof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Endpoint;
    use jose::{JwsAlgorithm, VerifyingKey, json};

    #[test]
    fn a_proof_names_method_address_token_and_nonce_and_carries_its_key() {
        let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let endpoint = Endpoint::parse("https://op.example/userinfo?x=1").unwrap();
        let mut request = Request::get(&endpoint, "application/json");
        let mut random = |bytes: &mut [u8]| bytes.fill(7);
        let mut env = Env { now: 100, random: &mut random, dpop_nonce: Some("n") };
        prove(&mut request, Some("token"), &key, &mut env).unwrap();

        let proof = request.headers.iter().find(|(name, _)| *name == "dpop").unwrap().1.expose();
        let (header, rest) = proof.split_once('.').unwrap();
        let header = json::parse_object(&base64url::decode(header).unwrap()).unwrap();
        assert_eq!(header["typ"], "dpop+jwt");
        let jwk = jose::Jwk::from_value(header["jwk"].clone()).unwrap();
        assert!(!jwk.is_private());
        let (payload, signature) = rest.split_once('.').unwrap();
        let verifying = VerifyingKey::from_jwk(&jwk, JwsAlgorithm::ES256).unwrap();
        let signed = proof.rsplit_once('.').unwrap().0;
        verifying.verify(signed.as_bytes(), &base64url::decode(signature).unwrap()).unwrap();
        let claims = json::parse_object(&base64url::decode(payload).unwrap()).unwrap();
        assert_eq!((claims["htm"].as_str(), claims["iat"].as_i64()), (Some("GET"), Some(100)));
        assert_eq!(claims["htu"], "https://op.example/userinfo");
        assert_eq!(claims["ath"], base64url::encode(digest::sha256(b"token")));
        assert_eq!(claims["nonce"], "n");
    }
}
