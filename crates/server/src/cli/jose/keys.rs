//! Keys in files.

use std::io::Read;
use std::path::Path;

use jose::{Jwk, JwkSet, JwsAlgorithm, KeyManagement, Secret};

use super::super::error::Error;

/// The keys in a file, which holds a JWK or a set of them.
pub(in crate::cli) fn read(path: &Path) -> Result<Vec<Jwk>, Error> {
    let failed = |why: String| Error::failed("key", format!("{}: {why}", path.display()));
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(JwkSet::MAX_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| failed(error.to_string()))?;
    let bytes = Secret::new(bytes);
    let value = jose::json::parse_within(bytes.expose(), JwkSet::MAX_BYTES)
        .map_err(|error| failed(format!("a key is a JWK in JSON; this is {error}")))?;
    let read = if value.get("keys").is_some() {
        JwkSet::from_value(value).map(|set| set.keys)
    } else {
        Jwk::from_value(value).map(|key| vec![key])
    };
    read.map_err(|error| failed(error.to_string()))
}

/// The one key in a file.
pub(in crate::cli) fn read_one(path: &Path) -> Result<Jwk, Error> {
    let mut keys = read(path)?;
    match (keys.pop(), keys.is_empty()) {
        (Some(key), true) => Ok(key),
        _ => Err(Error::failed("key", format!("{}: this needs a file with one key", path.display()))),
    }
}

/// The signature algorithms that a key can be used with: what it says itself, or all of its kind.
pub(super) fn signing(key: &Jwk) -> Vec<JwsAlgorithm> {
    let fits = |algorithm: &JwsAlgorithm| {
        algorithm.key_type() == key.key_type()
            && algorithm.curve() == key.curve()
            && key.alg().is_none_or(|alg| alg == algorithm.name())
    };
    JwsAlgorithm::all().filter(fits).collect()
}

/// The ways of key management that a key can be used with: what it says itself, or all of its kind.
pub(super) fn sealing(key: &Jwk) -> Vec<KeyManagement> {
    let fits = |management: &KeyManagement| {
        management.fits(key)
            && management.secret_len().is_none_or(|bytes| bytes * 8 == key.bits())
            && key.alg().is_none_or(|alg| alg == management.name())
    };
    KeyManagement::all().filter(fits).collect()
}
