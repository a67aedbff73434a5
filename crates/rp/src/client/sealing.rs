//! The keys that seal what goes to the provider, and open what comes from it.

use jose::digest::{sha256, sha384, sha512};
use jose::{ContentEncryption, DecryptionKey, EncryptionKey, Secret, jwe};

use super::Sealing;
use crate::error::TokenFault;
use crate::{Client, Error, OurFault, Party, ProviderFault};

impl Party<'_> {
    /// The key that seals for the provider: published with `use` `enc`, or made of the client secret.
    pub(crate) fn sealing_key(&self, sealing: Sealing) -> Result<EncryptionKey, Error> {
        let alg = sealing.alg;
        if alg.is_symmetric() {
            let secret = self.client.encryption_secret(sealing)?;
            return Ok(EncryptionKey::from_secret(secret.expose(), alg).map_err(OurFault::Key)?);
        }
        let fits = |jwk: &&jose::Jwk| {
            jwk.usage() == Some("enc") && alg.fits(jwk) && jwk.alg().is_none_or(|name| name == alg.name())
        };
        let jwk = self.keys.set().keys.iter().find(fits).ok_or(ProviderFault::NoEncryptionKey(alg.name()))?;
        Ok(EncryptionKey::from_jwk(jwk, alg).map_err(ProviderFault::Key)?)
    }

    /// What is in a message that was sealed for this client as it is registered.
    pub(crate) fn open(&self, sealing: Sealing, token: &str) -> Result<jwe::Opened, Opening> {
        let sealed = jwe::decode(token).map_err(|error| Opening::Fault(TokenFault::Sealing(error)))?;
        let decrypt = |sealed: jwe::Sealed<'_>, key: &DecryptionKey| {
            let opened = sealed.decrypt(key, &[sealing.alg], &[sealing.enc]);
            opened.map_err(|error| Opening::Fault(TokenFault::Sealing(error)))
        };
        let kid = sealed.header().kid.clone();
        let fits = |key: &&DecryptionKey| {
            key.management() == sealing.alg && kid.as_deref().is_none_or(|kid| kid == key.kid())
        };
        if let Some(key) = self.client.decryption_keys.iter().find(fits) {
            return decrypt(sealed, key);
        }
        if !sealing.alg.is_symmetric() {
            return Err(Opening::Fault(TokenFault::DecryptionKeyUnknown { kid }));
        }
        let secret = self.client.encryption_secret(sealing).map_err(Opening::Error)?;
        let key = DecryptionKey::from_secret(secret.expose(), sealing.alg)
            .map_err(|error| Opening::Error(OurFault::Key(error).into()))?;
        decrypt(sealed, &key)
    }
}

/// Why something did not open: for what it is, or for what we are.
pub(crate) enum Opening {
    Fault(TokenFault),
    Error(Error),
}

impl Client {
    /// The left-most bytes of a hash of the client secret that is long enough (OpenID Connect Core §10.2).
    fn encryption_secret(&self, Sealing { alg, enc }: Sealing) -> Result<Secret<Vec<u8>>, Error> {
        let secret = self.authentication.secret().ok_or(OurFault::SecretMissing(alg.name()))?;
        let secret = secret.expose().as_bytes();
        let bytes = alg.secret_len().unwrap_or_else(|| ContentEncryption::key_len(enc));
        let mut hash = match bytes {
            0..=32 => sha256(secret).to_vec(),
            33..=48 => sha384(secret).to_vec(),
            _ => sha512(secret).to_vec(),
        };
        hash.truncate(bytes);
        Ok(Secret::new(hash))
    }
}
