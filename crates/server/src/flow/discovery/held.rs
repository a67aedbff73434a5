//! What the provider says of itself at a door that is for one kind of clients.

use idp::client::profile::{RequestForm, Rules, Switch};
use jose::{JwsAlgorithm, KeyManagement};
use oidc::client_authentication::Method;
use oidc::metadata::{ProviderMetadata, RequestObjectSigning, SubjectType};

/// Of everything that is offered, what such clients can have.
pub(super) fn held_to(rules: &Rules, mut told: ProviderMetadata) -> ProviderMetadata {
    let signs = |algorithm: &JwsAlgorithm| rules.allows_signing(*algorithm);
    let seals = |management: &KeyManagement| rules.allows_encryption(*management);
    let proves = |method: &Method| rules.authentication_methods.contains(method);
    told.response_types_supported.retain(|response_type| rules.response_types.contains(response_type));
    if let Some(grants) = &mut told.grant_types_supported {
        grants.retain(|grant| rules.allows_grant(*grant));
    }
    if rules.pairwise == Switch::Always {
        told.subject_types_supported.retain(|subject_type| *subject_type == SubjectType::Pairwise);
    }
    for algorithms in [
        &mut told.id_token_signing_alg_values_supported,
        &mut told.userinfo_signing_alg_values_supported,
        &mut told.introspection_signing_alg_values_supported,
        &mut told.authorization_signing_alg_values_supported,
        &mut told.token_endpoint_auth_signing_alg_values_supported,
        &mut told.backchannel_authentication_request_signing_alg_values_supported,
        &mut told.dpop_signing_alg_values_supported,
    ] {
        algorithms.retain(signs);
    }
    told.id_token_signing_alg_values_supported
        .retain(|algorithm| rules.secret_signed_id_tokens || !algorithm.is_symmetric());
    told.request_object_signing_alg_values_supported.retain(|signing| match signing {
        RequestObjectSigning::Unsigned => rules.unsecured_requests,
        RequestObjectSigning::Signed(algorithm) => signs(algorithm),
    });
    for managements in [
        &mut told.id_token_encryption_alg_values_supported,
        &mut told.userinfo_encryption_alg_values_supported,
        &mut told.authorization_encryption_alg_values_supported,
    ] {
        managements.retain(seals);
    }
    if let Some(methods) = &mut told.token_endpoint_auth_methods_supported {
        methods.retain(proves);
    }
    told.require_pushed_authorization_requests |= rules.request == RequestForm::Pushed;
    without_what_is_not_here(told)
}

/// Nothing is said of endpoints that this door does not have.
fn without_what_is_not_here(mut told: ProviderMetadata) -> ProviderMetadata {
    if told.introspection_endpoint.is_none() {
        told.introspection_endpoint_auth_methods_supported = None;
        told.introspection_endpoint_auth_signing_alg_values_supported.clear();
        told.introspection_signing_alg_values_supported.clear();
        told.introspection_encryption_alg_values_supported.clear();
        told.introspection_encryption_enc_values_supported.clear();
    }
    if told.backchannel_authentication_endpoint.is_none() {
        told.backchannel_token_delivery_modes_supported.clear();
        told.backchannel_authentication_request_signing_alg_values_supported.clear();
    }
    if told.revocation_endpoint.is_none() {
        told.revocation_endpoint_auth_methods_supported = None;
        told.revocation_endpoint_auth_signing_alg_values_supported.clear();
    }
    told
}
