//! Tickets: everything short-lived. One shape for codes, sessions, logins and all that follow.

use jose::digest::sha256_parts;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Version;
use super::family::{FamilyFacts, FamilyId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// Where a ticket is found: the hash of its kind and its secret, so that the store never holds a
/// secret that would open anything.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TicketKey([u8; 32]);

impl TicketKey {
    /// The key of the ticket of this kind with this secret (or, where a kind has none, this name).
    pub fn of(kind: TicketKind, secret: &[u8]) -> Self {
        Self(sha256_parts(&[kind.as_str().as_bytes(), &[0], secret]))
    }

    /// The key of a ticket of this family: found by the family first, so that the tickets of one
    /// family lie together, then by 128 bits of the hash of kind and secret.
    pub fn within(family: FamilyId, kind: TicketKind, secret: &[u8]) -> Self {
        Self::beneath(family.0, kind, secret)
    }

    /// The same for tickets that lie together under 128 bits of another kind.
    pub(crate) fn beneath(first: [u8; 16], kind: TicketKind, secret: &[u8]) -> Self {
        let Self(hash) = Self::of(kind, secret);
        let mut key = [0; 32];
        key[..16].copy_from_slice(&first);
        key[16..].copy_from_slice(&hash[..16]);
        Self(key)
    }

    /// The key of the ticket with this secret, of the family that the secret names.
    pub(crate) fn of_family_secret(kind: TicketKind, secret: &str) -> Self {
        match FamilyId::named_by(secret) {
            Some(family) => Self::within(family, kind, secret.as_bytes()),
            // Not a secret of ours: a key under which nothing stands.
            None => Self::of(kind, secret.as_bytes()),
        }
    }

    /// The key as the store has it.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// As base64url, where one ticket refers to another.
impl Serialize for TicketKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&jose::base64url::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for TicketKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = jose::base64url::decode(&text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| D::Error::custom("not the key of a ticket"))
    }
}

/// What a ticket is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TicketKind {
    /// An authorization code (RFC 6749 §4.1.2).
    Code,
    /// The living generation of a family's refresh tokens.
    RefreshToken,
    /// A sign-in under way in one browser.
    Login,
    /// A browser's session.
    Session,
    /// Failed tries against one person, or one login name that nobody has.
    Attempts,
    /// An access token revoked before its time that hangs on no family.
    RevokedToken,
    /// A sign-out that waits for the person's word.
    Logout,
    /// A message that counts once, and was accepted.
    Replay,
    /// An authorization request that its client pushed (RFC 9126).
    PushedRequest,
    /// How far the rehearsal of a client\'s key has come.
    Rehearsal,
    /// A person under way at an upstream.
    Upstream,
    /// A person who signs out at an upstream too, and is to come back.
    UpstreamLogout,
    /// What leads from a session at an upstream to one here.
    UpstreamSession,
    /// The codes that were sent in a sign-in.
    OneTimeCode,
    /// What somebody is about to add to what proves them.
    Enrolment,
    /// A link by which a forgotten password is renewed.
    PasswordReset,
    /// An account that somebody is about to make.
    Registration,
    /// What lets somebody make an account.
    Invitation,
    /// A request that a person answers on another device than the one that asks.
    CrossDevice,
    /// How often was asked what became of such a request.
    Poll,
    /// What the person said to it.
    PollAnswer,
    /// One try of a page to have somebody signed in by their phone.
    Qr,
}

impl TicketKind {
    /// Every kind.
    pub const ALL: [Self; 22] = [
        Self::Code,
        Self::RefreshToken,
        Self::Login,
        Self::Session,
        Self::Attempts,
        Self::RevokedToken,
        Self::Logout,
        Self::Replay,
        Self::PushedRequest,
        Self::Rehearsal,
        Self::Upstream,
        Self::UpstreamLogout,
        Self::UpstreamSession,
        Self::OneTimeCode,
        Self::Enrolment,
        Self::PasswordReset,
        Self::Registration,
        Self::Invitation,
        Self::CrossDevice,
        Self::Poll,
        Self::PollAnswer,
        Self::Qr,
    ];

    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::RefreshToken => "refresh_token",
            Self::Login => "login",
            Self::Session => "session",
            Self::Attempts => "attempts",
            Self::RevokedToken => "revoked_token",
            Self::Logout => "logout",
            Self::Replay => "replay",
            Self::PushedRequest => "pushed_request",
            Self::Rehearsal => "rehearsal",
            Self::Upstream => "upstream",
            Self::UpstreamLogout => "upstream_logout",
            Self::UpstreamSession => "upstream_session",
            Self::OneTimeCode => "one_time_code",
            Self::Enrolment => "enrolment",
            Self::PasswordReset => "password_reset",
            Self::Registration => "registration",
            Self::Invitation => "invitation",
            Self::CrossDevice => "cross_device",
            Self::Poll => "poll",
            Self::PollAnswer => "poll_answer",
            Self::Qr => "qr",
        }
    }
}

/// A ticket to be kept.
pub struct Ticket {
    /// Where it is found.
    pub key: TicketKey,
    /// What it is.
    pub kind: TicketKind,
    /// The family it belongs to, if any.
    pub family: Option<FamilyId>,
    /// Until when it may be used.
    pub expires_at: Time,
    /// The end that idleness can never push further.
    pub ends_at: Time,
    /// Until when the row is kept, so that a late replay is still known.
    pub keep_until: Time,
    /// What the mind wrote into it; sealed by the store.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticket")
            .field("kind", &self.kind)
            .field("family", &self.family)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A ticket as it was found.
pub struct TicketFacts {
    /// Where it stands.
    pub key: TicketKey,
    /// How often it was advanced; 1 when new.
    pub version: Version,
    /// Until when it may be used.
    pub expires_at: Time,
    /// The end that idleness can never push further.
    pub ends_at: Time,
    /// When it was used up, if it was.
    pub spent_at: Option<Time>,
    /// What the mind wrote into it.
    pub body: Vec<u8>,
    /// The state of its family, if it has one.
    pub family: Option<FamilyFacts>,
}

impl TicketFacts {
    /// Neither spent nor expired. The family is a question of its own.
    pub fn is_usable(&self, now: Time) -> bool {
        self.spent_at.is_none() && now < self.expires_at
    }
}

/// A ticket's body as bytes. Bodies are only added to, so that a node of the version before can
/// still read them while nodes are exchanged.
pub(crate) fn encode<T: Serialize>(body: &T) -> Vec<u8> {
    // Bodies are structs of strings and numbers, whose serialisation cannot fail.
    serde_json::to_vec(body).unwrap_or_default()
}

/// A ticket's body back from bytes.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::new(Reason::Internal).operator(format!("unreadable ticket: {error}")))
}
