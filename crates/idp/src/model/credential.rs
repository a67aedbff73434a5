//! What proves a person.

use super::user::UserId;
use crate::time::Time;

/// A stored credential of one person; at most one of each kind.
pub struct Credential {
    /// Whose it is.
    pub user: UserId,
    /// What it is.
    pub kind: CredentialKind,
    /// What is kept: for a password its Argon2id hash in PHC string form. Never the secret itself.
    pub data: String,
    /// When it was set.
    pub created_at: Time,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("user", &self.user)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The kinds of credentials.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CredentialKind {
    /// A password.
    Password,
}

impl CredentialKind {
    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
        }
    }
}
