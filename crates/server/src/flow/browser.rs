//! What a browser brought: its cookies, and what they lead to.

use std::net::IpAddr;
use std::sync::Arc;

use idp::authorize;
use idp::login::session::{self, Standing};
use idp::login::under_way;
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::credential::Credential;
use idp::model::offered::Offered;
use idp::model::upstream::Upstream;
use idp::{Refusal, Time};
use store::SessionFacts;

use super::unavailable;
use crate::node::{Keyring, Node, Policies, Sealing};
use crate::page::Language;

/// What of a browser concerns us: above all the cookies of ours that it sent.
#[derive(Clone, Default)]
pub struct Browser {
    /// The session's.
    pub session: Option<String>,
    /// Those that bind sign-ins to this browser.
    pub bindings: Vec<String>,
    /// Those that say who signed in in this browser before.
    pub devices: Vec<String>,
    /// What it says of itself (`User-Agent`).
    pub agent: Option<String>,
    /// The address it asks from, where that is known.
    pub address: Option<String>,
    /// The same, as far as one subscriber reaches.
    pub neighbourhood: Option<String>,
    /// The same, as limits count it.
    pub from: Option<IpAddr>,
    /// The language of the page, where it matters to what is done.
    pub language: Option<&'static Language>,
}

impl Browser {
    /// As decisions see it.
    pub(super) fn facts(&self) -> under_way::Browser<'_> {
        under_way::Browser {
            cookies: &self.bindings,
            devices: &self.devices,
            agent: self.agent.as_deref(),
            address: self.address.as_deref(),
            neighbourhood: self.neighbourhood.as_deref(),
            phone: None,
        }
    }

    /// Loads the session, with what its person allowed this client.
    pub(super) async fn load_session(
        &self,
        node: &Node,
        client: Option<&ClientId>,
        now: Time,
    ) -> Result<Option<SessionFacts>, Refusal> {
        let Some(cookie) = &self.session else { return Ok(None) };
        node.store().load_session(&session::key(cookie), client, now).await.map_err(unavailable)
    }
}

/// The session as decisions see it.
pub(super) fn standing(facts: Option<&SessionFacts>) -> Option<Standing<'_>> {
    facts.map(|facts| Standing { ticket: &facts.ticket, user: &facts.user })
}

/// What a node keeps in memory that such decisions see, all as of one moment.
pub(super) struct Known {
    /// The keys we sign with.
    pub(super) keyring: Arc<Keyring>,
    /// The keys of the client that what it is answered is sealed for.
    pub(super) sealing: Sealing,
    offered: Arc<Offered>,
    /// The upstreams.
    pub(super) upstreams: Arc<[Arc<Upstream>]>,
    policies: Arc<Policies>,
    now: Time,
}

impl Known {
    /// Loads it.
    pub(super) async fn load(node: &Node, client: Option<&Arc<Client>>, now: Time) -> Result<Self, Refusal> {
        let offered = node.load_offered().await.map_err(unavailable)?;
        let sealing = node.load_sealing(client, now).await;
        let upstreams = node.load_upstreams().await.map_err(unavailable)?;
        let policies = node.load_policies().await.map_err(unavailable)?;
        Ok(Self { keyring: node.keyring(), sealing, offered, upstreams, policies, now })
    }
}

/// What proves the session's person, as far as it may be needed: a browser can have been remembered where somebody
/// signed in before, and it is of use where a further factor may be asked for.
pub(super) async fn load_remembered(
    node: &Node,
    known: &Known,
    client: Option<&Client>,
    session: Option<&SessionFacts>,
    browser: &Browser,
) -> Result<Vec<Credential>, Refusal> {
    let asks = client.is_some_and(|client| !client.policy.second_factors.is_empty());
    match session {
        Some(session) if !browser.devices.is_empty() && (asks || known.policies.are_any()) => {
            node.store().load_credentials(&session.user.id).await.map_err(unavailable)
        }
        _ => Ok(Vec::new()),
    }
}

/// What every decision about an authorization request needs to know; the consent is that of the
/// session's person.
pub(super) fn authorize_facts<'a>(
    node: &'a Node,
    known: &'a Known,
    client: Option<&'a Client>,
    session: Option<&'a SessionFacts>,
    browser: &'a Browser,
) -> authorize::Facts<'a> {
    authorize::Facts {
        issuer: node.issuer_of(client),
        settings: &node.settings,
        client,
        standing: standing(session),
        person: session.map(|session| &session.user),
        credentials: &[],
        consent: session.and_then(|session| session.consent.as_ref()),
        keys: &known.keyring.facts,
        sealing: known.sealing.facts(),
        offered: &known.offered,
        upstreams: &known.upstreams,
        policies: known.policies.at(known.now),
        browser: browser.facts(),
    }
}
