//! Signing out.

use std::sync::Arc;

use idp::logout::{self, Answer, ConfirmFacts, Facts, Hint, There, Way, upstream};
use idp::model::client::Client;
use idp::model::ticket::TicketFacts;
use idp::model::upstream::Upstream;
use idp::{Refusal, Time};
use oidc::logout::EndSessionRequest;
use store::SessionFacts;
use tracing::warn;

use super::browser::standing;
use super::login::name_in;
use super::session::clients_of;
use super::{Browser, Tries, unavailable};
use crate::node::{Node, UpstreamParty};

/// Takes a request to sign out.
pub async fn logout(node: &Node, request: &EndSessionRequest, browser: &Browser) -> Result<Answer, Refusal> {
    let read = match request.id_token_hint.as_deref() {
        Some(hint) => Some(node.read_id_token(hint).await),
        None => None,
    };
    let hint = match &read {
        None => Hint::Absent,
        Some(Ok(hint)) => Hint::Ours(hint),
        Some(Err(why)) => Hint::NotOurs(why),
    };
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = match logout::claimed_client(request, hint) {
            Some(id) => node.load_client(id).await.map_err(unavailable)?,
            None => None,
        };
        let session = browser.load_session(node, None, now).await?;
        let clients = clients_of(node, session.as_ref()).await?;
        let elsewhere = Elsewhere::load(node, session.as_ref()).await?;
        let facts = Facts {
            issuer: node.issuer_of(client.as_deref()),
            settings: &node.settings,
            hint,
            client: client.as_deref(),
            standing: standing(session.as_ref()),
            clients: &clients,
            there: elsewhere.as_ref().map(Elsewhere::there),
        };
        let decision = node.decide(now, |env| logout::decide(request, facts, env));
        if let Some(answer) = tries.commit(node, decision, now).await? {
            return Ok(answer);
        }
    }
}

/// The upstream at which a session began, if whoever ends it signs out there too.
struct Elsewhere {
    upstream: Arc<Upstream>,
    way: WayThere,
}

enum WayThere {
    OpenId { party: UpstreamParty, back: String },
    Saml { by: String },
}

impl Elsewhere {
    /// One that cannot be spoken with is left out: it keeps nobody signed in here.
    async fn load(node: &Node, session: Option<&SessionFacts>) -> Result<Option<Self>, Refusal> {
        let Some(id) = session.and_then(|session| upstream::came_from(&session.ticket)) else {
            return Ok(None);
        };
        let upstreams = node.load_upstreams().await.map_err(unavailable)?;
        let found = upstreams.iter().find(|it| it.id == id && it.definition.single_logout);
        let Some(found) = found else { return Ok(None) };
        let upstream = Arc::clone(found);
        if found.definition.saml.is_some() {
            return Ok(Some(Self { upstream, way: WayThere::Saml { by: node.upstream_slo(&id) } }));
        }
        match node.upstream_party(found).await {
            Ok(party) => {
                let back = node.upstream_logout_callback(&id);
                Ok(Some(Self { upstream, way: WayThere::OpenId { party, back } }))
            }
            Err(why) => {
                warn!(upstream = id.as_str(), %why, "nobody can be signed out at an upstream");
                Ok(None)
            }
        }
    }

    fn there(&self) -> There<'_> {
        let way = match &self.way {
            WayThere::OpenId { party, back } => Way::OpenId { party: party.party(), back },
            WayThere::Saml { by } => Way::Saml { by },
        };
        There { upstream: &self.upstream, way }
    }

    /// Where the browser goes first that signs out there.
    fn first(&self) -> Option<String> {
        match &self.way {
            WayThere::OpenId { party, .. } => party.party().provider.metadata().end_session_endpoint.clone(),
            // By way of us. Its name is an address, or no address at all.
            WayThere::Saml { .. } => {
                Some(self.upstream.definition.issuer.clone()).filter(|name| name.starts_with("http"))
            }
        }
    }
}

/// Where a browser goes on to that came back from this upstream with this state, signed out there too.
pub async fn came_back(node: &Node, id: &str, state: &str) -> Result<Option<String>, Refusal> {
    let now = node.now();
    let ticket = node.store().load_ticket(&upstream::key(state), now).await.map_err(unavailable)?;
    onward(node, id, ticket.as_ref(), now).await
}

