//! The keys that seal what is stored: a new one seals from now on, what older ones sealed is sealed anew, and
//! then these are forgotten.

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use idp::Time;
use store::{DataKey, Error, Pass};
use tokio::time::sleep;
use tracing::info;

use crate::node::Node;

/// By then every node seals with a new key: each looks for one every minute.
pub const KNOWN_AFTER: Duration = Duration::from_mins(10);

/// How many rows are looked at in one step, and the pause before the next, so that others get on.
const STEP: u32 = 200;
const PAUSE: Duration = Duration::from_millis(20);

/// A data key, and how much it seals.
pub struct Told {
    /// The key.
    pub key: DataKey,
    /// How many values are sealed with it.
    pub seals: u64,
}

/// What came of forgetting old data keys.
#[derive(Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// There was none.
    Nothing,
    /// These were.
    Versions(Vec<u8>),
    /// Not yet: before this time another node might still seal with an old one.
    NotBefore(Time),
    /// Not yet: so much could not be sealed anew.
    Needed(u64),
}

/// Seals anew what older data keys sealed, once for each new key; `done` says for which that is over.
pub async fn keep_up(node: &Node, done: &AtomicU8) -> Result<(), Error> {
    let keys = node.store().data_keys().await?;
    let Some(youngest) = keys.last().filter(|_| keys.len() > 1) else { return Ok(()) };
    if done.load(Ordering::Relaxed) == youngest.version {
        return Ok(());
    }
    let is_known = node.now() >= youngest.created_at + KNOWN_AFTER;
    let pass = reseal(node).await?;
    if pass.resealed > 0 {
        info!(
            version = youngest.version,
            resealed = pass.resealed,
            "sealed anew what older data keys sealed"
        );
    }
    if is_known && pass.older_than(youngest.version) == 0 {
        done.store(youngest.version, Ordering::Relaxed);
        info!("nothing is sealed with an older data key; `countersign data-key clean` forgets those");
    }
    Ok(())
}

/// The data keys, the youngest last, and how much each seals.
pub async fn list(node: &Node) -> Result<Vec<Told>, Error> {
    let keys = node.store().data_keys().await?;
    let found = look(node).await?.found;
    Ok(keys
        .into_iter()
        .map(|key| Told { seals: found.get(&key.version).copied().unwrap_or(0), key })
        .collect())
}

/// Forgets every data key but the youngest, once nothing is sealed with the others.
pub async fn clean(node: &Node) -> Result<Forgotten, Error> {
    let keys = node.store().data_keys().await?;
    let Some((youngest, older)) = keys.split_last().filter(|(_, older)| !older.is_empty()) else {
        return Ok(Forgotten::Nothing);
    };
    let known_at = youngest.created_at + KNOWN_AFTER;
    if node.now() < known_at {
        return Ok(Forgotten::NotBefore(known_at));
    }
    reseal(node).await?;
    // Looked at apart: what was found just now was sealed anew since, or was not.
    let left = look(node).await?.older_than(youngest.version);
    if left > 0 {
        return Ok(Forgotten::Needed(left));
    }
    node.store().forget_data_keys_before(youngest.version).await?;
    Ok(Forgotten::Versions(older.iter().map(|key| key.version).collect()))
}

async fn reseal(node: &Node) -> Result<Pass, Error> {
    let mut pass = Pass::default();
    while !pass.is_over() {
        pass = node.store().reseal(pass, STEP).await?;
        sleep(PAUSE).await;
    }
    Ok(pass)
}

async fn look(node: &Node) -> Result<Pass, Error> {
    let mut pass = Pass::default();
    while !pass.is_over() {
        pass = node.store().look_at_sealed(pass, STEP).await?;
    }
    Ok(pass)
}
