//! Access tokens that come back to us: whether they still count, and for what.

use oidc::claims::AccessToken;

use crate::issue::Jti;
use crate::model::client::Client;
use crate::model::family::FamilyFacts;
use crate::model::ticket::{TicketKey, TicketKind};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What reading the presented token showed. Signature, issuer and kind are settled before, by the
/// reader; the clock is not.
#[derive(Clone, Copy)]
pub enum Read<'a> {
    /// No token was sent.
    Absent,
    /// It is not one of our access tokens; why, for the operator.
    NotOurs(&'a str),
    /// It is ours, and says this.
    Ours(&'a AccessToken<'a>),
}

/// What the decision needs to know of a token that is ours.
#[derive(Clone, Copy, Default)]
pub struct Facts<'a> {
    /// The family it hangs on, if it hangs on one and that is still known.
    pub family: Option<&'a FamilyFacts>,
    /// The person it speaks for.
    pub user: Option<&'a User>,
    /// The client it was issued to, asked for tokens that hang on the client alone.
    pub client: Option<&'a Client>,
    /// Whether its `jti` is among the revoked; asked for tokens that hang on the client alone.
    pub revoked: bool,
}

/// An access token that counts.
#[derive(Clone, Copy)]
pub struct Alive<'a> {
    /// What it says.
    pub claims: &'a AccessToken<'a>,
    /// The person it speaks for, if it speaks for one.
    pub user: Option<&'a User>,
}

/// Where a token that hangs on no family is found once it is revoked.
pub fn revoked_key(jti: &str) -> TicketKey {
    TicketKey::of(TicketKind::RevokedToken, jti.as_bytes())
}

/// The token, if it counts now.
pub fn verify<'a>(read: Read<'a>, facts: Facts<'a>, now: Time) -> Result<Alive<'a>, Refusal> {
    let claims = match read {
        Read::Absent => return Err(Reason::TokenMissing.into()),
        Read::NotOurs(why) => return Err(Refusal::new(Reason::TokenInvalid).operator(why.to_owned())),
        Read::Ours(claims) => claims,
    };
    if now >= Time::from_secs(claims.exp) {
        return Err(Reason::TokenExpired.into());
    }
    let alive = match Jti::read(&claims.jti) {
        Some(Jti::Family(id)) => facts.family.is_some_and(|family| family.id == id && family.is_alive(now)),
        Some(Jti::Client(born_at)) => {
            let lives = |client: &Client| {
                client.id.as_str() == claims.client_id
                    && client.disabled_at.is_none()
                    && client.created_at == born_at
            };
            !facts.revoked && facts.client.is_some_and(lives)
        }
        None => return Err(Refusal::new(Reason::TokenInvalid).operator("a jti that is not ours")),
    };
    if !alive {
        return Err(Reason::TokenRevoked.into());
    }
    let whose = facts.family.and_then(|family| family.user.as_ref());
    Ok(Alive { claims, user: facts.user.filter(|user| whose == Some(&user.id)) })
}