/// Where the sign-out of this ticket, at this upstream, leads on to.
pub(super) async fn onward(
    node: &Node,
    id: &str,
    ticket: Option<&TicketFacts>,
    now: Time,
) -> Result<Option<String>, Refusal> {
    let client = match ticket.map(upstream::waiting_client).transpose()?.flatten() {
        Some(client) => node.load_client(&client).await.map_err(unavailable)?,
        None => None,
    };
    Ok(upstream::came_back(id, ticket, client.as_deref(), now))
}

/// What the page that asks shows.
pub struct Shown {
    /// The name of the client that asked, if one did.
    pub client: Option<String>,
    /// The name of the person signed in.
    pub username: String,
    /// The person's full name, where known.
    pub full_name: Option<String>,
    /// Where the browser goes on to afterwards: at the client, if it said so and may, and at the upstream
    /// before, if the session came from one.
    pub to: Vec<String>,
}

/// A sign-out that waits, as the store has it.
struct Waiting {
    ticket: Option<TicketFacts>,
    client: Option<Arc<Client>>,
    session: Option<SessionFacts>,
    /// Those that took part in the session and want to hear of its end.
    clients: Vec<Arc<Client>>,
    elsewhere: Option<Elsewhere>,
}

impl Waiting {
    async fn load(node: &Node, handle: &str, browser: &Browser, now: Time) -> Result<Self, Refusal> {
        let ticket = node.store().load_ticket(&logout::key(handle), now).await.map_err(unavailable)?;
        let client = match ticket.as_ref().map(logout::waiting_client).transpose()?.flatten() {
            Some(id) => node.load_client(&id).await.map_err(unavailable)?,
            None => None,
        };
        let session = browser.load_session(node, None, now).await?;
        let clients = clients_of(node, session.as_ref()).await?;
        let elsewhere = Elsewhere::load(node, session.as_ref()).await?;
        Ok(Self { ticket, client, session, clients, elsewhere })
    }

    fn facts<'a>(&'a self, node: &'a Node) -> ConfirmFacts<'a> {
        ConfirmFacts {
            issuer: node.issuer_of(self.client.as_deref()),
            ticket: self.ticket.as_ref(),
            client: self.client.as_deref(),
            standing: standing(self.session.as_ref()),
            clients: &self.clients,
            there: self.elsewhere.as_ref().map(Elsewhere::there),
        }
    }
}

/// Loads what the page that asks shows, in this language (a BCP 47 tag).
pub async fn show(node: &Node, handle: &str, browser: &Browser, language: &str) -> Result<Shown, Refusal> {
    let now = node.now();
    let waiting = Waiting::load(node, handle, browser, now).await?;
    let to = logout::show(waiting.facts(node), now)?;
    let there = waiting.elsewhere.as_ref().and_then(Elsewhere::first);
    let user = waiting.session.map(|session| session.user);
    Ok(Shown {
        client: waiting.client.as_deref().map(|client| name_in(client, language)),
        full_name: user.as_ref().and_then(|user| user.claims.name.clone()).map(Into::into),
        username: user.map(|user| user.username).unwrap_or_default(),
        to: to.into_iter().chain(there).collect(),
    })
}

/// Signs out, because the person said so.
pub async fn confirm(node: &Node, handle: &str, browser: &Browser) -> Result<Answer, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, handle, browser, now).await?;
        let decision = node.decide(now, |env| logout::confirm(waiting.facts(node), env));
        if let Some(answer) = tries.commit(node, decision, now).await? {
            return Ok(answer);
        }
    }
}

/// Who is signed in in this browser, for the page at the bare address: user name and full name.
pub async fn who(node: &Node, browser: &Browser) -> Result<Option<(String, Option<String>)>, Refusal> {
    let now = node.now();
    let session = browser.load_session(node, None, now).await?;
    let Some(session) = session else { return Ok(None) };
    let signed_in = idp::login::session::revive(
        idp::login::session::Standing { ticket: &session.ticket, user: &session.user },
        now,
    )?;
    Ok(signed_in.map(|_| (session.user.username, session.user.claims.name.map(Into::into))))
}
