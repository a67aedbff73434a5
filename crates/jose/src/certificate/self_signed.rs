//! A certificate that says nothing but whose key it is, for those who take keys in no other form: they pin it, and
//! no authority vouches for it.

use super::{CURVES, Certificate, EC, ED25519, OBJECT_IDENTIFIER, RSA, VERSION};
use crate::jwk::Material;
use crate::key::Error;
use crate::key::der::{BIT_STRING, INTEGER, NULL, SEQUENCE, SET, UTF8_STRING, element, number};
use crate::{Curve, Jwk, JwsAlgorithm, SigningKey, digest};

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// `id-at-commonName` (RFC 5280 Appendix A.1).
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// Before any key of ours was made.
const BEGINNING: &[u8] = b"200101000000Z";
/// That it has no end of its own (RFC 5280 §4.1.2.5).
const NO_END: &[u8] = b"99991231235959Z";
/// The longest name, in characters (`ub-common-name`).
const LONGEST_NAME: usize = 64;
/// How many bytes of a hash make a serial number, which has 20 at most (RFC 5280 §4.1.2.2).
const SERIAL_LENGTH: usize = 16;

impl Certificate {
    /// The certificate of a private key's public half, under this name and signed by the key itself. For RSA keys the
    /// same key and name make the same certificate.
    ///
    /// # Errors
    /// The key has no private half, is of a kind that certificates are not read of here, or the backend failed.
    pub fn self_signed(key: &Jwk, name: &str) -> Result<Self, Error> {
        let (algorithm, identifier) = signed_by(key)?;
        // What a key is otherwise for says nothing of the one signature by which it shows that it is there.
        let bare = Jwk { kid: None, usage: None, key_ops: None, alg: None, material: key.material.clone() };
        let signer = SigningKey::from_jwk(&bare, algorithm)?;
        let identifier = element(SEQUENCE, &[&identifier]);
        let info = public_key_info(&key.material).ok_or(Error::WrongKeyType)?;
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let named = [element(OBJECT_IDENTIFIER, &[COMMON_NAME]), element(UTF8_STRING, &[name.as_bytes()])];
        let name = element(SEQUENCE, &[&element(SET, &[&element(SEQUENCE, &[&named[0], &named[1]])])]);
        let hash = digest::sha256(&info);
        // Neither negative nor with a zero byte in front.
        let serial = [&[0x01], hash.get(..SERIAL_LENGTH - 1).unwrap_or_default()].concat();
        let validity = [element(UTC_TIME, &[BEGINNING]), element(GENERALIZED_TIME, &[NO_END])];
        let signed = element(
            SEQUENCE,
            &[
                &element(VERSION, &[&element(INTEGER, &[&[2]])]),
                &element(INTEGER, &[&serial]),
                &identifier,
                &name,
                &element(SEQUENCE, &[&validity[0], &validity[1]]),
                &name,
                &info,
            ],
        );
        let signature = signer.sign(&signed)?;
        let signature =
            if matches!(key.material, Material::Ec { .. }) { pair(&signature) } else { signature };
        let der = element(SEQUENCE, &[&signed, &identifier, &element(BIT_STRING, &[&[0], &signature])]);
        Self::parse(&der).ok_or(Error::WrongKeyType)
    }
}

/// By which algorithm, and how that is called (RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §3).
fn signed_by(key: &Jwk) -> Result<(JwsAlgorithm, Vec<u8>), Error> {
    const RS256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
    const ES256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    const ES384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];
    const ES512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04];
    let named = |identifier| element(OBJECT_IDENTIFIER, &[identifier]);
    Ok(match (&key.material, key.material.curve()) {
        (Material::Rsa { .. }, _) => (JwsAlgorithm::RS256, [named(RS256), element(NULL, &[])].concat()),
        (_, Some(Curve::P256)) => (JwsAlgorithm::ES256, named(ES256)),
        (_, Some(Curve::P384)) => (JwsAlgorithm::ES384, named(ES384)),
        (_, Some(Curve::P521)) => (JwsAlgorithm::ES512, named(ES512)),
        (_, Some(Curve::Ed25519)) => (JwsAlgorithm::EdDSA, named(ED25519)),
        _ => return Err(Error::WrongKeyType),
    })
}

/// As it is read: RFC 3279 §2.3, RFC 5480 §2, RFC 8410 §4.
fn public_key_info(material: &Material) -> Option<Vec<u8>> {
    let identified = |kind, more: &[u8]| element(SEQUENCE, &[&element(OBJECT_IDENTIFIER, &[kind]), more]);
    let (algorithm, bits) = match material {
        Material::Rsa { n, e, .. } => {
            (identified(RSA, &element(NULL, &[])), element(SEQUENCE, &[&number(n), &number(e)]))
        }
        Material::Ec { curve, x, y, .. } => {
            let named = CURVES.iter().find(|(_, known)| known == curve).map(|(name, _)| *name)?;
            (identified(EC, &element(OBJECT_IDENTIFIER, &[named])), [&[4], &**x, &**y].concat())
        }
        Material::Okp { curve: Curve::Ed25519, x, .. } => (identified(ED25519, &[]), x.clone()),
        _ => return None,
    };
    Some(element(SEQUENCE, &[&algorithm, &element(BIT_STRING, &[&[0], &bits])]))
}

/// `ECDSA-Sig-Value` (RFC 3279 §2.2.3) of `r ‖ s`.
fn pair(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    element(SEQUENCE, &[&number(r), &number(s)])
}
