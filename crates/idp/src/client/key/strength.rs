//! Whether a public key is worth anything: one that works, and that nobody is known to break.

use jose::key::Error;
use jose::{EncryptionKey, Jwk, JwsAlgorithm, KeyManagement, KeyType, VerifyingKey, base64url};
use serde_json::{Map, Value};

use crate::refusal::{Reason, Refusal};

/// A prime of an honest modulus is far longer than these; a modulus that one of them divides came from
/// broken software, or was altered on its way.
const SMALL_PRIMES: u32 = 10_000;

/// Checks a key, whose members are `kept`. That a point lies on its curve is checked, too.
pub(super) fn check(jwk: &Jwk, kept: &Map<String, Value>) -> Result<(), Refusal> {
    // What it is for was looked at before: here any use will do.
    let mut bare = kept.clone();
    bare.remove("alg");
    let bare = Jwk::from_value(Value::Object(bare))
        .map_err(|error| Refusal::new(Reason::ClientKeyMalformed).operator(error.to_string()))?;
    works(&bare).map_err(|error| match error {
        Error::NotOnCurve => {
            Refusal::new(Reason::ClientKeyMalformed).about("x").expected("a point on the curve")
        }
        Error::KnownWeak => Refusal::new(Reason::ClientKeyWeak).about("n").operator(error.to_string()),
        error => Refusal::new(Reason::ClientKeyWeak).operator(error.to_string()),
    })?;
    let modulus = kept.get("n").and_then(Value::as_str).filter(|_| jwk.key_type() == KeyType::Rsa);
    let modulus = modulus.and_then(|text| base64url::decode(text).ok());
    match modulus.as_deref().and_then(small_factor) {
        None => Ok(()),
        Some(factor) => Err(Refusal::new(Reason::ClientKeyWeak)
            .about("n")
            .operator(format!("the modulus is divided by {factor}"))),
    }
}

/// Has the backend look at a key of any kind.
fn works(jwk: &Jwk) -> Result<(), Error> {
    match KeyManagement::all().find(|management| management.fits(jwk)) {
        Some(management) => EncryptionKey::from_jwk(jwk, management).map(drop),
        None => VerifyingKey::from_jwk(jwk, JwsAlgorithm::EdDSA).map(drop),
    }
}

/// A small prime that divides a number, written with its high byte first.
fn small_factor(number: &[u8]) -> Option<u32> {
    let is_prime = |n: &u32| (2..=100).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    let divides =
        |prime: &u32| number.iter().fold(0, |rest, byte| ((rest << 8) | u32::from(*byte)) % prime) == 0;
    (2..SMALL_PRIMES).filter(is_prime).find(divides)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_smallest_prime_that_divides() {
        for (number, factor) in [
            (&[35][..], Some(5)),
            (&[0x01, 0x00, 0x01], None),
            // 9973 × 10007, and 10007 × 10009.
            (&[0x05, 0xf2, 0xd3, 0x03], Some(9973)),
            (&[0x05, 0xf8, 0x52, 0x3f], None),
        ] {
            let told = small_factor(number);
            assert_eq!(told, factor, "{number:?}");
        }
    }
}
