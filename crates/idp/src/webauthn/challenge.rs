//! Challenges: what a browser is asked to have signed.
//!
//! A challenge is fresh randomness and a moment under a keyed tag over what it is for, so that showing a page
//! writes nothing. It counts for its time, in its sign-in or session alone, and once: whoever accepts an answer
//! to it remembers it in the same commit ([`Challenge::spend`]).

use std::time::Duration;

use crate::decision::{Derive, Env, Purpose};
use crate::effect::Effect;
use crate::model::family::FamilyId;
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::refusal::{Reason, Refusal};
use crate::replay;
use crate::time::Time;

/// For so long a page may be answered that asks for a passkey: as long as a sign-in may take.
pub const CHALLENGE_TTL: Duration = Duration::from_hours(1);

/// A challenge's bytes: version of the key, seconds since the epoch, randomness, tag.
const LENGTH: usize = 69;
const NONCE: usize = 5;
const TAG: usize = 37;

/// What an answer is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound<'a> {
    /// The sign-in under way with this handle.
    Login(&'a str),
    /// A new passkey, in this session.
    Session(FamilyId),
}

/// A challenge that counts: ours, for this, and not too old.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Challenge {
    text: String,
    made_at: Time,
}

impl Challenge {
    /// A new one, in base64url.
    pub fn begin(bound: Bound<'_>, env: &mut Env<'_>) -> String {
        let version = env.derive.version();
        let seconds = u32::try_from(env.now.as_secs()).unwrap_or_default().to_be_bytes();
        let nonce: [u8; TAG - NONCE] = env.random_bytes();
        let tag = tag(bound, seconds, nonce, version, env.derive).unwrap_or_default();
        jose::base64url::encode([&[version][..], &seconds, &nonce, &tag].concat())
    }

    /// The challenge that came back, if it counts.
    ///
    /// # Errors
    /// It is not ours, for something else, or its time is over.
    pub fn take(text: &str, bound: Bound<'_>, derive: &dyn Derive, now: Time) -> Result<Self, Refusal> {
        let over = |why: &'static str| Refusal::new(Reason::PasskeyOver).operator(why);
        let bytes = jose::base64url::decode(text).ok();
        let bytes: Option<[u8; LENGTH]> = bytes.and_then(|bytes| bytes.try_into().ok());
        let (version, seconds, nonce, theirs) =
            bytes.as_ref().and_then(parts).ok_or_else(|| over("no challenge of ours"))?;
        let ours = tag(bound, seconds, nonce, version, derive);
        if !ours.is_some_and(|ours| jose::constant_time::eq(&ours, theirs)) {
            return Err(over("a challenge of another sign-in or session"));
        }
        let made_at = Time::from_secs(i64::from(u32::from_be_bytes(seconds)));
        if now >= made_at + CHALLENGE_TTL {
            return Err(over("its time is over"));
        }
        Ok(Self { text: text.to_owned(), made_at })
    }

    /// Where it is remembered that an answer to this challenge was accepted.
    pub fn key(text: &str) -> TicketKey {
        replay::key(replay::Message::PasskeyChallenge, "", text)
    }

    /// Remembers it, unless it is.
    ///
    /// # Errors
    /// An answer to it was accepted before.
    pub fn spend(self, found: Option<&TicketFacts>, now: Time) -> Result<Effect, Refusal> {
        if replay::is_spent(found, now) {
            return Err(Refusal::new(Reason::PasskeyOver).operator("it was answered before"));
        }
        let over = (self.made_at + CHALLENGE_TTL).as_secs();
        Ok(replay::spend(Self::key(&self.text), Some(over), now))
    }
}

type Parts<'a> = (u8, [u8; 4], [u8; TAG - NONCE], &'a [u8]);

fn parts(bytes: &[u8; LENGTH]) -> Option<Parts<'_>> {
    Some((bytes[0], bytes[1..NONCE].try_into().ok()?, bytes[NONCE..TAG].try_into().ok()?, &bytes[TAG..]))
}

fn tag(
    bound: Bound<'_>,
    seconds: [u8; 4],
    nonce: [u8; TAG - NONCE],
    version: u8,
    derive: &dyn Derive,
) -> Option<[u8; 32]> {
    let (mark, to): (_, &[u8]) = match &bound {
        Bound::Login(handle) => (0, handle.as_bytes()),
        Bound::Session(FamilyId(id)) => (1, id),
    };
    derive.derive(version, Purpose::PasskeyChallenge, &[&[mark][..], &seconds, &nonce, to].concat())
}
