//! Surroundings that are the same in every run.

use idp::{Derive, Purpose, Random};
use jose::mac::HmacKey;

/// Random bytes that are merely different each time.
#[derive(Clone, Default)]
pub(crate) struct Counter(u64);

impl Random for Counter {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let block = jose::digest::sha256(&self.0.to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// A keyed derivation with as many versions as there are keys; the last is the one in use.
#[derive(Clone)]
pub(crate) struct Keyed(Vec<HmacKey>);

impl Keyed {
    pub(crate) fn new(key: &[u8]) -> Self {
        Self(vec![HmacKey::new(key)])
    }

    /// New values are derived under a new key; those before stay known.
    pub(crate) fn rotate(&mut self, key: &[u8]) {
        self.0.push(HmacKey::new(key));
    }
}

impl Derive for Keyed {
    fn version(&self) -> u8 {
        u8::try_from(self.0.len()).unwrap()
    }

    fn first_version(&self) -> u8 {
        1
    }

    fn derive(&self, version: u8, purpose: Purpose, bytes: &[u8]) -> Option<[u8; 32]> {
        let key = self.0.get(usize::from(version).checked_sub(1)?)?;
        Some(key.sign(&[purpose.label().as_bytes(), &[0], bytes]))
    }
}
