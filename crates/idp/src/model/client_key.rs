//! The keys of clients that we keep: each with the name we gave it, and the time in which it counts.

use jose::Jwk;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::Time;

/// A public key of a client. Which one a message is sealed to, and which ones verify, follows from the
/// times alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct ClientKey {
    /// Its name, which we made: never the one that its owner gave it.
    pub kid: String,
    /// What it is for.
    pub usage: KeyUse,
    /// The public key; `kid` and `use` in it are those above.
    pub jwk: Jwk,
    /// From when on it counts; of those that count the youngest is sealed to.
    pub not_before: Time,
    /// Until when it counts.
    pub not_after: Time,
    /// When it was registered.
    pub created_at: Time,
    /// Since when it may be sealed to, and on whose word; nothing while its test is open. A key that
    /// nothing is sealed to needs no test.
    pub ready: Option<Ready>,
    /// The last time it was to be rehearsed with.
    pub rehearsal: Option<Rehearsal>,
}

/// One sign-in is to be answered by a token that is sealed to a key before its time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rehearsal {
    /// By which its ticket is found.
    pub id: String,
    /// The person whose sign-in it is to be; anybody's if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Until when it waits, in microseconds since the epoch.
    pub until: i64,
}

/// What a client's key is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    /// The client signs with it: requests and assertions.
    Sig,
    /// The client opens with it what we seal.
    Enc,
    /// The client signs the set of its keys with it (`signed_jwks_uri`), and nothing else.
    KeySet,
}

impl KeyUse {
    /// Every use.
    pub const ALL: [Self; 3] = [Self::Sig, Self::Enc, Self::KeySet];

    /// Its name: that of RFC 7517 §4.2 for the first two.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sig => "sig",
            Self::Enc => "enc",
            Self::KeySet => "key_set",
        }
    }
}

/// Since when a key may be sealed to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ready {
    /// Since when, in microseconds since the epoch.
    pub at: i64,
    /// On whose word.
    pub by: Word,
}

/// Whose word it is that a client can open what is sealed to its key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// The client's: it opened the challenge.
    Client,
    /// An administrator's, who this is: nothing was opened.
    Administrator(String),
}

impl ClientKey {
    /// Whether its time has come and is not over.
    pub fn counts(&self, now: Time) -> bool {
        self.not_before <= now && now < self.not_after
    }

    /// Whether it may be sealed to, as far as its test goes. What is not sealed to needs none.
    pub fn is_ready(&self) -> bool {
        self.usage != KeyUse::Enc || self.ready.is_some()
    }
}

/// A key as it is kept; times in microseconds since the epoch.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    #[serde(rename = "use")]
    usage: KeyUse,
    jwk: Value,
    not_before: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_after: Option<i64>,
    created_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ready: Option<Ready>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rehearsal: Option<Rehearsal>,
}

impl From<ClientKey> for Stored {
    fn from(key: ClientKey) -> Self {
        Self {
            usage: key.usage,
            // A map of strings, whose serialisation cannot fail.
            jwk: serde_json::to_value(&key.jwk).unwrap_or_default(),
            not_before: key.not_before.as_micros(),
            not_after: (key.not_after != Time::NEVER).then(|| key.not_after.as_micros()),
            created_at: key.created_at.as_micros(),
            ready: key.ready,
            rehearsal: key.rehearsal,
        }
    }
}

impl TryFrom<Stored> for ClientKey {
    type Error = jose::jwk::Error;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let jwk = Jwk::from_value(stored.jwk)?;
        Ok(Self {
            kid: jwk.kid().ok_or(jose::jwk::Error::Missing("kid"))?.to_owned(),
            usage: stored.usage,
            jwk,
            not_before: Time::from_micros(stored.not_before),
            not_after: stored.not_after.map_or(Time::NEVER, Time::from_micros),
            created_at: Time::from_micros(stored.created_at),
            ready: stored.ready,
            rehearsal: stored.rehearsal,
        })
    }
}
