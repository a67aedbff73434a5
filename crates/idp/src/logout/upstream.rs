//! Signing out at an upstream too, where somebody had signed in there, and coming back from it.
//!
//! By then the session here is over, whatever becomes of the person there.

use std::time::Duration;

use rp::Party;

use super::Wish;
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::session::{self, Standing};
use crate::model::client::Client;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::model::told::SamlName;
use crate::model::upstream::{Upstream, UpstreamId};
use crate::refusal::Refusal;
use crate::time::Time;
use serde::{Deserialize, Serialize};

/// How long signing out there may take.
pub(super) const TTL: Duration = Duration::from_mins(10);

/// An upstream at which somebody signs out.
#[derive(Clone, Copy)]
pub struct There<'a> {
    /// The record.
    pub upstream: &'a Upstream,
    /// How that is asked for there.
    pub way: Way<'a>,
}

/// How a sign-out is asked for, by the upstream's protocol.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    /// At an OpenID provider, by its address.
    OpenId {
        /// What we are there.
        party: Party<'a>,
        /// Our address that it leads back to, registered there.
        back: &'a str,
    },
    /// At an identity provider of SAML, by a signed request that is made when the browser comes for it.
    Saml {
        /// Our address where it does, up to the sign-out's handle.
        by: &'a str,
    },
}

#[derive(Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) upstream: UpstreamId,
    #[serde(flatten)]
    wish: Wish,
    /// Who signs out of what there, where it speaks SAML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) saml: Option<Leaving>,
}

/// A session at an identity provider of SAML that its person leaves.
#[derive(Serialize, Deserialize)]
pub(super) struct Leaving {
    pub(super) name: SamlName,
    /// What the session is called there, where it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<String>,
    /// When they did, in seconds since 1970.
    pub(super) at: i64,
}

/// The key of the sign-out at an upstream with this handle (`state`).
pub fn key(handle: &str) -> TicketKey {
    TicketKey::of(TicketKind::UpstreamLogout, handle.as_bytes())
}

/// The upstream at which this session began, for look-up alone.
pub fn came_from(session: &TicketFacts) -> Option<UpstreamId> {
    session::told(session).map(|told| told.upstream)
}

/// The address at which the upstream signs out the person whose session this is. Where the browser has
/// somewhere to go on to afterwards, or a request is still to be made, a handle is kept to find it by.
pub(super) fn by_way_of(
    there: There<'_>,
    standing: Standing<'_>,
    wish: Wish,
    goes_on: bool,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Option<String> {
    let There { upstream, way } = there;
    let told = session::told(standing.ticket)
        .filter(|told| told.upstream == upstream.id && upstream.definition.single_logout)?;
    let handle = (goes_on || matches!(way, Way::Saml { .. })).then(|| env.random_secret());
    let (address, saml) = match way {
        Way::OpenId { party, back } => {
            let hint = told.id_token.as_deref();
            (party.end_session_hinted(hint, Some(back), handle.as_deref()).ok()?, None)
        }
        Way::Saml { by } => {
            let leaving = Leaving { name: told.name_id?, index: told.sid, at: env.now.as_secs() };
            (format!("{by}/{}", handle.as_deref()?), Some(leaving))
        }
    };
    if let Some(handle) = handle {
        let expires_at = env.now + TTL;
        effects.push(Effect::Put(Ticket {
            key: key(&handle),
            kind: TicketKind::UpstreamLogout,
            family: None,
            expires_at,
            ends_at: expires_at,
            keep_until: expires_at,
            body: encode(&Body { upstream: upstream.id.clone(), wish, saml }),
        }));
    }
    Some(address)
}

/// The client that the browser goes on to afterwards, for look-up alone.
pub fn waiting_client(ticket: &TicketFacts) -> Result<Option<String>, Refusal> {
    decode::<Body>(&ticket.body).map(|body| body.wish.client_id)
}

/// Where a browser goes on to that came back from this upstream with the state of this ticket; nowhere
/// where that is not known any more. Nothing is left to be refused: whoever comes is signed out.
pub fn came_back(
    upstream: &str,
    ticket: Option<&TicketFacts>,
    client: Option<&Client>,
    now: Time,
) -> Option<String> {
    let ticket = ticket.filter(|ticket| ticket.is_usable(now))?;
    let body: Body = decode(&ticket.body).ok()?;
    let client = client.filter(|client| body.wish.client_id.as_deref() == Some(client.id.as_str()));
    body.wish.verify(client).ok().flatten().filter(|_| body.upstream.as_str() == upstream)
}
