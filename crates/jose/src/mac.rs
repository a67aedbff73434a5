//! HMAC-SHA-256 (RFC 2104) under a key of the server's own.

use aws_lc_rs::hmac;

/// A key, prepared once.
#[derive(Clone)]
pub struct HmacKey(hmac::Key);

impl HmacKey {
    /// A key of any length; 32 random bytes are right. One longer than 64 bytes is hashed first.
    pub fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The tag of the parts one after the other. Nothing stands between them: where the lengths of
    /// parts vary, the caller frames them, or two lists have one tag.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part);
        }
        let mut tag = [0; 32];
        tag.copy_from_slice(context.sign().as_ref());
        tag
    }

    /// Whether `tag` is the whole tag of the parts, in time that does not tell where they differ.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        crate::constant_time::eq(&self.sign(parts), tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_the_tag_of_rfc_4231_case_2() {
        let key = HmacKey::new(b"Jefe");
        let tag = key.sign(&[b"what do ya want ", b"for nothing?"]);
        assert_eq!(tag[..4], [0x5b, 0xdc, 0xc1, 0x46]);
        assert_eq!(tag[28..], [0x64, 0xec, 0x38, 0x43]);
        assert!(key.verify(&[b"what do ya want for nothing?"], &tag));
    }
}
