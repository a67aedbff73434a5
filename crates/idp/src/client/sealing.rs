//! What a client may register of how its answers are sealed.

use jose::{JwkSet, KeyManagement};
use oidc::metadata::{ClientMetadata, Encryptable, Encryption};
use oidc::token::GrantType;

use crate::issue::seal::SealingKey;
use crate::model::client::ClientPolicy;
use crate::refusal::{Reason, Refusal};

/// Each answer is sealed by what the client can have and its profile allows, or not at all where it must not be.
pub(super) fn check(metadata: &ClientMetadata, policy: &ClientPolicy) -> Result<(), Refusal> {
    for answer in Encryptable::ALL {
        check_one(answer, metadata, policy)?;
    }
    check_required(metadata, policy)
}

fn check_one(answer: Encryptable, metadata: &ClientMetadata, policy: &ClientPolicy) -> Result<(), Refusal> {
    let rules = policy.profile.rules();
    match metadata.encryption_members(answer) {
        (None, Some(_)) => {
            let expected = format!("absent without {}", answer.alg_member());
            Err(invalid(answer.enc_member(), expected))
        }
        (Some(alg), _) if !rules.allows_encryption(alg) => {
            let allowed = KeyManagement::all().filter(|alg| rules.allows_encryption(*alg));
            let allowed: Vec<_> = allowed.map(KeyManagement::name).collect();
            let expected = format!("one of: {} (profile {})", allowed.join(" "), rules.profile);
            Err(invalid(answer.alg_member(), expected))
        }
        _ => Ok(()),
    }
}

/// What must be sealed is; see [`Rules::seal`](super::profile::Rules).
fn check_required(metadata: &ClientMetadata, policy: &ClientPolicy) -> Result<(), Refusal> {
    if !policy.require_sealed || !metadata.grant_types.contains(&GrantType::AuthorizationCode) {
        return Ok(());
    }
    let needed = |member| invalid(member, "given, as require_sealed is true".to_owned());
    if metadata.id_token_encrypted_response_alg.is_none() {
        return Err(needed(Encryptable::IdToken.alg_member()));
    }
    if policy.profile.rules().seal.userinfo {
        if metadata.userinfo_encrypted_response_alg.is_none() {
            return Err(needed(Encryptable::Userinfo.alg_member()));
        }
        if metadata.userinfo_signed_response_alg.is_none() {
            return Err(needed("userinfo_signed_response_alg"));
        }
    }
    Ok(())
}

fn invalid(member: &'static str, expected: String) -> Refusal {
    Refusal::new(Reason::ClientMetadataInvalid).about(member).expected(expected)
}

/// Whoever registers itself and publishes keys publishes those that its answers are sealed for, or else
/// registers them one by one once it has a name.
pub(super) fn check_published(metadata: &ClientMetadata, policy: &ClientPolicy) -> Result<(), Refusal> {
    let Some(jwks) = metadata.jwks.clone() else { return Ok(()) };
    let set = JwkSet::from_value(jwks).unwrap_or_default();
    let keys: Vec<_> = set.keys.iter().map(|jwk| SealingKey::published(jwk, metadata, policy)).collect();
    for answer in Encryptable::ALL {
        let Some(Encryption { alg, .. }) = metadata.encryption(answer) else { continue };
        if !alg.is_symmetric() && !keys.iter().any(|key| key.serves.contains(&alg)) {
            let expected = format!("with a key for {alg} and use enc, as {} is given", answer.alg_member());
            return Err(invalid("jwks", expected));
        }
    }
    Ok(())
}
