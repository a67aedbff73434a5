//! Access tokens that come back to us: whether they still count, and for what.

use oidc::claims::AccessToken;

use crate::certificate::Fingerprint;
use crate::dpop::{self, Of, Proof};
use crate::effect::Effect;
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

/// How an access token was shown.
#[derive(Clone, Copy)]
pub enum Sender<'a> {
    /// By whoever has it (RFC 6750).
    Bearer,
    /// With a proof of possession (RFC 9449 §7).
    Holder(&'a Proof, Of<'a>),
}

/// Checks that whoever shows a token may use it: one that is bound to a key or a certificate is worth nothing
/// without a proof of that. What comes back remembers that the proof was used.
pub(crate) fn check_sender(
    claims: &AccessToken<'_>,
    client: &Client,
    sender: Sender<'_>,
    certificate: Option<Fingerprint>,
    now: Time,
) -> Result<Option<Effect>, Refusal> {
    let invalid = |why: &'static str| Err(Refusal::new(Reason::TokenInvalid).operator(why));
    let bound = claims.cnf.as_ref();
    let bound_certificate = bound.and_then(|bound| bound.x5t_s256.as_deref());
    if bound_certificate.is_some_and(|bound| certificate.map(Fingerprint::text).as_deref() != Some(bound)) {
        return invalid("it is bound to a certificate and came without that");
    }
    let key = bound.and_then(|bound| bound.jkt.as_deref());
    let (proof, of) = match (key, sender) {
        (None, Sender::Bearer) => return Ok(None),
        (Some(_), Sender::Bearer) => return invalid("it is bound to a key and came without a proof"),
        (None, Sender::Holder(..)) => return invalid("it came with a proof and is bound to no key"),
        (Some(_), Sender::Holder(proof, of)) => (proof, of),
    };
    let missing = || Refusal::new(Reason::DpopProofInvalid).about("DPoP").operator("there is none");
    let held = dpop::verify(proof, client, of, now)?.ok_or_else(missing)?;
    match key {
        Some(key) if key == held.key.text() => Ok(Some(held.owed)),
        _ => invalid("it is bound to another key").map_err(|refusal| refusal.owing(held.owed)),
    }
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
