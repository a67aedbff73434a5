//! Token revocation (RFC 7009). Whichever token of a sign-in is revoked, all that came of the
//! sign-in for this client ends; an access token that a client got for itself ends alone.

use crate::access::{Read, revoked_key};
use crate::client::authenticate::{AuthenticatedClient, Proven, Shown, authenticate};
use crate::decision::{Decision, Derive};
use crate::effect::{Effect, RevokedBecause};
use crate::grant::refresh_token::{self, Named};
use crate::issue::Jti;
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::model::ticket::{Ticket, TicketFacts, TicketKind};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The client that asks.
    pub client: Option<&'a Client>,
    /// The token to be revoked.
    pub token: Token<'a>,
}

/// The token to be revoked.
#[derive(Clone, Copy)]
pub enum Token<'a> {
    /// Read as an access token; whether its `jti` stands among the revoked already.
    Access(Read<'a>, bool),
    /// Shaped like a refresh token, with its family's ticket.
    Refresh(&'a str, Option<&'a TicketFacts>),
}

/// Decides a revocation. A token we do not know is as good as revoked (RFC 7009 §2.2).
pub fn decide(
    shown: Shown<'_>,
    facts: Facts<'_>,
    derive: &dyn Derive,
    now: Time,
) -> Decision<Result<(), Refusal>> {
    let Proven { client, owed } = match authenticate(shown, facts.client, now) {
        Ok(proven) => proven,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let effect = facts.issuer.check_serves(client.client()).and_then(|()| match facts.token {
        Token::Access(read, revoked) => access_token(client, read, revoked, now),
        Token::Refresh(token, ticket) => refresh(client, token, ticket, derive),
    });
    match effect {
        Ok(effect) => Decision::of(Ok(()), effect.into_iter().collect()),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
    .owing(owed)
}

fn access_token(
    client: AuthenticatedClient<'_>,
    read: Read<'_>,
    revoked: bool,
    now: Time,
) -> Result<Option<Effect>, Refusal> {
    let Read::Ours(claims) = read else { return Ok(None) };
    check_owner(client, &claims.client_id)?;
    let expires_at = Time::from_secs(claims.exp);
    Ok(match Jti::read(&claims.jti) {
        Some(Jti::Family(family)) => {
            Some(Effect::Revoke { family, because: RevokedBecause::RevokedByClient })
        }
        Some(Jti::Client(_)) if !revoked && now < expires_at => Some(Effect::Put(Ticket {
            key: revoked_key(&claims.jti),
            kind: TicketKind::RevokedToken,
            family: None,
            expires_at,
            ends_at: expires_at,
            keep_until: expires_at,
            body: Vec::new(),
        })),
        _ => None,
    })
}

fn refresh(
    client: AuthenticatedClient<'_>,
    token: &str,
    ticket: Option<&TicketFacts>,
    derive: &dyn Derive,
) -> Result<Option<Effect>, Refusal> {
    let Some((named, ticket)) = Named::parse(token).filter(|named| named.is_ours(derive)).zip(ticket) else {
        return Ok(None);
    };
    check_owner(client, refresh_token::granted(ticket)?.client.as_str())?;
    Ok(Some(Effect::Revoke { family: named.family, because: RevokedBecause::RevokedByClient }))
}

/// Nobody revokes what is another client's (RFC 7009 §2.1).
fn check_owner(client: AuthenticatedClient<'_>, owner: &str) -> Result<(), Refusal> {
    if client.client().id.as_str() == owner {
        Ok(())
    } else {
        Err(Refusal::new(Reason::TokenOfAnotherClient).about("token"))
    }
}
