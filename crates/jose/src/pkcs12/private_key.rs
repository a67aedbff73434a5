//! Private keys as others write them: `PrivateKeyInfo` (RFC 5208 §5).

use crate::certificate::{CURVES, EC, RSA};
use crate::jwk::{Material, RsaPrivate};
use crate::key::Error;
use crate::key::der::{
    BIT_STRING, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, element, number,
};
use crate::{Jwk, Secret};

/// `[1]`, in which the public key stands (RFC 5915 §3).
const PUBLIC_KEY: u8 = 0xa1;

/// A private key of RSA (RFC 8017 Appendix A.1.2), or on a curve of NIST's (RFC 5915), in DER.
///
/// # Errors
/// The key has no private half, or is of another kind.
pub fn private_key_info(key: &Jwk) -> Result<Secret<Vec<u8>>, Error> {
    let identifier = |kind| element(OBJECT_IDENTIFIER, &[kind]);
    let (algorithm, key) = match &key.material {
        Material::Rsa { n, e, private } => {
            let private = private.as_ref().ok_or(Error::NotPrivate)?;
            (element(SEQUENCE, &[&identifier(RSA), &element(NULL, &[])]), rsa(n, e, private.expose()))
        }
        Material::Ec { curve, x, y, d } => {
            let d = d.as_ref().ok_or(Error::NotPrivate)?;
            let curve = CURVES.iter().find(|(_, known)| known == curve).map(|(name, _)| *name);
            let curve = identifier(curve.ok_or(Error::WrongKeyType)?);
            let point = element(PUBLIC_KEY, &[&element(BIT_STRING, &[&[0, 4], x, y])]);
            let version = element(INTEGER, &[&[1]]);
            let d = Secret::new(element(OCTET_STRING, &[d.expose()]));
            let key = Secret::new(element(SEQUENCE, &[&version, d.expose(), &point]));
            (element(SEQUENCE, &[&identifier(EC), &curve]), key)
        }
        _ => return Err(Error::WrongKeyType),
    };
    let version = element(INTEGER, &[&[0]]);
    let key = Secret::new(element(OCTET_STRING, &[key.expose()]));
    Ok(Secret::new(element(SEQUENCE, &[&version, &algorithm, key.expose()])))
}

fn rsa(n: &[u8], e: &[u8], private: &RsaPrivate) -> Secret<Vec<u8>> {
    let RsaPrivate { d, p, q, dp, dq, qi } = private;
    let numbers = [&[0][..], n, e, d, p, q, dp, dq, qi].map(|digits| Secret::new(number(digits)));
    let parts: Vec<&[u8]> = numbers.iter().map(|number| number.expose().as_slice()).collect();
    Secret::new(element(SEQUENCE, &parts))
}
