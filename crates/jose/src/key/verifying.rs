use super::import::point;
use super::signing::hmac_key;
use super::{Error, check_purpose, check_rsa, ed25519};
use crate::algorithm::Scheme;
use crate::{Jwk, JwsAlgorithm, jwk::Material};
use aws_lc_rs::{hmac, rsa, signature as backend};

/// A key that verifies signatures of one algorithm. It is parsed and checked when it is made.
pub struct VerifyingKey {
    algorithm: JwsAlgorithm,
    signature_len: usize,
    inner: Inner,
}

enum Inner {
    Public(backend::ParsedPublicKey),
    Hmac(Box<hmac::Key>),
}

impl VerifyingKey {
    /// The key of a JWK; for HMAC that is the secret itself.
    ///
    /// # Errors
    /// A key of another kind or purpose, an RSA modulus under 2048 bits, a point off the curve or
    /// of small order, a secret shorter than the hash. That an Ed25519 point lies off its curve
    /// shows only when a signature is verified, which then fails.
    pub fn from_jwk(jwk: &Jwk, algorithm: JwsAlgorithm) -> Result<Self, Error> {
        check_purpose(jwk, algorithm, "verify")?;
        let (inner, signature_len) = match (&jwk.material, algorithm.scheme()) {
            (Material::Rsa { n, e, .. }, Scheme::Rsa(_, verifying)) => {
                check_rsa(jwk, n, e)?;
                let key = rsa::PublicKeyComponents { n, e }
                    .to_parsed_public_key(verifying)
                    .map_err(|_| Error::InvalidModulusOrExponent)?;
                (Inner::Public(key), n.len())
            }
            (Material::Ec { x, y, .. }, Scheme::Ec(_, verifying)) => {
                let key =
                    backend::ParsedPublicKey::new(*verifying, point(x, y)).map_err(|_| Error::NotOnCurve)?;
                (Inner::Public(key), x.len() * 2)
            }
            (Material::Okp { x, .. }, Scheme::Ed25519) => {
                if ed25519::is_of_small_order(x) {
                    return Err(Error::SmallOrder);
                }
                let key =
                    backend::ParsedPublicKey::new(&backend::ED25519, x).map_err(|_| Error::NotOnCurve)?;
                (Inner::Public(key), 64)
            }
            (Material::Oct { k }, Scheme::Hmac(_)) => {
                let k = k.as_ref().ok_or(Error::NotPrivate)?;
                return Self::from_secret(k.expose(), algorithm);
            }
            _ => return Err(Error::WrongKeyType),
        };
        Ok(Self { algorithm, signature_len, inner })
    }

    /// The key of a shared secret, for an HMAC algorithm.
    ///
    /// # Errors
    /// An algorithm of another kind, or a secret shorter than its hash.
    pub fn from_secret(secret: &[u8], algorithm: JwsAlgorithm) -> Result<Self, Error> {
        Ok(Self {
            algorithm,
            signature_len: algorithm.hash().output_len(),
            inner: Inner::Hmac(hmac_key(algorithm, secret)?),
        })
    }

    /// What it verifies.
    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    /// Checks that `signature` is this key's over `message`, in the form of RFC 7518 §3 and of
    /// exactly its length.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`], whatever is wrong with it.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        if signature.len() != self.signature_len {
            return Err(Error::SignatureInvalid);
        }
        match &self.inner {
            Inner::Public(key) => key.verify_sig(message, signature),
            Inner::Hmac(key) => hmac::verify(key, message, signature),
        }
        .map_err(|_| Error::SignatureInvalid)
    }
}
