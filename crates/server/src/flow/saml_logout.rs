//! Single logout with identity providers of SAML: there by way of the browser, back from there, and from there.

use std::net::IpAddr;
use std::sync::Arc;

use idp::login::upstream::saml::Outgoing;
use idp::logout::saml::{self, Asked, Brought};
use idp::logout::upstream;
use idp::model::upstream::Upstream;
use idp::{Reason, Refusal};
use tracing::{info, warn};

use super::login::busy;
use super::logout::onward;
use super::saml::believed;
use super::unavailable;
use super::upstream::find;
use super::upstream_logout::{end, heard};
use crate::node::Node;

/// Where a browser goes on to that is signed out here.
pub enum Onward {
    /// With a message.
    With(Outgoing),
    /// To this address.
    To(String),
    /// Nowhere.
    Nowhere,
}

/// Sends a browser there that signs out by this handle. A provider that cannot be spoken with keeps nobody: the browser
/// goes on as if it had been there.
pub async fn set_out(node: &Node, id: &str, handle: &str) -> Result<Onward, Refusal> {
    let upstream = speaking_saml(find(node, id).await?)?;
    let now = node.now();
    let ticket = node.store().load_ticket(&upstream::key(handle), now).await.map_err(unavailable)?;
    let made = match node.saml_party(&upstream, None).await {
        Ok(party) => {
            let (handle, ticket) = (handle.to_owned(), ticket.clone());
            let made = party
                .apart(move |upstream, party| saml::set_out(&handle, ticket.as_ref(), upstream, party, now));
            made.await.map_err(busy)??
        }
        Err(why) => Some(Err(why.to_string())),
    };
    match made {
        Some(Ok(outgoing)) => return Ok(Onward::With(outgoing)),
        Some(Err(why)) => warn!(upstream = id, %why, "nobody can be signed out at an upstream"),
        None => warn!(upstream = id, "the upstream has no place where it is asked to sign anybody out"),
    }
    Ok(onward(node, id, ticket.as_ref(), now).await?.map_or(Onward::Nowhere, Onward::To))
}

/// Takes what an identity provider answers to a request for a sign-out, and leads the browser on.
pub async fn answered(
    node: &Node,
    id: &str,
    brought: Brought,
    from: Option<IpAddr>,
) -> Result<Onward, Refusal> {
    heard(node, id, from, async |upstream| {
        let upstream = speaking_saml(upstream)?;
        let now = node.now();
        let handle = saml::handle_named(&brought).unwrap_or_default();
        let ticket = node.store().load_ticket(&upstream::key(&handle), now).await.map_err(unavailable)?;
        let waits = ticket.clone();
        let status = believed(node, &upstream, move |upstream, party| {
            saml::answered(&brought, (&handle, waits.as_ref()), upstream, party, now)
        });
        let status = status.await?;
        if !status.is_success() {
            let second = status.second.unwrap_or_default();
            info!(upstream = id, code = status.code, second, "an upstream did not sign somebody out");
        }
        Ok(onward(node, id, ticket.as_ref(), now).await?.map_or(Onward::Nowhere, Onward::To))
    })
    .await
}

/// Takes an identity provider's request to sign somebody out, ends what it names, and answers.
pub async fn asked(node: &Node, id: &str, brought: Brought, from: Option<IpAddr>) -> Result<Onward, Refusal> {
    heard(node, id, from, async |upstream| {
        let upstream = speaking_saml(upstream)?;
        let now = node.now();
        let asked =
            believed(node, &upstream, move |upstream, party| saml::asked(&brought, upstream, party, now));
        let asked = asked.await?;
        end(node, &upstream, &asked.said).await?;
        reply(node, &upstream, asked).await
    })
    .await
}

/// What is over is over, also where the answer cannot be made.
async fn reply(node: &Node, upstream: &Arc<Upstream>, asked: Asked) -> Result<Onward, Refusal> {
    let made = match node.saml_party(upstream, None).await {
        Ok(party) => {
            let at = node.clone();
            let made =
                party.apart(move |_, party| at.decide(at.now(), |env| saml::reply(&asked, party, env)));
            made.await.map_err(busy)?
        }
        Err(why) => Err(why.to_string()),
    };
    match made {
        Ok(outgoing) => Ok(outgoing.map_or(Onward::Nowhere, Onward::With)),
        Err(why) => {
            warn!(upstream = upstream.id.as_str(), %why, "a sign-out that was asked for cannot be answered");
            Ok(Onward::Nowhere)
        }
    }
}

fn speaking_saml(upstream: Arc<Upstream>) -> Result<Arc<Upstream>, Refusal> {
    match upstream.definition.saml {
        Some(_) => Ok(upstream),
        None => Err(Reason::NotFound.into()),
    }
}
