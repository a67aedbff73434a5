use super::signing::{Pair, hmac_key};
use super::{Error, check_rsa};
use crate::algorithm::Scheme;
use crate::{Jwk, JwsAlgorithm, Secret, jwk::Material};
use aws_lc_rs::{rsa, signature as backend};

/// The key pair of a private JWK whose kind fits the algorithm.
pub(super) fn pair(jwk: &Jwk, algorithm: JwsAlgorithm) -> Result<Pair, Error> {
    match (&jwk.material, algorithm.scheme()) {
        (Material::Rsa { .. }, Scheme::Rsa(..)) => Ok(Pair::Rsa(rsa_pair(jwk)?)),
        (Material::Ec { x, y, d, .. }, Scheme::Ec(signing, _)) => {
            let d = d.as_ref().ok_or(Error::NotPrivate)?.expose();
            let pair = backend::EcdsaKeyPair::from_private_key_and_public_key(signing, d, &point(x, y));
            Ok(Pair::Ec(pair.map_err(|_| Error::Inconsistent)?))
        }
        (Material::Okp { x, d, .. }, Scheme::Ed25519) => {
            let d = d.as_ref().ok_or(Error::NotPrivate)?.expose();
            let pair = backend::Ed25519KeyPair::from_seed_and_public_key(d, x);
            Ok(Pair::Ed25519(pair.map_err(|_| Error::Inconsistent)?))
        }
        (Material::Oct { k }, Scheme::Hmac(_)) => hmac_pair(algorithm, k.clone().ok_or(Error::NotPrivate)?),
        _ => Err(Error::WrongKeyType),
    }
}

/// The RSA key pair of a private JWK.
pub(super) fn rsa_pair(jwk: &Jwk) -> Result<rsa::KeyPair, Error> {
    let Material::Rsa { n, e, private } = &jwk.material else {
        return Err(Error::WrongKeyType);
    };
    check_rsa(jwk, n, e)?;
    let private = private.as_ref().ok_or(Error::NotPrivate)?.expose();
    let components = rsa::KeyPairComponents {
        public_key: rsa::PublicKeyComponents { n, e },
        d: &private.d,
        p: &private.p,
        q: &private.q,
        dP: &private.dp,
        dQ: &private.dq,
        qInv: &private.qi,
    };
    rsa::KeyPair::from_components(&components).map_err(|_| Error::Inconsistent)
}

pub(super) fn hmac_pair(algorithm: JwsAlgorithm, secret: Secret<Vec<u8>>) -> Result<Pair, Error> {
    let key = hmac_key(algorithm, secret.expose())?;
    Ok(Pair::Hmac(key, secret))
}

/// The uncompressed form of a point (SEC 1 §2.3.3).
pub(super) fn point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}
