//! What an upstream told of a person at one sign-in.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::upstream::UpstreamId;

/// What an upstream told of a person at one sign-in. It lives with that session and with what was granted
/// in it, sealed at rest, and never comes onto the person's record by itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The upstream.
    pub upstream: UpstreamId,
    /// The way behind it that the person took, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
    /// What the sign-in amounts to, by our names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// How the person proved themselves, as the upstream names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// What it said of the person, by our names.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub claims: Map<String, Value>,
    /// The session there, as its logout messages name it (`sid`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// What an upstream that speaks SAML calls the person, by which they are signed out there; kept with the session
    /// alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_id: Option<SamlName>,
    /// Its ID token as it was signed, with which the person is signed out there; kept with the session alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// Where trails lead from the session there to the one here; kept with the session alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trails: Vec<Place>,
}

/// The name of a person in SAML (Core §2.2.3), with all that makes it theirs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SamlName {
    /// The name itself.
    pub value: String,
    /// Of which kind it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_qualifier: Option<String>,
    /// For whom it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sp_name_qualifier: Option<String>,
}

impl SamlName {
    /// A session of this person's, as it is told apart from everybody's.
    pub fn session(&self, index: &str) -> String {
        Self::session_of(&self.value, index)
    }

    /// The same by the name alone.
    pub fn session_of(name: &str, index: &str) -> String {
        format!("{name}\0{index}")
    }
}

/// Where what leads to one thing lies together: the beginning of the keys of such tickets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Place(pub [u8; 16]);

impl From<Place> for String {
    fn from(place: Place) -> Self {
        jose::base64url::encode(place.0)
    }
}

impl TryFrom<String> for Place {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = jose::base64url::decode(&text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("not the place of a trail")
    }
}

impl Told {
    /// What tokens are made from later: without what only signing out there needs.
    #[must_use]
    pub fn for_grant(&self) -> Self {
        Self { sid: None, name_id: None, id_token: None, trails: Vec::new(), ..self.clone() }
    }
}

/// It is about a person, so only its origin is shown.
impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Told")
            .field("upstream", &self.upstream)
            .field("choice", &self.choice)
            .field("acr", &self.acr)
            .finish_non_exhaustive()
    }
}
