//! The signature algorithms of RFC 7518 §3 and RFC 8037 §3.1, one row of a table each; those of
//! encryption stand in [`key_management`] and [`content_encryption`].

pub mod content_encryption;
pub mod key_management;
mod named;

use crate::{base64url, digest};
use aws_lc_rs::{hmac, signature as backend};

/// A signature algorithm, by its JOSE name. There is no `none`, and no ES256K.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JwsAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256 and a salt of the same length.
    PS256,
    /// RSASSA-PSS with SHA-384 and a salt of the same length.
    PS384,
    /// RSASSA-PSS with SHA-512 and a salt of the same length.
    PS512,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// ECDSA on P-521 with SHA-512.
    ES512,
    /// Ed25519. Ed448, the other curve of this name, is not supported.
    EdDSA,
    /// HMAC with SHA-256.
    HS256,
    /// HMAC with SHA-384.
    HS384,
    /// HMAC with SHA-512.
    HS512,
}

/// What a key is made of: the `kty` of RFC 7518 §6.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// `RSA`
    Rsa,
    /// `EC`
    Ec,
    /// `OKP`
    Okp,
    /// `oct`
    Oct,
}

/// A curve, by the `crv` of RFC 7518 §6.2.1.1 and RFC 8037 §2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// `P-256`
    P256,
    /// `P-384`
    P384,
    /// `P-521`
    P521,
    /// `Ed25519`, for signatures.
    Ed25519,
    /// `X25519`, for key agreement.
    X25519,
}

/// A hash of the SHA-2 family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

/// How the backend makes and checks a signature of this algorithm.
pub(crate) enum Scheme {
    Rsa(&'static dyn backend::RsaEncoding, &'static backend::RsaParameters),
    Ec(&'static backend::EcdsaSigningAlgorithm, &'static backend::EcdsaVerificationAlgorithm),
    Ed25519,
    Hmac(hmac::Algorithm),
}

struct Row {
    algorithm: JwsAlgorithm,
    name: &'static str,
    key_type: KeyType,
    curve: Option<Curve>,
    hash: Hash,
    /// In bytes; for RSA it is the length of the modulus.
    signature_len: Option<usize>,
    scheme: Scheme,
}

#[rustfmt::skip]
static TABLE: [Row; 13] = {
    use {Curve::*, Hash::*, JwsAlgorithm::*, KeyType::*};
    const fn row(
        algorithm: JwsAlgorithm, name: &'static str, key_type: KeyType, curve: Option<Curve>,
        hash: Hash, signature_len: Option<usize>, scheme: Scheme,
    ) -> Row {
        Row { algorithm, name, key_type, curve, hash, signature_len, scheme }
    }
    [
        row(RS256, "RS256", Rsa, None, Sha256, None, Scheme::Rsa(&backend::RSA_PKCS1_SHA256, &backend::RSA_PKCS1_2048_8192_SHA256)),
        row(RS384, "RS384", Rsa, None, Sha384, None, Scheme::Rsa(&backend::RSA_PKCS1_SHA384, &backend::RSA_PKCS1_2048_8192_SHA384)),
        row(RS512, "RS512", Rsa, None, Sha512, None, Scheme::Rsa(&backend::RSA_PKCS1_SHA512, &backend::RSA_PKCS1_2048_8192_SHA512)),
        row(PS256, "PS256", Rsa, None, Sha256, None, Scheme::Rsa(&backend::RSA_PSS_SHA256, &backend::RSA_PSS_2048_8192_SHA256)),
        row(PS384, "PS384", Rsa, None, Sha384, None, Scheme::Rsa(&backend::RSA_PSS_SHA384, &backend::RSA_PSS_2048_8192_SHA384)),
        row(PS512, "PS512", Rsa, None, Sha512, None, Scheme::Rsa(&backend::RSA_PSS_SHA512, &backend::RSA_PSS_2048_8192_SHA512)),
        row(ES256, "ES256", Ec, Some(P256), Sha256, Some(64), Scheme::Ec(&backend::ECDSA_P256_SHA256_FIXED_SIGNING, &backend::ECDSA_P256_SHA256_FIXED)),
        row(ES384, "ES384", Ec, Some(P384), Sha384, Some(96), Scheme::Ec(&backend::ECDSA_P384_SHA384_FIXED_SIGNING, &backend::ECDSA_P384_SHA384_FIXED)),
        row(ES512, "ES512", Ec, Some(P521), Sha512, Some(132), Scheme::Ec(&backend::ECDSA_P521_SHA512_FIXED_SIGNING, &backend::ECDSA_P521_SHA512_FIXED)),
        row(EdDSA, "EdDSA", Okp, Some(Ed25519), Sha512, Some(64), Scheme::Ed25519),
        row(HS256, "HS256", Oct, None, Sha256, Some(32), Scheme::Hmac(hmac::HMAC_SHA256)),
        row(HS384, "HS384", Oct, None, Sha384, Some(48), Scheme::Hmac(hmac::HMAC_SHA384)),
        row(HS512, "HS512", Oct, None, Sha512, Some(64), Scheme::Hmac(hmac::HMAC_SHA512)),
    ]
};

