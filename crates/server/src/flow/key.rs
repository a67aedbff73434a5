//! Our own keys: made, exchanged, removed, and exchanged again when their time is over.

use idp::key::{self, Begin, Schedule};
use idp::model::key::{KeyAlgorithm, KeyFacts, KeyRecord};
use idp::{Decision, Reason, Refusal, Time};
use jose::secret::Secret;
use jose::{DecryptionKey, SigningKey};
use tokio::task::spawn_blocking;

use super::{Tries, unavailable};
use crate::node::{Keyring, Node};

/// Makes a key for this algorithm; the one that signs now is published until all it signed is over, and
/// the one that opens now opens for a while longer.
pub async fn add(node: &Node, algorithm: impl Into<KeyAlgorithm>, begin: Begin) -> Result<KeyFacts, Refusal> {
    let algorithm = algorithm.into();
    let made = add_all(node, begin, |_, _| Ok(vec![algorithm])).await?;
    made.into_iter().next().ok_or_else(|| Refusal::new(Reason::Internal).operator("no key was made"))
}

/// Makes a new key for each of these algorithms, or for every one that is in use: all or none.
pub async fn rotate(
    node: &Node,
    algorithms: Option<Vec<KeyAlgorithm>>,
    begin: Begin,
) -> Result<Vec<KeyFacts>, Refusal> {
    add_all(node, begin, |keyring, now| {
        let in_use = key::in_use(&keyring.facts, now);
        let wanted = algorithms.clone().unwrap_or_else(|| in_use.clone());
        if wanted.iter().any(|algorithm| !in_use.contains(algorithm)) {
            return Err(Refusal::new(Reason::ParameterInvalid)
                .about("alg")
                .expected("an algorithm that there is a key for"));
        }
        Ok(wanted)
    })
    .await
}

/// Makes a key for each algorithm that is wanted, as seen from the keys there are: another node may have
/// made them meanwhile.
async fn add_all(
    node: &Node,
    begin: Begin,
    wanted: impl Fn(&Keyring, Time) -> Result<Vec<KeyAlgorithm>, Refusal>,
) -> Result<Vec<KeyFacts>, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let keyring = node.keyring();
        let new = generate_all(wanted(&keyring, now)?).await?;
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let Decision { answer, effects } = key::add(new, keyring.keys(), begin, Schedule::default(), now);
        if let Some(made) = tries.commit(node, Decision { answer: Ok(answer), effects }, now).await? {
            return Ok(made);
        }
        node.poll().await.map_err(unavailable)?;
    }
}

/// Forgets a key at once.
pub async fn remove(node: &Node, kid: &str) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let decision = key::remove(kid, node.keyring().keys(), now);
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
        node.poll().await.map_err(unavailable)?;
    }
}

/// The keys there are.
pub fn list(node: &Node) -> Vec<KeyFacts> {
    node.keyring().facts.clone()
}

/// Makes the keys that are due by the schedule, and forgets those whose time is over. Called at
/// start and by the worker.
pub async fn keep_up(node: &Node) -> Result<(), Refusal> {
    let due = |keyring: &Keyring, now| Ok(key::due(&keyring.facts, Schedule::default(), now));
    for key in add_all(node, Begin::Announced, due).await? {
        tracing::info!(kid = key.kid, algorithm = %key.algorithm, "made a key");
    }
    let now = node.now();
    let Decision { answer, effects } = key::expired(node.keyring().keys(), Schedule::default(), now);
    // Whoever was quicker has done it, or the next turn does.
    Tries::default().commit(node, Decision { answer: Ok(answer), effects }, now).await?;
    Ok(())
}

/// Making an RSA key takes a good part of a second, so they are made apart, and at the same time. What is
/// published needs a public half, whoever asks for it.
pub(super) async fn generate_all(algorithms: Vec<KeyAlgorithm>) -> Result<Vec<KeyRecord>, Refusal> {
    let internal = |error: String| Refusal::new(Reason::Internal).operator(error);
    if algorithms.iter().any(|algorithm| algorithm.is_symmetric()) {
        let refusal = Refusal::new(Reason::ParameterInvalid).about("alg");
        return Err(refusal.expected("an algorithm with a public key"));
    }
    let under_way: Vec<_> =
        algorithms.into_iter().map(|algorithm| spawn_blocking(move || generate(algorithm))).collect();
    let mut made = Vec::new();
    for key in under_way {
        made.push(key.await.map_err(|error| internal(error.to_string()))?.map_err(internal)?);
    }
    Ok(made)
}

fn generate(algorithm: KeyAlgorithm) -> Result<KeyRecord, String> {
    let told = |error: jose::key::Error| error.to_string();
    let (kid, private) = match algorithm {
        KeyAlgorithm::Sig(signs) => {
            let key = SigningKey::generate(signs).map_err(told)?;
            (key.kid().to_owned(), key.to_private_jwk().map_err(told)?)
        }
        KeyAlgorithm::Enc(management, curve) => {
            let key = match curve {
                Some(curve) => DecryptionKey::generate_agreement(management, curve),
                None => DecryptionKey::generate(management),
            };
            let key = key.map_err(told)?;
            (key.kid().to_owned(), key.to_private_jwk())
        }
    };
    Ok(KeyRecord {
        kid,
        algorithm,
        private: Secret::new(private.expose().clone().into_bytes()),
        created_at: Time::default(),
        signs_from: Time::default(),
        published_until: Time::NEVER,
    })
}
