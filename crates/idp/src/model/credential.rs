//! What proves a person: records of many kinds, and of some kinds many.

use std::fmt;

use jose::digest::sha256_parts;
use jose::secret::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Version;
use super::user::UserId;
use crate::decision::Env;
use crate::effect::Effect;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The most credentials of one kind that a person can have.
pub const MOST_OF_A_KIND: usize = 10;

/// A credential's identifier. It is no secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct CredentialId(pub [u8; 16]);

impl CredentialId {
    /// That of a new credential, of a kind a person has many of.
    pub fn begin(env: &mut Env<'_>) -> Self {
        Self(env.random_bytes())
    }

    /// That of the credential of a kind a person has one of: always the same, so that a new one takes the
    /// place of the old.
    pub fn only(user: &UserId, kind: CredentialKind) -> Self {
        Self::hashed(&[kind.as_str().as_bytes(), &[0], user.as_str().as_bytes()])
    }

    /// That of a credential which others name: a passkey by what its authenticator calls it. Whoever shows it
    /// is found by it, and it cannot be two people's.
    pub fn named(kind: CredentialKind, name: &[u8]) -> Self {
        Self::hashed(&[kind.as_str().as_bytes(), &[1], name])
    }

    fn hashed(parts: &[&[u8]]) -> Self {
        let hash = sha256_parts(parts);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
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
}

/// A stored credential of one person.
#[derive(Clone)]
pub struct Credential {
    /// The identifier.
    pub id: CredentialId,
    /// Whose it is.
    pub user: UserId,
    /// What it is.
    pub kind: CredentialKind,
    /// How often it was written: 1 when new, one more with every use.
    pub version: Version,
    /// What the person calls it.
    pub name: Option<String>,
    /// What is kept, sealed at rest: for a password its Argon2id hash in PHC string form, for other kinds
    /// JSON of their own.
    pub data: Secret<String>,
    /// When it was set.
    pub created_at: Time,
    /// When it last proved the person.
    pub last_used_at: Option<Time>,
    /// From when on it counts no more; none where it has no end.
    pub expires_at: Option<Time>,
}

impl Credential {
    /// One that is set now.
    pub fn new(
        id: CredentialId,
        user: &UserId,
        kind: CredentialKind,
        data: Secret<String>,
        now: Time,
    ) -> Self {
        Self {
            id,
            user: user.clone(),
            kind,
            version: 1,
            name: None,
            data,
            created_at: now,
            last_used_at: None,
            expires_at: None,
        }
    }

    /// What is kept, of a kind that keeps JSON.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_str(self.data.expose()).map_err(|error| {
            // Where in the text it went wrong, and none of the text.
            let (kind, column) = (self.kind.as_str(), error.column());
            Refusal::new(Reason::Internal).operator(format!("unreadable {kind} credential at {column}"))
        })
    }

    /// The JSON of what is kept.
    pub fn encode(data: &impl Serialize) -> Secret<String> {
        // Plain structures of ours always encode.
        Secret::new(serde_json::to_string(data).unwrap_or_default())
    }

    /// That it proved its person now, and what is kept from now on.
    pub fn used(&self, data: Secret<String>, now: Time) -> Effect {
        Effect::UseCredential(Used { id: self.id, from: self.version, data, at: now })
    }

    /// Whether it still counts.
    pub fn is_alive(&self, now: Time) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("id", &self.id)
            .field("user", &self.user)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// That a credential proved its person; see [`Effect::UseCredential`](crate::Effect::UseCredential).
pub struct Used {
    /// The credential.
    pub id: CredentialId,
    /// The version that was read; it becomes one more.
    pub from: Version,
    /// What is kept from now on.
    pub data: Secret<String>,
    /// When.
    pub at: Time,
}

impl fmt::Debug for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Used").field("id", &self.id).field("from", &self.from).finish_non_exhaustive()
    }
}

/// The kinds of credentials.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CredentialKind {
    /// A password; one.
    Password,
    /// An app or device that shows codes by the time (RFC 6238); many.
    Totp,
    /// The codes on paper for when everything else is lost; one set.
    RecoveryCodes,
    /// A key that a device, a security key or a password manager holds (WebAuthn); many.
    Passkey,
    /// A browser that need not prove a second factor for a while; many.
    Device,
    /// A phone that answers for its person (`model/phone.rs`); many.
    Phone,
}

impl CredentialKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Password, Self::Totp, Self::RecoveryCodes, Self::Passkey, Self::Device, Self::Phone];

    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::RecoveryCodes => "recovery_codes",
            Self::Passkey => "passkey",
            Self::Device => "device",
            Self::Phone => "phone",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_told_apart_by_kind_person_and_name() {
        let (ada, bob) = (UserId::new("ada"), UserId::new("bob"));
        let ids = [
            CredentialId::only(&ada, CredentialKind::Password),
            CredentialId::only(&bob, CredentialKind::Password),
            CredentialId::only(&ada, CredentialKind::RecoveryCodes),
            CredentialId::named(CredentialKind::Password, b"ada"),
            CredentialId::named(CredentialKind::Passkey, b"ada"),
        ];
        let distinct: std::collections::BTreeSet<_> = ids.into_iter().collect();
        assert_eq!(distinct.len(), ids.len());
        assert_eq!(CredentialId::parse(&ids[0].text()), Some(ids[0]));
        assert_eq!(CredentialId::parse("short"), None);
    }

    #[test]
    fn kinds_are_found_by_their_names() {
        for kind in CredentialKind::ALL {
            assert_eq!(CredentialKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(CredentialKind::parse("pigeon"), None);
    }
}
