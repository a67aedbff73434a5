//! Invitations that nobody has used yet: told to administrators, and withdrawn by them.

use super::{Body, Invitation};
use crate::decision::{Decision, Env};
use crate::effect::{Advance, Effect};
use crate::model::event::{Actor, Event, EventKind};
use crate::model::ticket::{TicketFacts, TicketKey, decode, encode};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// An invitation as administrators see it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What it is called by; no secret, and nobody comes to the link by it.
    pub id: String,
    /// What somebody is invited to.
    pub invitation: Invitation,
    /// Who made it.
    pub made_by: Option<Actor>,
    /// When.
    pub made_at: Option<Time>,
    /// From when on it does not count.
    pub expires_at: Time,
}

/// What the invitation of this ticket is called by.
pub(super) fn id(key: &TicketKey) -> String {
    jose::base64url::encode(key.as_bytes())
}

/// Where the invitation is that is called so, if any can be.
pub fn find(id: &str) -> Option<TicketKey> {
    jose::base64url::decode(id).ok()?.try_into().ok().map(TicketKey::from_bytes)
}

/// The invitation of a ticket, as administrators see it.
pub fn told(ticket: &TicketFacts) -> Result<Waiting, Refusal> {
    let Body { to, made_by, made_at, withdrawn: _ } = decode(&ticket.body)?;
    Ok(Waiting {
        id: id(&ticket.key),
        invitation: to,
        made_by: made_by.as_deref().and_then(Actor::parse),
        made_at: made_at.map(Time::from_micros),
        expires_at: ticket.expires_at,
    })
}

/// Withdraws an invitation that nobody has used yet. Its ticket is kept for as long as it would have counted, so that
/// who opens the link is told what became of it.
pub fn withdraw(found: Option<&TicketFacts>, by: &Actor, env: &mut Env<'_>) -> Decision<Result<(), Refusal>> {
    let Some(ticket) = found.filter(|ticket| ticket.is_usable(env.now)) else {
        return Decision::of(Err(Reason::NotFound.into()), Vec::new());
    };
    let body = match decode::<Body>(&ticket.body) {
        Ok(body) => Body { withdrawn: true, ..body },
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let event = Event::of_nobody(EventKind::InvitationWithdraw, by, env);
    let effects = vec![
        Effect::Advance(Advance {
            key: ticket.key,
            from: ticket.version,
            expires_at: env.now,
            keep_until: ticket.ends_at,
            body: encode(&body),
        }),
        Effect::PutEvent(event.about("invitation", id(&ticket.key))),
    ];
    Decision::of(Ok(()), effects)
}
