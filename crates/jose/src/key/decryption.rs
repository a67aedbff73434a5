use super::signing::rsa_key_size;
use super::{Agreed, Error, agreement, check_sealing_purpose, check_sealing_secret, export, import};
use super::{sealing_operations, wrap};
use crate::algorithm::key_management::Scheme;
use crate::{ContentEncryption, Curve, Jwk, KeyManagement, Secret, base64url, jwk::Material, random};
use aws_lc_rs::agreement::{ParsedPublicKey, PrivateKey};
use aws_lc_rs::encoding::{AsBigEndian, AsDer, Curve25519SeedBin, EcPrivateKeyBin, Pkcs8V1Der};
use aws_lc_rs::rsa::{self, OaepPrivateDecryptingKey, PrivateDecryptingKey};

/// A key that opens messages encrypted to it, by one way of key management. It is parsed and checked
/// when it is made; opening parses nothing.
pub struct DecryptionKey {
    management: KeyManagement,
    whole: Jwk,
    only: Option<ContentEncryption>,
    reader: Reader,
}

enum Reader {
    Rsa(OaepPrivateDecryptingKey),
    /// Beside the key its own point, with which it agrees where the sender's is none.
    Point(Curve, PrivateKey, Box<ParsedPublicKey>),
    Secret(Secret<Vec<u8>>),
}

/// The content's key. Where it could not be had it is a random one, so that all that follows is done
/// all the same, and `failed` says why.
pub(crate) struct Unwrapped {
    pub(crate) content_key: Secret<Vec<u8>>,
    pub(crate) failed: Option<Failed>,
}

/// Why a content's key could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    /// The encrypted key is not as long as one for this key and this content is.
    EncryptedKeyLength,
    /// It was not made for this key.
    Unwrap,
    /// What came out is not as long as the content's key is.
    ContentKeyLength,
    /// The sender's point is missing, on another curve than the key, or on none.
    Point,
    /// Nothing can be agreed on with the sender's point.
    Agreement,
    /// The secret is not as long as the content's key is.
    SecretLength,
}

impl DecryptionKey {
    /// A new key: for RSA of 2048 bits, for key agreement on P-256, for [`KeyManagement::Dir`] as long as
    /// A128CBC-HS256 needs it. Its `kid` is its thumbprint, for a secret random.
    ///
    /// # Errors
    /// The backend failed.
    pub fn generate(management: KeyManagement) -> Result<Self, Error> {
        match management.scheme() {
            Scheme::Oaep(_) => Self::generate_rsa(management, 2048),
            Scheme::Agreement(_) => Self::generate_agreement(management, Curve::P256),
            Scheme::Wrap(wrap) => Self::generate_secret(management, wrap.key_len),
            Scheme::Direct => Self::generate_direct(ContentEncryption::A128CbcHs256),
        }
    }

    /// A new RSA key of 2048, 3072 or 4096 bits.
    ///
    /// # Errors
    /// Another size, or a way of key management that works with other keys.
    pub fn generate_rsa(management: KeyManagement, bits: usize) -> Result<Self, Error> {
        let Scheme::Oaep(_) = management.scheme() else {
            return Err(Error::WrongKeyType);
        };
        let pair = rsa::KeyPair::generate(rsa_key_size(bits)?).map_err(|_| Error::Backend)?;
        Self::from_new(management, export::rsa_material(&pair)?, None)
    }

    /// A new key for agreement on P-256, P-384, P-521 or X25519.
    ///
    /// # Errors
    /// Another curve, or a way of key management that works with other keys.
    pub fn generate_agreement(management: KeyManagement, curve: Curve) -> Result<Self, Error> {
        let Scheme::Agreement(_) = management.scheme() else {
            return Err(Error::WrongKeyType);
        };
        let key = PrivateKey::generate(agreement::algorithm(curve)?).map_err(|_| Error::Backend)?;
        Self::from_new(management, agreement_material(&key, curve)?, None)
    }

    /// A new secret that is itself the key of contents of `enc`.
    ///
    /// # Errors
    /// The backend failed.
    pub fn generate_direct(enc: ContentEncryption) -> Result<Self, Error> {
        Self::generate_secret(KeyManagement::Dir, enc.key_len())
    }

