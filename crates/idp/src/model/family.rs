//! Families: what a sign-in or a grant leads to lives and ends together.

use std::sync::Arc;

use oidc::claims::ClaimsRequest;

use super::ClientId;
use super::consent::ConsentId;
use super::told::Told;
use super::user::UserId;
use crate::decision::Env;
use crate::time::Time;

/// A family's identifier: the milliseconds at which it began, then 80 random bits. It is no secret.
///
/// The time comes first so that what begins together lies together in the store: a batch of commits
/// then writes few pages, however many families there are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FamilyId(pub [u8; 16]);

impl FamilyId {
    /// The identifier of a family that begins now.
    pub(crate) fn begin(env: &mut Env<'_>) -> Self {
        let millis = u64::try_from(env.now.as_micros() / 1000).unwrap_or_default();
        let mut id = env.random_bytes::<16>();
        id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        Self(id)
    }

    /// The identifier as it is written outside: 22 characters of base64url.
    pub fn text(self) -> String {
        jose::base64url::encode(self.0)
    }

    /// The identifier written so, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        jose::base64url::decode(text).ok()?.try_into().ok().map(Self)
    }

    /// A secret that says which family it belongs to: the identifier, then 256 random bits, as 64
    /// characters of base64url.
    pub(crate) fn secret(self, env: &mut Env<'_>) -> String {
        let mut bytes = [0; 48];
        bytes[..16].copy_from_slice(&self.0);
        bytes[16..].copy_from_slice(&env.random_bytes::<32>());
        jose::base64url::encode(bytes)
    }

    /// The family that such a secret says it belongs to, for look-up alone.
    pub(crate) fn named_by(secret: &str) -> Option<Self> {
        let bytes: [u8; 48] = jose::base64url::decode(secret).ok()?.try_into().ok()?;
        bytes.first_chunk::<16>().map(|id| Self(*id))
    }
}

/// A family to begin: a browser session, or a grant and all tokens that come of it.
#[derive(Clone, Debug)]
pub struct Family {
    /// Its identifier.
    pub id: FamilyId,
    /// The session family it ends with; none for sessions themselves and for offline access.
    pub session: Option<FamilyId>,
    /// The session family it was granted in, whether it ends with it or not; none for sessions themselves.
    pub granted_in: Option<FamilyId>,
    /// The person it hangs on.
    pub user: Option<UserId>,
    /// That person's `sessions_valid_from` as this was decided. The family is over, or born dead,
    /// once the person's is another one: so that a sign-in cannot slip past a new password, however
    /// the two are ordered.
    pub user_as_of: Option<Time>,
    /// The client it hangs on; none for sessions.
    pub client: Option<ClientId>,
    /// The person's consent by which the client was granted this; none for sessions, and where a client of
    /// the house needs no consent.
    pub consent: Option<ConsentId>,
    /// The claims that were granted by name.
    pub claims: ClaimsRequest,
    /// What an upstream told of the person at the sign-in in which this was granted; sealed at rest.
    pub told: Option<Arc<Told>>,
    /// Its end, whatever happens.
    pub expires_at: Time,
    /// Until when the row is kept, so that it is still known who took part in the session.
    pub keep_until: Time,
}

/// What is true of a family now, everything it hangs on included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FamilyFacts {
    /// Its identifier.
    pub id: FamilyId,
    /// The person it hangs on.
    pub user: Option<UserId>,
    /// The client it hangs on.
    pub client: Option<ClientId>,
    /// The session it hangs on.
    pub session: Option<FamilyId>,
    /// Its end, whatever happens.
    pub expires_at: Time,
    /// The claims that were granted by name.
    pub claims: ClaimsRequest,
    /// What an upstream told of the person at the sign-in in which this was granted.
    pub told: Option<Arc<Told>>,
    /// The groups of the person it hangs on, as they are now.
    pub groups: Vec<String>,
    /// It was ended before its time.
    pub revoked: bool,
    /// The session it hangs on, if any, was ended, is over or is gone.
    pub session_over: bool,
    /// The person it hangs on, if any, is disabled or gone, or has a new password since.
    pub user_off: bool,
    /// The client it hangs on, if any, is disabled or gone.
    pub client_off: bool,
    /// The consent it was granted by, if any, was taken back.
    pub consent_withdrawn: bool,
}

impl FamilyFacts {
    /// A family as it is the moment it begins, with the groups of its person.
    pub(crate) fn begun(family: &Family, groups: Vec<String>) -> Self {
        Self {
            id: family.id,
            user: family.user.clone(),
            client: family.client.clone(),
            session: family.session,
            expires_at: family.expires_at,
            claims: family.claims.clone(),
            told: family.told.clone(),
            groups,
            revoked: false,
            session_over: false,
            user_off: false,
            client_off: false,
            consent_withdrawn: false,
        }
    }

    /// Whether what belongs to this family still counts.
    pub fn is_alive(&self, now: Time) -> bool {
        let over =
            self.revoked || self.session_over || self.user_off || self.client_off || self.consent_withdrawn;
        !over && now < self.expires_at
    }
}
