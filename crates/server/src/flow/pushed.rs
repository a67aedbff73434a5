//! The pushed authorization request endpoint.

use std::net::IpAddr;

use idp::Refusal;
use idp::authorize::pushed;
use idp::authorize::request_object::{Loaded, settle};
use idp::client::authenticate::authenticate;
use idp::model::client::Client;
use idp::model::issuer::Endpoint;
use oidc::authorization::Pushed;
use oidc::client_authentication::Presented;
use oidc::parameters::Parameters;
use tokio::time::Instant;

use super::authenticate::Loaded as Asking;
use super::browser::{Known, authorize_facts};
use super::{Browser, Tries, about, certificate, request_object};
use crate::node::{Limit, Node};

/// Keeps the request in this form, which also proves its client, for a browser that will come.
pub async fn push(
    node: &Node,
    presented: &Presented,
    proof: Option<&str>,
    certificate: &certificate::Shown,
    form: &Parameters<'_>,
    from: Option<IpAddr>,
) -> Result<Pushed, Refusal> {
    let encoded = pushed::request_of(form, presented)?;
    let parameters = Parameters::parse(encoded.as_bytes())?;
    let begun = Instant::now();
    let kept = take(node, presented, proof, certificate, &encoded, &parameters, from).await;
    if let Err(refusal) = &kept {
        request_object::even_out(begun, &parameters, refusal).await;
    }
    kept
}

async fn take(
    node: &Node,
    presented: &Presented,
    proof: Option<&str>,
    certificate: &certificate::Shown,
    encoded: &str,
    parameters: &Parameters<'_>,
    from: Option<IpAddr>,
) -> Result<Pushed, Refusal> {
    let mut object = None;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asking = Asking::load(node, presented, certificate, now).await?;
        let asking = asking.and_proof(node, proof, now).await?;
        let client = asking.client.as_deref();
        // Anybody can push in the name of a client that proves nothing, as anybody can begin to sign in.
        let public = client.is_some_and(Client::is_public);
        if let (Some(from), true, true) = (from, public, tries.is_first()) {
            node.limits.count(Limit::Authorize, from)?;
        }
        let shown = asking.shown(node, presented, Endpoint::PushedAuthorization);
        let loaded = match object.take() {
            Some(loaded) => loaded,
            // Nothing is opened, verified or fetched for whoever does not prove to be the client, so that
            // nobody else learns what can be.
            None if authenticate(shown, client, now).is_err() => Loaded::ABSENT,
            None => request_object::load_pushed(node, parameters, client, now).await?,
        };
        let loaded = object.insert(loaded);
        loaded.spent = request_object::load_spent(node, loaded, client, now).await?;
        let known = Known::load(node, asking.client.as_ref(), now).await?;
        let browser = Browser::default();
        let facts = authorize_facts(node, &known, client, None, &browser);
        let asked = settle(encoded, parameters, loaded, client, facts.issuer, now);
        let decision = node.decide(now, |env| pushed::push(shown, asked, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(kept) = committed.map_err(|refusal| about(refusal, client))? {
            return Ok(kept);
        }
    }
}
