//! How the content of an encrypted message is encrypted (RFC 7518 §5), one row of a table each.

use super::named;
use aws_lc_rs::{aead, cipher, hmac};

/// A content encryption algorithm, the `enc` of a message, by its JOSE name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContentEncryption {
    /// AES-128 in CBC mode, with HMAC-SHA-256 cut to 128 bits.
    A128CbcHs256,
    /// AES-192 in CBC mode, with HMAC-SHA-384 cut to 192 bits.
    A192CbcHs384,
    /// AES-256 in CBC mode, with HMAC-SHA-512 cut to 256 bits.
    A256CbcHs512,
    /// AES-128 in Galois/Counter mode.
    A128Gcm,
    /// AES-192 in Galois/Counter mode.
    A192Gcm,
    /// AES-256 in Galois/Counter mode.
    A256Gcm,
}

/// How the backend encrypts and decrypts.
pub(crate) enum Scheme {
    /// The first half of the key is for the HMAC, the second for the cipher (RFC 7518 §5.2.2.1).
    CbcHmac(&'static cipher::Algorithm, hmac::Algorithm),
    Gcm(&'static aead::Algorithm),
}

struct Row {
    algorithm: ContentEncryption,
    name: &'static str,
    /// These in bytes.
    key_len: usize,
    iv_len: usize,
    tag_len: usize,
    scheme: Scheme,
}

#[rustfmt::skip]
static TABLE: [Row; 6] = {
    use ContentEncryption::*;
    use Scheme::{CbcHmac, Gcm};
    const fn row(
        algorithm: ContentEncryption, name: &'static str,
        key_len: usize, iv_len: usize, tag_len: usize, scheme: Scheme,
    ) -> Row {
        Row { algorithm, name, key_len, iv_len, tag_len, scheme }
    }
    [
        row(A128CbcHs256, "A128CBC-HS256", 32, 16, 16, CbcHmac(&cipher::AES_128, hmac::HMAC_SHA256)),
        row(A192CbcHs384, "A192CBC-HS384", 48, 16, 24, CbcHmac(&cipher::AES_192, hmac::HMAC_SHA384)),
        row(A256CbcHs512, "A256CBC-HS512", 64, 16, 32, CbcHmac(&cipher::AES_256, hmac::HMAC_SHA512)),
        row(A128Gcm, "A128GCM", 16, 12, 16, Gcm(&aead::AES_128_GCM)),
        row(A192Gcm, "A192GCM", 24, 12, 16, Gcm(&aead::AES_192_GCM)),
        row(A256Gcm, "A256GCM", 32, 12, 16, Gcm(&aead::AES_256_GCM)),
    ]
};

impl ContentEncryption {
    /// The length of its key in bytes.
    pub fn key_len(self) -> usize {
        self.row().key_len
    }

    /// The length of its initialization vector in bytes.
    pub fn iv_len(self) -> usize {
        self.row().iv_len
    }

    /// The length of its authentication tag in bytes.
    pub fn tag_len(self) -> usize {
        self.row().tag_len
    }

    pub(crate) fn scheme(self) -> &'static Scheme {
        &self.row().scheme
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

named::named!(
    ContentEncryption,
    TABLE,
    /// The name is not that of a supported content encryption algorithm; names are compared to the
    /// letter.
    UnknownContentEncryption,
    "not a supported content encryption algorithm"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_stands_at_its_own_place_and_is_found_by_its_name() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.algorithm as usize, index);
            assert_eq!(row.name.parse(), Ok(row.algorithm));
            let json = serde_json::to_string(&row.algorithm).unwrap();
            assert_eq!(json, format!("\"{}\"", row.name));
            assert_eq!(serde_json::from_str::<ContentEncryption>(&json).unwrap(), row.algorithm);
        }
    }

    #[test]
    fn refuses_a_name_that_is_not_in_the_table() {
        for name in ["", "a128gcm", "A128CBC", "A128CBC+HS256", "C20P", "A128GCM "] {
            assert_eq!(name.parse::<ContentEncryption>(), Err(UnknownContentEncryption), "{name}");
        }
    }

    #[test]
    fn lengths_follow_from_the_name() {
        for algorithm in ContentEncryption::all() {
            let bits: usize = algorithm.name()[1..4].parse().unwrap();
            let halves = if algorithm.name().contains("CBC") { 2 } else { 1 };
            assert_eq!(algorithm.key_len() * 8, bits * halves, "{algorithm}");
        }
    }
}
