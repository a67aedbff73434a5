//! For which of its keys a client's answers are sealed (OpenID Connect Core §10.2).
//!
//! What a client wants encrypted never leaves in the clear: where no key will do, nothing is issued, and
//! the refusal says what to register. Introspection alone is answered as JSON to a client that asks for JSON:
//! there the request says which it is (RFC 9701 §4).

use std::cmp::Reverse;

use jose::{ContentEncryption, EncryptionKey, Jwk, KeyManagement};
use oidc::metadata::{ClientMetadata, Encryptable, Encryption};

use crate::model::client::{Client, ClientPolicy};
use crate::model::client_key::{ClientKey, KeyUse};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How something is sealed after it was signed; or instead, where a client wants it so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// Whose key opens it.
    pub key: Opener,
    /// How the key of the content reaches the client.
    pub management: KeyManagement,
    /// How the content is encrypted.
    pub content: ContentEncryption,
}

/// The key that opens a seal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Opener {
    /// One of the client's own key pairs.
    Key {
        /// Its place among the facts it was chosen from.
        place: usize,
        /// Its name, which is the header's `kid`.
        kid: Option<String>,
    },
    /// One that follows from the client's secret.
    Secret,
}

/// A public key that a client's answers can be sealed for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealingKey {
    /// Its name: ours where we minted one, otherwise the client's.
    pub kid: Option<String>,
    /// What it can be used for, as far as it says and is made for.
    pub serves: Vec<KeyManagement>,
    /// Whether it says itself that it is for encryption.
    pub says_so: bool,
    /// From when on it is used; of several the youngest is.
    pub not_before: Time,
    /// Until when it is used.
    pub not_after: Time,
    /// Whether the client has shown that it can open what is sealed for it, or need not.
    pub is_ready: bool,
}

impl SealingKey {
    /// A key that a client published itself, which is used as long as it stands there.
    pub fn published(jwk: &Jwk, client: &ClientMetadata, policy: &ClientPolicy) -> Self {
        Self {
            kid: jwk.kid().map(str::to_owned),
            serves: serves(jwk, client),
            says_so: jwk.usage() == Some("enc"),
            not_before: Time::from_secs(0),
            not_after: Time::NEVER,
            // What must be proven is proven where we gave the key its name, or vouched for by who signs a set.
            is_ready: !policy.profile.rules().prove_keys,
        }
    }

    /// A key that we keep for a client under a name of ours.
    pub fn registered(key: &ClientKey, client: &ClientMetadata) -> Self {
        Self {
            kid: Some(key.kid.clone()),
            serves: if key.usage == KeyUse::Enc { serves(&key.jwk, client) } else { Vec::new() },
            says_so: true,
            not_before: key.not_before,
            not_after: key.not_after,
            is_ready: key.is_ready(),
        }
    }

    /// Whether something can be sealed for it in this way now.
    pub fn serves(&self, management: KeyManagement, now: Time) -> bool {
        self.is_ready && self.is_living(now) && self.serves.contains(&management)
    }

    fn is_living(&self, now: Time) -> bool {
        self.not_before <= now && now < self.not_after
    }
}

/// What a key can be used for of that which this client wants; of nothing else, because to see takes time.
fn serves(jwk: &Jwk, client: &ClientMetadata) -> Vec<KeyManagement> {
    let wanted = Encryptable::ALL.into_iter().filter_map(|answer| client.encryption(answer));
    let mut wanted: Vec<_> = wanted.map(|with| with.alg).filter(|alg| !alg.is_symmetric()).collect();
    wanted.sort();
    wanted.dedup();
    wanted.retain(|alg| EncryptionKey::from_jwk(jwk, *alg).is_ok());
    wanted
}

