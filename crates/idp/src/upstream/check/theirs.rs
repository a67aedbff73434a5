//! Who an upstream is, where it is found, and by which keys it is believed.

use oidc::discovery::Issuer;

use super::invalid;
use crate::client::keys::check_set;
use crate::client::metadata::{PROTECTED, is_protected};
use crate::model::upstream::UpstreamDefinition;
use crate::refusal::Refusal;
use crate::upstream::fingerprint;
use crate::upstream::metadata::provider;

/// How many keys may sign the set of its keys.
const MOST_FINGERPRINTS: usize = 10;

pub(super) fn check(definition: &UpstreamDefinition) -> Result<(), Refusal> {
    let issuer = Issuer::parse(&definition.issuer).map_err(|why| {
        invalid("issuer", "its issuer to the letter: an https address without query and fragment")
            .operator(why.to_string())
    })?;
    if let Some(Err(why)) = provider(&issuer, definition) {
        let expected = "at least authorization_endpoint and token_endpoint, and jwks_uri where jwks is not \
                        given; all of them https addresses, and of this issuer";
        return Err(invalid("metadata", expected).operator(why.to_string()));
    }
    if let Some(set) = &definition.jwks {
        check_set(set, |expected| invalid("jwks", expected))?;
    }
    match &definition.signed_jwks_uri {
        Some(address) if !is_protected(address) => return Err(invalid("signed_jwks_uri", PROTECTED)),
        Some(_) if definition.signed_jwks_fingerprints.is_empty() => {
            let expected = "the SHA-256 thumbprint of a key that signs the set, compared with its owner";
            return Err(invalid("signed_jwks_fingerprints", expected));
        }
        None if !definition.signed_jwks_fingerprints.is_empty() => {
            return Err(invalid("signed_jwks_uri", "given, where signed_jwks_fingerprints are"));
        }
        _ => {}
    }
    let fingerprints = &definition.signed_jwks_fingerprints;
    if fingerprints.len() > MOST_FINGERPRINTS || !fingerprints.iter().all(|it| fingerprint(it).is_some()) {
        return Err(invalid(
            "signed_jwks_fingerprints",
            "at most 10 SHA-256 thumbprints (RFC 7638), in base64url or in hexadecimal digits",
        ));
    }
    let known = definition.jwks.is_some() || definition.signed_jwks_uri.is_some();
    if definition.profile.rules().keys_known && !known {
        return Err(invalid(
            "jwks",
            "its keys, or signed_jwks_uri with signed_jwks_fingerprints: under this profile keys are never \
             taken from an address alone",
        ));
    }
    Ok(())
}
