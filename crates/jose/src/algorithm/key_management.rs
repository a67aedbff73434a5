//! How the key of an encrypted message's content reaches its reader (RFC 7518 §4, RFC 8037 §3.2),
//! one row of a table each, and those that are refused, with the reason.

use super::{Curve, KeyType, named};
use crate::Jwk;
use aws_lc_rs::{key_wrap, rsa};

/// A key management algorithm, the `alg` of an encrypted message, by its JOSE name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyManagement {
    /// RSAES-OAEP with SHA-1 and MGF1 with SHA-1, as the name without a number means.
    RsaOaep,
    /// RSAES-OAEP with SHA-256 and MGF1 with SHA-256.
    RsaOaep256,
    /// Key agreement; what is agreed on is the content's key.
    EcdhEs,
    /// Key agreement; what is agreed on wraps the content's key as in [`A128Kw`](Self::A128Kw).
    EcdhEsA128Kw,
    /// Key agreement; what is agreed on wraps the content's key as in [`A256Kw`](Self::A256Kw).
    EcdhEsA256Kw,
    /// A shared secret of 128 bits wraps the content's key (RFC 3394).
    A128Kw,
    /// A shared secret of 256 bits wraps the content's key (RFC 3394).
    A256Kw,
    /// The shared secret is the content's key.
    Dir,
}

/// How the backend does it.
pub(crate) enum Scheme {
    Oaep(&'static rsa::OaepAlgorithm),
    Agreement(Option<Wrap>),
    Wrap(Wrap),
    Direct,
}

/// AES key wrapping under a key of this many bytes.
#[derive(Clone, Copy)]
pub(crate) struct Wrap {
    pub(crate) cipher: &'static key_wrap::AesBlockCipher,
    pub(crate) key_len: usize,
}

struct Row {
    algorithm: KeyManagement,
    name: &'static str,
    key_type: KeyType,
    scheme: Scheme,
}

#[rustfmt::skip]
static TABLE: [Row; 8] = {
    use {KeyManagement::*, KeyType::*};
    const fn row(algorithm: KeyManagement, name: &'static str, key_type: KeyType, scheme: Scheme) -> Row {
        Row { algorithm, name, key_type, scheme }
    }
    const WRAP_128: Wrap = Wrap { cipher: &key_wrap::AES_128, key_len: 16 };
    const WRAP_256: Wrap = Wrap { cipher: &key_wrap::AES_256, key_len: 32 };
    [
        row(RsaOaep, "RSA-OAEP", Rsa, Scheme::Oaep(&rsa::OAEP_SHA1_MGF1SHA1)),
        row(RsaOaep256, "RSA-OAEP-256", Rsa, Scheme::Oaep(&rsa::OAEP_SHA256_MGF1SHA256)),
        row(EcdhEs, "ECDH-ES", Ec, Scheme::Agreement(None)),
        row(EcdhEsA128Kw, "ECDH-ES+A128KW", Ec, Scheme::Agreement(Some(WRAP_128))),
        row(EcdhEsA256Kw, "ECDH-ES+A256KW", Ec, Scheme::Agreement(Some(WRAP_256))),
        row(A128Kw, "A128KW", Oct, Scheme::Wrap(WRAP_128)),
        row(A256Kw, "A256KW", Oct, Scheme::Wrap(WRAP_256)),
        row(Dir, "dir", Oct, Scheme::Direct),
    ]
};

/// Registered algorithms that are refused by name, each with the reason.
const REFUSED: [(&str, &str); 11] = [
    ("RSA1_5", "its padding lets whoever sees how decryption fails read messages, one guess at a time"),
    ("PBES2-HS256+A128KW", PASSWORD),
    ("PBES2-HS384+A192KW", PASSWORD),
    ("PBES2-HS512+A256KW", PASSWORD),
    ("A128GCMKW", NONCES),
    ("A192GCMKW", NONCES),
    ("A256GCMKW", NONCES),
    ("A192KW", UNUSUAL),
    ("ECDH-ES+A192KW", UNUSUAL),
    ("RSA-OAEP-384", UNUSUAL),
    ("RSA-OAEP-512", UNUSUAL),
];
const PASSWORD: &str = "the sender chooses how much work the reader does, and passwords are no keys";
const NONCES: &str = "one repeated nonce under a lasting key gives that key away";
const UNUSUAL: &str = "a neighbour in the table does the same and is understood everywhere";

impl KeyManagement {
    /// What its keys are made of. Key agreement also takes the kind `OKP` with the curve X25519:
    /// whether a key fits says [`fits`](Self::fits).
    pub fn key_type(self) -> KeyType {
        self.row().key_type
    }

    /// Whether the key is of a kind and on a curve that this algorithm works with.
    pub fn fits(self, jwk: &Jwk) -> bool {
        match self.row().scheme {
            Scheme::Agreement(_) => {
                matches!(jwk.curve(), Some(Curve::P256 | Curve::P384 | Curve::P521 | Curve::X25519))
            }
            _ => jwk.key_type() == self.key_type(),
        }
    }

    /// Whether one secret both encrypts and decrypts.
    pub fn is_symmetric(self) -> bool {
        self.key_type() == KeyType::Oct
    }

    /// Whether sender and reader agree on a key, for which the message brings a point (`epk`).
    pub fn is_agreement(self) -> bool {
        matches!(self.row().scheme, Scheme::Agreement(_))
    }

    /// The length in bytes of the secret, where the algorithm alone says it.
    pub fn secret_len(self) -> Option<usize> {
        match &self.row().scheme {
            Scheme::Wrap(wrap) => Some(wrap.key_len),
            _ => None,
        }
    }

    /// Why a registered algorithm of this name is refused, if it is one that is left out on purpose.
    pub fn refused(name: &str) -> Option<&'static str> {
        REFUSED.iter().find(|(known, _)| *known == name).map(|(_, reason)| *reason)
    }

    pub(crate) fn scheme(self) -> &'static Scheme {
        &self.row().scheme
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

named::named!(
    KeyManagement,
    TABLE,
    /// The name is not that of a supported key management algorithm; names are compared to the letter.
    UnknownKeyManagement,
    "not a supported key management algorithm"
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
            assert_eq!(serde_json::from_str::<KeyManagement>(&json).unwrap(), row.algorithm);
            assert_eq!(KeyManagement::refused(row.name), None);
        }
    }

    #[test]
    fn what_is_refused_on_purpose_is_not_in_the_table_and_says_why() {
        for (name, reason) in REFUSED {
            assert_eq!(name.parse::<KeyManagement>(), Err(UnknownKeyManagement), "{name}");
            assert_eq!(KeyManagement::refused(name), Some(reason));
        }
        for name in ["", "rsa-oaep", "DIR", "RS256", "none", "A256GCM"] {
            assert_eq!(name.parse::<KeyManagement>(), Err(UnknownKeyManagement), "{name}");
            assert_eq!(KeyManagement::refused(name), None, "{name}");
        }
    }
}
