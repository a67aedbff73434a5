use crate::{Curve, KeyType, base64url, secret::Secret};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The numbers of a key (RFC 7518 §6, RFC 8037 §2).
#[derive(Clone)]
pub(crate) enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8>, private: Option<Secret<RsaPrivate>> },
    Ec { curve: Curve, x: Vec<u8>, y: Vec<u8>, d: Option<Secret<Vec<u8>>> },
    Okp { curve: Curve, x: Vec<u8>, d: Option<Secret<Vec<u8>>> },
    Oct { k: Option<Secret<Vec<u8>>> },
}

/// The private members of an RSA key (RFC 7518 §6.3.2).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct RsaPrivate {
    pub(crate) d: Vec<u8>,
    pub(crate) p: Vec<u8>,
    pub(crate) q: Vec<u8>,
    pub(crate) dp: Vec<u8>,
    pub(crate) dq: Vec<u8>,
    pub(crate) qi: Vec<u8>,
}

impl Material {
    pub(crate) fn key_type(&self) -> KeyType {
        match self {
            Self::Rsa { .. } => KeyType::Rsa,
            Self::Ec { .. } => KeyType::Ec,
            Self::Okp { .. } => KeyType::Okp,
            Self::Oct { .. } => KeyType::Oct,
        }
    }

    pub(crate) fn curve(&self) -> Option<Curve> {
        match self {
            Self::Ec { curve, .. } | Self::Okp { curve, .. } => Some(*curve),
            Self::Rsa { .. } | Self::Oct { .. } => None,
        }
    }

    pub(crate) fn bits(&self) -> usize {
        match self {
            Self::Rsa { n, .. } => {
                let unused = n.first().map_or(0, |first| first.leading_zeros() as usize);
                n.len() * 8 - unused
            }
            Self::Ec { curve, .. } => match curve {
                Curve::P521 => 521,
                other => other.coordinate_len() * 8,
            },
            Self::Okp { .. } => 256,
            Self::Oct { k } => k.as_ref().map_or(0, |k| k.expose().len() * 8),
        }
    }

    pub(crate) fn is_private(&self) -> bool {
        match self {
            Self::Rsa { private, .. } => private.is_some(),
            Self::Ec { d, .. } | Self::Okp { d, .. } => d.is_some(),
            Self::Oct { k } => k.is_some(),
        }
    }

    pub(crate) fn public_part(&self) -> Self {
        match self {
            Self::Rsa { n, e, .. } => Self::Rsa { n: n.clone(), e: e.clone(), private: None },
            Self::Ec { curve, x, y, .. } => Self::Ec { curve: *curve, x: x.clone(), y: y.clone(), d: None },
            Self::Okp { curve, x, .. } => Self::Okp { curve: *curve, x: x.clone(), d: None },
            Self::Oct { .. } => Self::Oct { k: None },
        }
    }

    /// The public members after `kty` and `crv`, by name.
    pub(crate) fn public_members(&self) -> Vec<(&'static str, &[u8])> {
        match self {
            Self::Rsa { n, e, .. } => vec![("n", n), ("e", e)],
            Self::Ec { x, y, .. } => vec![("x", x), ("y", y)],
            Self::Okp { x, .. } => vec![("x", x)],
            Self::Oct { .. } => vec![],
        }
    }

    /// The private members that are there, by name.
    pub(crate) fn private_members(&self) -> Vec<(&'static str, &[u8])> {
        match self {
            Self::Rsa { private, .. } => private.as_ref().map_or(vec![], |private| {
                let RsaPrivate { d, p, q, dp, dq, qi } = private.expose();
                vec![("d", d), ("p", p), ("q", q), ("dp", dp), ("dq", dq), ("qi", qi)]
            }),
            Self::Ec { d, .. } | Self::Okp { d, .. } => {
                d.iter().map(|d| ("d", d.expose().as_slice())).collect()
            }
            Self::Oct { k } => k.iter().map(|k| ("k", k.expose().as_slice())).collect(),
        }
    }

    /// What a thumbprint is taken of: the required members in the order of their names, without
    /// white space (RFC 7638 §3.2, RFC 8037 §2).
    pub(crate) fn canonical(&self) -> Option<String> {
        let b64 = |bytes: &Vec<u8>| base64url::encode(bytes);
        let kty = self.key_type().name();
        match self {
            Self::Rsa { n, e, .. } => Some(format!(r#"{{"e":"{}","kty":"{kty}","n":"{}"}}"#, b64(e), b64(n))),
            Self::Ec { curve, x, y, .. } => Some(format!(
                r#"{{"crv":"{}","kty":"{kty}","x":"{}","y":"{}"}}"#,
                curve.name(),
                b64(x),
                b64(y)
            )),
            Self::Okp { curve, x, .. } => {
                Some(format!(r#"{{"crv":"{}","kty":"{kty}","x":"{}"}}"#, curve.name(), b64(x)))
            }
            Self::Oct { .. } => None,
        }
    }
}
