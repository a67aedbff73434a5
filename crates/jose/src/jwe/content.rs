//! Encrypting the content itself (RFC 7518 §5), and changing nothing unseen.

use super::Error;
use crate::algorithm::content_encryption::Scheme;
use crate::{ContentEncryption, Secret, constant_time, key, random};
use aws_lc_rs::aead::{self, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptingKey, DecryptionContext, EncryptionContext};
use aws_lc_rs::cipher::{PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::{FixedLength, IV_LEN_128_BIT};

const BLOCK_LEN: usize = 16;
const BACKEND: Error = Error::Key(key::Error::Backend);

pub(super) struct Content {
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

/// Encrypts `plaintext` under `key`, bound to `aad`.
pub(super) fn encrypt(
    enc: ContentEncryption,
    key: &Secret<Vec<u8>>,
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Content, Error> {
    let mut iv = vec![0; enc.iv_len()];
    random::fill(&mut iv);
    encrypt_with(enc, key, iv, aad, plaintext)
}

fn encrypt_with(
    enc: ContentEncryption,
    key: &Secret<Vec<u8>>,
    iv: Vec<u8>,
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Content, Error> {
    let mut ciphertext = Vec::with_capacity(plaintext.len() + BLOCK_LEN);
    ciphertext.extend_from_slice(plaintext);
    let tag = match enc.scheme() {
        Scheme::CbcHmac(cipher, hash) => {
            let (mac, under) = halves(key);
            let under = UnboundCipherKey::new(cipher, under).map_err(|_| BACKEND)?;
            let under = PaddedBlockEncryptingKey::cbc_pkcs7(under).map_err(|_| BACKEND)?;
            let context = EncryptionContext::Iv128(fixed(&iv)?);
            under.less_safe_encrypt(&mut ciphertext, context).map_err(|_| BACKEND)?;
            mac_of(*hash, mac, aad, &iv, &ciphertext).as_ref()[..enc.tag_len()].to_vec()
        }
        Scheme::Gcm(aead) => {
            let sealed =
                gcm(aead, key)?.seal_in_place_separate_tag(nonce(&iv)?, Aad::from(aad), &mut ciphertext);
            sealed.map_err(|_| BACKEND)?.as_ref().to_vec()
        }
    };
    Ok(Content { iv, ciphertext, tag })
}

/// Checks what can be told without a key: that each part is as long as `enc` makes it.
pub(super) fn check_lengths(
    enc: ContentEncryption,
    iv: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
) -> Result<(), Error> {
    if iv.len() != enc.iv_len() {
        return Err(Error::IvLength);
    }
    if tag.len() != enc.tag_len() {
        return Err(Error::TagLength);
    }
    let blocks = matches!(enc.scheme(), Scheme::CbcHmac(..));
    if blocks && (ciphertext.is_empty() || !ciphertext.len().is_multiple_of(BLOCK_LEN)) {
        return Err(Error::CiphertextLength);
    }
    Ok(())
}

/// What was encrypted, from parts whose lengths were checked. It does the same work whether the tag
/// holds or not.
pub(super) fn decrypt(
    enc: ContentEncryption,
    key: &Secret<Vec<u8>>,
    aad: &[u8],
    content: Content,
) -> Result<Secret<Vec<u8>>, Error> {
    let Content { iv, ciphertext, tag } = content;
    match enc.scheme() {
        Scheme::CbcHmac(cipher, hash) => {
            let (mac, under) = halves(key);
            let expected = mac_of(*hash, mac, aad, &iv, &ciphertext);
            let holds = constant_time::eq(&expected.as_ref()[..enc.tag_len()], &tag);
            let plaintext = cbc_decrypt(cipher, under, &iv, ciphertext)?;
            match (holds, unpadded_len(plaintext.expose())) {
                (false, _) => Err(Error::TagInvalid),
                (true, None) => Err(Error::Padding),
                (true, Some(length)) => Ok(truncated(plaintext, length)),
            }
        }
        Scheme::Gcm(aead) => {
            let mut plaintext = Secret::new(ciphertext);
            gcm(aead, key)?
                .open_in_place_separate_tag(nonce(&iv)?, Aad::from(aad), &tag, plaintext.expose_mut())
                .map_err(|_| Error::TagInvalid)?;
            Ok(plaintext)
        }
    }
}

/// The first half of the key makes the tag, the second encrypts (RFC 7518 §5.2.2.1).
fn halves(key: &Secret<Vec<u8>>) -> (&[u8], &[u8]) {
    key.expose().split_at(key.expose().len() / 2)
}

/// The whole HMAC of the additional data, the vector, the ciphertext, and how many bits the
/// additional data has.
fn mac_of(hash: hmac::Algorithm, key: &[u8], aad: &[u8], iv: &[u8], ciphertext: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hash, key));
    let bits = (aad.len() as u64) * 8;
    for part in [aad, iv, ciphertext, &bits.to_be_bytes()] {
        context.update(part);
    }
    context.sign()
}

fn cbc_decrypt(
    cipher: &'static cipher::Algorithm,
    key: &[u8],
    iv: &[u8],
    ciphertext: Vec<u8>,
) -> Result<Secret<Vec<u8>>, Error> {
    let mut plaintext = Secret::new(ciphertext);
    let key = UnboundCipherKey::new(cipher, key).map_err(|_| BACKEND)?;
    let key = DecryptingKey::cbc(key).map_err(|_| BACKEND)?;
    let context = DecryptionContext::Iv128(fixed(iv)?);
    key.decrypt(plaintext.expose_mut(), context).map_err(|_| BACKEND)?;
    Ok(plaintext)
}

/// How much of it is left without the padding (RFC 5652 §6.3): as many bytes as each of them says, and
/// never none.
fn unpadded_len(padded: &[u8]) -> Option<usize> {
    let count = usize::from(*padded.last()?);
    let length = padded.len().checked_sub(count)?;
    let whole = (1..=BLOCK_LEN).contains(&count);
    (whole && padded[length..].iter().all(|byte| usize::from(*byte) == count)).then_some(length)
}

fn truncated(mut plaintext: Secret<Vec<u8>>, length: usize) -> Secret<Vec<u8>> {
    plaintext.expose_mut().truncate(length);
    plaintext
}

fn gcm(aead: &'static aead::Algorithm, key: &Secret<Vec<u8>>) -> Result<LessSafeKey, Error> {
    Ok(LessSafeKey::new(UnboundKey::new(aead, key.expose()).map_err(|_| BACKEND)?))
}

fn nonce(iv: &[u8]) -> Result<Nonce, Error> {
    let bytes: &[u8; NONCE_LEN] = iv.try_into().map_err(|_| Error::IvLength)?;
    Ok(Nonce::assume_unique_for_key(*bytes))
}

fn fixed(iv: &[u8]) -> Result<FixedLength<IV_LEN_128_BIT>, Error> {
    let bytes: &[u8; IV_LEN_128_BIT] = iv.try_into().map_err(|_| Error::IvLength)?;
    Ok(FixedLength::from(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }

    /// RFC 7518 Appendix B.1 to B.3: one key of counted bytes, one text, three lengths. What is given is
    /// how the ciphertext begins, and the tag, which is over all of it.
    #[test]
    fn encrypts_and_decrypts_as_in_rfc_7518_appendix_b() {
        let plaintext = b"A cipher system must not be required to be secret, and it must be able \
            to fall into the hands of the enemy without inconvenience";
        let aad = b"The second principle of Auguste Kerckhoffs";
        let iv = bytes("1af38c2dc2b96ffdd86694092341bc04");
        for (enc, begins, tag) in [
            (
                ContentEncryption::A128CbcHs256,
                "c80edfa32ddf39d5ef00c0b468834279",
                "652c3fa36b0a7c5b3219fab3a30bc1c4",
            ),
            (
                ContentEncryption::A192CbcHs384,
                "ea65da6b59e61edb419be62d19712ae5",
                "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7",
            ),
            (
                ContentEncryption::A256CbcHs512,
                "4affaaadb78c31c5da4b1b590d10ffbd",
                "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
            ),
        ] {
            let key = Secret::new((0..=255).take(enc.key_len()).collect::<Vec<u8>>());
            let content = encrypt_with(enc, &key, iv.clone(), aad, plaintext).unwrap();
            assert_eq!(content.ciphertext.len(), 144);
            assert_eq!(content.ciphertext[..16], bytes(begins), "{enc}");
            assert_eq!(content.tag, bytes(tag), "{enc}");
            let opened = decrypt(enc, &key, aad, content).unwrap();
            assert_eq!(opened.expose(), plaintext);
        }
    }
}