impl JwsAlgorithm {
    /// What its keys are made of.
    pub fn key_type(self) -> KeyType {
        self.row().key_type
    }

    /// The curve its keys lie on, if any.
    pub fn curve(self) -> Option<Curve> {
        self.row().curve
    }

    /// The hash it signs with, which is also that of `at_hash` and `c_hash` (OpenID Connect Core
    /// §3.1.3.6). For EdDSA it is the one inside Ed25519, SHA-512.
    pub fn hash(self) -> Hash {
        self.row().hash
    }

    /// The length of a signature in bytes; `None` for RSA, where the key decides.
    pub fn signature_len(self) -> Option<usize> {
        self.row().signature_len
    }

    /// Whether one secret both makes and checks its signatures.
    pub fn is_symmetric(self) -> bool {
        self.key_type() == KeyType::Oct
    }

    pub(crate) fn scheme(self) -> &'static Scheme {
        &self.row().scheme
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

/// base64url of the left half of the algorithm's hash of `ascii`: the value of `at_hash` for an
/// access token and of `c_hash` for a code (OpenID Connect Core §3.1.3.6, §3.3.2.11).
pub fn hash_half(algorithm: JwsAlgorithm, ascii: &str) -> String {
    let hash = algorithm.hash().digest(ascii.as_bytes());
    base64url::encode(&hash[..hash.len() / 2])
}

impl KeyType {
    /// The value of `kty`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Ec => "EC",
            Self::Okp => "OKP",
            Self::Oct => "oct",
        }
    }
}

impl Curve {
    /// The value of `crv`.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Ed25519 => "Ed25519",
            Self::X25519 => "X25519",
        }
    }

    /// The length in bytes of a coordinate and of the private value.
    pub fn coordinate_len(self) -> usize {
        match self {
            Self::P256 | Self::Ed25519 | Self::X25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl Hash {
    /// The hash of `bytes`.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => digest::sha256(bytes).to_vec(),
            Self::Sha384 => digest::sha384(bytes).to_vec(),
            Self::Sha512 => digest::sha512(bytes).to_vec(),
        }
    }

    /// Its length in bytes.
    pub fn output_len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

named::named!(
    JwsAlgorithm,
    TABLE,
    /// The name is not that of a supported signature algorithm; names are compared to the letter.
    UnknownAlgorithm,
    "not a supported signature algorithm"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_stands_at_its_own_place_and_is_found_by_its_name() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.algorithm as usize, index);
            assert_eq!(row.name.parse(), Ok(row.algorithm));
            assert_eq!(format!("{:?}", row.algorithm), row.name);
            let json = serde_json::to_string(&row.algorithm).unwrap();
            assert_eq!(json, format!("\"{}\"", row.name));
            assert_eq!(serde_json::from_str::<JwsAlgorithm>(&json).unwrap(), row.algorithm);
        }
    }

    #[test]
    fn refuses_a_name_that_is_not_in_the_table() {
        for name in ["none", "None", "rs256", "ES256K", "RSA-OAEP", "", "RS256 "] {
            assert_eq!(name.parse::<JwsAlgorithm>(), Err(UnknownAlgorithm), "{name}");
        }
    }

    #[test]
    fn halves_hashes_as_openid_connect_core_does() {
        // Appendix A.3 and A.4: the code and access token of the examples, signed with RS256.
        let half = hash_half(JwsAlgorithm::RS256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(half, "77QmUPtjPfzWtF2AnpK9RQ");
        let half =
            hash_half(JwsAlgorithm::RS256, "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk");
        assert_eq!(half, "LDktKdoQak3Pk0cnXxCltA");
        assert_eq!(hash_half(JwsAlgorithm::EdDSA, "x").len(), 43);
        assert_eq!(hash_half(JwsAlgorithm::ES384, "x").len(), 32);
    }
}
