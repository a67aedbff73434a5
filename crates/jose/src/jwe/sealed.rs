use super::content::{self, Content};
use super::{Error, Header};
use crate::key::{Agreed, Failed, Unwrapped};
use crate::{ContentEncryption, DecryptionKey, KeyManagement, Secret};

/// A message taken apart and not opened. Its header is for finding the key.
pub struct Sealed<'a> {
    pub(super) header: Header,
    pub(super) agreed: Option<Agreed>,
    pub(super) encoded_header: &'a str,
    pub(super) encrypted_key: Vec<u8>,
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

/// What was in a message. It proves nothing about who sent it: anybody may have had the key.
pub struct Opened {
    header: Header,
    plaintext: Secret<Vec<u8>>,
}

impl Sealed<'_> {
    /// What the message says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What is in it, if it was encrypted to `key` by one of the ways `allowed` and with one of the
    /// `encryptions` allowed here. Which key that is says the header's `kid`, to whoever has several.
    ///
    /// # Errors
    /// An algorithm that is not allowed or not the key's, before the key is touched; or a message that
    /// does not open with it, for whatever reason: that it took the same work is said
    /// [above](super#a-failure-tells-nothing).
    pub fn decrypt(
        self,
        key: &DecryptionKey,
        allowed: &[KeyManagement],
        encryptions: &[ContentEncryption],
    ) -> Result<Opened, Error> {
        let (alg, enc) = (self.header.alg, self.header.enc);
        if !allowed.contains(&alg) {
            return Err(Error::ManagementNotAllowed);
        }
        if !encryptions.contains(&enc) {
            return Err(Error::EncryptionNotAllowed);
        }
        if alg != key.management() {
            return Err(Error::ManagementNotOfKey);
        }
        if !key.opens(enc) {
            return Err(Error::EncryptionNotOfKey);
        }
        let aad = self.encoded_header.as_bytes();
        let content = Content { iv: self.iv, ciphertext: self.ciphertext, tag: self.tag };
        let Unwrapped { content_key, failed } =
            key.unwrap(enc, &self.encrypted_key, self.agreed.as_ref()).map_err(Error::Key)?;
        let decrypted = content::decrypt(enc, &content_key, aad, content);
        // With the random key the tag never holds; that there was no other is the better reason.
        let plaintext = match failed {
            Some(failed) => Err(failed.into()),
            None => decrypted,
        }?;
        Ok(Opened { header: self.header, plaintext })
    }
}

impl Opened {
    /// The header, which can not have been changed without the key.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What was in it.
    pub fn plaintext(&self) -> &[u8] {
        self.plaintext.expose()
    }

    /// What was in it, to keep.
    pub fn into_plaintext(self) -> Secret<Vec<u8>> {
        self.plaintext
    }
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::EncryptedKeyLength => Self::EncryptedKeyLength,
            Failed::Unwrap => Self::KeyNotUnwrapped,
            Failed::ContentKeyLength => Self::ContentKeyLength,
            Failed::Point => Self::EphemeralPoint,
            Failed::Agreement => Self::EphemeralSmallOrder,
            Failed::SecretLength => Self::SecretLength,
        }
    }
}

pub(super) fn pretend(token: &str, key: &DecryptionKey) {
    let enc = ContentEncryption::A128CbcHs256;
    let length = (token.len().min(super::MAX_BYTES) / 4 * 3) / 16 * 16 + 16;
    let content =
        Content { iv: vec![0; enc.iv_len()], ciphertext: vec![0; length], tag: vec![0; enc.tag_len()] };
    let Ok(Unwrapped { content_key, .. }) = key.unwrap(enc, &[], None) else {
        return;
    };
    let opened = content::decrypt(enc, &content_key, &[], content);
    std::hint::black_box(opened.is_ok());
}
