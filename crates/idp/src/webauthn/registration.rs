//! Registering a new credential (§7.1).

use super::authenticator_data::{Attested, AuthenticatorData};
use super::client_data::{self, Type};
use super::cose::PublicKey;
use super::fault::Fault;
use super::{Ceremony, MOST_BYTES, cbor};

/// What the browser brought back.
#[derive(Clone, Copy)]
pub struct Attestation<'a> {
    /// `clientDataJSON`.
    pub client_data: &'a [u8],
    /// `attestationObject`.
    pub object: &'a [u8],
}

/// A credential that was made for us just now. Its id may still be known already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registered {
    credential_id: Vec<u8>,
    public_key: PublicKey,
    sign_count: u32,
    aaguid: [u8; 16],
    is_user_verified: bool,
    is_backup_eligible: bool,
    is_backed_up: bool,
}

impl Registered {
    /// The credential's id: 1 to 1023 bytes.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// Its key.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// How often it has signed, where it counts.
    pub fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// Which make the authenticator says it is; zeros where it does not.
    pub fn aaguid(&self) -> &[u8; 16] {
        &self.aaguid
    }

    /// Whether the authenticator verified who was there.
    pub fn is_user_verified(&self) -> bool {
        self.is_user_verified
    }

    /// Whether the credential may be copied to other devices of the person's.
    pub fn is_backup_eligible(&self) -> bool {
        self.is_backup_eligible
    }

    /// Whether it was.
    pub fn is_backed_up(&self) -> bool {
        self.is_backed_up
    }
}

/// Verifies what came back from `navigator.credentials.create()`.
///
/// # Errors
/// The first step that does not hold.
pub fn verify(attestation: Attestation<'_>, ceremony: Ceremony<'_>) -> Result<Registered, Fault> {
    // Steps 5 to 11; the hash of step 12 is signed by statements alone, and none is trusted.
    client_data::check(attestation.client_data, Type::Create, ceremony)?;
    // Step 13.
    let object = Object::parse(attestation.object)?;
    let data = AuthenticatorData::parse(object.authenticator_data)?;
    // Step 14.
    ceremony.check_relying_party(&data.relying_party)?;
    // Steps 15 to 17.
    data.check_flags()?;
    data.check_verification(ceremony.user_verification)?;
    let is_user_verified = data.is_user_verified();
    let (is_backup_eligible, is_backed_up) = (data.is_backup_eligible(), data.is_backed_up());
    let sign_count = data.sign_count;
    // Step 20, and the length of step 26, where they were read.
    let Attested { aaguid, credential_id, public_key } = data.attested.ok_or(Fault::NoCredential)?;
    // Steps 22 to 25.
    object.check_statement()?;
    Ok(Registered {
        credential_id,
        public_key,
        sign_count,
        aaguid,
        is_user_verified,
        is_backup_eligible,
        is_backed_up,
    })
}

/// An attestation object (§6.5.4).
struct Object<'a> {
    format: &'a str,
    statement: Vec<(cbor::Value<'a>, cbor::Value<'a>)>,
    authenticator_data: &'a [u8],
}

impl<'a> Object<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.len() > MOST_BYTES {
            return Err(Fault::TooLong);
        }
        let object = cbor::read_all(bytes).map_err(|_| Fault::AttestationObject)?;
        let format = object.named("fmt").and_then(cbor::Value::text);
        let data = object.named("authData").and_then(cbor::Value::bytes);
        match (format, object.named("attStmt"), data) {
            (Some(format), Some(cbor::Value::Map(statement)), Some(authenticator_data)) => {
                Ok(Self { format, statement: statement.clone(), authenticator_data })
            }
            _ => Err(Fault::AttestationObject),
        }
    }

    /// `none` states nothing (§8.7). Every other statement counts for as much: nobody is asked who made an
    /// authenticator, and so nobody is believed.
    fn check_statement(&self) -> Result<(), Fault> {
        match self.format == "none" && !self.statement.is_empty() {
            true => Err(Fault::Statement),
            false => Ok(()),
        }
    }
}
