//! Keys from passwords by PBKDF2 (RFC 8018 §5.2): the way of others, whose hashes people bring along.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;

/// The hash that HMAC is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Digest {
    /// SHA-1, in what is old.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// The key of `length` bytes that `iterations` make of a password and a salt.
pub fn derive(
    digest: Digest,
    iterations: NonZeroU32,
    salt: &[u8],
    password: &[u8],
    length: usize,
) -> Vec<u8> {
    let algorithm = match digest {
        Digest::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
        Digest::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Digest::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
    };
    let mut key = vec![0; length];
    pbkdf2::derive(algorithm, iterations, salt, password, &mut key);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_the_keys_of_rfc_6070() {
        for (iterations, key) in [
            (1, [0x0c, 0x60, 0xc8, 0x0f, 0x96, 0x1f, 0x0e, 0x71, 0xf3, 0xa9]),
            (4096, [0x4b, 0x00, 0x79, 0x01, 0xb7, 0x65, 0x48, 0x9a, 0xbe, 0xad]),
        ] {
            let iterations = NonZeroU32::new(iterations).unwrap();
            assert_eq!(derive(Digest::Sha1, iterations, b"salt", b"password", 20)[..10], key);
        }
    }
}
