//! A private key encrypted under a password: PBES2 (RFC 8018 §6.2) of PBKDF2 with HMAC-SHA-256, and AES-256-CBC.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{
    AES_256, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey,
    UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;

use crate::Secret;
use crate::key::Error;
use crate::key::der::{INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, element, number};
use crate::pbkdf2::{self, Digest};

const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
const HMAC_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09];
const AES_256_CBC: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a];
/// How often the password is hashed. Ours are random and long, so that this is for what others put there.
const ROUNDS: u32 = 10_000;
/// What a store that somebody hands in may ask for at most.
const MOST_ROUNDS: u32 = 1_000_000;
const KEY_LEN: usize = 32;

/// The key, encrypted, as `EncryptedPrivateKeyInfo` (RFC 5208 §6).
pub(super) fn shroud(
    key: &[u8],
    password: &Secret<String>,
    salt: [u8; 16],
    iv: [u8; 16],
) -> Result<Vec<u8>, Error> {
    let under = derived(password, &salt, NonZeroU32::new(ROUNDS).ok_or(Error::Backend)?);
    let under = UnboundCipherKey::new(&AES_256, under.expose()).map_err(|_| Error::Backend)?;
    let under = PaddedBlockEncryptingKey::cbc_pkcs7(under).map_err(|_| Error::Backend)?;
    let mut sealed = Secret::new(key.to_vec());
    under
        .less_safe_encrypt(sealed.expose_mut(), EncryptionContext::Iv128(FixedLength::from(iv)))
        .map_err(|_| Error::Backend)?;
    let identifier = |kind| element(OBJECT_IDENTIFIER, &[kind]);
    let rounds = number(&ROUNDS.to_be_bytes());
    let prf = element(SEQUENCE, &[&identifier(HMAC_SHA256), &element(NULL, &[])]);
    let derivation = element(SEQUENCE, &[&element(OCTET_STRING, &[&salt]), &rounds, &prf]);
    let derivation = element(SEQUENCE, &[&identifier(PBKDF2), &derivation]);
    let scheme = element(SEQUENCE, &[&identifier(AES_256_CBC), &element(OCTET_STRING, &[&iv])]);
    let parameters = element(SEQUENCE, &[&derivation, &scheme]);
    let algorithm = element(SEQUENCE, &[&identifier(PBES2), &parameters]);
    Ok(element(SEQUENCE, &[&algorithm, &element(OCTET_STRING, &[sealed.expose()])]))
}

/// The key again. Nothing for another way of encrypting, and for another password.
pub(super) fn unshroud(mut shrouded: Reader<'_>, password: &Secret<String>) -> Option<Secret<Vec<u8>>> {
    let mut algorithm = shrouded.element(SEQUENCE)?;
    let sealed = shrouded.element(OCTET_STRING)?.0;
    named(&mut algorithm, PBES2)?;
    let mut parameters = algorithm.element(SEQUENCE)?;
    let mut derivation = parameters.element(SEQUENCE)?;
    named(&mut derivation, PBKDF2)?;
    let mut derivation = derivation.element(SEQUENCE)?;
    let salt = derivation.element(OCTET_STRING)?.0;
    let rounds = small(derivation.element(INTEGER)?.0).filter(|rounds| *rounds <= MOST_ROUNDS)?;
    let _length = derivation.optional(INTEGER);
    named(&mut derivation.element(SEQUENCE)?, HMAC_SHA256)?;
    let mut scheme = parameters.element(SEQUENCE)?;
    named(&mut scheme, AES_256_CBC)?;
    let iv: [u8; 16] = scheme.element(OCTET_STRING)?.0.try_into().ok()?;
    let under = derived(password, salt, NonZeroU32::new(rounds)?);
    let under = UnboundCipherKey::new(&AES_256, under.expose()).ok()?;
    let under = PaddedBlockDecryptingKey::cbc_pkcs7(under).ok()?;
    let mut opened = Secret::new(sealed.to_vec());
    let length =
        under.decrypt(opened.expose_mut(), DecryptionContext::Iv128(FixedLength::from(iv))).ok()?.len();
    opened.expose_mut().truncate(length);
    Some(opened)
}

fn derived(password: &Secret<String>, salt: &[u8], rounds: NonZeroU32) -> Secret<Vec<u8>> {
    let password = password.expose().as_bytes();
    Secret::new(pbkdf2::derive(Digest::Sha256, rounds, salt, password, KEY_LEN))
}

/// Reads past an identifier, if it is this one.
pub(super) fn named(from: &mut Reader<'_>, kind: &[u8]) -> Option<()> {
    (from.element(OBJECT_IDENTIFIER)?.0 == kind).then_some(())
}

/// A number of at most four bytes.
pub(super) fn small(digits: &[u8]) -> Option<u32> {
    let digits = digits.strip_prefix(&[0]).unwrap_or(digits);
    (digits.len() <= 4).then(|| digits.iter().fold(0, |sum, digit| sum << 8 | u32::from(*digit)))
}
