//! What a client is registered with where it says nothing.

use oidc::client_authentication::Method;
use oidc::metadata::{ClientMetadata, SubjectType};
use oidc::token::GrantType;

use super::Switch;
use crate::model::client::ClientPolicy;

/// Fills in what the policy's profile has where the client said nothing, which is where a member is as
/// the specifications have it and `says` knows nothing of it either.
pub fn complete(metadata: &mut ClientMetadata, policy: &ClientPolicy, says: impl Fn(&str) -> bool) {
    let rules = policy.profile.rules();
    let silent = ClientMetadata::default();
    if metadata.token_endpoint_auth_method == silent.token_endpoint_auth_method
        && !says("token_endpoint_auth_method")
    {
        metadata.token_endpoint_auth_method =
            rules.authentication_methods.first().copied().unwrap_or(Method::ClientSecretBasic);
    }
    if metadata.id_token_signed_response_alg == silent.id_token_signed_response_alg
        && !says("id_token_signed_response_alg")
    {
        metadata.id_token_signed_response_alg = rules.id_token_signing;
    }
    if metadata.subject_type.is_none() && matches!(rules.pairwise, Switch::Always | Switch::On) {
        metadata.subject_type = Some(SubjectType::Pairwise);
    }
    if policy.require_sealed && metadata.grant_types.contains(&GrantType::AuthorizationCode) {
        seal(metadata, policy);
    }
}

/// Signed, then sealed.
fn seal(metadata: &mut ClientMetadata, policy: &ClientPolicy) {
    let seal = policy.profile.rules().seal;
    if metadata.id_token_encrypted_response_alg.is_none() {
        metadata.id_token_encrypted_response_alg = Some(seal.alg.to_owned());
        metadata.id_token_encrypted_response_enc.get_or_insert_with(|| seal.enc.to_owned());
    }
    if !seal.userinfo {
        return;
    }
    if metadata.userinfo_encrypted_response_alg.is_none() {
        metadata.userinfo_encrypted_response_alg = metadata.id_token_encrypted_response_alg.clone();
        if metadata.userinfo_encrypted_response_enc.is_none() {
            metadata.userinfo_encrypted_response_enc = metadata.id_token_encrypted_response_enc.clone();
        }
    }
    metadata.userinfo_signed_response_alg.get_or_insert(metadata.id_token_signed_response_alg);
}
