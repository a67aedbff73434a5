//! What a client may register of its keys and of the requests it signs with them.

use jose::{Certificate, Jwk, JwkSet, KeyType};
use oidc::client_authentication::Method;
use oidc::metadata::{ClientMetadata, RequestObjectSigning};
use oidc::redirect_uri::RedirectUri;
use serde_json::Value;

use super::metadata::invalid;
use crate::refusal::Refusal;

/// How many request objects a client may refer to by registered addresses.
const MOST_REQUEST_URIS: usize = 50;

/// The shortest modulus of an RSA key, in bits (RFC 7518 §3.3, §4.2).
const SHORTEST_RSA: usize = 2048;

/// The longest address of a request object, in characters (OpenID Connect Core §6.2).
pub(crate) const LONGEST_REQUEST_URI: usize = 512;

/// Keys by value, by address or signed at one, and never in two of these ways (RFC 7591 §2); request objects
/// signed and sealed by what a client can have.
pub(super) fn check(metadata: &ClientMetadata) -> Result<(), Refusal> {
    if metadata.jwks.is_some() && metadata.jwks_uri.is_some() {
        return Err(invalid("jwks_uri", "absent where jwks is given"));
    }
    if metadata.signed_jwks_uri.is_some() && (metadata.jwks.is_some() || metadata.jwks_uri.is_some()) {
        return Err(invalid("signed_jwks_uri", "absent where jwks or jwks_uri is given"));
    }
    if let Some(jwks) = &metadata.jwks {
        check_set(jwks, |expected| invalid("jwks", expected))?;
        check_certificates(jwks)?;
    }
    check_assertions(metadata)?;
    let signing = metadata.request_object_signing_alg;
    if metadata.request_object_encryption_enc.is_some() && metadata.request_object_encryption_alg.is_none() {
        let expected = "absent where request_object_encryption_alg is";
        return Err(invalid("request_object_encryption_enc", expected));
    }
    if metadata.require_signed_request_object {
        if signing == Some(RequestObjectSigning::Unsigned) {
            return Err(invalid(
                "request_object_signing_alg",
                "an algorithm, as require_signed_request_object is true",
            ));
        }
        let by_secret =
            matches!(signing, Some(RequestObjectSigning::Signed(algorithm)) if algorithm.is_symmetric());
        let has_keys =
            metadata.jwks.is_some() || metadata.jwks_uri.is_some() || metadata.signed_jwks_uri.is_some();
        if !has_keys && !by_secret {
            return Err(invalid(
                "require_signed_request_object",
                "false for a client without jwks or jwks_uri",
            ));
        }
    }
    check_request_uris(&metadata.request_uris)
}

/// Assertions are signed under the client's own key or under its secret, as the method says
/// (OpenID Connect Core §9).
fn check_assertions(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let expected = match (metadata.token_endpoint_auth_method, metadata.token_endpoint_auth_signing_alg) {
        (Method::PrivateKeyJwt, Some(algorithm)) if algorithm.is_symmetric() => {
            "an algorithm with a public key, as the method is private_key_jwt"
        }
        (Method::ClientSecretJwt, Some(algorithm)) if !algorithm.is_symmetric() => {
            "HS256, HS384 or HS512, as the method is client_secret_jwt"
        }
        _ => return Ok(()),
    };
    Err(invalid("token_endpoint_auth_signing_alg", expected))
}

/// Unlike what is fetched later, keys that are registered by value can be told right away.
pub(crate) fn check_set(jwks: &Value, invalid: impl Fn(&'static str) -> Refusal) -> Result<(), Refusal> {
    let set = JwkSet::from_value(jwks.clone())
        .map_err(|error| invalid("a JWK set of public keys (RFC 7517 §5)").operator(error.to_string()))?;
    if set.keys.iter().any(|key| key.is_private() || key.key_type() == KeyType::Oct) {
        return Err(invalid("without private and symmetric keys: whoever reads a record could sign"));
    }
    let rsa = |key: &&Jwk| key.key_type() == KeyType::Rsa;
    for key in set.keys.iter().filter(rsa) {
        if key.bits() < SHORTEST_RSA {
            let refusal = invalid("with RSA keys of at least 2048 bits");
            return Err(refusal.operator(format!("{} bits", key.bits())));
        }
        if key.is_roca() {
            return Err(invalid("without keys of the generator of CVE-2017-15361, which are broken"));
        }
    }
    Ok(())
}

/// A key may bring a certificate (RFC 8705 §2.2.2), which must be for it (RFC 7517 §4.7). It is believed for
/// nothing: that the client registered the key is all that counts.
fn check_certificates(jwks: &Value) -> Result<(), Refusal> {
    let keys = jwks["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (key, chain) in keys.iter().filter_map(|key| Some((key, key.get("x5c")?))) {
        // A key of a kind that is not known is passed over, and so is what it brings.
        let Ok(key) = Jwk::from_value(key.clone()) else { continue };
        let certificate = chain[0].as_str().and_then(Certificate::parse_base64);
        if certificate.and_then(|it| it.public_key().thumbprint()) != key.thumbprint() {
            return Err(invalid(
                "jwks",
                "with x5c, if any, whose first certificate is for the very same key",
            ));
        }
    }
    Ok(())
}

fn check_request_uris(addresses: &[String]) -> Result<(), Refusal> {
    if addresses.len() > MOST_REQUEST_URIS {
        return Err(invalid("request_uris", "at most 50 addresses"));
    }
    let fits = |address: &String| {
        let (bare, fragment) = address.split_once('#').unwrap_or((address, ""));
        address.len() <= LONGEST_REQUEST_URI
            && RedirectUri::parse(bare).is_ok_and(|parsed| !parsed.is_private_use())
            && fragment.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
    };
    if addresses.iter().all(fits) {
        return Ok(());
    }
    Err(invalid("request_uris", "addresses of at most 512 characters that begin with https:// or http://"))
}