    /// The key of a private JWK, under that key's `kid`, or its thumbprint where it has none.
    ///
    /// # Errors
    /// A key of another kind or purpose (`use`, `key_ops`, `alg`), without private part, too weak, of
    /// the wrong length, or inconsistent.
    pub fn from_jwk(jwk: &Jwk, management: KeyManagement) -> Result<Self, Error> {
        let [_, operations] = sealing_operations(management);
        let only = check_sealing_purpose(jwk, management, operations)?;
        let reader = match &jwk.material {
            Material::Rsa { .. } => Reader::Rsa(decrypting(jwk)?),
            Material::Ec { curve, d, .. } | Material::Okp { curve, d, .. } => {
                let own = agreement::public(jwk)?;
                let d = d.as_ref().ok_or(Error::NotPrivate)?.expose();
                let key = PrivateKey::from_private_key(agreement::algorithm(*curve)?, d);
                let key = key.map_err(|_| Error::Inconsistent)?;
                if agreement::public_material(&key, *curve)?.canonical() != jwk.material.canonical() {
                    return Err(Error::Inconsistent);
                }
                Reader::Point(*curve, key, Box::new(own))
            }
            Material::Oct { k } => {
                let k = k.as_ref().ok_or(Error::NotPrivate)?;
                check_sealing_secret(k.expose(), management)?;
                Reader::Secret(k.clone())
            }
        };
        let mut whole = jwk.clone();
        whole.kid = jwk.kid.clone().or_else(|| jwk.thumbprint());
        Ok(Self { management, whole, only, reader })
    }

    /// The key of a shared secret, such as one derived of a client's. It has no `kid` until it is
    /// given one.
    ///
    /// # Errors
    /// A way of key management that works with other keys, or a secret of the wrong length.
    pub fn from_secret(secret: &[u8], management: KeyManagement) -> Result<Self, Error> {
        let material = Material::Oct { k: Some(Secret::new(secret.to_vec())) };
        Self::from_jwk(&described(management, material), management)
    }

    /// The same key under this identifier.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.whole.kid = Some(kid.into()).filter(|kid: &String| !kid.is_empty());
        self
    }

    /// Its identifier; empty for a shared secret that was given none.
    pub fn kid(&self) -> &str {
        self.whole.kid().unwrap_or_default()
    }

    /// How a content's key reaches it.
    pub fn management(&self) -> KeyManagement {
        self.management
    }

    /// The key to publish, with `kid`, `alg` and `use`. Of a shared secret it is the description
    /// without the secret, which a written [`JwkSet`](crate::JwkSet) leaves out.
    pub fn public_jwk(&self) -> Jwk {
        let public = described(self.management, self.whole.material.public_part());
        Jwk { kid: self.whole.kid.clone(), ..public }
    }

    /// The whole key as the JSON of a JWK, for keeping it sealed; [`from_jwk`](Self::from_jwk)
    /// reads it back.
    pub fn to_private_jwk(&self) -> Secret<String> {
        let Jwk { kid, usage, key_ops, alg, .. } = &self.whole;
        let description = described(self.management, self.whole.material.clone());
        let whole = Jwk {
            kid: kid.clone(),
            usage: usage.clone().or(description.usage),
            key_ops: key_ops.clone(),
            alg: alg.clone().or(description.alg),
            material: description.material,
        };
        whole.to_private_json()
    }

    /// The key to which messages for this one are encrypted.
    ///
    /// # Errors
    /// The backend failed.
    pub fn encryption_key(&self) -> Result<super::EncryptionKey, Error> {
        let key = match &self.reader {
            Reader::Secret(secret) => super::EncryptionKey::from_secret(secret.expose(), self.management),
            _ => super::EncryptionKey::from_jwk(&self.public_jwk(), self.management),
        };
        Ok(key?.with_kid(self.kid()))
    }

    /// Whether it opens contents of `enc`: its `alg` may name the only one.
    pub(crate) fn opens(&self, enc: ContentEncryption) -> bool {
        self.only.is_none_or(|only| only == enc)
    }

    /// The key of a content of `enc`. Whatever fails, the same work is done: with a stand-in where a
    /// value can not be worked with, and with a random key after that.
    pub(crate) fn unwrap(
        &self,
        enc: ContentEncryption,
        encrypted_key: &[u8],
        agreed: Option<&Agreed>,
    ) -> Result<Unwrapped, Error> {
        let mut random_key = Secret::new(vec![0; enc.key_len()]);
        random::fill(random_key.expose_mut());
        let found = match (&self.reader, self.management.scheme()) {
            (Reader::Rsa(key), Scheme::Oaep(hash)) => {
                let (encrypted_key, failed) = of_length(encrypted_key, key.key_size_bytes());
                let mut room = Secret::new(vec![0; key.min_output_size()]);
                let found = match key.decrypt(hash, &encrypted_key, room.expose_mut(), None) {
                    Ok(found) if found.len() == enc.key_len() => Ok(Secret::new(found.to_vec())),
                    Ok(_) => Err(Failed::ContentKeyLength),
                    Err(_) => Err(Failed::Unwrap),
                };
                failed.map_or(found, Err)
            }
            (Reader::Point(curve, key, own), Scheme::Agreement(wrapping)) => {
                let (shared, failed) = agree_or_stand_in(*curve, key, own, agreed)?;
                let (apu, apv) = agreed.map_or((&[][..], &[][..]), |agreed| (&agreed.apu, &agreed.apv));
                let derived = agreement::derive(&shared, self.management, enc, apu, apv)?;
                let found = match wrapping {
                    Some(wrapping) => unwrap(*wrapping, &derived, encrypted_key, enc),
                    None if encrypted_key.is_empty() => Ok(derived),
                    None => Err(Failed::EncryptedKeyLength),
                };
                failed.map_or(found, Err)
            }
            (Reader::Secret(secret), Scheme::Wrap(wrapping)) => unwrap(*wrapping, secret, encrypted_key, enc),
            (Reader::Secret(_), Scheme::Direct) if !encrypted_key.is_empty() => {
                Err(Failed::EncryptedKeyLength)
            }
            (Reader::Secret(secret), Scheme::Direct) if secret.expose().len() == enc.key_len() => {
                Ok(secret.clone())
            }
            (Reader::Secret(_), Scheme::Direct) => Err(Failed::SecretLength),
            _ => return Err(Error::WrongKeyType),
        };
        Ok(match found {
            Ok(content_key) => Unwrapped { content_key, failed: None },
            Err(failed) => Unwrapped { content_key: random_key, failed: Some(failed) },
        })
    }

    fn generate_secret(management: KeyManagement, length: usize) -> Result<Self, Error> {
        let mut k = Secret::new(vec![0; length]);
        random::fill(k.expose_mut());
        let kid = base64url::encode(random::bytes::<16>());
        Self::from_new(management, Material::Oct { k: Some(k) }, Some(kid))
    }

    fn from_new(management: KeyManagement, material: Material, kid: Option<String>) -> Result<Self, Error> {
        Self::from_jwk(&Jwk { kid, ..described(management, material) }, management)
    }
}

