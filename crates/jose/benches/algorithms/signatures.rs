use crate::raw::{self, Numbers};
use crate::turns::Pair;
use crate::{PAYLOAD, Result};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self as backend, KeyPair};
use jose::{JwsAlgorithm, KeyType, SigningKey, base64url, jws};

pub(crate) fn measure(tell: &mut impl FnMut(Pair) -> Result<()>) -> Result<()> {
    for algorithm in JwsAlgorithm::all() {
        let key = SigningKey::generate(algorithm)?;
        let verifying = key.verifying_key()?;
        let primitive = Primitive::of(&key)?;
        let members = jws::Members::default();
        let token = jws::sign(&members, &PAYLOAD, &key)?;
        let (message, signature) = token.rsplit_once('.').ok_or("no signature")?;
        let signature = base64url::decode(signature)?;
        let bound = Some(if algorithm.key_type() == KeyType::Rsa { 1.3 } else { 3.0 });
        let ours = || Ok(jws::sign(&members, &PAYLOAD, &key)?);
        let floor = || Ok((raw::encoded(&[&PAYLOAD]), primitive.sign(message.as_bytes())?));
        tell(Pair::measure(format!("{algorithm} sign"), bound, ours, floor)?)?;
        let ours = || Ok(jws::decode(&token)?.verify(&verifying, &[algorithm])?);
        let payload = base64url::encode(PAYLOAD);
        let floor = || {
            primitive.verify(message.as_bytes(), &signature)?;
            Ok(base64url::decode(&payload)?)
        };
        tell(Pair::measure(format!("{algorithm} verify"), bound, ours, floor)?)?;
    }
    Ok(())
}

enum Primitive {
    Rsa(Box<aws_lc_rs::rsa::KeyPair>, &'static dyn backend::RsaEncoding, backend::ParsedPublicKey),
    Ec(backend::EcdsaKeyPair, backend::ParsedPublicKey),
    Ed25519(backend::Ed25519KeyPair, backend::ParsedPublicKey),
    Hmac(Box<hmac::Key>),
}

impl Primitive {
    fn of(key: &SigningKey) -> Result<Self> {
        use JwsAlgorithm::*;
        let numbers = Numbers::of(key.to_private_jwk()?.expose())?;
        let algorithm = key.algorithm();
        let rsa = |encoding: &'static dyn backend::RsaEncoding, parameters| {
            let pair = numbers.rsa()?;
            let public = backend::ParsedPublicKey::new(parameters, pair.public_key().as_ref())?;
            Ok(Self::Rsa(Box::new(pair), encoding, public))
        };
        let ec = |signing, verifying: &'static backend::EcdsaVerificationAlgorithm| {
            let pair = backend::EcdsaKeyPair::from_private_key_and_public_key(
                signing,
                &numbers.get("d")?,
                &numbers.point()?,
            )?;
            let public = backend::ParsedPublicKey::new(verifying, pair.public_key().as_ref())?;
            Ok(Self::Ec(pair, public))
        };
        match algorithm {
            RS256 => rsa(&backend::RSA_PKCS1_SHA256, &backend::RSA_PKCS1_2048_8192_SHA256),
            RS384 => rsa(&backend::RSA_PKCS1_SHA384, &backend::RSA_PKCS1_2048_8192_SHA384),
            RS512 => rsa(&backend::RSA_PKCS1_SHA512, &backend::RSA_PKCS1_2048_8192_SHA512),
            PS256 => rsa(&backend::RSA_PSS_SHA256, &backend::RSA_PSS_2048_8192_SHA256),
            PS384 => rsa(&backend::RSA_PSS_SHA384, &backend::RSA_PSS_2048_8192_SHA384),
            PS512 => rsa(&backend::RSA_PSS_SHA512, &backend::RSA_PSS_2048_8192_SHA512),
            ES256 => ec(&backend::ECDSA_P256_SHA256_FIXED_SIGNING, &backend::ECDSA_P256_SHA256_FIXED),
            ES384 => ec(&backend::ECDSA_P384_SHA384_FIXED_SIGNING, &backend::ECDSA_P384_SHA384_FIXED),
            ES512 => ec(&backend::ECDSA_P521_SHA512_FIXED_SIGNING, &backend::ECDSA_P521_SHA512_FIXED),
            EdDSA => {
                let pair = backend::Ed25519KeyPair::from_seed_unchecked(&numbers.get("d")?)?;
                let public = backend::ParsedPublicKey::new(&backend::ED25519, pair.public_key().as_ref())?;
                Ok(Self::Ed25519(pair, public))
            }
            HS256 => Ok(Self::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA256, &numbers.get("k")?)))),
            HS384 => Ok(Self::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA384, &numbers.get("k")?)))),
            HS512 => Ok(Self::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA512, &numbers.get("k")?)))),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        match self {
            Self::Rsa(pair, encoding, _) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &SystemRandom::new(), message, &mut signature)?;
                Ok(signature)
            }
            Self::Ec(pair, _) => Ok(pair.sign(&SystemRandom::new(), message)?.as_ref().to_vec()),
            Self::Ed25519(pair, _) => Ok(pair.try_sign(message)?.as_ref().to_vec()),
            Self::Hmac(key) => Ok(hmac::sign(key, message).as_ref().to_vec()),
        }
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        match self {
            Self::Rsa(_, _, key) | Self::Ec(_, key) | Self::Ed25519(_, key) => {
                Ok(key.verify_sig(message, signature)?)
            }
            Self::Hmac(key) => Ok(hmac::verify(key, message, signature)?),
        }
    }
}
