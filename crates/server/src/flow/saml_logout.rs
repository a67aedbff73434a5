//! Single logout with identity providers of SAML: there by way of the browser, back from there, and from there.

use std::net::IpAddr;
use std::sync::Arc;

use idp::Refusal;
use idp::login::upstream::saml::Outgoing;
use idp::logout::saml::{self, Asked, Brought};
use idp::logout::upstream;
use idp::model::upstream::Upstream;
use tracing::{info, warn};

use super::login::busy;
use super::logout::onward;
use super::saml::believed;
use super::unavailable;
use super::upstream::{Protocol, find_saml};
use super::upstream_logout::{end, heard};
use crate::node::Node;

/// Where a browser goes on to that is signed out here.
pub enum Onward {
    /// With a message.
    With {
        /// The message.
        outgoing: Outgoing,
        /// Where it goes on to behind that, if anywhere.
        then: Option<String>,
    },
    /// To this address.
    To(String),
    /// Nowhere.
    Nowhere,
}

/// Sends a browser there that signs out by this handle. A provider that cannot be spoken with keeps nobody: the browser
/// goes on as if it had been there.
pub async fn set_out(node: &Node, id: &str, handle: &str) -> Result<Onward, Refusal> {
    let upstream = find_saml(node, id).await?;
    let now = node.now();
    let ticket = node.store().load_ticket(&upstream::key(handle), now).await.map_err(unavailable)?;
    let ticket = Arc::new(ticket);
    let made = match node.saml_party(&upstream, None).await {
        Ok(party) => {
            let (handle, ticket) = (handle.to_owned(), Arc::clone(&ticket));
            let made = party.apart(move |upstream, party| {
                saml::set_out(&handle, Option::as_ref(&ticket), upstream, party, now)
            });
            made.await.map_err(busy)??
        }
        Err(why) => Some(Err(why.to_string())),
    };
    let then = onward(node, id, Option::as_ref(&ticket), now).await?;
    match made {
        Some(Ok(outgoing)) => return Ok(Onward::With { outgoing, then }),
        Some(Err(why)) => warn!(upstream = id, %why, "nobody can be signed out at an upstream"),
        None => warn!(upstream = id, "the upstream has no place where it is asked to sign anybody out"),
    }
    Ok(then.map_or(Onward::Nowhere, Onward::To))
}

/// Takes what an identity provider answers to a request for a sign-out, and leads the browser on.
pub async fn answered(
    node: &Node,
    id: &str,
    brought: Brought,
    from: Option<IpAddr>,
) -> Result<Onward, Refusal> {
    heard(node, id, Protocol::Saml, from, async |upstream| {
        let now = node.now();
        let handle = saml::handle_named(&brought).unwrap_or_default();
        let ticket = node.store().load_ticket(&upstream::key(&handle), now).await.map_err(unavailable)?;
        let ticket = Arc::new(ticket);
        let waits = Arc::clone(&ticket);
        let status = believed(node, &upstream, move |upstream, party| {
            saml::answered(&brought, (&handle, Option::as_ref(&waits)), upstream, party, now)
        });
        let status = status.await?;
        if !status.is_success() {
            let second = status.second.unwrap_or_default();
            info!(upstream = id, code = status.code, second, "an upstream did not sign somebody out");
        }
        Ok(onward(node, id, Option::as_ref(&ticket), now).await?.map_or(Onward::Nowhere, Onward::To))
    })
    .await
}

/// Takes an identity provider's request to sign somebody out, ends what it names, and answers.
pub async fn asked(node: &Node, id: &str, brought: Brought, from: Option<IpAddr>) -> Result<Onward, Refusal> {
    heard(node, id, Protocol::Saml, from, async |upstream| {
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
        Ok(outgoing) => {
            Ok(outgoing.map_or(Onward::Nowhere, |outgoing| Onward::With { outgoing, then: None }))
        }
        Err(why) => {
            warn!(upstream = upstream.id.as_str(), %why, "a sign-out that was asked for cannot be answered");
            Ok(Onward::Nowhere)
        }
    }
}
