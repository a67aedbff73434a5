//! Authenticator data (§6.1): what the authenticator itself says, and signs.

use super::cose::PublicKey;
use super::fault::Fault;
use super::{MOST_BYTES, MOST_CREDENTIAL_ID, cbor};

/// What it says.
pub(super) struct AuthenticatorData {
    pub(super) relying_party: [u8; 32],
    flags: u8,
    pub(super) sign_count: u32,
    /// The credential it made, where it made one.
    pub(super) attested: Option<Attested>,
}

/// A credential just made (§6.5.1).
pub(super) struct Attested {
    pub(super) aaguid: [u8; 16],
    pub(super) credential_id: Vec<u8>,
    pub(super) public_key: PublicKey,
}

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENSIONS: u8 = 0x80;

impl AuthenticatorData {
    /// Reads them, to the last byte.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() > MOST_BYTES {
            return Err(Fault::TooLong);
        }
        let broken = || Fault::AuthenticatorData;
        let (relying_party, rest) = bytes.split_first_chunk::<32>().ok_or_else(broken)?;
        let ([flags], rest) = rest.split_first_chunk::<1>().ok_or_else(broken)?;
        let (sign_count, mut rest) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
        let mut attested = None;
        if flags & ATTESTED != 0 {
            let (found, behind) = Attested::parse(rest)?;
            (attested, rest) = (Some(found), behind);
        }
        if flags & EXTENSIONS != 0 {
            // None was asked for; what came all the same is read past (§7.1, step 21; §7.2, step 20).
            let (extensions, behind) = cbor::read(rest).map_err(|_| broken())?;
            if !matches!(extensions, cbor::Value::Map(_)) {
                return Err(broken());
            }
            rest = behind;
        }
        match rest {
            [] => Ok(Self {
                relying_party: *relying_party,
                flags: *flags,
                sign_count: u32::from_be_bytes(*sign_count),
                attested,
            }),
            _ => Err(broken()),
        }
    }

    pub(super) fn is_user_verified(&self) -> bool {
        self.flags & USER_VERIFIED != 0
    }

    pub(super) fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    pub(super) fn is_backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }

    /// That who was there was verified, where that is asked for (§7.1, step 16; §7.2, step 17).
    pub(super) fn check_verification(&self, asked: bool) -> Result<(), Fault> {
        match asked && !self.is_user_verified() {
            true => Err(Fault::UserVerification),
            false => Ok(()),
        }
    }

    /// That somebody was there, and that the flags of backups fit (§7.1, steps 15 and 17; §7.2, steps 16 and 18).
    pub(super) fn check_flags(&self) -> Result<(), Fault> {
        if self.flags & USER_PRESENT == 0 {
            return Err(Fault::UserPresence);
        }
        if self.is_backed_up() && !self.is_backup_eligible() {
            return Err(Fault::BackupState);
        }
        Ok(())
    }
}

impl Attested {
    fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), Fault> {
        let broken = || Fault::AuthenticatorData;
        let (aaguid, rest) = bytes.split_first_chunk::<16>().ok_or_else(broken)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(broken)?;
        let length = usize::from(u16::from_be_bytes(*length));
        // §7.1, step 26. Its end is where the key begins, so it is looked at here.
        if length == 0 || length > MOST_CREDENTIAL_ID {
            return Err(Fault::CredentialId);
        }
        let (credential_id, rest) = rest.split_at_checked(length).ok_or_else(broken)?;
        let (cose, rest) = cbor::read(rest).map_err(|_| broken())?;
        // §7.1, step 20.
        let public_key = PublicKey::from_cose(&cose).ok_or(Fault::PublicKey)?;
        Ok((Self { aaguid: *aaguid, credential_id: credential_id.to_vec(), public_key }, rest))
    }
}
