//! Messages that count once, by the `jti` they carry (RFC 7519 §4.1.7).
//!
//! Each is remembered as a ticket from the commit that accepts it until the message itself is over.
//! *Load* asks for the ticket under [`key`], the decision refuses what [`is_spent`] and owes the effect
//! of [`spend`] for what it accepts; of two that race, one loses the guard, loads again and is refused.

use std::time::Duration;

use jose::digest::sha256_parts;

use crate::effect::Effect;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::time::Time;

/// What the messages are; the same `jti` in two kinds is two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Message {
    /// A request object (OpenID Connect Core §6, RFC 9101).
    RequestObject,
    /// What a client proves itself by (RFC 7523 §3).
    ClientAssertion,
    /// A proof of possession (RFC 9449 §11.1).
    DpopProof,
    /// That sessions at an upstream are over (OpenID Connect Back-Channel Logout §2.6).
    LogoutToken,
    /// What an authenticator signed (Web Authentication §13.4.3).
    PasskeyChallenge,
    /// That somebody signed in at an upstream (SAML Profiles §4.1.4.5).
    SamlAssertion,
    /// That sessions at an upstream are over (SAML Core §3.7.1).
    SamlLogoutRequest,
}

/// How long a message is remembered that says of itself no end, or one that is further away: nobody fills
/// the store for longer. A kind whose messages must not be told twice even then has to want an end.
pub const LONGEST: Duration = Duration::from_hours(24);

/// By how much a message may be accepted after its `exp`, because clocks differ. What reads messages
/// allows less.
const LEEWAY: Duration = Duration::from_mins(2);

impl Message {
    const fn label(self) -> &'static str {
        match self {
            Self::RequestObject => "request_object",
            Self::ClientAssertion => "client_assertion",
            Self::DpopProof => "dpop_proof",
            Self::LogoutToken => "logout_token",
            Self::PasskeyChallenge => "passkey_challenge",
            Self::SamlAssertion => "saml_assertion",
            Self::SamlLogoutRequest => "saml_logout_request",
        }
    }
}

/// Where it is remembered that this sender, a client or an upstream, sent a message of this name. The name may
/// be of any length: what is kept is a hash.
pub fn key(message: Message, sender: &str, jti: &str) -> TicketKey {
    let (label, sender) = (message.label().as_bytes(), sender.as_bytes());
    let framed = |part: &[u8]| part.len().to_be_bytes();
    let name = sha256_parts(&[&framed(label), label, &framed(sender), sender, jti.as_bytes()]);
    TicketKey::of(TicketKind::Replay, &name)
}

/// Whether the message was accepted before.
pub fn is_spent(found: Option<&TicketFacts>, now: Time) -> bool {
    found.is_some_and(|ticket| ticket.is_usable(now))
}

/// Remembers the message under its [`key`] for as long as it may be accepted; `exp` in seconds since 1970.
pub fn spend(key: TicketKey, exp: Option<i64>, now: Time) -> Effect {
    let longest = now + LONGEST;
    let over = exp.map_or(longest, |exp| Time::from_secs(exp).min(longest)).max(now) + LEEWAY;
    Effect::Put(Ticket {
        key,
        kind: TicketKind::Replay,
        family: None,
        expires_at: over,
        ends_at: over,
        keep_until: over,
        body: Vec::new(),
    })
}
