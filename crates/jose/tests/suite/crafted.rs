//! Messages put together by hand, from the backend's primitives, to say what [`jose::jwe::encrypt`]
//! never would.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey, PublicKeyComponents};
use aws_lc_rs::{hmac, rsa};
use jose::{DecryptionKey, KeyManagement, base64url};

/// The content's key of all that is made here, as long as A128CBC-HS256 needs it.
pub(crate) const CONTENT_KEY: [u8; 32] = [7; 32];

/// The one that opens [`dir`].
pub(crate) fn dir_key() -> DecryptionKey {
    DecryptionKey::from_secret(&CONTENT_KEY[..16], KeyManagement::Dir).unwrap()
}

/// A message with this header, word for word, encrypted by A128GCM under [`dir_key`].
pub(crate) fn dir(header: &str, plaintext: &[u8]) -> String {
    encoded_dir(&base64url::encode(header), plaintext)
}

/// The same with a header that may not even be base64url.
pub(crate) fn encoded_dir(header: &str, plaintext: &[u8]) -> String {
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &CONTENT_KEY[..16]).unwrap());
    let iv = [1; 12];
    let mut text = plaintext.to_vec();
    let nonce = Nonce::assume_unique_for_key(iv);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut text).unwrap();
    let [iv, text, tag] = [&iv[..], &text, tag.as_ref()].map(base64url::encode);
    format!("{header}..{iv}.{text}.{tag}")
}

/// A message by A128CBC-HS256 of blocks that the caller padded, whose tag holds.
pub(crate) fn cbc(header: &str, encrypted_key: &[u8], blocks: &[u8]) -> String {
    let header = base64url::encode(header);
    let key = UnboundCipherKey::new(&AES_128, &CONTENT_KEY[16..]).unwrap();
    let iv = [1; 16];
    let mut text = blocks.to_vec();
    let context = EncryptionContext::Iv128(FixedLength::from(&iv));
    EncryptingKey::cbc(key).unwrap().less_safe_encrypt(&mut text, context).unwrap();
    let bits = (header.len() as u64 * 8).to_be_bytes();
    let tagged = [header.as_bytes(), &iv, &text, &bits].concat();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &CONTENT_KEY[..16]), &tagged);
    let [key, iv, text, tag] = [encrypted_key, &iv, &text, &tag.as_ref()[..16]].map(base64url::encode);
    format!("{header}.{key}.{iv}.{text}.{tag}")
}

/// `bytes` encrypted to the RSA key of this public modulus, as RSA-OAEP does.
pub(crate) fn oaep(n: &[u8], bytes: &[u8]) -> Vec<u8> {
    let key: PublicEncryptingKey = PublicKeyComponents { n, e: &[1, 0, 1] }.try_into().unwrap();
    let key = OaepPublicEncryptingKey::new(key).unwrap();
    let mut room = vec![0; key.ciphertext_size()];
    key.encrypt(&OAEP_SHA1_MGF1SHA1, bytes, &mut room, None).unwrap().to_vec()
}

/// `bytes` encrypted to it with the padding that is refused, RSAES-PKCS1-v1_5.
pub(crate) fn pkcs1(n: &[u8], bytes: &[u8]) -> Vec<u8> {
    let key: PublicEncryptingKey = PublicKeyComponents { n, e: &[1, 0, 1] }.try_into().unwrap();
    let key = rsa::Pkcs1PublicEncryptingKey::new(key).unwrap();
    let mut room = vec![0; key.ciphertext_size()];
    key.encrypt(bytes, &mut room).unwrap().to_vec()
}
