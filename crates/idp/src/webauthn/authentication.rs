//! Verifying an authentication assertion (§7.2).

use super::authenticator_data::AuthenticatorData;
use super::client_data::{self, Type};
use super::cose::PublicKey;
use super::fault::Fault;
use super::{Ceremony, MOST_BYTES};

/// What the browser brought back.
#[derive(Clone, Copy)]
pub struct Assertion<'a> {
    /// `clientDataJSON`.
    pub client_data: &'a [u8],
    /// `authenticatorData`.
    pub authenticator_data: &'a [u8],
    /// `signature`.
    pub signature: &'a [u8],
}

/// What is known of the credential it is said to be of.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Its key.
    pub public_key: &'a PublicKey,
    /// How often it had signed when it was last seen.
    pub sign_count: u32,
    /// Whether it may be copied to other devices.
    pub is_backup_eligible: bool,
}

/// That whoever has the credential's key was there just now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Authenticated {
    sign_count: u32,
    is_user_verified: bool,
    is_backed_up: bool,
}

impl Authenticated {
    /// How often it has signed now, where it counts.
    pub fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// Whether the authenticator verified who was there.
    pub fn is_user_verified(&self) -> bool {
        self.is_user_verified
    }

    /// Whether the credential was copied to other devices.
    pub fn is_backed_up(&self) -> bool {
        self.is_backed_up
    }
}

/// A key that is nobody's: what names an unknown credential is verified against it, so that time does not tell
/// that it is unknown.
pub fn nobodys() -> Option<NobodysKey> {
    let jwk = r#"{"kty":"EC","crv":"P-256","alg":"ES256","x":"V-hTYeNl5UsUSNIbWUZ1XcxIos8hpleOcbrNx2GIitg","y":"TPoBNplM5XWcpwH0BVVYLXZDoXiVP-07U3U4BO6Mkkk"}"#;
    serde_json::from_str(jwk).ok().map(NobodysKey)
}

/// See [`nobodys`].
#[derive(Debug)]
pub struct NobodysKey(PublicKey);

impl NobodysKey {
    /// As an assertion is held against it.
    pub fn known(&self) -> Known<'_> {
        Known { public_key: &self.0, sign_count: 0, is_backup_eligible: false }
    }
}

/// Verifies what came back from `navigator.credentials.get()`, where the credential was found by its id
/// (steps 5 and 6 are of whoever found it).
///
/// # Errors
/// The first step that does not hold.
pub fn verify(
    assertion: Assertion<'_>,
    known: Known<'_>,
    ceremony: Ceremony<'_>,
) -> Result<Authenticated, Fault> {
    if assertion.signature.len() > MOST_BYTES {
        return Err(Fault::TooLong);
    }
    // Steps 8 to 14, and the hash of step 21.
    let hash = client_data::check(assertion.client_data, Type::Get, ceremony)?;
    let data = AuthenticatorData::parse(assertion.authenticator_data)?;
    // Step 15.
    ceremony.check_relying_party(&data.relying_party)?;
    // Steps 16 and 18.
    data.check_flags()?;
    // Step 22.
    let signed = [assertion.authenticator_data, &hash[..]].concat();
    if !known.public_key.verifies(&signed, assertion.signature) {
        return Err(Fault::Signature);
    }
    // Steps 17 and 19, here because until now nothing depended on what is known: whoever cannot sign learns
    // nothing of it.
    data.check_verification(ceremony.user_verification)?;
    if data.is_backup_eligible() != known.is_backup_eligible {
        return Err(Fault::BackupEligibility);
    }
    // Step 23: a policy of ours, for the standard leaves it open.
    let counts = data.sign_count != 0 || known.sign_count != 0;
    if counts && data.sign_count <= known.sign_count {
        return Err(Fault::SignCount { before: known.sign_count, seen: data.sign_count });
    }
    Ok(Authenticated {
        sign_count: data.sign_count,
        is_user_verified: data.is_user_verified(),
        is_backed_up: data.is_backed_up(),
    })
}
