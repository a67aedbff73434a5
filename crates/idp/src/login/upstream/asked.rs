//! What an upstream's answer is held against.

use rp::Pending;
use serde::{Deserialize, Serialize};

/// What was asked of an upstream, by its protocol.
#[derive(Serialize, Deserialize)]
pub enum Asked {
    /// An OpenID provider.
    #[serde(rename = "pending")]
    OpenId(Box<Pending>),
    /// An identity provider of SAML.
    #[serde(rename = "saml")]
    Saml(AskedSaml),
}

/// What was asked in a request for a sign-in (SAML Core §3.4.1).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AskedSaml {
    /// The request's identifier, which the answer names.
    pub request: String,
    /// Since when, in seconds since 1970, the person must have signed in there, where a client wants that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
}
