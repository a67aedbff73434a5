//! Why a response is not believed.

use std::fmt;

/// What stands in the way of believing a response: each is one step of §7.1 or §7.2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A part is longer than is read.
    TooLong,
    /// What the browser wrote is not a JSON object of the members it must have.
    ClientData,
    /// It was made for the other ceremony.
    Type,
    /// It answers another challenge.
    Challenge,
    /// It was made on a page that is not ours.
    Origin {
        /// On which; no more than its beginning.
        seen: String,
    },
    /// It was made in a frame of somebody else's page.
    CrossOrigin,
    /// The attestation object is not written as one.
    AttestationObject,
    /// The authenticator data are not written as such.
    AuthenticatorData,
    /// It was made for another relying party.
    RelyingParty,
    /// Nobody was there.
    UserPresence,
    /// Who was there was not verified.
    UserVerification,
    /// It says to be backed up what cannot be.
    BackupState,
    /// What could be backed up no longer can, or the reverse: not the authenticator that was registered.
    BackupEligibility,
    /// No credential came with it.
    NoCredential,
    /// Its key is not one of those that were asked for, or no key at all.
    PublicKey,
    /// A statement where there is to be none.
    Statement,
    /// The credential id is empty or too long.
    CredentialId,
    /// The signature does not hold.
    Signature,
    /// It signed no more often than it had before: there may be two of it.
    SignCount {
        /// How often it had.
        before: u32,
        /// How often it says it has now.
        seen: u32,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "longer than is read",
            Self::ClientData => "the client data are no JSON object with type, challenge and origin",
            Self::Type => "made for the other ceremony (type)",
            Self::Challenge => "the answer to another challenge",
            Self::Origin { seen } => return write!(f, "made on a page of {seen}, which is not ours"),
            Self::CrossOrigin => "made in a frame of another's page (crossOrigin)",
            Self::AttestationObject => "the attestation object is not CBOR of fmt, attStmt and authData",
            Self::AuthenticatorData => "the authenticator data cannot be read",
            Self::RelyingParty => "made for another relying party (rpIdHash)",
            Self::UserPresence => "made while nobody was there (UP)",
            Self::UserVerification => "made without verifying who was there (UV)",
            Self::BackupState => "backed up, but not eligible for it (BE, BS)",
            Self::BackupEligibility => "its eligibility for backup changed (BE)",
            Self::NoCredential => "no credential came with it",
            Self::PublicKey => "its key is of a kind that was not asked for, or no key",
            Self::Statement => "an attestation of the format none that states something",
            Self::CredentialId => "the credential id is empty or too long",
            Self::Signature => "the signature does not hold",
            Self::SignCount { before, seen } => {
                return write!(
                    f,
                    "it had signed {before} times, and says {seen} now: there may be two of it"
                );
            }
        })
    }
}

impl std::error::Error for Fault {}
