//! The single words of an upstream's definition.

use serde::{Deserialize, Serialize};

/// The kinds of upstreams.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpstreamProfile {
    /// What the specifications leave to the administrator is left to them.
    #[default]
    Basic,
    /// A broker of the Finnish trust network: everything sealed both ways, keys that nobody can exchange.
    Ftn,
}

/// In what form our requests go there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStyle {
    /// As parameters in the address.
    #[default]
    Plain,
    /// In a signed request object (RFC 9101).
    Signed,
    /// In a request object that is signed, then encrypted to the upstream's key.
    Sealed,
    /// Pushed to it before the person goes there (RFC 9126).
    Pushed,
}

/// To whom our client assertions are addressed (`aud`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssertionAudience {
    /// To the issuer, so that no other server can use them.
    #[default]
    Issuer,
    /// To the token endpoint's address, as Finland's trust network has it.
    TokenEndpoint,
}

/// Which account somebody signs in to who comes back for the first time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accounts {
    /// A new one. Never one that is there, not even if it has the same mail address.
    #[default]
    Create,
    /// None: the account must have been linked before.
    Linked,
}

/// One of the ways behind an upstream, such as a bank behind a broker.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// What the upstream calls it, such as `fi-nordea`.
    pub id: String,
    /// What people call it.
    pub name: String,
}
