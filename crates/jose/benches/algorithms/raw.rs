//! The backend alone, as whoever had nothing but it would use it.

use crate::Result;
use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::UnboundCipherKey;
use aws_lc_rs::cipher::{self, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext};
use aws_lc_rs::{hmac, iv::FixedLength, rand, rsa};
use jose::{ContentEncryption, base64url};
use serde_json::Value;

/// The numbers of a private JWK.
pub(crate) struct Numbers(Value);

impl Numbers {
    pub(crate) fn of(jwk: &str) -> Result<Self> {
        Ok(Self(serde_json::from_str(jwk)?))
    }

    pub(crate) fn get(&self, name: &str) -> Result<Vec<u8>> {
        Ok(base64url::decode(self.0[name].as_str().ok_or("no such number")?)?)
    }

    /// The uncompressed point of an elliptic curve, or the only coordinate of one that has no other.
    pub(crate) fn point(&self) -> Result<Vec<u8>> {
        match self.get("y") {
            Ok(y) => Ok([&[4], &self.get("x")?[..], &y].concat()),
            Err(_) => self.get("x"),
        }
    }

    pub(crate) fn rsa(&self) -> Result<rsa::KeyPair> {
        let public_key = rsa::PublicKeyComponents { n: self.get("n")?, e: self.get("e")? };
        let [d, p, q] = [self.get("d")?, self.get("p")?, self.get("q")?];
        let (dp, dq, qi) = (self.get("dp")?, self.get("dq")?, self.get("qi")?);
        let components = rsa::KeyPairComponents { public_key, d, p, q, dP: dp, dQ: dq, qInv: qi };
        Ok(rsa::KeyPair::from_components(&components)?)
    }
}

/// The parts in base64url.
pub(crate) fn encoded(parts: &[&[u8]]) -> Vec<String> {
    parts.iter().map(base64url::encode).collect()
}

/// The parts out of base64url.
pub(crate) fn decoded(parts: &[String]) -> Result<Vec<Vec<u8>>> {
    Ok(parts.iter().map(|part| base64url::decode(part)).collect::<std::result::Result<_, _>>()?)
}

pub(crate) fn random(length: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    rand::fill(&mut bytes)?;
    Ok(bytes)
}

/// The ciphertext and the tag.
pub(crate) fn encrypt(
    enc: ContentEncryption,
    key: &[u8],
    iv: &[u8],
    plaintext: &[u8],
) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut text = plaintext.to_vec();
    let (mac, under) = key.split_at(key.len() / 2);
    match algorithms(enc) {
        Algorithms::Cbc(cipher, hash) => {
            text.extend([16; 16]);
            let key = EncryptingKey::cbc(UnboundCipherKey::new(cipher, under)?)?;
            let iv: [u8; 16] = iv.try_into()?;
            key.less_safe_encrypt(&mut text, EncryptionContext::Iv128(FixedLength::from(&iv)))?;
            let tag = hmac::sign(&hmac::Key::new(hash, mac), &text).as_ref().to_vec();
            Ok((text, tag))
        }
        Algorithms::Gcm(aead) => {
            let key = LessSafeKey::new(UnboundKey::new(aead, key)?);
            let nonce = Nonce::try_assume_unique_for_key(iv)?;
            let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut text)?;
            Ok((text, tag.as_ref().to_vec()))
        }
    }
}

/// What [`encrypt`] encrypted.
pub(crate) fn decrypt(
    enc: ContentEncryption,
    key: &[u8],
    iv: &[u8],
    mut text: Vec<u8>,
    tag: &[u8],
) -> Result<Vec<u8>> {
    let (mac, under) = key.split_at(key.len() / 2);
    match algorithms(enc) {
        Algorithms::Cbc(cipher, hash) => {
            hmac::verify(&hmac::Key::new(hash, mac), &text, tag)?;
            let key = DecryptingKey::cbc(UnboundCipherKey::new(cipher, under)?)?;
            let iv: [u8; 16] = iv.try_into()?;
            key.decrypt(&mut text, DecryptionContext::Iv128(FixedLength::from(&iv)))?;
        }
        Algorithms::Gcm(aead) => {
            let key = LessSafeKey::new(UnboundKey::new(aead, key)?);
            let nonce = Nonce::try_assume_unique_for_key(iv)?;
            key.open_in_place_separate_tag(nonce, Aad::empty(), tag, &mut text)?;
        }
    }
    Ok(text)
}

enum Algorithms {
    Cbc(&'static cipher::Algorithm, hmac::Algorithm),
    Gcm(&'static aead::Algorithm),
}

fn algorithms(enc: ContentEncryption) -> Algorithms {
    match enc {
        ContentEncryption::A128CbcHs256 => Algorithms::Cbc(&cipher::AES_128, hmac::HMAC_SHA256),
        ContentEncryption::A192CbcHs384 => Algorithms::Cbc(&cipher::AES_192, hmac::HMAC_SHA384),
        ContentEncryption::A256CbcHs512 => Algorithms::Cbc(&cipher::AES_256, hmac::HMAC_SHA512),
        ContentEncryption::A128Gcm => Algorithms::Gcm(&aead::AES_128_GCM),
        ContentEncryption::A192Gcm => Algorithms::Gcm(&aead::AES_192_GCM),
        ContentEncryption::A256Gcm => Algorithms::Gcm(&aead::AES_256_GCM),
    }
}
