//! Certificates (X.509, RFC 5280), as far as a client is known by one: which it is, whose key it is for, and
//! which names it says. Nothing of it is believed: whoever registered the key is known by that, and names are
//! worth what the authority is that vouches for them, which is asked elsewhere.

mod distinguished_name;
mod names;
mod self_signed;

pub use distinguished_name::DistinguishedName;
pub use names::{IpAddress, Names};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::jwk::Material;
pub(crate) use crate::key::der::OBJECT_IDENTIFIER;
use crate::key::der::{BIT_STRING, INTEGER, Reader, SEQUENCE, rsa_public};
use crate::{Curve, Jwk, digest};

/// `[0]`, in which the version stands.
const VERSION: u8 = 0xa0;

pub(crate) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
pub(crate) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
pub(crate) const CURVES: [(&[u8], Curve); 3] = [
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], Curve::P256),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], Curve::P384),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], Curve::P521),
];

/// A certificate whose key was read.
#[derive(Debug, Clone)]
pub struct Certificate {
    der: Vec<u8>,
    hash: [u8; 32],
    key: Jwk,
    names: Option<Names>,
}

impl Certificate {
    /// The most bytes of one.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// Reads a certificate in DER. `None` for what is none, is longer than [`Self::MAX_BYTES`], or is for a key
    /// of a kind that is not known here: RSA, EC on P-256, P-384 and P-521, and Ed25519 are.
    pub fn parse(der: &[u8]) -> Option<Self> {
        if der.len() > Self::MAX_BYTES {
            return None;
        }
        let Parts { subject, key, rest } = parts(der)?;
        let material = material(key)?;
        let key = Jwk { kid: None, usage: None, key_ops: None, alg: None, material };
        let names = Names::read(subject, rest);
        Some(Self { der: der.to_vec(), hash: digest::sha256(der), key, names })
    }

    /// Reads one as keys carry it (`x5c`, RFC 7517 §4.7): DER in base64 with padding. `None` as for
    /// [`Self::parse`].
    pub fn parse_base64(text: &str) -> Option<Self> {
        // Not longer than what would be read.
        let text = Some(text).filter(|text| text.len() <= Self::MAX_BYTES / 3 * 4 + 4)?;
        Self::parse(&STANDARD.decode(text).ok()?)
    }

    /// As it came.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of it, by which tokens are bound to it (RFC 8705 §3.1).
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The key it is for.
    pub fn public_key(&self) -> &Jwk {
        &self.key
    }

    /// Whom it names, as far as an authority vouches for it. `None` where that cannot be read.
    pub fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }
}

/// Of what is signed, that which is read.
struct Parts<'a> {
    subject: Reader<'a>,
    key: Reader<'a>,
    /// What stands behind the key: extensions, if there are any.
    rest: Reader<'a>,
}

/// RFC 5280 §4.1: what stands before is passed over.
fn parts(der: &[u8]) -> Option<Parts<'_>> {
    let mut outside = Reader(der);
    let mut certificate = outside.element(SEQUENCE)?;
    let mut signed = certificate.element(SEQUENCE)?;
    certificate.element(SEQUENCE)?;
    certificate.element(BIT_STRING)?;
    if !outside.is_empty() || !certificate.is_empty() {
        return None;
    }
    signed.optional(VERSION);
    signed.element(INTEGER)?;
    for _algorithm_issuer_validity in 0..3 {
        signed.element(SEQUENCE)?;
    }
    let subject = signed.element(SEQUENCE)?;
    Some(Parts { subject, key: signed.element(SEQUENCE)?, rest: signed })
}

/// RFC 3279 §2.3, RFC 5480 §2, RFC 8410 §4.
fn material(mut info: Reader<'_>) -> Option<Material> {
    let mut algorithm = info.element(SEQUENCE)?;
    let kind = algorithm.element(OBJECT_IDENTIFIER)?.0;
    let bits = info.element(BIT_STRING)?.0.strip_prefix(&[0])?;
    if kind == RSA {
        let [n, e] = rsa_public(bits)?.map(<[u8]>::to_vec);
        return Some(Material::Rsa { n, e, private: None });
    }
    if kind == EC {
        let named = algorithm.element(OBJECT_IDENTIFIER)?.0;
        let curve = CURVES.iter().find(|(identifier, _)| *identifier == named).map(|(_, curve)| *curve)?;
        let point = bits.strip_prefix(&[4]).filter(|point| point.len() == 2 * curve.coordinate_len())?;
        let (x, y) = point.split_at(curve.coordinate_len());
        return Some(Material::Ec { curve, x: x.to_vec(), y: y.to_vec(), d: None });
    }
    (kind == ED25519 && bits.len() == 32).then(|| Material::Okp {
        curve: Curve::Ed25519,
        x: bits.to_vec(),
        d: None,
    })
}
