//! What leads from a session at an upstream to the sessions here that began in it, for when the upstream says
//! that it is over. It is not known whether it ever will, so that a trail is laid at every sign-in there.

use serde::{Deserialize, Serialize};

use super::read::Vouched;
use crate::decision::{Derive, Purpose};
use crate::effect::Effect;
use crate::login::{SignedIn, session};
use crate::model::session::Session;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::model::told::Place;
use crate::model::upstream::Upstream;

/// What is over at an upstream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named<'a> {
    /// This session there (`sid`).
    Session(&'a str),
    /// All sessions of this person there (`sub`).
    Person(&'a str),
}

/// The sign-in that a trail leads to.
#[derive(Serialize, Deserialize)]
struct Body {
    session: TicketKey,
}

/// How the keys of the trails from there begin; nothing where the key that it is derived under is gone. A name
/// there may be a personal identity code, so it stands nowhere as it is.
pub fn place(named: Named<'_>, upstream: &Upstream, derive: &dyn Derive) -> Option<[u8; 16]> {
    let (kind, name) = match named {
        Named::Session(sid) => ("sid", sid),
        Named::Person(sub) => ("sub", sub),
    };
    let parts = [upstream.id.as_str(), &upstream.definition.issuer, kind, name];
    let derived =
        derive.derive(derive.first_version(), Purpose::UpstreamSession, parts.join("\0").as_bytes())?;
    derived.first_chunk().copied()
}

/// Where trails lead from to a session that begins with what was vouched for.
pub(super) fn places(vouched: &Vouched, upstream: &Upstream, derive: &dyn Derive) -> Vec<Place> {
    let session = vouched.session();
    let named = [session.as_deref().map(Named::Session), Some(Named::Person(&vouched.sub))];
    named.into_iter().flatten().filter_map(|named| place(named, upstream, derive)).map(Place).collect()
}

/// Lays the trails to a session with this cookie.
pub(in crate::login) fn lay(who: &SignedIn, cookie: &str) -> impl Iterator<Item = Effect> {
    let session = session::key(cookie);
    let (family, ends_at) = (who.session(), who.session_ends_at());
    let places = who.told().map(|told| told.trails.as_slice()).unwrap_or_default();
    places.iter().map(move |Place(place)| {
        Effect::Put(Ticket {
            key: TicketKey::beneath(*place, TicketKind::UpstreamSession, session.as_bytes()),
            kind: TicketKind::UpstreamSession,
            family: Some(family),
            expires_at: ends_at,
            ends_at,
            keep_until: ends_at,
            body: encode(&Body { session }),
        })
    })
}

/// Whether one of these leads to what this session is now. Who signed in once more since, there or elsewhere, has
/// a session by that; where only what was granted is left of a session, it is as it was.
pub(crate) fn leads_to(trails: &[TicketFacts], session: &Session) -> bool {
    trails.iter().any(|trail| {
        let is_of_it = trail.family.as_ref().is_some_and(|family| family.id == session.family.id);
        let sign_in = decode::<Body>(&trail.body).map(|body| body.session).ok();
        is_of_it && session.ticket.as_ref().is_none_or(|ticket| sign_in == Some(ticket.key))
    })
}
