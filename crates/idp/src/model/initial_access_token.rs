//! Initial access tokens: what lets somebody register a client (RFC 7591 §1.2).

use jose::digest::sha256;
use oidc::response_type::ResponseType;
use oidc::scope::Scope;
use oidc::token::GrantType;
use serde::{Deserialize, Serialize};

use super::client::ClientPolicy;
use crate::time::Time;

/// An initial access token. The token itself is told once; what is kept is its hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InitialAccessToken {
    /// What administrators and clients' records call it by; no secret.
    pub id: String,
    /// What it was made for, in an administrator's words.
    pub name: Option<String>,
    /// SHA-256 of the token: it has 256 random bits, so a fast hash is right.
    pub sha256: [u8; 32],
    /// What whoever registers with it may ask for, and is held to.
    pub bounds: Bounds,
    /// How often it may be used.
    pub uses: u32,
    /// How often it was.
    pub used: u32,
    /// From when on it may not be used.
    pub expires_at: Time,
    /// When it was made.
    pub created_at: Time,
}

impl InitialAccessToken {
    /// The hash by which a token is found.
    pub fn digest(token: &str) -> [u8; 32] {
        sha256(token.as_bytes())
    }
}

/// What a client that registers itself may ask for at most, and what it is held to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
// Lenient at rest, as with policies.
#[serde(default)]
pub struct Bounds {
    /// What the client is held to; it cannot ask for anything of it.
    pub policy: ClientPolicy,
    /// What it may register as its scope; the scopes of OpenID Connect if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// The grants it may register; all those that lead by way of a person if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_types: Option<Vec<GrantType>>,
    /// The response types it may register; all if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_types: Option<Vec<ResponseType>>,
    /// The hosts that browsers may be sent to; any if none is named. One that begins with a full stop
    /// stands for everything below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_hosts: Vec<String>,
}
