//! The keys of a client, from a file, from an address, or new.

use std::path::Path;

use jose::{DecryptionKey, JwkSet, JwsAlgorithm, KeyManagement, Secret, SigningKey};
use serde_json::{Value, json};

use super::super::error::Error;
use super::super::jose::keys;
use crate::fetch::{self, Fetcher};

/// A client's keys.
pub(super) struct Keys {
    pub(super) public: JwkSet,
    /// The whole keys as a set, where they were made here.
    pub(super) private: Option<Secret<String>>,
}

/// What is said to be at these places.
pub(super) async fn read(places: &[String]) -> Result<Keys, Error> {
    if places.is_empty() {
        return tokio::task::spawn_blocking(make)
            .await
            .map_err(|_| Error::failed("key", "the keys could not be made".to_owned()))?;
    }
    let mut public = Vec::new();
    for place in places {
        let is_address = place.starts_with("http://") || place.starts_with("https://");
        public.extend(if is_address { fetched(place).await? } else { keys::read(Path::new(place))? });
    }
    let public = public.iter().map(|key| key.public_part()).collect();
    Ok(Keys { public, private: None })
}

/// Once: who registers keys by hand looks at them by hand.
async fn fetched(address: &str) -> Result<Vec<jose::Jwk>, Error> {
    let failed = |why: String| Error::failed("key", format!("{address}: {why}"));
    let fetcher = Fetcher::new(fetch::Options::on_this_machine());
    let fetched = fetcher.get(address).await.map_err(|error| failed(error.to_string()))?;
    if !fetched.is_success() {
        return Err(failed(format!("answered {}", fetched.status)));
    }
    JwkSet::parse(&fetched.body).map(|set| set.keys).map_err(|error| failed(error.to_string()))
}

/// One that signs and one that opens, as the network has them.
fn make() -> Result<Keys, Error> {
    let failed =
        |error: jose::key::Error| Error::failed("key", format!("the keys could not be made: {error}"));
    let signing = SigningKey::generate(JwsAlgorithm::RS256).map_err(failed)?;
    let opening = DecryptionKey::generate(KeyManagement::RsaOaep).map_err(failed)?;
    let whole = [signing.to_private_jwk().map_err(failed)?, opening.to_private_jwk()];
    let whole = whole.iter().map(|key| serde_json::from_str(key.expose()));
    let whole: Vec<Value> = whole.collect::<Result<_, _>>().unwrap_or_default();
    let public = [signing.public_jwk(), opening.public_jwk()].into_iter().collect();
    Ok(Keys { public, private: Some(Secret::new(json!({ "keys": whole }).to_string())) })
}
