//! The userinfo endpoint.

use bytes::Bytes;
use idp::access::Sender;
use idp::certificate::Fingerprint;
use idp::dpop::Of;
use idp::model::issuer::Endpoint;
use idp::userinfo::{self, Answer, Facts};
use idp::{Reason, Refusal};

use super::bearer::Loaded;
use super::seal::{seal_unsigned, sign};
use super::{Tries, dpop, rehearsal, unavailable};
use crate::node::{Keyring, Node, Sealing};

/// What is told of a person, written as the client wants it.
pub enum Told {
    /// JSON.
    Json(Bytes),
    /// A JWT: signed, sealed or both.
    Jwt(String),
}

/// How an access token was shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The token, if one was.
    pub token: Option<&'a str>,
    /// Whether it came as one that is bound to a key.
    pub is_bound: bool,
    /// The proof of possession beside it.
    pub proof: Option<&'a str>,
    /// The certificate that the connection showed.
    pub certificate: Option<Fingerprint>,
    /// The method of HTTP.
    pub method: &'a str,
}

/// What the token opens of the person it speaks for.
pub async fn userinfo(node: &Node, shown: Shown<'_>) -> Result<Told, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let loaded = Loaded::load(node, shown.token, now).await?;
        let offered = node.load_offered().await.map_err(unavailable)?;
        let keyring = node.keyring();
        let sealing = node.load_sealing(loaded.client(), now).await;
        let issuer = node.issuer_of(loaded.client().map(|client| &**client));
        let rehearsal = rehearsal::load(node, loaded.client().map(|client| &**client), now).await?;
        let facts = Facts {
            issuer,
            token: loaded.facts(),
            certificate: shown.certificate,
            offered: &offered,
            keys: &keyring.facts,
            sealing: sealing.facts(),
            rehearsal: rehearsal.as_ref(),
        };
        let decision = if shown.is_bound {
            let client = loaded.client().map(AsRef::as_ref);
            let proof = dpop::load(node, shown.proof, client, now).await?;
            let addresses = issuer.addresses(Endpoint::Userinfo);
            let of = Of { method: shown.method, addresses: &addresses, access_token: shown.token };
            userinfo::decide(loaded.read(), Sender::Holder(&proof, of), facts, now)
        } else {
            userinfo::decide(loaded.read(), Sender::Bearer, facts, now)
        };
        if let Some(told) = tries.commit(node, decision, now).await? {
            return answer(told, &keyring, &sealing).await;
        }
    }
}

async fn answer(told: Answer, keyring: &Keyring, sealing: &Sealing) -> Result<Told, Refusal> {
    match told {
        Answer::Json(told) => serde_json::to_vec(&told)
            .map(|json| Told::Json(json.into()))
            .map_err(|error| Refusal::new(Reason::Internal).operator(error.to_string())),
        Answer::Signed(draft) => sign(draft, keyring, sealing).await.map(Told::Jwt),
        Answer::Sealed(told, seal) => seal_unsigned(&told, &seal, sealing).map(Told::Jwt),
    }
}
