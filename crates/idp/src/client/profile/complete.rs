//! What a client is registered with where it says nothing.

use oidc::client_authentication::Method;
use oidc::metadata::{ClientMetadata, Encryptable, Encryption, SubjectType};
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
        let kind = policy.service.as_ref().map(|service| service.kind.signing());
        metadata.id_token_signed_response_alg = kind.unwrap_or(rules.id_token_signing);
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
    let id_token = metadata.encryption(Encryptable::IdToken).unwrap_or_else(|| {
        let (_, enc) = metadata.encryption_members(Encryptable::IdToken);
        let with = policy.service.as_ref().map_or(seal.with, |service| service.kind.seal());
        Encryption { enc: enc.unwrap_or(with.enc), ..with }
    });
    metadata.encrypt(Encryptable::IdToken, id_token);
    if !seal.userinfo {
        return;
    }
    if metadata.encryption(Encryptable::Userinfo).is_none() {
        let (_, enc) = metadata.encryption_members(Encryptable::Userinfo);
        metadata.encrypt(Encryptable::Userinfo, Encryption { enc: enc.unwrap_or(id_token.enc), ..id_token });
    }
    // What the client's secret signs is ID tokens alone.
    let signing = match metadata.id_token_signed_response_alg {
        by_secret if by_secret.is_symmetric() => policy.profile.rules().id_token_signing,
        by_key => by_key,
    };
    metadata.userinfo_signed_response_alg.get_or_insert(signing);
}
