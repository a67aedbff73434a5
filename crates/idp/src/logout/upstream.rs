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
use crate::model::upstream::{Upstream, UpstreamId};
use crate::refusal::Refusal;
use crate::time::Time;
use serde::{Deserialize, Serialize};

/// How long signing out there may take.
const TTL: Duration = Duration::from_mins(10);

/// An upstream at which somebody signs out.
#[derive(Clone, Copy)]
pub struct There<'a> {
    /// The record.
    pub upstream: &'a Upstream,
    /// What we are there.
    pub party: Party<'a>,
    /// Our address that it leads back to, registered there.
    pub back: &'a str,
}

#[derive(Serialize, Deserialize)]
struct Body {
    upstream: UpstreamId,
    #[serde(flatten)]
    wish: Wish,
}

/// The key of the sign-out at an upstream that has this state.
pub fn key(state: &str) -> TicketKey {
    TicketKey::of(TicketKind::UpstreamLogout, state.as_bytes())
}

/// The upstream at which this session began, for look-up alone.
pub fn came_from(session: &TicketFacts) -> Option<UpstreamId> {
    session::told(session).map(|told| told.upstream)
}

/// The address at which the upstream signs out the person whose session this is. Where the browser has
/// somewhere to go on to afterwards, a state is kept to find it by.
pub(super) fn by_way_of(
    there: There<'_>,
    standing: Standing<'_>,
    wish: Wish,
    goes_on: bool,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Option<String> {
    let There { upstream, party, back } = there;
    let told = session::told(standing.ticket)
        .filter(|told| told.upstream == upstream.id && upstream.definition.single_logout)?;
    let state = goes_on.then(|| env.random_secret());
    let address = party.end_session_hinted(told.id_token.as_deref(), Some(back), state.as_deref()).ok()?;
    if let Some(state) = state {
        let expires_at = env.now + TTL;
        effects.push(Effect::Put(Ticket {
            key: key(&state),
            kind: TicketKind::UpstreamLogout,
            family: None,
            expires_at,
            ends_at: expires_at,
            keep_until: expires_at,
            body: encode(&Body { upstream: upstream.id.clone(), wish }),
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
