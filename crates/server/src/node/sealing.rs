//! What the answers to one client are sealed with.

use std::sync::Arc;

use idp::issue::seal::{Facts, Opener, Seal, SealingKey};
use idp::model::client::Client;
use jose::EncryptionKey;

use super::ClientKeys;

/// The keys of a client that its answers are sealed for, as far as they are needed.
#[derive(Default)]
pub struct Sealing(Option<Needed>);

struct Needed {
    client: Arc<Client>,
    keys: Result<ClientKeys, String>,
    /// What decisions know of them.
    known: Vec<SealingKey>,
}

impl Sealing {
    /// For a client that wants nothing sealed.
    pub const NOT_ASKED: Self = Self(None);

    pub(super) fn new(client: Arc<Client>, keys: Result<ClientKeys, String>) -> Self {
        let known = keys.as_ref().map(ClientKeys::sealing).unwrap_or_default();
        Self(Some(Needed { client, keys, known }))
    }

    /// As decisions see them.
    pub fn facts(&self) -> Facts<'_> {
        match &self.0 {
            None => Facts::NotAsked,
            Some(Needed { keys: Ok(_), known, .. }) => Facts::Keys(known),
            Some(Needed { keys: Err(why), .. }) => Facts::Unavailable(why),
        }
    }

    /// The key of a seal that was decided from these.
    ///
    /// # Errors
    /// Why there is none.
    pub fn key(&self, seal: &Seal) -> Result<Arc<EncryptionKey>, String> {
        let Needed { client, keys, .. } = self.0.as_ref().ok_or("no key to seal with was loaded")?;
        match &seal.key {
            Opener::Key { place, .. } => keys.as_ref()?.encrypting(*place, seal.management),
            Opener::Secret => {
                let secret = client.sealing_key(seal.management, seal.content);
                let secret = secret.ok_or("the secret that seals is not kept")?;
                EncryptionKey::from_secret(secret.expose(), seal.management)
                    .map(Arc::new)
                    .map_err(|error| error.to_string())
            }
        }
    }
}
