//! What a client may register that asks people elsewhere (OpenID Connect CIBA Core §4).

use oidc::ciba::DeliveryMode;
use oidc::client_authentication::Method;
use oidc::metadata::ClientMetadata;
use oidc::token::GrantType;

use super::metadata::{invalid, is_protected};
use crate::refusal::Refusal;

/// Checks how it comes by what people say, and how it signs what it asks.
pub(super) fn check(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let has_grant = metadata.grant_types.contains(&GrantType::Ciba);
    let mode = metadata.backchannel_token_delivery_mode;
    if has_grant != mode.is_some() {
        let expected = "poll or ping, beside the grant of CIBA and no other";
        return Err(invalid("backchannel_token_delivery_mode", expected));
    }
    if metadata.token_endpoint_auth_method == Method::None && has_grant {
        return Err(invalid("grant_types", "without that of CIBA for a client that cannot keep a secret"));
    }
    // The token that it gives us for this is sent there.
    let fits = |to: &str| is_protected(to) && !to.contains('#');
    let to = metadata.backchannel_client_notification_endpoint.as_deref();
    if (mode == Some(DeliveryMode::Ping)) != to.is_some() || !to.is_none_or(fits) {
        return Err(invalid(
            "backchannel_client_notification_endpoint",
            "an address that begins with https://, or http:// on the machine itself, and has no fragment; beside \
             the mode ping and no other",
        ));
    }
    let signing = metadata.backchannel_authentication_request_signing_alg;
    if signing.is_some_and(|signing| signing.is_symmetric() || !has_grant) {
        return Err(invalid(
            "backchannel_authentication_request_signing_alg",
            "an algorithm with a public key, beside the grant of CIBA and no other",
        ));
    }
    Ok(())
}
