//! What the answers to one client are sealed with, or signed with where its secret signs.

use std::sync::Arc;

use idp::issue::seal::{Facts, Opener, Seal, SealingKey};
use idp::model::client::Client;
use jose::{EncryptionKey, JwsAlgorithm, SigningKey};

use super::ClientKeys;

/// The keys of a client that its answers are sealed for, as far as they are needed, and its secret.
#[derive(Default)]
pub struct Sealing {
    client: Option<Arc<Client>>,
    needed: Option<Needed>,
}

struct Needed {
    keys: Result<ClientKeys, String>,
    /// What decisions know of them.
    known: Vec<SealingKey>,
}

impl Sealing {
    /// For a client that wants nothing sealed.
    pub const NOT_ASKED: Self = Self { client: None, needed: None };

    /// For a client, with these keys of its where it wants something sealed.
    pub(super) fn new(client: Arc<Client>, keys: Option<Result<ClientKeys, String>>) -> Self {
        let needed = keys.map(|keys| {
            let known = keys.as_ref().map(ClientKeys::sealing).unwrap_or_default();
            Needed { keys, known }
        });
        Self { client: Some(client), needed }
    }

    /// As decisions see them.
    pub fn facts(&self) -> Facts<'_> {
        match &self.needed {
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
        let Needed { keys, .. } = self.needed.as_ref().ok_or("no key to seal with was loaded")?;
        match &seal.key {
            Opener::Key { place, .. } => keys.as_ref()?.encrypting(*place, seal.management),
            Opener::Secret => {
                let secret = self.client()?.sealing_key(seal.management, seal.content);
                let secret = secret.ok_or("the secret that seals is not kept")?;
                EncryptionKey::from_secret(secret.expose(), seal.management)
                    .map(Arc::new)
                    .map_err(|error| error.to_string())
            }
        }
    }

    /// The key that the client's secret is, for what it signs.
    ///
    /// # Errors
    /// Why there is none.
    pub fn secret_key(&self, algorithm: JwsAlgorithm) -> Result<SigningKey, String> {
        let secret = self.client()?.mac_key().ok_or("the secret that signs is not kept")?;
        SigningKey::from_secret(secret.expose(), algorithm).map_err(|error| error.to_string())
    }

    fn client(&self) -> Result<&Client, String> {
        self.client.as_deref().ok_or_else(|| "no client was loaded".to_owned())
    }
}
