//! Nothing of a key store is changed unseen by who does not know its password (RFC 7292 §5.1, Appendix B).

use super::cipher::{named, small};
use super::identifier;
use crate::Secret;
use crate::key::der::{INTEGER, NULL, OCTET_STRING, Reader, SEQUENCE, element, number};
use crate::{digest, mac::HmacKey};

const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const ROUNDS: u32 = 10_000;
const MOST_ROUNDS: u32 = 1_000_000;
/// What the derived bytes are for (Appendix B.3): a key for a MAC.
const FOR_MAC: u8 = 3;
/// How many bytes SHA-256 takes in at once.
const BLOCK: usize = 64;

/// What protects these contents.
pub(super) fn of(contents: &[u8], password: &Secret<String>, salt: [u8; 16]) -> Vec<u8> {
    let tag = HmacKey::new(key(password, &salt, ROUNDS).expose()).sign(&[contents]);
    let algorithm = element(SEQUENCE, &[&identifier(SHA256), &element(NULL, &[])]);
    let tag = element(SEQUENCE, &[&algorithm, &element(OCTET_STRING, &[&tag])]);
    element(SEQUENCE, &[&tag, &element(OCTET_STRING, &[&salt]), &number(&ROUNDS.to_be_bytes())])
}

/// Whether these contents are as they were protected, with this password.
pub(super) fn holds(contents: &[u8], mut protection: Reader<'_>, password: &Secret<String>) -> Option<bool> {
    let mut tagged = protection.element(SEQUENCE)?;
    named(&mut tagged.element(SEQUENCE)?, SHA256)?;
    let tag = tagged.element(OCTET_STRING)?.0;
    let salt = protection.element(OCTET_STRING)?.0;
    let rounds = small(protection.element(INTEGER)?.0).filter(|rounds| (1..=MOST_ROUNDS).contains(rounds))?;
    Some(HmacKey::new(key(password, salt, rounds).expose()).verify(&[contents], tag))
}

/// Appendix B.2, as far as one hash of it is enough.
fn key(password: &Secret<String>, salt: &[u8], rounds: u32) -> Secret<Vec<u8>> {
    // With the end that a text of that kind has.
    let text = password.expose().encode_utf16().chain([0]).flat_map(u16::to_be_bytes);
    let text = Secret::new(filled(&text.collect::<Vec<u8>>()));
    let first = digest::sha256_parts(&[&[FOR_MAC; BLOCK], &filled(salt), text.expose()]);
    let hash = (1..rounds).fold(first, |hash, _| digest::sha256(&hash));
    Secret::new(hash.to_vec())
}

/// Over and over, until a whole number of blocks is full.
fn filled(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().cycle().take(bytes.len().next_multiple_of(BLOCK)).collect()
}
