//! Loading what a client proves itself by: the client, its keys, and whether a proof was used before.

use std::borrow::Cow;
use std::sync::Arc;

use idp::certificate::Certificate;
use idp::client::authenticate::assertion::{Assertion, may_sign, replay_key};
use idp::client::authenticate::{Shown, claimed_client};
use idp::dpop::Proof;
use idp::model::client::Client;
use idp::model::issuer::Endpoint;
use idp::{Refusal, Time};
use jose::{Verified, VerifyingKey, jws};
use oidc::client_authentication::{Method, Presented};

use super::{certificate, dpop, unavailable};
use crate::node::Node;

/// A client as it is known, and what reading its proof showed.
pub(super) struct Loaded {
    pub(super) client: Option<Arc<Client>>,
    assertion: Assertion,
    proof: Proof,
    certificate: Certificate,
}

impl Loaded {
    /// Loads the client that a request says it is, and reads its assertion if it sent one.
    pub(super) async fn load(
        node: &Node,
        presented: &Presented,
        certificate: &certificate::Shown,
        now: Time,
    ) -> Result<Self, Refusal> {
        let client = match claimed_client(presented) {
            Some(id) => node.load_client(&id).await.map_err(unavailable)?,
            None => None,
        };
        let assertion = match (presented, &client) {
            (Presented::Assertion { assertion, .. }, Some(client)) => {
                // Of few requests; the rest need not have room for it.
                Box::pin(read(node, assertion.expose(), client, now)).await?
            }
            _ => Assertion::Unread,
        };
        let certificate = certificate::load(node, certificate, client.as_deref(), now).await;
        Ok(Self { client, assertion, proof: Proof::Absent, certificate })
    }

    /// The same with a proof of possession, if one came.
    pub(super) async fn and_proof(
        self,
        node: &Node,
        proof: Option<&str>,
        now: Time,
    ) -> Result<Self, Refusal> {
        let proof = dpop::load(node, proof, self.client.as_deref(), now).await?;
        Ok(Self { proof, ..self })
    }

    /// What the decision goes by.
    pub(super) fn shown<'a>(
        &'a self,
        node: &'a Node,
        presented: &'a Presented,
        endpoint: Endpoint,
    ) -> Shown<'a> {
        Shown {
            presented,
            assertion: &self.assertion,
            proof: &self.proof,
            certificate: &self.certificate,
            issuer: node.issuer_of(self.client.as_deref()),
            endpoint,
        }
    }
}

async fn read(node: &Node, token: &str, client: &Client, now: Time) -> Result<Assertion, Refusal> {
    let signed = match verify(node, token, client, now).await {
        Ok(signed) => signed,
        Err(why) => return Ok(Assertion::Untrusted(why)),
    };
    let before = match replay_key(client, token) {
        Some(key) => node.store().load_ticket(&key, now).await.map_err(unavailable)?,
        None => None,
    };
    Ok(Assertion::Signed { token: signed, before: before.map(Box::new) })
}

/// The assertion, if it was signed by a key that the client may sign assertions with. Nothing is fetched
/// for a client that may not.
async fn verify(
    node: &Node,
    token: &str,
    client: &Client,
    now: Time,
) -> Result<Verified<Vec<u8>>, Cow<'static, str>> {
    let told = |error: jws::Error| error.to_string().into();
    let unverified = jws::decode(token).map_err(told)?;
    let header = unverified.header();
    if client.disabled_at.is_some() || !may_sign(client, header.alg) {
        return Err(format!("the client may not sign assertions with {}", header.alg).into());
    }
    if client.metadata.token_endpoint_auth_method == Method::ClientSecretJwt {
        let secret = client.mac_key().ok_or("the client's secret is not kept")?;
        let algorithm = header.alg;
        let key = VerifyingKey::from_secret(secret.expose(), algorithm).map_err(|error| error.to_string())?;
        return unverified.verify(&key, &[algorithm]).map_err(told);
    }
    let keys = node.load_client_keys(client, header.kid.as_deref(), header.alg, now).await?;
    keys.verify(token).map_err(told)
}