/// What is known of the keys of the client that is answered.
#[derive(Clone, Copy, Debug)]
pub enum Facts<'a> {
    /// Nothing: the client wants nothing sealed.
    NotAsked,
    /// It has these.
    Keys(&'a [SealingKey]),
    /// They could not be had; why, for the operator.
    Unavailable(&'a str),
}

/// How this answer is sealed for this client; nothing where it is not.
pub fn seal(
    answer: Encryptable,
    client: &Client,
    facts: Facts<'_>,
    now: Time,
) -> Result<Option<Seal>, Refusal> {
    let Some(Encryption { alg: management, enc: content }) = client.metadata.encryption(answer) else {
        // Registered so it cannot be.
        return if answer == Encryptable::IdToken && client.policy.require_sealed {
            Err(Refusal::new(Reason::Internal).operator("a client that must be sealed says not how"))
        } else {
            Ok(None)
        };
    };
    let key = if management.is_symmetric() { secret(client) } else { opener(management, facts, now) };
    let key = key.map_err(|refusal| refusal.about(answer.alg_member()))?;
    Ok(Some(Seal { key, management, content }))
}

fn secret(client: &Client) -> Result<Opener, Refusal> {
    // It is kept as long as what is registered needs it.
    let kept = client.secret().map(|_| Opener::Secret);
    kept.ok_or_else(|| Refusal::new(Reason::Internal).operator("the secret that seals is not kept"))
}

fn opener(management: KeyManagement, facts: Facts<'_>, now: Time) -> Result<Opener, Refusal> {
    let keys = match facts {
        Facts::Keys(keys) => keys,
        Facts::Unavailable(why) => {
            let refusal = Refusal::new(Reason::SealingKeysUnavailable).retry_after(30);
            return Err(refusal.operator(why.to_owned()));
        }
        Facts::NotAsked => {
            return Err(Refusal::new(Reason::Internal).operator("no keys to seal for were loaded"));
        }
    };
    let serving = || keys.iter().enumerate().filter(|(_, key)| key.serves.contains(&management));
    let living = || serving().filter(|(_, key)| key.is_living(now));
    let ready = living().filter(|(_, key)| key.is_ready);
    match ready.min_by_key(|(_, key)| (!key.says_so, Reverse(key.not_before))) {
        Some((place, key)) => Ok(Opener::Key { place, kid: key.kid.clone() }),
        None if living().next().is_some() => Err(Refusal::new(Reason::SealingKeyUnproven)),
        None => Err(Refusal::new(Reason::SealingKeyMissing)
            .expected(format!("a key for {management} with use enc"))
            .operator(match serving().next() {
                Some(_) => "its keys for that are over, or their time has not come",
                None => "it has no key for that",
            })),
    }
}

/// What comes of a person's sign-in.
const OF_A_SIGN_IN: [Encryptable; 3] =
    [Encryptable::IdToken, Encryptable::Userinfo, Encryptable::Authorization];

/// Refuses before a person is asked, and before anything is issued, what could not be sealed later. Keys that
/// could not be had just now are no reason to: they may be there by then.
pub(crate) fn check(client: &Client, facts: Facts<'_>, now: Time) -> Result<(), Refusal> {
    for answer in OF_A_SIGN_IN {
        match seal(answer, client, facts, now) {
            Err(refusal) if refusal.reason != Reason::SealingKeysUnavailable => return Err(refusal),
            _ => {}
        }
    }
    Ok(())
}

/// Whether an answer that a client wants sealed can be.
#[derive(Debug)]
pub struct Standing {
    /// The answer.
    pub answer: Encryptable,
    /// How the client wants it.
    pub with: Encryption,
    /// How it would be sealed, or what it would be refused with.
    pub seal: Result<Seal, Refusal>,
}

/// How it stands with each answer that a client wants sealed.
pub fn standing(client: &Client, facts: Facts<'_>, now: Time) -> Vec<Standing> {
    let of = |answer| {
        let with = client.metadata.encryption(answer)?;
        Some(Standing { answer, with, seal: seal(answer, client, facts, now).transpose()? })
    };
    Encryptable::ALL.into_iter().filter_map(of).collect()
}
