use crate::raw::{self, Numbers};
use crate::turns::Pair;
use crate::{PAYLOAD, Result};
use aws_lc_rs::agreement::{self, ParsedPublicKey, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use aws_lc_rs::key_wrap::{self, AesKek, KeyWrap};
use aws_lc_rs::rsa::{self, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey};
use jose::{ContentEncryption, Curve, DecryptionKey, KeyManagement, jwe};

pub(crate) fn measure(tell: &mut impl FnMut(Pair) -> Result<()>) -> Result<()> {
    let fixed = ContentEncryption::A128CbcHs256;
    for way in [KeyManagement::RsaOaep, KeyManagement::RsaOaep256] {
        measure_key(way.name(), DecryptionKey::generate(way)?, fixed, 1.3, tell)?;
    }
    for curve in [Curve::P256, Curve::P384, Curve::P521, Curve::X25519] {
        for way in [KeyManagement::EcdhEs, KeyManagement::EcdhEsA256Kw] {
            let key = DecryptionKey::generate_agreement(way, curve)?;
            measure_key(&format!("{way} {}", curve.name()), key, fixed, 3.0, tell)?;
        }
    }
    for way in [KeyManagement::A128Kw, KeyManagement::A256Kw] {
        measure_key(way.name(), DecryptionKey::generate(way)?, fixed, 3.0, tell)?;
    }
    for enc in ContentEncryption::all() {
        measure_key("dir", DecryptionKey::generate_direct(enc)?, enc, 3.0, tell)?;
    }
    Ok(())
}

fn measure_key(
    name: &str,
    key: DecryptionKey,
    enc: ContentEncryption,
    bound: f64,
    tell: &mut impl FnMut(Pair) -> Result<()>,
) -> Result<()> {
    let to = key.encryption_key()?;
    let way = key.management();
    let primitive = Primitive::of(&key)?;
    let members = jwe::Members::default();
    let token = jwe::encrypt(&members, &PAYLOAD, &to, enc)?;
    let ours = || Ok(jwe::encrypt(&members, &PAYLOAD, &to, enc)?);
    let floor = || primitive.encrypt(enc);
    tell(Pair::measure(format!("{name}, {enc} encrypt"), Some(bound), ours, floor)?)?;
    let parts = primitive.encrypt(enc)?;
    let ours = || Ok(jwe::decode(&token)?.decrypt(&key, &[way], &[enc])?);
    let floor = || primitive.decrypt(enc, &parts);
    tell(Pair::measure(format!("{name}, {enc} decrypt"), Some(bound), ours, floor)?)
}

enum Primitive {
    Oaep(&'static rsa::OaepAlgorithm, Box<OaepPublicEncryptingKey>, Box<OaepPrivateDecryptingKey>),
    Agreement(&'static agreement::Algorithm, PrivateKey, Box<ParsedPublicKey>, bool),
    Wrap(Vec<u8>),
    Direct(Vec<u8>),
}

impl Primitive {
    fn of(key: &DecryptionKey) -> Result<Self> {
        let numbers = Numbers::of(key.to_private_jwk().expose())?;
        let oaep = |hash| {
            let pair = numbers.rsa()?;
            let pkcs8: Pkcs8V1Der<'_> = pair.as_der()?;
            let private = PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref())?;
            let public = OaepPublicEncryptingKey::new(private.public_key())?;
            Ok(Self::Oaep(hash, Box::new(public), Box::new(OaepPrivateDecryptingKey::new(private)?)))
        };
        match key.management() {
            KeyManagement::RsaOaep => oaep(&rsa::OAEP_SHA1_MGF1SHA1),
            KeyManagement::RsaOaep256 => oaep(&rsa::OAEP_SHA256_MGF1SHA256),
            KeyManagement::A128Kw | KeyManagement::A256Kw => Ok(Self::Wrap(numbers.get("k")?)),
            KeyManagement::Dir => Ok(Self::Direct(numbers.get("k")?)),
            way => {
                let algorithm = match key.public_jwk().curve() {
                    Some(Curve::P256) => &agreement::ECDH_P256,
                    Some(Curve::P384) => &agreement::ECDH_P384,
                    Some(Curve::P521) => &agreement::ECDH_P521,
                    _ => &agreement::X25519,
                };
                let private = PrivateKey::from_private_key(algorithm, &numbers.get("d")?)?;
                let public = ParsedPublicKey::try_from(UnparsedPublicKey::new(algorithm, numbers.point()?))?;
                Ok(Self::Agreement(algorithm, private, Box::new(public), way != KeyManagement::EcdhEs))
            }
        }
    }

    /// The encrypted key (or the sender's point before it), vector, ciphertext and tag.
    fn encrypt(&self, enc: ContentEncryption) -> Result<Vec<String>> {
        let (mut point, mut wrapped) = (vec![], vec![]);
        let mut key = if matches!(self, Self::Direct(_)) { vec![] } else { raw::random(enc.key_len())? };
        match self {
            Self::Oaep(hash, public, _) => {
                wrapped = vec![0; public.ciphertext_size()];
                public.encrypt(hash, &key, &mut wrapped, None)?;
            }
            Self::Agreement(algorithm, _, public, wraps) => {
                let own = PrivateKey::generate(algorithm)?;
                point = own.compute_public_key()?.as_ref().to_vec();
                let derived = derive(&own, public, if *wraps { 32 } else { enc.key_len() })?;
                if *wraps {
                    wrapped = wrap(&derived, &key)?;
                } else {
                    key = derived;
                }
            }
            Self::Wrap(under) => wrapped = wrap(under, &key)?,
            Self::Direct(secret) => key = secret.clone(),
        }
        let iv = raw::random(enc.iv_len())?;
        let (text, tag) = raw::encrypt(enc, &key, &iv, &PAYLOAD)?;
        Ok(raw::encoded(&[&point, &wrapped, &iv, &text, &tag]))
    }

    fn decrypt(&self, enc: ContentEncryption, parts: &[String]) -> Result<Vec<u8>> {
        let Ok([point, wrapped, iv, text, tag]) = <[Vec<u8>; 5]>::try_from(raw::decoded(parts)?) else {
            return Err("five parts".into());
        };
        let key = match self {
            Self::Oaep(hash, _, private) => {
                let mut room = vec![0; private.min_output_size()];
                private.decrypt(hash, &wrapped, &mut room, None)?.to_vec()
            }
            Self::Agreement(algorithm, private, _, wraps) => {
                let point = ParsedPublicKey::try_from(UnparsedPublicKey::new(algorithm, &point))?;
                let derived = derive(private, &point, if *wraps { 32 } else { enc.key_len() })?;
                if *wraps { unwrap(&derived, &wrapped)? } else { derived }
            }
            Self::Wrap(under) => unwrap(under, &wrapped)?,
            Self::Direct(secret) => secret.clone(),
        };
        raw::decrypt(enc, &key, &iv, text, &tag)
    }
}

fn derive(own: &PrivateKey, peer: &ParsedPublicKey, length: usize) -> Result<Vec<u8>> {
    let hash = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256).ok_or("no SHA-256")?;
    let mut key = vec![0; length];
    agreement::agree(own, peer.clone(), "not agreed", |shared| {
        sskdf_digest(hash, shared, &[0; 32], &mut key).map_err(|_| "not derived")
    })?;
    Ok(key)
}

fn kek(under: &[u8]) -> Result<AesKek> {
    let cipher = if under.len() == 16 { &key_wrap::AES_128 } else { &key_wrap::AES_256 };
    Ok(AesKek::new(cipher, under)?)
}

fn wrap(under: &[u8], key: &[u8]) -> Result<Vec<u8>> {
    let mut room = vec![0; key.len() + 8];
    Ok(kek(under)?.wrap(key, &mut room)?.to_vec())
}

fn unwrap(under: &[u8], wrapped: &[u8]) -> Result<Vec<u8>> {
    let mut room = vec![0; wrapped.len() - 8];
    Ok(kek(under)?.unwrap(wrapped, &mut room)?.to_vec())
}
