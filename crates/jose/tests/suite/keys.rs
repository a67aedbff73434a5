//! Keys of each kind to test with. Those of RSA stand here, because they take long to make.

use jose::{ContentEncryption, Curve, DecryptionKey, Jwk, KeyManagement};

/// Of 2048 bits, from RFC 7515 Appendix A.2, without any description.
pub(crate) const RSA: &str = crate::vectors::RFC7515_A2_KEY;

pub(crate) fn jwk(text: &str) -> Jwk {
    Jwk::parse(text.as_bytes()).unwrap()
}

/// A key that stands in a file of ours.
pub(crate) fn expect_key(value: &serde_json::Value) -> Jwk {
    Jwk::from_value(value.clone()).unwrap()
}

/// The curves of key agreement.
pub(crate) const CURVES: [Curve; 4] = [Curve::P256, Curve::P384, Curve::P521, Curve::X25519];

/// A key for each way and curve that can be combined with `enc`.
pub(crate) fn decryption_keys(enc: ContentEncryption) -> Vec<DecryptionKey> {
    KeyManagement::all()
        .flat_map(|management| match management {
            KeyManagement::RsaOaep | KeyManagement::RsaOaep256 => {
                vec![DecryptionKey::from_jwk(&jwk(RSA), management).unwrap().with_kid("rsa")]
            }
            KeyManagement::Dir => vec![DecryptionKey::generate_direct(enc).unwrap()],
            KeyManagement::A128Kw | KeyManagement::A256Kw => {
                vec![DecryptionKey::generate(management).unwrap()]
            }
            _ => CURVES.map(|curve| DecryptionKey::generate_agreement(management, curve).unwrap()).into(),
        })
        .collect()
}