fn described(management: KeyManagement, material: Material) -> Jwk {
    let (usage, alg) = (Some("enc".to_owned()), Some(management.name().to_owned()));
    Jwk { kid: None, usage, key_ops: None, alg, material }
}

fn decrypting(jwk: &Jwk) -> Result<OaepPrivateDecryptingKey, Error> {
    let pair = import::rsa_pair(jwk)?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Error::Backend)?;
    let key = PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref()).map_err(|_| Error::Backend)?;
    OaepPrivateDecryptingKey::new(key).map_err(|_| Error::Backend)
}

fn agreement_material(key: &PrivateKey, curve: Curve) -> Result<Material, Error> {
    let mut whole = agreement::public_material(key, curve)?;
    match &mut whole {
        Material::Okp { d, .. } => {
            let seed: Curve25519SeedBin<'_> = key.as_be_bytes().map_err(|_| Error::Backend)?;
            *d = Some(Secret::new(seed.as_ref().to_vec()));
        }
        Material::Ec { d, .. } => {
            let value: EcPrivateKeyBin<'_> = key.as_be_bytes().map_err(|_| Error::Backend)?;
            *d = Some(Secret::new(value.as_ref().to_vec()));
        }
        Material::Rsa { .. } | Material::Oct { .. } => return Err(Error::WrongKeyType),
    }
    Ok(whole)
}

/// What was agreed on with the sender; where that can not be, the same work with the key's own point.
fn agree_or_stand_in(
    curve: Curve,
    key: &PrivateKey,
    own: &ParsedPublicKey,
    agreed: Option<&Agreed>,
) -> Result<(Secret<Vec<u8>>, Option<Failed>), Error> {
    let peer = agreed.filter(|agreed| agreed.epk.curve() == Some(curve));
    let Some(Ok(peer)) = peer.map(|agreed| agreement::public(&agreed.epk)) else {
        return Ok((agreement::agree(key, own)?, Some(Failed::Point)));
    };
    match agreement::agree(key, &peer) {
        Ok(shared) => Ok((shared, None)),
        Err(_) => Ok((Secret::new(vec![0; curve.coordinate_len()]), Some(Failed::Agreement))),
    }
}

fn unwrap(
    wrapping: crate::algorithm::key_management::Wrap,
    under: &Secret<Vec<u8>>,
    encrypted_key: &[u8],
    enc: ContentEncryption,
) -> Result<Secret<Vec<u8>>, Failed> {
    let (encrypted_key, failed) = of_length(encrypted_key, enc.key_len() + wrap::OVERHEAD);
    let found = wrap::unwrap(wrapping, under, &encrypted_key).ok_or(Failed::Unwrap);
    failed.map_or(found, Err)
}

/// The encrypted key, or a stand-in of the right length.
fn of_length(encrypted_key: &[u8], length: usize) -> (Vec<u8>, Option<Failed>) {
    if encrypted_key.len() == length {
        return (encrypted_key.to_vec(), None);
    }
    (vec![1; length], Some(Failed::EncryptedKeyLength))
}
