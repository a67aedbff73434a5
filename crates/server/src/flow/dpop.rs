//! Loading proofs of possession: verified by the key they name, and whether they were used before.

use idp::dpop::{Nonces, Proof, algorithms, replay_key};
use idp::model::client::Client;
use idp::{Refusal, Time};
use jose::jws;

use super::unavailable;
use crate::node::Node;

/// What reading this proof showed. The store is asked for nothing unless it is signed.
pub(super) async fn load(
    node: &Node,
    proof: Option<&str>,
    client: Option<&Client>,
    now: Time,
) -> Result<Proof, Refusal> {
    let (Some(proof), Some(client)) = (proof, client) else { return Ok(Proof::Absent) };
    let allowed: Vec<_> = algorithms().collect();
    let signed = match jws::verify_self_signed(proof, &allowed) {
        Ok(signed) => signed,
        Err(error) => return Ok(Proof::Untrusted(error.to_string().into())),
    };
    let before = match replay_key(&client.id, proof) {
        Some(key) => node.store().load_ticket(&key, now).await.map_err(unavailable)?,
        None => None,
    };
    Ok(Proof::Signed { signed, before: before.map(Box::new), nonces: nonces(node, now) })
}

/// The nonces that count now.
pub fn nonces(node: &Node, now: Time) -> Nonces {
    Nonces::at(now, node.derive())
}
