//! What an upstream says of itself, where this stands in its record.

use oidc::discovery::Issuer;
use rp::Provider;
use serde_json::Value;

use crate::model::upstream::UpstreamDefinition;

/// The provider as its record describes it; nothing where it is to be asked.
///
/// # Errors
/// As [`Provider::from_metadata`].
pub fn provider(issuer: &Issuer, definition: &UpstreamDefinition) -> Option<Result<Provider, rp::Error>> {
    let mut members = definition.metadata.clone()?;
    let word = |word: &str| Value::String(word.to_owned());
    members.entry("issuer").or_insert_with(|| word(issuer.as_str()));
    // Nobody asks at this address, as the keys are in the record or come signed.
    if definition.jwks.is_some() || definition.signed_jwks_uri.is_some() {
        members.entry("jwks_uri").or_insert_with(|| word(issuer.as_str()));
    }
    members.entry("response_types_supported").or_insert_with(|| Value::Array(vec![word("code")]));
    Some(Provider::from_metadata(issuer, members))
}
