//! Agreeing on a key by Diffie-Hellman on an elliptic curve, with a key of the sender's that is used
//! once (ECDH-ES, RFC 7518 §4.6, RFC 8037 §3.2).

use super::import::point;
use super::{Error, wrap};
use crate::algorithm::key_management::Scheme;
use crate::{ContentEncryption, Curve, Jwk, KeyManagement, Secret, jwk::Material};
use aws_lc_rs::agreement::{self as backend, ParsedPublicKey, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};

/// What a message says about the agreement: the sender's point (`epk`), and what names the two
/// parties (`apu`, `apv`).
pub(crate) struct Agreed {
    pub(crate) epk: Jwk,
    pub(crate) apu: Vec<u8>,
    pub(crate) apv: Vec<u8>,
}

/// The backend's name for the curve; only those of [`KeyManagement::fits`] have one.
pub(super) fn algorithm(curve: Curve) -> Result<&'static backend::Algorithm, Error> {
    match curve {
        Curve::P256 => Ok(&backend::ECDH_P256),
        Curve::P384 => Ok(&backend::ECDH_P384),
        Curve::P521 => Ok(&backend::ECDH_P521),
        Curve::X25519 => Ok(&backend::X25519),
        Curve::Ed25519 => Err(Error::WrongKeyType),
    }
}

/// The point of a JWK, which lies on its curve.
pub(super) fn public(jwk: &Jwk) -> Result<ParsedPublicKey, Error> {
    let (curve, bytes) = match &jwk.material {
        Material::Ec { curve, x, y, .. } => (*curve, point(x, y)),
        Material::Okp { curve, x, .. } => (*curve, x.clone()),
        Material::Rsa { .. } | Material::Oct { .. } => return Err(Error::WrongKeyType),
    };
    let unparsed = UnparsedPublicKey::new(algorithm(curve)?, bytes);
    ParsedPublicKey::try_from(unparsed).map_err(|_| Error::NotOnCurve)
}

/// The numbers of the public part of `key` on `curve`.
pub(super) fn public_material(key: &PrivateKey, curve: Curve) -> Result<Material, Error> {
    let public = key.compute_public_key().map_err(|_| Error::Backend)?;
    let bytes = public.as_ref();
    if curve == Curve::X25519 {
        return Ok(Material::Okp { curve, x: bytes.to_vec(), d: None });
    }
    let (x, y) = super::export::coordinates(bytes, curve).ok_or(Error::Backend)?;
    Ok(Material::Ec { curve, x: x.to_vec(), y: y.to_vec(), d: None })
}

/// What the two keys agree on. It fails for keys of two curves, and where X25519 gives nothing but
/// zeros (RFC 7748 §6.1).
pub(super) fn agree(key: &PrivateKey, peer: &ParsedPublicKey) -> Result<Secret<Vec<u8>>, Error> {
    backend::agree(key, peer.clone(), Error::SmallOrder, |bytes| Ok(Secret::new(bytes.to_vec())))
}

/// The key made of what was agreed on (RFC 7518 §4.6.2): the content's, or the one that wraps it.
pub(super) fn derive(
    shared: &Secret<Vec<u8>>,
    management: KeyManagement,
    enc: ContentEncryption,
    apu: &[u8],
    apv: &[u8],
) -> Result<Secret<Vec<u8>>, Error> {
    let (name, length) = match management.scheme() {
        Scheme::Agreement(Some(wrap)) => (management.name(), wrap.key_len),
        _ => (enc.name(), enc.key_len()),
    };
    let mut info = Vec::with_capacity(name.len() + apu.len() + apv.len() + 16);
    for field in [name.as_bytes(), apu, apv] {
        info.extend(wrap::length(field.len())?);
        info.extend(field);
    }
    info.extend(wrap::length(length * 8)?);
    let hash = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256).ok_or(Error::Backend)?;
    let mut key = Secret::new(vec![0; length]);
    sskdf_digest(hash, shared.expose(), &info, key.expose_mut()).map_err(|_| Error::Backend)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64url;

    #[test]
    fn derives_the_key_of_rfc_7518_appendix_c() {
        let d = base64url::decode("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo").unwrap();
        let alice = PrivateKey::from_private_key(&backend::ECDH_P256, &d).unwrap();
        let bob = Jwk::parse(
            br#"{"kty":"EC","crv":"P-256",
                "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
                "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}"#,
        );
        let shared = agree(&alice, &public(&bob.unwrap()).unwrap()).unwrap();
        let key = derive(&shared, KeyManagement::EcdhEs, ContentEncryption::A128Gcm, b"Alice", b"Bob");
        assert_eq!(base64url::encode(key.unwrap().expose()), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn agrees_as_in_rfc_8037_appendix_a_6() {
        let d: Vec<u8> = (0..32)
            .map(|at| &"77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"[at * 2..][..2])
            .map(|byte| u8::from_str_radix(byte, 16).unwrap())
            .collect();
        let sender = PrivateKey::from_private_key(&backend::X25519, &d).unwrap();
        let Material::Okp { x, .. } = public_material(&sender, Curve::X25519).unwrap() else {
            unreachable!("a key of X25519 is of the kind OKP");
        };
        assert_eq!(base64url::encode(x), "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo");
        let bob = br#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;
        let shared = agree(&sender, &public(&Jwk::parse(bob).unwrap()).unwrap()).unwrap();
        assert_eq!(base64url::encode(shared.expose()), "Sl2dW6TOLeFyjjv0gDUPJeB-IclH0Z4zdvCbPB4WF0I");
    }
}
