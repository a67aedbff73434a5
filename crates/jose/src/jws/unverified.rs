use super::{Error, Header};
use crate::{JwsAlgorithm, Verified, VerifyingKey, key};

/// A token taken apart and not believed. Its header is for finding the key; its payload is out of
/// reach until a signature covers it.
pub struct Unverified<'a> {
    pub(super) header: Header,
    pub(super) signing_input: &'a str,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl Unverified<'_> {
    /// What the token says about its key. Nobody vouches for it yet.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The payload, if the token is signed by `key` with one of the algorithms `allowed` for
    /// whoever should have signed it.
    ///
    /// # Errors
    /// An algorithm that is not allowed or not the key's, or a signature that does not hold.
    pub fn verify(self, key: &VerifyingKey, allowed: &[JwsAlgorithm]) -> Result<Verified<Vec<u8>>, Error> {
        if !allowed.contains(&self.header.alg) {
            return Err(Error::AlgorithmNotAllowed);
        }
        if self.header.alg != key.algorithm() {
            return Err(Error::AlgorithmNotOfKey);
        }
        key.verify(self.signing_input.as_bytes(), &self.signature).map_err(|error| match error {
            key::Error::SignatureInvalid => Error::SignatureInvalid,
            other => Error::Key(other),
        })?;
        Ok(Verified::new(self.header, self.payload))
    }
}
