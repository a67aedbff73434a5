//! The keys that clients' answers are sealed for, as the server would load them.

use idp::Time;
use idp::issue::seal::{Facts, SealingKey};
use idp::model::client::Client;
use jose::KeyManagement;

/// What every client of the world has, once it wants anything sealed.
#[derive(Clone)]
pub(crate) enum ClientKeys {
    These(Vec<SealingKey>),
    Unavailable,
}

impl Default for ClientKeys {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl ClientKeys {
    pub(crate) fn facts(&self, client: Option<&Client>) -> Facts<'_> {
        match self {
            _ if !client.is_some_and(|client| client.metadata.encrypts_anything()) => Facts::NotAsked,
            Self::These(keys) => Facts::Keys(keys),
            Self::Unavailable => Facts::Unavailable("the answer has status 503"),
        }
    }
}

/// A key for this, of this name.
pub(crate) fn sealing_key(kid: &str, serves: KeyManagement) -> SealingKey {
    SealingKey {
        kid: Some(kid.to_owned()),
        serves: vec![serves],
        says_so: true,
        not_before: Time::from_secs(0),
        not_after: Time::NEVER,
        is_ready: true,
    }
}
