use super::signing::Pair;
use super::{Error, der};
use crate::jwk::{Material, RsaPrivate};
use crate::{Curve, JwsAlgorithm, Secret};
use aws_lc_rs::encoding::{AsBigEndian, AsDer, Curve25519SeedBin, EcPrivateKeyBin, Pkcs8V1Der};
use aws_lc_rs::rsa;
use aws_lc_rs::signature::KeyPair;

/// The public numbers of a key pair.
pub(super) fn public_material(pair: &Pair, algorithm: JwsAlgorithm) -> Result<Material, Error> {
    match pair {
        Pair::Rsa(pair) => rsa_public_material(pair),
        Pair::Ec(pair) => {
            let curve = algorithm.curve().ok_or(Error::WrongKeyType)?;
            let (x, y) = coordinates(pair.public_key().as_ref(), curve).ok_or(Error::Backend)?;
            Ok(Material::Ec { curve, x: x.to_vec(), y: y.to_vec(), d: None })
        }
        Pair::Ed25519(pair) => {
            Ok(Material::Okp { curve: Curve::Ed25519, x: pair.public_key().as_ref().to_vec(), d: None })
        }
        Pair::Hmac(..) => Ok(Material::Oct { k: None }),
    }
}

/// All numbers of a key pair whose public ones are `public`.
pub(super) fn private_material(pair: &Pair, public: &Material) -> Result<Material, Error> {
    let mut whole = public.clone();
    match (pair, &mut whole) {
        (Pair::Rsa(pair), Material::Rsa { .. }) => return rsa_material(pair),
        (Pair::Ec(pair), Material::Ec { d, .. }) => {
            let value: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().map_err(|_| Error::Backend)?;
            *d = Some(Secret::new(value.as_ref().to_vec()));
        }
        (Pair::Ed25519(pair), Material::Okp { d, .. }) => {
            let seed = pair.seed().map_err(|_| Error::Backend)?;
            let value: Curve25519SeedBin<'_> = seed.as_be_bytes().map_err(|_| Error::Backend)?;
            *d = Some(Secret::new(value.as_ref().to_vec()));
        }
        (Pair::Hmac(_, secret), Material::Oct { k }) => *k = Some(secret.clone()),
        _ => return Err(Error::WrongKeyType),
    }
    Ok(whole)
}

/// All numbers of an RSA key pair.
pub(super) fn rsa_material(pair: &rsa::KeyPair) -> Result<Material, Error> {
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Error::Backend)?;
    let [d, p, q, dp, dq, qi] = der::rsa_private(pkcs8.as_ref()).ok_or(Error::Backend)?.map(<[u8]>::to_vec);
    let whole = Some(Secret::new(RsaPrivate { d, p, q, dp, dq, qi }));
    match rsa_public_material(pair)? {
        Material::Rsa { n, e, .. } => Ok(Material::Rsa { n, e, private: whole }),
        other => Ok(other),
    }
}

fn rsa_public_material(pair: &rsa::KeyPair) -> Result<Material, Error> {
    let [n, e] = der::rsa_public(pair.public_key().as_ref()).ok_or(Error::Backend)?;
    Ok(Material::Rsa { n: n.to_vec(), e: e.to_vec(), private: None })
}

/// The two halves of an uncompressed point (SEC 1 §2.3.3).
pub(super) fn coordinates(point: &[u8], curve: Curve) -> Option<(&[u8], &[u8])> {
    let (&4, rest) = point.split_first()? else {
        return None;
    };
    rest.split_at_checked(curve.coordinate_len())
}
