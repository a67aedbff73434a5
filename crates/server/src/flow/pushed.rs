//! The pushed authorization request endpoint.

use std::net::IpAddr;

use idp::Refusal;
use idp::authorize::{pushed, request_object};
use idp::client::authenticate::claimed_client;
use oidc::authorization::Pushed;
use oidc::client_authentication::Presented;
use oidc::parameters::Parameters;

use super::browser::{Known, authorize_facts};
use super::{Browser, Tries, about, unavailable};
use crate::node::{Limit, Node};

/// Keeps the request in this form, which also proves its client, for a browser that will come.
pub async fn push(
    node: &Node,
    presented: &Presented,
    form: &Parameters<'_>,
    from: Option<IpAddr>,
) -> Result<Pushed, Refusal> {
    let encoded = pushed::request_of(form, presented)?;
    let parameters = Parameters::parse(encoded.as_bytes())?;
    let mut object = None;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = match claimed_client(presented) {
            Some(id) => node.load_client(id).await.map_err(unavailable)?,
            None => None,
        };
        // Anybody can push in the name of a client that proves nothing, as anybody can begin to sign in.
        let public = client.as_deref().is_some_and(idp::model::client::Client::is_public);
        if let (Some(from), true, true) = (from, public, tries.is_first()) {
            node.limits.count(Limit::Authorize, from)?;
        }
        let loaded = match object.take() {
            Some(loaded) => loaded,
            None => super::request_object::load(node, &parameters, client.as_deref(), now).await,
        };
        let loaded = object.insert(loaded);
        let known = Known::load(node, client.as_ref(), now).await?;
        let browser = Browser::default();
        let facts = authorize_facts(node, &known, client.as_deref(), None, &browser);
        let asked =
            request_object::settle(&encoded, &parameters, loaded, client.as_deref(), &node.issuer, now);
        let decision = node.decide(now, |env| pushed::push(presented, asked, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(kept) = committed.map_err(|refusal| about(refusal, client.as_deref()))? {
            return Ok(kept);
        }
    }
}
