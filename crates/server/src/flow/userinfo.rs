//! The userinfo endpoint.

use bytes::Bytes;
use idp::userinfo::{self, Answer, Facts};
use idp::{Reason, Refusal};

use super::bearer::Loaded;
use super::seal::{seal_unsigned, sign};
use super::unavailable;
use crate::node::Node;

/// What is told of a person, written as the client wants it.
pub enum Told {
    /// JSON.
    Json(Bytes),
    /// A JWT: signed, sealed or both.
    Jwt(String),
}

/// What the token opens of the person it speaks for.
pub async fn userinfo(node: &Node, token: Option<&str>) -> Result<Told, Refusal> {
    let now = node.now();
    let loaded = Loaded::load(node, token, now).await?;
    let offered = node.load_offered().await.map_err(unavailable)?;
    let keyring = node.keyring();
    let sealing = node.load_sealing(loaded.client(), now).await;
    let facts = Facts {
        issuer: node.issuer_of(loaded.client().map(|client| &**client)),
        token: loaded.facts(),
        offered: &offered,
        keys: &keyring.facts,
        sealing: sealing.facts(),
    };
    match userinfo::decide(loaded.read(), facts, now).answer? {
        Answer::Json(told) => serde_json::to_vec(&told)
            .map(|json| Told::Json(json.into()))
            .map_err(|error| Refusal::new(Reason::Internal).operator(error.to_string())),
        Answer::Signed(draft) => sign(draft, &keyring, &sealing).await.map(Told::Jwt),
        Answer::Sealed(told, seal) => seal_unsigned(&told, &seal, &sealing).map(Told::Jwt),
    }
}
